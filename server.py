"""Start the dashboard: `streamlit run server.py` serves app.py, with our words where Streamlit has English ones."""

import streamlit as st
from starlette.middleware import Middleware

from ui import unexpected
from ui.language import Vietnamese

app = st.App("app.py", on_script_error=unexpected.tell, middleware=[Middleware(Vietnamese)])
