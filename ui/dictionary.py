"""The parts of the dictionary: the list with its search, one entry in full, and what cannot be counted and why."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from metrics.catalogue import discover
from metrics.indicator import Indicator, Kind, Variant
from metrics.plan import Plan, Target
from metrics.scorecard import Score
from ui import definitions, indicator_words, reads, screen
from ui import format as fmt
from ui.filters import Choice

_LIST_HEIGHT = 640


def scores(choice: Choice) -> list[Score]:
    """Return every target of the plan with its figure in the period chosen, in plan order."""
    return reads.scores(choice.snapshot, choice.reading)


def answer(scores: list[Score], choice: Choice) -> None:
    """Draw the title: how many indicators there are, and how many targets they can judge."""
    st.title(definitions.title(len(discover()), scores, choice.period.label), anchor=False)
    st.markdown(
        ":small[:gray[Tỷ lệ luôn là tổng tử số chia tổng mẫu số, không lấy trung bình các tỷ lệ. Mẫu số bằng 0 là chưa "
        "có số liệu, không phải 0 %.]]"
    )


def choose(plan: Plan) -> Indicator | None:
    """Draw the search and the list of indicators; returns the one chosen, which stands in the address."""
    wanted = st.text_input(
        "Tìm chỉ tiêu",
        key="tim_tu_dien",
        bind="query-params",
        icon=":material/search:",
        placeholder="Tìm chỉ tiêu, mã, câu chữ; gõ không dấu cũng được",
        label_visibility="collapsed",
    )
    found = {one.label: one for one in definitions.search(discover().values(), plan, wanted or "")}
    if not found:
        st.markdown(":gray[Không có chỉ tiêu nào khớp.]")
        return None
    with st.container(height=_LIST_HEIGHT):
        chosen = st.radio(
            f"{len(found)} chỉ tiêu",
            list(found),
            key="muc_tu_dien",
            bind="query-params",
            captions=[fmt.in_markdown(definitions.caption(one, plan)) for one in found.values()],
        )
    return found.get(chosen or "", next(iter(found.values())))


def entry(indicator: Indicator, scores: list[Score], choice: Choice) -> None:
    """Draw one indicator in full: definition, readings with their figures, facts, and the targets it judges."""
    st.subheader(indicator.label, anchor=False)
    st.markdown(f"{fmt.in_markdown(indicator.definition)}  \n:small[:gray[Mã trong lệnh: `{indicator.key}`]]")
    rows = [_reading(indicator, variant, choice) for variant in indicator.variants]
    st.table(
        pd.DataFrame(rows),
        border="horizontal",
        hide_index=True,
        alt=f"{len(rows)} cách tính {indicator.label}, {choice.period.label}",
    )
    st.table(
        pd.DataFrame(
            [{"what": f"**{what}**", "text": fmt.in_markdown(text)} for what, text in definitions.facts(indicator)]
        ),
        border="horizontal",
        hide_index=True,
        hide_header=True,
        alt=f"Đơn vị đếm, ngày tính, nguồn và căn cứ của {indicator.label}",
    )
    own = [score for score in scores if score.target.indicator == indicator.key]
    st.markdown("**Trong kế hoạch**" if own else ":gray[Kế hoạch không có mục tiêu nào; đây là số liệu đi kèm.]")
    for score in own:
        with st.container(border=True):
            _target(score, choice)


def _reading(indicator: Indicator, variant: Variant, choice: Choice) -> dict[str, str]:
    """Return one variant with its figure in the period and scope chosen."""
    top, bottom = definitions.parts(variant, indicator.kind)
    asked = replace(choice.reading, variant=variant.key)
    row = reads.rates(choice.snapshot, indicator.key, asked).iloc[0]
    return {
        "Cách": definitions.way(indicator, variant),
        "Tử số": fmt.in_markdown(top),
        "Mẫu số": fmt.in_markdown(bottom),
        choice.period.label: _figure(indicator, row),
        "Theo": fmt.in_markdown(variant.defined_in),
    }


def _figure(indicator: Indicator, row: pd.Series) -> str:
    if not row["denominator"]:
        return fmt.NOTHING
    if indicator.kind is Kind.VALUE:
        return f"**{fmt.number(row['numerator'], indicator.decimals)}** {indicator.unit}"
    counts = fmt.ratio(row["numerator"], row["denominator"])
    return f"**{fmt.percent(row['rate_pct'], row['target_pct'])}** ({counts})"


def _target(score: Score, choice: Choice) -> None:
    target = score.target
    said_of = choice.scope_label if choice.commune else None
    sentence = reads.sentence(choice.snapshot, choice.reading, target.id, said_of)
    st.markdown(
        f"{screen.badge(score.status.value)} **{fmt.in_markdown(target.label)}**: "
        f"{fmt.in_markdown(definitions.goal(target))} · {definitions.spoken_of(target)} · `{target.id}`  \n"
        f"{fmt.in_markdown(sentence)}"
    )
    lines = [
        f"{indicator_words.paragraph(paragraph)}: “{fmt.in_markdown(quote)}”"
        for paragraph, quote in definitions.quotes(target)
    ]
    lines += [
        f"Kế hoạch ghi: {fmt.in_markdown(printed)} {fmt.in_markdown(treated)}"
        for printed, treated in definitions.readings(target, choice.plan)
    ]
    st.markdown("  \n".join(f":small[:gray[{line}]]" for line in lines))


def not_computed(scores: list[Score], choice: Choice) -> None:
    """Draw which targets of the plan have no verdict in the period, by reason."""
    groups = definitions.unexplained(scores)
    if not groups:
        return
    total = sum(len(group.targets) for group in groups)
    st.subheader(f"{choice.period.label}: {total} mục tiêu chưa tính được", anchor=False)
    shown = pd.DataFrame(
        {
            "Số": [f"**{len(group.targets)}**" for group in groups],
            "Vì sao": [fmt.in_markdown(group.reason) for group in groups],
            "Mục tiêu": [", ".join(_short(target) for target in group.targets) for group in groups],
        }
    )
    st.table(shown, border="horizontal", hide_index=True, alt=f"{total} mục tiêu chưa tính được theo lý do")


def _short(target: Target) -> str:
    return f"{fmt.in_markdown(target.label)} ({target.id})"
