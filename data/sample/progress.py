"""The made-up progress reports: what offices say of targets and of the 34 tasks at the end of each quarter."""

from pathlib import Path

from data.sample.offices import QUARTERS, name_of, rows, title_lines
from data.sample.sheets import workbook

HEADER = (
    *("Kỳ", "Đơn vị", "Mã (CT… / PL.n)", "Tử số", "Mẫu số", "Giá trị 2022", "Trạng thái", "Sản phẩm (số, ngày)"),
    "Ngày hoàn thành",
)
"""Header of layout L11, for targets and tasks alike."""
PERIODS = {
    1: ("Quý I/2023", "quy-1"),
    2: ("6 tháng 2023", "6-thang"),
    3: ("9 tháng 2023", "9-thang"),
    4: ("Năm 2023", "nam"),
}
"""The four reports of a year: their period as printed, and as file names write it."""
STATES = {"chưa": "Chưa thực hiện", "đang": "Đang thực hiện", "xong": "Hoàn thành"}
"""States of work by their word in the story."""


def write(folder: Path) -> list[Path]:
    """Write a workbook a quarter, cumulative since January: one sheet of targets, one of tasks."""
    papers = {row["unit"]: row for row in rows("papers")}
    paths = []
    for quarter, (_, _, exported) in QUARTERS.items():
        _, stem = PERIODS[quarter]
        works = [line for row in rows("works") if (line := _work(row, papers, quarter))]
        figures = [line for row in rows("figures") if (line := _figure(row, quarter))]
        sheets = {
            "Chỉ tiêu": [*figures, *(line for line in works if str(line[2]).startswith("CT"))],
            "Nhiệm vụ": [line for line in works if str(line[2]).startswith("PL")],
        }
        titles = title_lines("BÁO CÁO TIẾN ĐỘ CẢI CÁCH HÀNH CHÍNH (SỐ LIỆU MINH HỌA)", quarter, since_january=True)
        content = workbook(
            {name: (titles, [HEADER, *lines]) for name, lines in sheets.items()},
            exported,
            (14, 34, 16, 16, 10, 16, 16, 46, 16),
        )
        path = folder / f"bao-cao-tien-do_{stem}-2023.xlsx"
        path.write_bytes(content)
        paths.append(path)
    return paths


def _figure(row: dict[str, str], quarter: int) -> list[object] | None:
    """Return the line of a target; one without a figure yet is there only for its value of 2022."""
    said = row[f"q{quarter}"]
    if not said and not row["value_2022"]:
        return None
    top, _, bottom = said.partition("/")
    numbers = [_number(top), _number(bottom), _number(row["value_2022"])]
    return [PERIODS[quarter][0], name_of(row["unit"], quarter), row["item"], *numbers, "", "", ""]


def _work(row: dict[str, str], papers: dict[str, dict[str, str]], quarter: int) -> list[object] | None:
    state = row[f"q{quarter}"]
    if not state:
        return None
    is_done = state == "xong"
    evidence = row["product"] if is_done else ""
    if state == "đang" and row["unit"] in papers:
        evidence = f"Báo cáo số {papers[row['unit']][f'q{quarter}']} (minh họa)"
    day = row["finished_on"] if is_done else ""
    said = PERIODS[quarter][0]
    return [said, name_of(row["unit"], quarter), row["item"], "", "", "", STATES[state], evidence, day]


def _number(text: str) -> int | float | str:
    if not text:
        return ""
    return float(text) if "." in text else int(text)
