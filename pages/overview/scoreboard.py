"""Tổng quan: which targets are met, which need attention and why."""

import streamlit as st

from ui import ahead, overview, screen

choice = screen.chosen_or_stop("Tổng quan")
scores = overview.scores(choice)

overview.answer(scores)
screen.stand_ins(choice)
areas, attention = st.columns([6, 7], gap="medium")
with areas:
    overview.areas(scores, choice.plan)
with attention:
    overview.attention(scores)
overview.balance(choice)
overview.all_targets(scores, choice)
ahead.other_periods(choice)
