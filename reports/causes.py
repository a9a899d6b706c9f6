"""Why a figure that misses its target moved: the change taken apart into rate and mix, by field group and by unit."""

from collections.abc import Iterator, Mapping
from datetime import date

import duckdb

from metrics import wording
from metrics.catalogue import discover
from metrics.completeness import namer
from metrics.decomposition import DIMENSION_WORDS, Change, between, in_words
from metrics.measures import Compare, Dimension
from metrics.score_words import MISSES
from metrics.scorecard import Score
from reports.comparing import Then, name
from reports.sources import Said
from warehouse.build import read_reference

MOST_NAMES = 3
"""Slices named in one sentence, those that pull most first."""

NO_NAME = "không rõ"
"""What a slice without a key is called."""


def of(
    con: duckdb.DuckDBPyConnection, score: Score, pairs: tuple[tuple[Then, Then], ...], compare: Compare
) -> Iterator[Said]:
    """Yield one sentence by field group and one by unit on the change of a target that is not met; none for others.

    `pairs` are figures before and after; the first pair in which both have cases is taken apart.
    """
    indicator = discover().get(score.target.indicator)
    if score.status not in MISSES or indicator is None or score.variant is None:
        return
    known = [(before, after) for before, after in pairs if before.source is not None and after.source is not None]
    if not known:
        return
    before, after = known[0]
    for by in (Dimension.FIELD_GROUP, Dimension.UNIT):
        change = between(
            con, indicator, before.period, after.period, by, variant=score.variant, compare=compare,
            scope=score.target.scope,
        )  # fmt: skip
        if change is None or len(change.parts) < 2:
            continue
        said = in_words(change, DIMENSION_WORDS[by])
        text = (
            f"{after.period.label} so với {name(before.period)}: {said[:1].lower()}{said[1:]}"
            f"{_pulling(change, _names(con, by, after.period.last))}."
        )
        yield Said(text=text, sources=tuple(one.source for one in (before, after) if one.source is not None))


def _pulling(change: Change, names: Mapping[str | None, str]) -> str:
    """Name the slices that pull the rate down most, each with its points (rate and mix together)."""
    falling = sorted((part for part in change.parts if part.points < 0), key=lambda part: part.points)[:MOST_NAMES]
    if not falling:
        return ""
    said = [
        f"{names.get(part.key, part.key or NO_NAME)} {wording.points(float(part.points))} "
        f"({wording.ratio(*part.before)} thành {wording.ratio(*part.after)})"
        for part in falling
    ]
    return f"; kéo giảm nhiều nhất: {', '.join(said)}"


def _names(con: duckdb.DuckDBPyConnection, by: Dimension, day: date) -> Mapping[str | None, str]:
    if by is Dimension.FIELD_GROUP:
        return {row["key"]: row["label"] for row in read_reference("field_groups")}
    codes = [code for (code,) in con.execute("SELECT DISTINCT code FROM ref_unit").fetchall()]
    name_of = namer(con)
    return {code: name_of(code, day) for code in codes}
