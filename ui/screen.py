"""What every screen does the same way: find its snapshot, warn of damage, draw a figure, say what is next."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

import warehouse
from ui import charts, downloads, filters, reads, words
from ui import format as fmt
from ui.filters import Choice
from ui.reads import Snapshot
from ui.theme import look

UPLOAD = "pages/data/upload.py"
"""The page that takes in files, for links."""

RATES = {"rate_pct": "Kết quả %", "target_pct": "Chỉ tiêu %", "numerator": "Tử số", "denominator": "Mẫu số"}
"""Columns of a rates table in the table below a chart."""


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


def opened(page: str = "", frozen: Snapshot | None = None, *, has_strip: bool = True) -> None:
    """Begin a run of a page: warn of damage, fix the snapshot that the whole page reads, and draw the strip over it.

    `frozen` is read instead of the newest one: that of a meeting under way.
    """
    filters.follow(page)
    health = _renewed(reads.health())
    banner(health)
    snapshot = frozen or reads.newest(health)
    # One run reads one file from top to bottom, whatever is published meanwhile.
    st.session_state["ban_so_lieu"] = snapshot
    if has_strip and snapshot is not None and reads.loaded(snapshot).files:
        filters.strip(snapshot)


def _renewed(health: warehouse.Health) -> warehouse.Health:
    """Bring a snapshot that another version of the program built up to this one, once."""
    if health.served is None or reads.is_current(health.served.path):
        return health
    with st.spinner("Đang lập lại số liệu theo phiên bản mới của chương trình…"):
        try:
            warehouse.renew(warehouse.directory(), by="Chương trình")
        except (warehouse.WarehouseError, OSError) as error:
            st.error(f"**Chưa lập lại được số liệu theo phiên bản mới.** {fmt.in_markdown(str(error))}")
            st.stop()
    return reads.health()


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


def stand_ins(choice: Choice, said_of: str = "") -> None:
    """Say under the answer which figures come from an aggregate form because no list was handed in.

    `said_of` is the period that is meant, where a screen speaks of two.
    """
    found = reads.stand_ins(choice.snapshot, choice.period)
    if found:
        units = reads.units(choice.snapshot, choice.period.last)
        names = dict(zip(units["code"], units["name"], strict=True))
        for line in words.stand_ins(found, choice.period, names):
            st.markdown(f":small[:gray[{fmt.in_markdown(f'{said_of}: {line}' if said_of else line)}]]")


def figure(fig: charts.Figure, alt: str) -> None:
    """Draw a figure that cannot be zoomed, with its description; its picture is named after the description."""
    st.plotly_chart(fig, theme=None, config=_config(alt), alt=alt)


def pickable_figure(fig: charts.Figure, alt: str, key: str, on_pick: Callable[[str], None]) -> None:
    """Draw a figure of which a click on a mark calls `on_pick` with its `customdata`, before the page runs again."""

    def picked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            said = points[0]["customdata"]
            on_pick(str(said[0] if isinstance(said, list | tuple) else said))

    st.plotly_chart(fig, theme=None, config=_config(alt), alt=alt, key=key, on_select=picked, selection_mode="points")


def _config(alt: str) -> charts.Figure:
    return charts.config(downloads.stem(alt.split(". ")[0]))


def numbers(table: pd.DataFrame, columns: dict[str, str], alt: str) -> None:
    """Put the table of a chart below it: `columns` maps its columns to their words, in order.

    `alt` is the description of the chart; it heads the table when it is taken along as a workbook.
    """
    shown = table[[name for name in columns if name in table]].rename(columns=columns)
    formats: dict[Any, Any] = {
        columns["rate_pct"]: fmt.rate,
        columns["target_pct"]: fmt.target,
        columns["numerator"]: fmt.number,
        columns["denominator"]: fmt.number,
    }
    twin(shown, alt, shown.style.format(formats))


def twin(table: pd.DataFrame, alt: str, styled: Styler | None = None) -> None:
    """Put a table below the chart that it repeats, drawn as `styled` says, with its workbook to take along."""
    name = alt.split(". ")[0]
    with st.expander("Bảng số liệu"):
        st.dataframe(table if styled is None else styled, hide_index=True, height="content", alt=name)
        workbook({"Số liệu": table}, alt, downloads.stem(name), key=f"xlsx_{name}")


def workbook(sheets: Mapping[str, pd.DataFrame], title: str, stem: str, *, key: str, label: str = "Tải Excel") -> None:
    """Draw the button that hands out tables as a workbook with its title and the origin of its numbers."""
    downloads.workbook_button(label, sheets, title, origin(), stem, key=key)


def origin() -> str:
    """Say which published data a screen shows: export date, number of files, name of the snapshot."""
    snapshot: Snapshot = st.session_state["ban_so_lieu"]
    known = reads.loaded(snapshot)
    said = f"Số liệu xuất ngày {fmt.day(known.export_date)}, {fmt.number(known.files)} tệp, bản {snapshot.path.stem}"
    return f"SỐ LIỆU MINH HỌA. {said}" if known.is_sample else said


def badge(status: str, text: str | None = None) -> str:
    """Return the markdown of a status as a badge: icon and word, or `text` in place of the word."""
    style = look(status)
    return f":{style.badge}-badge[{style.icon} {text or style.label}]"
