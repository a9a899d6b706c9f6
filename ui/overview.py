"""The parts of the overview: the answer, seven areas, what needs attention, all targets."""

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from metrics import tally
from metrics.evidence import wilson
from metrics.pace import State
from metrics.plan import Plan
from metrics.scorecard import Score
from ui import format as fmt
from ui import links, reads, screen, svg, tables, words
from ui.filters import Choice
from ui.theme import STATUSES, rank
from warehouse.folding import without_marks

_MOST_ROWS = 6
_MOST_SHOWN, _ROW = 20, 36
_AREA_WIDTH = 140
_ALL = "Tất cả"
_BADGES = ("out_of_reach", "missed", "near", "no_data", "no_target", "met")


def scores(choice: Choice) -> list[Score]:
    """Read every target of the chosen plan, period and scope."""
    return reads.scores(choice.snapshot, choice.reading)


def answer(scores: list[Score]) -> None:
    """Draw the title that answers, one badge a status that occurs, and how many targets have no data."""
    counts = Counter(score.status.value for score in words.counted(scores))
    st.title(words.overview(scores), anchor=False)
    badges = [
        screen.badge(status, f"**{counts[status]}** {STATUSES[status].label.lower()}")
        for status in _BADGES
        if counts[status]
    ]
    st.markdown(f"{' '.join(badges)} {words.whole_plan(scores)}")


def areas(scores: list[Score], plan: Plan) -> None:
    """Draw a row of squares for each reform area, worst first inside; its name leads to the area."""
    st.subheader("Bảy lĩnh vực", anchor=False)
    with st.container(gap="xxsmall"):
        for area in plan.areas:
            _area([score for score in words.counted(scores) if score.target.reform_area == area.no], area.short_label)


def _area(scores: list[Score], label: str) -> None:
    ordered = sorted(scores, key=lambda score: (rank(_shown(score)), score.course is State.ON_PACE))
    statuses = [_shown(score) for score in ordered]
    judged = [status for status in statuses if status != "no_data"]
    said = ", ".join(f"{statuses.count(key)} {STATUSES[key].label.lower()}" for key in dict.fromkeys(statuses))
    drawing = svg.squares((_shown(score), score.course is State.ON_PACE) for score in ordered)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        links.onward(links.AREA_PAGE, label, icon=None, said={links.AREA: label}, width=_AREA_WIDTH)
        st.markdown(f"![{fmt.in_markdown(label)}: {said}]({drawing})", width="content")
        met = f"**{judged.count('met')}/{len(judged)}** đạt" if judged else ":small[:gray[chưa có số liệu]]"
        st.markdown(fmt.unbroken(met), width="content")


def attention(scores: list[Score]) -> None:
    """Draw what misses its target, worst first, each with its reason."""
    st.subheader("Cần chú ý", anchor=False)
    rows = words.attention(scores)
    if not rows:
        judged = sum(count for status, count in words.by_status(scores).items() if status != "no_data")
        st.markdown("Mọi chỉ tiêu có số liệu đều đạt." if judged else "Chưa có số liệu để đánh giá.")
        return
    shown = [
        {
            "status": screen.badge(row.status),
            "why": f"[**{fmt.in_markdown(row.label)}**]({links.target(row.target_id)}). {fmt.in_markdown(row.why)}",
            "figures": f"**{fmt.rate(row.rate_pct, row.target_pct)}** / {fmt.target(row.target_pct)}",
        }
        for row in rows[:_MOST_ROWS]
    ]
    st.table(
        pd.DataFrame(shown),
        border="horizontal",
        hide_index=True,
        hide_header=True,
        alt=f"{len(shown)} chỉ tiêu chưa đạt, kém nhất trước",
    )
    rest = len(rows) - len(shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        links.onward(links.TARGET_PAGE, f"Xem từng chỉ tiêu (còn {rest})" if rest > 0 else "Xem từng chỉ tiêu")
        links.onward("pages/indicators/communes.py", "Xem theo xã, thị trấn")
        links.onward("pages/indicators/fields.py", "Xem theo lĩnh vực")


def balance(choice: Choice) -> None:
    """Draw in one line what happened to the dossiers of the period, each count leading to the rows that it counts."""
    row = reads.balance(choice.snapshot, choice.reading).iloc[0]
    addresses = {str(name): links.address(links.query(choice, count=str(name))) for name in row.index}
    st.markdown(f":small[**Hồ sơ trong kỳ:** {words.dossiers(row, addresses)}]")


def all_targets(scores: list[Score], choice: Choice) -> None:
    """Draw the table of all targets with its filter by status and its search."""
    labels = {STATUSES[key].label: key for key in _BADGES if key in set(map(_shown, scores))}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        status = st.segmented_control(
            "Tất cả chỉ tiêu",
            [_ALL, *labels],
            default=_ALL,
            required=True,
            key="trang_thai",
            bind="query-params",
            wrap=True,
        )
        wanted = st.text_input(
            "Tìm chỉ tiêu",
            key="tim",
            bind="query-params",
            icon=":material/search:",
            width=420,
            placeholder="Tìm chỉ tiêu, gõ không dấu cũng được",
            label_visibility="collapsed",
        )
    found = [
        score
        for score in scores
        if (status in (None, _ALL) or _shown(score) == labels.get(status or ""))
        and without_marks(wanted or "") in without_marks(f"{score.target.label} {score.target.id} {score.target.quote}")
    ]
    if not found:
        st.markdown(":gray[Không có chỉ tiêu nào khớp bộ lọc.]")
        return
    targets_table(found, choice)
    _reasons(found)


def targets_table(scores: list[Score], choice: Choice) -> None:
    """Draw targets as rows: value, target, distance, months, pace, number of cases, evidence; a click opens one."""
    counted = [score for score in scores if score.figure and score.variant]  # others are as reported, without slices
    months = reads.months(choice.snapshot, choice.reading)
    evidence = {score.target.id: _evidence(score) for score in counted}
    table = tables.scoreboard(scores, months, evidence)
    chosen = st.dataframe(
        tables.styled_scores(table),
        hide_index=True,
        height="content" if len(table) <= _MOST_SHOWN else (_MOST_SHOWN + 1) * _ROW + 2,  # with its heads in sight
        row_height=_ROW,
        placeholder=fmt.NOTHING,
        column_config=_columns(),
        on_select="rerun",
        selection_mode="single-cell",
        key="o_chi_tieu",
        alt=f"{len(scores)} chỉ tiêu với kết quả, mục tiêu và trạng thái",
    )
    if cells := chosen["selection"]["cells"] if chosen else []:
        links.open_target(choice, str(table["id"].iloc[cells[0][0]]))
    st.markdown(":small[:gray[Chọn một ô để mở chỉ tiêu: theo tháng, từng xã, lĩnh vực, cả năm, định nghĩa.]]")


def _shown(score: Score) -> str:
    return score.status.value if score.status.value != "no_target" else "no_data"


def _evidence(score: Score) -> str:
    figure, target = score.figure, score.target
    low, high = (wilson(figure.numerator, figure.denominator) if figure else None) or (None, None)
    is_judged = target.value is not None and target.kind in ("threshold", "coverage")
    return words.evidence(figure, low, high, float(target.value) if is_judged and target.value is not None else None)


def _columns() -> dict[Any, Any]:
    """Return the columns, 1275 px in all: a window of 1440 px has 1278 for a table."""
    column = st.column_config
    return {
        "Chỉ tiêu": column.TextColumn(width=220),
        "Trạng thái": column.MultiselectColumn(
            width=135,
            options=[look.label for look in STATUSES.values()],
            color=[look.badge for look in STATUSES.values()],
        ),
        "Kết quả %": column.NumberColumn(width=86),
        "Mục tiêu %": column.NumberColumn(width=82),
        "Cách, điểm": column.NumberColumn(width=83),
        "gap": column.ImageColumn("−15 ← mục tiêu → +10", width=220, alignment="left"),
        "spark": column.ImageColumn("Theo tháng", width=120, alignment="left"),
        "Khả năng": column.TextColumn(
            width=109, help="Của chỉ tiêu chưa đạt khi năm chưa hết: phần còn lại của năm có bù được không."
        ),
        "Mẫu số": column.NumberColumn(width=68),
        "Bằng chứng": column.TextColumn(width=87, help="Rõ: cả khoảng tin cậy 95 % nằm về một phía của mục tiêu."),
        "Mã": column.TextColumn(width=65),
    }


def _reasons(scores: list[Score]) -> None:
    reasons = pd.Series([score.reason for score in words.counted(scores) if score.reason]).value_counts()
    twice = tally.repeats(scores)
    lines = [f"{count} chỉ tiêu. {fmt.in_markdown(reason)}" for reason, count in reasons.items()]
    lines += [f"{again} nhắc lại {first}, chỉ đếm một lần." for again, first in twice.items()]
    if lines:
        st.markdown("  \n".join(f":small[:gray[{line}]]" for line in lines))
