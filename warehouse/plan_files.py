"""Where plans lie as data, and which columns their tables have: what loaders write and metrics read."""

import csv
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

PLANS = Path(__file__).resolve().parents[1] / "data" / "plans"
"""Folder of the plans that come with the program, one folder a plan (each README has its columns and source)."""

VARIABLE = "PLANS_DIR"
"""Environment variable naming the office's own folder of plans; its plan of a year hides the program's."""

TARGETS, TASKS, CONFLICTS, AMENDMENTS = "targets", "tasks", "conflicts", "amendments"
"""The tables of a plan. Without an amendments.csv nothing was amended."""

COLUMNS = {
    TARGETS: (
        "id", "label", "reform_area", "paragraph", "quote", "other_paragraph", "other_quote", "kind", "direction",
        "value", "unit", "indicator", "level", "field_group", "sources", "conflict",
    ),
    TASKS: (
        "no", "area_as_printed", "reform_area", "text", "product", "lead", "partners", "deadline_as_printed",
        "deadline_class", "deadline", "later_deadline", "target_ids",
    ),
    CONFLICTS: ("no", "type", "printed", "treated_as"),
    AMENDMENTS: ("target_id", "valid_from", "value", "document", "quote"),
}  # fmt: skip
"""Columns of each table, in order."""

KINDS = {
    "threshold": "Ngưỡng",
    "coverage": "Tất cả (100 %)",
    "relative": "So với năm trước",
    "rank": "Xếp hạng",
    "milestone": "Mốc công việc",
}
"""Kinds of target and their names in a workbook."""

DEADLINE_CLASSES = {
    "continuous": "Thường xuyên",
    "quarterly": "Báo cáo theo quý",
    "date": "Đến ngày",
    "month": "Trong tháng",
}
"""Classes of deadlines of tasks and their names in a workbook. Source: plan 17/KH-UBND, appendix, last column."""


class PlanFilesError(ValueError):
    """The folders of plans contradict each other. The text is Vietnamese and names the folders."""


def root() -> Path:
    """Return the folder that a new plan is written to: the office's own, else the program's."""
    return Path(os.environ.get(VARIABLE) or PLANS).expanduser().resolve()


def folders() -> dict[int, Path]:
    """Return the folder of the plan of each year, oldest first.

    Raises:
        PlanFilesError: one folder of plans has two of a year.
    """
    found: dict[int, Path] = {}
    for place in dict.fromkeys((PLANS.resolve(), root())):
        here: dict[int, Path] = {}
        # A hidden folder is a plan on its way in (loaders.plan_workbook).
        for path in sorted(place.glob("[!.]*/plan.yaml")):
            stat = path.stat()
            year = _year(path, stat.st_mtime_ns, stat.st_size)
            if year in here:
                raise PlanFilesError(
                    f"Thư mục {place} có hai kế hoạch năm {year}: {here[year].name} và {path.parent.name}. "
                    "Để lại một thư mục."
                )
            here[year] = path.parent
        found |= here
    return dict(sorted(found.items()))


@lru_cache(maxsize=100)  # every rerun of every screen asks for all plans several times
def _year(path: Path, mtime_ns: int, size: int) -> int:
    """Return the year that a plan.yaml says; time and size are part of the key only."""
    return int(about(path.parent)["year"])


def about(folder: Path) -> dict[str, Any]:
    """Return what plan.yaml of a folder says."""
    return dict(yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8")))


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of one table of a plan as text, empty cells as ''; none where the file is not there."""
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [{name: row.get(name) or "" for name in COLUMNS[table]} for row in csv.DictReader(lines)]


def signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of a folder changes: names, sizes and times, for the key of a cache."""
    files = ((path.name, path.stat()) for path in sorted(folder.iterdir()))
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in files)
