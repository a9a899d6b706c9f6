"""Words of the dictionary of indicators: what a formula divides, whom a target speaks of, what no figure explains.

Pure text from declarations, the plan and scores. Names from files are escaped by whoever puts them on a screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.catalogue import told_in
from metrics.indicator import Indicator, Kind, Variant
from metrics.plan import Plan, Target
from metrics.scorecard import Score
from metrics.sentences import UNIT_WORDS
from ui import format as fmt
from ui.words import GROUP_WORDS, LEVEL_WORDS, joined
from warehouse.folding import without_marks

_DIVIDED = " ÷ "
_KINDS = {
    "relative": {"up": "cao hơn năm trước", "down": "thấp hơn năm trước"},
    "milestone": {"up": "hoàn thành"},
    "rank": {"down": "nhóm dẫn đầu"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexplained:
    """Targets of the plan that have no verdict in a period for one and the same reason, in plan order."""

    reason: str
    targets: tuple[Target, ...]


def parts(variant: Variant, kind: Kind) -> tuple[str, str]:
    """Return numerator and denominator of a variant in words; a value has a dash for its denominator.

    >>> from metrics.timeliness import ON_TIME_RATE
    >>> parts(ON_TIME_RATE.variant("D"), ON_TIME_RATE.kind)
    ('đúng hạn + rút, trả lại', 'đã giải quyết + rút, trả lại')
    """
    top, divided, bottom = variant.formula.partition(_DIVIDED)
    if kind is Kind.VALUE or not divided:
        return variant.formula, fmt.NOTHING
    return _bare(top), _bare(bottom)


def way(indicator: Indicator, variant: Variant) -> str:
    """Name a reading on screen: by its letter where it has one, else by its place among those of the indicator.

    >>> from metrics.catalogue import discover
    >>> [way(one, one.variants[-1]) for one in (discover()["on_time_rate"], discover()["digitization_rate"])]
    ['Cách D', 'Cách 2']
    """
    return f"Cách {variant.key if len(variant.key) == 1 else indicator.variants.index(variant) + 1}"


def _bare(part: str) -> str:
    """Take off brackets around the whole of a sum."""
    inner = part.removeprefix("(").removesuffix(")")
    return inner if len(inner) == len(part) - 2 and "(" not in inner else part


def search(indicators: Iterable[Indicator], plan: Plan, wanted: str) -> list[Indicator]:
    """Return the indicators whose words or targets hold what is wanted, accents left out, by area and label."""
    found = without_marks(wanted.strip())
    return sorted(
        (one for one in indicators if found in without_marks(_all_words(one, plan))),
        key=lambda one: (one.area, without_marks(one.label)),
    )


def _all_words(indicator: Indicator, plan: Plan) -> str:
    said = [indicator.label, indicator.key, indicator.definition, *(one.formula for one in indicator.variants)]
    for target in targets(indicator, plan):
        said += [target.id, target.label, target.quote]
    return "\n".join(said)


def targets(indicator: Indicator, plan: Plan) -> list[Target]:
    """Return the targets of the plan that are judged by an indicator, in plan order."""
    return [target for target in plan.targets if target.indicator == indicator.key]


def caption(indicator: Indicator, plan: Plan) -> str:
    """Say beside an indicator's name its area and the targets it serves."""
    area = next(area.short_label for area in plan.areas if area.no == indicator.area)
    return f"{area} · {', '.join(target.id for target in targets(indicator, plan)) or 'số liệu đi kèm'}"


def facts(indicator: Indicator) -> list[tuple[str, str]]:
    """Return what is declared of an indicator beside definition and variants, as (what, text) lines."""
    lines = [
        ("Đơn vị đếm", indicator.unit + ("" if indicator.kind is Kind.RATE else "; một con số, không phải tỷ lệ")),
        ("Chiều tốt", "càng cao càng tốt" if indicator.higher_is_better else "càng thấp càng tốt"),
        ("Tính theo", indicator.counted_by),
        ("Nguồn số liệu", told_in(indicator)),
        ("Căn cứ", indicator.defined_in),
    ]
    return [*lines, ("Trường hợp riêng", indicator.edge_cases)] if indicator.edge_cases else lines


def goal(target: Target) -> str:
    """Say what the plan asks for: the value with its sign and unit, or in words where it prints none.

    A coverage or threshold is a share of its unit; a value in force by an amendment says so.
    """
    unit = UNIT_WORDS.get(target.unit, target.unit)
    if target.kind in ("coverage", "threshold"):
        sign = "" if target.kind == "coverage" else ("≥ " if target.direction == "up" else "≤ ")
        share = "" if target.value is None else f"{sign}{fmt.target(float(target.value))}{fmt.NBSP}%"
        said = f"{share} {unit}" if share else "không ghi con số"
    else:
        said = _KINDS[target.kind][target.direction]
        if target.value is not None:
            said = f"{said} {fmt.target(float(target.value))} {unit}".rstrip()
    return said + (f" (điều chỉnh theo {target.amended.document})" if target.amended else "")


def spoken_of(target: Target) -> str:
    """Say which part of the district a target speaks of."""
    level = LEVEL_WORDS[target.level] if target.level else "cấp huyện và cấp xã"
    if not target.field_groups:
        return level
    return f"{level}; {joined([GROUP_WORDS.get(group, group) for group in target.field_groups])}"


def quotes(target: Target) -> list[tuple[str, str]]:
    """Return each paragraph of the plan that prints a target, with its words."""
    printed = [(target.paragraph, target.quote)]
    if target.other_paragraph and target.other_quote:
        printed.append((target.other_paragraph, target.other_quote))
    return printed


def readings(target: Target, plan: Plan) -> list[tuple[str, str]]:
    """Return what the plan prints twice or wrongly about a target, each with how it is read here."""
    known = [plan.conflicts[number] for number in target.conflict if number in plan.conflicts]
    return [(row["printed"], row["treated_as"]) for row in known]


def unexplained(scores: Sequence[Score]) -> list[Unexplained]:
    """Group the targets without a verdict by their reason, the most frequent reason first."""
    groups: dict[str, list[Target]] = {}
    for score in scores:
        if score.reason:
            groups.setdefault(score.reason.replace(score.target.id, "của chỉ tiêu"), []).append(score.target)
    found = [Unexplained(reason=reason, targets=tuple(of)) for reason, of in groups.items()]
    return sorted(found, key=lambda group: -len(group.targets))


def title(indicators: int, scores: Sequence[Score], period: str) -> str:
    """Say how many targets of the plan can be judged in a period, and how many indicators are defined."""
    judged = sum(score.reason is None for score in scores)
    return f"{period}: {judged}/{len(scores)} mục tiêu của kế hoạch tính được; {indicators} chỉ tiêu được định nghĩa"
