"""The state of a task set by an analyst: the history, the dialog that sets it, and the one that takes it back."""

from collections.abc import Callable
from datetime import date

import streamlit as st

import warehouse
from loaders.task_states import MAX_TEXT, STATUSES, TaskStateError, set_state, withdraw
from metrics.task_states import Edit
from metrics.tasks import STATE_LABELS, TaskStanding, TaskState
from ui import format as fmt
from ui import intake, reads
from ui.filters import Choice
from ui.loads import local

_DONE = "vua_sua_nhiem_vu"


def of_task(standing: TaskStanding, choice: Choice) -> None:
    """Draw who set the state when and why, newest first, with the buttons that set it and take the newest back."""
    if said := st.session_state.pop(_DONE, None):
        st.success(said, icon=":material/check:")
    edits = reads.task_edits(choice.snapshot, choice.plan.year, standing.task.no)
    if edits:
        st.markdown(f"**Lịch sử cập nhật: {len(edits)} lần**\n" + "\n".join(f"- {in_words(one)}" for one in edits))
    newest = next((one for one in edits if one.withdrawn_at is None), None)
    with st.container(horizontal=True):
        if st.button("Cập nhật trạng thái", icon=":material/edit_note:", key="sua_nhiem_vu"):
            edit(standing, choice)
        if newest and st.button("Rút lần cập nhật mới nhất", icon=":material/undo:", key="rut_nhiem_vu"):
            undo(standing, newest)


def in_words(one: Edit) -> str:
    """Say one state that was set, as markdown; struck out once it was taken back, with by whom and why."""
    said = [f"{STATE_LABELS[TaskState(one.status)].lower()} từ {fmt.day(one.stated_on)}"]
    said += [f"xong ngày {fmt.day(one.finished_on)}"] if one.finished_on else []
    said += [text for text in (one.evidence, one.note) if text]
    text = fmt.in_markdown("; ".join([*said, f"lý do: {one.reason}"]))
    head = f"{local(one.changed_at):%d/%m/%Y %H:%M} {fmt.in_markdown(one.changed_by)}"
    if one.withdrawn_at is None:
        return f"{head}: {text}"
    gone = f"{local(one.withdrawn_at):%d/%m/%Y %H:%M} {one.withdrawn_by}, lý do: {one.withdrawn_because}"
    return f"{head}: ~~{text}~~ (đã rút {fmt.in_markdown(gone)})"


@st.dialog("Cập nhật trạng thái nhiệm vụ")
def edit(standing: TaskStanding, choice: Choice) -> None:
    """Set the state of a task from a day on: evidence, note, why, by whom."""
    year, task = choice.plan.year, standing.task
    st.markdown(f"**Nhiệm vụ {task.no}.** {fmt.in_markdown(task.text)}")
    states = {STATE_LABELS[TaskState(key)]: key for key in STATUSES}
    now = STATE_LABELS[standing.state]
    label = st.selectbox(
        "Trạng thái", list(states), index=list(states).index(now) if now in states else 1, key="nv_trang_thai"
    )
    first, last = date(year, 1, 1), date(year, 12, 31)
    on = st.date_input(
        "Tính từ ngày",
        value=min(max(choice.period.last, first), last),
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        key="nv_tu_ngay",
        help="Báo cáo của đơn vị có kỳ kết thúc sau ngày này sẽ thay cho lần cập nhật.",
    )
    finished = None
    if states[label] == "done":
        finished = st.date_input("Ngày hoàn thành", value=None, max_value=on, format="DD/MM/YYYY", key="nv_xong_ngay")
    evidence = st.text_input("Bằng chứng (số, ngày văn bản)", max_chars=MAX_TEXT, key="nv_bang_chung")
    note = st.text_input("Ghi chú", max_chars=MAX_TEXT, key="nv_ghi_chu")
    reason = st.text_input("Lý do cập nhật", max_chars=MAX_TEXT, key="nv_ly_do")
    by = st.text_input("Người cập nhật", value=intake.loader_name(), max_chars=80, key="nv_nguoi")
    if st.button("Ghi trạng thái", type="primary", disabled=not (reason.strip() and by.strip()), key="nv_ghi"):
        _publish(
            lambda: set_state(
                warehouse.directory(), year, task.no, states[label], on,
                reason=reason, by=by, evidence=evidence, finished_on=finished, note=note,
            ),
            f"Đã ghi: nhiệm vụ {task.no} {label.lower()} từ {fmt.day(on)}.",
        )  # fmt: skip


@st.dialog("Rút lần cập nhật")
def undo(standing: TaskStanding, last: Edit) -> None:
    """Take a state back, with a reason."""
    st.markdown(f"**Nhiệm vụ {standing.task.no}.** {in_words(last)}")
    st.markdown("Trạng thái trở về như trước lần cập nhật này. Lần cập nhật vẫn ở trong lịch sử.")
    reason = st.text_input("Lý do rút", max_chars=MAX_TEXT, key="nv_ly_do_rut")
    by = st.text_input("Người rút", value=intake.loader_name(), max_chars=80, key="nv_nguoi_rut")
    if st.button("Rút", type="primary", disabled=not (reason.strip() and by.strip()), key="nv_rut"):
        _publish(
            lambda: withdraw(warehouse.directory(), last.id, reason=reason, by=by),
            f"Đã rút lần cập nhật của nhiệm vụ {standing.task.no}.",
        )


def _publish(write: Callable[[], object], said: str) -> None:
    """Publish a decision and say so in the next run; a refusal stays beside the button."""
    try:
        with st.spinner("Đang ghi …", show_time=True):
            write()
    except (warehouse.WarehouseError, TaskStateError, LookupError) as error:
        st.error(f"Chưa ghi được. {fmt.in_markdown(error)}", icon=":material/error:")
        return
    st.session_state[_DONE] = said
    st.rerun()
