"""The parts of the screen of versions: snapshots published, figures as known on a day, and reports then and now."""

from datetime import date

import pandas as pd
import streamlit as st

import warehouse
from metrics.restatements import Restated
from ui import checks, loads, past, reads, screen
from ui import format as fmt
from ui.filters import Choice
from ui.past import Change
from ui.words import counted
from warehouse import report_ledger
from warehouse.report_ledger import ReportLine

_TABLE_HEIGHT = 320


def answer() -> None:
    """Draw the title: how many snapshots are kept and which one is served."""
    health, kept = reads.health(), warehouse.history(warehouse.directory())
    served = f", đang dùng bản {health.served.published_at.astimezone():%d/%m/%Y %H:%M}" if health.served else ""
    st.title(f"{len(kept)} bản số liệu{served}", anchor=False)


def published() -> None:
    """Draw the snapshots kept, newest first: when, by whom, why, loads brought in, sha256, and whether intact."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            ":small[:gray[Mỗi lần công bố là một bản mới, bản cũ không bị sửa. Độ dài của mọi bản và mã SHA-256 của "
            "bản đang dùng được kiểm mỗi lần mở trang; kiểm SHA-256 của mọi bản thì đọc lại hết các tệp.]]",
            width="stretch",
        )
        is_verified = st.button("Kiểm tra mọi bản", icon=":material/verified:", key="kiem_tra_ban")
    folder = warehouse.directory()
    health = warehouse.verify(folder) if is_verified else reads.health()
    kept = warehouse.history(folder)
    table = pd.DataFrame(
        {
            "Công bố lúc": snapshot.published_at.astimezone().replace(tzinfo=None),
            "Tệp có còn nguyên": _state(snapshot, health, is_verified=is_verified),
            "Người công bố": snapshot.by,
            "Vì sao": snapshot.why,
            "Lần nạp thêm": len(snapshot.load_ids),
            "sha256": snapshot.sha256[:8],
            "Tệp": snapshot.path.name,
        }
        for snapshot in kept
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        height=min(_TABLE_HEIGHT, 37 + 35 * len(kept)),
        column_config={
            "Công bố lúc": column.DatetimeColumn(format="DD/MM/YYYY HH:mm:ss", width=150),
            "Tệp có còn nguyên": column.TextColumn(width=170),
            "Người công bố": column.TextColumn(width=150),
            "Vì sao": column.TextColumn(width=370),
            "Lần nạp thêm": column.NumberColumn(width=95),
            "sha256": column.TextColumn(width=80),
            "Tệp": column.TextColumn(width=245),
        },
        alt=f"{len(kept)} bản số liệu, mới nhất ở trên",
    )
    if is_verified:
        found = [f"- {fmt.in_markdown(damage.text)}" for damage in health.damages]
        said = "\n".join(["Có hư hỏng:", *found]) if found else "Mọi bản và sổ công bố đều nguyên vẹn."
        st.markdown(f"Đã đọc lại {fmt.number(len(kept))} bản. {said}")


def _state(snapshot: warehouse.Snapshot, health: warehouse.Health, *, is_verified: bool) -> str:
    is_served = health.served is not None and snapshot.path == health.served.path
    if snapshot.path.name in {damage.file for damage in health.damages}:
        return "Hỏng"
    said = "nguyên vẹn" if is_verified or is_served else "đúng độ dài"
    return f"Đang dùng, {said}" if is_served else said.capitalize()


def as_known(choice: Choice) -> None:
    """Draw the targets of the period as known on a day chosen beside what is known now."""
    days = sorted({loads.taken_in(load).date() for load in checks.loads(choice.snapshot)})
    usual = days[-2:][0]  # the day before the newest one on which something came in
    head, chooser = st.columns([9, 3], vertical_alignment="bottom")
    with chooser:
        said = st.date_input(
            "Số liệu biết đến hết ngày",
            value=usual,
            min_value=days[0],
            max_value=max(days[-1], date.today()),
            format="DD/MM/YYYY",
            key="biet_den",
            bind="query-params",
        )
    day = said or usual
    then = reads.as_of(choice.snapshot, choice.reading, past.end_of(day))
    rows = past.changes(counted(then.scores), counted(reads.scores(choice.snapshot, choice.reading)))
    moved = sum(row.is_moved for row in rows)
    with head:
        files = reads.loaded(choice.snapshot).files
        st.subheader(past.as_known(day, moved, len(rows), then.files, files), anchor=False)
        st.markdown(
            f":small[:gray[{fmt.in_markdown(choice.period.label)}, {fmt.in_markdown(choice.scope_label)}: tính lại từ "
            "các tệp đã nạp và chưa thu hồi vào lúc đó, theo cách tính hiện nay.]]"
        )
    if rows:
        _side_by_side(rows, fmt.day(day), choice)


def _side_by_side(rows: list[Change], then: str, choice: Choice) -> None:
    shown = pd.DataFrame(
        {
            "Chỉ tiêu": [f"**{fmt.in_markdown(row.label)}**" for row in rows],
            f"Biết đến {then}": [row.then for row in rows],
            "Nay": [row.now for row in rows],
            "Thay đổi": [row.difference if row.is_moved else "không đổi" for row in rows],
            "Trạng thái nay": [screen.badge(row.status) for row in rows],
        }
    )
    st.table(shown, border="horizontal", hide_index=True, alt=f"Chỉ tiêu {choice.period.label}, biết đến {then} và nay")


def reports(choice: Choice) -> None:
    """Draw each report made, newest first: what it said and says now, and which loads changed it."""
    book = report_ledger.read(warehouse.directory())
    if book.breaks:
        lines = ", ".join(map(str, book.breaks))
        st.error(f"Sổ báo cáo bị sửa, cắt hoặc đảo dòng (dòng {lines}).", icon=":material/report:")
    if not book.lines:
        st.subheader("Chưa có báo cáo nào trong sổ", anchor=False)
        st.markdown(
            "Mỗi báo cáo Word, bảng Excel hay bản trình chiếu lập từ chương trình được ghi vào sổ cùng bản số liệu đã "
            "dùng. Lập báo cáo trước khi gửi đi; khi có tệp nộp muộn hoặc thu hồi, số nào khác báo cáo sẽ hiện ở đây, "
            "kèm lần nạp làm nó đổi."
        )
        return
    head = st.empty()
    head.subheader(f"{len(book.lines)} báo cáo đã lập", anchor=False)
    # Every load since a report is replayed, one after the other: too long for each opening of the page.
    if st.toggle("So với số liệu nay, nêu lần nạp làm số đổi", key="so_bao_cao", bind="query-params"):
        found = checks.restated(choice.snapshot, book.lines)
        touched = len({(one.report.file, one.report.made_at) for one in found})
        head.subheader(f"{touched}/{len(book.lines)} báo cáo có số nay đã khác", anchor=False)
        for line in reversed(book.lines):
            with st.container(border=True):
                _made(line)
                _restated(line, [one for one in found if one.report == line])
    else:
        for line in reversed(book.lines):
            _made(line)


def _made(line: ReportLine) -> None:
    st.markdown(
        f"**{fmt.in_markdown(line.file)}** · {past.REPORTS.get(line.report, fmt.in_markdown(line.report))} · "
        f"{fmt.in_markdown(line.period.label)} · lập {line.made_at.astimezone():%d/%m/%Y %H:%M} bởi "
        f"{fmt.in_markdown(line.by)}  \n"
        f":small[:gray[Bản số liệu {fmt.in_markdown(line.snapshot)} · sha256 của tệp {line.sha256[:8]}]]"
    )


def _restated(line: ReportLine, found: list[Restated]) -> None:
    st.markdown(fmt.in_markdown(past.restated(found)))
    if not found:
        return
    shown = pd.DataFrame(
        {
            "Chỉ tiêu": [f"**{fmt.in_markdown(one.now.target.label)}**" for one in found],
            "Đã báo cáo": [past.figure(one.was) for one in found],
            "Nay": [past.figure(one.now) for one in found],
            "Thay đổi": [past.difference(one.was, one.now) for one in found],
            "Vì": [fmt.in_markdown(past.causes(one.causes)) for one in found],
        }
    )
    st.table(shown, border="horizontal", hide_index=True, alt=f"Số đã báo cáo và nay, {line.file}")
    if any(one.is_from_facts for one in found):
        st.markdown(
            ":small[:gray[Bản số liệu của báo cáo không đọc được nữa; số đã báo cáo được tính lại từ dữ liệu gốc.]]"
        )
