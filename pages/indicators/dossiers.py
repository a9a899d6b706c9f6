"""Hồ sơ: every dossier with its file, sheet and row, and the rows behind any number of the other screens."""

import streamlit as st

from ui import dossiers, listed, screen

choice = screen.chosen_or_stop("Hồ sơ")
head = st.container()
shown = listed.choose(choice)
search, order = dossiers.narrow(shown)

with head:
    total = dossiers.answer(shown, search)
dossiers.table(shown, search, order, total)
dossiers.form_lines(shown)
