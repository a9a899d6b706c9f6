"""Chất lượng số liệu: what does not fit together or wants an answer; each item leads to its rows."""

import streamlit as st

from ui import quality, screen

choice = screen.chosen_or_stop("Chất lượng số liệu")

found = quality.counts(choice)
chosen = quality.answer(found)
quality.draw(chosen, choice)
st.page_link(screen.UPLOAD, label="Nạp dữ liệu", icon=":material/upload_file:")
