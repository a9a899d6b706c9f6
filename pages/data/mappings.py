"""Danh mục đối chiếu: saved ways of reading, confirmed unit names and groups of fields, with their history."""

import streamlit as st

from ui import decisions, screen

choice = screen.chosen_or_stop("Danh mục đối chiếu")

chosen = decisions.answer(choice)
if chosen == decisions.READINGS:
    decisions.readings(choice)
elif chosen == decisions.NAMES:
    decisions.names(choice)
else:
    decisions.groups(choice)
st.page_link(screen.UPLOAD, label="Nạp dữ liệu", icon=":material/upload_file:")
