"""The parts of the screen of reports: what is asked for, the button that makes it, the files to take away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import streamlit as st

from metrics.measures import EVERYTHING
from ui import format as fmt
from ui import reads, words
from ui.downloads import MIMES
from ui.filters import WHOLE, Choice, period_caption
from warehouse.period import Period

_KEPT = "bao_cao_vua_lap"


class File(Protocol):
    """One file to take away: kind of report, name (unique to its content), bytes."""

    @property
    def kind(self) -> str:
        """The kind of report."""

    @property
    def file(self) -> str:
        """The name."""

    @property
    def content(self) -> bytes:
        """The bytes."""


class Maker(Protocol):
    """Makes a report of a kind from a snapshot and a period, read in a way, and puts it into the ledger by a person."""

    def __call__(self, kind: str, path: Path, period: Period, *, variant: str, compare: str, by: str) -> File:
        """Make it and put it into the ledger."""


def answer(choice: Choice) -> None:
    """Draw the title and how the period stands, so that nobody reports figures without having seen them."""
    st.title(f"Báo cáo {fmt.within(choice.period.label)}", anchor=False)
    stands = words.overview(reads.scores(choice.snapshot, _whole(choice)))
    st.markdown(f"{WHOLE}: {fmt.in_markdown(stands)}. {period_caption(choice.period)}; đổi kỳ ở thanh trên.")
    if choice.scope_label != WHOLE:
        place = fmt.in_markdown(choice.scope_label)
        st.markdown(f":small[:gray[Báo cáo luôn là của toàn huyện, không theo phạm vi {place} đang chọn.]]")


def _whole(choice: Choice) -> reads.Reading:
    """Return how figures are asked for, of everything: what a report is made of."""
    return replace(choice.reading, scope=EVERYTHING)


def form(
    choice: Choice,
    kinds: Mapping[str, str],
    make: Maker,
    to_pdf: Callable[[bytes], bytes] | None,
    refusals: tuple[type[Exception], ...],
) -> None:
    """Draw what to make and by whom, make it, and offer the files; `to_pdf` None: no LibreOffice on this machine.

    `kinds` names the kinds of report; errors of `refusals` are said with their remedy, and so is a disk that fails.
    """
    with st.form("lap_bao_cao", border=True):
        chosen = st.segmented_control(
            "Loại",
            list(kinds),
            default=next(iter(kinds)),
            format_func=kinds.__getitem__,
            required=True,
            key="loai_bao_cao",
            wrap=True,
        )
        person, press = st.columns([3, 1], vertical_alignment="bottom")
        by = person.text_input("Người lập", key="nguoi_lap", placeholder="Ghi vào sổ báo cáo")
        is_asked = press.form_submit_button(
            "Lập báo cáo", icon=":material/description:", type="primary", width="stretch"
        )
    if is_asked and not by.strip():
        st.warning("Chưa ghi người lập. Ghi tên phòng hoặc người lập rồi bấm Lập báo cáo.")
    elif is_asked and chosen:
        _made(choice, chosen, by.strip(), make, refusals)
    kept = st.session_state.get(_KEPT)
    if kept and kept[0] == (choice.snapshot, _whole(choice)) and kept[1].kind in kinds:
        _take(kept[1], kinds, to_pdf, refusals)


def _made(choice: Choice, kind: str, by: str, make: Maker, refusals: tuple[type[Exception], ...]) -> None:
    reading = choice.reading
    with st.spinner("Đang lập báo cáo…"):
        try:
            file = make(
                kind, choice.snapshot.path, choice.period, variant=reading.variant, compare=reading.compare, by=by
            )
        except refusals as error:
            _refused(str(error))
            return
        except OSError as error:
            name = Path(str(error.filename)).name if error.filename else "kho số liệu"
            _refused(f"Không đọc hoặc ghi được {name}. Xem dung lượng đĩa và quyền ghi rồi lập lại.")
            return
    st.session_state[_KEPT] = ((choice.snapshot, _whole(choice)), file)


def _refused(why: str) -> None:
    st.error(f"**Chưa lập được báo cáo.** {fmt.in_markdown(why)}", icon=":material/error:")


def _take(
    file: File,
    kinds: Mapping[str, str],
    to_pdf: Callable[[bytes], bytes] | None,
    refusals: tuple[type[Exception], ...],
) -> None:
    """Offer a report just made, and its PDF where the machine can make one."""
    suffix = file.file.rpartition(".")[2]
    st.success(f"Đã lập và ghi vào sổ: {fmt.in_markdown(file.file)}", icon=":material/check_circle:")
    with st.container(horizontal=True):
        st.download_button(
            f"Tải {kinds[file.kind]}",
            file.content,
            file_name=file.file,
            mime=MIMES[suffix],
            icon=":material/download:",
            on_click="ignore",
            key="tai_bao_cao",
        )
        if (
            suffix == "docx"
            and to_pdf is not None
            and st.button("Tạo PDF", icon=":material/picture_as_pdf:", key="tao_pdf")
        ):
            with st.spinner("Đang đổi sang PDF…"):
                try:
                    content = to_pdf(file.content)
                except refusals as error:
                    st.error(fmt.in_markdown(error))
                else:
                    st.download_button(
                        "Tải PDF",
                        content,
                        file_name=f"{file.file.removesuffix('.docx')}.pdf",
                        mime=MIMES["pdf"],
                        icon=":material/download:",
                        on_click="ignore",
                        key="tai_pdf",
                    )
    if suffix == "docx" and to_pdf is None:
        st.markdown(
            ":small[:gray[Máy này không có LibreOffice nên không tạo được PDF. Mở báo cáo bằng Word rồi chọn Lưu thành "
            "PDF.]]"
        )
