"""So sánh: two periods or two units side by side, what moved, why, and which dossiers left and entered."""

import streamlit as st

from ui import compare, screen, sides

choice = screen.chosen_or_stop("So sánh")
head = st.container()
chosen = sides.choose(choice)
found = compare.read(chosen)

with head:
    compare.answer(chosen, found)
compare.table(chosen, found)
left, right = st.columns([6, 6], gap="medium")
with left:
    compare.slope(chosen, found)
with right:
    compare.opened(chosen, found)
compare.exchange(chosen)
