"""Độ đầy đủ: which unit has handed in which month, who has not, and the list to remind them by."""

import streamlit as st

from ui import checks, completeness, screen

choice = screen.chosen_or_stop("Độ đầy đủ")
head = st.container()
kind = completeness.choose(choice)
table = checks.matrix(choice.snapshot, kind, choice.period.token)

with head:
    completeness.answer(table, choice, kind)
completeness.months(table, choice)
completeness.reminders(choice)
