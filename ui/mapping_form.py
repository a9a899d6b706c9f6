"""The dialog in which a layout that nobody declared is read by hand: our column ← their header."""

import streamlit as st

from loaders.export import Export
from loaders.intake import Reading
from loaders.kinds import EXPORTS
from loaders.mapping import Mapping
from ui import format as fmt

_ORDERS = {"ngày/tháng/năm": "dmy", "tháng/ngày/năm": "mdy", "năm/tháng/ngày": "ymd"}
_COMPARES = {"theo ngày": "date", "theo ngày giờ": "datetime"}


def offer(file_id: str, reading: Reading) -> None:
    """Draw the button that opens the dialog for a refused file."""
    if st.button("Khai cách đọc tệp", key=f"khai_{file_id}", icon=":material/edit_note:"):
        _dialog(file_id, reading)


@st.dialog("Khai cách đọc tệp", width="large")
def _dialog(file_id: str, reading: Reading) -> None:
    st.markdown(
        "Với mỗi cột cần có, ghi đúng tên cột trong tệp. Cột không có trong tệp thì để trống. "
        "Cách đọc được lưu theo mẫu tệp khi công bố, lần sau tự dùng lại."
    )
    labels = {export.label: export for export in EXPORTS.values()}
    first = next((label for label, export in labels.items() if export.kind == reading.kind), next(iter(labels)))
    export = labels[st.selectbox("Loại tệp", list(labels), index=list(labels).index(first)) or first]
    headers = sorted({*reading.columns.values(), *reading.left_out})
    with st.form(f"cach_doc_{file_id}"):
        columns = _columns(export, reading, headers)
        left, right = st.columns(2)
        order = left.selectbox("Thứ tự của ngày", list(_ORDERS))
        compare = right.selectbox("So kết thúc với ngày hẹn", list(_COMPARES))
        if st.form_submit_button("Đọc lại theo cách này", type="primary"):
            st.session_state.setdefault("cach_doc", {})[file_id] = Mapping(
                kind=export.kind,
                columns=columns,
                date_order=_ORDERS[order or "ngày/tháng/năm"],
                compare=_COMPARES[compare or "theo ngày"],
            )
            st.rerun()


def _columns(export: Export, reading: Reading, headers: list[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for column in export.columns:
        label = fmt.in_markdown(column.headers[0]) + (" :orange[(cần có)]" if column.required else "")
        known = reading.columns.get(column.name)
        if headers:
            said = st.selectbox(
                label,
                headers,
                index=headers.index(known) if known in headers else None,
                accept_new_options=True,
                placeholder="không có trong tệp",
                key=f"cot_{column.name}",
            )
        else:
            said = st.text_input(label, value=known or "", placeholder="tên cột trong tệp", key=f"cot_{column.name}")
        if said:
            chosen[column.name] = said
    return chosen
