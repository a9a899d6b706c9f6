"""One form II.06a/VPCP/KSTT of the last quarter: as the lists give it, but for a few dossiers told otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from data.sample.dossiers import PAUSES, Dossier, is_listed, shown
from data.sample.offices import QUARTERS, rows, title_lines
from data.sample.sheets import page

QUARTER = 4
"""Quarter of the form; later lists have nothing to say of it."""
COLUMNS = (
    "total", "received_online", "received_direct", "carried_over", "resolved", "early", "on_time", "late", "open",
    "open_within", "open_overdue",
)  # fmt: skip
"""Columns 3 to 13 of the form."""
HEADER: tuple[tuple[object, ...], ...] = (
    (
        ("TT", 1, 3), ("Lĩnh vực, công việc giải quyết theo cấp", 1, 3), ("Số hồ sơ nhận giải quyết", 4, 1),
        ("Số lượng hồ sơ đã giải quyết", 4, 1), ("Số lượng hồ sơ đang giải quyết", 3, 1),
    ),
    (
        ("Tổng số", 1, 2), ("Trong kỳ", 2, 1), ("Từ kỳ trước", 1, 2), ("Tổng số", 1, 2), ("Trước hạn", 1, 2),
        ("Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại / Xin rút)", 1, 2), ("Quá hạn", 1, 2), ("Tổng số", 1, 2),
        ("Trong hạn", 1, 2), ("Quá hạn", 1, 2),
    ),
    ("Trực tuyến", "Trực tiếp, dịch vụ bưu chính"),
    tuple(f"({number})" for number in range(1, 14)),
)  # fmt: skip
"""Header of layout L4: three rows and the numbers of the columns."""


def write(folder: Path, dossiers: Sequence[Dossier]) -> list[Path]:
    """Write the form of the whole district by field."""
    start, end, _ = QUARTERS[QUARTER]
    by_field: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for dossier in dossiers:
        if is_listed(dossier, start, end) and dossier.ending != "refused":
            _count(dossier, by_field[dossier.procedure.field])
    for row in rows("form_differences"):
        by_field[row["field"]][row["column"]] += int(row["more"])
    for counts in by_field.values():
        counts["total"] = counts["received_online"] + counts["received_direct"] + counts["carried_over"]
        counts["resolved"] = counts["early"] + counts["on_time"] + counts["late"]
        counts["open"] = counts["open_within"] + counts["open_overdue"]
    lines: list[list[object]] = [
        [number, field, *(by_field[field][column] for column in COLUMNS)]
        for number, field in enumerate(sorted(by_field), start=1)
    ]
    sums = [sum(counts[column] for counts in by_field.values()) for column in COLUMNS]
    titles = (
        "Biểu số II.06a/VPCP/KSTT (SỐ LIỆU MINH HỌA)",
        "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH TẠI CƠ QUAN, ĐƠN VỊ",
        *title_lines("", QUARTER)[1:],
        "Đơn vị tính: Số hồ sơ TTHC.",
    )
    head = [[(line, 13, 1)] for line in titles]
    path = folder / f"bieu-ii-06a_quy-{QUARTER}-2023.xls"
    path.write_bytes(page([*head, *HEADER, *lines, ["", "TỔNG CỘNG", *sums]]))
    return [path]


def _count(dossier: Dossier, counts: dict[str, int]) -> None:
    """Add one dossier to its columns; those that wait and those withdrawn stand under "Đúng hạn", as the form says.

    A dossier without an appointed day counts as on time there, as the software that prints such forms has it.
    """
    start, end, exported = QUARTERS[QUARTER]
    if dossier.received_at.date() < start:
        counts["carried_over"] += 1
    else:
        counts["received_online" if dossier.channel == "Trực tuyến" else "received_direct"] += 1
    status, ended_at, _ = shown(dossier, exported)
    due = dossier.due_at.date() if dossier.due_at else None
    ended = ended_at.date() if ended_at else None
    if status in PAUSES:
        counts["on_time"] += 1
    elif ended is None or ended > end:
        counts["open_overdue" if due and due < end else "open_within"] += 1
    elif dossier.ending != "done" or due is None or ended == due:
        counts["on_time"] += 1
    else:
        counts["early" if ended < due else "late"] += 1
