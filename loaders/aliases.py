"""Confirmed spellings of units, and groups given to fields: decided once by a person, kept with who and when.

Each decision publishes a snapshot, like a load. Lines are only ever added: the newest one of a spelling or field
counts, the older ones are its history.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from loaders.units import known_units, turning_days, unit_name
from warehouse.build import read_reference, refresh_fields
from warehouse.folding import fold, nfc

MAX_ALIAS = 120
"""Letters that a spelling of a unit may have."""

_PERSON_NUMBER = re.compile(r"(?:\+84|0)?\d{8,12}")


class AliasError(ValueError):
    """A decision that cannot be kept. The text is Vietnamese and says why."""


def confirm(directory: Path, alias: str, unit_code: str, *, by: str) -> warehouse.Snapshot | None:
    """Remember that a spelling stands for a unit, so that the next file matches it; returns the new snapshot.

    None when exactly this was confirmed before. The rows of files loaded earlier stay as they are.

    Raises:
        AliasError: no such unit, no usable spelling, or the spelling is the name of a unit already (Vietnamese).
        warehouse.WarehouseError: nothing was published.
    """
    _check(alias, unit_code, by)
    with warehouse.staged(directory, by=by, why=f'Xác nhận tên đơn vị "{nfc(alias)}": {unit_code}') as staging:
        if confirmed(staging.con).get(fold(alias)) != unit_code:
            _add_alias(staging, [fold(alias), nfc(alias), unit_code], by, is_removed=False)
    return staging.snapshot


def remove(directory: Path, alias: str, *, by: str) -> warehouse.Snapshot | None:
    """Take a confirmed spelling back; its history stays, and rows loaded with it stay as they are.

    Raises:
        LookupError: the spelling is not confirmed (Vietnamese).
        warehouse.WarehouseError: nothing was published.
    """
    with warehouse.staged(directory, by=_named(by), why=f'Bỏ tên đơn vị đã xác nhận "{nfc(alias)}"') as staging:
        lines = _newest(_lines(staging.con, "unit_alias", "alias_key", "confirmed_at"))
        line = next((line for line in lines if line["alias_key"] == fold(alias) and not line["is_removed"]), None)
        if line is None:
            raise LookupError(f'Chưa ai xác nhận tên đơn vị "{nfc(alias)}".')
        _add_alias(staging, [line["alias_key"], line["alias"], line["unit_code"]], by, is_removed=True)
    return staging.snapshot


def confirmed(con: duckdb.DuckDBPyConnection | None) -> dict[str, str]:
    """Return the spellings in force, folded, each with the code of its unit; a snapshot of an older form has none."""
    return {
        line["alias_key"]: line["unit_code"]
        for line in _newest(_lines(con, "unit_alias", "alias_key", "confirmed_at"))
        if not line["is_removed"]
    }


def list_aliases(con: duckdb.DuckDBPyConnection | None) -> list[dict[str, Any]]:
    """Return one entry per spelling ever confirmed, in order of the spelling, removed ones too.

    Each: alias, unit_code, unit_name (today's, else the last one that it bore), confirmed_at (UTC), confirmed_by,
    is_removed; and `history`, the same without it for every decision, oldest first.
    """
    lines = _lines(con, "unit_alias", "alias_key", "confirmed_at")
    entries = []
    for newest in sorted(_newest(lines), key=lambda line: line["alias_key"]):
        history = [_alias_entry(line) for line in lines if line["alias_key"] == newest["alias_key"]]
        entries.append(_alias_entry(newest) | {"history": history})
    return entries


def set_field_group(directory: Path, field_name: str, group: str | None, *, by: str) -> warehouse.Snapshot | None:
    """Put a field (lĩnh vực) into a group of fields; every figure by group follows with the new snapshot returned.

    None as `group` takes the decision back: the list of data/reference/fields.csv counts again, else "khac".
    Returns None when the field is in that group by a decision already.

    Raises:
        AliasError: no such group, or no name (Vietnamese, lists the groups).
        warehouse.WarehouseError: nothing was published.
    """
    groups = {row["key"]: row["label"] for row in read_reference("field_groups")}
    name = nfc(field_name)
    if not name or len(name) > MAX_ALIAS * 2:
        raise AliasError("Thiếu tên lĩnh vực, hoặc tên quá dài.")
    if group is not None and group not in groups:
        raise AliasError(f'Không có nhóm "{group}". Các nhóm: {", ".join(groups)}.')
    why = f'Xếp lĩnh vực "{name}" vào nhóm {groups[group]}' if group else f'Bỏ xếp nhóm của lĩnh vực "{name}"'
    with warehouse.staged(directory, by=_named(by), why=why) as staging:
        before = _newest(_lines(staging.con, "field_alias", "field_key", "changed_at"))
        current = {line["field_key"]: line["field_group"] for line in before}
        if current.get(fold(name)) != group:
            values = [fold(name), name, group, _now(), by]
            staging.con.execute("INSERT INTO field_alias VALUES (?, ?, ?, ?, ?)", values)
            refresh_fields(staging.con)
            staging.publish = True
    return staging.snapshot


def list_field_groups(con: duckdb.DuckDBPyConnection | None) -> list[dict[str, Any]]:
    """Return one entry per field that has a group, in order of its name.

    Each: field_name, field_group, group_label, source ("list": data/reference/fields.csv, "person": decided here),
    changed_at (UTC) and changed_by (None from the list); and `history`, every decision, oldest first.
    """
    labels = {row["key"]: row["label"] for row in read_reference("field_groups")}
    lines = _lines(con, "field_alias", "field_key", "changed_at")
    fields = {
        fold(row["name"]): {
            "field_name": nfc(row["name"]), "field_group": row["group"], "source": "list",
            "changed_at": None, "changed_by": None,
        }
        for row in read_reference("fields")
    }  # fmt: skip
    for line in _newest(lines):
        entry = fields.setdefault(line["field_key"], {"field_name": line["field_name"], "field_group": "khac"})
        if line["field_group"]:
            entry["field_group"] = line["field_group"]
        entry |= {
            "source": "person" if line["field_group"] else entry.get("source", "person"),
            "changed_at": line["changed_at"],
            "changed_by": line["changed_by"],
        }
        fields[line["field_key"]] = entry
    history: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        kept = {name: line[name] for name in ("field_name", "field_group", "changed_at", "changed_by")}
        history.setdefault(line["field_key"], []).append(kept)
    return [
        entry | {"group_label": labels.get(str(entry["field_group"]), ""), "history": history.get(key, [])}
        for key, entry in sorted(fields.items())
    ]


def _check(alias: str, unit_code: str, by: str) -> None:
    """Refuse a spelling that is no name, or that any list read alongside this unit's takes for another unit."""
    _named(by)
    name = nfc(alias)
    days = [day for day in turning_days() if unit_name(unit_code, day)]
    if not days:
        raise AliasError(f'Không có đơn vị mang mã "{unit_code}".')
    if not any(letter.isalpha() for letter in name) or _PERSON_NUMBER.search(re.sub(r"[ .-]", "", name)):
        raise AliasError("Tên đơn vị phải có chữ và không chứa số điện thoại hay số định danh.")
    if len(name) > MAX_ALIAS:
        raise AliasError(f"Tên đơn vị dài quá {MAX_ALIAS} chữ.")
    found = [(known_units(day).find(name), known_units(day).names) for day in days]
    for match, names in found:
        if match and match[0] != unit_code:
            raise AliasError(f'"{name}" là tên của {names[match[0]]}, không gán được cho {names[unit_code]}.')
    if all(match == (unit_code, False) for match, _ in found):
        raise AliasError(f'"{name}" đã là tên của {found[-1][1][unit_code]}, không cần xác nhận.')


def _named(by: str) -> str:
    if not by.strip():
        raise AliasError("Ghi tên người thực hiện.")
    return by


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _add_alias(staging: warehouse.Staging, values: list[str], by: str, *, is_removed: bool) -> None:
    staging.con.execute("INSERT INTO unit_alias VALUES (?, ?, ?, ?, ?, ?)", [*values, _now(), by, is_removed])
    staging.publish = True


def _lines(con: duckdb.DuckDBPyConnection | None, table: str, key: str, time: str) -> list[dict[str, Any]]:
    """Return all lines of a table of decisions, oldest first; none where the snapshot is older than the table."""
    if con is None or not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall():
        return []
    found = con.execute(f"SELECT * FROM {table} ORDER BY {time}, {key}")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _newest(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last line of each key, which is the first column."""
    return list({next(iter(line.values())): line for line in lines}.values())


def _alias_entry(line: dict[str, Any]) -> dict[str, Any]:
    days = (date.today(), *reversed(turning_days()))
    name = next((name for day in days if (name := unit_name(line["unit_code"], day))), line["unit_code"])
    return {
        "alias": line["alias"],
        "unit_code": line["unit_code"],
        "unit_name": name,
        "confirmed_at": line["confirmed_at"],
        "confirmed_by": line["confirmed_by"],
        "is_removed": line["is_removed"],
    }
