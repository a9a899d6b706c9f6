"""Give an analyst's own workbook back with the faulty cells coloured and a comment in each: reason and remedy.

It is made in memory, in a child process under limits like those of reading, and stored nowhere: it holds what the
office's file holds, personal columns included.
"""

import base64
import re
from pathlib import Path

from loaders import child
from loaders.intake import Reading
from loaders.marked_workbook import Mark

_PLACE = re.compile(r"^(?:Ô|Dòng) [A-Z]*\d+: ")

_REMEDIES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (
            r"có phải (?P<unit>[^?]+)\?",
            "Nếu đúng, ghi là {unit} hoặc xác nhận tên này khi nạp; nếu không, sửa lại tên.",
        ),
        (r"vào ngày của dòng không có", "Xem lại ngày tiếp nhận và tên đơn vị."),
        (r"đơn vị không có trong danh mục", "Ghi tên đơn vị như trong danh mục đơn vị."),
        (r"[Tt]hiếu đơn vị", "Ghi đơn vị tiếp nhận vào ô, hoặc chọn đơn vị của cả tệp khi nạp."),
        (r"không có thật|không phải là ngày", "Ghi ngày có thật, dạng dd/mm/yyyy."),
        (r"trước ngày tiếp nhận", "Đối chiếu hai ngày với phần mềm một cửa rồi sửa ngày sai."),
        (r"mã hồ sơ", "Kiểm tra dòng có bị lệch cột không; xuất lại từ phần mềm một cửa."),
        (r"[Tt]hiếu ", "Điền ô này theo phần mềm một cửa."),
        (r"Có hoặc Không", "Ghi Có hoặc Không."),
        (r"số tiền", "Ghi số tiền bằng đồng, chỉ gồm chữ số."),
        (r"số đếm|không phải số", "Ghi số, không kèm chữ."),
        (r"phần trăm", "Ghi tỷ lệ từ 0 đến 100."),
        (r"kỳ báo cáo", "Ghi kỳ dạng Quý I/2023, 6 tháng 2023 hoặc 2023."),
        (r"Giữ nguyên như in|tỷ lệ in khác", "Kiểm tra biểu ở phần mềm; số in trong biểu vẫn được giữ."),
        (r"danh mục", "Ghi giá trị có trong danh mục."),
    )
)


def remedy(reason: str) -> str:
    """Say in one Vietnamese sentence how to mend what the reason of a refused cell names."""
    for pattern, text in _REMEDIES:
        if found := pattern.search(reason):
            return text.format(**found.groupdict())
    return "Sửa ô này theo lý do trên rồi nạp lại tệp."


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
    bare = _PLACE.sub("", reason)
    return f"{bare[:1].upper()}{bare[1:]}\nCách sửa: {remedy(bare)}"
