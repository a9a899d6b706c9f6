"""Write a large made-up dossier list (.xlsx), the same bytes for the same arguments.

The file is generated when it is needed and never kept in git. Names, phone numbers and
addresses are made up; layout L1 with the columns that the plan needs beside it.

Usage: ``python -m bench.make_big_xlsx OUT.xlsx [ROWS]`` (200,000 rows unless told).
"""

import random
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HEADERS = (
    "STT",
    "Đơn vị tiếp nhận",
    "Lĩnh vực",
    "Tên thủ tục hành chính",
    "Mã hồ sơ",
    "Trạng thái",
    "Địa chỉ",
    "Người nộp",
    "Chủ hồ sơ",
    "Số điện thoại",
    "Ngày nộp hồ sơ",
    "Ngày nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
    "Ngày trả",
    "Hình thức nộp",
    "Số hóa hồ sơ",
    "Số hóa kết quả",
    "Kết quả điện tử",
    "Ghi chú",
)
"""The 20 column heads, in sheet order."""

COMMUNES = (
    "Thị trấn Gia Ray",
    "Xã Xuân Bắc",
    "Xã Suối Cao",
    "Xã Xuân Thành",
    "Xã Xuân Thọ",
    "Xã Xuân Trường",
    "Xã Xuân Hòa",
    "Xã Xuân Hưng",
    "Xã Xuân Tâm",
    "Xã Suối Cát",
    "Xã Xuân Hiệp",
    "Xã Xuân Phú",
    "Xã Xuân Định",
    "Xã Bảo Hoà",
    "Xã Lang Minh",
)
"""The 15 communes of huyện Xuân Lộc in 2023."""

_PROCEDURES = (
    ("Đất đai", "Đăng ký biến động quyền sử dụng đất do chuyển nhượng"),
    ("Đất đai", "Cấp đổi Giấy chứng nhận quyền sử dụng đất"),
    ("Hoạt động xây dựng", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
    ("Hộ tịch", "Đăng ký khai sinh"),
    ("Hộ tịch", "Cấp Giấy xác nhận tình trạng hôn nhân"),
    ("Chứng thực", "Chứng thực bản sao từ bản chính"),
    ("Chứng thực", "Chứng thực chữ ký trong các giấy tờ, văn bản"),
    ("Hộ kinh doanh", "Đăng ký thành lập hộ kinh doanh"),
    ("Bảo trợ xã hội", "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội"),
)
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc", "Kim")
_GIVEN = ("An", "Bình", "Cường", "Dung", "Hạnh", "Hiếu", "Lan", "Mai", "Phúc", "Quỳnh", "Sơn", "Thảo", "Trang", "Vũ")
_SHEET_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)
_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Danh sách hồ sơ" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
    ' Target="sharedStrings.xml"/></Relationships>',
}


def dossier_rows(n_rows: int, seed: int = 17) -> Iterator[tuple[str, ...]]:
    """Yield `n_rows` made-up dossiers as texts in the order of `HEADERS`, STT first; "" is an empty cell."""
    draw = random.Random(seed)  # noqa: S311 - made-up rows, not a secret
    start = datetime(2022, 12, 1, 7, 30)
    for number in range(1, n_rows + 1):
        field, procedure = draw.choice(_PROCEDURES)
        unit = draw.choice(COMMUNES)
        handed_in = start + timedelta(minutes=draw.randrange(13 * 30 * 24 * 60), seconds=draw.randrange(60))
        received = handed_in + timedelta(minutes=draw.randrange(2000))
        due = received + timedelta(days=draw.choice((1, 3, 5, 15, 20)))
        finished = received + (due - received) * draw.choice((0.2, 0.5, 0.8, 0.99, 1.1))
        is_open = draw.random() < 0.06
        owner = f"{draw.choice(_FAMILY)} {draw.choice(_MIDDLE)} {draw.choice(_GIVEN)}"
        yield (
            str(number),
            f"UBND {unit}",
            field,
            procedure,
            f"H19.{draw.randrange(10, 80)}-{received:%y%m%d}-{number % 10_000:04d}",
            "Đang xử lý" if is_open else draw.choice(("Đã trả kết quả", "Đã xử lý xong")),
            f"Ấp {draw.randrange(1, 9)}, {unit}, huyện Xuân Lộc",
            owner if draw.random() < 0.8 else f"{draw.choice(_FAMILY)} {draw.choice(_MIDDLE)} {draw.choice(_GIVEN)}",
            owner,
            f"09{draw.randrange(10**8):08d}",
            _clock(handed_in),
            _clock(received),
            _clock(due),
            "" if is_open else _clock(finished),
            "" if is_open else _clock(finished + timedelta(minutes=draw.randrange(3000))),
            draw.choice(("Trực tuyến", "Trực tiếp", "Trực tuyến", "Bưu chính công ích")),
            draw.choice(("Có", "Có", "Không")),
            "" if is_open else draw.choice(("Có", "Không")),
            "" if is_open else draw.choice(("Có", "Không", "Không")),
            "Bổ sung bản sao" if draw.random() < 0.1 else "",
        )


def write(path: Path, n_rows: int = 200_000) -> None:
    """Write the list to `path`: one sheet, a header row, then `n_rows` dossiers; texts shared, STT a number."""
    strings: dict[str, int] = {}
    cells = 0
    stamp = (2023, 4, 5, 10, 20, 0)  # a fixed time keeps the bytes the same
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in _PARTS.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), text, zipfile.ZIP_DEFLATED)
        sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml", stamp)
        sheet.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(sheet, "w", force_zip64=True) as part:
            part.write(f'{_SHEET_HEAD}<dimension ref="A1:T{n_rows + 1}"/><sheetData>'.encode())
            for index, row in enumerate(_with_header(n_rows), start=1):
                pieces = []
                for column, text in enumerate(row):
                    if not text:
                        continue
                    reference = f"{chr(65 + column)}{index}"
                    cells += 1
                    if column == 0 and index > 1:
                        pieces.append(f'<c r="{reference}"><v>{text}</v></c>')
                        cells -= 1
                    else:
                        number = strings.setdefault(text, len(strings))
                        pieces.append(f'<c r="{reference}" t="s"><v>{number}</v></c>')
                part.write(f'<row r="{index}">{"".join(pieces)}</row>'.encode())
            part.write(b"</sheetData></worksheet>")
        shared = zipfile.ZipInfo("xl/sharedStrings.xml", stamp)
        shared.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(shared, "w", force_zip64=True) as part:
            part.write(
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                f' count="{cells}" uniqueCount="{len(strings)}">'.encode()
            )
            part.writelines(f"<si><t>{text}</t></si>".encode() for text in strings)
            part.write(b"</sst>")


def _clock(moment: datetime) -> str:
    return moment.strftime("%d/%m/%Y %H:%M:%S")


def _with_header(n_rows: int) -> Iterator[tuple[str, ...]]:
    yield HEADERS
    yield from dossier_rows(n_rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
