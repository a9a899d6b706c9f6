"""What each chosen file was read as: one line a file, then its date, messages, rows understood and refused."""

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

from loaders.intake import Reading
from loaders.kinds import EXPORTS
from loaders.units import known_units
from ui import format as fmt
from ui import intake, mapping_form
from ui.intake import Upload

_STATUS = {
    "ready": ("blue", ":material/check_circle:", "Nhận được"),
    "duplicate": ("gray", ":material/content_copy:", "Đã nạp trước đây"),
    "refused": ("orange", ":material/error:", "Cần sửa"),
}
_ICONS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}
_LEVELS = {"error": "orange", "warning": "yellow", "info": "gray"}
_SOURCES = {
    "option": "ghi tay",
    "title": "theo tiêu đề tệp",
    "file_name": "theo tên tệp",
    "today": "chưa rõ, lấy hôm nay",
}
_MOST_MESSAGES = 12


def summary(readings: list[Reading]) -> None:
    """Draw one line a file: what it is, its rows as a sum, its state."""
    rows = [
        {
            "Tệp": f"**{fmt.in_markdown(reading.file)}**",
            "Loại": fmt.in_markdown(reading.kind_label or "chưa nhận ra"),
            "Kỳ": fmt.in_markdown(reading.period.label) if reading.period else "không ghi",
            "Đọc = nhận + từ chối + bỏ qua": _sum(reading),
            "Trạng thái": _badge(reading),
        }
        for reading in readings
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Các tệp vừa chọn")


def _sum(reading: Reading) -> str:
    if reading.status == "duplicate" and not reading.rows["read"]:
        return fmt.NOTHING
    read, *parts = (fmt.number(reading.rows[name]) for name in ("read", "loaded", "rejected", "skipped"))
    return f"**{read}** = {' + '.join(parts)}"


def _badge(reading: Reading) -> str:
    colour, icon, word = _STATUS[reading.status]
    return f":{colour}-badge[{icon} {word}]"


def details(upload: Upload, reading: Reading) -> None:
    """Draw one file: its export date to correct, messages, what was understood, what was refused."""
    with st.container(border=True):
        st.markdown(
            f"**{fmt.in_markdown(reading.file)}** {_badge(reading)} {fmt.in_markdown(reading.kind_label or '')}"
        )
        _unit_of_whole_file(upload, reading)
        if reading.status != "refused" and reading.export_date:
            st.date_input(
                f"Ngày xuất ({_SOURCES.get(reading.export_date_source, '')})",
                value=reading.export_date,
                format="DD/MM/YYYY",
                key=f"ngay_xuat_{upload.file_id}",
                width=260,
            )
        _messages(reading)
        if reading.status == "refused":
            mapping_form.offer(upload.file_id, reading)
        _understood(reading)
        _refused_rows(reading)


def chosen_unit(upload: Upload) -> str | None:
    """Return the code of the unit that was said to be the unit of a whole file."""
    said = st.session_state.get(f"don_vi_{upload.file_id}")
    return next((code for code, name in known_units().names.items() if name == said), None)


def _unit_of_whole_file(upload: Upload, reading: Reading) -> None:
    export = EXPORTS.get(reading.kind or "")
    if export and "unit" not in reading.columns and any(column.name == "unit" for column in export.columns):
        names = [name for name in known_units().names.values() if not name.startswith("Huyện ")]
        st.selectbox(
            "Đơn vị của cả tệp (tệp không có cột đơn vị)",
            names,
            index=None,
            width=420,
            key=f"don_vi_{upload.file_id}",
            placeholder="Chọn đơn vị",
        )


def _messages(reading: Reading) -> None:
    order = sorted(reading.messages, key=lambda message: list(_ICONS).index(message.level))
    lines = []
    for message in order[:_MOST_MESSAGES]:
        where = f"Trang {message.sheet}: " if message.sheet else ""
        colour, icon = _LEVELS[message.level], _ICONS[message.level]
        lines.append(f":{colour}[{icon}] {fmt.in_markdown(where + message.text)}")
    if len(order) > _MOST_MESSAGES:
        lines.append(f":gray[và {len(order) - _MOST_MESSAGES} thông báo khác]")
    if lines:
        st.markdown("  \n".join(lines))


def _understood(reading: Reading) -> None:
    table = intake.preview(reading)
    if table.empty:
        return
    with st.expander(f"Đã hiểu {len(reading.columns)} cột; {len(table)} dòng đầu"):
        st.dataframe(
            table, hide_index=True, height="content", placeholder=fmt.NOTHING, column_config=_day_columns(table)
        )
        if reading.left_out:
            names = ", ".join(map(fmt.in_markdown, reading.left_out))
            st.markdown(f":small[:gray[Không giữ lại các cột: {names}.]]")


def _day_columns(table: pd.DataFrame) -> dict[Any, Any]:
    days = [name for name in table if pd.api.types.is_datetime64_any_dtype(table[name])]
    return {name: st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm") for name in days}


def _refused_rows(reading: Reading) -> None:
    table = intake.rejects(reading)
    if table.empty:
        return
    st.markdown(f"**{fmt.number(len(table))} dòng bị từ chối**, các dòng khác vẫn được nhận.")
    st.dataframe(table.head(500), hide_index=True, height="auto", alt="Các dòng bị từ chối")
    content = intake.rejects_csv(table)
    name = (
        f"loi-{hashlib.sha256(content).hexdigest()[:16]}.csv"  # the content in the name: no two files share an address
    )
    st.download_button(
        "Tải danh sách lỗi để sửa",
        content,
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        key=f"loi_{reading.sha256}_{name}",
    )
