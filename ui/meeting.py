"""The screen of slides: one snapshot for the whole meeting, one slide, its buttons and keys, conclusions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

import warehouse
from metrics.slide import AREA, SUMMARY, TARGET, TASKS, Deck, Slide
from ui import filters, links, meeting_keys, meeting_reads, reads, screen
from ui import format as fmt
from ui.charts.slides import SIZES, alt
from ui.filters import Choice
from ui.reads import Snapshot
from warehouse import meeting_ledger

URL = "trinh-chieu"
"""Address of the screen of slides."""

SLIDES = "pages/meeting/slides.py"
"""The screen of slides, for links."""

_PINNED, _PAGE, _OPEN = "ban_hop", "trang_hop", "dang_ghi_ket_luan"
_LEADS = {
    SUMMARY: "pages/overview/scoreboard.py",
    TARGET: "pages/indicators/indicator.py",
    AREA: "pages/plan/areas.py",
    TASKS: "pages/plan/tasks.py",
}
_ABOUT = {TARGET: links.TARGET, AREA: links.AREA}
_STRANGER = "Bản số liệu ghi trong địa chỉ không còn hoặc không đọc được; đang dùng bản mới nhất."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The slide on screen: its deck, its number from 1, and the size of the screen, a key of SIZES."""

    choice: Choice
    deck: Deck
    number: int
    size: str

    @property
    def slide(self) -> Slide:
        """The slide itself."""
        return self.deck.slides[self.number - 1]

    @property
    def count(self) -> int:
        """Number of slides."""
        return len(self.deck.slides)


def is_on_screen() -> bool:
    """Tell from the address, before the menu is drawn, whether slides are shown, which have no menu."""
    return links.here() == URL


def opened(url_path: str) -> None:
    """Begin a run of any page: during a meeting it reads the meeting's snapshot and shows the way back to the slide."""
    if url_path == URL:
        screen.opened(url_path, _frozen(st.query_params.get("ban")), has_strip=False)
        _pin(st.session_state["ban_so_lieu"])
        return
    pinned: Snapshot | None = st.session_state.get(_PINNED)
    screen.opened(url_path, pinned)
    if pinned is not None:
        _way_back(pinned)


def _frozen(said: str | None) -> Snapshot | None:
    """Return the snapshot that the meeting is pinned to, or that the address names; None for the newest one."""
    pinned: Snapshot | None = st.session_state.get(_PINNED)
    said = said or (pinned.path.name if pinned is not None else None)
    if said is None:
        return None
    if pinned is not None and said == pinned.path.name and pinned.path.exists():
        return pinned
    kept = {one.path.name: one for one in warehouse.history(warehouse.directory())}
    damaged = {damage.file for damage in reads.health().damages}
    if said in kept and said not in damaged and reads.is_current(kept[said].path):
        return Snapshot(path=kept[said].path)
    st.warning(_STRANGER, icon=":material/history:")
    return None


def _pin(snapshot: Snapshot | None) -> None:
    if snapshot is not None:
        st.session_state[_PINNED] = snapshot
        st.query_params["ban"] = snapshot.path.name


def _unpin() -> None:
    for key in (_PINNED, _PAGE, _OPEN):
        st.session_state.pop(key, None)


def _way_back(pinned: Snapshot) -> None:
    """Draw over any other page that a meeting goes on: its snapshot, the slide to return to, and how to end it."""
    page = st.session_state.get(_PAGE, 1)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(f"Trở lại trang {page}", icon=":material/slideshow:", key="tro_lai_trinh_chieu", shortcut="Esc"):
            links.go(SLIDES, {"ban": pinned.path.name, "trang": str(page)})
        st.button("Kết thúc họp", icon=":material/close:", key="ket_thuc_hop", on_click=_unpin)
        at = meeting_reads.published_at(pinned).astimezone()
        st.markdown(f":small[:gray[Đang họp trên bản số liệu {at:%d/%m/%Y %H:%M:%S}]]", width="content")


def choose(choice: Choice) -> Shown:
    """Return the slide that the address names (trang), of the deck, for the screen that it names (khung)."""
    size = st.query_params.get("khung", "")
    deck = meeting_reads.deck(choice, date.today())
    said = st.query_params.get("trang", str(st.session_state.get(_PAGE, 1)))
    number = min(max(int(said) if said.isdecimal() else 1, 1), len(deck.slides))
    _go(number)
    return Shown(choice=choice, deck=deck, number=number, size=size if size in SIZES else next(iter(SIZES)))


def _go(number: int) -> None:
    st.session_state[_PAGE] = number
    st.query_params["trang"] = str(number)


def slide(shown: Shown) -> None:
    """Draw the slide; title, subtitle and footer are inside the figure."""
    footer = shown.deck.footer
    screen.figure(meeting_reads.drawn(shown.slide, footer, shown.size), alt(shown.slide, footer))


def controls(shown: Shown) -> None:
    """Draw the buttons below the slide; each names its key, and a typed number with Enter jumps."""
    is_open = st.session_state.get(_OPEN, False)  # a dialog has the keys for itself
    number, count = shown.number, shown.count
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _button("Trước", "arrow_back", "Left", is_open, _go, number - 1, disabled=number <= 1)
        _button("Sau", "arrow_forward", "Right", is_open, _go, number + 1, disabled=number >= count)
        st.markdown(f":small[:gray[Trang {number}/{count}]]", width="content")
        if shown.deck.is_sample:
            st.badge("SỐ LIỆU MINH HỌA", icon=":material/science:", color="yellow")
        _newer(shown)
        st.space("stretch")
        with st.popover("Kỳ, phạm vi", icon=":material/tune:", width="content"):
            filters.in_one_popover(shown.choice)
            _choose_size()
        leads = _LEADS.get(shown.slide.leads_to)
        if leads and _button("Xem kỹ", "zoom_in", "X", is_open):
            about = {_ABOUT[shown.slide.leads_to]: shown.slide.about} if shown.slide.leads_to in _ABOUT else {}
            links.go(leads, about)
        _button("Ghi kết luận", "edit_note", "K", is_open, _open_dialog)
        if _button("Thoát", "close_fullscreen", "Esc", is_open):
            _unpin()
            links.go("pages/meeting/agenda.py", {})
    meeting_keys.listen(count, _go)


def _button(
    label: str, icon: str, key: str, is_silent: bool, act: Any = None, *args: int, disabled: bool = False
) -> bool:
    return st.button(
        label,
        icon=f":material/{icon}:",
        key=f"phim_{key}",
        shortcut=None if is_silent else key,
        on_click=act,
        args=args,
        disabled=disabled,
    )


def _newer(shown: Shown) -> None:
    """Say that something was published since; the meeting keeps its snapshot until somebody asks for the new one."""
    newest = reads.newest(reads.health())
    if newest is None or newest.path == shown.choice.snapshot.path:
        return
    at = meeting_reads.published_at(newest).astimezone()
    st.markdown(f":small[:gray[Đã có bản số liệu mới {at:%d/%m/%Y %H:%M:%S}; cuộc họp giữ bản cũ]]", width="content")
    st.button("Dùng bản mới", icon=":material/update:", key="dung_ban_moi", on_click=_pin, args=(newest,))


def _choose_size() -> None:
    sizes = {size.label: key for key, size in SIZES.items()}
    now = st.query_params.get("khung", next(iter(SIZES)))
    labels = list(sizes)
    chosen = st.segmented_control(
        "Màn hình", labels, default=SIZES[now].label if now in SIZES else labels[0], required=True, key="khung_hop"
    )
    if chosen and sizes[chosen] != now:
        st.query_params["khung"] = sizes[chosen]
        st.rerun()


def _open_dialog() -> None:
    st.session_state[_OPEN] = True


def _close_dialog() -> None:
    st.session_state.pop(_OPEN, None)


def conclusion(shown: Shown) -> None:
    """Open the dialog in which a conclusion is typed, when it was asked for."""
    if st.session_state.get(_OPEN):
        _record(shown)


@st.dialog("Ghi kết luận", width="medium", on_dismiss=_close_dialog)
def _record(shown: Shown) -> None:
    st.markdown(f":small[:gray[Trang {shown.number}: {fmt.in_markdown(shown.slide.title)}]]")
    units = reads.units(shown.choice.snapshot, shown.choice.period.last)
    with st.form("ket_luan", border=False):
        text = st.text_area("Nội dung", key="ket_luan_noi_dung", max_chars=meeting_ledger.LONGEST, height=110)
        who = st.selectbox(
            "Đơn vị thực hiện",
            list(units["name"]),
            index=None,
            key="ket_luan_don_vi",
            accept_new_options=True,
            placeholder="Chọn hoặc gõ tên đơn vị",
        )
        due = st.date_input("Hạn", value=None, format="DD/MM/YYYY", key="ket_luan_han", min_value=date.today())
        by = st.text_input("Người ghi", value=st.session_state.get(meeting_reads.BY, ""), key="ket_luan_nguoi_ghi")
        sent = st.form_submit_button("Ghi kết luận", type="primary", icon=":material/edit_note:")
    if not sent:
        return
    try:
        meeting_ledger.conclude(
            meeting_reads.published(shown.choice.snapshot),
            text=text or "",
            who=who or "",
            due_on=due,
            slide=shown.slide.key,
            slide_title=shown.slide.title,
            period=shown.choice.period,
            met_on=date.today(),
            by=by or "",
        )
    except (ValueError, OSError, warehouse.WarehouseError) as error:
        st.error(f"**Chưa ghi được.** {fmt.in_markdown(str(error))}")
        return
    st.session_state[meeting_reads.BY] = by
    _close_dialog()
    st.rerun()


def start_button() -> None:
    """Draw the button that begins a meeting: its slides, on the newest snapshot."""
    if st.button("Trình chiếu", type="primary", icon=":material/slideshow:", key="bat_dau_hop"):
        _unpin()
        links.go(SLIDES, {"trang": "1"})
