"""One dossier in full on the screen of dossiers."""

from typing import Any

import pandas as pd
import streamlit as st

from ui import dossier_reads, dossier_words
from ui import format as fmt
from ui.filters import Choice


def in_full(code: str, choice: Choice) -> None:
    """Draw one dossier: every load that speaks of it with its row, and the numbers of the period that it is part of."""
    told = dossier_reads.told(choice.snapshot, code)
    counted = dossier_reads.counted_in(choice.snapshot, code, choice.period.token, choice.reading.compare)
    with st.container(border=True):
        st.markdown(f"**Hồ sơ {fmt.in_markdown(code)}**")
        left, right = st.columns(2, gap="medium")
        with left:
            st.markdown("**Các lần nạp nói về hồ sơ này, mới nhất ở trên**")
            lines = [
                {
                    "Tệp · trang · dòng": fmt.in_markdown(dossier_words.place(row["file"], row["sheet"], row["row"]))
                    + (" (đã thu hồi)" if row["is_withdrawn"] else ""),
                    "Xuất": fmt.day(row["export_date"]),
                    "Nhận": _day(row["received_at"]),
                    "Hẹn": _day(row["due_at"]),
                    "Kết thúc": _day(row["finished_at"]),
                }
                for row in told.to_dict("records")
            ]
            st.table(pd.DataFrame(lines), border="horizontal", hide_index=True, alt="Các lần nạp nói về hồ sơ")
        with right:
            st.markdown(f"**Tính vào các chỉ tiêu, {fmt.within(choice.period.label)}**")
            if counted.empty:
                st.markdown(":gray[Kỳ này không chỉ tiêu nào tính hồ sơ này.]")
                return
            parts = [
                {
                    "Chỉ tiêu": fmt.in_markdown(row["label"]),
                    "Cách tính": fmt.in_markdown(row["formula"]),
                    "Tử số": fmt.number(row["numerator"]),
                    "Mẫu số": fmt.number(row["denominator"]),
                }
                for row in counted.to_dict("records")
            ]
            st.table(pd.DataFrame(parts), border="horizontal", hide_index=True, alt="Chỉ tiêu mà hồ sơ tính vào")


def _day(moment: Any) -> str:
    return fmt.NOTHING if fmt.missing(moment) or moment is pd.NaT else f"{moment:%d/%m/%Y}"
