"""A difference of two rates taken apart, drawn the same way on every screen: the parts, the paradox, the table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from metrics.decomposition import Change
from ui import charts, indicator_words, reads, screen
from ui import format as fmt
from ui.indicator_words import Step
from ui.theme import SMALL_N


def steps(change: Change) -> list[Step]:
    """Return the parts of a difference by groups of fields, with the names of the groups."""
    groups = reads.field_groups()
    return indicator_words.steps(change, dict(zip(groups["key"], groups["short_label"], strict=True)))


def refusal(denominators: Sequence[float], sides: str, unit: str) -> str:
    """Say why a difference is not taken apart, "" where it may be; `sides` are "kỳ" or "bên".

    >>> refusal([23, 400], "kỳ", "hồ sơ")
    'Một trong hai kỳ có dưới 30 hồ sơ nên không tách mức khác nhau.'
    """
    if min(denominators) >= SMALL_N:
        return ""
    return f"Một trong hai {sides} có dưới {SMALL_N} {unit} nên không tách mức khác nhau."


def draw(change: Change, ends: pd.DataFrame, goal: float | None, alt: str) -> None:
    """Draw the parts between the two rates that they lead from and to, and their table.

    `ends` has name, rate_pct and status of both sides, the earlier or first one on top.
    """
    parts = steps(change)
    bars = pd.DataFrame([(step.name, step.points, step.is_mix) for step in parts], columns=["name", "points", "is_mix"])
    screen.figure(charts.waterfall(bars, ends, goal), alt)
    if paradox := indicator_words.paradox(change):
        st.markdown(f":small[:gray[{fmt.in_markdown(paradox)}]]")
    (first, second), (before, after) = ends["name"], ends["rate_pct"]
    names = [first, *(step.name for step in parts), second]
    moved = [fmt.percent(before), *(fmt.gap(step.points) for step in parts), fmt.percent(after)]
    screen.twin(pd.DataFrame({"Phần": names, "Điểm": moved}), alt)
