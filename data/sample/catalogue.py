"""The made-up procedure catalogue (danh mục thủ tục hành chính), with the columns that an office adds by hand."""

from pathlib import Path

from data.sample.offices import QUARTERS, rows, title_lines
from data.sample.sheets import page

HEADER = (
    *("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực", "Cấp", "Mức độ", "Nội bộ", "Hồ sơ mẫu"),
    *("Đủ điều kiện", "Đã cung cấp", "Có phí", "Thanh toán trực tuyến", "Công khai", "Rà soát", "Đơn giản hóa"),
    *("Số trường trước", "Số trường sau"),
)
"""Header of layout L9."""
MOTTO = "CỔNG DỊCH VỤ CÔNG: KẾT NỐI, CUNG CẤP THÔNG TIN VÀ DỊCH VỤ CÔNG MỌI LÚC, MỌI NƠI"
"""First line of the portal's export."""
TITLE = "BÁO CÁO DANH MỤC THỦ TỤC HÀNH CHÍNH CẤP HUYỆN, CẤP XÃ (SỐ LIỆU MINH HỌA)"
"""Heading of the office's own copy."""


def write(folder: Path) -> list[Path]:
    """Write the catalogue as it stood at the end of each quarter."""
    known = {row["code"]: row for row in rows("procedures")}
    paths = []
    for quarter in QUARTERS:
        wide = len(HEADER)
        head = [[(line, wide, 1)] for line in (MOTTO, *title_lines(TITLE, quarter))]
        lines = [_line(row, known.get(row["code"], row), quarter) for row in rows("catalogue")]
        path = folder / f"danh-muc-tthc_quy-{quarter}-2023.xls"
        path.write_bytes(page([*head, HEADER, *lines]))
        paths.append(path)
    return paths


def _line(row: dict[str, str], named: dict[str, str], quarter: int) -> list[object]:
    def since(column: str) -> str:
        return "Có" if row[column] and int(row[column]) <= quarter else "Không"

    is_internal, is_eligible, has_fee = row["internal"] == "x", bool(row["online"]), row["fee"] == "x"
    fields = row["fields_after"] if row["cut"] and int(row["cut"]) <= quarter else row["fields_before"]
    return [
        *(
            row["code"],
            named["name"],
            "UBND tỉnh Đồng Nai",
            "UBND huyện Xuân Lộc" if "huyện" in row["level"] else "UBND cấp xã",
        ),
        *(named["field"], row["level"], row["service"], "Có" if is_internal else "Không"),
        "" if is_internal else since("sample"),
        "" if is_internal else ("Có" if is_eligible else "Không"),
        since("online") if is_eligible else "",
        "" if is_internal else ("Có" if has_fee else "Không"),
        since("paid") if has_fee else "",
        *(since("published"), since("reviewed"), since("simplified"), row["fields_before"], fields),
    ]
