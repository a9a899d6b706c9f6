"""Match unit names as offices write them with the list of units; never by guess."""

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

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
    """Names that stand for exactly one unit: as written, stripped of prefixes, and without tone marks."""

    exact: dict[str, str]
    unmarked: dict[str, str]
    names: dict[str, str]

    def find(self, name: str) -> tuple[str, bool] | None:
        """Return the unit's code and whether it was found only without tone marks; None when no single unit fits."""
        for key in (fold(name), stripped(name)):
            if key in self.exact:
                return self.exact[key], False
        for text in (fold(name), stripped(name)):
            code = self.unmarked.get(without_marks(text))
            if code and any(_lacks_marks(text, full) for full, other in self.exact.items() if other == code):
                return code, True
        return None

    def nearest(self, name: str) -> str | None:
        """Return the name of a unit that is written much like a text, None when none is."""
        close = difflib.get_close_matches(without_marks(stripped(name)), list(self.unmarked), n=1, cutoff=0.8)
        return self.names[self.unmarked[close[0]]] if close else None


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


@cache
def known_units(year: int = 2023) -> UnitNames:
    """Return the names of the units that exist in a year (by validity on 30 June), agencies included."""
    day = f"{year}-06-30"
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
