"""Units over time (chuỗi đơn vị): figures by the communes of 2023, or added up to those that followed them in 2025.

A commune follows from others (data/reference/successors.csv). Its figures of earlier times are their sum only where
every part of it is known: whole communes, or parts with a share in the reference. Where land came from outside the
district, or a commune was split in unknown shares, nothing is cast back; that is listed with its reason.
A code is no identity in time: 26446 is Xuân Hưng until 30/06/2025 and Xuân Hòa after it.
Source: Nghị quyết 1662/NQ-UBTVQH15.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from warehouse.build import read_reference
from warehouse.period import Period

REFORM_DAY = date(2025, 7, 1)
"""First day of the communes of 2025, on which the district ended. Source: Nghị quyết 1662/NQ-UBTVQH15."""

MAPS = {2023: date(2023, 12, 31), 2025: REFORM_DAY}
"""Maps of units by the year that names them, with a day on which they hold."""

REST = "Phần không xếp được vào xã mới"
"""Name of the line that keeps what belongs to no commune of 2025, so that the lines add up to the whole."""


class UnitMapError(ValueError):
    """A period cannot be shown by the units asked for. The text is Vietnamese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a commune of 2023 gave to one of 2025: all of it (share 1), a share, or an unknown one (None)."""

    old: str
    new: str
    share: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A commune of 2025 without figures of earlier times, and why (Vietnamese)."""

    unit: str
    name: str
    reason: str


def parts() -> tuple[Part, ...]:
    """Return who followed whom, as the reference says."""
    return tuple(
        Part(old=row["old"], new=row["new"], share=Fraction(row["share"]) if row["share"] else None)
        for row in read_reference("successors")
    )


def name_of(code: str, day: date) -> str:
    """Return the name that a code stands for on a day; the code itself where it stands for nothing.

    >>> name_of("26446", date(2023, 6, 30)), name_of("26446", date(2025, 7, 1))
    ('Xã Xuân Hưng', 'Xã Xuân Hòa')
    """
    for unit in read_reference("units"):
        if unit["code"] == code and unit["valid_from"] <= day.isoformat() <= (unit["valid_to"] or "9999"):
            return unit["name"]
    return code


def unplaced(known: Sequence[Part] | None = None) -> list[Unplaced]:
    """List the communes of 2025 that earlier figures do not make up, ordered by code.

    >>> [one.name for one in unplaced()]
    ['Xã Xuân Đông', 'Xã Xuân Bắc', 'Xã Xuân Hòa', 'Xã Xuân Định']
    """
    known = parts() if known is None else known
    outside: dict[str, list[str]] = {}
    for row in read_reference("outside_land"):
        outside.setdefault(row["new"], []).append(row["part"])
    found = []
    for new in sorted({part.new for part in known} | set(outside)):
        split = sorted({name_of(part.old, MAPS[2023]) for part in known if part.new == new and part.share is None})
        why = [f"{name} chia cho nhiều xã, chưa biết tỷ lệ" for name in split]
        why += [f"có thêm {part}, kho không có số liệu" for part in outside.get(new, [])]
        if why:
            reason = "; ".join(why)
            reason = f"{reason[0].upper()}{reason[1:]}."
            found.append(Unplaced(unit=new, name=name_of(new, REFORM_DAY), reason=reason))
    return found


def as_of_units(table: pd.DataFrame, column: str, period: Period, year: int) -> pd.DataFrame:
    """Show a table of rates of a period by the units of a year (2023 or 2025).

    `column` holds unit codes of the period's own time (missing for what is no commune); beside it stand `numerator`,
    `denominator` and other slices. Returns the same columns with `unit_name` behind `column`, summed per unit and
    slice, `rate_pct` a ratio of these sums; counts are whole unless a share of the reference split them. For 2025
    a last line per slice, with a missing code and the name REST, keeps what belongs to none of its communes.

    Raises:
        UnitMapError: the period is older or younger than what the units can be made of.
    """
    _refuse(period, year)
    table = table.copy()
    slices = [name for name in table.columns if name not in (column, "numerator", "denominator", "rate_pct")]
    is_own = year == 2023 or period.start >= REFORM_DAY
    if not is_own:
        table = _added_up(table, column, slices)
    day = min(period.last, MAPS[2023]) if year == 2023 else max(period.last, REFORM_DAY)
    names = [name_of(code, day) if isinstance(code, str) else REST for code in table[column]]
    table.insert(list(table.columns).index(column) + 1, "unit_name", names)
    if is_own:
        table.loc[table[column].isna(), "unit_name"] = None
    table["rate_pct"] = 100.0 * table["numerator"] / table["denominator"].where(table["denominator"] > 0)
    return table


def _refuse(period: Period, year: int) -> None:
    if year not in MAPS:
        raise UnitMapError(f"Không có bản đồ đơn vị năm {year}. Các năm: {', '.join(map(str, MAPS))}.")
    if period.start < REFORM_DAY <= period.last:
        raise UnitMapError(
            "Kỳ này nằm hai bên ngày 01/07/2025. Chọn một kỳ kết thúc trước, và một kỳ bắt đầu từ ngày đó."
        )
    if year == 2023 and period.start >= REFORM_DAY:
        raise UnitMapError("Số liệu từ 01/07/2025 theo xã mới, không chia ngược về xã năm 2023 được.")


def _added_up(table: pd.DataFrame, column: str, slices: Sequence[str]) -> pd.DataFrame:
    known = parts()
    without = {one.unit for one in unplaced(known)}
    to = {part.old: [other for other in known if other.old == part.old] for part in known}
    sums: dict[tuple[object, ...], list[Fraction]] = {}
    for row in table.to_dict("records"):
        code = row[column] if isinstance(row[column], str) else ""
        for new, share in _shares(to.get(code, ()), without):
            key = (new, *(row[name] for name in slices))
            held = sums.setdefault(key, [Fraction(), Fraction()])
            held[0] += share * int(row["numerator"])
            held[1] += share * int(row["denominator"])
    lines = [
        {
            column: key[0],
            **dict(zip(slices, key[1:], strict=True)),
            "numerator": _plain(top),
            "denominator": _plain(all_),
        }
        for key, (top, all_) in sorted(sums.items(), key=lambda item: (item[0][0] is None, str(item[0])))
    ]
    return pd.DataFrame(lines, columns=[column, *slices, "numerator", "denominator"])


def _shares(given: Iterable[Part], without: set[str]) -> list[tuple[str | None, Fraction]]:
    """Say where a unit's figures go: communes of 2025 that can be made up, the rest (None) for what is left."""
    placed = [(part.new, part.share) for part in given if part.new not in without and part.share is not None]
    rest = 1 - sum((share for _, share in placed), Fraction())
    return [*placed, *([(None, rest)] if rest else [])]


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
