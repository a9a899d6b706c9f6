"""Parse a column of text cells: each distinct text once, each refusal with a reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build import read_reference
from warehouse.folding import fold, nfc


class CellError(ValueError):
    """A cell that does not hold what its column promises. The text is the Vietnamese reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A parsed column: one value per row (null where empty or refused), and the reason per refused row (0-based).

    `notes` counts what was accepted with a reservation, by Vietnamese sentence.
    """

    values: pa.Array
    errors: dict[int, str] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)


Parser = Callable[[pa.Array], Parsed]
"""Turns a text column (nulls = empty cells) into values of the warehouse's type."""


def parse_distinct(column: pa.Array, one: Callable[[str], Any], type_: pa.DataType) -> Parsed:
    """Parse a text column by parsing each distinct text once; `one` raises CellError for a text it refuses."""
    encoded = column.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    values: list[Any] = []
    refused: dict[int, str] = {}
    for index, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(one(text))
        except CellError as error:
            values.append(None)
            refused[index] = str(error)
    errors: dict[int, str] = {}
    if refused:
        rows = pc.indices_nonzero(pc.is_in(encoded.indices, value_set=pa.array(list(refused), encoded.indices.type)))
        errors = {row: refused[encoded.indices[row].as_py()] for row in rows.to_pylist()}
    return Parsed(values=pa.array(values, type_).take(encoded.indices), errors=errors)


def text(column: pa.Array) -> Parsed:
    """Keep text as printed, in NFC with single spaces."""
    # Codes are plain already, and nearly all distinct: nothing to normalise.
    plain = pc.match_substring_regex(column, r"^[!-~]+( [!-~]+)*$")
    if pc.all(plain).as_py():
        return Parsed(values=column)
    return parse_distinct(column, nfc, pa.string())


def text_lines(column: pa.Array) -> Parsed:
    """Keep the text of a cell with line breaks, each line in NFC, joined by "; "."""
    return parse_distinct(
        column, lambda value: "; ".join(nfc(line) for line in value.splitlines() if line.strip()), pa.string()
    )


def one_of(table: Mapping[str, str], *, empty: str | None = None, unknown: str | None = None) -> Parser:
    """Return a parser that knows some texts (keys folded) and the values they stand for.

    An empty cell becomes `empty`. Any other text becomes `unknown` where that is given, else it is refused; it is
    never quoted, since in a shifted column it may be the name of a person.
    """
    values = set(table.values())

    def one(value: str) -> str:
        known = table.get(fold(value), value if value in values else unknown)
        if known is None:
            raise CellError("giá trị không có trong danh mục.")
        return known

    def parse(column: pa.Array) -> Parsed:
        parsed = parse_distinct(column, one, pa.string())
        filled = parsed.values if empty is None else pc.if_else(pc.is_null(column), empty, parsed.values)
        return Parsed(values=filled, errors=parsed.errors)

    return parse


def yes_no(column: pa.Array) -> Parsed:
    """Read a yes/no column; an empty cell is no. Source: domain list of header values (Có, x, 1, Đã số hóa ...)."""
    known = {fold(row["text"]): row["value"] in ("1", "true") for row in read_reference("yes_no") if row["text"]}

    def one(value: str) -> bool:
        answer = known.get(fold(value))
        if answer is None:
            raise CellError("ô này không phải Có hoặc Không.")
        return answer

    parsed = parse_distinct(column, one, pa.bool_())
    return Parsed(values=pc.if_else(pc.is_null(column), False, parsed.values), errors=parsed.errors)


_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")


def dong(column: pa.Array) -> Parsed:
    """Read an amount in đồng: whole numbers, 1.234.000 and 1,234,000 as a thousand thousands (no fractions exist)."""

    def one(value: str) -> int:
        digits = re.sub(r"(đồng|đ|vnd|vnđ|\s)", "", value.casefold())
        if _GROUPED.fullmatch(digits):
            digits = re.sub(r"[.,]", "", digits)
        # A zero in front makes it a phone or identity number.
        if not re.fullmatch(r"(0|[1-9]\d{0,11})(\.0+)?", digits):
            raise CellError("ô này không phải số tiền (đồng).")
        return int(float(digits))

    return parse_distinct(column, one, pa.int64())


DOSSIER_CODE = re.compile(r"(?:\d{3}(?:\.\d{2,3})*\.)?H\d{2}(?:\.\d{2,3})*-(?:\d{6}|\d{8})-\d{4,7}")
"""National dossier code (mã hồ sơ): unit part, day of reception, number. Source: domain guide 4.3, seen in exports."""

_CODE_WORDS = r"^(?:\S*\d\S*|[A-ZĐ]{1,4})(?: (?:\S*\d\S*|[A-ZĐ]{1,4}))*$"
_PERSON_NUMBER = r"^(?:\+84|0)\d{9,11}$"


def dossier_code(column: pa.Array) -> Parsed:
    """Keep a code of a dossier as printed, of whatever form.

    Refused, and never quoted, is what a slipped row brings there: names and addresses (words without a digit), phone
    and identity numbers.
    """
    codes = text(column).values
    is_person_number = pc.match_substring_regex(pc.replace_substring_regex(codes, "[ .]", ""), _PERSON_NUMBER)
    fits = pc.and_(pc.match_substring_regex(codes, r"\d"), pc.match_substring_regex(codes, _CODE_WORDS))
    is_refused = pc.fill_null(pc.or_(pc.invert(fits), is_person_number), False)
    errors = dict.fromkeys(pc.indices_nonzero(is_refused).to_pylist(), "ô này không phải mã hồ sơ.")
    return Parsed(values=pc.if_else(is_refused, pa.scalar(None, pa.string()), codes), errors=errors)


_PROCEDURE_STEM = re.compile(r"\d\.\d{6}")
_PROCEDURE_NUMBER = re.compile(r"\d\.\d{1,5}")


def procedure_stem(column: pa.Array) -> Parsed:
    """Cut a procedure code to its d.dddddd stem, on which exports and catalogue agree; other texts are kept whole.

    A code that a spreadsheet took for a number gets its zeros back (M27: 1.00008 is 1.000080).
    """

    def one(value: str) -> str:
        found = _PROCEDURE_STEM.match(value)
        if found:
            return found.group()
        return value.ljust(8, "0") if _PROCEDURE_NUMBER.fullmatch(value) else nfc(value)

    return parse_distinct(column, one, pa.string())


_NO_COUNT = frozenset("-–—")


def counts(column: pa.Array) -> Parsed:
    """Read a column of counts: whole numbers, 1.234 and 1,234 as a thousand and more, a dash as none (M12).

    An empty cell stays empty; what it means is for the layout to say.
    """

    def one(value: str) -> int:
        digits = value.replace("\xa0", "").replace(" ", "")
        if digits in _NO_COUNT:
            return 0
        if _GROUPED.fullmatch(digits):
            digits = re.sub(r"[.,]", "", digits)
        # A zero in front makes it a phone or identity number.
        if not re.fullmatch(r"(0|[1-9]\d{0,8})(\.0+)?", digits):
            raise CellError("ô này không phải số đếm.")
        return int(float(digits))

    return parse_distinct(column, one, pa.int64())


def decimals(column: pa.Array) -> Parsed:
    """Read a column of numbers that may have fractions; the column decides what its dots are (M12).

    With a comma for the fraction anywhere, or with nothing but groups of three, dots group thousands; else they are
    the fraction, as a spreadsheet writes it.
    """
    texts = [value.replace("\xa0", "").replace(" ", "") for value in column.drop_null().to_pylist()]
    dotted = [value for value in texts if "." in value]
    has_comma = any(re.fullmatch(r"-?[\d.]*\d,\d+", value) for value in texts)
    dots_group = has_comma or (bool(dotted) and all(re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", v) for v in dotted))

    def one(value: str) -> float:
        digits = value.replace("\xa0", "").replace(" ", "").removesuffix("%")
        if dots_group:
            digits = digits.replace(".", "")
        digits = digits.replace(",", ".")
        if not re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", digits):
            raise CellError("ô này không phải số.")
        return float(digits)

    return parse_distinct(column, one, pa.float64())


def percent(column: pa.Array) -> Parsed:
    """Read percentages, in points: "98.5%", "98,5 %" and 98.5 alike (M11); no grouping exists below a thousand."""

    def one(value: str) -> float:
        digits = value.replace("\xa0", "").replace(" ", "").removesuffix("%").replace(",", ".")
        if not re.fullmatch(r"\d{1,3}(\.\d+)?", digits):
            raise CellError("ô này không phải tỷ lệ phần trăm.")
        return float(digits)

    return parse_distinct(column, one, pa.float64())


def yes_no_unknown(column: pa.Array) -> Parsed:
    """Read a yes/no column whose empty cells say nothing."""
    parsed = yes_no(column)
    is_silent = pc.is_null(column)
    return Parsed(values=pc.if_else(is_silent, pa.scalar(None, pa.bool_()), parsed.values), errors=parsed.errors)
