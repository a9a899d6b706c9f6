"""Xã, thị trấn: which communes meet the target, which are clearly below, and how the parts add up."""

import streamlit as st

from ui import communes, screen

choice = screen.chosen_or_stop("Xã, thị trấn")
head = st.container()
key = communes.choose()
table = communes.read(choice, key)

with head:
    communes.answer(table, choice, key)
    screen.stand_ins(choice)
left, right = st.columns([5, 7], gap="medium")
with right:  # the table first: it stands while the charts are still loading
    communes.heat_table(choice)
    communes.months(table, choice, key)
with left:
    communes.tile_map(table, choice, key)
    communes.dots(table, choice, key)
    communes.funnel(table, choice, key)
communes.numbers(table, choice, key)
