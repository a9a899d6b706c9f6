"""Nạp dữ liệu: take exports in, see what was understood and refused, publish, see which figures moved."""

import streamlit as st

from ui import readings, upload

upload.outcome()
head = st.empty()
left, right = st.columns([4, 8], gap="medium")
with left:
    files, by = upload.choose()
with right:
    found = upload.read_all(files, head)
    if files:
        readings.summary(files, found)
        upload.publication(files, found, by)
        for file in files:
            readings.details(file, found[file.file_id], by)
    else:
        upload.guide()
with head.container():
    upload.title(files, found)
