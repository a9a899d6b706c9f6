"""Tell the lines of a table of numbers: data, printed totals and groups, and what is neither."""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from loaders.export import Match
from loaders.grid import Sheet
from loaders.header import heading, is_number_row
from loaders.units import is_unit_name
from warehouse.folding import fold, nfc

_TOTAL = re.compile(r"(tổng|cộng|toàn huyện)\b")
_GROUP_NUMERAL = re.compile(r"[IVXLC]+\.?|[A-Z]\.?")
_GROUP_LABEL = re.compile(r"([IVX]+|[A-Z])\s*[.)|/-]\s*\S")
_ORDINALS = frozenset(map(heading, ("STT", "TT", "Số TT", "Số thứ tự")))
_NUMBER = r"^[\d.,%\s\-–—]*[\d\-–—][\d.,%\s]*$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Grid rows of a sheet: data, printed totals and groups (with their labels), and numbers that nothing names."""

    data: list[int]
    totals: dict[int, str]
    groups: frozenset[int]
    nameless: list[int]


def labelled_lines(sheet: Sheet, match: Match, labels: list[str | None], used: np.ndarray) -> Lines:
    """Tell the lines below the header apart. `labels`: per grid row the text that names it, merged cells filled.

    A group is a line with a roman numeral or a letter (M8) that has numbered lines below it; without such lines it is
    data. An office may print nothing for none (M10): a line without a number is data when it is numbered, answers
    another column, or is a unit that stands among the numbers.
    """
    ordinal = _ordinal_column(match)
    has_number = _has_number(sheet, match)
    has_answer = _has_answer(sheet, match)
    last = int(np.flatnonzero(has_number)[-1]) if has_number.any() else -1
    own_names = set(match.header.names(match.columns[match.key]))
    data: list[int] = []
    totals: dict[int, str] = {}
    nameless: list[int] = []
    candidates: dict[int, str] = {}
    for row in range(match.header.body, sheet.n_rows):
        cells = sheet.row(row)
        label = labels[row]
        if not used[row] or is_number_row(cells) or (label and heading(label) in own_names):
            continue
        number = (sheet.cell(row, ordinal) if ordinal is not None else None) or ""
        first = next((cell for cell in cells if cell), "")
        total = next((text for text in (first, label or "") if _TOTAL.match(fold(text))), None)
        if total:
            if has_number[row]:
                totals[row] = nfc(total)
        elif numeral := _numeral(number, label):
            candidates[row] = numeral
        elif label and (
            has_number[row]
            or has_answer[row]
            or re.fullmatch(r"\d{1,4}\.?", number)
            or (row < last and is_unit_name(label))
        ):
            data.append(row)
        elif has_number[row] and not label:
            nameless.append(row)
    groups = _with_members(candidates, set(data), set(totals))
    for row in candidates:
        if row in groups and has_number[row]:
            parts = (sheet.cell(row, ordinal) if ordinal is not None else None, labels[row])
            totals[row] = nfc(" ".join(part for part in parts if part))
        elif row not in groups and labels[row] and has_number[row]:
            data.append(row)
    return Lines(data=sorted(data), totals=dict(sorted(totals.items())), groups=frozenset(groups), nameless=nameless)


def _numeral(number: str, label: str | None) -> str | None:
    """Return the numeral or letter of a line that may be a group; "X. Xuân Bắc" is a commune, not a tenth group."""
    if _GROUP_NUMERAL.fullmatch(number):
        return number.rstrip(".")
    found = None if number else _GROUP_LABEL.match(label or "")
    return found.group(1) if found and not is_unit_name(label or "") else None


def _with_members(candidates: dict[int, str], data: set[int], totals: set[int]) -> set[int]:
    """Return the candidates with a data line below them before the next candidate or total, and groups of those."""
    ordered = sorted({*candidates, *data, *totals})
    groups: set[int] = set()
    for row, below in zip(ordered[-2::-1], ordered[:0:-1], strict=True):
        is_above_group = below in groups and _is_roman(candidates[below]) != _is_roman(candidates.get(row, ""))
        if row in candidates and (below in data or is_above_group):
            groups.add(row)
    return groups


def _is_roman(numeral: str) -> bool:
    return bool(re.fullmatch(r"[IVX]+", numeral))


def _ordinal_column(match: Match) -> int | None:
    for index, path in enumerate(match.header.paths):
        if path and heading(path[-1]) in _ORDINALS:
            return index
    return None


def _has_number(sheet: Sheet, match: Match) -> np.ndarray:
    found = np.zeros(sheet.n_rows, dtype=bool)
    for name, index in match.columns.items():
        if name in match.export.numbers:
            like = pc.fill_null(pc.match_substring_regex(sheet.columns[index], _NUMBER), False)
            found |= like.to_numpy(zero_copy_only=False)
    return found


def _has_answer(sheet: Sheet, match: Match) -> np.ndarray:
    """Say per row whether a column that is neither a name, a count nor a rate holds its answer, yes or no."""
    found = np.zeros(sheet.n_rows, dtype=bool)
    for name, index in match.columns.items():
        parser = match.export.column(name).parser
        if callable(parser) and name not in (*match.export.numbers, "field", "period", "on_time_rate"):
            holds = pc.is_valid(sheet.columns[index]).to_numpy(zero_copy_only=False).copy()
            holds[list(parser(sheet.columns[index]).errors)] = False
            found |= holds
    return found
