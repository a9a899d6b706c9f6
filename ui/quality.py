"""The parts of the screen of data quality: what to look into, by kind, each with the rows that it stands on."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from loaders.forms import FORM_LABELS
from metrics.changes import KINDS
from metrics.lineage import Days
from metrics.reconciliation import MEASURES
from ui import address, checks, dossier_words, links, screen
from ui import format as fmt
from ui.filters import Choice
from warehouse.period import Period

PROBLEMS, CHANGES, FORMS, IDENTITIES, TOTALS = (
    "Hồ sơ cần xem", "Đổi giữa hai lần xuất", "Biểu khác danh sách", "Đẳng thức trong biểu", "Dòng tổng in sẵn",
)  # fmt: skip
"""The five lists of the screen, by their words."""

_ROWS_AT_ONCE = 2000
_SOURCE = "Tệp · trang · dòng"
_COUNTED = {
    PROBLEMS: "hồ sơ cần xem",
    CHANGES: "dấu hiệu giữa hai lần xuất",
    FORMS: "số đếm của biểu khác danh sách",
    IDENTITIES: "đẳng thức không khớp",
    TOTALS: "dòng tổng không khớp",
}
_STATES = {
    "differs": "Lệch",
    "only_form": "Chỉ có trong biểu",
    "only_list": "Chỉ có trong danh sách",
}


def counts(choice: Choice) -> dict[str, int]:
    """Return how many items each list has; forms are held against lists only where the snapshot knows them."""
    snapshot = choice.snapshot
    problems = checks.problems(snapshot)
    found = {
        PROBLEMS: int(problems["count"].sum()) if len(problems) else 0,
        CHANGES: len(checks.changes(snapshot)),
        IDENTITIES: len(checks.identities(snapshot)),
        TOTALS: len(checks.totals(snapshot)),
    }
    return found | {FORMS: len(checks.differences(snapshot))}


def answer(found: dict[str, int]) -> str:
    """Draw the title and the choice of list; returns the list chosen."""
    lists = sum(1 for count in found.values() if count)
    if lists:
        named = ", ".join(f"{fmt.number(count)} {_COUNTED[what]}" for what, count in found.items() if count)
        st.title(fmt.in_markdown(f"Cần kiểm tra: {named}"), anchor=False)
    else:
        st.title("Không có gì phải kiểm tra trong số liệu đang dùng", anchor=False)
    said = st.segmented_control(
        "Nội dung kiểm tra",
        list(found),
        default=PROBLEMS,
        required=True,
        key="kiem_tra",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    return said or PROBLEMS


def draw(what: str, choice: Choice) -> None:
    """Draw one of the lists."""
    lists: dict[str, Callable[[Choice], None]] = {
        PROBLEMS: _problems,
        CHANGES: _changes,
        FORMS: _differences,
        IDENTITIES: _identities,
        TOTALS: _totals,
    }
    lists[what](choice)


def _problems(choice: Choice) -> None:
    table = checks.problems(choice.snapshot)
    if table.empty:
        _nothing("Mọi hồ sơ có trạng thái, lĩnh vực và ngày hẹn rõ ràng.")
        return
    shown = pd.DataFrame({"Nội dung": table["what"], "Số lượng": table["count"], "% hồ sơ": table["share_pct"]})
    place = _pick(shown, "muc_can_xem", {"Số lượng": fmt.number, "% hồ sơ": fmt.rate}, widths={"Nội dung": 560})
    if place is None:
        return
    problem, what = str(table.iloc[place]["problem"]), str(table.iloc[place]["what"])
    if problem == "rejected":
        _rows(checks.all_rejects(choice.snapshot), what, "tu-choi")
        return
    if problem == "field_without_group":
        _waiting_fields(choice)
    dossiers(checks.dossiers(choice.snapshot, problem=problem), what)
    query = links.query(choice.of_whole(), problem=problem)  # the count is that of the whole district
    st.page_link(links.PAGE, label="Mở ở màn hình Hồ sơ", icon=":material/folder_open:", query_params=query)


def _waiting_fields(choice: Choice) -> None:
    fields = checks.fields_without_group(choice.snapshot)
    shown = fields.rename(columns={"field": "Lĩnh vực", "dossiers": "Hồ sơ", "units": "Đơn vị"})
    _frame(shown, {"Hồ sơ": fmt.number})
    said = {"danh_muc": "Nhóm lĩnh vực"}
    links.onward("pages/data/mappings.py", "Xếp nhóm cho các lĩnh vực này", ":material/rule:", said=said)


def _changes(choice: Choice) -> None:
    table = checks.changes(choice.snapshot)
    st.markdown(
        ":small[:gray[Dấu hiệu cần kiểm tra: mỗi dòng là một câu hỏi với đơn vị, chưa phải kết luận. Một hồ sơ có thể "
        "được hẹn lại đúng quy định.]]"
    )
    if table.empty:
        _nothing("Các lần xuất nối tiếp nhau không có chỗ nào khác thường.")
        return
    sizes = table["kind"].value_counts(sort=False)
    present = {label: kind for kind, label in KINDS.items() if kind in sizes}
    said = st.selectbox("Loại dấu hiệu", list(present), key="dau_hieu", bind="query-params", width=460)
    counts = " · ".join(f"{label}: {fmt.number(sizes[kind])}" for label, kind in present.items())
    st.markdown(f":small[:gray[{counts}]]")
    own = table[table["kind"] == present.get(said or "", table["kind"].iloc[0])].reset_index(drop=True)
    shown = pd.DataFrame(
        {
            "Đơn vị": own["unit_name"],
            "Mã hồ sơ": own["dossier_code"],
            "Câu hỏi": own["question"],
            "Trước": own["old"],
            "Sau": own["new"],
            "Tệp trước": _places(own, "old"),
            "Tệp sau": _places(own, "new"),
        }
    ).dropna(axis="columns", how="all")
    place = _pick(shown, f"dau_hieu_{own['kind'].iloc[0]}", {}, widths={"Câu hỏi": 520, "Đơn vị": 170})
    _export(shown, "dau-hieu", "Dấu hiệu cần kiểm tra")
    if place is not None:
        _rows_of_sign(own.iloc[place], choice)


def _rows_of_sign(sign: pd.Series, choice: Choice) -> None:
    if not fmt.missing(sign["dossier_code"]):
        found = checks.dossiers(choice.snapshot, codes=(str(sign["dossier_code"]),))
        dossiers(found, f"Hồ sơ {sign['dossier_code']}")
    elif not fmt.missing(sign["first_day"]):
        days = Days(first=sign["first_day"], last=sign["last_day"])
        on_due_day = True if sign["kind"] == "spike_due_day" else None
        found = checks.dossiers(choice.snapshot, unit=sign["unit"], ended=days, is_on_due_day=on_due_day)
        dossiers(found, f"{sign['unit_name']}: {sign['new']}")
    elif not fmt.missing(sign["old_load_id"]):
        found = checks.dossiers(choice.snapshot, unit=sign["unit"], load_id=sign["old_load_id"])
        dossiers(found, f"{sign['unit_name']}: hồ sơ đang lấy từ tệp trước")


def _places(table: pd.DataFrame, side: str) -> pd.Series:
    """Return file · sheet · row of the older or newer statement, None where there is none."""
    columns = (table[f"{side}_{name}"] for name in ("file", "sheet", "row"))
    said = [dossier_words.place(file, sheet, row) for file, sheet, row in zip(*columns, strict=True)]
    return pd.Series(said, index=table.index, dtype="object")


def _unprinted(choice: Choice) -> None:
    """Say once for each form which units of the lists it does not print."""
    table = checks.unprinted(choice.snapshot)
    for row in table.to_dict("records"):
        names = ", ".join(row["units"])
        said = (
            f"{form_label(row['form'])}, {Period.parse(row['period']).label}: biểu in {row['printed']} đơn vị; "
            f"{len(row['units'])} đơn vị khác tiếp nhận {fmt.number(row['dossiers'])} hồ sơ theo danh sách ({names})."
        )
        st.markdown(f":small[:gray[{fmt.in_markdown(said)}]]")


def _differences(choice: Choice) -> None:
    _unprinted(choice)
    table = checks.differences(choice.snapshot)
    if table.empty:
        _nothing("Chưa có biểu tổng hợp nào khác danh sách hồ sơ.")
        return
    table = table.sort_values("state", key=lambda states: states.map(list(_STATES).index), kind="stable")
    table = table.reset_index(drop=True)  # what both sides state stands first
    shown = pd.DataFrame(
        {
            "Đơn vị": table["unit_name"],
            "Lĩnh vực": table["field"],
            "Kỳ": table["period"].map(lambda token: Period.parse(token).label),
            "Biểu": table["form"].map(form_label),
            "Số đếm": table["label"],
            "Danh sách": table["list_value"],
            "Trong biểu": table["form_value"],
            "Lệch": table["difference"],
            "Tình trạng": table["state"].map(_STATES),
            "Ghi chú": table["note"],
            "Tệp": table["file"],
            "Trang": table["sheet"],
            "Dòng": table["row"],
        }
    )
    formats = {"Danh sách": fmt.number, "Trong biểu": fmt.number, "Lệch": lambda value: fmt.gap(value, 0)}
    place = _pick(shown, "bieu_khac", formats, widths={"Đơn vị": 120, "Lĩnh vực": 200, "Ghi chú": 330})
    _export(shown, "doi-chieu", "Biểu khác danh sách hồ sơ")
    if place is None:
        return
    row = table.iloc[place]
    days = Period.parse(row["period"])
    ranged = Days(first=days.start, last=days.last)
    side = "ended" if row["measure"] in ("resolved", "early", "on_time", "late", "withdrawn") else "received"
    unit = None if fmt.missing(row["unit"]) else str(row["unit"])
    found = checks.dossiers(
        choice.snapshot,
        unit=unit,
        received=ranged if side == "received" else None,
        ended=ranged if side == "ended" else None,
    )
    if not fmt.missing(row["field"]):
        found = found[found["field"].fillna("").str.casefold() == str(row["field"]).casefold()]
    word = "kết thúc" if side == "ended" else "tiếp nhận"
    dossiers(found, f"Hồ sơ {word} trong kỳ, {row['unit_name']}: phía danh sách của phép so này")


def _identities(choice: Choice) -> None:
    table = checks.identities(choice.snapshot)
    if table.empty:
        _nothing("Các cột trong biểu đã nạp cộng khớp nhau.")
        return
    shown = pd.DataFrame(
        {
            "Biểu": table["form"].map(form_label),
            "Đẳng thức": table["identity"],
            "Vế trái": table["left"],
            "Vế phải": table["right"],
            "Lệch": table["left"] - table["right"],
            "Tệp": table["file"],
            "Trang": table["sheet"],
            "Dòng": table["row"],
        }
    )
    formats = {"Vế trái": fmt.number, "Vế phải": fmt.number, "Lệch": lambda value: fmt.gap(value, 0)}
    place = _pick(shown, "dang_thuc", formats)
    _export(shown, "dang-thuc", "Đẳng thức không khớp trong biểu")
    if place is not None:
        _line(table.iloc[place], choice)


def _totals(choice: Choice) -> None:
    table = checks.totals(choice.snapshot)
    if table.empty:
        _nothing("Dòng tổng in trong các biểu bằng tổng các dòng.")
        return
    shown = pd.DataFrame(
        {
            "Biểu": table["form"].map(form_label),
            "Dòng tổng": table["label"],
            "Số đếm": table["measure"].map(lambda name: MEASURES.get(name, name)),
            "In trong tệp": table["printed"],
            "Cộng các dòng": table["summed"],
            "Lệch": table["difference"],
            "Tệp": table["file"],
            "Trang": table["sheet"],
            "Dòng": table["row"],
        }
    )
    formats = {"In trong tệp": fmt.number, "Cộng các dòng": fmt.number, "Lệch": lambda value: fmt.gap(value, 0)}
    place = _pick(shown, "dong_tong", formats)
    _export(shown, "dong-tong", "Dòng tổng khác tổng các dòng")
    if place is not None:
        _line(table.iloc[place], choice)


def _line(item: pd.Series, choice: Choice) -> None:
    """Draw the printed lines of a sheet around the one that is meant."""
    rows = checks.rows(choice.snapshot, str(item["load_id"]))
    own = rows[rows["source_sheet"] == item["sheet"]].sort_values("source_row")
    st.markdown(
        f"**{fmt.in_markdown(item['file'])} · {fmt.in_markdown(item['sheet'])} · dòng {item['row']}** "
        ":small[:gray[các dòng của trang như đã đọc]]"
    )
    _frame(own.rename(columns={"source_sheet": "Trang", "source_row": "Dòng", "label": "Dòng tổng"} | MEASURES), {})


def form_label(form: str) -> str:
    """Return the name of a form on screen."""
    return FORM_LABELS.get(form, form)


def dossiers(table: pd.DataFrame, what: str) -> None:
    """Draw a list of dossiers, each with its file, sheet and row, and the button that hands it out."""
    st.subheader(fmt.in_markdown(f"{what}: {fmt.number(len(table))} hồ sơ"), anchor=False)
    shown = pd.DataFrame(
        {
            "Mã hồ sơ": table["dossier_code"],
            "Đơn vị": table["unit_name"],
            "Lĩnh vực": table["field"],
            "Nhận": pd.to_datetime(table["received_on"]),
            "Hẹn": pd.to_datetime(table["due_on"]),
            "Kết thúc": pd.to_datetime(table["ended_on"]),
            "Trạng thái": table["state_name"],
            "Tệp": table["file"],
            "Trang": table["sheet"],
            "Dòng": table["row"],
        }
    )
    days: dict[Any, Any] = {
        name: st.column_config.DateColumn(format="DD/MM/YYYY", width=100) for name in ("Nhận", "Hẹn", "Kết thúc")
    }
    places = [dossier_words.place(*parts) for parts in zip(table["file"], table["sheet"], table["row"], strict=True)]
    drawn = shown.drop(columns=["Tệp", "Trang", "Dòng"])
    drawn[_SOURCE] = places
    st.dataframe(
        drawn.head(_ROWS_AT_ONCE),
        hide_index=True,
        height="auto",
        placeholder=fmt.NOTHING,
        column_config=days | {_SOURCE: st.column_config.TextColumn(width=430)},
        alt=what,
    )
    if len(shown) > _ROWS_AT_ONCE:
        st.markdown(f":small[:gray[Bảng hiện {fmt.number(_ROWS_AT_ONCE)} hồ sơ đầu; tệp tải về có đủ.]]")
    _export(shown, "ho-so", what)


def _rows(table: pd.DataFrame, what: str, stem: str) -> None:
    words = {"file": "Tệp", "sheet": "Trang", "row": "Dòng", "cell": "Ô", "column": "Cột", "reason": "Lý do"}
    shown = table[list(words)].rename(columns=words)
    st.subheader(fmt.in_markdown(f"{what}: {fmt.number(len(shown))} dòng"), anchor=False)
    _frame(shown.head(_ROWS_AT_ONCE), {})
    _export(shown, stem, what)


def _export(shown: pd.DataFrame, stem: str, title: str) -> None:
    """Draw "Tải Excel"; a long list is prepared only when somebody asks for it."""
    if len(shown) <= _ROWS_AT_ONCE or st.toggle("Lập tệp Excel", key=f"lap_{stem}"):
        screen.workbook({title: shown}, title, stem, key=f"tai_{stem}")


def _frame(shown: pd.DataFrame, formats: dict[Any, Any]) -> None:
    st.dataframe(shown.style.format(formats), hide_index=True, height="auto", placeholder=fmt.NOTHING)


def _pick(shown: pd.DataFrame, key: str, formats: dict[Any, Any], widths: dict[str, int] | None = None) -> int | None:
    """Draw a table and return the place of the row that was clicked, None before."""
    columns: dict[Any, Any] = {name: st.column_config.Column(width=width) for name, width in (widths or {}).items()}
    ids = address.fingerprints(shown)
    st.dataframe(
        shown.style.format(formats) if formats else shown,
        hide_index=True,
        height="auto",
        placeholder=fmt.NOTHING,
        column_config=columns,
        **address.clickable("dong", ids, key, str(shown.columns[0])),
    )
    place = address.row_of("dong", ids)
    if place is None:
        st.markdown(":small[:gray[Chọn một dòng để xem hồ sơ, kèm tệp, trang và số dòng.]]")
    return place


def _nothing(said: str) -> None:
    st.markdown(f":gray[:material/check: {said}]")
