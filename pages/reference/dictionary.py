"""Từ điển chỉ tiêu: what each indicator counts, by which rule, for which targets, and what cannot be counted yet."""

import streamlit as st

from ui import dictionary, screen

choice = screen.chosen_or_stop("Từ điển chỉ tiêu")
scores = dictionary.scores(choice)

dictionary.answer(scores, choice)
left, right = st.columns([4, 8], gap="medium")
with left:
    indicator = dictionary.choose(choice.plan)
with right:
    if indicator:
        dictionary.entry(indicator, scores, choice)
dictionary.not_computed(scores, choice)
