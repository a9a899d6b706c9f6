"""So sánh: two periods or two units side by side, what moved, why, and which dossiers left and entered."""

import streamlit as st

from ui import compare, screen

choice = screen.chosen_or_stop("So sánh")
head = st.container()
sides = compare.choose(choice)
found = compare.read(sides)

with head:
    compare.answer(sides, found)
compare.table(sides, found)
left, right = st.columns([6, 6], gap="medium")
with left:
    compare.slope(sides, found)
with right:
    compare.opened(sides, found)
compare.exchange(sides)
