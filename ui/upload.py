"""The parts of the upload screen: choosing files, what each one is, what is refused, publication."""

import json
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import streamlit as st

import warehouse
from loaders.intake import Reading
from loaders.mapping import Mapping, from_data
from ui import format as fmt
from ui import intake, readings, reads, screen
from ui.intake import Published, Upload

_TYPES = ["xlsx", "xls", "csv", "html", "htm"]


def choose() -> tuple[list[Upload], str]:
    """Draw the uploader; returns the files chosen and who loads them."""
    files = st.file_uploader(
        "Tệp xuất từ phần mềm một cửa, nhiều tệp một lượt",
        type=_TYPES,
        accept_multiple_files=True,
        key=f"tep_{st.session_state.get('luot_nap', 0)}",
    )
    st.markdown(":material/lock: Họ tên, số điện thoại, địa chỉ bị loại ngay khi đọc.")
    by = st.text_input("Người nạp", value=intake.loader_name(), key="nguoi_nap", max_chars=80)
    return list(files or []), by.strip()


def read_all(files: list[Upload]) -> dict[str, Reading]:
    """Read every file once for each way of reading it; returns readings by the uploader's file id."""
    known: dict[_Way, Reading] = st.session_state.setdefault("da_doc", {})
    wanted = {upload.file_id: _way(upload, known) for upload in files}
    news = [upload for upload in files if wanted[upload.file_id] not in known]
    if news:
        with st.spinner(f"Đang đọc {len(news)} tệp …"):
            for upload in news:
                way = wanted[upload.file_id]
                known[way] = intake.read(upload, export_date=way.export_date, mapping=way.mapping, unit=way.unit)
    for way in [way for way in known if way.file_id not in wanted]:
        del known[way]
    return {file_id: known[way] for file_id, way in wanted.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One file as one way of reading it: what the person has decided, None where the file says it."""

    file_id: str
    export_date: date | None
    mapping_text: str | None
    unit: str | None

    @property
    def mapping(self) -> Mapping | None:
        return from_data(json.loads(self.mapping_text)) if self.mapping_text else None


def _way(upload: Upload, known: dict[_Way, Reading]) -> _Way:
    mapping: Mapping | None = st.session_state.setdefault("cach_doc", {}).get(upload.file_id)
    by_itself = _Way(
        file_id=upload.file_id,
        export_date=None,
        mapping_text=mapping.to_json() if mapping else None,
        unit=readings.chosen_unit(upload),
    )
    chosen = st.session_state.get(f"ngay_xuat_{upload.file_id}")
    if by_itself not in known or chosen in (None, known[by_itself].export_date):
        return by_itself
    return replace(by_itself, export_date=chosen)


def title(found: list[Reading]) -> None:
    """Draw the title that says how far this is, and the steps."""
    ready = sum(reading.status == "ready" for reading in found)
    refused = sum(reading.status == "refused" for reading in found)
    again = sum(reading.status == "duplicate" for reading in found)
    parts = [
        f"{count} tệp {what}"
        for count, what in ((ready, "nhận được"), (refused, "cần sửa"), (again, "đã nạp trước đây"))
        if count
    ]
    st.title(", ".join(parts) if parts else "Chọn tệp xuất từ phần mềm một cửa", anchor=False)
    step = 4 if ready else (3 if found else 1)
    steps = ("Chọn tệp", "Nhận dạng", "Kiểm tra", "Công bố")
    st.markdown(
        " → ".join(
            f":{'blue' if place <= step else 'gray'}-badge[{place} {name}]" for place, name in enumerate(steps, 1)
        )
    )


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


def publication(found: list[Reading], by: str) -> None:
    """Draw the buttons that publish or drop what was read."""
    ready = [reading for reading in found if reading.status == "ready"]
    with st.container(horizontal=True):
        wanted = st.button(
            f"Công bố {len(ready)} tệp",
            type="primary",
            disabled=not (ready and by),
            key="cong_bo",
            icon=":material/publish:",
        )
        dropped = st.button("Bỏ, không nạp", key="bo")
    if ready and not by:
        st.markdown(":orange[Ghi tên người nạp để công bố.]")
    if dropped:
        _start_over(None)
    if wanted:
        try:
            with st.spinner("Đang công bố …"):
                published = intake.publish(ready, by=by)
        except warehouse.WarehouseError as error:
            st.error(f"Chưa công bố được. {fmt.in_markdown(error)}", icon=":material/error:")
            return
        _start_over(published)


def _start_over(published: Published | None) -> None:
    """Let go of the files and their bytes, and remember only what was published."""
    st.session_state["luot_nap"] = st.session_state.get("luot_nap", 0) + 1
    st.session_state["da_doc"], st.session_state["cach_doc"] = {}, {}
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
        + (f"{len(table)} chỉ tiêu thay đổi." if len(table) else "Không chỉ tiêu nào thay đổi."),
        icon=":material/check_circle:",
    )
    if len(table):
        shown = pd.DataFrame(
            {
                "Chỉ tiêu": table["label"].map(lambda label: f"**{fmt.in_markdown(label)}**"),
                "Trước": table["before"],
                "Sau": table["after"],
                "Thay đổi": table["change"],
                "Trạng thái": table["status"].map(screen.badge),
            }
        )
        st.table(shown, border="horizontal", hide_index=True, alt="Chỉ tiêu thay đổi sau lần nạp này")
    st.page_link("pages/overview/scoreboard.py", label="Xem tổng quan", icon=":material/arrow_forward:")
