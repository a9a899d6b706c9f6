"""Lĩnh vực TTHC: which fields are late, land and construction judged together and each beside."""

import streamlit as st

from ui import fields, screen

choice = screen.chosen_or_stop("Lĩnh vực TTHC")
head = st.container()
choice, by = fields.choose(choice)
table = fields.read(choice, by)

with head:
    fields.answer(table, choice)
    screen.stand_ins(choice)
fields.judged(choice)
fields.all_fields(table, by, choice)
fields.procedures(choice)
left, right = st.columns([5, 7], gap="medium")
with left:
    fields.months(choice)
with right:
    fields.dots(table, choice)
