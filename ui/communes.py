"""The parts of the commune screen: the answer, the table of all units, map, dots, funnel, months."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from metrics.asked import Part
from metrics.measures import EVERYTHING, Dimension
from ui import boundaries, charts, links, reads, screen, tables, words
from ui import format as fmt
from ui.filters import WHOLE, Choice
from ui.theme import SMALL_N

INDICATORS = {"Đúng hạn": "on_time_rate", "Nộp trực tuyến": "online_filing_rate"}
"""What communes are compared by: words on screen and indicator keys."""

_SAID = {"on_time_rate": "đúng hạn", "online_filing_rate": "nộp trực tuyến"}
_COUNTED = {"on_time_rate": "hồ sơ đã giải quyết", "online_filing_rate": "hồ sơ tiếp nhận"}


def choose() -> str:
    """Let the reader choose what communes are compared by; returns an indicator key."""
    said = st.segmented_control(
        "Chỉ tiêu",
        list(INDICATORS),
        default="Đúng hạn",
        required=True,
        key="chi_tieu",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    return INDICATORS[said or "Đúng hạn"]


def read(choice: Choice, key: str) -> pd.DataFrame:
    """Return one row a commune, those without cases too, with its name and place on the tile map."""
    rates = reads.rates(choice.snapshot, key, choice.reading, Dimension.COMMUNE, scope=EVERYTHING)
    units = reads.units(choice.snapshot, choice.period.last)
    places = units[units["level"] == "commune"][["code", "short_name", "name"]]
    table = places.merge(reads.tiles(), on="code", how="left").merge(
        rates.rename(columns={"commune": "code"}), on="code", how="left"
    )
    table["unit_name"], table["name"] = table["name"], table["short_name"]
    counts = ["numerator", "denominator"]
    return table.fillna(dict.fromkeys(counts, 0) | {"status": "no_data"}).astype(dict.fromkeys(counts, "int64"))


def answer(table: pd.DataFrame, choice: Choice, key: str) -> None:
    """Draw the title that answers and the sum of communes and district level."""
    st.title(words.communes(table, _target(table), _SAID[key]), anchor=False)
    levels = reads.rates(choice.snapshot, key, choice.reading, Dimension.LEVEL, scope=EVERYTHING)
    st.markdown(words.sum_of_levels(levels, int((table["denominator"] > 0).sum())))
    if _is_empty(table):
        st.markdown(":gray[Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.]")
    if choice.commune:
        st.markdown(":small[:gray[Màn hình này luôn so sánh mọi xã, thị trấn; nơi đang chọn có viền đậm trên bản đồ.]]")
    elif choice.scope_label != WHOLE:
        st.markdown(":small[:gray[Màn hình này luôn so sánh mọi xã, thị trấn, không theo phạm vi đã chọn.]]")


def heat_table(choice: Choice) -> None:
    """Draw every unit by every indicator as distance from the target; the rows add up to the last one."""
    st.subheader("Cách chỉ tiêu, điểm phần trăm", anchor=False)
    table, heads = _heat(choice)
    column = st.column_config
    widths: dict[Any, Any] = {1: column.TextColumn(width=190)}
    for place in range(len(heads) * 3):
        widths[place + 2] = column.NumberColumn(width=(80, 70, 75)[place % 3])
    chosen = st.dataframe(
        tables.heat(table, heads),
        hide_index=True,
        height="content",
        row_height=30,
        column_config=widths,
        placeholder=fmt.NOTHING,
        on_select="rerun",
        selection_mode="single-cell",
        key="o_don_vi",
        alt="Khoảng cách tới chỉ tiêu của từng đơn vị",
    )
    cells = chosen["selection"]["cells"] if chosen else []
    if cells:
        _open(table.iloc[cells[0][0]], str(cells[0][1]), choice)
    st.markdown(
        f":small[:gray[Điểm phần trăm so với chỉ tiêu ở đầu cột. Ô trắng: dưới {SMALL_N} hồ sơ. "
        "Các dòng xã và cơ quan cấp huyện cộng lại đúng bằng toàn huyện. Chọn một ô để xem hồ sơ không đạt.]]"
    )


def _open(row: pd.Series, column: str, choice: Choice) -> None:
    """Open what misses the target of the cell that was clicked; the first column stands for the first target."""
    key = next((key for word, key in INDICATORS.items() if word in column), next(iter(INDICATORS.values())))
    code = None if fmt.missing(row["code"]) else str(row["code"])
    by = Dimension.LEVEL if row["is_sum"] else Dimension.UNIT
    at: dict[str, str | None] = {} if row["is_sum"] and code is None else {by.value: code}
    links.open_dossiers(choice.of_whole(), indicator=key, part=Part.MISSED, **at)


def _heat(choice: Choice) -> tuple[pd.DataFrame, dict[str, str]]:
    units = reads.units(choice.snapshot, choice.period.last).set_index("code")
    heads: dict[str, str] = {}
    whole = pd.DataFrame()
    for word, key in INDICATORS.items():
        parts = [_cells(choice, key, Dimension.UNIT, "unit", units), *_sums(choice, key, units)]
        rows = pd.concat(parts, ignore_index=True)
        goal = next((value for value in rows[f"{key}_target"] if not fmt.missing(value)), None)
        heads[key] = f"{word} ≥ {fmt.target(goal)} %"  # plain space: the header is parsed from its repr
        whole = rows if whole.empty else whole.merge(rows, on=["order", "name", "is_sum", "code"], how="outer")
    first = next(iter(INDICATORS.values()))
    whole["few"] = (whole[f"{first}_n"].fillna(0) < SMALL_N) & ~whole["is_sum"]
    ordered = whole.sort_values(["order", "few", f"{first}_rate"], ignore_index=True)
    return ordered, heads


def _cells(choice: Choice, key: str, by: Dimension, column: str, units: pd.DataFrame) -> pd.DataFrame:
    rates = reads.rates(choice.snapshot, key, choice.reading, by, scope=EVERYTHING)
    known = rates[column].map(units["short_name"])
    level = rates[column].map(units["level"])
    return pd.DataFrame(
        {
            "order": level.map({"commune": 0, "district": 2}).fillna(2).astype(int),
            "name": known.fillna(rates[column]).fillna("Không rõ đơn vị"),
            "is_sum": False,
            "code": rates[column],
            f"{key}_gap": rates["gap_pct"],
            f"{key}_rate": rates["rate_pct"],
            f"{key}_target": rates["target_pct"],
            f"{key}_n": rates["denominator"],
        }
    )


def _sums(choice: Choice, key: str, units: pd.DataFrame) -> list[pd.DataFrame]:
    levels = _cells(choice, key, Dimension.LEVEL, "level", units)
    names = {"commune": (1, "Cộng cấp xã"), "district": (3, "Cộng cấp huyện")}
    levels["order"] = levels["name"].map(lambda level: names.get(level, (3, level))[0])
    levels["name"] = levels["name"].map(lambda level: names.get(level, (3, level))[1])
    row = reads.rates(choice.snapshot, key, choice.reading, scope=EVERYTHING).iloc[0]
    total = pd.DataFrame(
        [
            {
                "order": 4,
                "code": None,
                "name": tables.TOTALS,
                f"{key}_gap": row["gap_pct"],
                f"{key}_rate": row["rate_pct"],
                f"{key}_target": row["target_pct"],
                f"{key}_n": row["denominator"],
            }
        ]
    )
    return [levels.assign(is_sum=True), total.assign(is_sum=True)]


def in_places(table: pd.DataFrame, choice: Choice, key: str, on_pick: Callable[[str], None]) -> None:
    """Draw communes in their places, as tiles, or in their boundaries where an office has put these into data.

    A click calls `on_pick` with the name of a commune. Units that have neither (another division) leave it out.
    """
    if _is_empty(table):
        return
    land = _land(table)
    placed = table[table["code"].isin(list(land))] if land else table[table["row"].notna()]
    if placed.empty:
        return
    below = int(table["status"].isin(("missed", "near")).sum())
    st.subheader(f"{below} nơi dưới chỉ tiêu, theo vị trí" if below else "Theo vị trí", anchor=False)
    if land:
        fig, chart = charts.land_map(placed, land, choice.commune), "Bản đồ"
    else:
        fig, chart = charts.tile_map(placed.astype({"row": int, "column": int}), choice.commune), "Bản đồ ô vuông"
    names = dict(zip(table["code"], table["unit_name"], strict=True))
    screen.pickable_figure(fig, _alt(chart, table, choice, key), "ban_do_xa", lambda code: on_pick(names[code]))
    st.markdown(":small[:gray[Bấm một xã để mở.]]")


def _land(table: pd.DataFrame) -> dict[str, tuple[boundaries.Ring, ...]]:
    try:
        return reads.land(tuple(zip(table["unit_name"], table["code"], strict=True)), boundaries.stamp())
    except boundaries.BoundariesError as error:
        st.warning(fmt.in_markdown(str(error)))
        return {}


def dots(table: pd.DataFrame, choice: Choice, key: str) -> None:
    """Draw every commune with its interval."""
    if _is_empty(table):
        return
    clear = table[(table["high_pct"] < table["target_pct"]) & (table["denominator"] >= SMALL_N)].sort_values("rate_pct")
    names = list(clear["name"])
    head = (
        f"{words.joined(names)} dưới chỉ tiêu rõ rệt"
        if 0 < len(names) <= 3
        else f"{len(names)} nơi dưới chỉ tiêu rõ rệt"
    )
    st.subheader(fmt.in_markdown(head), anchor=False)
    _draw(charts.dot_plot(table), "Khoảng tin cậy từng xã", table, choice, key)
    st.markdown(
        ":small[:gray[Vạch ngang: khoảng tin cậy 95 %, dày khi cả khoảng nằm về một phía của chỉ tiêu. Nếu cách làm "
        f"không đổi, tỷ lệ thực có thể nằm trong khoảng này. Dấu rỗng: dưới {SMALL_N} hồ sơ, không xếp hạng.]]"
    )


def funnel(table: pd.DataFrame, choice: Choice, key: str) -> None:
    """Draw rate against number of dossiers."""
    if _is_empty(table):
        return
    st.subheader("Khác toàn cấp xã hay chỉ do ít hồ sơ", anchor=False)
    count = int((table["denominator"] > 0).sum())
    _draw(charts.funnel(table, f"{count} xã", _COUNTED[key]), "Biểu đồ phễu", table, choice, key)


def months(table: pd.DataFrame, choice: Choice, key: str) -> None:
    """Draw the months of the year so far for every commune, on one scale."""
    if _is_empty(table):
        return
    period = choice.period
    since = replace(choice.reading, period=f"{period.year}-01-01..{period.last:%Y-%m-%d}")
    by_month = reads.rates(choice.snapshot, key, since, Dimension.COMMUNE, Dimension.MONTH, scope=EVERYTHING)
    by_month = by_month[by_month["commune"].notna() & (by_month["denominator"] > 0)].rename(columns={"commune": "key"})
    if by_month.empty:
        return
    low, high = charts.scale(by_month, table)
    scale = f"{fmt.number(low)}–{fmt.number(min(100, high))}{fmt.NBSP}%"
    st.subheader(f"{by_month['month'].nunique()} tháng của từng xã, cùng thang {scale}", anchor=False)
    _draw(charts.small_multiples(table.assign(key=table["code"]), by_month), "Từng tháng", table, choice, key)


def numbers(table: pd.DataFrame, choice: Choice, key: str) -> None:
    """Put the figures of all charts of the screen in one table."""
    if _is_empty(table):
        return
    columns = {"unit_name": "Đơn vị", **screen.RATES, "low_pct": "Khoảng 95 %: từ", "high_pct": "đến"}
    screen.numbers(table.sort_values("rate_pct"), columns, _alt("Từng xã, thị trấn", table, choice, key))


def _is_empty(table: pd.DataFrame) -> bool:
    return not int(table["denominator"].sum())


def _target(table: pd.DataFrame) -> float:
    return float(table["target_pct"].dropna().max()) if table["target_pct"].notna().any() else 100.0


def _draw(fig: charts.Figure, chart: str, table: pd.DataFrame, choice: Choice, key: str) -> None:
    screen.figure(fig, _alt(chart, table, choice, key))


def _alt(chart: str, table: pd.DataFrame, choice: Choice, key: str) -> str:
    finding = words.communes(table, _target(table), _SAID[key])
    days = fmt.day_range(choice.period.start, choice.period.last)
    places, cases = f"{len(table)} xã, thị trấn", float(table["denominator"].sum())
    return charts.alt(chart, _SAID[key], places, days, finding, cases, _COUNTED[key])
