"""Chất lượng số liệu: what does not fit together or wants an answer; each item leads to its rows."""

import streamlit as st

from ui import quality, screen

choice = screen.chosen_or_stop("Chất lượng số liệu")
screen.current_or_stop("Chất lượng số liệu", choice.snapshot)

found = quality.counts(choice)
chosen = quality.answer(found)
quality.draw(chosen, choice)
st.page_link(screen.UPLOAD, label="Nạp dữ liệu", icon=":material/upload_file:")
