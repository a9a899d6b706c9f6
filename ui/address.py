"""The address of a screen: the link that opens this view again, and rows picked from tables kept in it.

An address leaves a choice out while it is the usual one, and the usual one may move with the data. The link says what
the strip and the page say in any case.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

_OPEN = "chep_lien_ket"
_BETWEEN = "~"


def of(url: str, chosen: Mapping[str, str], strip: Mapping[str, str]) -> str:
    """Return the address of a view: `url` without a query, what the screen has chosen, and what the strip says.

    >>> of("http://may/chi-tieu", {"ct": "CT2.15", "ky": "Quý I 2023"}, {"ky": "6 tháng 2023", "thang": ""})
    'http://may/chi-tieu?ct=CT2.15&ky=6%20th%C3%A1ng%202023'
    """
    said = {key: value for key, value in {**chosen, **strip}.items() if value}
    return f"{url}?{urlencode(said, quote_via=quote)}"


def copy_link(strip: Mapping[str, str]) -> None:
    """Draw the popover with the link of this view; `strip` is all that the strip says, by name in the address.

    Opening it runs the page again, so that the link holds what the page itself has written into its address.
    """
    menu = st.popover("Liên kết", icon=":material/link:", type="tertiary", key=_OPEN, on_change="rerun")
    if menu.open:
        with menu:
            st.markdown(
                "**Chép liên kết** để mở lại đúng màn hình này: kỳ, phạm vi, kế hoạch, cách tính và các lựa chọn."
            )
            st.code(
                of(st.context.url or "", _shown() | st.query_params.to_dict(), strip), language=None, wrap_lines=True
            )
            st.markdown(":small[:gray[Nút chép ở góc trên bên phải của khung.]]")


def asked(name: str, options: Sequence[str], usual: str, *, key: str) -> str:
    """Return what a choice says (see `box`): the address, else the last visit of the page, else the usual one."""
    kept = None if key in st.session_state else st.session_state.get(_kept(key))
    return next((str(said) for said in (st.query_params.get(name), kept) if said in options), usual)


def box(
    label: str,
    name: str,
    options: Sequence[str],
    usual: str,
    *,
    key: str,
    width: int,
    words: Mapping[str, str] | None = None,
    icon: str | None = None,
) -> str:
    """Draw a choice as a box and return what it says; the address keeps it under `name` once it was made.

    While it is the usual one nothing is written: each writing of a page into its address is one more step for "Back".
    `words` say the options where these are ids; `key` is that of the widget.
    """
    now = _settled(name, options, usual, key)
    st.selectbox(
        label,
        options,
        key=key,
        format_func=lambda option: words[option] if words else option,
        on_change=lambda: _write(name, st.session_state[key], _kept(key)),
        label_visibility="collapsed",
        width=width,
        icon=icon,
    )
    return now


def segments(label: str, name: str, options: Sequence[str], usual: str, *, key: str) -> str:
    """Draw a choice with all its options beside each other and return what it says; the rest is as with `box`."""
    now = _settled(name, options, usual, key)
    st.segmented_control(
        label,
        options,
        key=key,
        on_change=lambda: _write(name, st.session_state[key], _kept(key)),
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    return now


def _settled(name: str, options: Sequence[str], usual: str, key: str) -> str:
    _drawn()[key] = name
    now = asked(name, options, usual, key=key)
    _write(name, now if now == st.query_params.get(name) or now != usual else None, _kept(key))
    st.session_state[key] = now
    return now


def _drawn() -> dict[str, str]:
    """Return the names in the address of all choices drawn so far by the keys of their widgets."""
    drawn: dict[str, str] = st.session_state.setdefault("lua_chon", {})
    return drawn


def _shown() -> dict[str, str]:
    """Return what the choices of the page say, by name in the address: the state of other pages' widgets is gone."""
    return {name: st.session_state[key] for key, name in _drawn().items() if key in st.session_state}


def clickable(name: str, ids: Sequence[str], key: str, column: str | None = None) -> dict[str, Any]:
    """Return how `st.dataframe` draws a table whose rows open when a cell is clicked: the address says which one.

    `ids` name the rows of the table in order; `column` is the one whose cell is marked, None where the address names
    it too (see `cell_of`). A row that the table does not have is taken out of the address.
    """
    turn = f"{key}_lan"
    now = f"{key}_{st.session_state.get(turn, 0)}"
    said, kept = st.query_params.get(name), st.session_state.get(_kept(name))
    if now in st.session_state and said != kept:
        st.session_state[turn] = st.session_state.get(turn, 0) + 1  # "Back": the cell clicked last is no longer marked
        now = f"{key}_{st.session_state[turn]}"
    elif said is None:
        said = kept
    row, cell = _parts(said or "") if column is None else (said, column)
    is_there = row in ids
    _write(name, said if is_there else None, _kept(name))

    def clicked() -> None:
        cells = st.session_state[now]["selection"]["cells"]
        marked = ids[cells[0][0]] + (f"{_BETWEEN}{cells[0][1]}" if column is None else "") if cells else None
        _write(name, marked, _kept(name))

    return {
        "key": now,
        "on_select": clicked,
        "selection_mode": "single-cell",
        "selection_default": {"selection": {"cells": [(ids.index(row), cell)]}} if is_there else None,
    }


def row_of(name: str, ids: Sequence[str]) -> int | None:
    """Return the place of the row that is open, None without one; after the table is drawn with `clickable`."""
    said = st.query_params.get(name)
    return ids.index(said) if said in ids else None


def cell_of(name: str, ids: Sequence[str]) -> tuple[int, str] | None:
    """Return the place of the row and the column of the cell that is open, None without one."""
    row, column = _parts(st.query_params.get(name, ""))
    return (ids.index(row), column) if row in ids else None


def fingerprints(table: pd.DataFrame) -> list[str]:
    """Return an id for each row of a table that has none: eight characters of what it says.

    >>> fingerprints(pd.DataFrame({"a": [1, 2, 1]}))[0] == fingerprints(pd.DataFrame({"a": [1, 3]}))[0]
    True
    """
    rows = ("\t".join(map(str, row)) for row in table.itertuples(index=False))
    return [hashlib.sha256(row.encode()).hexdigest()[:8] for row in rows]


def _parts(said: str) -> tuple[str, str]:
    row, _, column = said.rpartition(_BETWEEN)
    return row, column


def _write(name: str, said: str | None, kept: str) -> None:
    """Keep a choice in the address, and in the session for when the reader comes back to the page."""
    if said is None:
        st.session_state.pop(kept, None)
        st.query_params.pop(name, None)
        return
    st.session_state[kept] = said
    if st.query_params.get(name) != said:
        st.query_params[name] = said


def _kept(key: str) -> str:
    return f"{key}_da_chon"
