"""The screen that prepares a meeting: which slides in which order, slides added, and files to take along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import pandas as pd
import streamlit as st

import warehouse
from metrics.deck import arranged, choices
from metrics.slide import ADDED, MOST_LINES
from ui import conclusions, documents, meeting, meeting_reads
from ui import format as fmt
from ui.filters import Choice
from warehouse import meeting_ledger
from warehouse.meeting_ledger import AgendaItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One slide of the agenda with the sentence that stands on it."""

    item: AgendaItem
    title: str


def read(choice: Choice) -> list[Listed]:
    """Read the slides of the period's meeting: the agenda saved last, and what the figures add to it."""
    made = {slide.key: slide.title for slide in meeting_reads.usual(choice, date.today())}
    targets = {key: target.label for key, target in choices(choice.plan).items()}
    items = arranged(list(made), meeting_reads.meetings().agenda(choice.period))
    titles = {item.key: made.get(item.key) or item.title or targets.get(item.key) for item in items}
    return [Listed(item=item, title=title) for item in items if (title := titles[item.key])]


def answer(listed: list[Listed], choice: Choice) -> None:
    """Draw the title that answers, who saved the agenda and when, and the way to the slides."""
    shown = sum(not one.item.is_hidden for one in listed)
    hidden = f", {len(listed) - shown} trang ẩn" if shown < len(listed) else ""
    st.title(fmt.in_markdown(f"{shown} trang trình chiếu cho {fmt.within(choice.period.label)}{hidden}"), anchor=False)
    book = meeting_reads.meetings()
    saved = book.agenda(choice.period)
    if saved is None:
        st.markdown("Chưa lưu chương trình họp cho kỳ này: các trang theo thứ tự thường dùng, việc cần chú ý trước.")
    else:
        at = saved.saved_at.astimezone()
        st.markdown(f"Chương trình họp do {fmt.in_markdown(saved.by)} lưu lúc {at:%d/%m/%Y %H:%M}.")
    if book.breaks:
        lines = ", ".join(map(str, book.breaks))
        st.error(f"Sổ họp bị sửa, cắt hoặc đảo dòng (dòng {lines}).", icon=":material/report:")
    conclusions.outcome()
    meeting.start_button()


def arrange(listed: list[Listed], choice: Choice) -> None:
    """Draw the table in which slides are ordered and hidden, the forms that add slides, and the button that saves."""
    st.subheader("Thứ tự trang", anchor=False)
    st.markdown(":small[:gray[Sửa số thứ tự để đổi chỗ, bỏ dấu ở cột Chiếu để ẩn. Lưu rồi trình chiếu.]]")
    version = st.session_state.get("lan_luu_hop", 0)
    table = pd.DataFrame(
        {
            "Thứ tự": list(range(1, len(listed) + 1)),
            "Chiếu": [not one.item.is_hidden for one in listed],
            "Trang": [one.title for one in listed],
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        key=f"thu_tu_{choice.period.token}_{version}",
        disabled=["Trang"],
        height="content",
        column_config={
            "Thứ tự": st.column_config.NumberColumn(width=80, step=1, help="Gõ 3 để trang thành trang 3."),
            "Chiếu": st.column_config.CheckboxColumn(width=70),
            "Trang": st.column_config.TextColumn(width=900),
        },
        alt=f"{len(listed)} trang của cuộc họp theo thứ tự",
    )
    items = _in_order([one.item for one in listed], edited)
    left, right = st.columns(2, gap="medium")
    with left:
        items += _targets(items, choice)
    with right:
        items += _typed()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.text_input(
            "Người lưu", value=st.session_state.get(meeting_reads.BY, ""), key="nguoi_luu_hop", width=260
        )
        if st.button("Lưu chương trình họp", type="primary", icon=":material/save:", key="luu_chuong_trinh"):
            _save(choice, items, by)


def _in_order(items: list[AgendaItem], edited: pd.DataFrame) -> list[AgendaItem]:
    """Return the slides in the order typed: a number typed anew takes its place, and what stood there moves on."""
    places = [float(place) if pd.notna(place) else float("inf") for place in edited["Thứ tự"]]
    shown = [bool(one) for one in edited["Chiếu"]]
    moved_down = [place > at + 1 for at, place in enumerate(places)]
    order = sorted(range(len(items)), key=lambda at: (places[at] + 0.5 * moved_down[at], places[at] == at + 1, at))
    return [replace(items[at], is_hidden=not shown[at]) for at in order]


def _targets(items: list[AgendaItem], choice: Choice) -> list[AgendaItem]:
    keys = {item.key for item in items}
    labels = {f"{target.id} · {target.label}": key for key, target in choices(choice.plan).items()}
    free = [label for label, key in labels.items() if key not in keys]
    picked = st.multiselect("Thêm trang của chỉ tiêu", free, key="them_chi_tieu", placeholder="Chọn chỉ tiêu")
    return [AgendaItem(key=labels[label]) for label in picked]


def _typed() -> list[AgendaItem]:
    title = st.text_input("Thêm trang chữ: câu làm tiêu đề", key="them_trang_tieu_de", max_chars=140)
    text = st.text_area(f"Các dòng của trang (nhiều nhất {MOST_LINES})", key="them_trang_dong", height=100)
    if not (title or "").strip():
        return []
    lines = tuple(line.strip() for line in (text or "").splitlines() if line.strip())[:MOST_LINES]
    return [AgendaItem(key=f"{ADDED}{uuid4().hex[:8]}", title=" ".join(title.split()), lines=lines)]


def _save(choice: Choice, items: list[AgendaItem], by: str) -> None:
    try:
        meeting_ledger.save_agenda(warehouse.directory(), choice.period, items, by=by)
    except (ValueError, OSError, warehouse.WarehouseError) as error:
        st.error(f"**Chưa lưu được.** {fmt.in_markdown(str(error))}")
        return
    st.session_state[meeting_reads.BY] = by
    st.session_state["lan_luu_hop"] = st.session_state.get("lan_luu_hop", 0) + 1
    for key in ("them_chi_tieu", "them_trang_tieu_de", "them_trang_dong"):
        st.session_state.pop(key, None)
    conclusions.tell("Đã lưu chương trình họp.")


def files(
    choice: Choice,
    kinds: Mapping[str, str],
    make: documents.Maker,
    to_pdf: Callable[[bytes], bytes] | None,
    refusals: tuple[type[Exception], ...],
) -> None:
    """Draw what makes slides and minutes as files to take along, each of them a report in the ledger of reports."""
    st.subheader("Tệp của cuộc họp", anchor=False)
    st.markdown(
        ":small[:gray[Tệp không cần mạng mở bằng trình duyệt, cùng các trang và phím như trên màn hình. Tệp PowerPoint "
        "có biểu đồ và bảng sửa được. Biên bản có các kết luận của cuộc họp gần nhất về kỳ này. Tệp luôn là của toàn "
        "huyện; mỗi lần lập được ghi vào sổ báo cáo.]]"
    )
    documents.form(choice, kinds, make, to_pdf, refusals)
