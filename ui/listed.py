"""What the screen of dossiers lists: the rows behind a number, those of a problem, or one of its own lists."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from metrics.asked import Figure, Order, Part, Register, of_balance, of_indicator
from metrics.catalogue import discover
from metrics.indicator import Kind
from metrics.lineage import PROBLEMS
from metrics.measures import Compare, Dimension, Scope
from metrics.timeliness import BALANCE
from ui import dossier_reads, dossier_words, links, reads
from ui import format as fmt
from ui.filters import Choice
from warehouse.period import Period

ALL, OVERDUE, DUE_TODAY, DUE_WEEK, AT_RISK, LATE = (
    "Tất cả", "Quá hạn hiện nay", "Đến hạn trong 24 giờ", "Đến hạn trong 7 ngày", "Có khả năng trễ", "Đã trả trễ",
)  # fmt: skip
"""The lists of the screen, by their words."""

PAGE = "trang"
"""Name in the address of the page of a list, from 1."""

OF_NUMBER = (
    links.INDICATOR, links.COUNT, links.PART, links.VARIANT, links.GROUPS, links.LEVEL, *links.SLICES.values(),
)  # fmt: skip
"""Names in the address that say which number is listed."""

_HORIZON = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is listed: rows of a number or a register, what they are called, and why there is none.

    `words` follow the number of rows in the title; `name`, `unit` and `of_what` are those of the number they add up to.
    `other_parts` are those that the same rate has beside the listed one; `is_own` tells the lists of the screen itself
    from the rows of a number or a problem that an address asks for.
    """

    choice: Choice
    listed: Figure | Register
    words: str
    notes: tuple[str, ...] = ()
    name: str = ""
    unit: str = "hồ sơ"
    of_what: str = ""
    order: Order = Order.UNIT
    missing: str = ""
    other_parts: tuple[Part, ...] = ()
    is_own: bool = False

    @property
    def until(self) -> date:
        """The last day on which days late are counted, never after the data.

        That of the period of a number, and the day of a list of what is open on it; a list of every period has none.
        """
        last = reads.loaded(self.choice.snapshot).last_day or self.choice.period.last
        return min(self.listed.period.last, last) if isinstance(self.listed, Figure) else self.listed.open_on or last

    @property
    def is_of_dossiers(self) -> bool:
        """Whether the rows are dossiers, with days and a state."""
        return isinstance(self.listed, Register) or self.listed.source == "dossier"

    @property
    def tells_of_dossiers(self) -> bool:
        """Whether each row is of one dossier that can be shown in full: a dossier, or what was paid for it."""
        return self.is_of_dossiers or (isinstance(self.listed, Figure) and self.listed.source == "payment")


def choose(choice: Choice) -> Shown:
    """Return the list that the address asks for: behind a number, of a problem, or one of the lists of the screen."""
    asked = st.query_params
    if asked.get(links.INDICATOR) in discover():
        return _of_indicator(choice, asked[links.INDICATOR])
    if asked.get(links.COUNT) in BALANCE:
        return _of_count(choice, asked[links.COUNT])
    if asked.get(links.PROBLEM) in PROBLEMS:
        problem = asked[links.PROBLEM]
        register = Register(scope=scope_of(choice), problem=problem)
        return Shown(choice=choice, listed=register, words=f"hồ sơ: {PROBLEMS[problem][0].lower()}")
    said = st.segmented_control(
        "Danh sách",
        [ALL, OVERDUE, DUE_TODAY, DUE_WEEK, AT_RISK, LATE],
        default=ALL,
        required=True,
        key=links.PRESET,
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
        on_change=first_page,
    )
    return replace(_preset(choice, said or ALL), is_own=True)


def _preset(choice: Choice, said: str) -> Shown:
    day, scope = _today(choice), scope_of(choice)
    until_day = choice.period.until(day)
    compare = Compare(choice.reading.compare)
    if said == OVERDUE:
        figure = of_balance("open_overdue", until_day, scope=scope)
        words = f"hồ sơ đang quá hạn vào cuối ngày {fmt.day(day)}"
        name, of_what = "số đang quá hạn", _of_balance(choice, until_day)
        return Shown(choice=choice, listed=figure, words=words, name=name, of_what=of_what, order=Order.LATE)
    if said in (DUE_TODAY, DUE_WEEK):
        last = day + timedelta(days=1 if said == DUE_TODAY else 7)
        register = Register(scope=scope, open_on=day, due_from=day, due_to=last)
        words = f"hồ sơ đang giải quyết, hẹn trả {fmt.day_range(day, last)}"
        return Shown(choice=choice, listed=register, words=words, order=Order.DUE)
    if said == LATE:
        figure = of_balance("late", choice.period, compare=compare, scope=scope)
        words = f"hồ sơ trễ, {fmt.within(choice.period.label)}"
        notes = ("Các tệp đã nạp không có cột thư xin lỗi nên không biết hồ sơ nào đã xin lỗi.",)
        of_what = _of_balance(choice, choice.period)
        return Shown(
            choice=choice, listed=figure, words=words, name="số trễ", of_what=of_what, order=Order.LATE, notes=notes
        )
    if said == AT_RISK:
        return _at_risk(choice, day)
    return Shown(choice=choice, listed=Register(scope=scope), words="hồ sơ của mọi kỳ", order=Order.RECEIVED)


def _of_balance(choice: Choice, period: Period) -> str:
    return f"cân đối hồ sơ, {choice.scope_label}, {fmt.within(period.label)}"


def _at_risk(choice: Choice, day: date) -> Shown:
    risk = dossier_reads.risk(choice.snapshot, scope_of(choice), _HORIZON, day)
    notes = (risk.test.in_words(),)
    words = f"hồ sơ có khả năng trễ trong {_HORIZON} ngày sau {fmt.day(day)}"
    if risk.dossiers is None:
        empty = Register(open_on=day, codes=())
        return Shown(choice=choice, listed=empty, words=words, notes=notes, missing=risk.reason or "")
    codes = tuple(risk.dossiers.loc[risk.dossiers["is_listed"], "dossier_code"])
    register = Register(scope=scope_of(choice), open_on=day, codes=codes)
    return Shown(choice=choice, listed=register, words=words, notes=notes, order=Order.DUE)


def _of_indicator(choice: Choice, key: str) -> Shown:
    asked, indicator = st.query_params, discover()[key]
    part = links.PARTS.get(asked.get(links.PART, ""), Part.NUMERATOR)
    variants = {variant.key for variant in indicator.variants}
    wanted = asked.get(links.VARIANT, choice.reading.variant)
    variant = wanted if wanted in variants else indicator.variants[0].key
    figure = of_indicator(
        indicator,
        part,
        choice.period,
        variant=variant,
        compare=Compare(choice.reading.compare),
        scope=scope_of(choice),
        at=_slice(),
    )
    misses = indicator.kind is Kind.RATE and indicator.higher_is_better
    parts = [other for other in Part if misses or other is not Part.MISSED]
    days = figure.days or choice.period
    words = f"{dossier_words.counted_as(indicator, part, variant)}, {fmt.within(days.label)}"
    name = dossier_words.name_of(indicator, part, variant)
    of_what = ", ".join([dossier_words.labelled(key, variant), *_where(choice, figure)])
    order = Order.LATE if part is Part.MISSED else Order.UNIT
    return Shown(
        choice=choice,
        listed=figure,
        words=words,
        name=name,
        unit=indicator.unit,
        of_what=of_what,
        order=order,
        other_parts=tuple(other for other in parts if other is not part),
    )


def _of_count(choice: Choice, name: str) -> Shown:
    compare = Compare(choice.reading.compare)
    figure = of_balance(name, choice.period, compare=compare, scope=scope_of(choice), at=_slice())
    said = dossier_words.COUNT_WORDS[name]
    of_what = ", ".join(["cân đối hồ sơ", *_where(choice, figure)])
    words = f"hồ sơ {said}, {fmt.within((figure.days or choice.period).label)}"
    order = Order.LATE if name in ("late", "open_overdue") else Order.UNIT
    return Shown(choice=choice, listed=figure, words=words, name=f"số {said}", of_what=of_what, order=order)


def scope_of(choice: Choice) -> Scope:
    """Return the part of the district that is listed: the strip's, within what a target allows."""
    asked, scope = st.query_params, choice.reading.scope
    if any(links.SLICES[by] in asked for by in (Dimension.UNIT, Dimension.COMMUNE, Dimension.LEVEL)):
        scope = replace(scope, units=None, level=None)  # a place of its own, wherever the strip stands
    groups = tuple(filter(None, asked.get(links.GROUPS, "").split(",")))
    return replace(scope, level=asked.get(links.LEVEL) or scope.level, field_groups=groups or scope.field_groups)


def _slice() -> list[tuple[Dimension, str | None]]:
    said = [(dimension, st.query_params.get(key)) for dimension, key in links.SLICES.items()]
    return [(dimension, None if value == links.NONE_OF_IT else value) for dimension, value in said if value is not None]


def _where(choice: Choice, figure: Figure) -> list[str]:
    """Say of which place, fields and days a number is."""
    has_unit = any(dimension in (Dimension.UNIT, Dimension.COMMUNE) for dimension, _ in figure.at)
    return [*([] if has_unit else [choice.scope_label]), *_slice_words(choice, figure), fmt.within(choice.period.label)]


def _slice_words(choice: Choice, figure: Figure) -> list[str]:
    units = reads.units(choice.snapshot, choice.period.last)
    names = dict(zip(units["code"], units["name"], strict=True))
    groups = dict(zip(*(reads.field_groups()[name] for name in ("key", "label")), strict=True))
    levels = {"district": "cấp huyện", "commune": "cấp xã"}
    said = [levels.get(figure.scope.level, "")] if figure.scope.level and not choice.reading.scope.level else []
    said += [" và ".join(fmt.within(groups.get(group, group)) for group in figure.scope.field_groups or ())]
    for dimension, value in figure.at:
        if dimension in (Dimension.MONTH, Dimension.QUARTER):
            said.append(fmt.within(Period.parse(value).label) if figure.days and value else str(value))
        elif value is None:
            said.append({Dimension.COMMUNE: "không thuộc xã nào"}.get(dimension, "không rõ"))
        else:
            said.append({**names, **groups, **levels}.get(value, value))
    return [text for text in said if text]


def _today(choice: Choice) -> date:
    """Return the day that "now" means on this screen: the last of the period, or of the data where they end before."""
    last = reads.loaded(choice.snapshot).last_day
    return min(choice.period.last, last) if last else choice.period.last


def first_page() -> None:
    """Go back to the first page of a list, as whatever lists other rows does."""
    st.query_params.pop(PAGE, None)
