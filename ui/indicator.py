"""The parts of the screen of one target: the answer, its charts, the ways to count it, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd
import streamlit as st

from metrics import evidence, signals
from metrics.catalogue import discover, told_in
from metrics.decomposition import Change
from metrics.indicator import Indicator
from metrics.measures import EVERYTHING, Dimension
from metrics.pace import State
from metrics.plan import Status, Target
from metrics.scorecard import Score
from metrics.sentences import miss_verb
from ui import change_figure, charts, definitions, indicator_reads, indicator_words, links, reads, screen, words
from ui import format as fmt
from ui.filters import Choice
from ui.theme import SMALL_N, rank
from warehouse.period import Period

_MOST_FIELDS = 12
_NOT_BROKEN_DOWN = "Nguồn số liệu ({source}) không chia theo {what} nên không so sánh được."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The target on screen, with all that was chosen."""

    choice: Choice
    score: Score

    @property
    def target(self) -> Target:
        """The target of the plan."""
        return self.score.target

    @property
    def indicator(self) -> Indicator | None:
        """The declared indicator of the target, None for milestones that are only reported."""
        return discover().get(self.target.indicator)

    @property
    def is_counted(self) -> bool:
        """Whether the rate is counted from files, so that it has slices."""
        return self.score.variant is not None and self.score.figure is not None and bool(self.score.figure.denominator)

    @property
    def declared(self) -> Indicator:
        """The declared indicator of a target that is counted."""
        return discover()[self.target.indicator]

    @property
    def goal(self) -> float | None:
        """Value of the target as a number."""
        return None if self.target.value is None else float(self.target.value)

    @property
    def missed(self) -> str:
        """What a case that misses is."""
        verb = miss_verb(self.indicator, self.score.variant) if self.indicator else None
        return verb or "không đạt"

    def rates(self, period: str, *by: Dimension) -> pd.DataFrame:
        """Return a rates table of the target's own part of what is chosen."""
        reading = replace(self.choice.reading, period=period, variant=self.score.variant or "")
        scope = indicator_reads.scope_of(self.target, self.choice.reading.scope)
        return reads.rates(self.choice.snapshot, self.target.indicator, reading, *by, scope=scope)


def choose(choice: Choice) -> Shown:
    """Let the reader choose a target; the address says which (ct), else it is the worst one."""
    scores = {score.target.id: score for score in reads.scores(choice.snapshot, choice.reading)}
    labels = {id: score.target.label for id, score in scores.items()}
    said = links.target_box("Chỉ tiêu của kế hoạch", labels, _worst(list(scores.values())), key="chon_chi_tieu")
    return Shown(choice=choice, score=scores[said])


def _worst(scores: list[Score]) -> str:
    counted = [score for score in scores if score.figure is not None and score.figure.denominator]
    return min(counted or scores, key=lambda score: rank(score.status.value)).target.id


def answer(shown: Shown) -> None:
    """Draw the sentence as title, the marks, the figures of the answer, and what else the sentence says."""
    choice, score = shown.choice, shown.score
    said_of = choice.scope_label if choice.commune else None
    sentence = reads.sentence(choice.snapshot, choice.reading, score.target.id, said_of)
    head, rest = indicator_words.title(sentence, shown.target.label)
    st.title(fmt.in_markdown(head), anchor=False)
    st.markdown(f"{' '.join(_marks(shown))} {' · '.join(indicator_words.facts(score, choice.until))}")
    more = [rest, words.parts_said(score).capitalize(), _told(shown)]
    if any(more):
        st.markdown("  \n".join(fmt.in_markdown(line) for line in more if line))
    if (
        (link := links.missed_or_rows(choice, shown.target, score.variant))
        and score.figure
        and score.figure.denominator
    ):
        st.page_link(links.PAGE, label=link[0], icon=":material/list:", query_params=link[1])


def _marks(shown: Shown) -> list[str]:
    score = shown.score
    is_told = score.figure is not None or (score.measure is not None and score.measure.value is not None)
    marks = [screen.badge(score.status.value if score.status.value != "no_target" or is_told else "no_data")]
    if score.course is State.ON_PACE:
        marks.append(":gray-badge[:material/trending_up: Đúng nhịp cả năm]")
    if not shown.is_counted:
        return marks
    pace = indicator_reads.pace(shown.choice.snapshot, shown.choice.reading, score)
    if pace is not None and pace.state is State.OUT_OF_REACH and score.status is not Status.OUT_OF_REACH:
        marks.append(screen.badge("out_of_reach", "Cả năm: không thể đạt"))
    if score.figure is not None and shown.target.value is not None:
        mark = evidence.mark(score.figure.numerator, score.figure.denominator, Fraction(shown.target.value))
        if mark is not None and mark.words:
            marks.append(f":gray-badge[:material/help: {mark.words}: {mark.why}]")
    return marks


def _told(shown: Shown) -> str:
    variant = shown.score.variant
    if not shown.is_counted or variant is None or not shown.declared.variant(variant).out_of:
        return ""
    told, out_of = indicator_reads.told(shown.choice.snapshot, shown.choice.reading, shown.target, variant)
    if told == out_of:
        return ""
    return f"Tính trên {fmt.ratio(told, out_of)} {shown.declared.unit}; số còn lại tệp không ghi đủ để tính."


def without_slices(shown: Shown) -> None:
    """Say why there are no charts, and what to do to get them."""
    score = shown.score
    measure = score.measure
    if (score.figure and score.figure.denominator) or (measure and (measure.value is not None or measure.state)):
        st.markdown(":gray[Số liệu lấy theo báo cáo, không đếm từ danh sách nên không chia theo tháng, xã, lĩnh vực.]")
        return
    with st.container(border=True):
        st.markdown(f"**Chưa tính được.** {fmt.in_markdown(indicator_words.what_to_do(shown.target, score.reason))}")
        links.onward(screen.UPLOAD, "Nạp dữ liệu", ":material/upload_file:")


def months(shown: Shown) -> None:
    """Draw the months since the start of last year with their usual range and the target."""
    if not indicator_words.is_by_month(shown.declared, shown.score.variant):
        _missing("Theo tháng", "Số liệu là mức tại một ngày, không phát sinh theo tháng.")
        return
    period = shown.choice.period
    span = f"{period.year - 1}-01-01..{period.last:%Y-%m-%d}"
    table = shown.rates(span, Dimension.MONTH)
    table = table[table["denominator"] > 0]
    if table.empty:
        _missing("Theo tháng", _NOT_BROKEN_DOWN.format(source=told_in(shown.declared), what="tháng"))
        return
    finding = words.months(table, charts.usual_range(table))
    how = (
        "Vùng xám: khoảng dao động thường, trung bình ± 2,66 lần mức chênh trung bình giữa hai tháng liền nhau của 12 "
        "tháng đầu; ít hơn 12 tháng là tạm tính. Chỉ tháng ra ngoài khoảng mới tô màu. Dấu rỗng: dưới "
        f"{SMALL_N} {shown.declared.unit}."
    )
    _head(f"Theo tháng: {finding}", shown, how)
    alt = _draw(charts.run_chart(table, shown.declared.unit, shown.goal), "Theo tháng", shown, finding, span)
    counts = list(zip(table["month"], table["numerator"], table["denominator"], strict=True))
    signal = signals.chart(counts, shown.goal, higher_is_better=shown.declared.higher_is_better)
    usual, against = signals.VARIATION_WORDS[signal.variation], signals.ASSURANCE_WORDS[signal.assurance]
    _small(f"Tháng gần nhất: {usual}. So với chỉ tiêu: {against}.")
    screen.numbers(table.assign(shown=table["month"].map(fmt.month)), {"shown": "Tháng", **screen.RATES}, alt)


def places(shown: Shown) -> None:
    """Draw communes, or the agencies of the district where the target is theirs, with intervals, worst on top."""
    choice = shown.choice
    level = shown.target.level or choice.reading.scope.level
    by, what = (Dimension.UNIT, "cơ quan cấp huyện") if level == "district" else (Dimension.COMMUNE, "xã, thị trấn")
    scope = replace(indicator_reads.scope_of(shown.target, EVERYTHING), level=level)
    reading = replace(choice.reading, variant=shown.score.variant or "")
    rates = reads.rates(choice.snapshot, shown.target.indicator, reading, by, scope=scope)
    rates = rates[rates[by.value].notna() & (rates["denominator"] > 0)]
    if rates.empty:
        source = told_in(shown.declared)
        _missing(f"Từng {what}", _NOT_BROKEN_DOWN.format(source=source, what=what))
        return
    units = reads.units(choice.snapshot, choice.period.last)
    names = dict(zip(units["code"], units["short_name"], strict=True))
    table = evidence.beside(
        rates.assign(name=rates[by.value].map(lambda code: names.get(code, code))),
        higher_is_better=shown.declared.higher_is_better,
    )
    met = int((table["status"] == "met").sum())
    goal = shown.goal
    if goal is None:
        finding = f"{len(table)} {what}"
    else:
        low = table[(table["evidence"] == "clear") & (table["rate_pct"] < goal)].sort_values("rate_pct")
        finding = f"{met}/{len(table)} {what} đạt {fmt.target(goal)}{fmt.NBSP}%"
        if len(low):
            finding += f"; {_named(list(low['name']))} thấp rõ rệt"
    how = (
        "Vạch ngang: khoảng tin cậy 95 %, dày khi cả khoảng nằm về một phía của chỉ tiêu. Nếu cách làm không đổi, tỷ "
        f"lệ thực có thể nằm trong khoảng này. Dấu rỗng: dưới {SMALL_N} {shown.declared.unit}, không xếp hạng."
    )
    _head(finding, shown, how)
    alt = _draw(charts.dot_plot(table, shown.declared.unit), f"Từng {what}", shown, finding, choice.period.token)
    if choice.commune:
        _small(f"So sánh mọi {what}, không chỉ nơi đang chọn.")
    elif level is None:
        _small("Cơ quan cấp huyện không có trong hình.")
    columns = {"name": "Đơn vị", **screen.RATES, "low_pct": "Khoảng 95 %: từ", "high_pct": "đến", "why": "Bằng chứng"}
    screen.numbers(table.sort_values("rate_pct"), columns, alt)


def fields(shown: Shown) -> None:
    """Draw fields (lĩnh vực) against their own targets, the farthest below on top."""
    table = shown.rates(shown.choice.reading.period, Dimension.FIELD)
    table = table[table["field"].notna() & (table["denominator"] > 0)]
    if table.empty:
        source = told_in(shown.declared)
        _missing("Theo lĩnh vực", _NOT_BROKEN_DOWN.format(source=source, what="lĩnh vực"))
        return
    table = table.assign(
        name=table["field"], late=table["denominator"] - table["numerator"], few=table["denominator"] < SMALL_N
    ).sort_values(["few", "gap_pct", "rate_pct"], ignore_index=True)
    met, unit = int((table["status"] == "met").sum()), shown.declared.unit
    finding = f"{len(table)} lĩnh vực" if shown.goal is None else f"{met}/{len(table)} lĩnh vực đạt"
    rest = len(table) - _MOST_FIELDS
    drawn = table.head(_MOST_FIELDS) if rest > 0 else table
    how = "Vạch đứng đậm: chỉ tiêu của từng lĩnh vực. Vạch ngang: khoảng tin cậy 95 %. Dấu rỗng: ít trường hợp."
    _head(f"Theo lĩnh vực: {finding}", shown, how)
    fig = charts.field_dots(drawn, unit, shown.missed.capitalize())
    alt = _draw(fig, "Theo lĩnh vực", shown, finding, shown.choice.period.token)
    if rest > 0:
        _small(f"Hình chỉ có {_MOST_FIELDS} lĩnh vực xa chỉ tiêu nhất; {rest} lĩnh vực khác trong bảng số liệu.")
    columns = {"name": "Lĩnh vực", **screen.RATES, "low_pct": "Khoảng 95 %: từ", "high_pct": "đến"}
    screen.numbers(table, columns, alt)


def year(shown: Shown) -> None:
    """Draw the misses of the year against those that its target allows."""
    choice, score = shown.choice, shown.score
    pace = indicator_reads.pace(choice.snapshot, choice.reading, score)
    if pace is None:
        why = "Kế hoạch không ghi con số để so." if shown.goal is None else "Số liệu là mức tại một ngày, còn sửa được."
        _missing("Mức cho phép cả năm", why)
        return
    by_month = indicator_reads.misses_by_month(choice.snapshot, choice.reading, score)
    finding = indicator_words.of_year(pace, shown.missed)
    how = (
        f"Mức cho phép là số trường hợp {shown.missed} nhiều nhất mà cả năm vẫn đạt chỉ tiêu, theo lượng hồ sơ ước "
        "thấp và ước cao. Nét chấm: đi tiếp theo đà hiện nay. Không thể đạt: dù mọi trường hợp còn lại đều đạt, cả "
        "năm vẫn dưới chỉ tiêu."
    )
    _head(finding, shown, how)
    is_dated = by_month is not None and int(by_month["denominator"].iloc[-1]) == pace.denominator
    path = _path(pace.used, by_month if is_dated else None, choice.period)
    fig = charts.burn_up(path, pace.allowed, pace.projected, shown.missed)
    alt = _draw(fig, "Mức cho phép cả năm", shown, finding, choice.period.year_to_date().token)
    _small(indicator_words.rest_of_year(pace))
    if by_month is None:
        _small("Cách tính này có số hồ sơ tồn nên không vẽ được đường cộng dồn theo tháng.")
        return
    if not is_dated:  # a survey of a quarter, a form: what is known of a period and of none of its months
        _small("Có số liệu chỉ biết kỳ, không biết tháng, nên không vẽ được đường cộng dồn theo tháng.")
        return
    missed, cases = f"{shown.missed.capitalize()}, cộng dồn", "Mẫu số, cộng dồn"
    table = pd.DataFrame(
        {"Hết tháng": by_month["month"].map(fmt.month), missed: by_month["used"], cases: by_month["denominator"]}
    )
    formats: dict[Any, Any] = {missed: fmt.number, cases: fmt.number}
    screen.twin(table, alt, table.style.format(formats))


def _path(used: int, by_month: pd.DataFrame | None, period: Period) -> list[tuple[float, int]]:
    last = period.last.month - 1 + period.last.day / 31 if period.last.day < 28 else float(period.last.month)
    if by_month is None:
        return [(last, used)]
    counts = [int(count) for count in by_month["used"]]
    return [*((float(month), count) for month, count in enumerate(counts[:-1], 1)), (last, counts[-1])]


def change(shown: Shown) -> None:
    """Draw what moved the rate since the last like period: fields by their own rates, and the mix of cases."""
    choice = shown.choice
    for before, after in indicator_words.compared(choice.period, reads.loaded(choice.snapshot).last_day):
        if not (_is_whole(shown, before) and _is_whole(shown, after)):
            continue
        found = indicator_reads.change(
            choice.snapshot, choice.reading, shown.score, before.token, after.token, Dimension.FIELD_GROUP
        )
        if found is not None and all(part.key is None for part in found.parts):
            _missing(
                "Vì sao thay đổi", indicator_words.whole_change(found.points, before, after, told_in(shown.declared))
            )
            return
        if found is not None:
            _waterfall(shown, found, before, after)
            return
    _missing("Vì sao thay đổi", "Chưa có đủ số liệu của kỳ trước, hay cùng kỳ năm trước, để so sánh.")


def _is_whole(shown: Shown, period: Period) -> bool:
    """Tell whether every month of a period has cases somewhere: else files of some months are not loaded."""
    reading = replace(shown.choice.reading, period=period.token, variant=shown.score.variant or "")
    known = indicator_reads.months_with_cases(shown.choice.snapshot, shown.target.indicator, reading)
    return known >= {month.token for month in period.months()}


def _waterfall(shown: Shown, found: Change, before: Period, after: Period) -> None:
    ends = pd.concat([shown.rates(period.token).assign(name=period.label) for period in (before, after)])
    if few := change_figure.refusal(list(ends["denominator"]), "kỳ", shown.declared.unit):
        _missing(f"{after.label} so với {before.label}", few)
        return
    finding = indicator_words.changed(change_figure.steps(found), before.label, after.label)
    how = (
        "Cột màu: phần do tỷ lệ của từng nhóm lĩnh vực. Cột xám, do cơ cấu hồ sơ: phần thay đổi do tỷ trọng lĩnh vực, "
        "không do làm nhanh hay chậm. Các phần cộng lại đúng bằng mức thay đổi; số in làm tròn đến phần trăm điểm."
    )
    _head(finding, shown, how)
    days = f"{before.start:%Y-%m-%d}..{after.last:%Y-%m-%d}"
    change_figure.draw(found, ends, shown.goal, _alt("Vì sao thay đổi", shown, finding, days))


def variants(shown: Shown) -> None:
    """Draw every way to count the indicator beside the one in use."""
    declared = shown.declared
    if len(declared.variants) < 2:
        return
    rows = []
    for variant in declared.variants:
        reading = replace(shown.choice.reading, variant=variant.key)
        scope = indicator_reads.scope_of(shown.target, reading.scope)
        row = reads.rates(shown.choice.snapshot, declared.key, reading, scope=scope).iloc[0]
        in_use, rate = variant.key == shown.score.variant, fmt.percent(row["rate_pct"], shown.goal)
        key = definitions.way(declared, variant)
        way = fmt.unbroken(f"**{key}** (đang dùng)" if in_use else key)
        rows.append(
            {
                "Cách": f"{way}  \n{fmt.in_markdown(variant.formula)}",
                "Kết quả": f"{f'**{rate}**' if in_use else rate}  \n{screen.badge(row['status'])}",
                "Tử số / mẫu số": fmt.ratio(row["numerator"], row["denominator"]),
                "Căn cứ": fmt.in_markdown(variant.defined_in),
            }
        )
    st.subheader("Tính theo cách khác", anchor=False)
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt=f"{len(rows)} cách tính đặt cạnh nhau")


def definition(shown: Shown) -> None:
    """Draw what the plan prints, how it is counted and from what."""
    target, plan = shown.target, shown.choice.plan
    st.subheader("Định nghĩa và căn cứ", anchor=False)
    printed = {f"{plan.short_title}, {indicator_words.paragraph(target.paragraph)}": f"“{target.quote}”"}
    if target.other_quote and target.other_paragraph:
        printed[f"Chỗ khác, {indicator_words.paragraph(target.other_paragraph)}"] = f"“{target.other_quote}”"
    if target.amended:
        amended = f"Điều chỉnh từ {fmt.day(target.amended.valid_from)}, {target.amended.document}"
        printed[amended] = f"“{target.amended.quote}”"
    if shown.score.tasks:
        due = f"; hạn sớm nhất {fmt.day(shown.score.deadline)}" if shown.score.deadline else ""
        printed["Nhiệm vụ của phụ lục"] = f"số {', '.join(map(str, shown.score.tasks))}{due}"
    left, right = st.columns(2, gap="medium")
    left.markdown(_listed(printed))
    if shown.indicator is not None:
        right.markdown(_listed(_declared(shown.indicator, shown.score.variant)))


def _declared(indicator: Indicator, variant: str | None) -> Mapping[str, str]:
    return {
        "Định nghĩa": indicator.definition,
        "Công thức": indicator.variant(variant).formula,
        "Đếm": f"{indicator.unit}, theo {indicator.counted_by}",
        "Nguồn số liệu": told_in(indicator),
        "Căn cứ": indicator.defined_in,
        "Trường hợp riêng": indicator.edge_cases,
    }


def _listed(lines: Mapping[str, str]) -> str:
    return "\n".join(f"- **{fmt.in_markdown(what)}:** {fmt.in_markdown(text)}" for what, text in lines.items() if text)


def _named(names: list[str]) -> str:
    return words.joined(names) if len(names) <= 3 else f"{names[0]}, {names[1]} và {len(names) - 2} nơi khác"


def _head(title: str, shown: Shown, how: str) -> None:
    """Draw a chart's title with a popover: how to read it, what is counted, from what."""
    declared = shown.declared
    text, button = st.columns([5, 1], vertical_alignment="center")
    text.subheader(fmt.in_markdown(title), anchor=False)
    with button.popover("Cách đọc", type="tertiary"):
        st.markdown(fmt.in_markdown(how))
        formula = declared.variant(shown.score.variant).formula
        st.markdown(f"**Công thức:** {fmt.in_markdown(formula)}. {fmt.in_markdown(declared.definition)}")
        st.markdown(f"**Nguồn:** {fmt.in_markdown(told_in(declared))}. {fmt.in_markdown(declared.defined_in)}.")


def _draw(fig: charts.Figure, chart: str, shown: Shown, finding: str, token: str) -> str:
    """Draw a figure and return the description that it was given."""
    alt = _alt(chart, shown, finding, token)
    screen.figure(fig, alt)
    return alt


def _alt(chart: str, shown: Shown, finding: str, token: str) -> str:
    period = Period.parse(token)
    row = shown.rates(token).iloc[0]
    days = fmt.day_range(period.start, period.last)
    scope = words.LEVEL_WORDS.get(shown.target.level or "", shown.choice.scope_label)
    cases, unit = float(row["denominator"]), shown.declared.unit
    return charts.alt(chart, shown.target.label, scope, days, finding, cases, unit)


def _missing(title: str, why: str) -> None:
    st.subheader(title, anchor=False)
    st.markdown(f":gray[{fmt.in_markdown(why)}]")


def _small(text: str) -> None:
    st.markdown(f":small[:gray[{fmt.in_markdown(text)}]]")
