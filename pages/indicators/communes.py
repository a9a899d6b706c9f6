"""Xã, thị trấn: which communes meet the target, which are clearly below; or one of them opened."""

import streamlit as st

from ui import commune, communes, screen

choice = screen.chosen_or_stop("Xã, thị trấn")
head = st.container()
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
    about = communes.choose(choice)
    opened = commune.choose(choice)

if opened is None:
    table = communes.read(choice, about)
    with head:
        communes.answer(table, choice, about)
        screen.stand_ins(choice)
    left, right = st.columns([5, 7], gap="medium")
    with right:  # the table first: it stands while the charts are still loading
        communes.heat_table(choice)
        communes.months(table, choice, about)
    with left:
        communes.in_places(table, choice, about, commune.open_named)
        communes.dots(table, choice, about)
        communes.funnel(table, choice, about)
    communes.numbers(table, choice, about)
else:
    with head:
        commune.answer(opened)
        screen.stand_ins(opened)
    commune.targets(opened)
    commune.learn(opened, about.key)
    commune.own_fields(opened)
    commune.open_beyond_due(opened)
