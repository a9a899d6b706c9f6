"""The strip on top of every screen: four popovers whose label is their state, kept in the URL.

Options are the words that people read, so that a copied address says what it shows; a word that no longer exists
falls back to the default. The widgets are not bound to the address: docs/decisions/0012 says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from metrics.catalogue import discover
from metrics.loaded import Loaded
from metrics.measures import EVERYTHING, Compare, Scope
from metrics.plan import Plan, load
from ui import address, reads
from ui import format as fmt
from ui.reads import Reading, Snapshot
from warehouse.period import Period, cumulative_periods, discrete_periods

GRACE_DAYS = 20
"""Days after the end of a period during which an export still speaks of that period (reports are exported late)."""

SCOPE = "pham_vi"
"""Name in the address of the part of the district that is chosen."""

KEYS = ("ky", "thang", SCOPE, "ke_hoach", "cach", "so_sanh")
"""Names in the address of what the strip says."""

_PAGE, _CAME_WITH, _SAID = "dai_man_hinh", "dai_khi_den", "dai_noi"

WHOLE, DISTRICT, COMMUNES = "Toàn huyện", "Cấp huyện", "Cấp xã"
"""Words of the three scopes that are no single commune."""

_LEVELS = {WHOLE: EVERYTHING, DISTRICT: Scope(level="district"), COMMUNES: Scope(level="commune")}
_BY_SOURCE = "Theo cài đặt của nguồn"
_COMPARES = {
    _BY_SOURCE: Compare.SOURCE,
    "So theo ngày": Compare.DATE,
    "So theo ngày giờ": Compare.DATETIME,
}
_COMPARE_CAPTIONS = (
    "mỗi tệp theo cách đã khai khi nạp; không khai thì so theo ngày",
    "kết thúc trong ngày hẹn là đúng hạn",
    "kết thúc sau giờ hẹn là trễ; hẹn không ghi giờ thì tính đến hết ngày",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the strip says: the period, the part of the district, the plan and how figures are computed.

    `commune` is the code of the one commune chosen, else None; `scope_label` the words on screen.
    """

    snapshot: Snapshot
    period: Period
    plan: Plan
    reading: Reading
    scope_label: str
    commune: str | None

    @property
    def until(self) -> date:
        """The last day that its figures can speak of: that of the period, or of the data where they end before."""
        return min(self.period.last, reads.loaded(self.snapshot).last_day or self.period.last)

    def of_whole(self) -> "Choice":
        """Return the same of the whole district, for screens that speak of it whatever the strip says."""
        return replace(self, reading=replace(self.reading, scope=EVERYTHING), scope_label=WHOLE, commune=None)


def follow(page: str) -> None:
    """Let the strip say what the address says; `page` is the one shown.

    What the address leaves out stands as it did when the page was come to, and is written into the address: a link may
    have left it out. So "Back" brings the strip of the view before, too.
    """
    said = {key: word for key, word in st.query_params.items() if key in KEYS}
    if st.session_state.get(_PAGE) != page:
        before: dict[str, str] = st.session_state.get(_SAID, {})
        st.session_state[_PAGE], st.session_state[_CAME_WITH] = (
            page,
            {key: word for key, word in before.items() if word},
        )
    left_out = {key: word for key, word in st.session_state[_CAME_WITH].items() if key not in said}
    if left_out:
        st.query_params.update(left_out)
    st.session_state[_SAID] = said | left_out
    for key in KEYS:
        st.session_state[key] = st.session_state[_SAID].get(key)


def strip(snapshot: Snapshot) -> None:
    """Draw the strip; `app.py` does so before the page runs, after `follow`."""
    choice, known = chosen(snapshot), reads.loaded(snapshot)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        with st.popover(choice.period.label, icon=":material/calendar_month:"):
            _choose_period(choice, known)
        with st.popover(fmt.in_markdown(choice.scope_label), icon=":material/location_on:"):
            _choose_scope(choice)
        with st.popover(fmt.in_markdown(_plan_word(choice.plan)), icon=":material/article:"):
            _choose_plan(known)
        way = _state("so_sanh", list(_COMPARES), _BY_SOURCE)
        label = f"Cách {choice.reading.variant}" + ("" if way == _BY_SOURCE else f", {way.removeprefix('So ')}")
        with st.popover(label, icon=":material/function:"):
            _choose_way()
        address.copy_link(_said(choice, way))
        _grey_line(choice, known)


def in_one_popover(choice: Choice) -> None:
    """Draw what the strip lets choose inside one popover, for the screen that has no strip."""
    known = reads.loaded(choice.snapshot)
    left, middle, right = st.columns(3)
    with left:
        _choose_period(choice, known)
    with middle:
        _choose_scope(choice)
    with right:
        _choose_plan(known)
        _choose_way()


def _choose_period(choice: Choice, known: Loaded) -> None:
    periods, months = _periods(choice.plan.year), _months(choice.plan.year)
    default = default_period(choice.plan.year, known.last_day).label
    captions = [period_caption(period) for period in periods.values()]
    _radio("Kỳ báo cáo", "ky", list(periods), default, captions)
    st.session_state["thang"] = _state("thang", list(months), "") or None
    st.selectbox(
        "Hoặc riêng một tháng",
        list(months),
        key="thang",
        on_change=_changed,
        args=("thang",),
        placeholder="Theo kỳ báo cáo ở trên",
    )


def _choose_scope(choice: Choice) -> None:
    _radio("Phạm vi", SCOPE, [*_LEVELS, *reads.communes(choice.snapshot, choice.period.last)], WHOLE)


def _choose_plan(known: Loaded) -> None:
    plans = _plans()
    titles = [f"{plan.title}, số {plan.number}" for plan in plans.values()]
    _radio("Kế hoạch", "ke_hoach", list(plans), _default_plan(plans, known.last_day), titles)


def _choose_way() -> None:
    formulas = [variant.formula for variant in discover()["on_time_rate"].variants]
    _radio("Cách tính tỷ lệ đúng hạn", "cach", list(_variants()), next(iter(_variants())), formulas)
    _radio("So với ngày hẹn trả", "so_sanh", list(_COMPARES), _BY_SOURCE, _COMPARE_CAPTIONS)


def chosen(snapshot: Snapshot) -> Choice:
    """Return what the strip says in this run."""
    last_day = reads.loaded(snapshot).last_day
    plans = _plans()
    plan = plans[_state("ke_hoach", list(plans), _default_plan(plans, last_day))]
    periods, months = _periods(plan.year), _months(plan.year)
    default = default_period(plan.year, last_day).label
    month = _state("thang", list(months), "")
    period = months[month] if month else periods[_state("ky", list(periods), default)]
    communes = reads.communes(snapshot, period.last)
    place = _state(SCOPE, [*_LEVELS, *communes], WHOLE)
    reading = Reading(
        period=period.token,
        year=plan.year,
        variant=_variants()[_state("cach", list(_variants()), next(iter(_variants())))],
        compare=_COMPARES[_state("so_sanh", list(_COMPARES), _BY_SOURCE)].value,
        scope=_LEVELS[place] if place in _LEVELS else Scope(units=(communes[place],)),
    )
    return Choice(
        snapshot=snapshot,
        period=period,
        plan=plan,
        reading=reading,
        scope_label=place,
        commune=communes.get(place),
    )


def default_period(year: int, last_day: date | None) -> Period:
    """Return the latest year-to-date period with data: the first that ends at most 20 days before the last day.

    Without data it is the first quarter.
    """
    periods = cumulative_periods(year)
    if last_day is None:
        return periods[0]
    grace = timedelta(days=GRACE_DAYS)
    return next((period for period in periods if last_day <= period.last + grace), periods[-1])


def places(snapshot: Snapshot, day: date) -> dict[str, Scope]:
    """Return every part of the district that can be chosen: the whole, the levels, each unit as of a day."""
    units = reads.units(snapshot, day)
    return _LEVELS | {name: Scope(units=(code,)) for name, code in zip(units["name"], units["code"], strict=True)}


def tokens(year: int) -> list[str]:
    """Return the periods of a year that the strip offers besides single months."""
    return list(dict.fromkeys(period.token for period in _periods(year).values()))


def period_caption(period: Period) -> str:
    """Say whether a period counts from the start of the year, and its first and last day."""
    kind = "Lũy kế" if period.is_year_to_date else "Riêng trong kỳ"
    return f"{kind} {fmt.day_range(period.start, period.last)}"


def _state(key: str, options: Sequence[str], default: str) -> str:
    said = st.session_state.get(key)
    return str(said) if said in options else default


def _said(choice: Choice, way: str) -> dict[str, str]:
    """Return all that the strip says, defaults too, by name in the address."""
    month = choice.period.label if choice.period.label in _months(choice.plan.year) else ""
    last_day = reads.loaded(choice.snapshot).last_day
    periods = list(_periods(choice.plan.year))
    return {
        "ky": _state("ky", periods, default_period(choice.plan.year, last_day).label),
        "thang": month,
        SCOPE: choice.scope_label,
        "ke_hoach": _plan_word(choice.plan),
        "cach": f"Cách {choice.reading.variant}",
        "so_sanh": way,
    }


def _changed(key: str) -> None:
    """Put what was chosen into the address; a period takes the place of a month that was chosen before."""
    said = {key: st.session_state[key] or ""}
    if key == "ky" and st.session_state.get("thang"):
        said["thang"] = ""
    st.query_params.update(said)


def _radio(label: str, key: str, options: list[str], default: str, captions: Sequence[str] | None = None) -> None:
    shown = None if captions is None else [fmt.in_markdown(caption) for caption in captions]
    st.session_state[key] = _state(key, options, default)
    st.radio(label, options, key=key, captions=shown, on_change=_changed, args=(key,))


def _plans() -> dict[str, Plan]:
    return {_plan_word(plan): plan for plan in map(load, reads.plan_years())}


def _plan_word(plan: Plan) -> str:
    return f"{plan.short_title}, năm {plan.year}"


def _default_plan(plans: Mapping[str, Plan], last_day: date | None) -> str:
    """Return the plan of the year that the data speak of, else the newest one."""
    fitting = [word for word, plan in plans.items() if last_day and plan.year == last_day.year]
    return fitting[0] if fitting else next(iter(plans))


def _periods(year: int) -> dict[str, Period]:
    return {period.label: period for period in [*cumulative_periods(year), *discrete_periods(year)]}


def _months(year: int) -> dict[str, Period]:
    return {month.label: month for month in Period.parse(str(year)).months()}


def _variants() -> dict[str, str]:
    return {f"Cách {variant.key}": variant.key for variant in discover()["on_time_rate"].variants}


def _grey_line(choice: Choice, known: Loaded) -> None:
    facts = [
        period_caption(choice.period),
        f"tính đến **{fmt.day(choice.until)}**",
        f"xuất **{fmt.day(known.export_date)}**",
        f"{fmt.number(known.files)} tệp",
    ]
    st.markdown(f":small[:gray[{' · '.join(facts)}]]", width="content")
    if known.is_sample:
        st.badge("SỐ LIỆU MINH HỌA", icon=":material/science:", color="yellow")
