"""Read what a file says outside its tables: its period, its day of export, and the unit that a whole sheet is of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from loaders.grid import Sheet, Workbook
from loaders.periods import export_date_in, period_in
from loaders.units import code_at, code_at_another_time
from warehouse.folding import fold, nfc
from warehouse.period import Period

_DISTRICT = "741"
_TITLE_ROWS = 12
_LONGEST_NAME = 80
_REPORT = re.compile(r"kỳ báo cáo|báo cáo|tổng hợp|biểu|thống kê|tình hình|kết quả|^\(.*\)$|từ ngày|từ:?\s*\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What the page title and the first short rows of the sheets print; None where they print none."""

    period: Period | None = None
    export_date: date | None = None


def title_of(workbook: Workbook) -> Title:
    """Find period and export date in the page title and the first short rows of the sheets, the first of each."""
    lines = [nfc(workbook.title or ""), *(line for sheet in workbook.sheets for line in title_lines(sheet))]
    periods = (period_in(line) for line in lines if _REPORT.search(fold(line)))
    days = (export_date_in(line) for line in lines)
    return Title(period=next(filter(None, periods), None), export_date=next(filter(None, days), None))


def title_lines(sheet: Sheet, end: int = _TITLE_ROWS) -> Iterator[str]:
    """Yield the cells of the short rows above row `end`."""
    for row in range(min(sheet.n_rows, end)):
        cells = [cell for cell in sheet.row(row) if cell]
        if len(cells) <= 4:
            yield from map(nfc, cells)


def lines_elsewhere(workbook: Workbook, tables: Sequence[Sheet]) -> list[str]:
    """Return the page title and the title lines of the sheets that hold no table, only a letterhead perhaps."""
    others = [sheet for sheet in workbook.sheets if not any(sheet is table for table in tables)]
    return [nfc(workbook.title or ""), *(line for sheet in others for line in title_lines(sheet))]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSheet:
    """Where the unit of all rows of a sheet may stand: chosen by a person, the sheet's name, its title, elsewhere."""

    chosen: str | None
    sheet_name: str
    title: Sequence[str]
    elsewhere: Sequence[str] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def unit(self, day: date) -> str | None:
        """Return the code chosen, or the name as written of the unit meant on a day; None where none is named.

        The name goes to the rows as a column of units would: each row reads it by the list of its own day.
        Lines elsewhere count only where they agree on one unit.
        """
        if self.chosen:
            return self.chosen
        if code_at(self.sheet_name, day, self.aliases) or code_at_another_time(self.sheet_name, day):
            return self.sheet_name
        if own := self._named(self.title, day):
            return own[0]
        others = self._named(self.elsewhere, day)
        return others[0] if len(others) == 1 else None

    def _named(self, lines: Iterable[str], day: date) -> list[str]:
        """Return the units that lines name, each once; the district in a letterhead is not the unit of the rows."""
        now: dict[str, str] = {}
        another_time: dict[str, str] = {}
        for line in lines:
            name = line.split(":", 1)[1].strip() if fold(line).startswith(("đơn vị:", "đơn vị báo cáo:")) else line
            if len(name) >= _LONGEST_NAME:
                continue
            if code := code_at(name, day, self.aliases):
                now.setdefault(code, name)
            elif code := code_at_another_time(name, day):
                another_time.setdefault(code, name)
        now.pop(_DISTRICT, None)
        another_time.pop(_DISTRICT, None)
        return list((now or another_time).values())
