"""Table of contents: page settings, the menu, and the strip over every page."""

import streamlit as st

from ui import links, meeting, svg

st.set_page_config(page_title="Cải cách hành chính huyện Xuân Lộc", page_icon=svg.favicon(), layout="wide")

menu = {
    "": [
        st.Page(
            "pages/overview/scoreboard.py",
            title="Tổng quan",
            icon=":material/space_dashboard:",
            url_path="tong-quan",
            default=True,
        ),
        st.Page("pages/indicators/indicator.py", title="Chỉ tiêu", icon=":material/target:", url_path="chi-tieu"),
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
        st.Page("pages/indicators/dossiers.py", title="Hồ sơ", icon=":material/folder_open:", url_path="ho-so"),
        st.Page("pages/indicators/compare.py", title="So sánh", icon=":material/compare_arrows:", url_path="so-sanh"),
        st.Page("pages/data/upload.py", title="Nạp dữ liệu", icon=":material/upload_file:", url_path="nap-du-lieu"),
    ],
    "Kế hoạch": [
        st.Page("pages/plan/tasks.py", title="Nhiệm vụ", icon=":material/task_alt:", url_path="nhiem-vu"),
        st.Page(
            "pages/plan/areas.py",
            title="Lĩnh vực cải cách",
            icon=":material/account_tree:",
            url_path="linh-vuc-cai-cach",
        ),
        st.Page("pages/plan/reports.py", title="Báo cáo", icon=":material/description:", url_path="bao-cao"),
    ],
    "Họp": [
        st.Page("pages/meeting/agenda.py", title="Chuẩn bị họp", icon=":material/list_alt:", url_path="chuan-bi-hop"),
        st.Page("pages/meeting/slides.py", title="Trình chiếu", icon=":material/slideshow:", url_path="trinh-chieu"),
    ],
    "Dữ liệu": [
        st.Page("pages/data/history.py", title="Lịch sử nạp", icon=":material/history:", url_path="lich-su-nap"),
        st.Page("pages/data/completeness.py", title="Độ đầy đủ", icon=":material/grid_on:", url_path="do-day-du"),
        st.Page(
            "pages/data/quality.py",
            title="Chất lượng số liệu",
            icon=":material/fact_check:",
            url_path="chat-luong-so-lieu",
        ),
        st.Page(
            "pages/data/mappings.py",
            title="Danh mục đối chiếu",
            icon=":material/rule:",
            url_path="danh-muc-doi-chieu",
        ),
        st.Page("pages/data/versions.py", title="Phiên bản số liệu", icon=":material/layers:", url_path="phien-ban"),
    ],
    "Tra cứu": [
        st.Page(
            "pages/reference/dictionary.py",
            title="Từ điển chỉ tiêu",
            icon=":material/menu_book:",
            url_path="tu-dien",
        ),
    ],
}
page = st.navigation(links.placed(menu), position="hidden" if meeting.is_on_screen() else "top")
meeting.opened(page.url_path)
page.run()
