"""Lịch sử nạp: every load with who, when and what; one of them opened; withdrawal with a reason."""

import streamlit as st

from ui import checks, loads, screen

choice = screen.chosen_or_stop("Lịch sử nạp")
known = checks.loads(choice.snapshot)

loads.withdrawn_outcome()
loads.answer(known)
chosen = loads.choose(known)
if chosen:
    loads.opened(chosen, choice)
st.page_link(screen.UPLOAD, label="Nạp dữ liệu", icon=":material/upload_file:")
