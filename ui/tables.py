"""Tables of figures for the screens: text and colour by pandas Styler, without Streamlit."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from metrics import score_words
from metrics.pace import STATE_WORDS, State
from metrics.scorecard import Score
from ui import format as fmt
from ui import svg
from ui.theme import GAP_RAMP, MISSES, SMALL_N, ink_on, look, ramp_step

HEAT_REACH = 8.0
"""Points below and above the target at which the colours of the heat table end."""

_COURSES = STATE_WORDS | {State.OUT_OF_REACH: "hết khả năng"}

TOTALS = "Toàn huyện"
"""Name of the last row of the heat table, the sum of all others."""


def scoreboard(
    scores: Sequence[Score], months: Mapping[str, Sequence[float]], evidence: Mapping[str, str]
) -> pd.DataFrame:
    """Return one row a target, worst status first and then in plan order.

    `months` has the monthly rates of a target by its id, `evidence` its word. Columns: Chỉ tiêu,
    Trạng thái (a list of one word, for a pill), Kết quả, Mục tiêu, Cách, gap and spark (SVG data
    URLs), Khả năng (of the year, where a rate misses its target; left out where it is said of none),
    Mẫu số, Bằng chứng, Mã; id, status and said (a result that is no rate, in its unit) are not drawn.
    """
    rows = [_scored(score, months.get(score.target.id), evidence.get(score.target.id, fmt.NOTHING)) for score in scores]
    if not rows:
        return pd.DataFrame()
    table = pd.DataFrame(rows).sort_values("rank", kind="stable", ignore_index=True)
    is_over = (table["Khả năng"] == fmt.NOTHING).all()
    return table.drop(columns=["rank", "Khả năng"] if is_over else "rank")


def _scored(score: Score, months: Sequence[float] | None, evidence: str) -> dict[str, object]:
    figure, target = score.figure, score.target
    value = None if target.value is None else float(target.value)
    known = figure is not None and bool(figure.denominator)
    counted = score.measure.value if score.measure and not known else None
    shown = look(score.status.value).key
    return {
        "rank": list(_order()).index(shown),
        "Chỉ tiêu": target.label,
        "Trạng thái": [look(shown).label],
        "Kết quả %": figure.rate_pct if figure and known else counted,
        "said": None if counted is None else score_words.value(score),
        "Mục tiêu %": value if target.kind in ("threshold", "coverage") else None,
        "Cách, điểm": figure.gap_pct if figure and known else None,
        "gap": svg.gap_row(figure.gap_pct, shown, hollow=figure.denominator < SMALL_N) if figure and known else None,
        "spark": None if months is None else svg.sparkline(list(months), value, shown),
        "Khả năng": _COURSES[score.course] if score.course else fmt.NOTHING,
        "Mẫu số": figure.denominator if figure and known else None,
        "Bằng chứng": evidence,
        "Mã": target.id,
        "status": shown,
        "id": target.id,
    }


def _order() -> tuple[str, ...]:
    return ("out_of_reach", "missed", "near", "met", "no_target", "no_data")


def styled_scores(table: pd.DataFrame) -> Styler:
    """Write the numbers of a scoreboard as people here do and colour the distance of misses."""
    statuses = list(table["status"])
    formats: dict[Any, Any] = {"Mục tiêu %": fmt.target, "Cách, điểm": fmt.gap, "Mẫu số": fmt.number}
    styler = table.drop(columns=["status", "id", "said"]).style.format(formats)
    styler = exact(styler, "Kết quả %", table["Kết quả %"], table["Mục tiêu %"])
    for row, said in table["said"].dropna().items():
        styler = styler.format(_always(said), subset=([row], ["Kết quả %"]))
    return styler.apply(lambda _: [_miss_style(status) for status in statuses], subset=["Cách, điểm"])


def exact(styler: Styler, column: Hashable, rates: pd.Series, targets: pd.Series) -> Styler:
    """Write each rate of a column so that rounding never hides a miss of its own target."""
    texts: dict[float, str] = {}
    for rate, target in zip(rates, targets, strict=True):
        # Of the same rate against two targets the text with more decimals is right for both.
        texts[rate] = max(texts.get(rate, ""), fmt.rate(rate, target), key=len)

    def text(rate: Any) -> str:
        return texts.get(rate) or fmt.rate(rate)

    return styler.format(text, subset=[column])


def _miss_style(status: str) -> str:
    return f"color: {look(status).text}; font-weight: 600" if status in MISSES else ""


def heat(table: pd.DataFrame, heads: Mapping[str, tuple[str, str]]) -> Styler:
    """Style the table of units by indicator: each cell is the gap from the target, its colour reaches ±8 points.

    `table` has `name`, `is_sum` and, for each key of `heads`, `<key>_gap` and `<key>_n`; `heads` are the words of the
    target and of the indicator. Few cases: no colour, and their number (n) for the gap. No cases: a dash.
    """
    columns: dict[tuple[str, str], pd.Series] = {("", "Đơn vị"): table["name"]}
    columns |= {head: table[f"{key}_gap"] for key, head in heads.items()}
    shown = pd.DataFrame(columns)
    shown.columns = pd.MultiIndex.from_tuples(list(columns))
    styler = shown.style
    for key, head in heads.items():
        cells = list(zip(table[f"{key}_gap"], table[f"{key}_n"], strict=True))
        styler = styler.format(_tenths, subset=[head])
        for row, (gap, cases) in enumerate(cells):
            if not fmt.missing(gap) and cases < SMALL_N:
                styler = styler.format(_always(f"n {fmt.number(cases)}"), subset=([row], [head]))
        styles = [_heat_style(gap, cases) for gap, cases in cells]
        styler = styler.apply(lambda _, styles=styles: styles, subset=[head])
    bold = ["font-weight: 600" if strong else "" for strong in table["is_sum"]]
    return styler.apply(lambda _: bold, subset=[("", "Đơn vị")])


def _tenths(gap: Any) -> str:
    return fmt.gap(gap, 1)


def _always(text: str) -> Callable[[Any], str]:
    return lambda _: text


def _heat_style(gap: float, cases: float) -> str:
    if fmt.missing(gap) or cases < SMALL_N:
        return ""
    step = ramp_step(float(gap), HEAT_REACH)
    return f"background-color: {GAP_RAMP[step]}; color: {ink_on(step)}"
