"""One commune opened: its own targets, its fields, what lies overdue, and from whom it can learn at what."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from metrics.catalogue import discover
from metrics.measures import EVERYTHING, Dimension, Scope
from metrics.peers import MOST, Peer, peers
from metrics.scorecard import Score
from ui import fields, links, overview, reads, words
from ui import format as fmt
from ui.filters import Choice
from ui.theme import SMALL_N

KEY = "xa"
"""Name in the address of the commune that is opened."""

EVERY = "Mọi xã, thị trấn"
"""The choice that opens none."""


def choose(choice: Choice) -> Choice | None:
    """Let the reader open a commune; returns the choice cut to it, None for all communes beside each other."""
    codes = reads.communes(choice.snapshot, choice.period.last)
    name = st.selectbox(
        "Mở một xã, thị trấn",
        [EVERY, *codes],
        key=KEY,
        bind="query-params",
        icon=":material/location_on:",
        width=420,
        label_visibility="collapsed",
    )
    if name not in codes:
        return None
    reading = replace(choice.reading, scope=Scope(units=(codes[name],)))
    return replace(choice, reading=reading, scope_label=str(name), commune=codes[name])


def open_named(name: str) -> None:
    """Open a commune on the next run, as if it had been chosen from the list."""
    st.session_state[KEY] = name


def answer(choice: Choice) -> None:
    """Draw the title that answers and what happened to the dossiers of the commune."""
    scores = _counted(choice)
    st.title(fmt.in_markdown(f"{choice.scope_label}: {words.overview(scores)}"), anchor=False)
    overview.balance(choice)


def targets(choice: Choice) -> None:
    """Draw every target that the files of the commune can be judged by."""
    st.subheader("Chỉ tiêu của xã", anchor=False)
    scores = _counted(choice)
    if not scores:
        st.markdown(":gray[Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.]")
        return
    overview.targets_table(scores, choice)


def _counted(choice: Choice) -> list[Score]:
    scores = reads.scores(choice.snapshot, choice.reading)
    return [score for score in scores if score.figure and score.figure.denominator and score.target.level != "district"]


def own_fields(choice: Choice) -> None:
    """Draw the fields of the commune against their own targets."""
    fields.all_fields(fields.read(choice, Dimension.FIELD), Dimension.FIELD, choice)


def open_beyond_due(choice: Choice) -> None:
    """Say how many dossiers of the commune stand open beyond their appointed day, and lead to them."""
    count = int(reads.balance(choice.snapshot, choice.reading).iloc[0]["open_overdue"])
    st.subheader(
        f"{fmt.number(count)} hồ sơ quá hạn chưa giải quyết, tính đến {fmt.day(choice.until)}",
        anchor=False,
    )
    if count:
        query = links.query(choice, count="open_overdue")
        st.page_link(links.PAGE, label="Xem hồ sơ quá hạn", icon=":material/list:", query_params=query)


def learn(choice: Choice, key: str) -> None:
    """Draw the communes of the most similar mix of dossiers that do better at some field, and how much."""
    st.subheader("Học từ nơi có cơ cấu hồ sơ gần giống", anchor=False)
    table = reads.rates(
        choice.snapshot, key, choice.reading, Dimension.COMMUNE, Dimension.FIELD_GROUP, scope=EVERYTHING
    )
    declared = discover()[key]
    found = peers(table, str(choice.commune), higher_is_better=declared.higher_is_better)
    if not found:
        st.markdown(
            f":gray[Không nơi nào làm tốt hơn ở nhóm lĩnh vực mà cả hai có từ {SMALL_N} {declared.unit} trở lên.]"
        )
        return
    units = reads.units(choice.snapshot, choice.period.last)
    names = dict(zip(units["code"], units["name"], strict=True))
    groups = reads.field_groups()
    labels = dict(zip(groups["key"], groups["short_label"], strict=True))
    rows = [row for peer in found for row in _lessons(peer, names, labels)]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt=f"{len(found)} nơi để học từ")
    st.markdown(
        f":small[:gray[Nhiều nhất {MOST} nơi, giống nhất trước. Giống: phần hồ sơ cùng nhóm lĩnh vực của hai nơi. Rõ: "
        f"khoảng tin cậy 95 % của mức chênh nằm hẳn trên 0. Chỉ so nhóm có từ {SMALL_N} {declared.unit} ở cả hai nơi.]]"
    )


def _lessons(peer: Peer, names: dict[str, str], labels: dict[str, str]) -> list[dict[str, str]]:
    place = fmt.unbroken(f"**{fmt.in_markdown(names.get(peer.unit, peer.unit))}**")
    rows = []
    for number, lead in enumerate(peer.leads):
        theirs, own = (
            f"{fmt.percent(100 * hits / cases)} ({fmt.ratio(hits, cases)})" for hits, cases in (lead.peer, lead.own)
        )
        rows.append(
            {
                "Nơi": "" if number else place,
                "Giống": "" if number else fmt.unbroken(f"{fmt.number(round(100 * peer.overlap))} %"),
                "Tốt hơn ở nhóm": fmt.in_markdown(labels.get(lead.key, lead.key)),
                "Nơi ấy": fmt.unbroken(theirs),
                "Ở đây": fmt.unbroken(own),
                "Hơn": fmt.unbroken(f"**{fmt.points(float(lead.points))}**"),
                "Bằng chứng": "rõ" if lead.is_clear else "chưa rõ",
            }
        )
    return rows
