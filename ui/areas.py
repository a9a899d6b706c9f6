"""The parts of the screen of reform areas: the choice, the answer, targets in sentences, tasks, who leads them."""

from collections import Counter

import pandas as pd
import streamlit as st

from metrics import tally
from metrics.plan import ReformAreaName
from metrics.scorecard import Score
from metrics.tasks import TaskStanding
from ui import address, area_words, links, reads, screen, task_words, words
from ui import format as fmt
from ui import tasks as task_parts
from ui.filters import Choice
from ui.theme import STATUSES, TASK_LOOKS, rank


def choose(choice: Choice) -> ReformAreaName:
    """Let the reader choose one area; the address keeps it."""
    areas = {area.short_label: area for area in choice.plan.areas}
    said = address.segments("Lĩnh vực cải cách", links.AREA, list(areas), next(iter(areas)), key="chon_linh_vuc")
    return areas[said]


def answer(choice: Choice, area: ReformAreaName) -> None:
    """Draw the title that answers, the full name of the area, and a badge for each status of targets and tasks."""
    scores, standings = _counted(choice, area), _standings(choice, area)
    st.title(fmt.in_markdown(area_words.title(area, scores, standings)), anchor=False)
    statuses, states = Counter(score.status.value for score in scores), task_words.by_key(standings)
    of_targets = [
        screen.badge(status, f"**{statuses[status]}** {look.label.lower()}")
        for status, look in STATUSES.items()
        if statuses[status]
    ]
    of_tasks = [
        task_parts.badge(key, f"**{states[key]}** {look.label.lower()}")
        for key, look in TASK_LOOKS.items()
        if states[key]
    ]
    said = [fmt.in_markdown(area.label), f"chỉ tiêu: {' '.join(of_targets)}", f"nhiệm vụ: {' '.join(of_tasks)}"]
    st.markdown(" · ".join(said if standings else said[:2]))


def targets(choice: Choice, area: ReformAreaName) -> None:
    """Draw each target with its sentence, value, goal and distance, worst first; those without data below.

    Three columns: on a phone a fourth would leave no room for the sentence.
    """
    st.subheader("Chỉ tiêu", anchor=False)
    scores = sorted(_scores(choice, area), key=lambda score: rank(score.status.value))
    known = [score for score in scores if area_words.value(score) != fmt.NOTHING]
    silent = [score for score in scores if area_words.value(score) == fmt.NOTHING]
    if known:
        st.table(
            pd.DataFrame([_target(score, choice) for score in known]),
            border="horizontal",
            hide_index=True,
            alt=f"{len(known)} chỉ tiêu có số liệu của lĩnh vực {area.short_label}, kém nhất trước",
        )
    if silent:
        with st.expander(f"{len(silent)} chỉ tiêu chưa có số liệu", expanded=not known):
            st.markdown("\n".join(f"- **{score.target.id}** {_sentence(score, choice)}" for score in silent))
    own = {score.target.id for score in scores}
    for again, first in tally.repeats(_all_scores(choice)).items():
        if again in own:
            st.markdown(f":small[:gray[{again} nhắc lại {first}, chỉ đếm một lần.]]")


def _target(score: Score, choice: Choice) -> dict[str, str]:
    counts = area_words.counts(score)
    link = (
        links.missed_or_rows(choice, score.target, score.variant) if score.figure and score.figure.denominator else None
    )
    shown = f"[{counts}]({links.address(link[1])})" if link else counts
    goal, distance = fmt.in_markdown(area_words.goal(score)), area_words.distance(score)
    return {
        "Chỉ tiêu": f"{screen.badge(score.status.value)} **{score.target.id}** {fmt.in_markdown(score.target.label)}",
        "Kết quả": f"**{fmt.unbroken(area_words.value(score))}**" + (f"  \n:small[:gray[{shown}]]" if counts else ""),
        "Mục tiêu": goal if distance == fmt.NOTHING else f"{goal}  \n:small[{fmt.unbroken(distance)}]",
        "Nhận định": _said(score, choice),
    }


def _said(score: Score, choice: Choice) -> str:
    """Say how a target stands, without its name, which stands beside."""
    said_of = choice.scope_label if choice.commune else None
    said = reads.sentence(choice.snapshot, choice.reading, score.target.id, said_of)
    told = said.removeprefix(f"{score.target.label}: ")
    return fmt.in_markdown(told[:1].upper() + told[1:])


def _sentence(score: Score, choice: Choice) -> str:
    said_of = choice.scope_label if choice.commune else None
    said = reads.sentence(choice.snapshot, choice.reading, score.target.id, said_of)
    return fmt.in_markdown(task_words.labelled(score.target.label, said))


def tasks(choice: Choice, area: ReformAreaName) -> None:
    """Draw every task of the area, late ones first, with who leads it, its product and its day."""
    st.subheader("Nhiệm vụ", anchor=False)
    standings = _standings(choice, area)
    if not standings:
        st.markdown(":gray[Kế hoạch không có nhiệm vụ nào của lĩnh vực này.]")
        return
    st.table(
        pd.DataFrame([_task(standing) for standing in standings]),
        border="horizontal",
        hide_index=True,
        alt=f"{len(standings)} nhiệm vụ của lĩnh vực {area.short_label}, quá hạn trước",
    )
    links.onward("pages/plan/tasks.py", "Xem lịch và tất cả nhiệm vụ")


def _task(standing: TaskStanding) -> dict[str, str]:
    task = standing.task
    product = "; ".join(standing.evidence) or f"cần: {task.product}"
    day = task_words.due(standing)
    when = fmt.unbroken(task_words.when(standing))
    return {
        "Trạng thái": task_parts.badge(task_words.key(standing)),
        "Nhiệm vụ": f"**{task.no}.** {fmt.in_markdown(task.text)}  \n"
        f":small[:gray[{fmt.in_markdown(task.lead)} · {fmt.in_markdown(product)}]]",
        "Hạn": f"**{fmt.day(day)}**  \n:small[{when}]" if day else when,
    }


def leads(choice: Choice, area: ReformAreaName) -> None:
    """Draw who leads the tasks of the area, those with the most overdue first."""
    st.subheader("Ai chủ trì", anchor=False)
    rows = [
        {
            "Đơn vị": fmt.in_markdown(one.name),
            "Nhiệm vụ": str(one.tasks),
            "Quá hạn": f"**{one.overdue}**" if one.overdue else "0",
            "Xong": str(one.done),
        }
        for one in area_words.leading(_standings(choice, area))
    ]
    if not rows:
        st.markdown(":gray[Kế hoạch không giao đơn vị nào.]")
        return
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Đơn vị chủ trì và số nhiệm vụ quá hạn")
    st.markdown(f":small[:gray[Xét vào ngày {fmt.day(choice.period.last)}, ngày cuối của kỳ.]]")


def _all_scores(choice: Choice) -> list[Score]:
    return reads.scores(choice.snapshot, choice.reading)


def _scores(choice: Choice, area: ReformAreaName) -> list[Score]:
    return [score for score in _all_scores(choice) if score.target.reform_area == area.no]


def _counted(choice: Choice, area: ReformAreaName) -> list[Score]:
    return [score for score in words.counted(_all_scores(choice)) if score.target.reform_area == area.no]


def _standings(choice: Choice, area: ReformAreaName) -> list[TaskStanding]:
    return [standing for standing in task_parts.read(choice) if standing.task.reform_area == area.no]
