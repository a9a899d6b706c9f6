"""The commonest sums of a snapshot's rollups from memory: a database takes milliseconds for each, whatever its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.measures import Compare, Dimension, Scope, Term, When
from warehouse.period import Period

_LEFT_OUT = ("field", "channel")
_TIMES = (Dimension.MONTH, Dimension.QUARTER)
_SLICES = {Dimension.UNIT, Dimension.COMMUNE, Dimension.LEVEL, Dimension.FIELD_GROUP, *_TIMES}

Integers = npt.NDArray[np.int64]
"""Whole numbers in a row."""


class Block:
    """One rollup by half month and its texts but fields and channels, a few thousand rows: column by column.

    Measures are whole numbers, of which `scale` make one: thousandths where a rollup has decimals.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, source: str) -> None:
        """Read the rows of coarse_<source>."""
        types = {name: type_ for name, type_, *_ in con.execute(f"DESCRIBE coarse_{source}").fetchall()}
        texts = [name for name, type_ in types.items() if type_ == "VARCHAR" and name not in _LEFT_OUT]
        measures = [name for name, type_ in types.items() if type_ not in ("VARCHAR", "DATE")]
        self.scale = 1000 if any(type_.startswith("DECIMAL") for type_ in types.values()) else 1
        sums = ", ".join(f"CAST({self.scale} * sum({name}) AS BIGINT) AS {name}" for name in measures)
        keys = ", ".join(("first_day", "day", *texts))
        query = f"SELECT {keys}, {sums} FROM coarse_{source} GROUP BY {keys}"
        columns: dict[str, Any] = con.execute(query).fetchnumpy()
        self.first, self.last = (np.asarray(columns[name], "datetime64[D]") for name in ("first_day", "day"))
        self.measures: dict[str, Integers] = {name: np.asarray(columns[name], np.int64) for name in measures}
        said = {name: _text(columns[name]) for name in texts}
        said["commune"] = said["unit"].copy()
        said["commune"][said["level"] != "commune"] = None
        self.codes: dict[str, Integers] = {}
        self.values: dict[str, list[str | None]] = {}
        for name, column in said.items():
            codes, values = pd.factorize(column, use_na_sentinel=False)
            self.codes[name] = np.asarray(codes, np.int64)
            self.values[name] = [None if pd.isna(value) else str(value) for value in values]

    def within(self, scope: Scope, figure: str | None) -> npt.NDArray[np.bool_]:
        """Say of each row whether a scope holds it, and whether it speaks of a figure of reports."""
        kept = np.ones(len(self.first), bool)
        single = {"level": scope.level, "basis": scope.basis, "figure": figure}
        limits = {name: (value,) for name, value in single.items() if value is not None}
        for name, allowed in (
            limits | {"field_group": scope.field_groups, "unit": scope.units, "item": scope.items}
        ).items():
            if allowed is not None:
                kept &= np.array([value in allowed for value in self.values[name]], bool)[self.codes[name]]
        return kept

    def summed(
        self,
        sums: Mapping[str, tuple[Term, ...]],
        parts: Sequence[Period],
        slices: Sequence[Dimension],
        compare: Compare,
        scope: Scope,
        figure: str | None,
        decimals: int,
    ) -> list[tuple[Any, ...]]:
        """Return one row a slice, as metrics.rollup sums it."""
        kept = self.within(scope, figure)
        flows_only = all(term.when is When.PERIOD for terms in sums.values() for term in terms)
        found = []
        for part in parts:
            begun = self.first >= _day(part.start)
            inside = kept & (self.last < _day(part.end))
            rows = np.flatnonzero(inside & begun if flows_only else inside)
            summed = {
                When.PERIOD: begun[rows],
                When.AT_START: self.last[rows] < _day(part.start),
                When.AT_END: np.ones(len(rows), bool),
            }
            names, of = self._groups(part, slices, rows)
            totals = [np.zeros(len(names), np.int64) for _ in sums]
            for total, terms in zip(totals, sums.values(), strict=True):
                for term in terms:
                    np.add.at(total, of, term.sign * self.measures[term.column(compare)][rows] * summed[term.when])
            numbers = [self._numbers(total, decimals) for total in totals]
            found += [(*name, *row) for name, *row in zip(names, *numbers, strict=True)]
        return found

    def _numbers(self, total: Integers, decimals: int) -> list[float]:
        if decimals:
            return (total / self.scale).tolist()
        whole = np.sign(total) * ((2 * np.abs(total) + self.scale) // (2 * self.scale))  # half away from 0, as SQL does
        return whole.tolist()

    def _groups(
        self, part: Period, slices: Sequence[Dimension], rows: Integers
    ) -> tuple[list[tuple[str | None, ...]], Integers]:
        """Return the slices that some rows of a part of a period make, and which of them each row belongs to."""
        if not slices:
            return [()], np.zeros(len(rows), np.int64)
        texts = [dimension.value for dimension in slices if dimension not in _TIMES]
        mixed = np.zeros(len(rows), np.int64)
        for name in texts:
            mixed = mixed * len(self.values[name]) + self.codes[name][rows]
        _, firsts, of = np.unique(mixed, return_index=True, return_inverse=True)
        said = {name: [self.values[name][code] for code in self.codes[name][rows[firsts]]] for name in texts}
        said |= {Dimension.MONTH.value: [part.token] * len(firsts)}
        if Dimension.QUARTER in slices:
            said |= {Dimension.QUARTER.value: [part.quarter] * len(firsts)}
        return list(zip(*(said[dimension.value] for dimension in slices), strict=True)), of


@dataclass(frozen=True, slots=True)
class Held:
    """A connection to a snapshot that answers what it can from blocks.

    `blocks` and `belonging` (what metrics.rollup.belongs_to found) may be shared by all who read the snapshot.
    """

    con: duckdb.DuckDBPyConnection
    blocks: dict[str, Block] = field(default_factory=dict)
    belonging: dict[tuple[str, str, str], dict[str | None, str]] = field(default_factory=dict)

    def execute(self, query: str, parameters: object = None, /) -> duckdb.DuckDBPyConnection:
        """Ask the database."""
        return self.con.execute(query, parameters)

    def summed(
        self,
        source: str,
        sums: Mapping[str, tuple[Term, ...]],
        parts: Sequence[Period],
        slices: Sequence[Dimension],
        compare: Compare,
        scope: Scope,
        figure: str | None,
        decimals: int,
    ) -> list[tuple[Any, ...]] | None:
        """Return one row a slice, as metrics.rollup sums it; None where blocks do not tell."""
        if not set(slices) <= _SLICES or scope.fields is not None or any(part.cut_half_months() for part in parts):
            return None
        if source not in self.blocks:
            self.blocks[source] = Block(self.con, source)
        return self.blocks[source].summed(sums, parts, slices, compare, scope, figure, decimals)


Reader = duckdb.DuckDBPyConnection | Held
"""What figures are read from; a connection or cursor that no other thread uses meanwhile."""


def _text(column: npt.NDArray[Any]) -> npt.NDArray[np.object_]:
    """Return a column with None where it is masked."""
    return np.where(np.ma.getmaskarray(column), np.array(None), np.ma.getdata(column).astype(object))


def _day(day: date) -> np.datetime64:
    return np.datetime64(day, "D")
