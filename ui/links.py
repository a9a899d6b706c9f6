"""Addresses of targets and of the screen of dossiers: from a number to the rows that it counts, as the strip says."""

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from metrics.asked import Part
from metrics.catalogue import discover
from metrics.indicator import Indicator, Kind
from metrics.measures import Dimension
from metrics.plan import Target
from metrics.sentences import miss_verb
from ui import filters
from ui.address import box
from ui.filters import Choice

PAGE = "pages/indicators/dossiers.py"
"""The page of dossiers, for links."""

TARGET_PAGE, TARGET = "pages/indicators/indicator.py", "ct"
"""The page of one target, for links, and the name in the address of its id."""

AREA_PAGE, AREA = "pages/plan/areas.py", "linh_vuc_cai_cach"
"""The page of one reform area, for links, and the name in the address of its short label."""

INDICATOR, COUNT, PART, VARIANT, GROUPS, LEVEL, PRESET, PROBLEM = (
    "so_lieu", "so_dem", "phan", "cach_dem", "nhom", "cap", "danh_sach", "can_xem",
)  # fmt: skip
"""Names in the address: the indicator or count, its part and variant, the scope of its target, a list, a problem."""

SLICES = {
    Dimension.UNIT: "ma_don_vi",
    Dimension.COMMUNE: "ma_xa",
    Dimension.LEVEL: "ma_cap",
    Dimension.FIELD: "ten_linh_vuc",
    Dimension.FIELD_GROUP: "ma_nhom",
    Dimension.PROCEDURE: "ten_thu_tuc",
    Dimension.CHANNEL: "cach_nop",
    Dimension.MONTH: "thang_so",
    Dimension.QUARTER: "quy_so",
}
"""Names in the address of the slices that a number may be of."""

NONE_OF_IT = "-"
"""Value in the address of a slice of cases that have no such thing: a dossier without a field."""

PARTS = {"tu-so": Part.NUMERATOR, "mau-so": Part.DENOMINATOR, "khong-dat": Part.MISSED}
"""Parts of a rate by their words in the address."""

_OF_CASES = ("dossier", "payment", "petition")


def here() -> str:
    """Return the address of the present page without its query, known before the menu is drawn; "" is the overview."""
    return urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]


def placed(menu: Mapping[str, Sequence[st.Page]]) -> dict[str, Sequence[st.Page]]:
    """Return the menu with the name of the present page beside its section, whose own list is closed on screen."""
    present = here()
    named = {}
    for section, pages in menu.items():
        title = next((page.title for page in pages if page.url_path == present), "")
        named[f"{section}: {title}" if section and title else section] = pages
    return named


def strip() -> dict[str, str]:
    """Return what the strip says, as it stands in the address."""
    return {key: said for key, said in st.query_params.items() if key in filters.KEYS and said}


def query(
    choice: Choice,
    *,
    indicator: str | None = None,
    count: str | None = None,
    part: Part = Part.NUMERATOR,
    variant: str | None = None,
    level: str | None = None,
    groups: tuple[str, ...] | None = None,
    preset: str | None = None,
    problem: str | None = None,
    **at: str | None,
) -> dict[str, str]:
    """Return the query of the screen of dossiers for one number, or for a list.

    `indicator` is its key, or `count` a name of metrics.timeliness.BALANCE; `level` and `groups` the scope of a target;
    `at` the slice by dimension (unit, field, month …), None for cases without one. The place is that of `choice`,
    whatever the strip says; a unit that a page chose beside the strip goes along as a slice.

    Raises:
        ValueError: a slice by something that is no dimension.
    """
    said = strip()
    words = {value: key for key, value in PARTS.items()}
    if indicator:
        said |= {INDICATOR: indicator, PART: words[part]}
    named = {COUNT: count, VARIANT: variant, LEVEL: level, PRESET: preset, PROBLEM: problem}
    named[GROUPS] = ",".join(groups) if groups else None
    said |= {key: value for key, value in named.items() if value}
    units = choice.reading.scope.units
    if said.get(filters.SCOPE, filters.WHOLE) != choice.scope_label:
        if units and len(units) == 1:
            at = {Dimension.UNIT.value: units[0], **at}
        else:
            said = _moved(said, choice)
    return said | {SLICES[Dimension(name)]: NONE_OF_IT if value is None else value for name, value in at.items()}


def _moved(said: dict[str, str], choice: Choice) -> dict[str, str]:
    """Return what the strip says with the place of a choice instead of its own, where that is another one."""
    if said.get(filters.SCOPE, filters.WHOLE) == choice.scope_label:
        return said
    return said | {filters.SCOPE: choice.scope_label}


def target_box(label: str, labels: Mapping[str, str], usual: str, *, key: str) -> str:
    """Draw the choice of a target and return its id; `labels` are its words by id, `usual` the one shown at first."""
    words = {id: f"{id} · {said}" for id, said in labels.items()}
    icon = ":material/target:"
    return box(label, TARGET, list(labels), usual, key=key, width=480, words=words, icon=icon)


def onward(
    page: str,
    label: str,
    icon: str | None = ":material/arrow_forward:",
    *,
    said: Mapping[str, str] | None = None,
    width: int | Literal["content"] = "content",
) -> None:
    """Draw a link to a page that takes along what the strip says: written again by the page, it costs a step "Back"."""
    st.page_link(page, label=label, icon=icon, width=width, query_params=strip() | dict(said or {}))


def target(target_id: str) -> str:
    """Return the address of a target in the period, scope and plan that the strip says."""
    return f"chi-tieu?{urlencode({**strip(), TARGET: target_id}, quote_via=quote)}"


def open_target(choice: Choice, target_id: str) -> None:
    """Go to a target at once, in the place of `choice`: what a click on a cell does."""
    go(TARGET_PAGE, _moved(strip(), choice) | {TARGET: target_id})


def of_target(
    choice: Choice, target: Target, *, part: Part, variant: str | None = None, **at: str | None
) -> dict[str, str]:
    """Return the query of the rows behind the figure of a target: within its own level and field groups."""
    own = target.scope
    return query(
        choice,
        indicator=target.indicator,
        part=part,
        variant=variant,
        level=own.level,
        groups=own.field_groups,
        **at,
    )


def open_dossiers(choice: Choice, *, indicator: str, part: Part, **at: str | None) -> None:
    """Go to the rows behind one number at once: what a click on a cell does."""
    go(PAGE, query(choice, indicator=indicator, part=part, **at))  # type: ignore[arg-type]


def go(page: str, said: Mapping[str, str]) -> None:
    """Go to a page at once, with what the strip says."""
    st.switch_page(page, query_params=strip() | dict(said))


def address(said: Mapping[str, str]) -> str:
    """Return the address of the screen of dossiers with a query."""
    return f"ho-so?{urlencode(said, quote_via=quote)}"


def dossiers(
    choice: Choice, *, indicator: str, part: Part = Part.NUMERATOR, variant: str | None = None, **at: str | None
) -> str:
    """Return the address of the rows behind one number of an indicator; `at` is its slice, as `query` takes it."""
    return address(query(choice, indicator=indicator, part=part, variant=variant, **at))  # type: ignore[arg-type]


def missed_or_rows(choice: Choice, target: Target, variant: str | None) -> tuple[str, dict[str, str]] | None:
    """Return the words and the query of the link that a target has: to what misses it, or to its printed lines.

    None for a target that no indicator counts.
    """
    indicator = discover().get(target.indicator)
    if indicator is None:
        return None
    known = {way.key for way in indicator.variants}
    way = variant if variant in known else None
    part = missed_part(indicator)
    words = f"Xem {indicator.unit} {miss_verb(indicator, way) or 'chưa đạt'}"
    return words if part is Part.MISSED else "Xem dòng số liệu", of_target(choice, target, part=part, variant=way)


def missed_part(indicator: Indicator) -> Part:
    """Return which rows show what a target lacks: the cases that miss it, or the printed lines of what has no cases."""
    if indicator.kind is not Kind.RATE:
        return Part.NUMERATOR
    return Part.MISSED if indicator.higher_is_better and indicator.source in _OF_CASES else Part.DENOMINATOR
