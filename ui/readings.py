"""What each chosen file was read as: one line a file, then its questions, sums, messages, rows and errors."""

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import warehouse
from loaders import aliases, annotated
from loaders.intake import Reading
from loaders.kinds import EXPORTS
from ui import downloads, intake, mapping_form
from ui import format as fmt
from ui.intake import Upload
from warehouse.period import Period, cumulative_periods, discrete_periods

_STATUS = {
    "ready": ("blue", ":material/check_circle:", "Nhận được"),
    "differs": ("yellow", ":material/difference:", "Lệch tổng"),
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
_MOST_ERRORS = 500
_PROSE_ROWS = 12
_MOST_QUESTIONS = 8
_LIGHT_BYTES = 2_000_000
_BY_FILE = "Theo tệp"


def state(upload: Upload, reading: Reading) -> str:
    """Return ready, differs (ready, but for a reason why sums that do not agree are taken in), duplicate or refused."""
    is_open = reading.status == "ready" and reading.differences and reason(upload, reading) is None
    return "differs" if is_open else reading.status


def summary(files: list[Upload], found: dict[str, Reading]) -> None:
    """Draw one line a file: what it is, its period, its rows as a sum, its state."""
    rows = [
        {
            "Tệp": f"**{fmt.in_markdown(reading.file)}**",
            "Loại": fmt.in_markdown(reading.kind_label or "chưa nhận ra"),
            "Kỳ": fmt.in_markdown(reading.period.label) if reading.period else "không ghi",
            "Đọc = nhận + từ chối + bỏ qua": _sum(reading),
            "Trạng thái": _badge(state(upload, reading)),
        }
        for upload, reading in ((upload, found[upload.file_id]) for upload in files)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Các tệp vừa chọn")


def _sum(reading: Reading) -> str:
    if not reading.rows["read"]:
        return fmt.NOTHING
    read, *parts = (fmt.number(reading.rows[name]) for name in ("read", "loaded", "rejected", "skipped"))
    return f"**{read}** = {' + '.join(parts)}"


def _badge(state: str) -> str:
    colour, icon, word = _STATUS[state]
    return f":{colour}-badge[{icon} {word}]"


def details(upload: Upload, reading: Reading, by: str) -> None:
    """Draw one file: what is to be decided, messages, what was understood, what was refused and how to mend it."""
    with st.container(border=True):
        st.markdown(
            f"**{fmt.in_markdown(reading.file)}** {_badge(state(upload, reading))} "
            f"{fmt.in_markdown(reading.kind_label or '')}"
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _export_date(upload, reading)
            _period(upload, reading)
            _unit_of_whole_file(upload, reading)
        _which_period(upload)
        _suggestions(upload, reading, by)
        _sums(upload, reading)
        _messages(reading)
        if reading.status != "duplicate":
            mapping_form.offer(upload, reading)
        _sheets(reading)
        _understood(reading)
        _errors(upload, reading)


def chosen_unit(upload: Upload) -> str | None:
    """Return the code of the unit that was said to be the unit of a whole file."""
    code: str | None = st.session_state.get(f"don_vi_{upload.file_id}")
    return code


def decided_period(upload: Upload, by_itself: Reading) -> str | None:
    """Return the token of the period that a person gave the file, None for the period that it prints.

    A chosen period that the file contradicts is a question first: see `is_asked`.
    """
    said = _periods(by_itself).get(st.session_state.get(f"ky_tep_{upload.file_id}") or _BY_FILE)
    printed = by_itself.period
    questions: dict[str, list[str]] = st.session_state.setdefault("hoi_ky", {})
    if said is None or printed is None or (said.start, said.end) == (printed.start, printed.end):
        questions.pop(upload.file_id, None)
        return said.token if said else None
    questions[upload.file_id] = [f"Kỳ tệp ghi: {printed.label}", f"Kỳ đang chọn: {said.label}"]
    answer = st.session_state.get(f"dung_ky_{upload.file_id}")
    return said.token if answer == questions[upload.file_id][1] else None


def is_asked(upload: Upload, reading: Reading) -> bool:
    """Tell whether a file waits for an answer: which of two periods it speaks of, or why its sums are taken in."""
    options = st.session_state.get("hoi_ky", {}).get(upload.file_id)
    asks_period = bool(options) and st.session_state.get(f"dung_ky_{upload.file_id}") not in options
    return asks_period or state(upload, reading) == "differs"


def reason(upload: Upload, reading: Reading) -> str | None:
    """Return why a file is taken in although these very sums of it do not agree; None while nobody has said."""
    sums, said = st.session_state.get("ly_do_ghi_nhan", {}).get(upload.file_id, (None, None))
    return said if sums == reading.differences else None


def _periods(reading: Reading) -> dict[str, Period]:
    year = (reading.period.year if reading.period else None) or (reading.export_date or date.today()).year
    found = [*cumulative_periods(year), *discrete_periods(year), *Period.parse(str(year)).months()]
    found += [*cumulative_periods(year - 1), *discrete_periods(year - 1)]
    return {period.label: period for period in found}


def _export_date(upload: Upload, reading: Reading) -> None:
    if reading.status != "refused" and reading.export_date:
        st.date_input(
            f"Ngày xuất ({_SOURCES.get(reading.export_date_source, '')})",
            value=reading.export_date,
            format="DD/MM/YYYY",
            key=f"ngay_xuat_{upload.file_id}",
            width=230,
        )


def _period(upload: Upload, reading: Reading) -> None:
    if reading.status == "duplicate" or not reading.kind:
        return
    st.selectbox(
        "Kỳ báo cáo",
        [_BY_FILE, *_periods(reading)],
        key=f"ky_tep_{upload.file_id}",
        width=200,
    )


def _which_period(upload: Upload) -> None:
    options = st.session_state.get("hoi_ky", {}).get(upload.file_id)
    if options:
        st.radio(
            f"Tệp ghi {options[0].split(': ')[1]}, đang chọn {options[1].split(': ')[1]}. Dùng kỳ nào?",
            options,
            index=None,
            key=f"dung_ky_{upload.file_id}",
            horizontal=True,
        )


def _unit_of_whole_file(upload: Upload, reading: Reading) -> None:
    export = EXPORTS.get(reading.kind or "")
    if export and "unit" not in reading.columns and any(column.name == "unit" for column in export.columns):
        names = intake.unit_names(reading)
        st.selectbox(
            "Đơn vị của cả tệp (tệp không có cột đơn vị)",
            list(names),
            format_func=lambda code: names.get(code, code),
            index=None,
            width=340,
            key=f"don_vi_{upload.file_id}",
            placeholder="Chọn đơn vị",
        )


def _sums(upload: Upload, reading: Reading) -> None:
    """Show the sums that do not agree, and ask why the file is taken in all the same."""
    if reading.status != "ready":
        return
    if not reading.differences:
        if lines := reading.totals.num_rows:
            st.markdown(f":blue[:material/check_circle: Đối chiếu tổng: {fmt.number(lines)} dòng tổng đều khớp.]")
        return
    table = intake.differences(reading)
    st.markdown(f":orange[:material/difference:] **Đối chiếu tổng: {fmt.number(len(table))} chỗ lệch**")
    _sum_table(table)
    said = reason(upload, reading)
    reasons = st.session_state.setdefault("ly_do_ghi_nhan", {})
    with st.container(horizontal=True, vertical_alignment="bottom" if said is None else "center"):
        if said is not None:
            st.markdown(f"Vẫn ghi nhận: {fmt.in_markdown(said)}", width="content")
            if st.button("Sửa lý do", key=f"sua_ly_do_{upload.file_id}", type="tertiary", icon=":material/edit:"):
                del reasons[upload.file_id]
                st.rerun()
            return
        given = st.text_input(
            "Lý do vẫn ghi nhận",
            max_chars=200,
            width=520,
            key=f"ly_do_{upload.file_id}",
            placeholder="ví dụ: phần mềm tính cả hồ sơ đã rút",
        ).strip()
        if st.button("Ghi nhận", disabled=not given, key=f"ghi_nhan_{upload.file_id}", icon=":material/check:"):
            reasons[upload.file_id] = (reading.differences, given)
            st.rerun()


def _sum_table(table: pd.DataFrame) -> None:
    """Draw differences: a few as prose that is read whole, many as a table to scroll."""
    alt = "Chỗ cộng không khớp: số in trong tệp, số cộng được, chênh lệch"
    formats: dict[Any, Any] = {
        "In trong tệp": fmt.number,
        "Cộng được": fmt.number,
        "Lệch": partial(fmt.gap, decimals=0),
    }
    if len(table) > _PROSE_ROWS:
        st.dataframe(table.style.format(formats), hide_index=True, height="auto", alt=alt)
        return
    shown = table.transform({name: formats.get(name, fmt.in_markdown) for name in table})
    st.table(shown, border="horizontal", hide_index=True, alt=alt)


def _suggestions(upload: Upload, reading: Reading, by: str) -> None:
    """Ask of each unknown unit name whether it is the nearest known one; a click keeps it with who and when."""
    for place, suggestion in enumerate(intake.suggestions(reading)[:_MOST_QUESTIONS]):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":orange[:material/help:] {fmt.number(suggestion.rows)} dòng ghi "
                f"“{fmt.in_markdown(suggestion.text)}”: có phải **{fmt.in_markdown(suggestion.unit_name)}**?",
                width="content",
            )
            wanted = st.button(
                f"Đúng là {suggestion.unit_name}",
                key=f"dung_ten_{upload.file_id}_{place}",
                disabled=not by,
                icon=":material/check:",
            )
        if wanted:
            try:
                aliases.confirm(warehouse.directory(), suggestion.text, suggestion.unit_code, by=by)
            except (warehouse.WarehouseError, aliases.AliasError) as error:
                st.error(f"Chưa ghi được tên đơn vị. {fmt.in_markdown(error)}", icon=":material/error:")
                return
            st.session_state["lan_xac_nhan"] = st.session_state.get("lan_xac_nhan", 0) + 1
            st.rerun()


def _messages(reading: Reading) -> None:
    in_table = {difference.text for difference in reading.differences} if reading.status == "ready" else set()
    told = [message for message in reading.messages if message.level != "error" and message.text not in in_table]
    order = sorted(told, key=lambda message: list(_ICONS).index(message.level))
    lines = []
    for message in order[:_MOST_MESSAGES]:
        where = f"Trang {message.sheet}: " if message.sheet else ""
        colour, icon = _LEVELS[message.level], _ICONS[message.level]
        lines.append(f":{colour}[{icon}] {fmt.in_markdown(where + message.text)}")
    if len(order) > _MOST_MESSAGES:
        lines.append(f":gray[và {len(order) - _MOST_MESSAGES} thông báo khác]")
    if lines:
        st.markdown("  \n".join(lines))


def _sheets(reading: Reading) -> None:
    """Show the sheets of a workbook that has several: what each was taken for, hidden ones said to be so."""
    if len(reading.sheets) < 2:
        return
    names = intake.unit_names(reading)
    table = pd.DataFrame(
        {
            "Trang": f"{sheet['name']} (ẩn)" if sheet["hidden"] else sheet["name"],
            "Loại": EXPORTS[sheet["kind"]].label if sheet["kind"] in EXPORTS else "không đọc",
            "Đơn vị": names.get(sheet["unit"] or "", sheet["unit"]),
            "Dòng": sheet["rows"],
        }
        for sheet in reading.sheets
    )
    with st.expander(f"{len(table)} trang trong tệp"):
        formats: dict[Any, Any] = {"Dòng": fmt.number}
        st.dataframe(table.style.format(formats), hide_index=True, height="auto", placeholder=fmt.NOTHING)


def _understood(reading: Reading) -> None:
    table = intake.preview(reading)
    if table.empty:
        return
    with st.expander(f"Đã hiểu {len(reading.columns)} cột; {len(table)} dòng đầu"):
        preview(table)
        if reading.left_out:
            names = ", ".join(map(fmt.in_markdown, reading.left_out))
            st.markdown(f":small[:gray[Không giữ lại các cột: {names}.]]")


def preview(table: pd.DataFrame) -> None:
    """Draw rows as they were understood, with days as people here write them."""
    days = [name for name in table if pd.api.types.is_datetime64_any_dtype(table[name])]
    columns: dict[Any, Any] = {name: st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm") for name in days}
    st.dataframe(table, hide_index=True, height="content", placeholder=fmt.NOTHING, column_config=columns)


def _errors(upload: Upload, reading: Reading) -> None:
    table = intake.errors(reading)
    if table.empty or reading.status == "duplicate":
        return
    rows = reading.rejects.num_rows
    if reading.status == "refused":
        st.markdown("**Tệp chưa nhận được.** Sửa theo bảng rồi tải lên lại.")
    else:
        st.markdown(f"**{fmt.number(rows)} dòng bị từ chối**, các dòng khác vẫn được nhận.")
    _error_table(table if len(reading.sheets) > 1 else table.drop(columns="Trang"))
    if len(table) > _MOST_ERRORS:
        st.markdown(f":small[:gray[Bảng hiện {_MOST_ERRORS} lỗi đầu; tệp tải về có đủ {fmt.number(len(table))}.]]")
    with st.container(horizontal=True):
        downloads.button(
            "Tải danh sách lỗi", downloads.csv(table.fillna("")), "loi", "csv", key=f"loi_{upload.file_id}"
        )
        if rows:
            _own_workbook(upload, reading)


def _error_table(table: pd.DataFrame) -> None:
    """Draw errors: a few as prose that is read whole, many as a table to sort and scroll."""
    alt = "Lỗi theo trang và ô, kèm cách sửa"
    if len(table) <= _PROSE_ROWS:
        shown = table.dropna(axis="columns", how="all").fillna(fmt.NOTHING).map(fmt.in_markdown)
        st.table(shown, border="horizontal", hide_index=True, alt=alt)
        return
    widths: dict[Any, Any] = {name: st.column_config.TextColumn(width=90) for name in ("Trang", "Ô") if name in table}
    st.dataframe(
        table.head(_MOST_ERRORS),
        hide_index=True,
        height="auto",
        placeholder=fmt.NOTHING,
        column_config=widths,
        alt=alt,
    )


def _own_workbook(upload: Upload, reading: Reading) -> None:
    """Hand the analyst's own file back with the faulty cells marked; a large one is made when asked for."""
    made: dict[str, bytes] = st.session_state.setdefault("tep_sua", {})
    key = f"{reading.sha256}_{reading.rejects.num_rows}"
    if key not in made and (
        reading.size <= _LIGHT_BYTES
        or st.button("Lập tệp của mình có đánh dấu ô lỗi", key=f"lap_{upload.file_id}", icon=":material/ink_marker:")
    ):
        with st.spinner("Đang đánh dấu ô lỗi …", show_time=True):
            made[key] = annotated.workbook(reading, upload.getvalue())
    if key in made:
        stem = f"{upload.name.rsplit('.', 1)[0][:60]}-can-sua"
        downloads.button("Tải tệp lỗi để sửa", made[key], stem, "xlsx", key=f"sua_{upload.file_id}")
