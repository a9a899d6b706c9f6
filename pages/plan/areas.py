"""Lĩnh vực cải cách: the targets and tasks of one of the seven areas, who leads them and what is late."""

import streamlit as st

from ui import areas, screen

choice = screen.chosen_or_stop("Lĩnh vực cải cách")
head = st.container()
area = areas.choose(choice)

with head:
    areas.answer(choice, area)
areas.targets(choice, area)
tasks, leads = st.columns([8, 4], gap="medium")
with tasks:
    areas.tasks(choice, area)
with leads:
    areas.leads(choice, area)
