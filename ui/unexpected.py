"""What a screen says when something unexpected went wrong, and what the log of the server keeps of it."""

import logging
import secrets

import streamlit as st

_LOG = logging.getLogger(__name__)


def tell(error: Exception) -> bool:
    """Say on screen that it could not be drawn, with the number under which the server's log has the traceback.

    Nothing of the error itself is shown. Returns True: Streamlit shall not add its English sentence. Only the server
    calls this, so in a test (`AppTest`) an error stays an error.
    """
    number = secrets.token_hex(4).upper()
    _LOG.error("Error %s on a screen", number, exc_info=error)
    st.error(
        f"**Màn hình gặp lỗi ngoài dự kiến. Số lỗi: {number}.** Số liệu đã công bố không bị ảnh hưởng. Tải lại trang "
        "hoặc mở màn hình khác. Lỗi lặp lại thì báo số lỗi này cho người quản trị: nhật ký máy chủ có ghi nguyên nhân.",
        icon=":material/error:",
    )
    return True
