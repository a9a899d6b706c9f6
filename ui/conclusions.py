"""Conclusions of meetings as the screens list them: who, by when, how each stands, and how one is closed."""

from datetime import date

import pandas as pd
import streamlit as st

import warehouse
from metrics import conclusions as of_meetings
from ui import format as fmt
from ui import meeting_reads
from ui.tasks import badge
from warehouse import meeting_ledger
from warehouse.meeting_ledger import Conclusion, ConclusionState

_STATES = {"Đang thực hiện": ConclusionState.OPEN, "Đã xong": ConclusionState.DONE,
           "Không thực hiện nữa": ConclusionState.DROPPED}  # fmt: skip


def tell(said: str) -> None:
    """Say what was done at the top of the next run, which shows it as it now is."""
    st.session_state["da_lam_o_hop"] = said
    st.rerun()


def outcome() -> None:
    """Say once, at the top, what the run before has done."""
    said = st.session_state.pop("da_lam_o_hop", None)
    if said:
        st.success(said, icon=":material/check_circle:")


def every() -> None:
    """Draw the conclusions of all meetings, those still open first, with who and by when; each can be closed."""
    found = sorted(
        meeting_reads.meetings().conclusions,
        key=lambda one: (one.state is not ConclusionState.OPEN, one.due_on or date.max, one.at),
    )
    open_ = sum(one.state is ConclusionState.OPEN for one in found)
    st.subheader(f"{len(found)} kết luận, {open_} đang thực hiện" if found else "Chưa có kết luận nào", anchor=False)
    if not found:
        st.markdown(":gray[Trong khi trình chiếu, bấm K để ghi kết luận: việc gì, ai làm, hạn nào.]")
        return
    rows = [_row(one) for one in found]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt=f"{len(found)} kết luận của các cuộc họp")
    _close(found)


def _row(one: Conclusion) -> dict[str, str]:
    line = of_meetings.line(one, date.today())
    note = f"  \n:small[:gray[{fmt.in_markdown(one.state_note)}]]" if one.state_note else ""
    return {
        "Trạng thái": badge(line.status, line.word),
        "Kết luận": f"{fmt.in_markdown(one.text)}{note}",
        "Thực hiện": fmt.in_markdown(one.who),
        "Hạn": fmt.day(one.due_on) if one.due_on else "không ghi hạn",
        "Họp ngày": f"{fmt.day(one.met_on)}  \n:small[:gray[{fmt.in_markdown(one.period.label)}]]",
    }


def _close(found: list[Conclusion]) -> None:
    with st.expander("Cập nhật một kết luận"), st.form("cap_nhat_ket_luan", border=False, clear_on_submit=True):
        texts = {one.id: f"{fmt.day(one.met_on)}: {fmt.shortened(one.text, 90)}" for one in found}
        id = st.selectbox("Kết luận", list(texts), format_func=texts.__getitem__, key="chon_ket_luan")
        word = st.radio("Trạng thái mới", list(_STATES), horizontal=True, index=1, key="trang_thai_ket_luan")
        note = st.text_input("Ghi chú (số, ngày văn bản)", key="ghi_chu_ket_luan")
        by = st.text_input("Người ghi", value=st.session_state.get(meeting_reads.BY, ""), key="nguoi_ghi_ket_luan")
        if not st.form_submit_button("Ghi", type="primary"):
            return
    try:
        meeting_ledger.set_state(warehouse.directory(), id, _STATES[word], note=note or "", by=by or "")
    except (ValueError, OSError, warehouse.WarehouseError) as error:
        st.error(f"**Chưa ghi được.** {fmt.in_markdown(str(error))}")
        return
    st.session_state[meeting_reads.BY] = by
    tell("Đã ghi trạng thái của kết luận.")
