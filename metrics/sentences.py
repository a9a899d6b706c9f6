"""Sentences (câu báo cáo): one for each target, complete, built from the numbers, fit to be read aloud.

Plain text: names come from files and are escaped by whoever puts a sentence on a screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from metrics import wording
from metrics.catalogue import discover
from metrics.held import Reader
from metrics.indicator import Indicator, rates
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from metrics.pace import Pace, State, allowed_misses, misses, of_year
from metrics.plan import Status, status
from metrics.scorecard import Score
from metrics.tasks import STATE_LABELS, TaskState
from warehouse.period import Period

WHOLE = "Toàn huyện"
"""What a figure of everything is said of."""

PLACES = {None: WHOLE, "district": "Cấp huyện", "commune": "Cấp xã"}
"""What a figure is said of, by the level of its target."""

MOST_NAMES = 3
"""Units named in one sentence; of more only the first are named."""

_MISS_VERBS = {"on_time_rate": "trễ", "petition_on_time_rate": "trễ"}

UNIT_WORDS = {"HS": "hồ sơ", "TTHC": "thủ tục", "TTHC nội bộ": "thủ tục nội bộ", "PAKN": "phản ánh, kiến nghị"}
"""Units that the plan's table of targets abbreviates, as they stand in a sentence."""

BASE_YEAR = 2022
"""Year that the plan of 2023 compares with (II.2.1, II.3.1, II.5.1, II.7.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit with its counts; `type` is that of data/reference/units.csv (xa, thi_tran, agency ...)."""

    name: str
    type: str
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A unit that pulls the whole down: by how many cases it misses its own target."""

    unit: Unit
    shortfall: int


def miss_verb(indicator: Indicator, variant: str | None) -> str | None:
    """Return what a case that misses an indicator has done ("trễ"), None where the variant leaves out others too.

    Only the first way of counting leaves out late cases and nothing else: others go on to open or withdrawn ones.

    >>> from metrics.timeliness import ON_TIME_RATE
    >>> miss_verb(ON_TIME_RATE, "A"), miss_verb(ON_TIME_RATE, None), miss_verb(ON_TIME_RATE, "C")
    ('trễ', 'trễ', None)
    """
    return _MISS_VERBS.get(indicator.key) if indicator.variant(variant) == indicator.variants[0] else None


def rate(
    place: str,
    numerator: int,
    denominator: int,
    target: Fraction | None,
    unit: str = "hồ sơ",
    *,
    pace: Pace | None = None,
    pulling: Sequence[Pull] = (),
    miss_verb: str | None = None,
    higher_is_better: bool = True,
) -> str:
    """Say a rate against its target (0-100; None: the plan prints no number), what the year allows, who pulls it down.

    The denominator is not 0: see `without_figure`. `miss_verb` is what a miss does ("trễ"), else it is "không đạt".

    >>> show = lambda text: print(text.replace(wording.NBSP, " "))
    >>> show(rate(WHOLE, 9_120, 9_362, Fraction(98)))
    Toàn huyện 97,42 % (9.120/9.362 hồ sơ), thấp hơn chỉ tiêu 0,58 điểm.
    >>> show(rate(WHOLE, 990, 1_000, Fraction(98)))
    Toàn huyện 99,00 % (990/1.000 hồ sơ), đạt chỉ tiêu 98 %, cao hơn 1,00 điểm.
    >>> show(rate(WHOLE, 900, 1_000, Fraction(98)))
    Toàn huyện 90,00 % (900/1.000 hồ sơ), chưa đạt, thấp hơn chỉ tiêu 8,00 điểm.
    >>> show(rate("Cấp xã", 54, 100, None))
    Cấp xã 54,00 % (54/100 hồ sơ); kế hoạch không ghi con số để so.
    """
    share = Fraction(100 * numerator, denominator)
    goal = None if target is None else float(target)
    head = f"{place} {wording.percent(float(share), goal)} ({wording.ratio(numerator, denominator)} {unit})"
    if target is None:
        return f"{head}; kế hoạch không ghi con số để so."
    verdict = status(numerator, denominator, target, higher_is_better=higher_is_better)
    clauses = [f"{head}, {_against(share, target, verdict)}"]
    if pace is not None:
        clauses.append(_allowance(pace, unit, miss_verb, higher_is_better))
    if pulling:
        clauses.append(_pulled(pulling))
    return "; ".join(clauses) + "."


def without_figure(label: str, reason: str) -> str:
    """Say why a target has no figure; `reason` is a sentence.

    >>> without_figure("Hồ sơ đúng hạn", "Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.")
    'Hồ sơ đúng hạn: không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.'
    """
    return f"{label}: {reason[:1].lower()}{reason[1:].rstrip('.')}."


def milestone(label: str, state: TaskState, on: date, *, due: date | None = None, done_on: date | None = None) -> str:
    """Say where a piece of work stands on a day and how far its deadline is; `due` None: the plan prints no day.

    >>> milestone("Kế hoạch CCHC", TaskState.DONE, date(2023, 6, 30), due=date(2023, 1, 31), done_on=date(2023, 1, 18))
    'Kế hoạch CCHC: hoàn thành ngày 18/01/2023, trước hạn 13 ngày (hạn 31/01/2023).'
    >>> milestone("Hồ sơ mẫu", TaskState.IN_PROGRESS, date(2023, 11, 5), due=date(2023, 10, 31))
    'Hồ sơ mẫu: đang thực hiện, quá hạn 5 ngày (hạn 31/10/2023).'
    """
    head = f"{label}: {STATE_LABELS[state].lower()}"
    if done_on is not None:
        head += f" ngày {wording.day(done_on)}"
    if due is None:
        return f"{head}{'' if state is TaskState.DONE else ', kế hoạch không ghi hạn'}."
    if state is TaskState.DONE and done_on is None:
        return f"{head} (hạn {wording.day(due)})."
    left = (due - (done_on or on)).days
    if done_on is not None:
        how = f"trước hạn {left} ngày" if left > 0 else ("đúng hạn" if left == 0 else f"trễ hạn {-left} ngày")
    else:
        how = f"quá hạn {-left} ngày" if left < 0 else ("hôm nay đến hạn" if left == 0 else f"còn {left} ngày")
    return (
        f"{label}: {how} (hạn {wording.day(due)})."
        if state is TaskState.OVERDUE
        else (f"{head}, {how} (hạn {wording.day(due)}).")
    )


def count(
    label: str,
    value: float,
    unit: str,
    *,
    of: int | None = None,
    target: float | None = None,
    higher_is_better: bool = True,
) -> str:
    """Say a number that is no rate (units, points), out of how many, and against a number that the plan prints.

    >>> count("Bộ phận Một cửa số hóa hồ sơ", 14, "đơn vị", of=16, target=16)
    'Bộ phận Một cửa số hóa hồ sơ: 14/16 đơn vị, thiếu 2 đơn vị so với chỉ tiêu.'
    >>> count("Chỉ số CCHC", 86.5, "điểm")
    'Chỉ số CCHC: 86,5 điểm.'
    """
    head = f"{label}: {_number(value)}{'' if of is None else f'/{_number(of)}'} {unit}"
    if target is None:
        return f"{head}."
    lacking = target - value if higher_is_better else value - target
    if lacking <= 0:
        return f"{head}, đạt chỉ tiêu."
    return f"{head}, {'thiếu' if higher_is_better else 'vượt'} {_number(lacking)} {unit} so với chỉ tiêu."


def relative(
    label: str, value: float, baseline: float | None, unit: str, *, rises: bool = True, base_year: int = BASE_YEAR
) -> str:
    """Say a number against that of an earlier year, which the plan wants to rise or to fall.

    Unit "%" says a share: its distance is in points.

    >>> relative("Biên chế sự nghiệp", 1_180, 1_200, "biên chế", rises=False)
    'Biên chế sự nghiệp: 1.180 biên chế, giảm 20 biên chế so với năm 2022 (1.200), đạt.'
    >>> relative("Chỉ số CCHC", 86.5, None, "điểm")
    'Chỉ số CCHC: 86,5 điểm; chưa có số liệu 2022 để so sánh.'
    """
    head = f"{label}: {_with_unit(value, unit)}"
    if baseline is None:
        return f"{head}; chưa có số liệu {base_year} để so sánh."
    change = value - baseline
    if change == 0:
        return f"{head}, bằng năm {base_year}, chưa đạt."
    distance = wording.points(abs(change)).lstrip("+") if unit == "%" else f"{_number(abs(change))} {unit}"
    said = f"{'tăng' if change > 0 else 'giảm'} {distance} so với năm {base_year}"
    before = _with_unit(baseline, unit) if unit == "%" else _number(baseline)
    return f"{head}, {said} ({before}), {'đạt' if (change > 0) == rises else 'chưa đạt'}."


def standing(
    label: str,
    rank: int,
    *,
    of: int | None = None,
    leading: int | None = None,
    baseline: int | None = None,
    base_year: int = BASE_YEAR,
) -> str:
    """Say a place (1 is best), how it moved, and whether it is within the leading group where its size is known.

    >>> standing("Hạng CCHC trong tỉnh", 3, of=11, baseline=5)
    'Hạng CCHC trong tỉnh: hạng 3/11, tăng 2 bậc so với năm 2022 (hạng 5).'
    >>> standing("Hạng CCHC trong tỉnh", 6, leading=5)
    'Hạng CCHC trong tỉnh: hạng 6, chưa vào nhóm 5 địa phương dẫn đầu.'
    """
    said = [f"{label}: hạng {rank}{'' if of is None else f'/{of}'}"]
    if baseline is not None and rank == baseline:
        said.append(f"giữ nguyên so với năm {base_year}")
    elif baseline is not None:
        moved = f"{'tăng' if rank < baseline else 'giảm'} {abs(rank - baseline)} bậc"
        said.append(f"{moved} so với năm {base_year} (hạng {baseline})")
    if leading is not None:
        said.append(f"{'trong' if rank <= leading else 'chưa vào'} nhóm {leading} địa phương dẫn đầu")
    return ", ".join(said) + "."


def pulling_down(units: Iterable[Unit], target: Fraction, *, higher_is_better: bool = True) -> list[Pull]:
    """Return the units that miss the target by themselves, those short of the most cases first, equal ones by name.

    B: 5 late of 100 where 2 may be, 3 short; A: 60 of 1.000 where 20 may be, 40 short; C: 2 of 100, none.

    >>> units = [Unit(name=name, type="xa", numerator=hits, denominator=cases)
    ...          for name, hits, cases in (("B", 95, 100), ("A", 940, 1_000), ("C", 98, 100))]
    >>> [(pull.unit.name, pull.shortfall) for pull in pulling_down(units, Fraction(98))]
    [('A', 40), ('B', 3)]
    """
    pulls = [
        Pull(
            unit=unit,
            shortfall=misses(unit.numerator, unit.denominator, higher_is_better=higher_is_better)
            - allowed_misses(unit.denominator, target, higher_is_better=higher_is_better),
        )
        for unit in units
    ]
    return sorted((pull for pull in pulls if pull.shortfall > 0), key=lambda pull: (-pull.shortfall, pull.unit.name))


def units_with_counts(
    con: Reader,
    indicator: Indicator,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> list[Unit]:
    """Return every unit with cases in a period, under its short name of the last day, in order of codes."""
    table = rates(con, indicator, period, (Dimension.UNIT,), variant=variant, compare=compare, scope=scope)
    known = {
        code: (name, type_)
        for code, name, type_ in con.execute(
            "SELECT code, short_name, type FROM ref_unit WHERE valid_from <= ? ORDER BY valid_from", [period.last]
        ).fetchall()
    }
    counts = zip(table["unit"], table["numerator"], table["denominator"], strict=True)
    return [
        Unit(name=name, type=type_, numerator=int(hits), denominator=int(cases))
        for code, hits, cases in counts
        if cases
        for name, type_ in [known.get(code, ("không rõ đơn vị" if wording.missing(code) else str(code), ""))]
    ]


def of_rate(
    con: Reader,
    indicator: Indicator,
    target: Fraction | None,
    period: Period,
    reason: str,
    *,
    label: str | None = None,
    said_of: str = WHOLE,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    pace: Pace | None = None,
) -> str:
    """Return the sentence of a target that is a rate, everything fetched from the rollup but a `pace` known already.

    `reason` is said where there are no cases, after `label` (the indicator's own by default). What the year still
    allows is said of year-to-date periods only; who pulls down where the scope has more than one unit.
    """
    units = units_with_counts(con, indicator, period, variant=variant, compare=compare, scope=scope)
    if not units:
        return without_figure(label or indicator.label, reason)
    pulls = list[Pull]()
    if target is not None:
        pulls = pulling_down(units, target, higher_is_better=indicator.higher_is_better) if len(units) > 1 else []
        if pace is None and period.is_year_to_date:
            pace = of_year(con, indicator, target, period, variant=variant, compare=compare, scope=scope)
    return rate(
        said_of,
        sum(unit.numerator for unit in units),
        sum(unit.denominator for unit in units),
        target,
        indicator.unit,
        pace=pace,
        pulling=pulls,
        miss_verb=miss_verb(indicator, variant),
        higher_is_better=indicator.higher_is_better,
    )


def of_score(
    con: Reader,
    score: Score,
    period: Period,
    *,
    said_of: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> str:
    """Return the sentence of any target of a scorecard, with what its year allows and who pulls it down.

    `period` and `scope` are those that the scorecard was asked for, `said_of` what its figures are said of (by default
    the level of the target). A rate that was reported and not counted is said as it stands, without units and pace.
    """
    target, figure, measure = score.target, score.figure, score.measure
    if measure is not None and measure.state is not None:
        return milestone(target.label, measure.state, period.last, due=score.deadline)
    if target.kind in ("relative", "rank") or figure is None:
        return _of_value(score)
    if not figure.denominator:
        return without_figure(target.label, score.reason or "")
    said_of = said_of or PLACES[target.level or scope.level]
    indicator = discover().get(target.indicator)
    if indicator is None or score.variant is None:
        up = target.direction == "up"
        return rate(
            said_of, figure.numerator, figure.denominator, target.value, _unit(target.unit), higher_is_better=up
        )
    whole = replace(scope, level=target.level or scope.level, field_groups=target.field_groups or scope.field_groups)
    return of_rate(
        con,
        indicator,
        target.value,
        period,
        score.reason or "",
        label=target.label,
        said_of=said_of,
        variant=score.variant,
        compare=compare,
        scope=whole,
        pace=score.pace,
    )


def _of_value(score: Score) -> str:
    target, measure = score.target, score.measure
    if measure is None or measure.value is None:
        return without_figure(target.label, score.reason or "")
    if target.kind == "rank":
        leading = None if target.value is None else int(target.value)
        return standing(target.label, int(measure.value), leading=leading)
    if target.kind == "relative":
        unit = "%" if score.figure is not None else _unit(target.unit)
        year = measure.baseline_year or BASE_YEAR
        rises = target.direction == "up"
        return relative(target.label, measure.value, measure.baseline, unit, rises=rises, base_year=year)
    goal = None if target.value is None else float(target.value)
    up = target.direction == "up"
    return count(target.label, measure.value, _unit(target.unit), target=goal, higher_is_better=up)


def _unit(printed: str) -> str:
    return UNIT_WORDS.get(printed, printed)


def _against(share: Fraction, target: Fraction, verdict: Status) -> str:
    goal = f"{wording.target(float(target))}{wording.NBSP}%"
    if share == target:
        return f"đạt đúng chỉ tiêu {goal}"
    distance = wording.points(float(abs(share - target))).lstrip("+")
    side = "cao hơn" if share > target else "thấp hơn"
    if verdict is Status.MET:
        return f"đạt chỉ tiêu {goal}, {side} {distance}"
    return f"{'chưa đạt, ' if verdict is Status.MISSED else ''}{side} chỉ tiêu {distance}"


def _allowance(pace: Pace, unit: str, miss_verb: str | None, higher_is_better: bool) -> str:
    def missed(cases: int) -> str:
        said = f"{wording.number(cases)} {unit}"
        return f"{miss_verb} {said}" if miss_verb else f"{said} không đạt"

    if pace.state is State.OUT_OF_REACH:
        most = wording.number(pace.allowed[1])
        return f"đã không thể đạt trong năm: {missed(pace.used)}, cả năm dự kiến chỉ được {most}"
    return f"còn được {missed(pace.still_allowed)}"


def _pulled(pulling: Sequence[Pull]) -> str:
    names = ", ".join(pull.unit.name for pull in pulling[:MOST_NAMES])
    most = ", nhiều nhất là" if len(pulling) > MOST_NAMES else ":"
    return f"{len(pulling)} {_kind(pulling)} kéo xuống{most} {names}"


def _kind(pulling: Sequence[Pull]) -> str:
    types = {pull.unit.type for pull in pulling}
    if types == {"xa"}:
        return "xã"
    return "xã, thị trấn" if types <= {"xa", "thi_tran"} else "đơn vị"


def _with_unit(value: float, unit: str) -> str:
    return wording.percent(value) if unit == "%" else f"{_number(value)} {unit}"


def _number(value: float) -> str:
    """Whole numbers without decimals, others with as many as they have, up to two."""
    return wording.target(float(value))
