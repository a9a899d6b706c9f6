"""Words of the comparison of two periods or two units: the title, what may be said of a difference, what is lacking.

Pure text and rows from scores. Names from files are escaped by whoever puts them on a screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.decomposition import Change, Exchange
from metrics.evidence import difference
from metrics.scorecard import Figure, Score
from ui import format as fmt
from ui.theme import SMALL_N
from warehouse.period import Period

CLEAR, UNCLEAR, FEW, NESTED = "khác rõ", "chưa rõ", "mẫu nhỏ", "kỳ chồng nhau"
"""What the numbers of a difference can carry."""

ENDS = {
    "resolved": "đã giải quyết",
    "withdrawn": "rút, trả lại",
    "undated": "xong nhưng không ghi ngày",
    "open": "đang giải quyết",
}
"""How a dossier stands at the end of the later period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One target with its score and its rate on both sides; `evidence` is one of CLEAR, UNCLEAR, FEW, NESTED."""

    before: Score
    after: Score
    figures: tuple[Figure, Figure]
    evidence: str

    @property
    def points(self) -> float:
        """Second rate minus first, in points."""
        first, second = self.figures
        return (second.rate_pct or 0.0) - (first.rate_pct or 0.0)

    @property
    def way(self) -> int:
        """Whether the second side is better (1), worse (-1) or equal (0) for this target."""
        first, second = self.figures
        cross = second.numerator * first.denominator - first.numerator * second.denominator
        better = 1 if self.after.target.direction == "up" else -1
        return better * ((cross > 0) - (cross < 0))


def pairs(before: Sequence[Score], after: Sequence[Score], *, are_nested: bool) -> list[Pair]:
    """Return the targets whose rate has cases on both sides, in plan order.

    `are_nested`: some cases are on both sides, so that no interval of the difference holds.
    """
    first = {score.target.id: score for score in before}
    found = []
    for score in after:
        other = first.get(score.target.id)
        if other is None or not (other.figure and score.figure and _has_rate(other) and _has_rate(score)):
            continue
        figures = (other.figure, score.figure)
        found.append(Pair(before=other, after=score, figures=figures, evidence=_evidence(*figures, are_nested)))
    return found


def _has_rate(score: Score) -> bool:
    return score.figure is not None and score.figure.denominator > 0


def _evidence(first: Figure, second: Figure, are_nested: bool) -> str:
    if min(first.denominator, second.denominator) < SMALL_N:
        return FEW
    if are_nested:
        return NESTED
    bounds = difference((first.numerator, first.denominator), (second.numerator, second.denominator))
    return UNCLEAR if bounds is None or bounds[0] <= 0 <= bounds[1] else CLEAR


def title(found: Sequence[Pair], first: str, second: str, *, of_time: bool) -> str:
    """Say how many targets are better and worse on the second side, and how many differences are clear."""
    if not found:
        return f"Không so được {first} với {second}: không chỉ tiêu nào có số liệu ở cả hai bên"
    better, worse = (sum(pair.way == way for pair in found) for way in (1, -1))
    words = ("tốt lên", "kém đi") if of_time else ("cao hơn", "kém hơn")
    counts = [f"{better} {words[0]}", f"{worse} {words[1]}"]
    if same := len(found) - better - worse:
        counts.append(f"{same} như nhau")
    return f"{second} so với {first}: {len(found)} chỉ tiêu so được, {', '.join(counts)}"


def one_sided(before: Sequence[Score], after: Sequence[Score], first: str, second: str) -> list[str]:
    """Say which targets have a rate on one side only."""
    has = [{score.target.id: score.target.label for score in side if _has_rate(score)} for side in (before, after)]
    lines = []
    for own, other, name, lacking in ((has[0], has[1], first, second), (has[1], has[0], second, first)):
        only = [label for id, label in own.items() if id not in other]
        if only:
            lines.append(f"Chỉ {name} có số liệu, {lacking} chưa có nên không so: {'; '.join(only)}.")
    return lines


def overlap(before: Period, after: Period) -> str:
    """Say that two periods share days, "" when they do not."""
    if before.end <= after.start:
        return ""
    return (
        f"Hai kỳ chồng nhau: từ {fmt.day(max(before.start, after.start))} đến {fmt.day(min(before.last, after.last))} "
        "tính ở cả hai, nên mức khác nhau không có khoảng tin cậy."
    )


def lacking_months(period: Period, known: set[str]) -> str:
    """Say of how many months of a period there are figures, "" when of all; `known` are tokens of months."""
    months = period.months()
    missing = [month for month in months if month.token not in known]
    if not missing:
        return ""
    if len(missing) == len(months):
        return f"{period.label}: chưa có số liệu của tháng nào trong kỳ."
    said = ", ".join(fmt.month(month.token) for month in missing)
    return f"{period.label} chỉ có số liệu của {len(months) - len(missing)}/{len(months)} tháng, thiếu {said}."


def apart(change: Change, first: str, second: str, slices: str) -> str:
    """Say how far two rates are apart, and how much of it is rate and how much is mix."""
    if change.points == 0:
        head = f"{second} bằng {first}"
    else:
        way = "cao hơn" if change.points > 0 else "thấp hơn"
        head = f"{second} {way} {first} {fmt.points(float(abs(change.points))).lstrip('+')}"
    rate, mix = fmt.gap(float(change.rate_points)), fmt.gap(float(change.mix_points))
    return f"{head}: do tỷ lệ từng {slices} {rate}, do cơ cấu hồ sơ {mix}"


def exchange(found: Exchange, first: str, second: str) -> str:
    """Say how the dossiers of the first period become those of the second, as a sum that adds up."""
    left, entered = (sum(counts.values()) for counts in (found.left, found.entered))
    return (
        f"{first} **{fmt.number(found.before)}** hồ sơ − rời **{fmt.number(left)}** + vào **{fmt.number(entered)}** "
        f"= {second} **{fmt.number(found.after)}** hồ sơ; có mặt ở cả hai kỳ **{fmt.number(found.stayed)}**"
    )


def ends(counts: Mapping[str, int]) -> str:
    """Say how dossiers stand at the end of the later period ("12 đã giải quyết, 3 đang giải quyết")."""
    said = [f"{fmt.number(counts[key])} {word}" for key, word in ENDS.items() if counts.get(key)]
    return ", ".join(said) or "không có hồ sơ nào"
