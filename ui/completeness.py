"""The parts of the completeness screen: who has handed in which month, who has not, the list for a reminder."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from loaders.kinds import EXPORTS
from metrics.completeness import STATE_LABELS, State
from ui import address, checks, downloads, reads, screen
from ui import format as fmt
from ui.filters import Choice
from ui.theme import look

_LOOKS = {
    State.COMPLETE: ("✓ đủ", look("met")),
    State.PARTIAL: ("≈ một phần", look("near")),
    State.MISSING: ("! chưa có", look("missed")),
}
_NOT_DUE = ""
_ORDER = {State.MISSING: 0, State.PARTIAL: 1, State.COMPLETE: 2}


def choose(choice: Choice) -> str:
    """Let the reader choose the kind of file; returns its key."""
    kinds = checks.kinds(choice.snapshot)
    if len(kinds) == 1:
        return next(iter(kinds.values()))
    said = st.selectbox("Loại tệp", list(kinds), key="loai_tep", bind="query-params", width=420)
    return kinds.get(said or "", "dossiers")


def answer(table: pd.DataFrame, choice: Choice, kind: str) -> None:
    """Draw the title: how many units have handed in all months; and the three states in words and numbers."""
    worst = table.groupby("unit_name")["state"].agg(lambda states: min(states, key=lambda state: _ORDER[State(state)]))
    whole = int((worst == State.COMPLETE).sum())
    label = EXPORTS[kind].name
    if table.empty:
        st.title(f"{EXPORTS[kind].label}: kỳ này chưa đến hạn nộp", anchor=False)
    elif whole == len(worst):
        st.title(
            fmt.in_markdown(f"Cả {len(worst)} đơn vị đã nộp đủ {label}, {fmt.within(choice.period.label)}"),
            anchor=False,
        )
    else:
        said = f"{len(worst) - whole}/{len(worst)} đơn vị còn thiếu {label}, {fmt.within(choice.period.label)}"
        st.title(fmt.in_markdown(said), anchor=False)
    counts = table["state"].value_counts()
    badges = [
        f":{style.badge}-badge[{style.icon} {fmt.number(int(counts.get(state, 0)))} ô: {STATE_LABELS[state].lower()}]"
        for state, (_, style) in _LOOKS.items()
    ]
    st.markdown(f"{' '.join(badges)} :small[:gray[mỗi ô là một đơn vị trong một tháng]]")


def months(table: pd.DataFrame, choice: Choice) -> None:
    """Draw unit by month; a click on a cell says which files speak of it."""
    if table.empty:
        return
    named = table.assign(rank=table["state"].map(lambda state: _ORDER[State(state)]))
    short = dict(
        zip(*(reads.units(choice.snapshot, choice.period.last)[name] for name in ("code", "short_name")), strict=True)
    )
    named["unit_name"] = named["unit"].map(short).fillna(named["unit_name"])
    words = named.assign(word=named["state"].map(lambda state: _LOOKS[State(state)][0]))
    wide = words.pivot_table(index="unit_name", columns="month", values="word", aggfunc="first")
    order = named.groupby("unit_name")["rank"].agg(["min", "sum"]).sort_values(["min", "sum"], kind="stable").index
    wide = wide.loc[order].fillna(_NOT_DUE)
    wide.columns = [fmt.month(str(month)) for month in wide.columns]
    shown = wide.reset_index(names="Đơn vị")
    columns: dict[Any, Any] = {"Đơn vị": st.column_config.TextColumn(width=212)}
    columns |= {month: st.column_config.TextColumn(width=88) for month in wide.columns}
    detail, ids = st.container(), [str(unit) for unit in shown["Đơn vị"]]
    st.dataframe(
        _coloured(shown, list(wide.columns)),
        hide_index=True,
        height="content",
        width="content",
        row_height=30,
        column_config=columns,
        alt="Đơn vị và tháng: đủ, một phần hay chưa có",
        **address.clickable("o", ids, "o_day_du"),
    )
    st.markdown(
        ":small[:gray[Đủ: các tệp đang tính phủ hết ngày của tháng. Một phần: mới phủ một số ngày, hoặc tệp không ghi "
        "rõ từ ngày nào. Chọn một ô để xem tệp nào nói về tháng đó.]]"
    )
    cell = address.cell_of("o", ids)
    if cell is not None:
        with detail:
            _cell(named, choice, ids[cell[0]], cell[1])


def _coloured(shown: pd.DataFrame, months: list[Hashable]) -> Styler:
    styles = {
        word: f"background-color: {style.ground}; color: {style.text}" + ("; font-weight: 600" if "!" in word else "")
        for word, style in _LOOKS.values()
    }
    return shown.style.map(lambda word: styles.get(word, ""), subset=months)


def _cell(table: pd.DataFrame, choice: Choice, unit_name: str, month: str) -> None:
    found = table[(table["unit_name"] == unit_name) & (table["month"].map(lambda token: fmt.month(token)) == month)]
    if found.empty:
        return
    row = found.iloc[0]
    files = {load["load_id"]: load["file"] for load in checks.loads(choice.snapshot)}
    used = ", ".join(fmt.in_markdown(files.get(load_id, load_id)) for load_id in row["load_ids"])
    last = "" if fmt.missing(row["last_event"]) else f"; ngày cuối có phát sinh {fmt.day(row['last_event'])}"
    st.markdown(
        f"**{fmt.in_markdown(unit_name)}, {month}**: {STATE_LABELS[State(row['state'])].lower()}; "
        f"{fmt.number(int(row['dossiers']))} dòng{last}.  \n"
        + (f"Tệp: {used}." if used else "Chưa có tệp nào nói về tháng này.")
    )


def reminders(choice: Choice) -> None:
    """Draw who has not handed in what, of every kind, with the list to print or to send."""
    table = checks.missing(choice.snapshot, choice.period.token)
    st.subheader("Danh sách nhắc nộp", anchor=False)
    if table.empty:
        st.markdown(":gray[Không còn đơn vị nào phải nhắc trong kỳ này.]")
        return
    shown = reminder_table(table)
    days: dict[Any, Any] = {"Số liệu mới đến": st.column_config.DateColumn(format="DD/MM/YYYY")}
    st.dataframe(shown, hide_index=True, height="auto", placeholder=fmt.NOTHING, column_config=days)
    title = f"Danh sách nhắc nộp số liệu, {fmt.within(choice.period.label)}"
    with st.container(horizontal=True):
        screen.workbook({"Nhắc nộp": shown}, title, "nhac-nop", key="nhac_xlsx", label="Tải Excel để in")
        downloads.button("Tải văn bản", reminder_text(table, title), "nhac-nop", "txt", key="nhac_txt")


def reminder_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the reminder as people read it: Đơn vị, Loại tệp, Chưa có, Chưa đủ, Số liệu mới đến, Nội dung nhắc."""
    return pd.DataFrame(
        {
            "Đơn vị": table["unit_name"],
            "Loại tệp": table["kind"].map(_label),
            "Chưa có": table["missing"].map(_months),
            "Chưa đủ": table["partial"].map(_months),
            "Số liệu mới đến": pd.to_datetime(table["last_known"]),
            "Nội dung nhắc": table["reminder"],
        }
    )


def reminder_text(table: pd.DataFrame, title: str) -> bytes:
    """Return the reminder as text that Notepad opens: the title, then one line a unit and kind of file."""
    lines = [title]
    for kind, rows in table.groupby("kind", sort=False):
        lines += ["", f"{_label(str(kind))}:", *(f"- {said}" for said in rows["reminder"])]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def _label(kind: str) -> str:
    return EXPORTS[kind].label if kind in EXPORTS else kind


def _months(tokens: list[str]) -> str:
    return ", ".join(fmt.month(token) for token in tokens)
