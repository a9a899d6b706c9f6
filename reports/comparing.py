"""A target's figure beside those of the same period last year, of the quarter, and of the quarter before."""

from dataclasses import dataclass
from datetime import date, timedelta

from metrics import wording
from metrics.restated_words import figure as in_words
from metrics.scorecard import Score
from reports.sources import Said, Sources
from warehouse.period import Period

_MORE_THAN_A_QUARTER = timedelta(days=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A target in another period: `numerator` and `denominator` or `value`; all None where there is no figure.

    `said` is the figure in words, a dash without one; `source` its number in the report, None without one.
    """

    period: Period
    said: str
    numerator: int | None
    denominator: int | None
    value: float | None
    source: int | None

    @property
    def rate_pct(self) -> float | None:
        """The rate (0-100), None where there is none."""
        return 100.0 * self.numerator / self.denominator if self.numerator is not None and self.denominator else None


def then(score: Score, period: Period, found: Sources) -> Then:
    """Take down what a target's figure was in another period."""
    figure, measure = score.figure, score.measure
    has_rate = figure is not None and figure.denominator > 0
    value = measure.value if measure is not None and figure is None else None
    return Then(
        period=period,
        said=in_words(score) if has_rate or value is not None else wording.NOTHING,
        numerator=figure.numerator if figure and has_rate else None,
        denominator=figure.denominator if figure and has_rate else None,
        value=value,
        source=found.cite_score(score, period) if has_rate or value is not None else None,
    )


def said(
    score: Score, year_before: Then, quarter: Then, quarter_before: Then, *, is_year_told: bool = True
) -> Said | None:
    """Compare a figure with the same period last year and the quarter with the one before; None with neither.

    What is missing is said, so that nobody takes silence for "unchanged"; but not of last year where no target has a
    figure of it (`is_year_told` False), which is said once for all.
    """
    rate = score.figure.rate_pct if score.figure else None
    if rate is None:
        return None
    parts, sources = [], list[int]()
    before = year_before.rate_pct
    if before is not None and year_before.source is not None:
        parts.append(f"So với {name(year_before.period)} ({year_before.said}): {_moved(rate - before)}")
        sources.append(year_before.source)
    elif is_year_told:
        parts.append(f"Chưa có số liệu {name(year_before.period)} để so sánh")
    now, earlier = quarter.rate_pct, quarter_before.rate_pct
    if now is not None and quarter.source is not None:
        own = f"{quarter.period.label} {quarter.said}"
        sources.append(quarter.source)
        if earlier is not None and quarter_before.source is not None:
            own += f", {_moved(now - earlier)} so với {name(quarter_before.period)} ({quarter_before.said})"
            sources.append(quarter_before.source)
        else:
            own += f"; chưa có số liệu {name(quarter_before.period)}"
        parts.append(own)
    return Said(text=". ".join(parts) + ".", sources=tuple(sources)) if parts else None


def quarter_of(period: Period) -> Period:
    """Return the last quarter of a period made of whole quarters, else the period itself.

    A calendar that declares no quarters has none that are whole.

    >>> [quarter_of(Period.parse(token)).token for token in ("2023-9M", "2023", "2023-Q2", "2023-04")]
    ['2023-Q3', '2023-Q4', '2023-Q2', '2023-04']
    >>> quarter_of(Period.parse("2023-01-15..2023-02-14", "custom")).token
    '2023-01-15..2023-02-14'
    """
    last = period.quarters()[-1]  # cut to the period where that has less than the quarter
    whole = Period.between(last.start, last.last, period.calendar)
    return whole if whole.token == last.token else period


def end_of_next(period: Period) -> date:
    """Return the last day of the quarter in which the day after a period lies: as far as the next report looks ahead.

    Quarters are those of the period's calendar, the civil ones where it declares none.

    >>> end_of_next(Period.parse("2023-9M")).isoformat(), end_of_next(Period.parse("2023")).isoformat()
    ('2023-12-31', '2024-03-31')
    >>> [end_of_next(Period.parse("2023-01-15..2023-02-14", calendar)).isoformat() for calendar in ("custom", "d15_14")]
    ['2023-03-31', '2023-03-14']
    """
    ahead = Period.between(period.end, period.end + _MORE_THAN_A_QUARTER, period.calendar)
    return ahead.quarters()[0].last


def name(period: Period) -> str:
    """Return the name of a period as it stands inside a sentence ("quý III 2023").

    >>> name(Period.parse("2023-Q3"))
    'quý III 2023'
    """
    return period.label[:1].lower() + period.label[1:]


def _moved(points: float) -> str:
    if points == 0:
        return "không đổi"
    return f"{'tăng' if points > 0 else 'giảm'} {wording.points(abs(points)).lstrip('+')}"
