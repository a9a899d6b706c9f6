"""What a report says, built once from a snapshot and a period; Word and Excel write the same content down.

Plain text and numbers, no layout. Every sentence with a number names its sources, which carry numerator, denominator,
period and files (reports.sources).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import duckdb
import pandas as pd

from metrics import score_words, tally, wording
from metrics.completeness import namer
from metrics.form_06a import form_06a
from metrics.indicator import rates
from metrics.loaded import Loaded, loaded
from metrics.measures import EVERYTHING, Compare, Dimension
from metrics.overdue import overdue
from metrics.plan import Plan, ReformAreaName, Status, target_for
from metrics.progress import reports as progress_reports
from metrics.restatements import Restated
from metrics.scorecard import Score, scorecard
from metrics.sentences import WHOLE, of_score
from metrics.task_states import decisions
from metrics.tasks import TaskStanding, standings
from metrics.timeliness import ON_TIME_RATE, balance
from reports import causes, comparing
from reports.comparing import Then
from reports.sources import File, Said, Source, Sources, files_of
from warehouse.health import Snapshot
from warehouse.period import Period, like_with_like


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a report is asked for: of which snapshot and period, read how (variant of the on-time rate, comparison)."""

    snapshot: Snapshot
    period: Period
    variant: str = "A"
    compare: Compare = Compare.SOURCE

    @property
    def variants(self) -> dict[str, str]:
        """The variants chosen, by indicator."""
        return {"on_time_rate": self.variant}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One target with its figure: the sentence, and the same in the year before and in the quarter and the one before.

    `then` are the figures beside it, in that order; `causes` say why a miss moved, by rate and mix.
    """

    score: Score
    said: Said
    year_before: Then
    quarter: Then
    quarter_before: Then
    compared: Said | None
    causes: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One reform area: its targets by status, those with a figure, and the others by the reason why not."""

    name: ReformAreaName
    by_status: Counter[str]
    lines: tuple[Line, ...]
    silent: tuple[tuple[str, tuple[Score, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A rate in one month: its name, counts, and the rate in percent (None without cases)."""

    name: str
    numerator: int
    denominator: int
    rate_pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a report says.

    `months` are the months of the period with their on-time rate, `on_time_target` what it is held against. `balance`
    has one row per unit and field group with the counts of metrics.timeliness.BALANCE, `unit_names` names its units,
    in the order of codes; `form_by_field` and `form_by_unit` are metrics.form_06a by level, `overdue` has one row per
    overdue dossier. `standings` are all tasks at the last day of the period, `due` those that owe something until
    `next_day`, the end of the next period. `restated` are figures of the report before (`before`, None without one).
    """

    order: Order
    plan: Plan
    period: Period
    quarter: Period
    quarter_before: Period
    year_before: Period
    loaded: Loaded
    areas: tuple[Area, ...]
    overview: Said
    dossiers: Said | None
    months: tuple[Month, ...]
    on_time_target: float | None
    balance: pd.DataFrame
    unit_names: dict[str, str]
    form_by_field: pd.DataFrame
    form_by_unit: pd.DataFrame
    overdue: pd.DataFrame
    overdue_said: Said | None
    standings: tuple[TaskStanding, ...]
    due: tuple[TaskStanding, ...]
    next_day: date
    before: str | None
    restated: tuple[Restated, ...]
    sources: tuple[Source, ...]
    files: tuple[File, ...]

    @property
    def lines(self) -> list[Line]:
        """Every target with a figure, in plan order."""
        return [line for area in self.areas for line in area.lines]

    @property
    def misses(self) -> list[Line]:
        """Targets with a figure that are not met, the worst status first, then the widest gap."""
        ranks = (Status.OUT_OF_REACH, Status.MISSED, Status.NEAR)
        missed = [line for line in self.lines if line.score.status in ranks]
        return sorted(missed, key=lambda line: (ranks.index(line.score.status), _gap(line.score)))


def build(
    con: duckdb.DuckDBPyConnection,
    order: Order,
    plan: Plan,
    *,
    before: str | None = None,
    restated: Sequence[Restated] = (),
) -> Content:
    """Build what a report says of the whole district. `con` reads the snapshot of the order.

    `before` names the report before, `restated` its figures that differ in this snapshot.
    """
    period = order.period
    known = loaded(con)
    compared = like_with_like(comparing.quarter_of(period), known.last_day)
    periods = (like_with_like(period, known.last_day).year_before, compared.current, compared.previous)
    found = Sources(files_of(con))
    scores = _scores(con, order, plan, period)
    beside = [{score.target.id: score for score in _scores(con, order, plan, of)} for of in periods]

    is_year_told = any(map(_has_figure, beside[0].values()))

    def line(score: Score) -> Line:
        now = comparing.then(score, period, found)
        year_before, quarter, quarter_before = (
            comparing.then(of[score.target.id], then, found) for of, then in zip(beside, periods, strict=True)
        )
        return Line(
            score=score,
            said=Said(text=said_of(con, order, score), sources=() if now.source is None else (now.source,)),
            year_before=year_before,
            quarter=quarter,
            quarter_before=quarter_before,
            compared=comparing.said(score, year_before, quarter, quarter_before, is_year_told=is_year_told),
            causes=tuple(causes.of(con, score, ((year_before, now), (quarter_before, quarter)), order.compare)),
        )

    counted = tally.counted(scores)
    areas = []
    for name in plan.areas:
        own = [score for score in counted if score.target.reform_area == name.no]
        areas.append(
            Area(
                name=name,
                by_status=tally.by_status(own),
                lines=tuple(line(score) for score in own if _has_figure(score)),
                silent=_silent(own),
            )
        )
    next_day = comparing.end_of_next(period)
    stand = standings(plan, progress_reports(con), period.last, decisions(con))
    table = balance(con, period, (Dimension.LEVEL, Dimension.UNIT, Dimension.FIELD_GROUP), compare=order.compare)
    late = overdue(con, period.last)
    dossiers = _dossiers(con, order, found) if len(table) else None
    overdue_said = None
    if len(late):
        source = found.cite(
            "Hồ sơ quá hạn chưa giải quyết", Period.between(period.last, period.last), value=float(len(late)),
            formula="hồ sơ đang giải quyết đã qua ngày hẹn trả, vào cuối ngày", letters=("D",),
        )  # fmt: skip
        days = int(late["days_overdue"].max())
        text = (
            f"Đến hết {wording.day(period.last)} còn {wording.number(len(late))} hồ sơ quá hạn chưa giải quyết, "
            f"lâu nhất {wording.number(days)} ngày; danh sách ở phụ lục Excel."
        )
        overdue_said = Said(text=text, sources=(source,))
    overview = _overview(scores, period, found)
    if not is_year_told and overview.sources:
        silent = f"Chưa có số liệu {comparing.name(periods[0])} của chỉ tiêu nào để so sánh với cùng kỳ."
        overview = replace(overview, text=f"{overview.text} {silent}")
    return Content(
        order=order,
        plan=plan,
        period=period,
        quarter=compared.current,
        quarter_before=compared.previous,
        year_before=periods[0],
        loaded=known,
        areas=tuple(areas),
        overview=overview,
        dossiers=dossiers,
        months=tuple(_months(con, order)),
        on_time_target=_on_time_target(plan, period),
        balance=table,
        unit_names=_unit_names(con, period),
        form_by_field=form_06a(con, period, (Dimension.LEVEL, Dimension.FIELD), compare=order.compare),
        form_by_unit=form_06a(con, period, (Dimension.LEVEL, Dimension.UNIT), compare=order.compare),
        overdue=late,
        overdue_said=overdue_said,
        standings=tuple(stand),
        due=tuple(one for one in stand if one.due_on is not None and one.due_on <= next_day),
        next_day=next_day,
        before=before,
        restated=tuple(restated),
        sources=found.all(),
        files=found.files(),
    )


def _scores(con: duckdb.DuckDBPyConnection, order: Order, plan: Plan, period: Period) -> list[Score]:
    return scorecard(con, plan, period, variants=order.variants, compare=order.compare)


def _has_figure(score: Score) -> bool:
    figure, measure = score.figure, score.measure
    if figure is not None:
        return bool(figure.denominator)
    return measure is not None and (measure.value is not None or measure.state is not None)


def _gap(score: Score) -> float:
    return (score.figure.gap_pct if score.figure else None) or 0.0


def said_of(con: duckdb.DuckDBPyConnection, order: Order, score: Score) -> str:
    """Return the sentence of a target, its label before it."""
    label, said = score.target.label, of_score(con, score, order.period, compare=order.compare)
    return said if said.startswith(f"{label}:") else f"{label}: {said[:1].lower()}{said[1:]}"


def _silent(scores: Sequence[Score]) -> tuple[tuple[str, tuple[Score, ...]], ...]:
    without = sorted((score for score in scores if not _has_figure(score)), key=lambda score: score.reason or "")
    return tuple((reason, tuple(of)) for reason, of in groupby(without, key=lambda score: score.reason or ""))


def _months(con: duckdb.DuckDBPyConnection, order: Order) -> Iterator[Month]:
    for month in order.period.months():
        row = rates(con, ON_TIME_RATE, month, variant=order.variant, compare=order.compare).iloc[0]
        yield Month(
            name=wording.month(f"{month.last:%Y-%m}"),
            numerator=int(row["numerator"]),
            denominator=int(row["denominator"]),
            rate_pct=None if pd.isna(row["rate_pct"]) else float(row["rate_pct"]),
        )


def _on_time_target(plan: Plan, period: Period) -> float | None:
    target = target_for(plan.at(period.last), ON_TIME_RATE.key, EVERYTHING)
    return None if target is None or target.value is None else float(target.value)


def _unit_names(con: duckdb.DuckDBPyConnection, period: Period) -> dict[str, str]:
    """Return the names of units on the last day of a period: agencies of the district first, then communes."""
    codes = con.execute(
        "SELECT code FROM ref_unit WHERE level IN ('district', 'commune') GROUP BY code ORDER BY max(level) DESC, code"
    ).fetchall()
    name_of = namer(con)
    return {code: name_of(code, period.last) for (code,) in codes}


def _overview(scores: Sequence[Score], period: Period, found: Sources) -> Said:
    counts = tally.by_status(scores)
    total, judged = len(tally.counted(scores)), sum(counts[status.value] for status in tally.JUDGED)
    if not judged:
        return Said(text=f"Kế hoạch có {total} chỉ tiêu; chưa chỉ tiêu nào có số liệu của kỳ này.", sources=())
    source = found.cite(
        "Chỉ tiêu đạt", period, numerator=counts["met"], denominator=judged,
        formula="chỉ tiêu đạt ÷ chỉ tiêu có số liệu và có mục tiêu", letters=(),
    )  # fmt: skip
    said = score_words.overview(scores)
    silent = f"; {counts['no_data']} chưa có số liệu hoặc không có con số để so" if counts["no_data"] else ""
    return Said(text=f"Kế hoạch có {total} chỉ tiêu: {said}{silent}.", sources=(source,))


def _dossiers(con: duckdb.DuckDBPyConnection, order: Order, found: Sources) -> Said:
    (row,) = balance(con, order.period, compare=order.compare).to_dict("records")
    stock = int(row["received"]) + int(row["carried_over"])
    source = found.cite(
        "Hồ sơ đã giải quyết", order.period, numerator=int(row["resolved"]), denominator=stock,
        formula="hồ sơ đã giải quyết trong kỳ ÷ (kỳ trước chuyển sang + tiếp nhận trong kỳ)", letters=("D", "A"),
    )  # fmt: skip
    number = wording.number
    text = (
        f"{WHOLE} tiếp nhận {number(row['received'])} hồ sơ, kỳ trước chuyển sang {number(row['carried_over'])} hồ sơ; "
        f"đã giải quyết {number(row['resolved'])}, trong đó đúng hạn {number(row['on_time'])}, trễ hạn "
        f"{number(row['late'])}, không có ngày hẹn trả {number(row['no_due'])}; rút, trả lại "
        f"{number(row['withdrawn'])}; đang giải quyết {number(row['open'])}, trong đó quá hạn "
        f"{number(row['open_overdue'])}."
    )
    return Said(text=text, sources=(source,))
