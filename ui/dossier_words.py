"""Words of the screen of dossiers: the title that counts its rows, and the line that holds them against the number.

Pure text from what was asked and counted. Names from files are escaped by whoever puts them on a screen.
"""

from metrics.asked import Part
from metrics.catalogue import discover
from metrics.figure_rows import Behind
from metrics.indicator import Indicator
from metrics.sentences import miss_verb
from ui import format as fmt
from ui.definitions import parts

COUNT_WORDS = {
    "carried_over": "kỳ trước chuyển sang",
    "received": "tiếp nhận",
    "resolved": "đã giải quyết",
    "on_time": "đúng hạn",
    "early": "trước hạn",
    "late": "trễ",
    "no_due": "không ghi ngày hẹn",
    "undated": "xong nhưng không ghi ngày",
    "withdrawn": "rút, trả lại",
    "resolved_or_withdrawn": "đã giải quyết hoặc rút (biểu không tách)",
    "open": "đang giải quyết",
    "open_overdue": "quá hạn",
    "waiting": "chờ bổ sung",
    "unknown_status": "trạng thái chưa rõ",
}
"""Counts of metrics.timeliness.BALANCE as they stand after a number of dossiers."""

PART_WORDS = {Part.NUMERATOR: "tử số", Part.DENOMINATOR: "mẫu số", Part.MISSED: "phần không đạt"}
"""Parts of a rate as they stand in a sentence."""


def counted_as(indicator: Indicator, part: Part, variant: str | None) -> str:
    """Say what the rows of a part are, after their number: "hồ sơ trễ", "hồ sơ nộp trực tuyến".

    >>> from metrics.timeliness import ON_TIME_RATE
    >>> counted_as(ON_TIME_RATE, Part.MISSED, "A"), counted_as(ON_TIME_RATE, Part.NUMERATOR, "B")
    ('hồ sơ trễ', 'hồ sơ ở tử số')
    >>> from metrics.satisfaction import SATISFACTION_RATE
    >>> counted_as(SATISFACTION_RATE, Part.DENOMINATOR, None)
    'tổng số phiếu'
    """
    if part is Part.MISSED:
        return f"{indicator.unit} {miss_verb(indicator, variant) or 'không đạt'}"
    said = parts(indicator.variant(variant), indicator.kind)[0 if part is Part.NUMERATOR else 1]
    plain = said != fmt.NOTHING and not set("+÷−(") & set(said)
    if plain and indicator.unit in said:
        return said
    return f"{indicator.unit} {said if plain else 'ở ' + PART_WORDS[part]}"


def equality(found: Behind, value: float, forms: float, name: str, unit: str, of_what: str = "") -> str:
    """Hold the rows against the number: equal, equal with what forms add, or by how much not.

    >>> equality(Behind(rows=571, counted=571), 612, 41, "số trễ", "hồ sơ")
    '571 hồ sơ trong danh sách + 41 lấy từ biểu tổng hợp, không có danh sách = số trễ 612'
    >>> equality(Behind(rows=12, counted=480), 480, 0, "mẫu số", "phiếu")
    '12 dòng cộng lại 480 phiếu = mẫu số 480'
    """
    counted, after = f"{_number(found.counted)} {unit}", f" của {of_what}" if of_what else ""
    rows = counted if found.rows == found.counted else f"{fmt.number(found.rows)} dòng cộng lại {counted}"
    if forms:
        more = f"{'+' if forms > 0 else fmt.MINUS} {_number(abs(forms))} lấy từ biểu tổng hợp, không có danh sách"
        rows = f"{rows} trong danh sách {more}"
    if found.counted + forms == value:
        return f"{rows} = {name} {_number(value)}{after}"
    gap = _number(abs(found.counted + forms - value))
    return f"{rows}, còn {name}{after} là {_number(value)}: lệch {gap}, cần lập lại số liệu bằng một lần nạp"


def name_of(indicator: Indicator, part: Part, variant: str | None) -> str:
    """Return the part of an indicator as it stands before its number in `equality`.

    >>> from metrics.timeliness import ON_TIME_RATE
    >>> name_of(ON_TIME_RATE, Part.MISSED, "A"), name_of(ON_TIME_RATE, Part.MISSED, "C")
    ('số trễ', 'phần không đạt')
    >>> name_of(ON_TIME_RATE, Part.DENOMINATOR, "A")
    'mẫu số'
    """
    verb = miss_verb(indicator, variant) if part is Part.MISSED else None
    return f"số {verb}" if verb else PART_WORDS[part]


def labelled(key: str, variant: str | None) -> str:
    """Return the name of an indicator, with its way of counting where it has several."""
    indicator = discover()[key]
    if len(indicator.variants) == 1:
        return indicator.label
    return f"{indicator.label} ({indicator.variant(variant).formula})"


def place(file: object, sheet: object, row: object) -> str | None:
    """Return "file · sheet · dòng row"; the only sheet of a text file, which is named after it, is left out.

    >>> place("a.csv", "a", 7), place("b.xlsx", "Sheet1", 3), place(None, None, None)
    ('a.csv · dòng 7', 'b.xlsx · Sheet1 · dòng 3', None)
    """
    named = [str(part) for part in (file, sheet) if not fmt.missing(part)]
    if len(named) == 2 and named[0].startswith(f"{named[1]}."):
        named.pop()
    if not fmt.missing(row):
        named.append(f"dòng {row}")
    return " · ".join(named) or None


def _number(value: float) -> str:
    return fmt.number(int(value)) if float(value).is_integer() else f"{value:.2f}".replace(".", ",")
