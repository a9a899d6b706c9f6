"""Give an analyst's own workbook back with the faulty cells coloured and a comment in each: reason and remedy.

It is made in memory, in a child process under limits like those of reading, and stored nowhere: it holds what the
office's file holds, personal columns included.
"""

import base64
from pathlib import Path

from loaders import child
from loaders.intake import Reading
from loaders.marked_workbook import Mark
from loaders.remedies import remedy, without_place


def workbook(reading: Reading, original: bytes) -> bytes:
    """Return an .xlsx of the file that a reading was made from, faulty cells coloured and commented.

    `original` are the bytes of that file. A reading without faulty cells gives the workbook uncoloured.

    Raises:
        UnreadableFileError: the bytes cannot be read, or making the workbook takes too much memory or time.
    """
    request = {
        "original": base64.b64encode(original).decode("ascii"),
        "name": Path(reading.file).stem,
        "marks": [[mark.sheet, mark.cell, mark.text, mark.is_taken] for mark in marks(reading)],
    }
    _, (table,) = child.call(
        "loaders.marked_workbook:answer", request, memory_bytes=3 << 30, cpu_seconds=240, wall_seconds=300
    )
    content: bytes = table["workbook"][0].as_py()
    return content


def marks(reading: Reading) -> list[Mark]:
    """Return the cells of a reading to be coloured: refused rows, then messages that name a cell.

    A refused row without a cell of its own is marked in column A.
    """
    found = [
        Mark(
            sheet=reject["source_sheet"],
            cell=reject["cell"] or f"A{reject['source_row']}",
            text=_comment(reject["reason"]),
            is_taken=False,
        )
        for reject in reading.rejects.to_pylist()
    ]
    for message in reading.messages:
        if message.cell and message.level in ("error", "warning"):
            is_taken = message.level == "warning"
            found.append(Mark(sheet=message.sheet, cell=message.cell, text=_comment(message.text), is_taken=is_taken))
    return found


def _comment(reason: str) -> str:
    bare = without_place(reason)
    return f"{bare[:1].upper()}{bare[1:]}\nCách sửa: {remedy(bare)}"
