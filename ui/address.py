"""The address of a screen: the link that opens this view again, and rows picked from tables kept in it.

Bound widgets keep themselves in the address, but leave a value out while it is the default, and a default may move
with the data. The link says what the strip says in any case.
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
            st.code(of(st.context.url or "", st.query_params.to_dict(), strip), language=None, wrap_lines=True)
            st.markdown(":small[:gray[Nút chép ở góc trên bên phải của khung.]]")


def first_cell(name: str, ids: Sequence[str], column: str | None = None) -> Any:
    """Return the selection with which a table begins: the row that the address names, None without one.

    `ids` name the rows of the table in order; `column` is the one whose cell is marked, None where the address names
    it too (see `cell_of`).
    """
    asked = st.query_params.get(name, st.session_state.get(_kept(name), ""))
    if column is None:
        asked, _, column = asked.rpartition(_BETWEEN)
    return {"selection": {"cells": [(ids.index(asked), column)]}} if asked in ids else None


def row_of(name: str, ids: Sequence[str], chosen: Any) -> int | None:
    """Return the place of the row whose cell was clicked, None without one, and write its id into the address.

    `chosen` is what `st.dataframe` with `selection_mode="single-cell"` returned.
    """
    cell = _clicked(ids, chosen)
    _write(name, None if cell is None else ids[cell[0]])
    return None if cell is None else cell[0]


def cell_of(name: str, ids: Sequence[str], chosen: Any) -> tuple[int, str] | None:
    """Return the place of the row and the column that were clicked, None without them; both stand in the address."""
    cell = _clicked(ids, chosen)
    _write(name, None if cell is None else f"{ids[cell[0]]}{_BETWEEN}{cell[1]}")
    return cell


def fingerprints(table: pd.DataFrame) -> list[str]:
    """Return an id for each row of a table that has none: eight characters of what it says.

    >>> fingerprints(pd.DataFrame({"a": [1, 2, 1]}))[0] == fingerprints(pd.DataFrame({"a": [1, 3]}))[0]
    True
    """
    rows = ("\t".join(map(str, row)) for row in table.itertuples(index=False))
    return [hashlib.sha256(row.encode()).hexdigest()[:8] for row in rows]


def _clicked(ids: Sequence[str], chosen: Any) -> tuple[int, str] | None:
    cells = chosen["selection"]["cells"] if chosen else []
    return (int(cells[0][0]), str(cells[0][1])) if cells and cells[0][0] < len(ids) else None


def _write(name: str, said: str | None) -> None:
    """Keep a choice in the address, and in the session for when the reader comes back to the page."""
    if said is not None:
        st.query_params[name] = st.session_state[_kept(name)] = said
        return
    st.session_state.pop(_kept(name), None)
    if name in st.query_params:
        del st.query_params[name]


def _kept(name: str) -> str:
    return f"{name}_da_chon"
