"""Match unit names as offices write them with the list of units of a day; never by guess."""

import difflib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import CellError, Parsed, parse_distinct
from warehouse.build import read_reference
from warehouse.folding import fold, nfc, without_marks

_PREFIXES = re.compile(
    r"^(bộ phận (tiếp nhận và trả kết quả|một cửa)( của)? |ủy ban nhân dân |ubnd |xã |thị trấn |tt\.? ?|t\.t\.? ?|"
    r"phường |p\. ?)+"
)
_SUFFIXES = re.compile(r"([,\- ]+(h\.|huyện) ?xuân lộc)?([,\- ]+(tỉnh )?đồng nai)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNames:
    """Names that stand for exactly one unit: as written, stripped of prefixes, and without tone marks.

    `aliases`: folded spellings that a person has confirmed; they never stand in for a name of the list itself.
    """

    exact: dict[str, str]
    unmarked: dict[str, str]
    names: dict[str, str]
    aliases: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> tuple[str, bool] | None:
        """Return the unit's code and whether it was found only without tone marks; None when no single unit fits."""
        keys = (fold(name), stripped(name))
        for known in (self.exact, self.aliases):
            for key in keys:
                if key in known:
                    return known[key], False
        for text in (fold(name), stripped(name)):
            code = self.unmarked.get(without_marks(text))
            if code and any(_lacks_marks(text, full) for full, other in self.exact.items() if other == code):
                return code, True
        return None

    def nearest(self, name: str) -> str | None:
        """Return the name of a unit that is written much like a text, None when none is."""
        code = self.nearest_code(name)
        return self.names[code] if code else None

    def nearest_code(self, name: str) -> str | None:
        """Return the code of a unit that is written much like a text, None when none is; a suggestion, no match."""
        close = difflib.get_close_matches(without_marks(stripped(name)), list(self.unmarked), n=1, cutoff=0.8)
        return self.unmarked[close[0]] if close else None


def _lacks_marks(text: str, full: str) -> bool:
    """Say whether a text is a name with marks left out; other marks make it another name (Thơ is not Thọ)."""
    letters, expected = _letters(text), _letters(full)
    return len(letters) == len(expected) and all(
        base == full_base and marks <= full_marks
        for (base, marks), (full_base, full_marks) in zip(letters, expected, strict=True)
    )


def _letters(text: str) -> list[tuple[str, set[str]]]:
    letters: list[tuple[str, set[str]]] = []
    for sign in unicodedata.normalize("NFD", text):
        if unicodedata.combining(sign):
            letters[-1][1].add(sign)
        else:
            letters.append(("d", {"đ"}) if sign == "đ" else (sign, set()))
    return letters


def _begins_alike(name: str, unit: str) -> bool:
    return without_marks(stripped(name)).split(" ")[0] == without_marks(stripped(unit)).split(" ")[0]


def stripped(name: str) -> str:
    """Fold a unit name and take off what says only what sort of unit it is (UBND, xã, TT. ...)."""
    folded = fold(name)
    bare = _SUFFIXES.sub("", _PREFIXES.sub("", folded)).strip(" .,-")
    # Once more: a tone before a comma was not at the end of its word (Bảo Hoà, huyện Xuân Lộc).
    return fold(bare) or folded


def known_units(when: int | date, aliases: Mapping[str, str] | None = None) -> UnitNames:
    """Return the names of the units that exist on a day (a year: on 30 June), agencies included.

    `aliases` are confirmed spellings (folded alias to code); one whose unit does not exist on that day is left out.
    """
    units = _listed(date(when, 6, 30) if isinstance(when, int) else when)
    if not aliases:
        return units
    usable = {fold(alias): code for alias, code in aliases.items() if code in units.names}
    return UnitNames(exact=units.exact, unmarked=units.unmarked, names=units.names, aliases=usable)


def unit_name(code: str, day: date) -> str | None:
    """Return the name that a unit bears on a day: 26446 is Xã Xuân Hưng, from 01/07/2025 Xã Xuân Hòa.

    None when no unit of that code exists then.
    """
    return _listed(day).names.get(code)


def is_unit_name(text: str) -> bool:
    """Say whether the list of any day knows a text as a unit."""
    return any(_list_from(turn).find(text) for turn in turning_days())


def is_unit_code(code: str) -> bool:
    """Say whether the list of any day has a unit of this code."""
    return any(code in _list_from(turn).names for turn in turning_days())


def code_at(name: str, day: date, aliases: Mapping[str, str] | None = None) -> str | None:
    """Return the code of a unit by the list of a day, None when that list does not know it."""
    found = known_units(day, aliases).find(name)
    return found[0] if found else None


def code_at_another_time(name: str, day: date) -> str | None:
    """Return the code that exactly this name has on the list nearest in time to that of a day; None when on none."""
    found = _on_another_list(name, max(bisect_right(turning_days(), day) - 1, 0))
    return found[1] if found else None


@cache
def turning_days() -> tuple[date, ...]:
    """Return the days, oldest first, on which the list of units changed: between two of them it is the same."""
    days = set()
    for unit in read_reference("units"):
        if unit["valid_from"]:
            days.add(date.fromisoformat(unit["valid_from"]))
        if unit["valid_to"]:
            days.add(date.fromisoformat(unit["valid_to"]) + timedelta(days=1))
    return tuple(sorted(days))


def _listed(day: date) -> UnitNames:
    """Return the list of a day; one list serves all days up to the next turning day."""
    turns = turning_days()
    return _list_from(turns[max(bisect_right(turns, day) - 1, 0)])


@cache
def _list_from(turn: date) -> UnitNames:
    day = turn.isoformat()
    printed: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for unit in read_reference("units"):
        if (unit["valid_from"] or "0") > day or (unit["valid_to"] or "9") < day or unit["level"] == "province":
            continue
        names[unit["code"]] = unit["name"]
        for name in [unit["code"], unit["name"], unit["short_name"], *filter(None, unit["aliases"].split("|"))]:
            printed.setdefault(fold(name), set()).add(unit["code"])
            bare.setdefault(stripped(name), set()).add(unit["code"])
    # A name as somebody prints it wins over what is left of another name without its prefix.
    exact = _unambiguous(bare) | _unambiguous(printed)
    unmarked: dict[str, set[str]] = {}
    for key, code in exact.items():
        unmarked.setdefault(without_marks(key), set()).add(code)
    return UnitNames(exact=exact, unmarked=_unambiguous(unmarked), names=names)


def _unambiguous(candidates: dict[str, set[str]]) -> dict[str, str]:
    return {key: next(iter(codes)) for key, codes in candidates.items() if len(codes) == 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitParser:
    """Turn a column of unit names into codes; unknown names are refused with the nearest known one, if any.

    A text is quoted only when it begins with the same word as the unit that it is like: in a shifted column it may be
    the name of a person, and people are called Lê Xuân Thọ, too.
    """

    units: UnitNames

    def __call__(self, column: pa.Array) -> Parsed:
        """Parse one column; notes count the rows matched only without tone marks."""
        unmarked: set[str] = set()

        def one(name: str) -> str:
            found = self.units.find(name)
            if found:
                if found[1]:
                    unmarked.add(name)
                return found[0]
            near = self.units.nearest(name)
            if near and _begins_alike(name, near):
                raise CellError(f'"{nfc(name)}" không có trong danh mục; có phải {near}?')
            raise CellError("đơn vị không có trong danh mục.")

        parsed = parse_distinct(column, one, pa.string())
        notes: dict[str, int] = {}
        for name in sorted(unmarked):
            code = self.units.find(name)
            notes[f'Tên đơn vị "{nfc(name)}" thiếu dấu, hiểu là {self.units.names[code[0]] if code else ""}.'] = 1
        return Parsed(values=parsed.values, errors=parsed.errors, notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedUnitParser:
    """Turn a column of unit names into codes, each row by the list of units of its own day.

    `days`: date or timestamp of each row (None: the column has none); a row without a day is read by the list of the
    latest day of the file, and a file without any day by the list of `otherwise` (None: of today).
    """

    days: pa.Array | None = None
    otherwise: date | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, column: pa.Array) -> Parsed:
        """Parse one column as long as `days`; a name that only another day's list knows is refused with that reason."""
        turns = turning_days()
        at = self._lists(len(column), turns)
        values = pa.nulls(len(column), pa.string())
        errors: dict[int, str] = {}
        notes: dict[str, int] = {}
        for index in np.unique(at).tolist():
            rows = np.flatnonzero(at == index)
            part = column if len(rows) == len(column) else column.take(pa.array(rows))
            parsed = UnitParser(units=known_units(turns[index], self.aliases))(part)
            values = _put(values, rows, parsed.values)
            for row, reason in parsed.errors.items():
                errors[int(rows[row])] = _listed_elsewhere(part[row].as_py(), index) or reason
            notes |= parsed.notes
        return Parsed(values=values, errors=dict(sorted(errors.items())), notes=notes)

    def _lists(self, n_rows: int, turns: tuple[date, ...]) -> np.ndarray:
        """Return for each row the number of the turning day whose list is meant."""
        latest = pc.max(self.days.cast(pa.date32())).as_py() if self.days is not None and len(self.days) else None
        spare = latest or self.otherwise or date.today()
        if latest is None or self.days is None:
            return np.full(n_rows, max(bisect_right(turns, spare) - 1, 0))
        filled = pc.fill_null(self.days.cast(pa.date32()), spare).to_numpy(zero_copy_only=False)
        found = np.searchsorted(np.array(turns, "datetime64[D]"), filled.astype("datetime64[D]"), side="right") - 1
        return np.asarray(np.maximum(found, 0))


def _put(values: pa.Array, rows: np.ndarray, part: pa.Array) -> pa.Array:
    if len(rows) == len(values):
        return part
    mask = np.zeros(len(values), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(values, pa.array(mask), part)


def _listed_elsewhere(name: str, own: int) -> str | None:
    """Say since or until when a unit of exactly this name exists, if another list than the row's own knows it."""
    if not (found := _on_another_list(name, own)):
        return None
    turns, (index, code) = turning_days(), found
    when = f"chỉ có từ {turns[index]:%d/%m/%Y}" if index > own else f"chỉ có trước {turns[index + 1]:%d/%m/%Y}"
    return f"vào ngày của dòng không có {_list_from(turns[index]).names[code]} ({when})."


def _on_another_list(name: str, own: int) -> tuple[int, str] | None:
    """Return number and code of the nearest list, earlier ones first, that knows exactly this name."""
    turns = turning_days()
    for index in (*range(own - 1, -1, -1), *range(own + 1, len(turns))):
        if (found := _list_from(turns[index]).find(name)) and not found[1]:
            return index, found[0]
    return None
