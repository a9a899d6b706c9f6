"""Table of contents: page settings, the menu, and the strip over every page."""

import streamlit as st

from ui import screen, svg

st.set_page_config(page_title="Cải cách hành chính huyện Xuân Lộc", page_icon=svg.favicon(), layout="wide")

page = st.navigation(
    [
        st.Page(
            "pages/overview/scoreboard.py",
            title="Tổng quan",
            icon=":material/space_dashboard:",
            url_path="tong-quan",
            default=True,
        ),
        st.Page(
            "pages/indicators/communes.py",
            title="Xã, thị trấn",
            icon=":material/grid_view:",
            url_path="xa-thi-tran",
        ),
        st.Page(
            "pages/indicators/fields.py",
            title="Lĩnh vực TTHC",
            icon=":material/category:",
            url_path="linh-vuc",
        ),
        st.Page("pages/data/upload.py", title="Nạp dữ liệu", icon=":material/upload_file:", url_path="nap-du-lieu"),
    ],
    position="top",
)
screen.opened()
page.run()
