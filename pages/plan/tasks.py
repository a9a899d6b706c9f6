"""Nhiệm vụ: what the plan asks of whom by when, what is overdue and what is due next."""

import streamlit as st

from ui import conclusions, screen, tasks

choice = screen.chosen_or_stop("Nhiệm vụ")
standings = tasks.read(choice)

tasks.answer(standings, choice)
attention, months = st.columns([7, 5], gap="medium")
with attention:
    tasks.attention(standings)
with months:
    tasks.calendar(standings)
tasks.dated(standings, choice)
tasks.all_tasks(standings, choice)
conclusions.outcome()
conclusions.every()
