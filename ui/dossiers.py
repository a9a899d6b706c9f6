"""The parts of the screen of dossiers: which list, the answer, its rows with their files, and one dossier in full."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from metrics.asked import Figure, Order, Part, Register, Search, of_balance, of_indicator
from metrics.catalogue import discover
from metrics.indicator import Compare, Dimension, Kind, Scope
from metrics.lineage import PROBLEMS, STATES
from metrics.timeliness import BALANCE
from ui import address, dossier_reads, dossier_words, downloads, links, reads
from ui import format as fmt
from ui.filters import Choice
from warehouse.period import Period

ALL, OVERDUE, DUE_TODAY, DUE_WEEK, AT_RISK, LATE = (
    "Tất cả", "Quá hạn hiện nay", "Đến hạn trong 24 giờ", "Đến hạn trong 7 ngày", "Có khả năng trễ", "Đã trả trễ",
)  # fmt: skip
"""The lists of the screen, by their words."""

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
_HORIZON = 7
_PAGE, _OPENED = "trang", "hs"
_MOST_DIGITS = 9  # a page so far on is the last one in any list

OF_NUMBER = (
    links.INDICATOR, links.COUNT, links.PART, links.VARIANT, links.GROUPS, links.LEVEL, *links.SLICES.values(),
)  # fmt: skip
"""Names in the address that say which number is listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is listed: rows of a number or a register, what they are called, and why there is none.

    `words` follow the number of rows in the title; `name`, `unit` and `of_what` are those of the number they add up to.
    `other_parts` are those that the same rate has beside the listed one; `is_own` tells the lists of the screen itself
    from the rows of a number or a problem that an address asks for.
    """

    choice: Choice
    listed: Figure | Register
    words: str
    notes: tuple[str, ...] = ()
    name: str = ""
    unit: str = "hồ sơ"
    of_what: str = ""
    order: Order = Order.UNIT
    missing: str = ""
    other_parts: tuple[Part, ...] = ()
    is_own: bool = False

    @property
    def until(self) -> date:
        """The last day on which days late are counted, never after the data.

        That of the period of a number, and the day of a list of what is open on it; a list of every period has none.
        """
        last = reads.loaded(self.choice.snapshot).last_day or self.choice.period.last
        return min(self.listed.period.last, last) if isinstance(self.listed, Figure) else self.listed.open_on or last

    @property
    def is_of_dossiers(self) -> bool:
        """Whether the rows are dossiers, with days and a state."""
        return isinstance(self.listed, Register) or self.listed.source == "dossier"

    @property
    def tells_of_dossiers(self) -> bool:
        """Whether each row is of one dossier that can be shown in full: a dossier, or what was paid for it."""
        return self.is_of_dossiers or (isinstance(self.listed, Figure) and self.listed.source == "payment")


def choose(choice: Choice) -> Shown:
    """Return the list that the address asks for: behind a number, of a problem, or one of the lists of the screen."""
    asked = st.query_params
    if asked.get(links.INDICATOR) in discover():
        return _of_indicator(choice, asked[links.INDICATOR])
    if asked.get(links.COUNT) in BALANCE:
        return _of_count(choice, asked[links.COUNT])
    if asked.get(links.PROBLEM) in PROBLEMS:
        problem = asked[links.PROBLEM]
        register = Register(scope=_scope(choice), problem=problem)
        return Shown(choice=choice, listed=register, words=f"hồ sơ: {PROBLEMS[problem][0].lower()}")
    said = st.segmented_control(
        "Danh sách",
        [ALL, OVERDUE, DUE_TODAY, DUE_WEEK, AT_RISK, LATE],
        default=ALL,
        required=True,
        key=links.PRESET,
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
        on_change=_first_page,
    )
    return replace(_preset(choice, said or ALL), is_own=True)


def _preset(choice: Choice, said: str) -> Shown:
    day, scope = _today(choice), _scope(choice)
    until_day = choice.period.until(day)
    compare = Compare(choice.reading.compare)
    if said == OVERDUE:
        figure = of_balance("open_overdue", until_day, scope=scope)
        words = f"hồ sơ đang quá hạn vào cuối ngày {fmt.day(day)}"
        name, of_what = "số đang quá hạn", _of_balance(choice, until_day)
        return Shown(choice=choice, listed=figure, words=words, name=name, of_what=of_what, order=Order.LATE)
    if said in (DUE_TODAY, DUE_WEEK):
        last = day + timedelta(days=1 if said == DUE_TODAY else 7)
        register = Register(scope=scope, open_on=day, due_from=day, due_to=last)
        words = f"hồ sơ đang giải quyết, hẹn trả {fmt.day_range(day, last)}"
        return Shown(choice=choice, listed=register, words=words, order=Order.DUE)
    if said == LATE:
        figure = of_balance("late", choice.period, compare=compare, scope=scope)
        words = f"hồ sơ trễ, {fmt.within(choice.period.label)}"
        notes = ("Các tệp đã nạp không có cột thư xin lỗi nên không biết hồ sơ nào đã xin lỗi.",)
        of_what = _of_balance(choice, choice.period)
        return Shown(
            choice=choice, listed=figure, words=words, name="số trễ", of_what=of_what, order=Order.LATE, notes=notes
        )
    if said == AT_RISK:
        return _at_risk(choice, day)
    return Shown(choice=choice, listed=Register(scope=scope), words="hồ sơ của mọi kỳ", order=Order.RECEIVED)


def _of_balance(choice: Choice, period: Period) -> str:
    return f"cân đối hồ sơ, {choice.scope_label}, {fmt.within(period.label)}"


def _at_risk(choice: Choice, day: date) -> Shown:
    risk = dossier_reads.risk(choice.snapshot, _scope(choice), _HORIZON, day)
    notes = (risk.test.in_words(),)
    words = f"hồ sơ có khả năng trễ trong {_HORIZON} ngày sau {fmt.day(day)}"
    if risk.dossiers is None:
        empty = Register(open_on=day, codes=())
        return Shown(choice=choice, listed=empty, words=words, notes=notes, missing=risk.reason or "")
    codes = tuple(risk.dossiers.loc[risk.dossiers["is_listed"], "dossier_code"])
    register = Register(scope=_scope(choice), open_on=day, codes=codes)
    return Shown(choice=choice, listed=register, words=words, notes=notes, order=Order.DUE)


def _of_indicator(choice: Choice, key: str) -> Shown:
    asked, indicator = st.query_params, discover()[key]
    part = links.PARTS.get(asked.get(links.PART, ""), Part.NUMERATOR)
    variants = {variant.key for variant in indicator.variants}
    wanted = asked.get(links.VARIANT, choice.reading.variant)
    variant = wanted if wanted in variants else indicator.variants[0].key
    figure = of_indicator(
        indicator,
        part,
        choice.period,
        variant=variant,
        compare=Compare(choice.reading.compare),
        scope=_scope(choice),
        at=_slice(),
    )
    misses = indicator.kind is Kind.RATE and indicator.higher_is_better
    parts = [other for other in Part if misses or other is not Part.MISSED]
    days = figure.days or choice.period
    words = f"{dossier_words.counted_as(indicator, part, variant)}, {fmt.within(days.label)}"
    name = dossier_words.name_of(indicator, part, variant)
    of_what = ", ".join([dossier_words.labelled(key, variant), *_where(choice, figure)])
    order = Order.LATE if part is Part.MISSED else Order.UNIT
    return Shown(
        choice=choice,
        listed=figure,
        words=words,
        name=name,
        unit=indicator.unit,
        of_what=of_what,
        order=order,
        other_parts=tuple(other for other in parts if other is not part),
    )


def _of_count(choice: Choice, name: str) -> Shown:
    compare = Compare(choice.reading.compare)
    figure = of_balance(name, choice.period, compare=compare, scope=_scope(choice), at=_slice())
    said = dossier_words.COUNT_WORDS[name]
    of_what = ", ".join(["cân đối hồ sơ", *_where(choice, figure)])
    words = f"hồ sơ {said}, {fmt.within((figure.days or choice.period).label)}"
    order = Order.LATE if name in ("late", "open_overdue") else Order.UNIT
    return Shown(choice=choice, listed=figure, words=words, name=f"số {said}", of_what=of_what, order=order)


def _scope(choice: Choice) -> Scope:
    """Return the part of the district that is listed: the strip's, within what a target allows."""
    asked, scope = st.query_params, choice.reading.scope
    if any(links.SLICES[by] in asked for by in (Dimension.UNIT, Dimension.COMMUNE, Dimension.LEVEL)):
        scope = replace(scope, units=None, level=None)  # a place of its own, wherever the strip stands
    groups = tuple(filter(None, asked.get(links.GROUPS, "").split(",")))
    return replace(scope, level=asked.get(links.LEVEL) or scope.level, field_groups=groups or scope.field_groups)


def _slice() -> list[tuple[Dimension, str | None]]:
    said = [(dimension, st.query_params.get(key)) for dimension, key in links.SLICES.items()]
    return [(dimension, None if value == links.NONE_OF_IT else value) for dimension, value in said if value is not None]


def _where(choice: Choice, figure: Figure) -> list[str]:
    """Say of which place, fields and days a number is."""
    has_unit = any(dimension in (Dimension.UNIT, Dimension.COMMUNE) for dimension, _ in figure.at)
    return [*([] if has_unit else [choice.scope_label]), *_slice_words(choice, figure), fmt.within(choice.period.label)]


def _slice_words(choice: Choice, figure: Figure) -> list[str]:
    units = reads.units(choice.snapshot, choice.period.last)
    names = dict(zip(units["code"], units["name"], strict=True))
    groups = dict(zip(*(reads.field_groups()[name] for name in ("key", "label")), strict=True))
    levels = {"district": "cấp huyện", "commune": "cấp xã"}
    said = [levels.get(figure.scope.level, "")] if figure.scope.level and not choice.reading.scope.level else []
    said += [" và ".join(fmt.within(groups.get(group, group)) for group in figure.scope.field_groups or ())]
    for dimension, value in figure.at:
        if dimension in (Dimension.MONTH, Dimension.QUARTER):
            said.append(fmt.within(Period.parse(value).label) if figure.days and value else str(value))
        elif value is None:
            said.append({Dimension.COMMUNE: "không thuộc xã nào"}.get(dimension, "không rõ"))
        else:
            said.append({**names, **groups, **levels}.get(value, value))
    return [text for text in said if text]


def _today(choice: Choice) -> date:
    """Return the day that "now" means on this screen: the last of the period, or of the data where they end before."""
    last = reads.loaded(choice.snapshot).last_day
    return min(choice.period.last, last) if last else choice.period.last


def narrow(shown: Shown) -> tuple[Search, Order]:
    """Let the reader search, and choose a unit, a field, a state and the order."""
    choice = shown.choice
    units = reads.units(choice.snapshot, choice.period.last)
    codes = dict(zip(units["name"], units["code"], strict=True))
    known = dossier_reads.fields(choice.snapshot, _scope(choice))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Tìm hồ sơ",
            key="tim_ho_so",
            bind="query-params",
            icon=":material/search:",
            width=380,
            placeholder="Mã, thủ tục, đơn vị, lĩnh vực; gõ không dấu",
            label_visibility="collapsed",
            on_change=_first_page,
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
        on_change=_first_page,
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
    said = {name: value for name, value in st.query_params.items() if name in OF_NUMBER}
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
    for name in (*OF_NUMBER, links.PROBLEM, links.PRESET, _PAGE):
        st.query_params.pop(name, None)
    for name, value in query.items():
        st.query_params[name] = value
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
    detail = st.container()
    chosen = st.dataframe(
        listing(rows, shown),
        hide_index=True,
        height=min(560, 38 + 36 * len(rows)),
        row_height=36,
        placeholder=fmt.NOTHING,
        column_config=_columns(),
        on_select="rerun",
        selection_mode="single-cell",
        selection_default=address.first_cell(_OPENED, codes, "Mã"),
        key=_key_of_table(shown, search, order, page),
        alt=f"{total} dòng với tệp, trang và số dòng",
    )
    _pager(page, pages, offset, len(rows), total)
    _download(shown, search, order, total)
    if not shown.tells_of_dossiers:
        return
    place = address.row_of(_OPENED, codes, chosen)
    with detail:
        if place is None or codes[place] == links.NONE_OF_IT:
            st.markdown(":small[:gray[Chọn một ô để xem các lần nạp nói về hồ sơ và chỉ tiêu mà hồ sơ tính vào.]]")
        else:
            in_full(codes[place], shown.choice)


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
    said = st.query_params.get(_PAGE, "1")
    return int(said[:_MOST_DIGITS]) if said.isdecimal() else 1


def _first_page() -> None:
    st.query_params.pop(_PAGE, None)


def _go_to(page: int) -> None:
    st.query_params[_PAGE] = str(page)


def _pager(page: int, pages: int, offset: int, shown: int, total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f"Dòng {fmt.number(offset + 1)}–{fmt.number(offset + shown)} trong {fmt.number(total)}"
        st.markdown(f":small[:gray[{said}]]", width="content")
        if pages > 1:
            st.button("Trang trước", key="trang_truoc", disabled=page == 1, on_click=_go_to, args=(page - 1,))
            st.button("Trang sau", key="trang_sau", disabled=page == pages, on_click=_go_to, args=(page + 1,))


def _download(shown: Shown, search: Search, order: Order, total: int) -> None:
    """Draw "Tải Excel"; the workbook is written only when somebody asks for it."""
    if total > MOST_IN_FILE:
        said = f"Tệp Excel lập được khi danh sách có tối đa {fmt.number(MOST_IN_FILE)} dòng: chọn thêm bộ lọc."
        st.markdown(f":small[:gray[{said}]]")
        return
    if total > PAGE_ROWS and not st.toggle("Lập tệp Excel", key="lap_ho_so"):
        return
    rows = dossier_reads.rows(shown.choice.snapshot, shown.listed, search, shown.until, order, MOST_IN_FILE, 0)
    title = f"{fmt.number(total)} {shown.words}, {shown.choice.scope_label}"
    book = downloads.workbook({"Hồ sơ": listing(rows, shown)}, title)
    downloads.button("Tải Excel", book, "ho-so", "xlsx", key="tai_ho_so")


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


def in_full(code: str, choice: Choice) -> None:
    """Draw one dossier: every load that speaks of it with its row, and the numbers of the period that it is part of."""
    told = dossier_reads.told(choice.snapshot, code)
    counted = dossier_reads.counted_in(choice.snapshot, code, choice.period.token, choice.reading.compare)
    with st.container(border=True):
        st.markdown(f"**Hồ sơ {fmt.in_markdown(code)}**")
        left, right = st.columns(2, gap="medium")
        with left:
            st.markdown("**Các lần nạp nói về hồ sơ này, mới nhất ở trên**")
            lines = [
                {
                    "Tệp · trang · dòng": fmt.in_markdown(dossier_words.place(row["file"], row["sheet"], row["row"]))
                    + (" (đã thu hồi)" if row["is_withdrawn"] else ""),
                    "Xuất": fmt.day(row["export_date"]),
                    "Nhận": _day(row["received_at"]),
                    "Hẹn": _day(row["due_at"]),
                    "Kết thúc": _day(row["finished_at"]),
                }
                for row in told.to_dict("records")
            ]
            st.table(pd.DataFrame(lines), border="horizontal", hide_index=True, alt="Các lần nạp nói về hồ sơ")
        with right:
            st.markdown(f"**Tính vào các chỉ tiêu, {fmt.within(choice.period.label)}**")
            if counted.empty:
                st.markdown(":gray[Kỳ này không chỉ tiêu nào tính hồ sơ này.]")
                return
            parts = [
                {
                    "Chỉ tiêu": fmt.in_markdown(row["label"]),
                    "Cách tính": fmt.in_markdown(row["formula"]),
                    "Tử số": fmt.number(row["numerator"]),
                    "Mẫu số": fmt.number(row["denominator"]),
                }
                for row in counted.to_dict("records")
            ]
            st.table(pd.DataFrame(parts), border="horizontal", hide_index=True, alt="Chỉ tiêu mà hồ sơ tính vào")


def _day(moment: Any) -> str:
    return fmt.NOTHING if fmt.missing(moment) or moment is pd.NaT else f"{moment:%d/%m/%Y}"
