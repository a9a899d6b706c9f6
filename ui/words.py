"""Sentences of the screens: `metrics.score_words`, and what is said of tables: the sum that adds up, the last month.

Pure text from scores and tables. Names from files are escaped by whoever puts them on a screen.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from loaders.forms import FORM_LABELS
from metrics.score_words import (
    GROUP_WORDS,
    LEVEL_WORDS,
    Attention,
    attention,
    overview,
    parts_said,
    shortfall,
    whole_plan,
)
from metrics.scorecard import Figure
from metrics.stand_ins import StandIn, Topic
from metrics.tally import by_status, counted
from metrics.wording import joined
from ui import format as fmt
from ui.theme import SMALL_N
from warehouse.period import Period

__all__ = [
    "GROUP_WORDS",
    "LEVEL_WORDS",
    "Attention",
    "attention",
    "by_status",
    "communes",
    "counted",
    "distance",
    "dossiers",
    "evidence",
    "joined",
    "months",
    "overview",
    "parts_said",
    "shortfall",
    "stand_ins",
    "sum_of_levels",
    "whole_plan",
]

_MOST_NAMES = 5


def evidence(figure: Figure | None, low_pct: float | None, high_pct: float | None, target_pct: float | None) -> str:
    """Say how much a figure can carry: clear, not clear, or too few cases."""
    if figure is None or not figure.denominator or fmt.missing(target_pct) or low_pct is None or high_pct is None:
        return fmt.NOTHING
    if figure.denominator < SMALL_N:
        return "mẫu nhỏ"
    return "chưa rõ" if target_pct is not None and low_pct < target_pct <= high_pct else "rõ"


def communes(table: pd.DataFrame, target_pct: float, what: str) -> str:
    """Return the title of the commune screen: how many meet the target, and which are clearly below it.

    `table` has one row a commune with name, denominator, status, high_pct. Clearly below: at least 30
    cases and the whole 95 % interval below the target.
    """
    known = table[table["denominator"] > 0]
    if known.empty:
        return f"Chưa có hồ sơ của xã, thị trấn nào để tính tỷ lệ {what}"
    met = int((known["status"] == "met").sum())
    head = f"{met}/{len(known)} xã, thị trấn đạt {fmt.target(target_pct)}{fmt.NBSP}% {what}"
    clear = known[(known["high_pct"] < target_pct) & (known["denominator"] >= SMALL_N)].sort_values("rate_pct")
    if clear.empty:
        return head if met == len(known) else f"{head}; không nơi nào thấp rõ rệt"
    names = list(clear["name"])
    said = joined(names[:3]) if len(names) <= 3 else f"{names[0]}, {names[1]} và {len(names) - 2} nơi khác"
    return f"{head}; {said} thấp rõ rệt"


def sum_of_levels(levels: pd.DataFrame, communes_with_cases: int) -> str:
    """Say that the communes and the district level add up to the whole, in counts.

    `levels` has one row a level with level, numerator, denominator.
    """
    columns = (levels[name] for name in ("level", "numerator", "denominator"))
    counts = {level: (int(hits), int(cases)) for level, hits, cases in zip(*columns, strict=True)}
    commune, district = counts.get("commune", (0, 0)), counts.get("district", (0, 0))
    whole = (commune[0] + district[0], commune[1] + district[1])
    rate = 100 * whole[0] / whole[1] if whole[1] else None
    return (
        f"{communes_with_cases} xã, thị trấn **{fmt.ratio(*commune)}** + cấp huyện **{fmt.ratio(*district)}** "
        f"= toàn huyện **{fmt.ratio(*whole)}** ({fmt.percent(rate)})"
    )


def dossiers(row: pd.Series, addresses: Mapping[str, str] | None = None) -> str:
    """Return the balance of dossiers as one line of markdown; `row` has the counts of timeliness.BALANCE.

    `addresses` leads from a count, by its name, to the rows that it counts.
    """

    def count(name: str, what: str) -> str:
        number = f"**{fmt.number(int(row[name]))}**"
        linked = f"[{number}]({addresses[name]})" if addresses and name in addresses and row[name] else number
        return f"{what.replace(' ', fmt.NBSP)}{fmt.NBSP}{linked}"

    resolved = (count("on_time", "đúng hạn"), count("late", "trễ"), count("no_due", "không ghi ngày hẹn"))
    is_open = (count("open_overdue", "quá hạn"), count("waiting", "chờ bổ sung"))
    incoming = f"{count('carried_over', 'kỳ trước chuyển sang')} + {count('received', 'tiếp nhận')}"
    ended = [f"{count('resolved', 'đã giải quyết')} ({', '.join(resolved)})", count("withdrawn", "rút, trả lại")]
    ended += [f"{count('open', 'đang giải quyết')} ({', '.join(is_open)})"]
    ended += [count("undated", "xong nhưng không ghi ngày")] if row["undated"] else []
    mixed = count("resolved_or_withdrawn", "đã giải quyết hoặc rút (biểu không tách)")
    ended += [mixed] if row["resolved_or_withdrawn"] else []
    outside = f" · ngoài mọi số đếm: {count('unknown_status', 'trạng thái chưa rõ')}" if row["unknown_status"] else ""
    return f"{incoming} = {' + '.join(ended)}{outside}"


def stand_ins(found: Sequence[StandIn], period: Period, names: Mapping[str, str]) -> list[str]:
    """Say which units count by an aggregate form alone, and what of it a figure of this period leaves out.

    `names` maps unit codes to names; a form of the whole district has none.
    """
    whole = [item for item in found if item.is_whole_in(period)]
    progress = [item for item in found if item.topic is Topic.PROGRESS]
    known = {(item.unit, item.form) for item in progress}
    beside = [item for item in whole if (item.unit, item.form) not in known]
    only = "Không có danh sách hồ sơ mà chỉ có biểu"
    mixed = "biểu gộp hồ sơ rút vào đúng hạn nên chỉ tính được cách B, C, D"
    longer = "biểu của kỳ dài hơn, không chia được cho kỳ này nên chưa tính"
    groups = (
        (only, ", tính theo biểu", [item for item in progress if item in whole and item.gives_variant_a]),
        (only, f", {mixed}", [item for item in progress if item in whole and not item.gives_variant_a]),
        (only, f", {longer}", [item for item in progress if item not in whole]),
        ("Hình thức nộp lấy theo biểu", "", [item for item in beside if item.topic is Topic.CHANNEL]),
        ("Số hóa lấy theo biểu", "", [item for item in beside if item.topic is Topic.DIGITIZATION]),
    )
    lines = []
    for what, how, items in groups:
        units = list(dict.fromkeys(names.get(item.unit, item.unit) if item.unit else "toàn huyện" for item in items))
        forms = sorted({FORM_LABELS.get(item.form, item.form) for item in items})
        if units:
            rest = [f"{len(units) - _MOST_NAMES} đơn vị khác"] if len(units) > _MOST_NAMES else []
            shown = joined([*units[:_MOST_NAMES], *rest])
            lines.append(f"{what} ({'; '.join(forms)}){how}: {shown}.")
    return lines


def months(table: pd.DataFrame, usual: tuple[float, float, float, int] | None) -> str:
    """Say where the last month stands: outside or inside the usual range, else against its target.

    `table` has one row a month, ordered; `usual` is (low, centre, high, months used) or None.
    """
    last = table.iloc[-1]
    rate = float(last["rate_pct"])
    said = f"{fmt.month(str(last['month']))} {fmt.percent(rate, last['target_pct'])}"
    if usual is None:
        return said if fmt.missing(last["gap_pct"]) else f"{said}, {distance(last['gap_pct'], last['target_pct'])}"
    low, _, high, _ = usual
    where = "dưới giới hạn" if rate < low else ("trên giới hạn" if rate > high else "trong giới hạn")
    return f"{said}, {where} dao động"


def distance(gap_pct: float, target_pct: float) -> str:
    """Say a distance from a target: "thiếu 0,38 điểm so với chỉ tiêu 98 %" or "vượt …"."""
    goal = f"chỉ tiêu {fmt.target(target_pct)}{fmt.NBSP}%"
    if gap_pct == 0:
        return f"bằng {goal}"
    return f"{'vượt' if gap_pct > 0 else 'thiếu'} {fmt.points(abs(gap_pct)).lstrip('+')} so với {goal}"
