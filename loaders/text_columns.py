"""Tidy columns of cell text: outer white space off, blank is empty, nothing beyond the last used cell."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.grid import Sheet, UnreadableFileError

_SAMPLE_ROWS = 2_000
# UTF-8 Vietnamese read as Windows-1252: á ô ê (Ã.), à (Ã and a no-break space, but not after a capital: "ĐÃ SỐ HÓA" may
# have such a space too), ạ ế (áº), ộ (á»), ư ơ (Æ.), đ ă (Ä.), and combining marks.
_MOJIBAKE = (
    r"Ã[\x{80}-\x{9F}\x{A1}-\x{BF}€-™]|(?:^|[^\p{Lu}])Ã\x{A0}|áº|á»"
    r"|Æ[°¡¯\x{A0}]|Ä[‘ƒ‚\x{90}\x{91}]|Ì[\x{80}-\x{8F}€ƒ‰£]"
)


def trimmed(column: pa.Array) -> pa.Array:
    """Cut outer white space (Unicode's, so no-break spaces too) and make empty texts null."""
    if not len(column):
        return column
    if _may_have_outer_space(column):
        column = pc.utf8_trim_whitespace(column)
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    if int((np.diff(offsets) == 0).sum()) == column.null_count:
        return column
    return pc.if_else(pc.equal(pc.binary_length(column), 0), pa.scalar(None, pa.string()), column)


def _may_have_outer_space(column: pa.Array) -> bool:
    """Look at the first and last bytes of all texts at once; only where a space could be, trimming pays."""
    _, offsets_buffer, text_buffer = column.buffers()
    if text_buffer is None or not text_buffer.size:
        return False
    offsets = np.frombuffer(offsets_buffer, np.int32, len(column) + 1, column.offset * 4).astype(np.int64)
    filled = np.diff(offsets) > 0
    text = np.concatenate([np.zeros(2, np.uint8), np.frombuffer(text_buffer, np.uint8), np.zeros(1, np.uint8)])
    starts, ends = offsets[:-1][filled] + 2, offsets[1:][filled] + 1
    return bool(_opens_space(text[starts], text[starts + 1]).any() or _closes_space(text, ends).any())


def _opens_space(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Say where a text may begin with a space: ASCII, or the lead bytes of Unicode's (0xE1 opens letters too)."""
    return (first <= 32) | np.isin(first, (0xC2, 0xE2, 0xE3)) | ((first == 0xE1) & (second == 0x9A))


def _closes_space(text: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Say where a text may end with a space of one, two or three bytes; `last` are positions of last bytes."""
    third, second = text[last - 2], text[last - 1]
    return (text[last] <= 32) | (second == 0xC2) | np.isin(third, (0xE2, 0xE3)) | ((third == 0xE1) & (second == 0x9A))


def tidy(columns: Sequence[pa.Array | None]) -> tuple[pa.Array, ...]:
    """Drop the columns and the rows after the last used cell; all columns must be equally long."""
    kept: list[pa.Array] = [column for column in columns if column is not None]
    while kept and kept[-1].null_count == len(kept[-1]):
        kept.pop()
    n_rows = max(map(_last_used, kept), default=0)
    return tuple(column if len(column) == n_rows else column.slice(0, n_rows) for column in kept)


def refuse_mojibake(sheets: Sequence[Sheet]) -> None:
    """Refuse text whose Vietnamese letters were broken by saving UTF-8 as Windows-1252.

    Raises:
        UnreadableFileError: a tenth or more of the cells with letters outside ASCII are broken that way
            (looked at in the first rows of each sheet).
    """
    foreign = broken = 0
    for sheet in sheets:
        for column in sheet.columns:
            sample = column.slice(0, _SAMPLE_ROWS)
            foreign += pc.sum(pc.match_substring_regex(sample, r"[^\x00-\x7F]")).as_py() or 0
            broken += pc.sum(pc.match_substring_regex(sample, _MOJIBAKE)).as_py() or 0
    if broken and broken * 10 >= foreign:
        raise UnreadableFileError("Tệp hỏng dấu tiếng Việt. Xuất lại từ phần mềm, không lưu qua Excel.")


def printable_name(text: str) -> str:
    """Return a sheet name fit for a message: control characters out, at most 60 letters."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)[:60]


def _last_used(column: pa.Array) -> int:
    if not column.null_count:
        return len(column)
    used = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
    return int(used[-1]) + 1 if len(used) else 0
