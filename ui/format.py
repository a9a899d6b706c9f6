"""Numbers, dates and names as screens write them: `metrics.wording`, and names made safe for chart and markdown."""

import re

from metrics.wording import (
    MINUS,
    NBSP,
    NOTHING,
    day,
    day_month,
    day_range,
    gap,
    missing,
    month,
    number,
    percent,
    points,
    rate,
    ratio,
    shortened,
    target,
    within,
)

__all__ = [
    "MINUS",
    "NBSP",
    "NOTHING",
    "day",
    "day_month",
    "day_range",
    "gap",
    "in_chart",
    "in_markdown",
    "missing",
    "month",
    "number",
    "percent",
    "points",
    "rate",
    "ratio",
    "shortened",
    "target",
    "unbroken",
    "within",
]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
_BLANKS = re.compile(r"[ \t\r\n\v\f]+")
_DIRECTIVE = re.compile(r":(?=[A-Za-z0-9+\-])")


def unbroken(text: str) -> str:
    """Keep a short text on one line."""
    return text.replace(" ", NBSP)


def in_chart(name: object) -> str:
    """Escape a name from a file for Plotly text and for SVG: no markup, no links, no TeX."""
    text = str(name).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("$", "&#36;")


def in_markdown(name: object) -> str:
    """Escape a name from a file for Streamlit markdown: no markup, links, TeX, colours or icons."""
    text = _DIRECTIVE.sub(":\u2060", _BLANKS.sub(" ", str(name)).strip())
    return _MARKDOWN.sub(r"\\\1", text)
