"""Surveys (khảo sát), petitions (phản ánh, kiến nghị) and electronic certification of the story, quarter by quarter."""

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.sample.offices import (
    NUMERALS,
    QUARTERS,
    SEED,
    after,
    name_of,
    pick,
    rows,
    title_lines,
    working_days,
)
from data.sample.sheets import table_of_values, workbook

SURVEY_TITLE = "KẾT QUẢ KHẢO SÁT MỨC ĐỘ HÀI LÒNG VỀ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH (SỐ LIỆU MINH HỌA)"
"""Heading of the survey's workbook."""
SURVEY_HEADER = (
    ("STT", "Đơn vị", "Lĩnh vực", "Tổng số phiếu", "Rất hài lòng", "", "Hài lòng", "", "Không hài lòng", ""),
    ("", "", "", "", "Số phiếu", "Tỷ lệ", "Số phiếu", "Tỷ lệ", "Số phiếu", "Tỷ lệ"),
)
"""Header of the survey, layout L7: grades over their counts and shares."""
PETITION_HEADER = (
    *("Mã PAKN", "Nguồn", "Người gửi", "Đơn vị xử lý", "Lĩnh vực", "Liên quan TTHC", "Ngày tiếp nhận"),
    *("Ngày chuyển cấp 2", "Hạn xử lý", "Ngày trả lời", "Trạng thái", "Đánh giá"),
)
"""Header of the petitions' list, layout L8."""
CERTIFICATION_HEADER = ("STT", "Đơn vị", "Đã cung cấp", "Tổng bản sao", "Bản sao điện tử")
"""Header of the list of certified copies, layout L10."""
PETITION_TERM = 10
"""Working days in which a petition is to be answered."""
ABOUT_NO_PROCEDURE = 0.12
"""Share of petitions that are about something else than a procedure."""
PETITION_FIELDS = {
    "xa": ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội"),
    "741.VPDK": ("Đất đai",),
    "741.TNMT": ("Đất đai", "Môi trường"),
    "741.KTHT": ("Hoạt động xây dựng",),
    "741.LDTBXH": ("Bảo trợ xã hội", "Người có công"),
}
"""What people write about, by office; communes share one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """One petition with its whole life; what a file shows of it depends on the day of export."""

    code: str
    unit: str
    source: str
    field: str
    is_about_procedure: bool
    received_on: date
    escalated_on: date | None
    due_on: date
    answered_on: date
    rating: str


def write_surveys(folder: Path) -> list[Path]:
    """Write a workbook a quarter: one line per unit and field, a total line."""
    rng = random.Random(f"{SEED} surveys")  # noqa: S311 - a story, not a secret
    paths = []
    for quarter, (_, _, exported) in QUARTERS.items():
        lines: list[list[object]] = []
        sums = [0, 0, 0, 0]
        for number, row in enumerate(rows("surveys"), start=1):
            answers = int(row["answers_a_quarter"]) + quarter % 2
            drawn = [rng.random() * 100 for _ in range(answers)]
            very_satisfied, unsatisfied = float(row["very_satisfied_pct"]), float(row["unsatisfied_pct"])
            very = sum(draw < very_satisfied for draw in drawn)
            bad = sum(draw >= 100 - unsatisfied for draw in drawn)
            counts = (answers, very, answers - very - bad, bad)
            sums = [total + count for total, count in zip(sums, counts, strict=True)]
            lines.append([number, name_of(row["unit"], quarter), row["field"], *_with_shares(*counts)])
        table = [*SURVEY_HEADER, *lines, ["", "Tổng cộng", "", *_with_shares(*sums)]]
        content = workbook(
            {"Khảo sát": (title_lines(SURVEY_TITLE, quarter), table)},
            exported,
            (6, 34, 30, 12, 10, 9, 10, 9, 10, 9),
        )
        paths.append(_written(folder / f"khao-sat-hai-long_quy-{quarter}-2023.xlsx", content))
    return paths


def _with_shares(answers: int, *grades: int) -> list[object]:
    """Return the answers and each grade with its share as printed, "58,3%"."""
    shares = [[count, f"{100 * count / answers:.1f}%".replace(".", ",")] for count in grades]
    return [answers, *(cell for pair in shares for cell in pair)]


def write_petitions(folder: Path) -> list[Path]:
    """Write a CSV a quarter: what came in it, and what was still open from before."""
    petitions = all_petitions()
    paths = []
    for quarter, (start, end, exported) in QUARTERS.items():
        listed = [item for item in petitions if item.received_on <= end and item.answered_on >= start]
        lines = [PETITION_HEADER, *(_petition_line(item, quarter, exported) for item in listed)]
        path = folder / f"phan-anh-kien-nghi_quy-{quarter}-2023_{exported:%Y%m%d}.csv"
        paths.append(_written(path, table_of_values(lines, ",")))
    return paths


def all_petitions() -> list[Petition]:
    """Make up every petition of the year, ordered by day of reception; each office has some in every quarter."""
    rng = random.Random(f"{SEED} petitions")  # noqa: S311 - a story, not a secret
    days = {
        quarter: [day for day in working_days(start) if day <= end] for quarter, (start, end, _) in QUARTERS.items()
    }
    found: list[Petition] = []
    for row in rows("petitions"):
        unit, yearly = row["unit"], int(row["yearly"])
        fields = PETITION_FIELDS.get(unit, PETITION_FIELDS["xa"])
        received = sorted(pick(rng, days[1 + number % 4]) for number in range(yearly))
        about = [rng.random() >= ABOUT_NO_PROCEDURE for _ in range(yearly)]
        about_procedures = [number for number in range(yearly) if about[number]]
        late = set(rng.sample(about_procedures, int(row["late"])))
        unhappy = set(rng.sample(about_procedures, int(row["unhappy"])))
        for number, day in enumerate(received):
            is_from_hotline = rng.random() < 0.4
            took = 1 + int(rng.random() * (PETITION_TERM - 1))
            grade = rng.choices(("Rất hài lòng", "Hài lòng", ""), (34, 32, 34))[0]
            found.append(
                Petition(
                    code="",
                    unit=unit,
                    source="Tổng đài 1022" if is_from_hotline else "Cổng Dịch vụ công quốc gia",
                    field=fields[int(rng.random() * len(fields))] if about[number] else "Hạ tầng kỹ thuật",
                    is_about_procedure=about[number],
                    received_on=day,
                    escalated_on=after(day, 1) if is_from_hotline and rng.random() < 0.5 else None,
                    due_on=after(day, PETITION_TERM),
                    answered_on=after(day, PETITION_TERM + 1 + took if number in late else took),
                    rating="Không hài lòng" if number in unhappy else grade,
                )
            )
    found.sort(key=lambda item: (item.received_on, item.unit))
    return [_numbered(item, number) for number, item in enumerate(found, start=1)]


def _numbered(petition: Petition, number: int) -> Petition:
    values = {name: getattr(petition, name) for name in Petition.__slots__}
    return Petition(**values | {"code": f"PAKN-{petition.received_on:%y%m}-{number:04d}"})


def _petition_line(petition: Petition, quarter: int, exported: date) -> list[object]:
    is_closed = petition.answered_on <= exported
    if is_closed:
        status = "Đã trả lời"
    else:
        status = "Chuyển cấp 2" if petition.escalated_on and petition.escalated_on <= exported else "Đang xử lý"
    return [
        *(petition.code, petition.source, "(minh họa)", name_of(petition.unit, quarter), petition.field),
        *("Có" if petition.is_about_procedure else "Không", f"{petition.received_on:%d/%m/%Y}"),
        f"{petition.escalated_on:%d/%m/%Y}" if petition.escalated_on and petition.escalated_on <= exported else "",
        f"{petition.due_on:%d/%m/%Y}",
        f"{petition.answered_on:%d/%m/%Y}" if is_closed else "",
        status,
        petition.rating if is_closed else "",
    ]


def write_certification(folder: Path) -> list[Path]:
    """Write a CSV a quarter: per unit whether it certifies electronically, copies, electronic copies."""
    rng = random.Random(f"{SEED} certification")  # noqa: S311 - a story, not a secret
    paths = []
    for quarter, (_, _, exported) in QUARTERS.items():
        lines: list[list[object]] = []
        for number, row in enumerate(rows("e_certification"), start=1):
            copies = int(int(row["copies_a_quarter"]) * (0.9 + 0.2 * rng.random()))
            electronic = round(copies * float(row[f"share_q{quarter}_pct"]) / 100)
            is_provided = "Có" if quarter >= int(row["from_quarter"]) else "Không"
            lines.append([number, name_of(row["unit"], quarter), is_provided, copies, electronic])
        total = [
            "",
            f"Tổng cộng quý {NUMERALS[quarter]}",
            "",
            *(sum(int(str(line[at])) for line in lines) for at in (3, 4)),
        ]
        path = folder / f"chung-thuc-dien-tu_quy-{quarter}-2023_{exported:%Y%m%d}.csv"
        paths.append(_written(path, table_of_values([CERTIFICATION_HEADER, *lines, total], ";")))
    return paths


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
