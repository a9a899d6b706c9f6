"""The parts of the screen of fields: the answer, land and construction, the table of all fields, dots."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from metrics.asked import Part
from metrics.measures import Dimension, Scope
from metrics.plan import Target
from ui import charts, downloads, links, reads, screen, svg, words
from ui import format as fmt
from ui.filters import Choice
from ui.tables import exact
from ui.theme import MISSES, SMALL_N, STATUSES, look
from warehouse.period import Period

KEY = "on_time_rate"
"""The indicator of this screen."""

MOST_PROCEDURES = 12
"""Procedures on screen; the workbook has all."""

_BY = {"Theo lĩnh vực": Dimension.FIELD, "Theo nhóm lĩnh vực": Dimension.FIELD_GROUP}
_WITHIN_SCOPE = "Mọi đơn vị trong phạm vi"


def choose(choice: Choice) -> tuple[Choice, Dimension]:
    """Let the reader choose fields or groups of fields, and one unit instead of the scope of the strip."""
    units = reads.units(choice.snapshot, choice.period.last)
    present = set(reads.rates(choice.snapshot, KEY, choice.reading, Dimension.UNIT)["unit"].dropna())
    known = units[units["code"].isin(present)]
    codes = dict(zip(known["name"], known["code"], strict=True))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        said = st.segmented_control(
            "Chia theo",
            list(_BY),
            default="Theo lĩnh vực",
            required=True,
            key="chia_theo",
            bind="query-params",
            label_visibility="collapsed",
            wrap=True,
        )
        unit = st.selectbox(
            "Đơn vị",
            [_WITHIN_SCOPE, *codes],
            key="don_vi",
            bind="query-params",
            width=420,
            label_visibility="collapsed",
            icon=":material/apartment:",
        )
    by = _BY[said or "Theo lĩnh vực"]
    if unit not in codes:
        return choice, by
    reading = replace(choice.reading, scope=Scope(units=(codes[unit],)))
    return replace(choice, reading=reading, scope_label=str(unit)), by


def read(choice: Choice, by: Dimension) -> pd.DataFrame:
    """Return one row a field or group: a rates table with name, late and open_overdue."""
    rates = reads.rates(choice.snapshot, KEY, choice.reading, by)
    counts = reads.balance(choice.snapshot, choice.reading, by)[[by.value, "late", "open_overdue"]]
    table = rates.merge(counts, on=by.value, how="outer")
    labels = _group_labels() if by is Dimension.FIELD_GROUP else {}
    table["name"] = [
        labels.get(name, name) if isinstance(name, str) else "Chưa rõ lĩnh vực" for name in table[by.value]
    ]
    whole = dict.fromkeys(("numerator", "denominator", "late", "open_overdue"), 0)
    return table.fillna(whole | {"status": "no_data"}).astype(dict.fromkeys(whole, "int64"))


def answer(table: pd.DataFrame, choice: Choice) -> None:
    """Draw the title: land and construction against their target, and how many fields meet theirs."""
    target = _target(choice)
    with_cases = table[table["denominator"] > 0]
    met = int((with_cases["status"] == "met").sum())
    others = f"{met}/{len(with_cases)} lĩnh vực đạt" if len(with_cases) else "không phát sinh hồ sơ trong kỳ"
    figure = None if target is None else _whole(choice, target.scope)
    if target is None or figure is None or fmt.missing(figure["rate_pct"]):
        st.title(fmt.in_markdown(f"Đúng hạn theo lĩnh vực: {others}"), anchor=False)
    else:
        goal = float(figure["target_pct"])
        said = words.distance(float(figure["gap_pct"]), goal)
        st.title(f"Đất đai, xây dựng đúng hạn {fmt.percent(figure['rate_pct'], goal)}, {said}; {others}", anchor=False)
    cases = f"**{fmt.number(int(table['denominator'].sum()))}** hồ sơ"
    st.markdown(
        f"{fmt.in_markdown(choice.scope_label)} · trễ **{fmt.number(int(table['late'].sum()))}** "
        f"{f'trên {cases}' if choice.reading.variant == 'A' else f'hồ sơ · mẫu số {cases}'} · đang quá hạn "
        f"**{fmt.number(int(table['open_overdue'].sum()))}**"
    )


def judged(choice: Choice) -> None:
    """Draw land and construction together, each beside, and everything, against the plan."""
    target = _target(choice)
    if target is None or not target.field_groups:
        return
    labels = _group_labels()
    scopes: list[tuple[str, tuple[str, ...] | None]] = [
        (
            " và ".join(fmt.within(labels[group]) for group in target.field_groups).capitalize() + ", xét chung",
            target.field_groups,
        )
    ]
    scopes += [(f"Trong đó: {fmt.within(labels[group])}", (group,)) for group in target.field_groups]
    scopes.append(("Mọi lĩnh vực", None))
    rows = []
    for name, groups in scopes:
        scope = replace(choice.reading.scope, field_groups=groups)
        row = _whole(choice, scope)
        counts = reads.balance(choice.snapshot, choice.reading, scope=scope).iloc[0]
        rows.append(
            {
                "Phạm vi": fmt.unbroken(f"**{name}**" if groups != (groups or ())[:1] else name),
                "Trạng thái": screen.badge(row["status"]),
                "Kết quả": fmt.percent(row["rate_pct"], row["target_pct"]),
                "Mục tiêu": f"{fmt.target(row['target_pct'])}{fmt.NBSP}%",
                "Cách": fmt.points(row["gap_pct"]),
                ("Đúng hạn / đã giải quyết" if choice.reading.variant == "A" else "Tử số / mẫu số"): fmt.ratio(
                    row["numerator"], row["denominator"]
                ),
                "Trễ": fmt.number(counts["late"]),
                "Đang quá hạn": fmt.number(counts["open_overdue"]),
            }
        )
    st.subheader(
        f"{target.label}, từ {fmt.target(float(target.value or 0))}{fmt.NBSP}% ({target.paragraph})", anchor=False
    )
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Đất đai và xây dựng so với mục tiêu")


def all_fields(table: pd.DataFrame, by: Dimension, choice: Choice) -> None:
    """Draw the table of all fields, worst distance first, few cases last."""
    st.subheader("Nhóm lĩnh vực" if by is Dimension.FIELD_GROUP else "Từng lĩnh vực", anchor=False)
    if table.empty:
        st.markdown(":gray[Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.]")
        return
    ordered = table.assign(few=table["denominator"] < SMALL_N).sort_values(["few", "gap_pct"], ignore_index=True)
    shown = pd.DataFrame(
        {
            "Lĩnh vực": ordered["name"],
            "Trạng thái": [[look(status).label] for status in ordered["status"]],
            "Đúng hạn %": ordered["rate_pct"],
            "Mục tiêu %": ordered["target_pct"],
            "Cách, điểm": ordered["gap_pct"],
            "gap": [
                svg.gap_row(gap, status, hollow=cases < SMALL_N)
                for gap, status, cases in zip(
                    ordered["gap_pct"], ordered["status"], ordered["denominator"], strict=True
                )
            ],
            _cases(choice): ordered["denominator"],
            "Trễ": ordered["late"],
            "Đang quá hạn": ordered["open_overdue"],
        }
    )
    formats: dict[Any, Any] = {"Mục tiêu %": fmt.target, "Cách, điểm": fmt.gap}
    formats |= dict.fromkeys((_cases(choice), "Trễ", "Đang quá hạn"), fmt.number)
    styler = shown.style.format(formats)
    styler = exact(styler, "Đúng hạn %", ordered["rate_pct"], ordered["target_pct"])
    colours = [
        f"color: {look(status).text}; font-weight: 600" if status in MISSES else "" for status in ordered["status"]
    ]
    styler = styler.apply(lambda _: colours, subset=["Cách, điểm"])
    chosen = st.dataframe(
        styler,
        hide_index=True,
        height="content",
        row_height=36,
        placeholder=fmt.NOTHING,
        column_config=_columns(),
        on_select="rerun",
        selection_mode="single-cell",
        key="o_linh_vuc",
        alt="Từng lĩnh vực so với mục tiêu của nó",
    )
    st.markdown(":small[:gray[Chọn một ô để xem hồ sơ trễ của lĩnh vực; cột Đang quá hạn mở hồ sơ đang quá hạn.]]")
    if cells := chosen["selection"]["cells"] if chosen else []:
        value = ordered[by.value].iloc[cells[0][0]]
        at: dict[str, str | None] = {by.value: None if fmt.missing(value) else str(value)}
        if cells[0][1] == "Đang quá hạn":
            links.go(links.PAGE, links.query(choice, count="open_overdue", **at))  # type: ignore[arg-type]
        links.open_dossiers(choice, indicator=KEY, part=Part.MISSED, **at)


def procedures(choice: Choice) -> None:
    """Draw the procedures with the most late dossiers, and how many days a procedure takes."""
    rates = reads.rates(choice.snapshot, KEY, choice.reading, Dimension.PROCEDURE)
    counts = reads.balance(choice.snapshot, choice.reading, Dimension.PROCEDURE)[["procedure", "late", "resolved"]]
    late = counts[counts["late"] > 0].merge(rates, on="procedure", how="left")
    late = late.merge(reads.days_taken(choice.snapshot, choice.reading), on="procedure", how="left")
    late = late.sort_values(["late", "rate_pct"], ascending=[False, True], ignore_index=True)
    title = f"{len(late)} thủ tục có hồ sơ trễ" if len(late) else "Không thủ tục nào có hồ sơ trễ"
    st.subheader(title, anchor=False)
    if late.empty:
        return
    shown = pd.DataFrame(
        {
            "Thủ tục": late["procedure"].fillna("Tệp không ghi thủ tục"),
            "Trễ": late["late"],
            "Đã giải quyết": late["resolved"],
            "Đúng hạn %": late["rate_pct"],
            "Mẫu số": late["denominator"],
            "Số ngày, một nửa": late["median_days"],
            "Số ngày, chín phần mười": late["ninth_days"],
        }
    )
    whole = ("Trễ", "Đã giải quyết", "Mẫu số", "Số ngày, một nửa", "Số ngày, chín phần mười")
    formats: dict[Any, Any] = dict.fromkeys(whole, fmt.number) | {"Đúng hạn %": fmt.rate}
    few = shown.head(MOST_PROCEDURES)
    st.dataframe(few.style.format(formats), hide_index=True, height="content", placeholder=fmt.NOTHING, alt=title)
    note = (
        "Số ngày: từ tiếp nhận đến kết thúc xử lý, ngày theo lịch, của hồ sơ giải quyết trong kỳ; một nửa và chín phần "
        "mười số hồ sơ không lâu hơn."
    )
    if len(shown) > len(few):
        note = f"{len(few)} thủ tục trễ nhiều nhất; cả {len(shown)} thủ tục trong tệp Excel. {note}"
    st.markdown(f":small[:gray[{note}]]")
    heading = f"{title}: {choice.scope_label}, {choice.period.label}"
    screen.workbook({"Thủ tục": shown}, heading, downloads.stem(heading), key="thu_tuc_xlsx")


def dots(table: pd.DataFrame, choice: Choice) -> None:
    """Draw every field with its interval and its own target."""
    if not (table["denominator"] > 0).any():
        return
    st.subheader("Mỗi lĩnh vực so với mục tiêu của nó", anchor=False)
    days = fmt.day_range(choice.period.start, choice.period.last)
    met = int((table["status"] == "met").sum())
    finding, cases = f"{met} lĩnh vực đạt", float(table["denominator"].sum())
    alt = charts.alt("Từng lĩnh vực", "đúng hạn", choice.scope_label, days, finding, cases)
    screen.figure(charts.field_dots(table), alt)
    st.markdown(
        ":small[:gray[Vạch đứng đậm là mục tiêu của từng dòng. Vạch ngang: khoảng tin cậy 95 %. "
        f"Dấu rỗng: dưới {SMALL_N} hồ sơ, không xếp hạng.]]"
    )
    columns = {"name": "Lĩnh vực", **screen.RATES, "late": "Trễ", "open_overdue": "Đang quá hạn"}
    screen.numbers(table, columns, alt)


def months(choice: Choice) -> None:
    """Draw land and construction by month of the year so far, with their usual range."""
    target = _target(choice)
    if target is None:
        return
    scope = replace(target.scope, level=choice.reading.scope.level, units=choice.reading.scope.units)
    since = replace(choice.reading, period=f"{choice.period.year}-01-01..{choice.period.last:%Y-%m-%d}")
    table = reads.rates(choice.snapshot, KEY, since, Dimension.MONTH, scope=scope)
    table = table[table["denominator"] > 0]
    if table.empty:
        return
    finding = words.months(table, charts.usual_range(table))
    st.subheader(f"Đất đai, xây dựng: {finding}", anchor=False)
    days = fmt.day_range(Period.parse(since.period).start, choice.period.last)
    cases = float(table["denominator"].sum())
    alt = charts.alt("Theo tháng", target.label, choice.scope_label, days, finding, cases)
    screen.figure(charts.run_chart(table, target_pct=float(target.value or 0)), alt)
    screen.numbers(table.assign(shown=table["month"].map(fmt.month)), {"shown": "Tháng", **screen.RATES}, alt)


def _cases(choice: Choice) -> str:
    """Return the head of the denominator: only the first way counts what is resolved and nothing else."""
    return "Đã giải quyết" if choice.reading.variant == "A" else "Mẫu số"


def _target(choice: Choice) -> Target | None:
    of_groups = [target for target in choice.plan.targets if target.indicator == KEY and target.field_groups]
    return of_groups[0] if of_groups else None


def _whole(choice: Choice, scope: Scope) -> pd.Series:
    limited = replace(scope, level=choice.reading.scope.level, units=choice.reading.scope.units)
    return reads.rates(choice.snapshot, KEY, choice.reading, scope=limited).iloc[0]


def _group_labels() -> dict[str, str]:
    return dict(zip(*(reads.field_groups()[name] for name in ("key", "label")), strict=True))


def _columns() -> dict[Any, Any]:
    column = st.column_config
    return {
        "Lĩnh vực": column.TextColumn(width=300),
        "Trạng thái": column.MultiselectColumn(
            width=140,
            options=[style.label for style in STATUSES.values()],
            color=[style.badge for style in STATUSES.values()],
        ),
        "gap": column.ImageColumn("−15 ← mục tiêu → +10", width=220, alignment="left"),
    }
