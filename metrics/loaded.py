"""What a snapshot rests on: how many files count, when the newest was exported, and up to which day they speak."""

from dataclasses import dataclass
from datetime import date

import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The files that count; days are missing where no file names one, `is_sample` where any file is made up."""

    files: int
    export_date: date | None
    last_day: date | None
    is_sample: bool


def loaded(con: duckdb.DuckDBPyConnection) -> Loaded:
    """Return what the counted loads of a snapshot say of themselves."""
    files, export_date, last_day, is_sample = con.execute(
        "SELECT count(*), max(export_date), max(coalesce(period_to, known_until)), "
        "coalesce(bool_or(is_sample), FALSE) FROM counted_load"
    ).fetchall()[0]
    return Loaded(files=int(files), export_date=export_date, last_day=last_day, is_sample=bool(is_sample))
