"""Sentences of the screen of one target: the title, what the year allows, what changed and why, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from metrics.decomposition import Change
from metrics.indicator import Indicator
from metrics.measures import When
from metrics.pace import STATE_WORDS, Pace, State
from metrics.plan import Target
from metrics.reasons import COLUMNS, NO_CASES, SOURCES
from metrics.scorecard import Score
from metrics.sentences import UNIT_WORDS
from ui import format as fmt
from ui.words import LEVEL_WORDS
from warehouse.period import Period, like_with_like

MIX = "Cơ cấu hồ sơ"
"""Name of the part of a change that comes from shares of the cases."""

_MOST_STEPS = 5
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bar of the waterfall, in points as printed: two decimals, so that all bars add up to the ends as printed."""

    name: str
    points: float
    is_mix: bool = False


def title(sentence: str, label: str) -> tuple[str, str]:
    """Split a sentence into the title of the screen, which names the target, and the clauses that follow.

    >>> title("Toàn huyện 97,42 %, thấp hơn chỉ tiêu 0,58 điểm; còn được trễ 3 hồ sơ.", "Hồ sơ đúng hạn")
    ('Hồ sơ đúng hạn: toàn huyện 97,42 %, thấp hơn chỉ tiêu 0,58 điểm', 'Còn được trễ 3 hồ sơ.')
    """
    head, _, rest = sentence.rstrip(".").partition("; ")
    if head.startswith(label):
        head = head.replace(": chưa có số liệu: ", ": chưa có số liệu, ")
    else:
        said = f"{head[:1].lower()}{head[1:]}"
        level = next((word for word in LEVEL_WORDS.values() if word in label and said.startswith(f"{word} ")), "")
        head = f"{label}: {said.removeprefix(level).strip()}"
    return head, f"{rest[:1].upper()}{rest[1:]}." if rest else ""


def facts(score: Score, until: date) -> list[str]:
    """Return value, target, gap, counts, direction, day and place in the plan, each a short markdown text."""
    target, figure, measure = score.target, score.figure, score.measure
    unit = UNIT_WORDS.get(target.unit, target.unit)
    goal = None if target.value is None else float(target.value)
    is_share = target.kind in ("threshold", "coverage")
    said = []
    if figure is not None and figure.denominator:
        said.append(f"kết quả **{fmt.percent(figure.rate_pct, goal)}**")
    elif measure is not None and measure.value is not None:
        said.append(f"kết quả **{fmt.target(measure.value)} {unit}**")
    if goal is not None:
        said.append(f"chỉ tiêu **{fmt.target(goal)}{f'{fmt.NBSP}%' if is_share else f' {unit}'}**")
    if figure is not None and figure.denominator:
        if goal is not None:
            said.append(f"cách **{fmt.points(figure.gap_pct)}**")
        said.append(f"tử số **{fmt.number(figure.numerator)}**, mẫu số **{fmt.number(figure.denominator)}** {unit}")
    if target.kind != "milestone":
        said.append("càng cao càng tốt" if target.direction == "up" else "càng thấp càng tốt")
    return [*said, f"tính đến **{fmt.day(until)}**", f"{target.id}, {place(target)}"]


def place(target: Target) -> str:
    """Say where the plan prints a target ("mục II.2.1, phụ lục số 15")."""
    return ", ".join(paragraph(printed) for printed in (target.paragraph, target.other_paragraph) if printed)


def paragraph(printed: str) -> str:
    """Say which part of the plan a number is of.

    >>> paragraph("II.2.1"), paragraph("PL.15")
    ('mục II.2.1', 'phụ lục số 15')
    """
    return f"phụ lục số {printed.removeprefix('PL.')}" if printed.startswith("PL.") else f"mục {printed}"


def of_year(pace: Pace, missed: str) -> str:
    """Say how the year stands: its state, misses used, allowed and left; `missed` is what a miss is ("trễ").

    The range is that of the expected volume of the year, low to high.
    """
    head = f"{STATE_WORDS[pace.state].capitalize()}: {missed} {fmt.number(pace.used)}"
    allowed = f"cả năm chỉ được {_from_to(*pace.allowed)}"
    if pace.state is State.OUT_OF_REACH:
        return f"{head}, {allowed}"
    return f"{head}, {allowed}, còn được {_from_to(max(0, pace.left[0]), max(0, pace.left[1]))}"


def rest_of_year(pace: Pace) -> str:
    """Say what the allowance rests on, and what the rest of the year needs to meet the target."""
    volume = f"Cả năm ước {_from_to(pace.volume.low, pace.volume.high)} trường hợp, {pace.volume.basis}."
    needed = [rate for rate in pace.required_pct if rate is not None]
    if pace.state is State.OUT_OF_REACH or not needed:
        return volume
    rates = " đến ".join(dict.fromkeys(fmt.percent(rate) for rate in sorted(needed)))
    if pace.left[0] < 0:
        return f"{volume} Chỉ kịp nếu lượng hồ sơ gần mức ước cao; khi đó phần còn lại của năm cần {rates} đạt."
    return f"{volume} Phần còn lại của năm cần {rates} đạt."


def compared(period: Period, known_until: date | None) -> list[tuple[Period, Period]]:
    """Return the pairs of like periods that a change may be told of, the most telling first.

    Of a period from the start of the year: the same one last year, else its last quarter against the one before. Of
    any other: the one before, else the same one last year.
    """
    like = like_with_like(period, known_until)
    last_year = (like.year_before, like.current)
    if not period.is_year_to_date:
        return [(like.previous, like.current), last_year]
    begun = [quarter for quarter in period.quarters() if known_until is None or quarter.start <= known_until]
    if not begun:
        return [last_year]
    quarter = like_with_like(begun[-1], known_until)
    return [last_year, (quarter.previous, quarter.current)]


def whole_change(points: Fraction, before: Period, after: Period, source: str) -> str:
    """Say how far a rate has moved where its source knows no fields to take the change apart by."""
    moved = f"{after.label} so với {before.label}: {fmt.points(float(points))}"
    return f"{moved}. Nguồn số liệu ({source}) không chia theo lĩnh vực nên không tách được."


def steps(change: Change, names: dict[str, str]) -> list[Step]:
    """Return the parts of a change as printed: slices by size, the smaller ones together, then the mix of all.

    `names` maps keys of slices to words. Parts are rounded to hundredths so that they add up to the difference of
    both rates as printed: each is at most a hundredth from its exact value.
    """
    ranked = sorted(change.parts, key=lambda part: -abs(part.rate_points))
    shown = [part for part in ranked[:_MOST_STEPS] if part.rate_points]
    exact = [_decimal(part.rate_points) for part in shown]
    labels = [names.get(part.key or "", part.key or "Chưa rõ") for part in shown]
    rest = change.rate_points - sum(part.rate_points for part in shown)
    if rest:
        labels.append("Còn lại")
        exact.append(_decimal(rest))
    labels.append(MIX)
    exact.append(_decimal(change.mix_points))
    before, after = (
        _decimal(rate).quantize(_HUNDREDTH, ROUND_HALF_UP) for rate in (change.before_pct, change.after_pct)
    )
    printed = _adding_up(exact, after - before)
    return [
        Step(name=label, points=float(points), is_mix=label == MIX)
        for label, points in zip(labels, printed, strict=True)
    ]


def _adding_up(exact: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Round down to hundredths, then give what is lacking to the largest remainders."""
    floors = [value.quantize(_HUNDREDTH, ROUND_FLOOR) for value in exact]
    lacking = int((total - sum(floors, Decimal(0))) / _HUNDREDTH)
    order = sorted(range(len(exact)), key=lambda place: floors[place] - exact[place])
    extra = {place: lacking // len(exact) + (rank < lacking % len(exact)) for rank, place in enumerate(order)}
    return [floor + extra[place] * _HUNDREDTH for place, floor in enumerate(floors)]


def changed(found: Sequence[Step], before: str, after: str) -> str:
    """Say a change in one line: from when to when, how much, the largest part, and the mix."""
    total = sum(Decimal(str(step.points)) for step in found)
    way = "không đổi" if not total else f"{'tăng' if total > 0 else 'giảm'} {_size(total)}"
    slices = [step for step in found if not step.is_mix and step.points * float(total or 1) > 0]
    causes = [f"{step.name[:1].lower()}{step.name[1:]} {fmt.gap(step.points)}" for step in slices[:1]]
    causes += [f"do cơ cấu hồ sơ {fmt.gap(step.points)}" for step in found if step.is_mix]
    return f"{after} {way} so với {before}: {', '.join(causes)}"


def paradox(change: Change) -> str:
    """Say that the whole went where no slice went, "" when it did not."""
    if not change.is_paradox:
        return ""
    way = "tăng" if change.points > 0 else "giảm"
    return f"Không nhóm lĩnh vực nào {way} mà tỷ lệ chung {way}: do cơ cấu hồ sơ."


def is_by_month(indicator: Indicator, variant: str | None) -> bool:
    """Tell whether the cases of a variant belong to months: those of a stock are as they stand on a day."""
    return any(term.when is When.PERIOD for term in indicator.variant(variant).denominator)


def what_to_do(target: Target, reason: str | None) -> str:
    """Say what would give a target its figure: another period, a column, or an export."""
    if reason == NO_CASES:
        return "Kỳ và phạm vi này không phát sinh trường hợp nào: chọn kỳ hoặc phạm vi khác ở đầu màn hình."
    names = " hoặc ".join(SOURCES[letter] for letter in target.sources)
    column = COLUMNS.get(target.indicator)
    if column and reason and f'không có cột "{column}"' in reason:
        return f'Để có số liệu: xuất lại {names} có cột "{column}" rồi nạp.'
    return f"Để có số liệu: nạp {names} của kỳ này."


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _size(points: Decimal) -> str:
    return fmt.points(float(abs(points))).lstrip("+")


def _from_to(low: int, high: int) -> str:
    return fmt.number(low) if low == high else f"{fmt.number(low)}–{fmt.number(high)}"
