"""The workbook of a plan: its sheets and columns, and how each cell is read into the plan's tables and written back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from loaders.cells import CellError
from loaders.periods import day_of
from warehouse import plan_files
from warehouse.build import read_reference
from warehouse.folding import fold, nfc

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})( 00:00:00)?")
_LEVELS = {"district": "Cấp huyện", "commune": "Cấp xã"}
_DIRECTIONS = {"up": "Tăng", "down": "Giảm"}
_CONFLICTS = {
    "misprint": "Lỗi in",
    "definition": "Cách tính",
    "scope": "Phạm vi",
    "owner": "Cơ quan chủ trì",
    "missing": "Thiếu",
}
SOURCES = {
    "D": "Danh sách hồ sơ",
    "A": "Biểu tổng hợp",
    "S": "Khảo sát hài lòng",
    "P": "Phản ánh, kiến nghị",
    "K": "Danh mục thủ tục",
    "E": "Chứng thực điện tử",
    "B": "Báo cáo tiến độ",
}
"""Where the figure of a target comes from: letters of the plan's table and their names in the workbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """One column of a sheet: our name, its header, how a cell is read (CellError says what to write instead) and back.

    `choices` are offered in a list; a cell that may hold several of them joins them by ";".
    """

    name: str
    header: str
    read: Callable[[str], str]
    write: Callable[[str], str] = str
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    is_list: bool = True
    width: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSheet:
    """One sheet: the table of the plan that it fills, its name, what a line is, and its columns."""

    table: str
    title: str
    line: str
    columns: tuple[PlanColumn, ...]
    required: bool = True


def text(cell: str) -> str:
    """Read a text as it stands, white space collapsed.

    >>> text("Phòng  Nội vụ ")
    'Phòng Nội vụ'
    """
    return " ".join(nfc(cell).split())


def number(cell: str) -> str:
    """Read a value with a decimal comma or point, with or without %.

    >>> number("98 %"), number("97,5")
    ('98', '97.5')
    """
    plain = cell.replace("%", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", plain):
        raise CellError("không phải số. Ghi số, ví dụ 98 hoặc 97,5; kế hoạch không ghi số thì để trống.")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def whole(cell: str) -> str:
    """Read a whole number; a spreadsheet may have stored 7 as 7.0.

    >>> whole("7.0")
    '7'
    """
    plain = re.sub(r"\.0+$", "", cell.strip())
    if not plain.isdigit():
        raise CellError("không phải số nguyên. Ghi 1, 2, 3 …")
    return str(int(plain))


def numbers(cell: str) -> str:
    """Read whole numbers with any signs between them.

    >>> numbers("8; 9")
    '8 9'
    """
    return " ".join(whole(part) for part in re.split(r"[;,\s]+", re.sub(r"\.0+$", "", cell.strip())) if part)


def day(cell: str) -> str:
    """Read a day, dd/mm/yyyy or as a spreadsheet stores it.

    >>> day("31/10/2024"), day("2024-10-31 00:00:00")
    ('2024-10-31', '2024-10-31')
    """
    if found := _ISO_DAY.fullmatch(cell.strip()):
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError as error:
            raise CellError("không có ngày này trong lịch. Ghi ngày/tháng/năm, ví dụ 31/10/2024.") from error
    known = day_of(cell.strip()) if re.fullmatch(r"\d{1,2}[/\-.]\d{1,2}[/\-.]\d{4}", cell.strip()) else None
    if known is None:
        raise CellError("không phải ngày. Ghi ngày/tháng/năm, ví dụ 31/10/2024.")
    return known.isoformat()


def written_day(iso: str) -> str:
    """Write a day of a table as people do; nothing for none.

    >>> written_day("2024-10-31")
    '31/10/2024'
    """
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


def target_id(cell: str) -> str:
    """Read the code of a target.

    >>> target_id("ct 2.1")
    'CT2.01'
    """
    found = re.fullmatch(r"CT\s?([1-7])\.(\d{1,2})", text(cell).upper())
    if not found:
        raise CellError("không phải mã chỉ tiêu. Ghi CT, số lĩnh vực (1–7), dấu chấm, số thứ tự, ví dụ CT2.15.")
    return f"CT{found[1]}.{int(found[2]):02d}"


def target_ids(cell: str) -> str:
    """Read codes of targets with any signs between them.

    >>> target_ids("CT2.15; CT2.16")
    'CT2.15 CT2.16'
    """
    return " ".join(target_id(part) for part in re.split(r"[;,\s]+", text(cell)) if part)


def _one_of(known: dict[str, str], what: str) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return how a choice is read into its key and written as its word."""
    by_word = {fold(word): key for key, word in known.items()}

    def read(cell: str) -> str:
        key = by_word.get(fold(cell))
        if key is None:
            raise CellError(f"không phải {what}. Chọn một trong: {', '.join(known.values())}.")
        return key

    return read, lambda key: known.get(key, "")


def _several_of(known: dict[str, str], what: str, sign: str) -> tuple[Callable[[str], str], Callable[[str], str]]:
    read_one, write_one = _one_of(known, what)

    def read(cell: str) -> str:
        return sign.join(read_one(part) for part in cell.split(";") if part.strip())

    return read, lambda keys: "; ".join(write_one(key) for key in keys.split(sign) if key)


def _choice(
    name: str, header: str, known: dict[str, str], what: str, *, sign: str = "", required: bool = False,
    example: str = "", width: int = 16,
) -> PlanColumn:  # fmt: skip
    read, write = _several_of(known, what, sign) if sign else _one_of(known, what)
    return PlanColumn(
        name=name, header=header, read=read, write=write, required=required, example=example,
        choices=tuple(known.values()), is_list=not sign, width=width,
    )  # fmt: skip


def _areas() -> PlanColumn:
    known = {row["no"]: f"{row['no']}. {row['label']}" for row in read_reference("reform_areas")}
    by_word, write = _one_of(known, "lĩnh vực cải cách")

    def read(cell: str) -> str:
        plain = re.sub(r"\.0+$", "", cell.strip())
        return plain if plain in known else by_word(cell)

    return PlanColumn(
        name="reform_area", header="Lĩnh vực", read=read, write=write, required=True, example=known["2"],
        choices=tuple(known.values()), width=24,
    )  # fmt: skip


def sheets() -> tuple[PlanSheet, ...]:
    """Return the sheets of the workbook, with the lists of the reference tables."""
    groups = {row["key"]: row["label"] for row in read_reference("field_groups")}
    indicators = {row["key"]: row["label"] for row in read_reference("indicators")}
    return (
        PlanSheet(
            table=plan_files.TARGETS,
            title="Chỉ tiêu",
            line="Mỗi dòng một chỉ tiêu, theo thứ tự của kế hoạch.",
            columns=(
                PlanColumn(name="id", header="Mã", read=target_id, required=True, example="CT2.15", width=10),
                PlanColumn(
                    name="label", header="Tên ngắn", read=text, required=True, example="Hồ sơ đúng hạn", width=28
                ),
                _areas(),
                PlanColumn(name="paragraph", header="Mục", read=text, required=True, example="II.2.1", width=10),
                PlanColumn(
                    name="quote", header="Lời trích", read=text, required=True, width=48,
                    example="Tỷ lệ giải quyết hồ sơ đúng hạn đạt tối thiểu 98%",
                ),
                PlanColumn(name="other_paragraph", header="Mục khác", read=text, example="PL.15", width=10),
                PlanColumn(
                    name="other_quote", header="Lời trích khác", read=text, width=48,
                    example="Tỷ lệ giải quyết hồ sơ đúng hạn của cấp huyện, cấp xã đạt tối thiểu 98%",
                ),
                _choice("kind", "Loại", plan_files.KINDS, "loại chỉ tiêu", required=True, example="Ngưỡng", width=18),
                _choice("direction", "Chiều", _DIRECTIONS, "chiều", required=True, example="Tăng", width=10),
                PlanColumn(name="value", header="Mức phải đạt", read=number, example="98"),
                PlanColumn(name="unit", header="Đơn vị tính", read=text, example="HS"),
                _choice(
                    "indicator", "Cách tính", indicators, "cách tính", example=indicators["on_time_rate"], width=36
                ),
                _choice("level", "Cấp", _LEVELS, "cấp", example="Cấp huyện", width=12),
                _choice(
                    "field_group", "Nhóm lĩnh vực", groups, "nhóm lĩnh vực", sign="+", example="Đất đai; Xây dựng",
                    width=24,
                ),
                _choice(
                    "sources", "Nguồn số liệu", SOURCES, "nguồn số liệu", sign=" ", required=True,
                    example="Danh sách hồ sơ; Biểu tổng hợp", width=30,
                ),
                PlanColumn(name="conflict", header="Mâu thuẫn số", read=numbers, example="8"),
            ),
        ),
        PlanSheet(
            table=plan_files.TASKS,
            title="Nhiệm vụ",
            line="Mỗi dòng một nhiệm vụ của phụ lục.",
            columns=(
                PlanColumn(name="no", header="Số", read=whole, required=True, example="15", width=8),
                PlanColumn(
                    name="area_as_printed", header="Đề mục như in", read=text, width=28,
                    example="2. Cải cách thủ tục hành chính",
                ),
                _areas(),
                PlanColumn(
                    name="text", header="Nội dung", read=text, required=True, width=48,
                    example="Tỷ lệ giải quyết hồ sơ đúng hạn của cấp huyện, cấp xã đạt tối thiểu 98%",
                ),
                PlanColumn(
                    name="product", header="Sản phẩm", read=text, example="Báo cáo kết quả thực hiện", width=32
                ),
                PlanColumn(
                    name="lead", header="Cơ quan chủ trì", read=text, required=True, width=28,
                    example="Văn phòng HĐND và UBND huyện",
                ),
                PlanColumn(
                    name="partners", header="Cơ quan phối hợp", read=text, width=32,
                    example="Các cơ quan, đơn vị, UBND các xã, thị trấn",
                ),
                PlanColumn(
                    name="deadline_as_printed", header="Thời hạn như in", read=text, required=True,
                    example="31/10/2024",
                ),
                _choice(
                    "deadline_class", "Loại thời hạn", plan_files.DEADLINE_CLASSES, "loại thời hạn", required=True,
                    example="Đến ngày", width=18,
                ),
                PlanColumn(name="deadline", header="Hạn", read=day, write=written_day, example="31/10/2024"),
                PlanColumn(
                    name="later_deadline", header="Hạn thứ hai", read=day, write=written_day, example="31/12/2024"
                ),
                PlanColumn(
                    name="target_ids", header="Chỉ tiêu", read=target_ids, example="CT2.15 CT2.16", width=20,
                ),
            ),
        ),
        PlanSheet(
            table=plan_files.AMENDMENTS,
            title="Điều chỉnh",
            line="Mỗi dòng một lần điều chỉnh mức của một chỉ tiêu. Chưa điều chỉnh thì để trống.",
            required=False,
            columns=(
                PlanColumn(name="target_id", header="Mã", read=target_id, required=True, example="CT2.15", width=10),
                PlanColumn(
                    name="valid_from", header="Từ ngày", read=day, write=written_day, required=True,
                    example="01/07/2024",
                ),
                PlanColumn(name="value", header="Mức mới", read=number, required=True, example="99"),
                PlanColumn(
                    name="document", header="Văn bản điều chỉnh", read=text, required=True, width=32,
                    example="Công văn số 123/UBND-NV ngày 28/06/2024",
                ),
                PlanColumn(name="quote", header="Lời trích", read=text, width=48, example="đạt tối thiểu 99%"),
            ),
        ),
        PlanSheet(
            table=plan_files.CONFLICTS,
            title="Mâu thuẫn",
            line="Mỗi dòng một chỗ kế hoạch in lỗi hoặc tự mâu thuẫn, và cách hiểu ở đây. Không có thì để trống.",
            required=False,
            columns=(
                PlanColumn(name="no", header="Số", read=whole, required=True, example="8", width=8),
                _choice(
                    "type", "Loại", _CONFLICTS, "loại mâu thuẫn", sign=" ", required=True, example="Phạm vi", width=20
                ),
                PlanColumn(
                    name="printed", header="Kế hoạch ghi", read=text, required=True, width=48,
                    example="Mức 97 % chỉ có ở nhiệm vụ 15.",
                ),
                PlanColumn(
                    name="treated_as", header="Cách hiểu", read=text, required=True, width=48,
                    example="Theo dõi cả hai mức, ở cả hai cấp.",
                ),
            ),
        ),
    )  # fmt: skip


ABOUT_TITLE = "Kế hoạch"
"""Name of the sheet that says which plan this is: two columns, a name and its value."""

ABOUT = (
    PlanColumn(name="number", header="Số kế hoạch", read=text, required=True, example="17/KH-UBND"),
    PlanColumn(
        name="issued_on", header="Ngày ban hành", read=day, write=written_day, required=True, example="18/01/2024"
    ),
    PlanColumn(
        name="title", header="Tên kế hoạch", read=text, required=True,
        example="Kế hoạch cải cách hành chính huyện Xuân Lộc năm 2024",
    ),
    PlanColumn(name="short_title", header="Tên ngắn", read=text, required=True, example="KH 17"),
    PlanColumn(name="year", header="Năm", read=whole, required=True, example="2024"),
)  # fmt: skip
"""What the sheet of the plan itself says, line by line."""
