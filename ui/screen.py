"""What every screen does the same way: find its snapshot, warn of damage, draw a figure, say what is next."""

from typing import Any

import pandas as pd
import streamlit as st

import warehouse
from ui import charts, checks, filters, reads
from ui import format as fmt
from ui.filters import Choice
from ui.reads import Snapshot
from ui.theme import look

UPLOAD = "pages/data/upload.py"
"""The page that takes in files, for links."""


def banner(health: warehouse.Health) -> None:
    """Warn in red when a published file is damaged: what is shown instead, and which loads are missing."""
    if health.is_intact:
        return
    served = (
        f"đang hiển thị bản {fmt.day(health.served.published_at.astimezone())}."
        if health.served
        else "không còn bản nào nguyên vẹn để hiển thị. Khôi phục từ bản sao lưu hoặc nạp lại các tệp gốc."
    )
    newest_is_served = health.served == health.newest and health.served is not None
    first = "Kho số liệu có tệp hỏng" if newest_is_served else "Bản số liệu mới nhất bị hỏng"
    lines = [f"**{first}; {served}**", *(f"- {fmt.in_markdown(damage.text)}" for damage in health.damages)]
    if health.missing_load_ids:
        lines.append(f"- Lần nạp đang thiếu: {', '.join(map(fmt.in_markdown, health.missing_load_ids))}")
    st.error("\n".join(lines), icon=":material/database_off:")


def opened() -> None:
    """Begin a run: warn of damage, fix the snapshot that the whole page reads, and draw the strip over it."""
    health = reads.health()
    banner(health)
    snapshot = reads.newest(health)
    # One run reads one file from top to bottom, whatever is published meanwhile.
    st.session_state["ban_so_lieu"] = snapshot
    if snapshot is not None and reads.loaded(snapshot).files:
        filters.strip(snapshot)


def chosen_or_stop(topic: str) -> Choice:
    """Return what the strip says; before the first load say what to do next and stop the page."""
    snapshot: Snapshot | None = st.session_state["ban_so_lieu"]
    if snapshot is not None and reads.loaded(snapshot).files:
        return filters.chosen(snapshot)
    st.title(f"{topic}: chưa có số liệu", anchor=False)
    st.markdown("Chưa có số liệu của kỳ này. Nạp tệp xuất từ phần mềm một cửa.")
    st.markdown(
        "1. Trên phần mềm một cửa, xuất danh sách hồ sơ của kỳ báo cáo (.xlsx, .xls, .csv hoặc .html).\n"
        "2. Mở **Nạp dữ liệu**, chọn tệp, xem tệp được hiểu thế nào.\n"
        "3. Công bố. Mọi màn hình dùng ngay số liệu mới."
    )
    st.page_link(UPLOAD, label="Nạp dữ liệu", icon=":material/upload_file:")
    st.stop()


def current_or_stop(topic: str, snapshot: Snapshot) -> None:
    """Stop a page whose views an older version of the program did not put into the snapshot, and say what helps."""
    if checks.is_current(snapshot):
        return
    st.title(f"{topic}: cần một lần công bố mới", anchor=False)
    st.markdown(
        "Bản số liệu đang dùng do phiên bản trước của chương trình lập, chưa có phần này. Nạp thêm một tệp và bấm "
        "**Công bố**: bản mới lập từ các tệp đã nạp sẽ có đủ."
    )
    st.page_link(UPLOAD, label="Nạp dữ liệu", icon=":material/upload_file:")
    st.stop()


def figure(fig: charts.Figure, alt: str) -> None:
    """Draw a figure that cannot be zoomed, with its description."""
    st.plotly_chart(fig, theme=None, config=charts.CONFIG, alt=alt)


def numbers(table: pd.DataFrame, columns: dict[str, str]) -> None:
    """Put the table of a chart below it: `columns` maps its columns to their words, in order."""
    with st.expander("Bảng số liệu"):
        shown = table[[name for name in columns if name in table]].rename(columns=columns)
        formats: dict[Any, Any] = {
            columns["rate_pct"]: fmt.rate,
            columns["numerator"]: fmt.number,
            columns["denominator"]: fmt.number,
        }
        st.dataframe(shown.style.format(formats), hide_index=True, height="content")


def badge(status: str, text: str | None = None) -> str:
    """Return the markdown of a status as a badge: icon and word, or `text` in place of the word."""
    style = look(status)
    return f":{style.badge}-badge[{style.icon} {text or style.label}]"
