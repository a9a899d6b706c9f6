"""The six blocks of QĐ 766/QĐ-TTg (23/6/2022): another scale, beside the plan and never mixed into its figures.

The Decision scores services in real time on the national portal; here stands what our own exports can answer of it,
and why the rest is missing. Points of a block are its most points times its rate where one rate earns them all; of the
others the Decision's split of the points is not at hand, so their rates stand without points. Sources: summaries of the
Decision and of the portal's formulas (not the Decision itself); the figure on the portal is the official one.
"""

from dataclasses import dataclass
from fractions import Fraction

from metrics.catalogue import discover
from metrics.held import Reader
from metrics.indicator import ratio
from metrics.measures import EVERYTHING, Compare, Scope
from warehouse.period import Period

NOT_DECLARED = "Chưa tính được chỉ số này từ các tệp đã nạp."
"""Reason for an indicator that this product does not count, or not in the Decision's way."""

NO_CASES = "Chưa có số liệu của kỳ này cho chỉ số này."
"""Reason for an empty denominator."""

NO_SPLIT = "Chưa có bảng chia điểm của từng chỉ số trong nhóm nên chỉ nêu tỷ lệ."
"""Reason for a block of several rates without points."""

NOT_ALL = "Chưa đủ chỉ số của nhóm để tính điểm."
"""Reason for a block with a rate missing."""

NO_COMPLAINTS = (
    "Trên Cổng tính bằng 100 % trừ hồ sơ quá hạn và hồ sơ bị phản ánh; tệp xuất không cho biết hồ sơ nào bị phản ánh."
)
"""Reason for the Decision's satisfaction with procedures (5.4), which is no survey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One rate of a block: what it is called, the indicator that answers it, and in which variant (None: its default).

    `indicator` None: nothing that we load can answer it, and `reason` says why.
    """

    label: str
    indicator: str | None
    variant: str | None = None
    reason: str = NOT_DECLARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One of the six blocks with its most points; `is_one_rate` where one rate earns all of them."""

    no: int
    label: str
    most_points: int
    parts: tuple[Part, ...]
    is_one_rate: bool = False


BLOCKS = (
    Block(
        no=1,
        label="Công khai, minh bạch",
        most_points=18,
        parts=(Part(label="TTHC công khai đầy đủ, đúng hạn, đồng bộ", indicator="procedure_publication_coverage"),),
    ),
    Block(
        no=2,
        label="Tiến độ giải quyết",
        most_points=20,
        parts=(Part(label="Hồ sơ xử lý trước và đúng hạn", indicator="on_time_rate", variant="B"),),
        is_one_rate=True,
    ),
    Block(
        no=3,
        label="Dịch vụ công trực tuyến",
        most_points=12,
        parts=(
            Part(label="TTHC đủ điều kiện được cung cấp trực tuyến", indicator="online_procedure_coverage"),
            Part(label="Hồ sơ nộp trực tuyến", indicator="online_filing_rate", variant="received"),
        ),
    ),
    Block(
        no=4,
        label="Thanh toán trực tuyến",
        most_points=10,
        parts=(
            Part(
                label="TTHC có nghĩa vụ tài chính được thanh toán trực tuyến",
                indicator="online_payment_procedure_coverage",
            ),
            Part(
                label="Hồ sơ của TTHC có phí được thanh toán trực tuyến", indicator="online_payment_rate", variant="766"
            ),
        ),
    ),
    Block(
        no=5,
        label="Số hóa hồ sơ",
        most_points=22,
        parts=(
            Part(label="Hồ sơ số hóa thành phần và có kết quả điện tử", indicator="digitization_rate", variant="766"),
            Part(label="Kết quả giải quyết được số hóa", indicator="digitized_result_rate"),
            Part(label="Kết quả điện tử có giá trị pháp lý", indicator="e_result_rate"),
        ),
    ),
    Block(
        no=6,
        label="Mức độ hài lòng",
        most_points=18,
        parts=(
            Part(label="Phản ánh, kiến nghị xử lý đúng hạn", indicator="petition_on_time_rate", variant="766"),
            Part(label="Hài lòng về xử lý phản ánh, kiến nghị", indicator="petition_satisfaction_rate"),
            Part(label="Hài lòng về giải quyết TTHC", indicator=None, reason=NO_COMPLAINTS),
        ),
    ),
)
"""The blocks in the Decision's order; their points add up to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One rate of a block in a period; counts and rate (0-100) are None where `reason` says why."""

    part: Part
    numerator: int | None
    denominator: int | None
    rate_pct: float | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockScore:
    """One block in a period: its answers, and its points (0 to most_points) or the reason why there are none."""

    block: Block
    answers: tuple[Answer, ...]
    points: Fraction | None
    reason: str | None


def score(block: Block, counts: list[tuple[int, int] | str]) -> BlockScore:
    """Score a block by the counts (numerator, denominator) of each of its parts, or the reason why one has none.

    90 of 100 in time give nine tenths of 20 points.

    >>> score(BLOCKS[1], [(90, 100)]).points
    Fraction(18, 1)
    >>> score(BLOCKS[1], [(0, 0)]).reason
    'Chưa có số liệu của kỳ này cho chỉ số này.'
    """
    answers = tuple(_answer(part, one) for part, one in zip(block.parts, counts, strict=True))
    missing = next((answer.reason for answer in answers if answer.reason), None)
    if not block.is_one_rate:
        return BlockScore(block=block, answers=answers, points=None, reason=NOT_ALL if missing else NO_SPLIT)
    points = None if missing else block.most_points * Fraction(answers[0].numerator or 0, answers[0].denominator or 1)
    return BlockScore(block=block, answers=answers, points=points, reason=missing)


def answered(scores: tuple[BlockScore, ...]) -> tuple[Fraction, int]:
    """Return the points of the blocks that have any, and how many points these blocks can give at most.

    >>> answered((score(BLOCKS[1], [(90, 100)]), score(BLOCKS[0], [(1, 2)])))
    (Fraction(18, 1), 20)
    """
    known = [(one.points, one.block.most_points) for one in scores if one.points is not None]
    return sum((points for points, _ in known), Fraction(0)), sum(most for _, most in known)


def of_period(
    con: Reader, period: Period, *, compare: Compare = Compare.SOURCE, scope: Scope = EVERYTHING
) -> tuple[BlockScore, ...]:
    """Return the six blocks in a period, in order, from the rollups; what no export answers has a reason."""
    return tuple(score(block, [_counts(con, part, period, compare, scope) for part in block.parts]) for block in BLOCKS)


def _answer(part: Part, counts: tuple[int, int] | str) -> Answer:
    if isinstance(counts, str) or counts[1] == 0:
        reason = counts if isinstance(counts, str) else NO_CASES
        return Answer(part=part, numerator=None, denominator=None, rate_pct=None, reason=reason)
    numerator, denominator = counts
    rate = 100 * numerator / denominator
    return Answer(part=part, numerator=numerator, denominator=denominator, rate_pct=rate, reason=None)


def _counts(con: Reader, part: Part, period: Period, compare: Compare, scope: Scope) -> tuple[int, int] | str:
    indicator = discover().get(part.indicator or "")
    if indicator is None or (part.variant and part.variant not in {variant.key for variant in indicator.variants}):
        return part.reason
    return ratio(con, indicator, period, variant=part.variant, compare=compare, scope=scope)
