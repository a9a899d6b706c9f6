"""The parts of the commune screen: the answer, the table of all units, map, dots, funnel, months."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from metrics.catalogue import discover
from metrics.measures import EVERYTHING, Dimension
from ui import boundaries, charts, commune_reads, links, reads, screen, tables, words
from ui import format as fmt
from ui.commune_reads import COMPARED, Compared
from ui.filters import WHOLE, Choice
from ui.theme import SMALL_N


def choose(choice: Choice) -> Compared:
    """Let the reader choose what communes are compared by."""
    offered = {about.word: about for about in commune_reads.told(choice.snapshot, choice.reading)}
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
    compared = commune_reads.told(choice.snapshot, choice.reading)
    table = commune_reads.by_unit(choice.snapshot, choice.reading, compared, choice.period.last)
    goals = {about.key: commune_reads.goal(table, about) for about in compared}
    column = st.column_config
    widths: dict[Any, Any] = {1: column.TextColumn(width=150)}
    for place, about in enumerate(compared):
        widths[place + 2] = column.NumberColumn(width=max(72, 8 * len(about.word) + 6))
    chosen = st.dataframe(
        tables.heat(table, {about.key: (_at_least(goals[about.key]), about.word) for about in compared}),
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


def _at_least(goal: float | None) -> str:
    return f"≥ {fmt.target(goal)} %"  # plain space: the header is parsed from its repr


def _other_goals(table: pd.DataFrame, compared: Sequence[Compared]) -> str:
    """Say of which columns the district's own offices have another target than the communes."""
    said = []
    for about in compared:
        goals = table.loc[table["order"] == commune_reads.OFFICES, f"{about.key}_target"].dropna().unique()
        own = commune_reads.goal(table, about)
        said += [f" {about.word} ở cấp huyện: từ {fmt.target(goal)} %." for goal in goals if goal != own]
    return "".join(said)


def _printed(table: pd.DataFrame, compared: Sequence[Compared]) -> pd.DataFrame:
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
