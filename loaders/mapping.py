"""Mappings: how a layout that nobody declared is read, written by hand (YAML) and saved under its signature."""

import json
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from loaders.header import heading

PERSONAL_HEADERS = frozenset(
    map(
        heading,
        (
            "Chủ hồ sơ", "Họ tên", "Họ và tên", "Họ tên chủ hồ sơ", "Tên cá nhân, tổ chức", "Người nộp",
            "Người nộp hồ sơ", "Tên người nộp", "Số điện thoại", "Điện thoại", "Địa chỉ", "Địa chỉ chủ hồ sơ",
            "Địa chỉ, số điện thoại", "CCCD", "CMND", "Ký nhận", "Cán bộ xử lý hiện tại", "Người xử lý",
            "Công chức tiếp nhận", "Người tiếp nhận", "Người nhận", "Trích yếu", "Ghi chú",
        ),
    )
)  # fmt: skip
"""Headers of columns about citizens and officers, which no mapping may let in. Source: domain guide 8."""

ORDERS = ("dmy", "mdy", "ymd")
"""Accepted orders of day, month and year."""


class MappingError(ValueError):
    """A mapping file that cannot be used. The text is Vietnamese and names the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How to read one layout.

    `columns`: our column name to their header text; `constants`: our column name to one value for all rows;
    `values`: our column name to translations of their texts; `date_order` or `date_format` (strptime) for
    dates; `compare`: date or datetime, how on time is judged for this source.
    """

    kind: str
    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_order: str = "dmy"
    date_format: str | None = None
    compare: str = "date"

    def to_json(self) -> str:
        """Return the mapping as text for the warehouse."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping from a YAML file.

    Raises:
        MappingError: the file is missing, no YAML, or has an entry that is not understood.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingError(f"Không mở được tệp cách đọc {path.name}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingError(f"Tệp cách đọc {path.name} không đúng dạng YAML.") from error
    return from_data(content, path.name)


def from_data(content: Any, name: str = "mapping") -> Mapping:
    """Check plain data (of YAML or JSON) and return the mapping it describes.

    Raises:
        MappingError: an entry is missing, unknown or of the wrong form.
    """
    if not isinstance(content, AnyMapping):
        raise MappingError(f"{name}: cần các mục kind, columns, …")
    known = {"kind", "columns", "constants", "values", "date_order", "date_format", "compare", "unit"}
    if unknown := sorted(set(map(str, content)) - known):
        raise MappingError(f"{name}: không hiểu mục {', '.join(unknown)}. Các mục: {', '.join(sorted(known))}.")
    columns = _texts(content.get("columns"), f"{name}: columns")
    constants = _texts(content.get("constants") or {}, f"{name}: constants")
    unit = content.get("unit")
    if isinstance(unit, AnyMapping) and len(unit) == 1 and set(unit) <= {"column", "constant"}:
        (columns if "column" in unit else constants)["unit"] = str(next(iter(unit.values())))
    elif unit is not None:
        raise MappingError(f"{name}: unit cần column: TÊN CỘT hoặc constant: MÃ ĐƠN VỊ.")
    values = content.get("values") or {}
    if not isinstance(values, AnyMapping):
        raise MappingError(f"{name}: values cần dạng cột: {{giá trị của tệp: giá trị của ta}}.")
    if not columns:
        raise MappingError(f"{name}: thiếu mục columns (cột của ta: cột của tệp).")
    for header in columns.values():
        if heading(header) in PERSONAL_HEADERS:
            raise MappingError(f'{name}: cột "{header}" là thông tin cá nhân, không nạp.')
    order = str(content.get("date_order") or "dmy").lower()
    if order not in ORDERS:
        raise MappingError(f"{name}: date_order là một trong {', '.join(ORDERS)}.")
    compare = str(content.get("compare") or "date")
    if compare not in ("date", "datetime"):
        raise MappingError(f"{name}: compare là date hoặc datetime.")
    return Mapping(
        kind=str(content.get("kind") or "dossiers"),
        columns=columns,
        constants=constants,
        values={str(column): _texts(texts, f"{name}: values.{column}") for column, texts in values.items()},
        date_order=order,
        date_format=str(content["date_format"]) if content.get("date_format") else None,
        compare=compare,
    )


def _texts(content: Any, where: str) -> dict[str, str]:
    if not isinstance(content, AnyMapping):
        raise MappingError(f"{where}: cần dạng tên: giá trị.")
    if any(isinstance(value, AnyMapping | list) for value in content.values()):
        raise MappingError(f"{where}: cần dạng tên: giá trị.")
    return {str(key): str(value) for key, value in content.items() if value is not None}
