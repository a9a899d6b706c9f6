"""Publish a small warehouse of invented dossiers, for looking at screens without any real file."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

import warehouse
from warehouse.folding import fold

COMMUNES = {
    "26425": 0.994, "26428": 0.983, "26431": 0.988, "26434": 0.962, "26437": 0.988, "26440": 0.988, "26443": 0.948,
    "26446": 0.974, "26449": 0.972, "26452": 0.990, "26455": 0.986, "26458": 0.988, "26461": 0.992, "26464": 0.985,
    "26467": 0.955,
}  # fmt: skip
"""Commune codes and the share of dossiers that are invented as on time; the last one gets few dossiers."""

AGENCIES = {"741.TNMT": 0.945, "741.KTHT": 0.962, "741.VP": 0.985, "741.TP": 0.999}
"""District agencies and the same share."""

FIELDS = {
    "commune": ("Chứng thực", "Hộ tịch", "Đất đai", "Bảo trợ xã hội"),
    "741.TNMT": ("Đất đai",),
    "741.KTHT": ("Hoạt động xây dựng", "Quy hoạch xây dựng, kiến trúc"),
    "741.VP": ("Hộ kinh doanh", "Hợp tác xã"),
    "741.TP": ("Hộ tịch", "Chứng thực"),
}
"""Fields (lĩnh vực) that a unit receives."""

_COLUMNS = (
    "load_id, source_sheet, source_row, dossier_code, procedure_name, procedure_key, field_name, field_key, unit_code, "
    "received_at, due_at, finished_at, status_group, channel"
)


def publish(directory: Path, *, dossiers: int = 1500, is_sample: bool = True, load_id: str = "load-1") -> None:
    """Publish one load of `dossiers` dossiers received in the first half of 2023."""
    chance = random.Random(17)
    rows = [(load_id, *_dossier(chance, place, dossiers)) for place in range(dossiers)]
    with warehouse.staged(directory, by="kiểm thử", why="số liệu bịa") as staging:
        staging.con.register("made_up", pd.DataFrame(rows, columns=_COLUMNS.split(", ")))
        staging.con.execute(f"INSERT INTO fact_dossier ({_COLUMNS}) SELECT {_COLUMNS} FROM made_up")
        staging.con.execute(
            """
            INSERT INTO loads (load_id, file, sha256, content_sha256, kind, period_from, period_to, export_date,
                export_date_source, known_until, loaded_at, loaded_by, compare, is_sample,
                rows_read, rows_loaded, rows_rejected, rows_skipped)
            VALUES (?, 'ho-so-6-thang.xlsx', 'a', 'b', 'dossiers', DATE '2023-01-01', DATE '2023-06-30',
                DATE '2023-07-04', 'title', DATE '2023-06-30', TIMESTAMP '2023-07-04 02:00:00', 'kiểm thử', 'date', ?,
                ?, ?, 0, 0)
            """,
            [load_id, is_sample, len(rows), len(rows)],
        )
        staging.load_ids.append(load_id)


def report(directory: Path, lines: Sequence[tuple[object, ...]], *, load_id: str = "load-2") -> None:
    """Publish a progress report: lines of (period, unit or None, item, status, evidence, finished on)."""
    with warehouse.staged(directory, by="kiểm thử", why="báo cáo bịa") as staging:
        for row, line in enumerate(lines, start=2):
            staging.con.execute(
                """
                INSERT INTO fact_progress (load_id, source_sheet, source_row, period, unit_code, item, status, evidence,
                    finished_on)
                VALUES (?, 'Tiến độ', ?, ?, ?, ?, ?, ?, ?)
                """,
                [load_id, row, *line],
            )
        staging.con.execute(
            """
            INSERT INTO loads (load_id, file, sha256, content_sha256, kind, period_from, period_to, export_date,
                export_date_source, known_until, loaded_at, loaded_by, compare, is_sample,
                rows_read, rows_loaded, rows_rejected, rows_skipped)
            VALUES (?, 'tien-do.xlsx', 'c', 'd', 'progress', DATE '2023-01-01', DATE '2023-06-30',
                DATE '2023-07-04', 'title', DATE '2023-06-30', TIMESTAMP '2023-07-04 03:00:00', 'kiểm thử', 'date',
                TRUE, ?, ?, 0, 0)
            """,
            [load_id, len(lines), len(lines)],
        )
        staging.load_ids.append(load_id)


def form(
    directory: Path,
    unit: str,
    fields: Sequence[str],
    *,
    first: date = date(2023, 1, 1),
    last: date = date(2023, 6, 30),
    load_id: str = "load-3",
) -> None:
    """Publish a form, of the first half of 2023, with a line a field: 10 received, 7 on time, 1 late, 2 open."""
    with warehouse.staged(directory, by="kiểm thử", why="biểu bịa") as staging:
        for row, field in enumerate(fields, start=8):
            staging.con.execute(
                """
                INSERT INTO fact_form (load_id, source_sheet, source_row, form, unit_code, field_name, field_key, total,
                    carried_over, received, resolved, early, on_time, late, open, open_within, open_overdue, withdrawn)
                VALUES (?, 'Biểu', ?, 'by_field', ?, ?, ?, 10, 0, 10, 8, 0, 7, 1, 2, 2, 0, 0)
                """,
                [load_id, row, unit, field, fold(field)],
            )
        staging.con.execute(
            """
            INSERT INTO loads (load_id, file, sha256, content_sha256, kind, period_from, period_to, export_date,
                export_date_source, known_until, loaded_at, loaded_by, compare, is_sample,
                rows_read, rows_loaded, rows_rejected, rows_skipped)
            VALUES ($load_id, 'bieu.xlsx', $load_id, $load_id, 'form', $first, $last,
                $last, 'title', $last, TIMESTAMP '2023-07-04 04:00:00', 'kiểm thử', 'date',
                TRUE, $lines, $lines, 0, 0)
            """,
            {"load_id": load_id, "first": first, "last": last, "lines": len(fields)},
        )
        staging.load_ids.append(load_id)


def _dossier(chance: random.Random, place: int, dossiers: int) -> tuple[object, ...]:
    unit = chance.choice([*AGENCIES]) if chance.random() < 0.44 else chance.choice([*COMMUNES])
    if unit == "26467" and chance.random() > 24 / max(24, dossiers * 0.037):
        unit = "26425"
    field = chance.choice(FIELDS.get(unit, FIELDS["commune"]))
    received = datetime.combine(date(2023, 1, 3) + timedelta(days=chance.randrange(178)), datetime.min.time())
    due = received + timedelta(days=chance.choice((1, 3, 5, 10, 15)))
    month_effect = 0.006 * max(0, received.month - 3)
    share = {**COMMUNES, **AGENCIES}[unit] - month_effect
    late = chance.random() > share
    finished = due + timedelta(days=chance.randrange(1, 20)) if late else due - timedelta(days=chance.randrange(2))
    done = finished.date() <= date(2023, 6, 30)
    online = chance.random() < (0.62 if unit.startswith("741") else 0.41 + 0.015 * (hash_of(unit) % 11))
    name = f"Thủ tục {field.lower()}"
    return (
        "Sheet1", place + 2, f"H19.{place % 90:02d}-{received:%y%m%d}-{place:05d}", name, fold(name), field,
        fold(field), unit, received, due, max(finished, received) if done else None, "done" if done else "open",
        "online" if online else "direct",
    )  # fmt: skip


def hash_of(text: str) -> int:
    """Return a number of a text that is the same in every process."""
    return sum(ord(letter) * place for place, letter in enumerate(text, 1))
