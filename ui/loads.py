"""The parts of the screen of loads: every file taken in, one of them opened, and taking it out with a reason."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

import warehouse
from loaders import remedies
from loaders.intake import UnknownLoadError, withdraw
from loaders.kinds import EXPORTS
from ui import address, checks, downloads, intake, quality, reads, upload
from ui import format as fmt
from ui.filters import Choice
from ui.intake import Published
from warehouse.period import Period

_STATES = {"live": "Đang dùng", "superseded": "Đã có tệp mới hơn", "withdrawn": "Đã thu hồi"}
_ICONS = {"live": "check_circle", "superseded": "layers", "withdrawn": "undo"}
_COLOURS = {"live": "blue", "superseded": "gray", "withdrawn": "orange"}
_TABLE_HEIGHT = 360
_PROSE_ROWS = 12
_LEVELS = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Ghi chú"}


def answer(loads: list[dict[str, Any]]) -> None:
    """Draw the title: how many loads there are and how many of them count."""
    used = sum(load["state"] == "live" for load in loads)
    st.title(f"{len(loads)} lần nạp, {used} đang dùng", anchor=False)
    rejected = sum(load["rows"]["rejected"] for load in loads if load["state"] != "withdrawn")
    counts = {state: sum(load["state"] == state for load in loads) for state in _STATES}
    badges = " ".join(
        f":{_COLOURS[state]}-badge[:material/{_ICONS[state]}: {count} {_STATES[state].lower()}]"
        for state, count in counts.items()
        if count
    )
    st.markdown(f"{badges} :small[:gray[{fmt.number(rejected)} dòng bị từ chối trong các lần nạp đang tính]]")


def withdrawn_outcome() -> None:
    """After a withdrawal, say which figures moved, before and after."""
    published: Published | None = st.session_state.get("vua_thu_hoi")
    if published is None:
        return
    table = intake.moved(published)
    st.success(
        "Đã thu hồi. " + (f"{len(table)} chỉ tiêu thay đổi." if len(table) else "Không chỉ tiêu nào thay đổi."),
        icon=":material/undo:",
    )
    upload.changes(table, "Chỉ tiêu trước và sau khi thu hồi")


def choose(loads: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Draw the table of loads, newest first; returns the one that was clicked."""
    newest_first = list(reversed(loads))
    ids = [load["load_id"] for load in newest_first]
    counts: dict[Any, Any] = dict.fromkeys(("Đọc", "Nhận", "Từ chối", "Bỏ qua"), fmt.number)
    column = st.column_config
    columns: dict[Any, Any] = {
        "Tệp": column.TextColumn(width=250),
        "Loại": column.TextColumn(width=235),
        "Trạng thái": column.TextColumn(width=145),
        "Ngày xuất": column.DateColumn(format="DD/MM/YYYY", width=92),
        "Nạp lúc": column.DatetimeColumn(format="DD/MM/YYYY HH:mm", width=130),
        **{name: column.NumberColumn(width=66) for name in counts},
    }
    st.dataframe(
        _table(newest_first).style.format(counts),
        hide_index=True,
        height=min(_TABLE_HEIGHT, 37 + 35 * len(loads)),
        placeholder=fmt.NOTHING,
        column_config=columns,
        alt=f"{len(loads)} lần nạp, mới nhất ở trên",
        **address.clickable("lan", ids, "lan_nap", "Tệp"),
    )
    place = address.row_of("lan", ids)
    if place is None:
        st.markdown(":small[:gray[Chọn một dòng để xem thông báo, dòng bị từ chối và chỉ tiêu dùng lần nạp đó.]]")
        return None
    return newest_first[place]


def _table(loads: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Tệp": load["file"],
            "Loại": _kind(load),
            "Trạng thái": _state(load),
            "Kỳ": Period.parse(load["period"]).label if load["period"] else None,
            "Ngày xuất": pd.Timestamp(load["export_date"]),
            "Đọc": load["rows"]["read"],
            "Nhận": load["rows"]["loaded"],
            "Từ chối": load["rows"]["rejected"],
            "Bỏ qua": load["rows"]["skipped"],
            "Nạp lúc": taken_in(load),
            "Người nạp": load["by"],
            "sha256": load["sha256"][:8],
            "Lý do thu hồi": load["reason"],
            "Lý do vẫn ghi nhận": load["accepted_because"],
        }
        for load in loads
    )
    return table.dropna(axis="columns", how="all")


def _kind(load: dict[str, Any]) -> str:
    return EXPORTS[load["kind"]].label if load["kind"] in EXPORTS else str(load["kind"])


def _state(load: dict[str, Any]) -> str:
    return _STATES.get(load["state"], load["state"]) + (", minh họa" if load.get("is_sample") else "")


def taken_in(load: dict[str, Any]) -> datetime:
    """Return when a load was taken in, as local time, naive."""
    return local(datetime.fromisoformat(load["loaded_at"].removesuffix("Z")))


def local(moment: datetime) -> datetime:
    """Return a moment of the warehouse (UTC, naive) as local time, naive: what a clock on the wall says."""
    return moment.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def opened(load: dict[str, Any], choice: Choice) -> None:
    """Draw one load: its facts, messages, refused rows and figures, and the button that takes it out."""
    moment = taken_in(load)
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(
                f"**{fmt.in_markdown(load['file'])}** :{_COLOURS[load['state']]}-badge[{_state(load)}]", width="content"
            )
            if load["state"] != "withdrawn" and st.button(
                "Thu hồi lần nạp", icon=":material/undo:", key=f"thu_hoi_{load['load_id']}"
            ):
                _take_back(load)
        st.markdown(
            f"{fmt.in_markdown(_kind(load))} · xuất {fmt.day(date.fromisoformat(load['export_date']))} · "
            f"nạp {moment:%d/%m/%Y %H:%M:%S} bởi {fmt.in_markdown(load['by'])} · mã lần nạp `{load['load_id']}`  \n"
            f":small[:gray[sha256 của tệp: {load['sha256']}]]"
        )
        if load["reason"]:
            st.markdown(f":orange[Lý do thu hồi: {fmt.in_markdown(load['reason'])}]")
        if load["accepted_because"]:
            st.markdown(f"Lý do vẫn ghi nhận khi tổng không khớp: {fmt.in_markdown(load['accepted_because'])}")
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _messages(load, choice)
        with right:
            _figures(load, choice)
        _rejects(load, choice)
        _dossiers(load, choice)


def _messages(load: dict[str, Any], choice: Choice) -> None:
    table = checks.messages(choice.snapshot, load["load_id"])
    st.markdown("**Thông báo khi đọc**" if len(table) else ":gray[Không có thông báo nào khi đọc tệp.]")
    if len(table):
        shown = pd.DataFrame(
            {
                "Mức": table["level"].map(_LEVELS),
                "Trang": table["sheet"],
                "Ô": table["cell"],
                "Thông báo": table["text"],
            }
        )
        if len(shown) <= _PROSE_ROWS:
            prose = shown.dropna(axis="columns", how="all").fillna(fmt.NOTHING).map(fmt.in_markdown)
            st.table(prose, border="horizontal", hide_index=True)
        else:
            st.dataframe(shown, hide_index=True, height="auto", placeholder=fmt.NOTHING)


def _rejects(load: dict[str, Any], choice: Choice) -> None:
    table = checks.rejects(choice.snapshot, load["load_id"])
    if table.empty:
        return
    st.markdown(f"**{fmt.number(len(table))} dòng bị từ chối**")
    shown = pd.DataFrame(
        {
            "Trang": table["sheet"],
            "Ô": table["cell"].fillna("dòng " + table["row"].astype(str)),
            "Cột": table["column"],
            "Lỗi": table["reason"].map(remedies.without_place),
            "Cách sửa": table["reason"].map(remedies.remedy),
        }
    )
    st.dataframe(shown, hide_index=True, height="auto", placeholder=fmt.NOTHING)
    downloads.button("Tải danh sách lỗi", downloads.csv(shown.fillna("")), "loi", "csv", key=f"loi_{load['load_id']}")


def _figures(load: dict[str, Any], choice: Choice) -> None:
    """Draw the figures that a load feeds: its part of each, summed over units and months."""
    table = checks.figures_fed(choice.snapshot, load["load_id"])
    if table.empty:
        st.markdown(":gray[Lần nạp này không góp vào tỷ lệ nào đang hiển thị.]")
        return
    st.markdown("**Chỉ tiêu dùng lần nạp này**")
    numbers = ["numerator", "denominator", "all_numerator", "all_denominator"]
    sums = table.groupby("label", sort=False)[numbers].sum().reset_index()
    reach = table.groupby("label", sort=False).agg(first=("month", "min"), last=("month", "max")).reset_index()
    sums = sums.merge(reach, on="label")
    shown = pd.DataFrame(
        {
            "Chỉ tiêu": sums["label"],
            "Phần của tệp": [fmt.ratio(a, b) for a, b in zip(sums["numerator"], sums["denominator"], strict=True)],
            "Cả số liệu": [
                fmt.ratio(a, b) for a, b in zip(sums["all_numerator"], sums["all_denominator"], strict=True)
            ],
            "Tháng": [
                fmt.month(a) if a == b else f"{fmt.month(a)}–{fmt.month(b)}"
                for a, b in zip(sums["first"], sums["last"], strict=True)
            ],
        }
    )
    st.dataframe(shown, hide_index=True, height="content")
    st.markdown(":small[:gray[Cả số liệu: cùng đơn vị và tháng mà tệp nói tới, gồm cả phần của tệp khác.]]")


def _dossiers(load: dict[str, Any], choice: Choice) -> None:
    """Draw the dossiers whose state is that of a load, when asked for."""
    key = f"ho_so_{load['load_id']}"
    if (
        load["kind"] == "dossiers"
        and load["state"] == "live"
        and st.toggle("Xem hồ sơ lấy từ lần nạp này", key=key, bind="query-params")
    ):
        quality.dossiers(checks.dossiers(choice.snapshot, load_id=load["load_id"]), "Lấy từ lần nạp này")


@st.dialog("Thu hồi lần nạp")
def _take_back(load: dict[str, Any]) -> None:
    st.markdown(f"**{fmt.in_markdown(load['file'])}**")
    st.markdown("Số liệu trở về như chưa nạp tệp này. Các dòng vẫn được giữ để giải thích báo cáo cũ.")
    reason = st.text_input("Lý do", max_chars=200, key="ly_do_thu_hoi").strip()
    by = st.text_input("Người thu hồi", value=intake.loader_name(), max_chars=80, key="nguoi_thu_hoi").strip()
    if st.button("Thu hồi", type="primary", disabled=not (reason and by), key="thu_hoi"):
        before = reads.newest(reads.health())
        try:
            with st.spinner("Đang thu hồi …", show_time=True):
                served = withdraw(warehouse.directory(), load["load_id"], reason=reason, by=by)
        except (warehouse.WarehouseError, UnknownLoadError) as error:
            st.error(f"Chưa thu hồi được. {fmt.in_markdown(error)}")
            return
        if served is not None:
            after = reads.Snapshot(path=served.path)
            st.session_state["vua_thu_hoi"] = Published(files=0, loaded=0, rejected=0, before=before, after=after)
        st.rerun()
