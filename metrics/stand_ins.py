"""Forms that stand in for lists: the units and days whose figures come from an aggregate form alone."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from metrics.held import Reader
from warehouse.period import Period

MIXED_FORMS = ("ii_06a", "progress_766")
"""Forms that print withdrawn dossiers among those on time: variants B, C and D can be told from them, A cannot.

II.06a prints dossiers that wait for papers there as well, so they count as ended and on time in its B, C and D.
"""


class Topic(StrEnum):
    """What a form can say in place of a list: how dossiers went, how they came in, what was digitized."""

    PROGRESS = "progress"
    CHANNEL = "channel"
    DIGITIZATION = "digitization"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """One form that counts in place of a dossier list: of what, whose, which form, and the days that it speaks of.

    `unit` is None for a form of the whole district.
    """

    topic: Topic = Topic.PROGRESS
    unit: str | None
    form: str
    first_day: date
    last_day: date

    @property
    def gives_variant_a(self) -> bool:
        """Whether on time and withdrawn stand apart, so that the default on-time rate can be told."""
        return self.topic is Topic.PROGRESS and self.form not in MIXED_FORMS

    def is_whole_in(self, period: Period) -> bool:
        """Whether all of its days lie in a period: only then do its flows count there, for a form has no days."""
        return period.start <= self.first_day and self.last_day < period.end


def stand_ins(con: Reader, period: Period) -> list[StandIn]:
    """Return the forms that count in some days of a period, by topic, unit and day; none where lists say it all.

    Source: docs/decisions/0009; the rows are those of the view stand_in, kept at publication.
    """
    rows = con.execute(
        "SELECT topic, nullif(unit_key, ''), form, first_day, last_day FROM found_stand_in "
        "WHERE first_day < ? AND last_day >= ? ORDER BY topic DESC, unit_key, first_day",
        [period.end, period.start],
    ).fetchall()
    return [
        StandIn(topic=Topic(topic), unit=unit, form=form, first_day=first, last_day=last)
        for topic, unit, form, first, last in rows
    ]
