"""What has been loaded so far, and taking a load out again with a reason."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

import warehouse
from loaders.intake import list_loads, withdraw
from loaders.kinds import EXPORTS
from ui import format as fmt
from ui import intake, reads

_STATES = {"live": "Đang dùng", "superseded": "Đã có tệp mới hơn", "withdrawn": "Đã thu hồi"}


def listed() -> None:
    """Draw the table of loads, newest first, and the button that takes one back."""
    snapshot = reads.newest(reads.health())
    loads = list_loads(reads.cursor(snapshot)) if snapshot else []
    if not loads:
        return
    st.subheader("Các lần nạp", anchor=False)
    counts: dict[Any, Any] = dict.fromkeys(("Đọc", "Nhận", "Từ chối", "Bỏ qua"), fmt.number)
    columns: dict[Any, Any] = {
        "Ngày xuất": st.column_config.DateColumn(format="DD/MM/YYYY"),
        "Nạp lúc": st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm"),
    }
    st.dataframe(
        _table(loads).style.format(counts),
        hide_index=True,
        height="auto",
        placeholder=fmt.NOTHING,
        column_config=columns,
        alt=f"{len(loads)} lần nạp",
    )
    counted = {_label(load): load for load in loads if load["state"] != "withdrawn"}
    if counted and st.button("Thu hồi một lần nạp", icon=":material/undo:", key="thu_hoi"):
        _take_back(counted)


def _label(load: dict[str, Any]) -> str:
    exported = pd.Timestamp(load["export_date"])
    return f"{load['file']} · xuất {exported:%d/%m/%Y} · nạp {_local(load):%d/%m/%Y %H:%M:%S}"


def _table(loads: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Tệp": load["file"],
            "Loại": EXPORTS[load["kind"]].label if load["kind"] in EXPORTS else load["kind"],
            "Trạng thái": _STATES.get(load["state"], load["state"]) + (", minh họa" if load.get("is_sample") else ""),
            "Ngày xuất": pd.Timestamp(load["export_date"]),
            "Đọc": load["rows"]["read"],
            "Nhận": load["rows"]["loaded"],
            "Từ chối": load["rows"]["rejected"],
            "Bỏ qua": load["rows"]["skipped"],
            "Nạp lúc": _local(load),
            "Người nạp": load["by"],
            "Lý do thu hồi": load["reason"],
        }
        for load in reversed(loads)
    )


def _local(load: dict[str, Any]) -> datetime:
    return (
        datetime.fromisoformat(load["loaded_at"].removesuffix("Z"))
        .replace(tzinfo=UTC)
        .astimezone()
        .replace(tzinfo=None)
    )


@st.dialog("Thu hồi lần nạp")
def _take_back(counted: dict[str, dict[str, Any]]) -> None:
    said = st.selectbox("Lần nạp", list(counted))
    st.markdown("Số liệu trở về như chưa nạp tệp này. Các dòng vẫn được giữ để giải thích báo cáo cũ.")
    reason = st.text_input("Lý do", max_chars=200).strip()
    by = st.text_input("Người thu hồi", value=intake.loader_name(), max_chars=80).strip()
    if st.button("Thu hồi", type="primary", disabled=not (said and reason and by)):
        try:
            withdraw(warehouse.directory(), counted[str(said)]["load_id"], reason=reason, by=by)
        except (warehouse.WarehouseError, LookupError) as error:
            st.error(f"Chưa thu hồi được. {fmt.in_markdown(error)}")
            return
        st.rerun()
