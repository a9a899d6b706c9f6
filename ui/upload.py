"""The parts of the upload screen: choosing files, how far they are, publication, and what it changed."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import warehouse
from loaders.intake import Reading
from loaders.mapping import Mapping
from ui import format as fmt
from ui import intake, links, reading_queue, readings, reads, screen
from ui.intake import Published, Upload
from ui.reading_queue import Way

_TYPES = ["xlsx", "xls", "csv", "html", "htm"]
_STATES = {
    "ready": "nhận được",
    "differs": "lệch tổng",
    "refused": "cần sửa",
    "duplicate": "đã nạp trước đây",
}
_STEPS = ("Chọn tệp", "Nhận dạng", "Kiểm tra", "Đối chiếu tổng", "Công bố")


def choose() -> tuple[list[Upload], str]:
    """Draw the uploader; returns the files chosen and who loads them."""
    files = st.file_uploader(
        "Tệp xuất từ phần mềm một cửa, một hay nhiều tệp: bấm **Upload** để chọn, hoặc kéo vào khung; "
        f"mỗi tệp tối đa {st.get_option('server.maxUploadSize')} MB",
        type=_TYPES,
        accept_multiple_files=True,
        key=f"tep_{st.session_state.get('luot_nap', 0)}",
    )
    st.markdown(":material/lock: Họ tên, số điện thoại, địa chỉ bị loại ngay khi đọc.")
    by = st.text_input("Người nạp", value=intake.loader_name(), key="nguoi_nap", max_chars=80)
    return list(files or []), by.strip()


def read_all(files: list[Upload], head: DeltaGenerator) -> dict[str, Reading]:
    """Read every file once for each way of reading it; returns readings by the uploader's file id.

    `head` says meanwhile that files are being read.
    """

    def announce(count: int) -> None:
        with head.container():
            st.title(f"Đang đọc {count} tệp", anchor=False)
            _steps(2)

    known: dict[Way, Reading] = st.session_state.setdefault("da_doc", {})
    alone = {upload.file_id: _way(upload) for upload in files}
    reading_queue.read({alone[upload.file_id]: upload for upload in files}, known, announce)
    wanted = {upload.file_id: _decided(upload, alone[upload.file_id], known) for upload in files}
    reading_queue.read({wanted[upload.file_id]: upload for upload in files}, known, announce)
    used = {*alone.values(), *wanted.values()}
    for way in [way for way in known if way not in used]:
        del known[way]
    return {file_id: known[way] for file_id, way in wanted.items()}


def _way(upload: Upload) -> Way:
    mapping: Mapping | None = st.session_state.setdefault("cach_doc", {}).get(upload.file_id)
    return Way(
        file_id=upload.file_id,
        mapping_text=mapping.to_json() if mapping else None,
        unit=readings.chosen_unit(upload),
        confirmed=st.session_state.get("lan_xac_nhan", 0),
    )


def _decided(upload: Upload, alone: Way, known: dict[Way, Reading]) -> Way:
    """Return the way with the day of export and the period that a person chose instead of the file's own."""
    by_itself = known[alone]
    day = st.session_state.get(f"ngay_xuat_{upload.file_id}")
    return replace(
        alone,
        export_date=None if day == by_itself.export_date else day,
        period=readings.decided_period(upload, by_itself),
    )


def title(files: list[Upload], found: dict[str, Reading]) -> None:
    """Draw the title that says how far this is, and the steps."""
    states = Counter(readings.state(upload, found[upload.file_id]) for upload in files)
    parts = [f"{states[state]} tệp {what}" for state, what in _STATES.items() if states[state]]
    st.title(", ".join(parts) if parts else "Chọn tệp xuất từ phần mềm một cửa", anchor=False)
    published = st.session_state.get("vua_cong_bo") is not None and not found
    if published:
        step = len(_STEPS) + 1
    elif states["differs"]:
        step = 4
    else:
        step = 5 if states["ready"] else (3 if found else 1)
    _steps(step)


def _steps(step: int) -> None:
    """Draw the five steps: those before `step` are done."""
    marks = [
        f":{'blue' if place <= step else 'gray'}-badge[{':material/check: ' if place < step else ''}{place} {name}]"
        for place, name in enumerate(_STEPS, 1)
    ]
    st.markdown(" → ".join(marks))


def guide() -> None:
    """Before any file is chosen, say what to do; before the first load, offer the made-up sample."""
    st.markdown(
        "1. Trên phần mềm một cửa, xuất danh sách hồ sơ của kỳ báo cáo: .xlsx, .xls, .csv hoặc .html.\n"
        "2. Chọn các tệp ở bên trái. Từng tệp được đọc thử, chưa có gì được lưu.\n"
        "3. Xem tệp được hiểu thế nào, dòng nào bị từ chối và vì sao; sửa ngày xuất nếu khác.\n"
        "4. Bấm **Công bố**. Mọi màn hình dùng ngay số liệu mới; nạp nhầm thì thu hồi được."
    )
    samples = intake.sample_files()
    if (
        samples
        and reads.newest(reads.health()) is None
        and st.button(f"Xem thử với số liệu minh họa ({len(samples)} tệp)", icon=":material/science:", key="minh_hoa")
    ):
        with st.spinner("Đang đọc số liệu minh họa …"):
            published = intake.publish(intake.read_samples(samples), by="số liệu minh họa")
        _start_over(published)


def publication(files: list[Upload], found: dict[str, Reading], by: str) -> None:
    """Draw the buttons that publish or drop what was read; a file with an open question waits."""
    asked = [upload for upload in files if readings.is_asked(upload, found[upload.file_id])]
    ready = [
        found[upload.file_id] for upload in files if upload not in asked and found[upload.file_id].status == "ready"
    ]
    with st.container(horizontal=True):
        wanted = st.button(
            f"Công bố {len(ready)} tệp" if ready else "Công bố",
            type="primary",
            disabled=not (ready and by),
            key="cong_bo",
            icon=":material/publish:",
        )
        dropped = st.button("Bỏ, không nạp", key="bo")
    if ready and not by:
        st.markdown(":orange[Ghi tên người nạp để công bố.]")
    if asked:
        st.markdown(f":orange[{len(asked)} tệp còn chờ trả lời bên dưới, chưa công bố cùng lượt này.]")
    if dropped:
        _start_over(None)
    if wanted:
        for upload in files:
            found[upload.file_id].reason = readings.reason(upload, found[upload.file_id])
        try:
            with st.spinner("Đang công bố …", show_time=True):
                published = intake.publish(ready, by=by)
        except warehouse.WarehouseError as error:
            st.error(f"Chưa công bố được. {fmt.in_markdown(error)}", icon=":material/error:")
            return
        _start_over(published)


def _start_over(published: Published | None) -> None:
    """Let go of the files and their bytes, and remember only what was published."""
    st.session_state["luot_nap"] = st.session_state.get("luot_nap", 0) + 1
    for name in ("da_doc", "dang_doc", "cach_doc", "tep_sua", "ly_do_ghi_nhan"):
        st.session_state[name] = {}
    st.session_state["vua_cong_bo"] = published
    st.rerun()


def outcome() -> None:
    """After a publication, say what it brought and which figures of the plan moved."""
    published: Published | None = st.session_state.get("vua_cong_bo")
    if published is None:
        return
    table = intake.moved(published)
    st.success(
        f"Đã công bố {published.files} tệp: {fmt.number(published.loaded)} dòng nhận, "
        f"{fmt.number(published.rejected)} từ chối. "
        + (f"{len(table)} chỉ tiêu thay đổi." if len(table) else "Không chỉ tiêu nào thay đổi.")
        + (" Số liệu minh họa không còn tính, chỉ còn số liệu thật." if intake.replaced_samples(published) else ""),
        icon=":material/check_circle:",
    )
    changes(table, "Chỉ tiêu thay đổi sau lần nạp này")
    with st.container(horizontal=True):
        links.onward("pages/overview/scoreboard.py", "Xem tổng quan")
        links.onward("pages/data/history.py", "Xem lịch sử nạp", ":material/history:")


def changes(table: pd.DataFrame, alt: str) -> None:
    """Draw the figures that a publication moved, before and after; nothing when none did."""
    if not len(table):
        return
    shown = pd.DataFrame(
        {
            "Chỉ tiêu": table["label"].map(lambda label: f"**{fmt.in_markdown(label)}**"),
            "Trước": table["before"],
            "Sau": table["after"],
            "Thay đổi": table["change"],
            "Trạng thái": table["status"].map(screen.badge),
        }
    )
    st.table(shown, border="horizontal", hide_index=True, alt=alt)
