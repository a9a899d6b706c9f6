"""Chỉ tiêu: one target, how far it is, since when, where, why it moved, what the year still allows, and what it is."""

import streamlit as st

from ui import indicator, screen

choice = screen.chosen_or_stop("Chỉ tiêu")
head = st.container()
shown = indicator.choose(choice)

with head:
    indicator.answer(shown)
    screen.stand_ins(choice)
if not shown.is_counted:
    indicator.without_slices(shown)
else:
    left, right = st.columns(2, gap="medium")
    with left:
        indicator.months(shown)
        indicator.year(shown)
        indicator.change(shown)
    with right:
        indicator.places(shown)
        indicator.fields(shown)
    indicator.variants(shown)
indicator.definition(shown)
