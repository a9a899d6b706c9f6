"""The parts of the screen of tasks: the answer, what is overdue or due soon, months, all tasks, one task in full."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from metrics.progress import Told
from metrics.scorecard import Score
from metrics.tasks import DUE_SOON_DAYS, TaskStanding, TaskState
from ui import address, charts, links, reads, screen, task_edit, task_words
from ui import format as fmt
from ui.filters import Choice
from ui.loads import local
from ui.theme import TASK_LOOKS

_ALL = "Tất cả"
_ALL_LEADS = "Mọi đơn vị chủ trì"
_MOST_ROWS = 6
_TEXT_LENGTH = 120
_CELL_LENGTH = 38
_BAR_LENGTH = 44


def read(choice: Choice) -> list[TaskStanding]:
    """Read every task of the plan as it stands on the last day of the period, overdue first."""
    return task_words.ordered(reads.tasks(choice.snapshot, choice.plan.year, choice.period.last))


def badge(key: str, text: str | None = None) -> str:
    """Return the markdown of a task's state as a badge: icon and word, or `text` in place of the word."""
    look = TASK_LOOKS[key]
    return f":{look.badge}-badge[{look.icon} {text or look.label}]"


def answer(standings: list[TaskStanding], choice: Choice) -> None:
    """Draw the title that answers, a badge a state that occurs, the day of the verdict, and what one commune says."""
    st.title(task_words.title(standings), anchor=False)
    counts = task_words.by_key(standings)
    counts[task_words.DUE_SOON] = sum(standing.is_due_soon for standing in standings)
    badges = [badge(key, f"**{counts[key]}** {look.label.lower()}") for key, look in TASK_LOOKS.items() if counts[key]]
    day = f"xét vào ngày cuối của kỳ, **{fmt.day(choice.period.last)}**; sắp đến hạn: trong {DUE_SOON_DAYS} ngày"
    st.markdown(f"{' '.join(badges)} :small[:gray[{day}]]")
    if choice.commune:
        lines = reads.progress(choice.snapshot)
        said = task_words.of_unit(lines, choice.commune, choice.scope_label, choice.period)
        st.markdown(f":small[:gray[{fmt.in_markdown(said)}]]")
    if not any(standing.n_reporting for standing in standings):
        st.markdown(
            "Nạp **báo cáo tiến độ chỉ tiêu, nhiệm vụ** để biết nhiệm vụ nào đã xong. Tệp có mỗi dòng một nhiệm vụ: "
            "Kỳ, Đơn vị, Mã (PL.1 đến PL.34), Trạng thái, Sản phẩm, Ngày hoàn thành."
        )
        links.onward(screen.UPLOAD, "Nạp dữ liệu", ":material/upload_file:")


def attention(standings: list[TaskStanding]) -> None:
    """Draw what is overdue and what is due soon, the longest overdue first, each with who leads it."""
    st.subheader("Quá hạn và sắp đến hạn", anchor=False)
    rows = [standing for standing in standings if standing.state is TaskState.OVERDUE or standing.is_due_soon]
    if not rows:
        st.markdown(f"Không có nhiệm vụ quá hạn hay đến hạn trong {DUE_SOON_DAYS} ngày.")
        return
    shown = [
        {
            "state": badge("overdue" if standing.state is TaskState.OVERDUE else "due_soon"),
            "task": _in_short(standing),
            "when": f"**{fmt.day(standing.due_on)}**  \n:small[{fmt.unbroken(task_words.when(standing))}]",
        }
        for standing in rows[:_MOST_ROWS]
    ]
    st.table(
        pd.DataFrame(shown),
        border="horizontal",
        hide_index=True,
        hide_header=True,
        alt=f"{len(shown)} nhiệm vụ quá hạn hoặc sắp đến hạn, quá lâu nhất trước",
    )
    if len(rows) > len(shown):
        st.markdown(f":small[:gray[và {len(rows) - len(shown)} nhiệm vụ khác trong bảng dưới]]")


def _in_short(standing: TaskStanding) -> str:
    text = fmt.in_markdown(fmt.shortened(standing.task.text, _TEXT_LENGTH))
    silent = "" if standing.n_reporting else " · chưa báo cáo nào nhắc đến"
    return f"**{standing.task.no}.** {text}  \n:small[:gray[{fmt.in_markdown(task_words.lead(standing.task))}{silent}]]"


def calendar(standings: list[TaskStanding]) -> None:
    """Draw the months in which something is due: which tasks have given it and which have not."""
    st.subheader("Lịch đến hạn", anchor=False)
    looks = (("overdue", "overdue", "quá hạn"), ("late", "done", "xong trễ"), ("open", "not_started", "chưa đến hạn"),
             ("done", "done", "đã xong"))  # fmt: skip
    rows = []
    for month in task_words.calendar(standings):
        said = [
            f"{badge(key, f'{len(tasks)} {word}')} {fmt.in_markdown(task_words.numbers(tasks))}"
            for state, key, word in looks
            if (tasks := getattr(month, state))
        ]
        days = ", ".join(fmt.day_month(day) for day in month.days)
        rows.append({"month": f"**{fmt.month(month.month)}**  \n:small[:gray[{days}]]", "due": "  \n".join(said)})
    if not rows:
        st.markdown(":gray[Kế hoạch không ghi ngày đến hạn nào.]")
        return
    st.table(
        pd.DataFrame(rows),
        border="horizontal",
        hide_index=True,
        hide_header=True,
        alt="Các tháng có nhiệm vụ đến hạn, với số thứ tự nhiệm vụ theo từng trạng thái",
    )
    st.markdown(
        ":small[:gray[Số là số thứ tự trong phụ lục của kế hoạch. Nhiệm vụ báo cáo theo quý đến hạn ngày cuối mỗi quý; "
        "đã xong nghĩa là đã có báo cáo của kỳ ấy.]]"
    )


def dated(standings: list[TaskStanding], choice: Choice) -> None:
    """Draw the tasks with a printed day over the year, with their table."""
    shown = task_words.dated(standings)
    if not shown:
        return
    rows = pd.DataFrame(
        {
            "name": f"{one.task.no}. {fmt.shortened(one.task.text, _BAR_LENGTH)}",
            "due_on": task_words.due(one),
            "done_on": one.done_on,
            "state": "due_soon" if one.is_due_soon else task_words.key(one),
            "said": task_words.when(one),
        }
        for one in shown
    )
    late = sum(one.state is TaskState.OVERDUE for one in shown)
    day = choice.period.last
    st.subheader(f"{len(shown)} nhiệm vụ có ngày hẹn trong kế hoạch: {late} quá hạn", anchor=False)
    alt = f"Nhiệm vụ có ngày hẹn, năm {choice.plan.year}. {late} quá hạn vào ngày {fmt.day(day)}"
    screen.figure(charts.gantt(rows, day, choice.plan.year), alt)
    st.markdown(
        ":small[:gray[Vạch đứng: ngày hẹn; thanh: thời gian đã qua đến khi xong hoặc đến ngày xét, phần quá hạn có "
        "màu; vòng tròn: ngày hoàn thành.]]"
    )
    table = pd.DataFrame(
        {
            "Nhiệm vụ": [f"{one.task.no}. {one.task.text}" for one in shown],
            "Chủ trì": [one.task.lead for one in shown],
            "Hạn": [fmt.day(task_words.due(one)) for one in shown],
            "Trạng thái": [task_words.state_word(one) for one in shown],
            "Hoàn thành": [fmt.day(one.done_on) if one.done_on else "" for one in shown],
        }
    )
    screen.twin(table, alt)


def all_tasks(standings: list[TaskStanding], choice: Choice) -> None:
    """Draw the table of all tasks with its filters; a click on a cell shows the task in full above the table."""
    present = task_words.by_key(standings)
    labels = {look.label: key for key, look in TASK_LOOKS.items() if present[key]}
    if any(standing.is_due_soon for standing in standings):
        labels[TASK_LOOKS[task_words.DUE_SOON].label] = task_words.DUE_SOON
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        state = st.segmented_control(
            "Tất cả nhiệm vụ",
            [_ALL, *(look.label for look in TASK_LOOKS.values() if look.label in labels)],
            default=_ALL,
            required=True,
            key="tinh_trang",
            bind="query-params",
            wrap=True,
        )
        with st.container(horizontal=True, width="content", vertical_alignment="bottom"):
            lead = st.selectbox(
                "Đơn vị chủ trì",
                [_ALL_LEADS, *task_words.leads(standing.task for standing in standings)],
                key="chu_tri",
                bind="query-params",
                width=265,
                label_visibility="collapsed",
                icon=":material/apartment:",
            )
            wanted = st.text_input(
                "Tìm nhiệm vụ",
                key="tim_nhiem_vu",
                bind="query-params",
                icon=":material/search:",
                width=255,
                placeholder="Tìm nhiệm vụ, gõ không dấu",
                label_visibility="collapsed",
            )
    shown = [
        standing
        for standing in standings
        if _is_in(standing, labels.get(state or ""))
        and (lead in (None, _ALL_LEADS) or lead in task_words.led_by(standing.task))
        and task_words.found(standing, wanted or "")
    ]
    if not shown:
        st.markdown(":gray[Không có nhiệm vụ nào khớp bộ lọc.]")
        return
    scores = {score.target.id: score for score in reads.scores(choice.snapshot, choice.reading)}
    table = listing(shown, scores)
    detail, ids = st.container(), [str(standing.task.no) for standing in shown]
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        row_height=36,
        placeholder=fmt.NOTHING,
        column_config=_columns(),
        alt=f"{len(shown)} nhiệm vụ với hạn, trạng thái, chủ trì, kết quả chỉ tiêu liên quan và sản phẩm",
        **address.clickable("nv", ids, f"o_nhiem_vu_{state}_{lead}_{wanted}", "Nhiệm vụ"),
    )
    place = address.row_of("nv", ids)
    with detail:
        if place is not None:
            in_full(shown[place], scores, choice)
        else:
            st.markdown(":small[:gray[Chọn một ô để xem toàn văn, phối hợp, bằng chứng và chỉ tiêu liên quan.]]")
    title = f"Nhiệm vụ cải cách hành chính năm {choice.plan.year}, tính đến {fmt.day(choice.period.last)}"
    screen.workbook({"Nhiệm vụ": printed(shown, scores)}, title, "nhiem-vu", key="nhiem_vu_xlsx")


def _is_in(standing: TaskStanding, key: str | None) -> bool:
    if key == task_words.DUE_SOON:
        return standing.is_due_soon
    return key is None or task_words.key(standing) == key


def listing(standings: Sequence[TaskStanding], scores: Mapping[str, Score]) -> pd.DataFrame:
    """Return one row a task, cut to fit the columns of the screen; `printed` has the texts in full.

    Columns: Số, Nhiệm vụ, Trạng thái (a list of one word, for a pill), Hạn (a date), Còn lại, Chủ trì, Chỉ tiêu liên
    quan (the worst figure), Bằng chứng (products that reports name).
    """
    return pd.DataFrame(
        [
            {
                "Số": standing.task.no,
                "Nhiệm vụ": fmt.shortened(standing.task.text, _CELL_LENGTH),
                "Trạng thái": [task_words.state_word(standing)],
                "Hạn": task_words.due(standing),
                "Còn lại": task_words.when(standing),
                "Chủ trì": task_words.lead(standing.task),
                "Chỉ tiêu liên quan": task_words.figures(_linked(standing, scores)),
                "Bằng chứng": fmt.shortened("; ".join(standing.evidence), 24) or None,
            }
            for standing in standings
        ]
    )


def printed(standings: Sequence[TaskStanding], scores: Mapping[str, Score]) -> pd.DataFrame:
    """Return the same rows as an office keeps them on paper, every text in full."""
    return pd.DataFrame(
        [
            {
                "Số": standing.task.no,
                "Nhiệm vụ": standing.task.text,
                "Sản phẩm theo kế hoạch": standing.task.product,
                "Chủ trì": standing.task.lead,
                "Phối hợp": standing.task.partners,
                "Hạn": task_words.due(standing),
                "Hạn in trong kế hoạch": standing.task.deadline_as_printed,
                "Trạng thái": task_words.state_word(standing),
                "Còn lại": task_words.when(standing),
                "Bằng chứng": "; ".join(standing.evidence),
                "Chỉ tiêu liên quan": "\n".join(map(task_words.figure, _linked(standing, scores))),
            }
            for standing in standings
        ]
    )


def _linked(standing: TaskStanding, scores: Mapping[str, Score]) -> list[Score]:
    return [scores[id] for id in standing.task.target_ids if id in scores]


def _columns() -> dict[Any, Any]:
    column = st.column_config
    return {
        "Số": column.NumberColumn(width=45),
        "Nhiệm vụ": column.TextColumn(width=268),
        "Trạng thái": column.MultiselectColumn(
            width=132,
            options=[look.label for look in TASK_LOOKS.values()],
            color=[look.badge for look in TASK_LOOKS.values()],
        ),
        "Hạn": column.DateColumn(width=95, format="DD/MM/YYYY"),
        "Còn lại": column.TextColumn(width=118),
        "Chủ trì": column.TextColumn(width=228),
        "Chỉ tiêu liên quan": column.TextColumn(width=222),
        "Bằng chứng": column.TextColumn(width=172),
    }


def in_full(standing: TaskStanding, scores: Mapping[str, Score], choice: Choice) -> None:
    """Draw one task with everything that the plan prints of it, what reports say, and its targets in sentences."""
    task = standing.task
    lines = [
        ("Trạng thái", f"{badge(task_words.key(standing))} {task_words.when(standing)}"),
        ("Sản phẩm theo kế hoạch", fmt.in_markdown(task.product)),
        ("Chủ trì", fmt.in_markdown(task.lead)),
        ("Phối hợp", fmt.in_markdown(task.partners)),
        ("Hạn in trong kế hoạch", fmt.in_markdown(task.deadline_as_printed)),
        ("Mục in trong kế hoạch", fmt.in_markdown(task.area_as_printed)),
        ("Bằng chứng", fmt.in_markdown("; ".join(standing.evidence) or "chưa báo cáo nào ghi sản phẩm")),
    ]
    if standing.n_reporting and not standing.decided_on:
        lines.append(("Đơn vị báo cáo", f"{standing.n_reporting}, trong đó {standing.n_done} báo hoàn thành"))
    if standing.done_on:
        lines.append(("Ngày hoàn thành", fmt.day(standing.done_on)))
    if standing.note and (standing.decided_on or not standing.n_reporting):
        lines.append(("Ghi chú", fmt.in_markdown(standing.note)))
    with st.container(border=True):
        st.markdown(f"**Nhiệm vụ {task.no}.** {fmt.in_markdown(task.text)}")
        st.table(
            pd.DataFrame(lines, columns=["what", "said"]),
            border=False,
            hide_index=True,
            hide_header=True,
            width="content",
            alt=f"Nhiệm vụ {task.no} theo kế hoạch và theo báo cáo",
        )
        for score in _linked(standing, scores):
            said_of = choice.scope_label if choice.commune else None
            said = reads.sentence(choice.snapshot, choice.reading, score.target.id, said_of)
            st.markdown(
                f"{screen.badge(score.status.value)} **{score.target.id}** "
                f"{fmt.in_markdown(task_words.labelled(score.target.label, said))}"
            )
            link = links.missed_or_rows(choice, score.target, score.variant)
            if link and score.figure and score.figure.denominator:
                st.page_link(links.PAGE, label=link[0], icon=":material/list:", query_params=link[1])
        _history(reads.told(choice.snapshot, f"PL.{task.no}"))
        task_edit.of_task(standing, choice)


def _history(lines: Sequence[Told]) -> None:
    """Draw who brought which line of this task and when, newest first; lines of a load taken back are struck out."""
    if not lines:
        return
    said = []
    for line in lines:
        text = fmt.in_markdown(task_words.told(line))
        shown = f"~~{text}~~ (lần nạp đã thu hồi)" if line.is_withdrawn else text
        said.append(
            f"- {local(line.loaded_at):%d/%m/%Y %H:%M} {fmt.in_markdown(line.loaded_by)}, "
            f"{fmt.in_markdown(line.file)}: {shown}"
        )
    with st.expander(f"Lịch sử báo cáo: {len(lines)} dòng", expanded=len(lines) <= _MOST_ROWS):
        st.markdown("\n".join(said))
