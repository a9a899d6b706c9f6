"""Turn a file into grids of text: tell the format from the bytes, hold it to limits, read every cell as text.

    bytes -> sniff -> limits -> one reader per format -> Workbook

Nothing is inferred here: codes keep their zeros, dates and numbers become text in one fixed form
(2023-04-05 10:20:00, 12.5, TRUE), and what is odd about a sheet is noted, not repaired.
`read` belongs into a child process (`read_in_child`): a hostile file can then take that child down, nothing else.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa

from loaders import child
from loaders.grid import Format, Note, Sheet, UnreadableFileError, Workbook
from loaders.sniff import HEAD_SIZE, sniff
from loaders.text_columns import refuse_mojibake
from loaders.zip_parts import MAX_BYTES

__all__ = ["Format", "Note", "Sheet", "UnreadableFileError", "Workbook", "read", "read_in_child", "sniff"]


def read(path: Path) -> Workbook:
    """Read a file into grids of text, in this process.

    Empty sheets are kept, with no columns.

    Raises:
        UnreadableFileError: wrong kind of file, damaged, over a limit, broken Vietnamese letters, or two
            readers that disagree; the text is for the screen.
        FileNotFoundError: no such file.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError("Tệp lớn quá 1,5 GB. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp.")
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD_SIZE))
    workbook = _readers(kind, path)
    refuse_mojibake(workbook.sheets)
    return workbook


def _readers(kind: Format, path: Path) -> Workbook:
    # Each reader loads its own libraries: a CSV need not wait for the Excel reader's.
    if kind is Format.CSV:
        from loaders.csv_table import read_csv

        sheet, encoding = read_csv(path)
        return Workbook(format=kind, sheets=(sheet,), encoding=encoding)
    if kind is Format.HTML:
        from loaders.html_table import read_html

        sheets, encoding, title = read_html(path)
        return Workbook(format=kind, sheets=sheets, encoding=encoding, title=title)
    from loaders.excel_table import read_xls, read_xlsx

    return Workbook(format=kind, sheets=read_xlsx(path) if kind is Format.XLSX else read_xls(path))


def read_in_child(path: Path) -> Workbook:
    """Read a file like `read`, in a child process with the limits of `child.limits_for`.

    Raises:
        UnreadableFileError: as `read`.
        child.ChildFailedError: the child ran out of memory or time, or died.
    """
    limits = child.limits_for(path.stat().st_size)
    meta, tables = child.call(
        "loaders.workbook:answer",
        {"path": str(path.resolve())},
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.cpu_seconds,
        wall_seconds=limits.wall_seconds,
    )
    return _unpacked(meta, tables)


def answer(request: dict[str, Any]) -> tuple[dict[str, Any], list[pa.Table]]:
    """Read the file at `request["path"]` and pack it for the way to the parent: one table a sheet."""
    workbook = read(Path(request["path"]))
    meta = {
        "format": workbook.format.value,
        "encoding": workbook.encoding,
        "title": workbook.title,
        "sheets": [
            {
                "name": sheet.name,
                "is_hidden": sheet.is_hidden,
                "first_row": sheet.first_row,
                "merged": sheet.merged,
                "notes": [{"code": note.code, "count": note.count, "text": note.text} for note in sheet.notes],
            }
            for sheet in workbook.sheets
        ],
    }
    return meta, [pa.table(list(sheet.columns), names=_names(sheet.n_columns)) for sheet in workbook.sheets]


def _names(count: int) -> list[str]:
    return [str(index) for index in range(count)]


def _unpacked(meta: dict[str, Any], tables: list[pa.Table]) -> Workbook:
    sheets = [
        Sheet(
            name=sheet["name"],
            is_hidden=sheet["is_hidden"],
            first_row=sheet["first_row"],
            columns=tuple(_one_array(column) for column in table.columns),
            merged=tuple((top, left, bottom, right) for top, left, bottom, right in sheet["merged"]),
            notes=tuple(Note(**note) for note in sheet["notes"]),
        )
        for sheet, table in zip(meta["sheets"], tables, strict=True)
    ]
    return Workbook(format=Format(meta["format"]), sheets=tuple(sheets), encoding=meta["encoding"], title=meta["title"])


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
