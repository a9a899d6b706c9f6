"""What an export is: a declared layout, and how the columns of a sheet are matched with it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from loaders.cells import Parsed, Parser
from loaders.grid import Sheet
from loaders.header import Header, candidates, heading
from loaders.mapping import Mapping, MappingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an export: our name, the headers seen in the wild, how its cells are read.

    `required`: without it the sheet is not this kind. `is_lenient`: a cell that is not understood becomes empty with
    a warning instead of refusing its row. `parser` "date" and "unit" stand for parsers that depend on the file
    (order of day and month, units of its year). `example` and `choices` (texts that the parser knows) are for the
    workbook to fill in.
    """

    name: str
    headers: tuple[str, ...]
    parser: Parser | Literal["date", "unit"]
    required: bool = False
    is_lenient: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()


Rows = dict[str, Parsed]
"""Parsed columns of a sheet's data rows, by our name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A spreadsheet that we know.

    `key` is the column that every data row has, usually like `key_pattern`; `anchor` a date column that tells a data
    row too (None: there is none); `any_of` groups of which one column must be there;
    `check` refuses a sheet whose columns do not hold what their headers promise (returns Vietnamese reasons);
    `finish` turns the parsed columns into those of `table` and adds row errors.

    A table of numbers has `labels` instead of codes and dates: a data row is one that one of these columns names and
    that holds numbers (columns that `numbers` names). `totals` turns the parsed numbers of printed total and group
    rows into columns of fact_form_total, `remarks` tells what such rows print otherwise than their own columns give it.
    `needs_period`: figures without the days that they speak of are refused.
    """

    kind: str
    label: str
    table: str
    key: str
    key_pattern: re.Pattern[str]
    anchor: str | None
    columns: tuple[Column, ...]
    any_of: tuple[tuple[str, ...], ...]
    check: Callable[[Rows, "Match"], list[str]]
    finish: Callable[[Rows, int], "Finished"]
    labels: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    totals: Callable[[Rows, int], dict[str, pa.Array]] | None = None
    remarks: Callable[[Rows, int], list["Remark"]] | None = None
    needs_period: bool = False

    @property
    def name(self) -> str:
        """The label as it stands inside a sentence: small first letter, unless it is an abbreviation (QĐ 766)."""
        return self.label if self.label[:2].isupper() else self.label[:1].lower() + self.label[1:]

    def column(self, name: str) -> Column:
        """Return a column by our name.

        Raises:
            MappingError: there is none (Vietnamese, lists the names).
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise MappingError(
            f'Loại "{self.kind}" không có cột "{name}". Các cột: {", ".join(c.name for c in self.columns)}.'
        )

    @property
    def telling(self) -> frozenset[str]:
        """Our names of the columns of which one must stand in the file, since its cells tell which rows are data."""
        return frozenset(self.labels or (self.key,))

    def missing(self, columns: Iterable[str], constants: Iterable[str] = ()) -> list[str]:
        """Return the header texts of what is required beside `columns` (ours that a file has) and `constants`.

        A constant, one value for all rows, stands in for any column but those that tell data rows.
        """
        given = {*columns, *(name for name in constants if name not in self.telling)}
        absent = [column.headers[0] for column in self.columns if column.required and column.name not in given]
        for group in self.any_of:
            if not given.intersection(group):
                absent.append(" hoặc ".join(self.column(name).headers[0] for name in group))
        return absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is odd about one cell that is taken as printed: row (0-based among those read), our column, Vietnamese.

    Of a sum that does not agree also `sums` (what it adds up, Vietnamese), the number `printed` and the one `added`.
    """

    row: int
    column: str
    text: str
    sums: str = ""
    printed: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Columns of the fact table by name, the reason per refused row (0-based: column name, reason), and warnings."""

    columns: dict[str, pa.Array]
    errors: dict[int, tuple[str, str]]
    warnings: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sheet read as an export: its header, and which sheet column holds which of ours (0-based)."""

    export: Export
    header: Header
    columns: dict[str, int]
    doubled: tuple[str, ...] = ()
    mapping: Mapping | None = None

    @property
    def key(self) -> str:
        """Name of the column that tells data rows: the key, or in a table of numbers the first label that is there."""
        return next((name for name in self.export.labels if name in self.columns), self.export.key)

    @property
    def missing(self) -> list[str]:
        """Header texts of the required columns that the sheet lacks and no constant of a mapping stands in for."""
        return self.export.missing(self.columns, self.mapping.constants if self.mapping else ())


def best_match(sheet: Sheet, exports: Sequence[Export]) -> Match | None:
    """Return the reading of a sheet that finds most declared columns, complete ones first; None when none is found.

    Of two blocks of rows that hold the same columns of an export, its header is the one that names them more exactly:
    a group over two leaves is no column, the leaf below it is. A block below another repeats it.
    """
    best: dict[str, tuple[tuple[bool, int, int], int, Match]] = {}
    wanted = [(export, _declared(export)) for export in exports]
    for header in candidates(sheet):
        printed = {name for index in range(len(header.paths)) for name in header.names(index)}
        for export, names in wanted:
            # Most rows are no header of most exports: two names in common are the least that counts.
            if len(printed & names.keys()) < 2:
                continue
            match, vagueness = _match(export, names, header)
            if len(match.columns) < 2:
                continue
            found = (not match.missing, len(match.columns), -header.height)
            known = best.get(export.kind)
            if known and found[:2] == known[0][:2] and header.row >= known[2].header.body:
                continue
            is_above = known and found[:2] == known[0][:2] and header.body <= known[2].header.row
            exactness = (*found[:2], -vagueness, found[2])
            if known is None or is_above or exactness > (*known[0][:2], -known[1], known[0][2]):
                best[export.kind] = found, vagueness, match
    return max(best.values(), key=lambda one: one[0])[2] if best else None


def _declared(export: Export) -> dict[str, tuple[int, str]]:
    """Return for each folded header of an export its rank among the headers of its column, and our name of it."""
    return {
        heading(text): (position, column.name)
        for column in export.columns
        for position, text in enumerate(column.headers)
    }


def _match(export: Export, wanted: dict[str, tuple[int, str]], header: Header) -> tuple[Match, int]:
    """Return which columns a header holds, and the sum of the ranks of their names among those declared."""
    found: dict[str, tuple[int, int]] = {}
    doubled: list[str] = []
    for index in range(len(header.paths)):
        for name in reversed(list(header.names(index))):  # "Rất hài lòng / Số phiếu" before any "Số phiếu"
            if name not in wanted:
                continue
            position, ours = wanted[name]
            if ours not in found or position < found[ours][0]:
                found[ours] = (position, index)
            elif position == found[ours][0]:
                doubled.append(header.label(index))
            break
    match = Match(
        export=export,
        header=header,
        columns={ours: index for ours, (_, index) in found.items()},
        doubled=tuple(doubled),
    )
    return match, sum(position for position, _ in found.values())


def _all_names(header: Header, column: int) -> tuple[str, ...]:
    """Return what a mapping may call a column: the names of its header, and the label that a person is shown."""
    return (*header.names(column), heading(header.label(column)))


def absent_headers(sheet: Sheet, mapping: Mapping) -> list[str]:
    """Return the headers of a mapping that a sheet lacks, by the row that holds most of them."""
    wanted = list(mapping.columns.values())
    fewest = wanted
    for header in candidates(sheet):
        names = {name for column in range(len(header.paths)) for name in _all_names(header, column)}
        fewest = min(fewest, [text for text in wanted if heading(text) not in names], key=len)
    return fewest


def mapped_match(sheet: Sheet, export: Export, mapping: Mapping) -> Match | None:
    """Return the reading of a sheet by a mapping, None when no row holds all of the mapping's headers."""
    wanted = {ours: heading(theirs) for ours, theirs in mapping.columns.items() if export.column(ours)}
    for header in candidates(sheet):
        places: dict[str, int] = {}
        for index in reversed(range(len(header.paths))):
            places.update(dict.fromkeys(_all_names(header, index), index))
        if all(theirs in places for theirs in wanted.values()):
            columns = {ours: places[theirs] for ours, theirs in wanted.items()}
            return Match(export=export, header=header, columns=columns, mapping=mapping)
    return None
