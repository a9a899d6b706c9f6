"""Files that the program hands out: text that no spreadsheet runs, and names that no two files share."""

import hashlib

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""First characters that a spreadsheet would run as a formula; a quote is put before them."""


def safe(value: object) -> object:
    """Return a value as it may stand in a cell: text that would run as a formula gets a quote in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def file_name(stem: str, content: bytes, suffix: str) -> str:
    """Return "stem-xxxxxxxx.suffix" with the first 8 characters of the content's sha256: no two files share a name."""
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"
