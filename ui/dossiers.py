"""The parts of the screen of dossiers: the search, the answer, its rows with their files, and the lines of forms."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from metrics.asked import Figure, Order, Register, Search
from metrics.lineage import STATES
from ui import address, dossier_reads, dossier_words, links, listed, one_dossier, reads, screen
from ui import format as fmt
from ui.listed import Shown

PAGE_ROWS = 100
"""Rows on one page of a list."""

MOST_IN_FILE = 20_000
"""Most rows that one workbook is written with."""

_ORDERS = {
    "Theo đơn vị": Order.UNIT, "Trễ nhiều nhất": Order.LATE, "Hẹn trả sớm nhất": Order.DUE,
    "Mới nhận nhất": Order.RECEIVED,
}  # fmt: skip
_ANY_FIELD, _ANY_UNIT, _ANY_STATE = "Mọi lĩnh vực", "Mọi đơn vị", "Mọi trạng thái"
_NARROWED_BY = {
    "tim_ho_so": "", "loc_don_vi": _ANY_UNIT, "loc_linh_vuc": _ANY_FIELD, "loc_trang_thai": _ANY_STATE,
}  # fmt: skip
_OPENED = "hs"
_MOST_DIGITS = 9  # a page so far on is the last one in any list


def narrow(shown: Shown) -> tuple[Search, Order]:
    """Let the reader search, and choose a unit, a field, a state and the order."""
    choice = shown.choice
    units = reads.units(choice.snapshot, choice.period.last)
    codes = dict(zip(units["name"], units["code"], strict=True))
    known = dossier_reads.fields(choice.snapshot, listed.scope_of(choice))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Tìm hồ sơ",
            key="tim_ho_so",
            bind="query-params",
            icon=":material/search:",
            width=380,
            placeholder="Mã, thủ tục, đơn vị, lĩnh vực; gõ không dấu",
            label_visibility="collapsed",
            on_change=listed.first_page,
        )
        unit = _box("Đơn vị", [_ANY_UNIT, *codes], "loc_don_vi", 230)
        field = _box("Lĩnh vực", [_ANY_FIELD, *known], "loc_linh_vuc", 200)
        state = _box("Trạng thái", [_ANY_STATE, *STATES.values()], "loc_trang_thai", 190)
        first = next(word for word, order in _ORDERS.items() if order is shown.order)
        words = [first, *(word for word in _ORDERS if word != first)]
        order = _box("Thứ tự", words, f"thu_tu_{shown.order.value}", 170)
    states = {word: key for key, word in STATES.items()}
    search = Search.typed(
        typed or "", unit=codes.get(unit), field=None if field == _ANY_FIELD else field, state=states.get(state)
    )
    return search, _ORDERS[order]


def _box(label: str, options: list[str], key: str, width: int) -> str:
    said = st.selectbox(
        label,
        options,
        key=key,
        bind="query-params",
        width=width,
        label_visibility="collapsed",
        on_change=listed.first_page,
    )
    return said or options[0]


def answer(shown: Shown, search: Search) -> int:
    """Draw the title with the number of rows, and the line that holds them against the number; return the rows."""
    found = dossier_reads.behind(shown.choice.snapshot, shown.listed, search)
    st.title(fmt.in_markdown(f"{_head(found.rows, found.counted, shown)}"), anchor=False)
    if search != Search():
        whole = dossier_reads.behind(shown.choice.snapshot, shown.listed, Search())
        st.markdown(f"Đang lọc: **{fmt.number(found.rows)}** trong **{fmt.number(whole.rows)}** dòng.")
    elif isinstance(shown.listed, Figure):
        value, forms = dossier_reads.value(shown.choice.snapshot, shown.listed)
        st.markdown(
            fmt.in_markdown(f"{dossier_words.equality(found, value, forms, shown.name, shown.unit, shown.of_what)}.")
        )
    else:
        st.markdown(f"{fmt.in_markdown(shown.choice.scope_label)} · tính đến {fmt.day(shown.until)}")
    for note in filter(None, (shown.missing, *shown.notes)):
        st.markdown(f":small[:gray[{fmt.in_markdown(note)}]]")
    _switch(shown)
    return found.rows


def _head(rows: int, counted: float, shown: Shown) -> str:
    if shown.missing:
        return f"Chưa nêu được {shown.words}"
    if rows == counted:
        return f"{fmt.number(rows)} {shown.words}"
    return f"{fmt.number(rows)} dòng: {shown.words}"


def _switch(shown: Shown) -> None:
    """Draw the ways on from a number or a problem: the other parts of a rate, and all dossiers."""
    if shown.is_own:
        return
    said = {name: value for name, value in st.query_params.items() if name in listed.OF_NUMBER}
    with st.container(horizontal=True, vertical_alignment="center"):
        for word, part in links.PARTS.items():
            if part in shown.other_parts:
                asked = said | {links.PART: word}
                label = f"Xem {dossier_words.PART_WORDS[part]}"
                st.button(label, key=f"xem_{word}", type="tertiary", on_click=_ask, args=(asked,))
        st.button(
            "Mọi hồ sơ",
            key="moi_ho_so",
            type="tertiary",
            icon=":material/list:",
            on_click=_ask,
            args=(dict[str, str](),),
        )


def _ask(query: Mapping[str, str]) -> None:
    """Put another list into the address, from its first page, and forget what the last one was narrowed by."""
    st.query_params.from_dict(links.strip() | dict(query))  # at once: each writing is one more step for "Back"
    for key, nothing in _NARROWED_BY.items():
        if key in st.session_state:
            st.session_state[key] = nothing


def table(shown: Shown, search: Search, order: Order, total: int) -> None:
    """Draw one page of the rows, the dossier whose cell was clicked, and the button that hands all rows out."""
    if not total:
        st.markdown(":gray[Không có hồ sơ nào khớp bộ lọc.]")
        return
    pages = -(-total // PAGE_ROWS)
    page = min(max(_page_asked(), 1), pages)
    offset = (page - 1) * PAGE_ROWS
    rows = dossier_reads.rows(shown.choice.snapshot, shown.listed, search, shown.until, order, PAGE_ROWS, offset)
    codes = [links.NONE_OF_IT if fmt.missing(code) else str(code) for code in rows["code"]]
    detail, key = st.container(), _key_of_table(shown, search, order, page)
    st.dataframe(
        listing(rows, shown),
        hide_index=True,
        height=min(560, 38 + 36 * len(rows)),
        row_height=36,
        placeholder=fmt.NOTHING,
        column_config=_columns(),
        alt=f"{total} dòng với tệp, trang và số dòng",
        **(address.clickable(_OPENED, codes, key, "Mã") if shown.tells_of_dossiers else {"key": key}),
    )
    _pager(page, pages, offset, len(rows), total)
    _download(shown, search, order, rows, total)
    if not shown.tells_of_dossiers:
        return
    place = address.row_of(_OPENED, codes)
    with detail:
        if place is None or codes[place] == links.NONE_OF_IT:
            st.markdown(":small[:gray[Chọn một ô để xem các lần nạp nói về hồ sơ và chỉ tiêu mà hồ sơ tính vào.]]")
        else:
            one_dossier.in_full(codes[place], shown.choice)


def _key_of_table(shown: Shown, search: Search, order: Order, page: int) -> str:
    """Return a key that another list of rows does not have, so that no row stays chosen by its place alone."""
    said = repr((shown.choice.snapshot, shown.listed, search, order, page))
    return f"o_ho_so_{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def listing(rows: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Return rows as they stand on the screen and in the workbook; columns without anything are left out."""
    table = pd.DataFrame(
        {
            "Mã": rows["code"],
            "Đơn vị": rows["unit_name"],
            "Lĩnh vực": rows["field"],
            "Nhận": pd.to_datetime(rows["received_on"]),
            "Hẹn": pd.to_datetime(rows["due_on"]),
            "Kết thúc": pd.to_datetime(rows["ended_on"]),
            "Trễ, ngày": rows["days_late"],
            "Trạng thái": rows["state_name"],
            "Tính vào số này": rows["counted"],
            "Tệp · trang · dòng": [
                dossier_words.place(*at) for at in zip(rows["file"], rows["sheet"], rows["row"], strict=True)
            ],
            "Thủ tục": rows["procedure"],
        }
    )
    kept = {"Tệp · trang · dòng"} | ({"Mã", "Nhận", "Hẹn", "Kết thúc"} if shown.is_of_dossiers else set())
    empty = [name for name in table if name not in kept and table[name].isna().all()]
    if isinstance(shown.listed, Register) or (rows["counted"] == 1).all():
        empty.append("Tính vào số này")
    return table.drop(columns=empty)


def _columns() -> Mapping[Any, Any]:
    column = st.column_config
    days = {name: column.DateColumn(format="DD/MM/YYYY", width=90) for name in ("Nhận", "Hẹn", "Kết thúc")}
    return {
        "Mã": column.TextColumn(width=180),
        "Đơn vị": column.TextColumn(width=150),
        "Lĩnh vực": column.TextColumn(width=105),
        "Thủ tục": column.TextColumn(width=260),
        "Trễ, ngày": column.NumberColumn(width=74),
        "Trạng thái": column.TextColumn(width=112),
        "Tệp · trang · dòng": column.TextColumn(width=330),
        **days,
    }


def _page_asked() -> int:
    said = st.query_params.get(listed.PAGE, "1")
    return int(said[:_MOST_DIGITS]) if said.isdecimal() else 1


def _go_to(page: int) -> None:
    st.query_params[listed.PAGE] = str(page)


def _pager(page: int, pages: int, offset: int, shown: int, total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f"Dòng {fmt.number(offset + 1)}–{fmt.number(offset + shown)} trong {fmt.number(total)}"
        st.markdown(f":small[:gray[{said}]]", width="content")
        if pages > 1:
            st.button("Trang trước", key="trang_truoc", disabled=page == 1, on_click=_go_to, args=(page - 1,))
            st.button("Trang sau", key="trang_sau", disabled=page == pages, on_click=_go_to, args=(page + 1,))


def _download(shown: Shown, search: Search, order: Order, rows: pd.DataFrame, total: int) -> None:
    """Draw "Tải Excel" of the whole list, of which `rows` is the page on screen."""
    if total > MOST_IN_FILE:
        said = f"Tệp Excel lập được khi danh sách có tối đa {fmt.number(MOST_IN_FILE)} dòng: chọn thêm bộ lọc."
        st.markdown(f":small[:gray[{said}]]")
        return
    if total > PAGE_ROWS:
        if not st.toggle("Lập tệp Excel", key="lap_ho_so"):
            return
        rows = dossier_reads.rows(shown.choice.snapshot, shown.listed, search, shown.until, order, MOST_IN_FILE, 0)
    title = f"{fmt.number(total)} {shown.words}, {shown.choice.scope_label}"
    screen.workbook({"Hồ sơ": listing(rows, shown)}, title, "ho-so", key="tai_ho_so")


def form_lines(shown: Shown) -> None:
    """Draw the printed lines of aggregate forms that a number has beside its dossiers."""
    if not isinstance(shown.listed, Figure) or not dossier_reads.value(shown.choice.snapshot, shown.listed)[1]:
        return
    lines = dossier_reads.form_lines(shown.choice.snapshot, shown.listed, shown.until)
    st.subheader("Phần lấy từ biểu tổng hợp", anchor=False)
    st.markdown(f"{fmt.number(len(lines))} dòng cộng lại {fmt.number(int(lines['counted'].sum()))} {shown.unit}.")
    drawn = pd.DataFrame(
        {
            "Đơn vị": lines["unit_name"],
            "Lĩnh vực": lines["field"],
            "Tính vào số này": lines["counted"],
            "Tệp · trang · dòng": [
                dossier_words.place(*at) or "trừ phần mà danh sách hồ sơ đã có"
                for at in zip(lines["file"], lines["sheet"], lines["row"], strict=True)
            ],
        }
    )
    height = min(560, 38 + 36 * len(drawn))
    st.dataframe(
        drawn, hide_index=True, height=height, row_height=36, placeholder=fmt.NOTHING, alt="Dòng của biểu tổng hợp"
    )
