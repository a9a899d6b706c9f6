"""The parts of the screen of comparison: the answer, all rates, one taken apart, dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from metrics.catalogue import SOURCES, discover
from metrics.decomposition import Change, decompose
from metrics.measures import Dimension
from metrics.scorecard import Score
from ui import (
    address,
    change_figure,
    charts,
    checks,
    compare_words,
    exchange_reads,
    indicator_reads,
    links,
    reads,
    screen,
    tables,
)
from ui import format as fmt
from ui.compare_words import Pair
from ui.quality import dossiers as draw_dossiers
from ui.sides import Sides, lacking
from ui.theme import MISSES, STATUSES
from ui.words import counted

_MOST_DOSSIERS = 20_000
_MOST_LINES = 14
_TARGET_BOX = "mo_chi_tieu"
_WAYS = {"entered": "Vào", "left": "Rời", "stayed": "Có mặt ở cả hai kỳ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Targets with a rate on both sides, and the scores of each side."""

    pairs: list[Pair]
    before: list[Score]
    after: list[Score]


def read(sides: Sides) -> Found:
    """Read every target of the plan on both sides."""
    before, after = (counted(reads.scores(sides.choice.snapshot, side.reading)) for side in (sides.first, sides.second))
    return Found(pairs=compare_words.pairs(before, after, are_nested=sides.are_nested), before=before, after=after)


def answer(sides: Sides, found: Found) -> None:
    """Draw the title that answers, and what limits the comparison."""
    first, second = sides.first.name, sides.second.name
    if first == second:
        st.title(fmt.in_markdown(f"Hai bên là một: {first}"), anchor=False)
        st.markdown("Chọn hai đơn vị khác nhau để so sánh.")
        return
    said = compare_words.title(found.pairs, first, second, of_time=sides.are_periods)
    st.title(fmt.in_markdown(said), anchor=False)
    lines = compare_words.one_sided(found.before, found.after, first, second)
    if sides.are_periods:
        lines += [lacking(sides.choice, side.period) for side in (sides.first, sides.second)]
        lines.append(compare_words.overlap(sides.first.period, sides.second.period))
    elif sides.are_nested:
        lines.append("Một bên nằm trong bên kia: hồ sơ tính ở cả hai, nên mức khác nhau không có khoảng tin cậy.")
    if not found.pairs:
        st.markdown("Chọn kỳ hoặc đơn vị khác, hoặc nạp tệp còn thiếu.")
        links.onward(screen.UPLOAD, "Nạp dữ liệu", ":material/upload_file:")
    for line in filter(None, lines):
        st.markdown(f":small[:gray[{fmt.in_markdown(line)}]]")
    if sides.are_periods:
        for side in (sides.first, sides.second):
            screen.stand_ins(replace(sides.choice, period=side.period, reading=side.reading), said_of=side.name)
    else:
        screen.stand_ins(sides.choice)


def rows(pairs: Sequence[Pair], first: str, second: str) -> pd.DataFrame:
    """Return one row a target: both rates, their difference, the target and the gap of the second side, counts.

    Numbers stay numbers; `status` and `target` (0-100, missing without one) are for the styles.
    """
    return pd.DataFrame(
        [
            {
                "Chỉ tiêu": pair.after.target.label,
                f"{first} %": pair.figures[0].rate_pct,
                f"{second} %": pair.figures[1].rate_pct,
                "Thay đổi, điểm": pair.points,
                "Khác nhau": pair.evidence,
                "Mục tiêu %": None if pair.after.target.value is None else float(pair.after.target.value),
                "Cách, điểm": pair.figures[1].gap_pct,
                "Trạng thái": [STATUSES[pair.after.status.value].label],
                f"Tử/mẫu {first}": fmt.ratio(pair.figures[0].numerator, pair.figures[0].denominator),
                f"Tử/mẫu {second}": fmt.ratio(pair.figures[1].numerator, pair.figures[1].denominator),
                "Mã": pair.after.target.id,
            }
            for pair in pairs
        ]
    )


def table(sides: Sides, found: Found) -> None:
    """Draw all rates that can be compared, and hand them out as a workbook."""
    if not found.pairs or sides.first == sides.second:
        return
    first, second = sides.first.name, sides.second.name
    shown = rows(found.pairs, first, second)
    formats: dict[Any, Any] = {"Thay đổi, điểm": fmt.gap, "Mục tiêu %": fmt.target, "Cách, điểm": fmt.gap}
    styler = shown.style.format(formats)
    for name in (f"{first} %", f"{second} %"):
        styler = tables.exact(styler, name, shown[name], shown["Mục tiêu %"])
    column = st.column_config
    columns: dict[Any, Any] = {
        "Chỉ tiêu": column.TextColumn(width=220),
        f"{first} %": column.NumberColumn(width=98),
        f"{second} %": column.NumberColumn(width=92),
        "Thay đổi, điểm": column.NumberColumn(width=105),
        "Mục tiêu %": column.NumberColumn(width=82),
        "Cách, điểm": column.NumberColumn(width=83),
        f"Tử/mẫu {first}": column.TextColumn(width=140),
        f"Tử/mẫu {second}": column.TextColumn(width=136),
        "Khác nhau": column.TextColumn(
            width=102, help="Khác rõ: khoảng tin cậy 95 % của mức khác nhau không chứa 0. Mẫu nhỏ: dưới 30 trường hợp."
        ),
        "Trạng thái": column.MultiselectColumn(
            width=135,
            help=f"Của {second}.",
            options=[look.label for look in STATUSES.values()],
            color=[look.badge for look in STATUSES.values()],
        ),
        "Mã": column.TextColumn(width=65),
    }
    st.dataframe(
        styler,
        hide_index=True,
        height="content",
        row_height=34,
        placeholder=fmt.NOTHING,
        column_config=columns,
        alt=f"{len(shown)} chỉ tiêu, {first} và {second}: kết quả, thay đổi, mục tiêu và bằng chứng",
    )
    title = f"So sánh {first} và {second}, {_where(sides)}"
    printed = shown.assign(**{"Trạng thái": shown["Trạng thái"].map("".join)})
    screen.workbook({"So sánh": printed}, title, "so-sanh", key="so_sanh_xlsx")


def _where(sides: Sides) -> str:
    return sides.choice.scope_label if sides.are_periods else sides.choice.period.label


def slope(sides: Sides, found: Found) -> None:
    """Draw how far each rate is from its target on both sides; the one opened is thick."""
    drawn = [pair for pair in found.pairs if pair.after.target.value is not None and _gap(pair) is not None]
    if not drawn or sides.first == sides.second:
        return
    chosen = address.asked(links.TARGET, _ids(found), _worst(found), key=_TARGET_BOX)
    telling = _telling(drawn, chosen)
    data = pd.DataFrame(
        [
            {
                "name": pair.after.target.label,
                "before_pct": before.rate_pct,
                "after_pct": after.rate_pct,
                "before_gap": before.gap_pct,
                "after_gap": after.gap_pct,
                "before_n": before.denominator,
                "after_n": after.denominator,
                "before_status": before.status.value,
                "status": after.status.value,
                "is_chosen": pair.after.target.id == chosen,
            }
            for pair in telling
            for before, after in [pair.figures]
        ]
    )
    head, how = st.columns([5, 1], vertical_alignment="center")
    missed = sum(pair.way < 0 for pair in drawn)
    finding = f"{missed}/{len(drawn)} chỉ tiêu {'kém đi' if sides.are_periods else 'kém hơn ở bên phải'}"
    head.subheader(f"Cách mục tiêu: {finding}", anchor=False)
    with how.popover("Cách đọc", type="tertiary"):
        st.markdown(
            "Mỗi đường là một chỉ tiêu, cao thấp theo số điểm cách mục tiêu của chính nó. Chỉ tô màu chỉ tiêu không "
            "đạt ở bên phải. Dấu rỗng: dưới 30 trường hợp. Mũi tên: ngoài khung từ −15 đến +10 điểm."
        )
    fig = charts.slope(data, sides.first.name, sides.second.name)
    cases = float(data["after_n"].sum())
    days = f"{sides.first.name} và {sides.second.name}"
    screen.figure(fig, charts.alt("So sánh", "Khoảng cách tới mục tiêu", _where(sides), days, finding, cases, "lượt"))
    if rest := len(found.pairs) - len(telling):
        st.markdown(
            f":small[:gray[Hình chỉ có chỉ tiêu chưa đạt và thay đổi nhiều nhất; {rest} chỉ tiêu khác trong bảng.]]"
        )


def _telling(drawn: Sequence[Pair], chosen: str) -> list[Pair]:
    """Return the pairs that a figure has room for, in plan order: the one opened, what misses, the largest moves."""

    def rank(pair: Pair) -> tuple[bool, bool, float]:
        misses = any(figure.status in MISSES for figure in pair.figures)
        return pair.after.target.id != chosen, not misses, -abs(pair.points)

    kept = sorted(drawn, key=rank)[:_MOST_LINES]
    return [pair for pair in drawn if pair in kept]


def _gap(pair: Pair) -> float | None:
    before, after = pair.figures
    return None if before.gap_pct is None else after.gap_pct


def _ids(found: Found) -> list[str]:
    return [pair.after.target.id for pair in found.pairs]


def _worst(found: Found) -> str:
    """Return the id of the target that got worst."""
    return min(found.pairs, key=lambda pair: pair.points * _better(pair)).after.target.id


def _better(pair: Pair) -> int:
    return 1 if pair.after.target.direction == "up" else -1


def opened(sides: Sides, found: Found) -> None:
    """Draw one target: both rates with their counts, the interval of the difference, rate and mix by field group."""
    if not found.pairs or sides.first == sides.second:
        return
    labels = {pair.after.target.id: pair.after.target.label for pair in found.pairs}
    said = links.target_box("Chỉ tiêu được mở", labels, _worst(found), key=_TARGET_BOX)
    (pair,) = (pair for pair in found.pairs if pair.after.target.id == said)
    shown = pd.DataFrame(
        [
            {
                "Bên": f"**{fmt.in_markdown(side.name)}**",
                "Kết quả": fmt.percent(figure.rate_pct, _goal(pair)),
                "Tử số / mẫu số": fmt.ratio(figure.numerator, figure.denominator),
                "Trạng thái": screen.badge(figure.status.value),
            }
            for side, figure in zip((sides.first, sides.second), pair.figures, strict=True)
        ]
    )
    declared = discover()[pair.after.target.indicator]
    few = change_figure.refusal(
        [figure.denominator for figure in pair.figures], "kỳ" if sides.are_periods else "bên", declared.unit
    )
    change = None if few else _change(sides, pair)
    if change is not None:
        st.subheader(
            fmt.in_markdown(compare_words.apart(change, sides.first.name, sides.second.name, "nhóm lĩnh vực")),
            anchor=False,
        )
    st.table(shown, border="horizontal", hide_index=True, alt=f"{labels[said]}: hai bên")
    source = SOURCES[declared.source]
    st.markdown(f":small[:gray[Mức khác nhau: {pair.evidence}. Nguồn: {fmt.in_markdown(source)}.]]")
    if change is None:
        why = few or "Số liệu của chỉ tiêu này lấy theo báo cáo, không chia theo lĩnh vực nên không tách được."
        st.markdown(f":gray[{fmt.in_markdown(why)}]")
        return
    _waterfall(sides, pair, change)


def _goal(pair: Pair) -> float | None:
    return None if pair.after.target.value is None else float(pair.after.target.value)


def _change(sides: Sides, pair: Pair) -> Change | None:
    """Take the difference of both sides apart by groups of fields; None for what is only reported."""
    if pair.after.variant is None or pair.before.variant != pair.after.variant:
        return None
    target = pair.after.target
    slices = []
    for side in (sides.first, sides.second):
        reading = replace(side.reading, variant=pair.after.variant)
        scope = indicator_reads.scope_of(target, side.reading.scope)
        by = reads.rates(sides.choice.snapshot, target.indicator, reading, Dimension.FIELD_GROUP, scope=scope)
        counts = zip(by["field_group"], by["numerator"], by["denominator"], strict=True)
        slices.append({None if pd.isna(key) else str(key): (int(hits), int(cases)) for key, hits, cases in counts})
    is_divided = all(any(key is not None and cases for key, (_, cases) in side.items()) for side in slices)
    return decompose(*slices) if is_divided else None


def _waterfall(sides: Sides, pair: Pair, change: Change) -> None:
    names = (sides.first.name, sides.second.name)
    ends = pd.DataFrame(
        [
            {"name": name, "rate_pct": figure.rate_pct, "status": figure.status.value}
            for name, figure in zip(names, pair.figures, strict=True)
        ]
    )
    finding = compare_words.apart(change, *names, "nhóm lĩnh vực")
    cases, unit = float(pair.figures[1].denominator), discover()[pair.after.target.indicator].unit
    label = charts.alt("Vì sao khác", pair.after.target.label, _where(sides), " và ".join(names), finding, cases, unit)
    change_figure.draw(change, ends, _goal(pair), label)


def exchange(sides: Sides) -> None:
    """Draw which dossiers left and entered between two periods: the sum, how they stand, and each one on request."""
    if not sides.are_periods:
        return
    snapshot, scope = sides.choice.snapshot, sides.choice.reading.scope
    first, second = sides.first, sides.second
    found = exchange_reads.exchange(snapshot, first.reading.period, second.reading.period, scope)
    if not (found.before and found.after):  # a period without files is no period without dossiers
        return
    st.subheader("Hồ sơ rời và vào giữa hai kỳ", anchor=False)
    st.markdown(compare_words.exchange(found, fmt.in_markdown(first.name), fmt.in_markdown(second.name)))
    st.markdown(
        f":small[:gray[Hồ sơ của kỳ: kỳ trước chuyển sang và tiếp nhận trong kỳ. Đến {fmt.day(second.period.last)}, số "
        f"rời đi: {compare_words.ends(found.left)}; số vào: {compare_words.ends(found.entered)}.]]"
    )
    said = st.segmented_control(
        "Danh sách hồ sơ", list(_WAYS.values()), key="ds_ho_so", bind="query-params", label_visibility="collapsed"
    )
    if not said:
        st.markdown(":small[:gray[Chọn Vào, Rời hoặc Có mặt ở cả hai kỳ để xem từng hồ sơ, kèm tệp, trang, dòng.]]")
        return
    way = next(key for key, word in _WAYS.items() if word == said)
    numbers = {"left": sum(found.left.values()), "entered": sum(found.entered.values()), "stayed": found.stayed}
    periods = (first.reading.period, second.reading.period)
    codes = exchange_reads.codes(snapshot, *periods, way, scope, _MOST_DOSSIERS)
    if numbers[way] > len(codes):
        st.markdown(f":small[:gray[Danh sách có {fmt.number(len(codes))} trong {fmt.number(numbers[way])} hồ sơ.]]")
    draw_dossiers(checks.dossiers(snapshot, codes=codes), said)
