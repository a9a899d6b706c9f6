"""The parts of the screen of decisions: saved ways of reading, confirmed unit names, groups of fields; with history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

import warehouse
from loaders.aliases import AliasError, confirm, remove, set_field_group
from loaders.intake import forget_mapping, save_mapping
from loaders.kinds import EXPORTS
from loaders.mapping import Mapping, MappingError, from_data
from loaders.units import known_units
from ui import address, checks, intake, reads
from ui import format as fmt
from ui.filters import Choice
from ui.loads import local

READINGS, NAMES, GROUPS = "Cách đọc tệp", "Tên đơn vị", "Nhóm lĩnh vực"
"""The three lists of the screen."""

_ORDERS = {"dmy": "ngày/tháng/năm", "mdy": "tháng/ngày/năm", "ymd": "năm/tháng/ngày"}
_COMPARES = {"date": "theo ngày", "datetime": "theo ngày giờ"}
_SAME = "Không có gì thay đổi: đã ghi như vậy từ trước."
_AS_LISTED = "Theo danh mục kèm chương trình"
_SOURCES = {"list": "danh mục", "person": "xếp tay"}


def answer(choice: Choice) -> str:
    """Draw the title and the choice of list; returns the list chosen."""
    saved = [entry for entry in checks.mappings(choice.snapshot) if not entry["is_removed"]]
    names = [entry for entry in checks.unit_names(choice.snapshot) if not entry["is_removed"]]
    groups = [entry for entry in checks.field_groups(choice.snapshot) if entry["source"] == "person"]
    st.title(
        f"{len(saved)} cách đọc đã lưu, {len(names)} tên đơn vị đã xác nhận, {len(groups)} lĩnh vực xếp tay",
        anchor=False,
    )
    done: str | None = st.session_state.pop("vua_doi_danh_muc", None)
    if done:
        st.success(fmt.in_markdown(done), icon=":material/check_circle:")
    said = st.segmented_control(
        "Danh mục",
        [READINGS, NAMES, GROUPS],
        default=READINGS,
        required=True,
        key="danh_muc",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    return said or READINGS


def readings(choice: Choice) -> None:
    """Draw the saved ways of reading layouts; one of them opened can be corrected or dropped."""
    entries = checks.mappings(choice.snapshot)
    if not entries:
        st.markdown(
            ":gray[Chưa lưu cách đọc nào. Tệp mẫu lạ được khai ở **Nạp dữ liệu** và công bố thì cách đọc hiện ở đây.]"
        )
        return
    table = pd.DataFrame(
        {
            "Loại tệp": entry["kind_label"],
            "Trạng thái": "Đã bỏ" if entry["is_removed"] else "Đang dùng",
            "Số cột": len(entry["columns"]),
            "Thứ tự ngày": _ORDERS.get(entry["mapping"]["date_order"], ""),
            "Tệp đã đọc": len(entry["loads"]),
            "Lưu lúc": local(entry["saved_at"]),
            "Người lưu": entry["saved_by"],
            "Mẫu tệp": entry["signature"][:8],
        }
        for entry in entries
    )
    entry = _clicked(table, entries, "signature", {"Lưu lúc": "DD/MM/YYYY HH:mm"})
    if entry is None:
        return
    with st.container(border=True):
        left, right = st.columns([5, 4], gap="medium")
        with left:
            _columns_of(entry)
        with right:
            _versions(entry)
            files = ", ".join(fmt.in_markdown(load["file"]) for load in entry["loads"]) or "chưa có tệp nào"
            st.markdown(f":small[:gray[Đã đọc theo cách này: {files}]]")
            with st.container(horizontal=True):
                if st.button("Sửa cách đọc", icon=":material/edit_note:", key="sua_cach_doc"):
                    _edit(entry)
                if not entry["is_removed"] and st.button("Bỏ cách đọc", icon=":material/delete:", key="bo_cach_doc"):
                    _forget(entry)


def _columns_of(entry: dict[str, Any]) -> None:
    export = EXPORTS.get(entry["kind"])
    labels = {column.name: column.headers[0] for column in export.columns} if export else {}
    rows = [
        {"Cột của hệ thống": labels.get(ours, ours), "Cột trong tệp": theirs}
        for ours, theirs in entry["columns"].items()
    ]
    values = entry["mapping"].get("values") or {}
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")
    for name, pairs in values.items():
        said = ", ".join(f"{theirs} → {ours}" for theirs, ours in pairs.items())
        st.markdown(f":small[:gray[{fmt.in_markdown(labels.get(name, name))}: {fmt.in_markdown(said)}]]")


def _versions(entry: dict[str, Any]) -> None:
    lines = [
        f"- {local(version['saved_at']):%d/%m/%Y %H:%M} {fmt.in_markdown(version['saved_by'])}: "
        + ("bỏ cách đọc" if version["is_removed"] else f"lưu {len(version['columns'])} cột")
        for version in reversed(entry["history"])
    ]
    st.markdown("**Lịch sử**\n" + "\n".join(lines))


@st.dialog("Sửa cách đọc", width="large")
def _edit(entry: dict[str, Any]) -> None:
    mapping = from_data(entry["mapping"])
    export = EXPORTS[mapping.kind]
    st.markdown("Ghi tên cột đúng như trong tệp; để trống nếu tệp không có. Các lần nạp cũ giữ nguyên.")
    columns: dict[str, str] = {}
    with st.container(height=320, border=True):
        for column in export.columns:
            label = fmt.in_markdown(column.headers[0]) + (" :orange[(cần có)]" if column.required else "")
            said = st.text_input(label, value=mapping.columns.get(column.name, ""), key=f"sua_{column.name}").strip()
            if said:
                columns[column.name] = said
    order = st.selectbox(
        "Thứ tự của ngày", list(_ORDERS), index=list(_ORDERS).index(mapping.date_order), format_func=_ORDERS.__getitem__
    )
    compare = st.selectbox(
        "So kết thúc với ngày hẹn",
        list(_COMPARES),
        index=list(_COMPARES).index(mapping.compare),
        format_func=_COMPARES.__getitem__,
    )
    values = _translations(mapping)
    by = _by()
    if st.button("Lưu cách đọc tệp", type="primary", disabled=not by, key="luu_cach_doc"):
        changed = replace(mapping, columns=columns, values=values, date_order=order or "dmy", compare=compare or "date")
        _decide(lambda: save_mapping(warehouse.directory(), changed, entry["signature"], by=by), "Đã lưu cách đọc tệp.")


def _translations(mapping: Mapping) -> dict[str, dict[str, str]]:
    lines = [f"{name}: {theirs} = {ours}" for name, pairs in mapping.values.items() for theirs, ours in pairs.items()]
    said = st.text_area("Dịch giá trị, mỗi dòng: cột: chữ trong tệp = nghĩa", value="\n".join(lines), height=80)
    found: dict[str, dict[str, str]] = {}
    for line in said.splitlines():
        name, _, pair = line.partition(":")
        theirs, _, ours = pair.rpartition("=")
        if name.strip() and theirs.strip() and ours.strip():
            found.setdefault(name.strip(), {})[theirs.strip()] = ours.strip()
    return found


@st.dialog("Bỏ cách đọc")
def _forget(entry: dict[str, Any]) -> None:
    st.markdown("Tệp cùng mẫu sẽ không tự đọc theo cách này nữa. Các lần nạp cũ và lịch sử vẫn giữ.")
    by = _by()
    if st.button("Bỏ cách đọc", type="primary", disabled=not by, key="bo_that"):
        _decide(lambda: forget_mapping(warehouse.directory(), entry["signature"], by=by), "Đã bỏ cách đọc tệp.")


def names(choice: Choice) -> None:
    """Draw the confirmed spellings of units, with their history; add one, take one back."""
    entries = checks.unit_names(choice.snapshot)
    if entries:
        table = pd.DataFrame(
            {
                "Chữ trong tệp": entry["alias"],
                "Hiểu là": entry["unit_name"],
                "Trạng thái": "Đã bỏ" if entry["is_removed"] else "Đang dùng",
                "Xác nhận lúc": local(entry["confirmed_at"]),
                "Người xác nhận": entry["confirmed_by"],
            }
            for entry in entries
        )
        entry = _clicked(table, entries, "alias", {"Xác nhận lúc": "DD/MM/YYYY HH:mm"})
        if entry is not None:
            _one_name(entry)
    else:
        st.markdown(":gray[Chưa xác nhận tên nào. Tên lạ trong tệp được hỏi khi nạp; cũng có thể khai trước ở dưới.]")
    st.subheader("Khai một cách viết", anchor=False)
    units = {name: code for code, name in known_units(_last_day(choice)).names.items() if not name.startswith("Huyện ")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        alias = st.text_input("Chữ trong tệp", max_chars=120, key="cach_viet", width=280).strip()
        unit = st.selectbox("Đơn vị", list(units), index=None, placeholder="Chọn đơn vị", key="cua_don_vi", width=320)
        by = _by(width=220)
        if st.button("Ghi cách viết", type="primary", disabled=not (alias and unit and by), key="ghi_cach_viet"):
            said = f'Đã ghi "{alias}" là {unit}. Tệp nạp từ nay nhận theo tên này.'
            _decide(lambda: confirm(warehouse.directory(), alias, units[str(unit)], by=by), said)


def _one_name(entry: dict[str, Any]) -> None:
    with st.container(border=True):
        lines = [
            f"- {local(step['confirmed_at']):%d/%m/%Y %H:%M} {fmt.in_markdown(step['confirmed_by'])}: "
            + ("bỏ" if step["is_removed"] else f"là {fmt.in_markdown(step['unit_name'])}")
            for step in reversed(entry["history"])
        ]
        st.markdown(f"**Lịch sử của “{fmt.in_markdown(entry['alias'])}”**\n" + "\n".join(lines))
        if not entry["is_removed"]:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                by = _by("nguoi_bo_ten", width=220)
                if st.button("Bỏ tên này", icon=":material/delete:", disabled=not by, key="bo_ten"):
                    said = f'Đã bỏ "{entry["alias"]}". Các dòng đã nạp giữ nguyên.'
                    _decide(lambda: remove(warehouse.directory(), entry["alias"], by=by), said)


def groups(choice: Choice) -> None:
    """Draw the fields and the group of each, with history; put one into another group."""
    entries = checks.field_groups(choice.snapshot)
    labels = {str(row["key"]): str(row["label"]) for row in reads.field_groups().to_dict("records")}
    table = pd.DataFrame(
        {
            "Lĩnh vực": entry["field_name"],
            "Nhóm": entry["group_label"],
            "Theo": _SOURCES.get(entry["source"], entry["source"]),
            "Đổi lúc": local(entry["changed_at"]) if entry["changed_at"] else None,
            "Người đổi": entry["changed_by"],
        }
        for entry in entries
    )
    table["Đổi lúc"] = pd.to_datetime(table["Đổi lúc"])
    entry = _clicked(table, entries, "field_name", {"Đổi lúc": "DD/MM/YYYY HH:mm"}, height=330)
    st.subheader("Xếp một lĩnh vực vào nhóm", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Lĩnh vực, đúng như trong tệp", value=entry["field_name"] if entry else "", max_chars=240, width=340
        ).strip()
        options = [*labels, _AS_LISTED]
        group = st.selectbox("Nhóm", options, format_func=lambda key: labels.get(key, key), key="nhom_moi", width=280)
        by = _by("nguoi_xep", width=220)
        if st.button("Ghi nhóm", type="primary", disabled=not (name and by), key="ghi_nhom"):
            wanted = None if group == _AS_LISTED else group
            said = f'Đã ghi nhóm của lĩnh vực "{name}". Mọi tỷ lệ theo nhóm tính lại ngay.'
            _decide(lambda: set_field_group(warehouse.directory(), name, wanted, by=by), said)
    if entry and entry["history"]:
        lines = [
            f"- {local(step['changed_at']):%d/%m/%Y %H:%M} {fmt.in_markdown(step['changed_by'])}: "
            + fmt.in_markdown(labels.get(step["field_group"], _AS_LISTED.lower()))
            for step in reversed(entry["history"])
        ]
        st.markdown(f"**Lịch sử của “{fmt.in_markdown(entry['field_name'])}”**\n" + "\n".join(lines))


def _clicked(
    table: pd.DataFrame, entries: list[dict[str, Any]], id: str, times: dict[str, str], height: int | None = None
) -> dict[str, Any] | None:
    """Draw a table and return the entry whose row was clicked; its value of `id` stands in the address."""
    ids = [str(entry[id]) for entry in entries]
    columns: dict[Any, Any] = {name: st.column_config.DatetimeColumn(format=form) for name, form in times.items()}
    st.dataframe(
        table,
        hide_index=True,
        height=height or "auto",
        placeholder=fmt.NOTHING,
        column_config=columns,
        **address.clickable("muc", ids, f"bang_{id}", str(table.columns[0])),
    )
    place = address.row_of("muc", ids)
    if place is None:
        st.markdown(":small[:gray[Chọn một dòng để xem lịch sử và sửa.]]")
        return None
    return entries[place]


def _by(key: str = "nguoi_doi", width: int | None = None) -> str:
    said = st.text_input("Người thực hiện", value=intake.loader_name(), max_chars=80, key=key, width=width or "stretch")
    return said.strip()


def _decide(write: Callable[[], object], said: str) -> None:
    """Publish one decision and say so in the next run; a refusal stays beside the button."""
    try:
        with st.spinner("Đang ghi …", show_time=True):
            done = write()
    except (warehouse.WarehouseError, AliasError, MappingError, LookupError) as error:
        st.error(fmt.in_markdown(error), icon=":material/error:")
        return
    st.session_state["vua_doi_danh_muc"] = said if done is not None else _SAME
    st.rerun()


def _last_day(choice: Choice) -> date:
    last = reads.loaded(choice.snapshot).last_day
    return last.date() if isinstance(last, datetime) else (last or choice.period.last)
