"""The parts of the commune screen: the answer, the table of all units, map, dots, funnel, months."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from metrics.catalogue import discover
from metrics.measures import EVERYTHING, Dimension
from ui import boundaries, charts, links, reads, screen, tables, words
from ui import format as fmt
from ui.filters import WHOLE, Choice
from ui.theme import SMALL_N


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What communes are compared by: the key of an indicator, its word in a column and in a sentence, what n counts."""

    key: str
    word: str
    said: str
    counted: str


COMPARED = (
    Compared(key="on_time_rate", word="Đúng hạn", said="đúng hạn", counted="hồ sơ đã giải quyết"),
    Compared(key="digitization_rate", word="Số hóa", said="số hóa hồ sơ", counted="hồ sơ tiếp nhận"),
    Compared(key="e_result_rate", word="KQ điện tử", said="kết quả điện tử", counted="hồ sơ đã giải quyết"),
    Compared(key="online_filing_rate", word="Trực tuyến", said="nộp trực tuyến", counted="hồ sơ tiếp nhận"),
    Compared(key="satisfaction_rate", word="Hài lòng", said="hài lòng", counted="phiếu khảo sát"),
    Compared(key="petition_on_time_rate", word="PAKN", said="PAKN đúng hạn", counted="PAKN"),
    Compared(
        key="petition_satisfaction_rate",
        word="Hài lòng PAKN",
        said="hài lòng về xử lý PAKN",
        counted="PAKN có đánh giá",
    ),
)
"""All that communes can be compared by, the usual first; what files of a period do not tell of is not offered."""


def choose(choice: Choice) -> Compared:
    """Let the reader choose what communes are compared by."""
    offered = {about.word: about for about in told(choice)}
    said = st.segmented_control(
        "Chỉ tiêu",
        list(offered),
        default=COMPARED[0].word,
        required=True,
        key="chi_tieu",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    return offered.get(said or "", COMPARED[0])


def told(choice: Choice) -> list[Compared]:
    """Return what communes have both a target for and cases of in the period, and in any case the first."""
    found = [COMPARED[0]]
    for about in COMPARED[1:]:
        rates = reads.rates(choice.snapshot, about.key, choice.reading, Dimension.COMMUNE, scope=EVERYTHING)
        own = rates[rates["commune"].notna() & (rates["denominator"] > 0)]
        if own["target_pct"].notna().any():
            found.append(about)
    return found


def read(choice: Choice, about: Compared) -> pd.DataFrame:
    """Return one row a commune, those without cases too, with its name and place on the tile map."""
    rates = reads.rates(choice.snapshot, about.key, choice.reading, Dimension.COMMUNE, scope=EVERYTHING)
    units = reads.units(choice.snapshot, choice.period.last)
    places = units[units["level"] == "commune"][["code", "short_name", "name"]]
    table = places.merge(reads.tiles(), on="code", how="left").merge(
        rates.rename(columns={"commune": "code"}), on="code", how="left"
    )
    table["unit_name"], table["name"] = table["name"], table["short_name"]
    counts = ["numerator", "denominator"]
    return table.fillna(dict.fromkeys(counts, 0) | {"status": "no_data"}).astype(dict.fromkeys(counts, "int64"))


def answer(table: pd.DataFrame, choice: Choice, about: Compared) -> None:
    """Draw the title that answers and the sum of communes and district level."""
    st.title(words.communes(table, _target(table), about.said), anchor=False)
    levels = reads.rates(choice.snapshot, about.key, choice.reading, Dimension.LEVEL, scope=EVERYTHING)
    st.markdown(words.sum_of_levels(levels, int((table["denominator"] > 0).sum())))
    if _is_empty(table):
        st.markdown(":gray[Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.]")
    if choice.commune:
        st.markdown(":small[:gray[Màn hình này luôn so sánh mọi xã, thị trấn; nơi đang chọn có viền đậm trên bản đồ.]]")
    elif choice.scope_label != WHOLE:
        st.markdown(":small[:gray[Màn hình này luôn so sánh mọi xã, thị trấn, không theo phạm vi đã chọn.]]")


def heat_table(choice: Choice) -> None:
    """Draw every unit by every indicator as distance from the target; a click opens what a cell counts."""
    st.subheader("Cách chỉ tiêu, điểm phần trăm", anchor=False)
    compared = told(choice)
    table, goals = _heat(choice, compared)
    column = st.column_config
    widths: dict[Any, Any] = {1: column.TextColumn(width=150)}
    for place, about in enumerate(compared):
        widths[place + 2] = column.NumberColumn(width=max(78, 9 * len(about.word)))
    chosen = st.dataframe(
        tables.heat(table, {about.key: (goals[about.key], about.word) for about in compared}),
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
        f":small[:gray[Điểm phần trăm so với chỉ tiêu ở đầu cột. Ô trắng: dưới {SMALL_N} trường hợp, chỉ ghi số (n)."
        f"{_other_goals(table, compared)} Tử số, mẫu số các dòng (Bảng số liệu) cộng lại đúng bằng toàn huyện. "
        "Chọn một ô để xem những gì không đạt.]]"
    )
    days = fmt.day_range(choice.period.start, choice.period.last)
    screen.twin(_printed(table, compared), f"Kết quả của từng đơn vị, {days}")


def _other_goals(table: pd.DataFrame, compared: list[Compared]) -> str:
    """Say of which columns the district's own offices have another target than the communes."""
    said = []
    for about in compared:
        goals = table.loc[table["order"] == 2, f"{about.key}_target"].dropna().unique()
        own = table.loc[table["order"] == 0, f"{about.key}_target"].dropna().max()
        said += [f" {about.word} ở cấp huyện: từ {fmt.target(goal)} %." for goal in goals if goal != own]
    return "".join(said)


def _printed(table: pd.DataFrame, compared: list[Compared]) -> pd.DataFrame:
    """Return the heat table in full: rate, numerator and denominator of each unit by each indicator."""
    columns = {"Đơn vị": table["name"]}
    for about in compared:
        rates, goals = table[f"{about.key}_rate"], table[f"{about.key}_target"]
        columns[f"{about.word} %"] = pd.Series(map(fmt.rate, rates, goals), dtype="str")
        counts = zip(table[f"{about.key}_hits"], table[f"{about.key}_n"], strict=True)
        said = [fmt.NOTHING if fmt.missing(cases) else fmt.ratio(hits, cases) for hits, cases in counts]
        columns[f"{about.word}: tử/mẫu"] = pd.Series(said, dtype="str")
    return pd.DataFrame(columns)


def _open(row: pd.Series, column: str, choice: Choice) -> None:
    """Open what misses the target of the cell that was clicked; the first column stands for the first target."""
    named = [about for about in COMPARED if about.word in column]
    about = max(named, key=lambda about: len(about.word), default=COMPARED[0])
    code = None if fmt.missing(row["code"]) else str(row["code"])
    by = Dimension.LEVEL if row["is_sum"] else Dimension.UNIT
    at: dict[str, str | None] = {} if row["is_sum"] and code is None else {by.value: code}
    part = links.missed_part(discover()[about.key])
    links.open_dossiers(choice.of_whole(), indicator=about.key, part=part, **at)


def _heat(choice: Choice, compared: list[Compared]) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """Return one row a unit and sum, worst communes first, and the target of communes in words by indicator."""
    units = reads.units(choice.snapshot, choice.period.last).set_index("code")
    goals: dict[str, str] = {}
    whole = pd.DataFrame()
    for about in compared:
        parts = [_cells(choice, about.key, Dimension.UNIT, "unit", units), *_sums(choice, about.key, units)]
        rows = pd.concat(parts, ignore_index=True)
        own = rows.loc[rows["order"] < 2, f"{about.key}_target"].dropna()
        goals[about.key] = f"≥ {fmt.target(None if own.empty else own.max())} %"  # plain space: parsed from its repr
        whole = rows if whole.empty else whole.merge(rows, on=["order", "name", "is_sum", "code"], how="outer")
    first = compared[0].key
    whole["few"] = (whole[f"{first}_n"].fillna(0) < SMALL_N) & ~whole["is_sum"]
    return whole.sort_values(["order", "few", f"{first}_rate"], ignore_index=True), goals


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
            f"{key}_hits": rates["numerator"],
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
                f"{key}_hits": row["numerator"],
                f"{key}_n": row["denominator"],
            }
        ]
    )
    return [levels.assign(is_sum=True), total.assign(is_sum=True)]


def in_places(table: pd.DataFrame, choice: Choice, about: Compared, on_pick: Callable[[str], None]) -> None:
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
    screen.pickable_figure(fig, _alt(chart, table, choice, about), "ban_do_xa", lambda code: on_pick(names[code]))
    st.markdown(":small[:gray[Bấm một xã để mở.]]")


def _land(table: pd.DataFrame) -> dict[str, tuple[boundaries.Ring, ...]]:
    try:
        return reads.land(tuple(zip(table["unit_name"], table["code"], strict=True)), boundaries.stamp())
    except boundaries.BoundariesError as error:
        st.warning(fmt.in_markdown(str(error)))
        return {}


def dots(table: pd.DataFrame, choice: Choice, about: Compared) -> None:
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
    _draw(charts.dot_plot(table), "Khoảng tin cậy từng xã", table, choice, about)
    st.markdown(
        ":small[:gray[Vạch ngang: khoảng tin cậy 95 %, dày khi cả khoảng nằm về một phía của chỉ tiêu. Nếu cách làm "
        f"không đổi, tỷ lệ thực có thể nằm trong khoảng này. Dấu rỗng: dưới {SMALL_N} hồ sơ, không xếp hạng.]]"
    )


def funnel(table: pd.DataFrame, choice: Choice, about: Compared) -> None:
    """Draw rate against number of dossiers."""
    if _is_empty(table):
        return
    st.subheader("Khác toàn cấp xã hay chỉ do ít hồ sơ", anchor=False)
    count = int((table["denominator"] > 0).sum())
    _draw(charts.funnel(table, f"{count} xã", about.counted), "Biểu đồ phễu", table, choice, about)


def months(table: pd.DataFrame, choice: Choice, about: Compared) -> None:
    """Draw the months of the year so far for every commune, on one scale."""
    if _is_empty(table):
        return
    period = choice.period
    since = replace(choice.reading, period=f"{period.year}-01-01..{period.last:%Y-%m-%d}")
    by_month = reads.rates(choice.snapshot, about.key, since, Dimension.COMMUNE, Dimension.MONTH, scope=EVERYTHING)
    by_month = by_month[by_month["commune"].notna() & (by_month["denominator"] > 0)].rename(columns={"commune": "key"})
    if by_month.empty:
        return
    low, high = charts.scale(by_month, table)
    scale = f"{fmt.number(low)}–{fmt.number(min(100, high))}{fmt.NBSP}%"
    st.subheader(f"{by_month['month'].nunique()} tháng của từng xã, cùng thang {scale}", anchor=False)
    _draw(charts.small_multiples(table.assign(key=table["code"]), by_month), "Từng tháng", table, choice, about)


def numbers(table: pd.DataFrame, choice: Choice, about: Compared) -> None:
    """Put the figures of all charts of the screen in one table."""
    if _is_empty(table):
        return
    columns = {"unit_name": "Đơn vị", **screen.RATES, "low_pct": "Khoảng 95 %: từ", "high_pct": "đến"}
    screen.numbers(table.sort_values("rate_pct"), columns, _alt("Từng xã, thị trấn", table, choice, about))


def _is_empty(table: pd.DataFrame) -> bool:
    return not int(table["denominator"].sum())


def _target(table: pd.DataFrame) -> float:
    return float(table["target_pct"].dropna().max()) if table["target_pct"].notna().any() else 100.0


def _draw(fig: charts.Figure, chart: str, table: pd.DataFrame, choice: Choice, about: Compared) -> None:
    screen.figure(fig, _alt(chart, table, choice, about))


def _alt(chart: str, table: pd.DataFrame, choice: Choice, about: Compared) -> str:
    finding = words.communes(table, _target(table), about.said)
    days = fmt.day_range(choice.period.start, choice.period.last)
    places, cases = f"{len(table)} xã, thị trấn", float(table["denominator"].sum())
    return charts.alt(chart, about.said, places, days, finding, cases, about.counted)
