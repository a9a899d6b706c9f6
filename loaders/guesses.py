"""What a person needs to map a layout by hand: its headers, masked examples, its sheets, units that look meant."""

import re
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import DOSSIER_CODE
from loaders.export import Match
from loaders.grid import Sheet
from loaders.header import Header, candidates, heading, is_number_row
from loaders.mapping import PERSONAL_HEADERS
from loaders.units import is_unit_name, known_units, stripped
from warehouse.build import read_reference
from warehouse.folding import fold, nfc, without_marks

EXAMPLES = 3
"""Values shown per header."""

_SAMPLE_ROWS = 2000
_LONGEST = 60
_PERSONAL_WORDS = re.compile(
    r"\b(ho ten|ho va ten|ten (chu|nguoi|cong dan|khach|to chuc|ca nhan|don vi nop)|chu ho so|nguoi|dia chi|dien thoai|"
    r"dt|sdt|di dong|cccd|cmnd|cmt|can cuoc|ho chieu|ma so thue|mst|email|thu dien tu|can bo|cong chuc|chuyen vien|"
    r"nhan vien|thu ly|ky nhan|ghi chu|trich yeu|noi dung|ngay sinh|nam sinh|name|phone|address|owner|citizen)\b"
)
_PLAIN = re.compile(
    r"\d{1,7}%?|\d{1,5}[.,]\d{1,3}%?|[1-9]\d{0,2}([.,]\d{3}){1,2}|"
    r"(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2})([ T]\d{1,2}:\d{2}(:\d{2})?)?"
)


def best_header(sheet: Sheet, match: Match | None) -> Header | None:
    """Return the header of a match, else the rows near the top that name most columns of what stands below them."""
    if match:
        return match.header
    best: tuple[tuple[int, int, int], Header] | None = None
    for header in candidates(sheet):
        if header.body >= sheet.n_rows or (header.height > 1 and _looks_like_data(sheet, header)):
            continue
        named = [path for path in header.paths if path]
        texts = {heading(" ".join(path)) for path in named if not re.fullmatch(r"[\d.,/\-: %]+", path[-1])}
        rank = (len(texts), -header.height, -header.row)
        if len(texts) >= 2 and not _looks_like_data(sheet, header) and (best is None or rank > best[0]):
            best = (rank, header)
    return best[1] if best else None


def _looks_like_data(sheet: Sheet, header: Header) -> bool:
    """Say whether a row of a would-be header holds numbers, dates or codes as only data rows do."""
    for row in range(header.row, header.body):
        cells = [cell for cell in sheet.row(row) if cell]
        plain = sum(bool(_PLAIN.fullmatch(cell) or DOSSIER_CODE.fullmatch(cell)) for cell in cells)
        if plain and not is_number_row(cells):
            return True
    return False


def headers(header: Header) -> list[str]:
    """Return the header of each column that has one, group and leaf joined by " / ", each text once."""
    return list(dict.fromkeys(header.label(index) for index, path in enumerate(header.paths) if path))


def examples(sheet: Sheet, header: Header, *, is_shifted: bool = False) -> dict[str, list[str]]:
    """Return up to three different values under each header; letters and digits masked wherever a person may show.

    A row that numbers the columns below the header (M6) is none of them.
    `is_shifted`: what stands under a header is not what it says, so everything is masked.
    """
    shown: dict[str, list[str]] = {}
    has_number_row = header.body < sheet.n_rows and is_number_row(sheet.row(header.body))
    for index, path in enumerate(header.paths):
        if not path or header.label(index) in shown:
            continue
        values = sheet.columns[index].slice(header.body + has_number_row, _SAMPLE_ROWS).drop_null()
        distinct = [nfc(value)[:_LONGEST] for value in values.unique().to_pylist()]
        is_masked = is_shifted or _is_personal_header(path) or not _is_harmless(distinct)
        texts = [masked(value) if is_masked else value for value in distinct]
        shown[header.label(index)] = list(dict.fromkeys(texts))[:EXAMPLES]
    return shown


def masked(value: str) -> str:
    """Return a text of the same shape: x for a letter, 0 for a digit."""
    return "".join("x" if sign.isalpha() else "0" if sign.isdigit() else sign for sign in value)


def is_masked(value: str) -> bool:
    """Say whether a text shows the shape of a value only, and so is no value that the file holds.

    >>> is_masked("xxxx 00"), is_masked("Đã xử lý xong"), is_masked("05/04/2023")
    (True, False, False)
    """
    return "x" in value and masked(value) == value


def _is_personal_header(path: tuple[str, ...]) -> bool:
    return any(
        heading(text) in PERSONAL_HEADERS or _PERSONAL_WORDS.search(without_marks(text))
        for text in (*path, " ".join(path))
    )


def _is_harmless(values: list[str]) -> bool:
    """Say whether every value is a short number, a day, a national code, or a word of our own reference lists.

    Anything else may be a name, an address or a number of a person, and names are not told from other words.
    """
    return all(_PLAIN.fullmatch(value) or DOSSIER_CODE.fullmatch(value) or _is_listed(value) for value in values)


def _is_listed(value: str) -> bool:
    return fold(value) in _listed_words() or is_unit_name(value)


@cache
def _listed_words() -> frozenset[str]:
    tables = {"statuses": "text", "channels": "text", "payment_methods": "text", "yes_no": "text", "fields": "name"}
    return frozenset(
        fold(row[column]) for table, column in tables.items() for row in read_reference(table) if row[column]
    )


def sheet_facts(sheet: Sheet, kind: str | None, units: list[str], rows: int) -> dict[str, Any]:
    """Describe a sheet: name, hidden, kind (None: no data recognised), the one unit of its rows or None, data rows."""
    unit = units[0] if len(units) == 1 else None
    return {"name": sheet.name, "hidden": sheet.is_hidden, "kind": kind, "unit": unit, "rows": rows}


def unit_suggestions(cells: pa.Array, refused: list[int], day: date) -> list[dict[str, Any]]:
    """Return for refused texts of a unit column the nearest unit of a day, its code and how many rows: never a match.

    A text is told only when it begins with the same word as the unit: in a shifted column it may be a person's name.
    """
    counted = Counter(nfc(cells[row].as_py()) for row in refused if cells[row].is_valid)
    found = []
    for text, count in counted.most_common():
        code = known_units(day).nearest_code(text)
        name = known_units(day).names[code] if code else ""
        if code and _first_word(text) == _first_word(name):
            found.append({"text": text, "unit": name, "code": code, "count": count})
    return found


def _first_word(name: str) -> str:
    return without_marks(stripped(name)).split(" ")[0]


def distinct_units(codes: pa.Array) -> list[str]:
    """Return the unit codes of rows in order of code."""
    return sorted(pc.unique(codes.drop_null()).to_pylist())
