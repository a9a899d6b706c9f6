"""What the screen of communes reads: which indicators compare them, and every unit by each of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from metrics.measures import EVERYTHING, Dimension
from ui import reads, tables
from ui.reads import Reading, Snapshot
from ui.theme import SMALL_N

COMMUNES, ALL_COMMUNES, OFFICES, ALL_OFFICES, WHOLE = range(5)
"""Order of the rows of `by_unit`: communes, their sum, offices of the district, their sum, the sum of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What communes are compared by: the key of an indicator, its word in a column and in a sentence, what n counts."""

    key: str
    word: str
    said: str
    counted: str


COMPARED = (
    Compared(key="on_time_rate", word="Đúng hạn", said="đúng hạn", counted="hồ sơ đã giải quyết"),
    Compared(key="digitization_rate", word="Số hóa", said="số hóa hồ sơ", counted="hồ sơ tiếp nhận"),
    Compared(key="e_result_rate", word="KQ điện tử", said="kết quả điện tử", counted="hồ sơ đã giải quyết"),
    Compared(key="online_filing_rate", word="Trực tuyến", said="nộp trực tuyến", counted="hồ sơ tiếp nhận"),
    Compared(key="satisfaction_rate", word="Hài lòng", said="hài lòng", counted="phiếu khảo sát"),
    Compared(key="petition_on_time_rate", word="PAKN", said="PAKN đúng hạn", counted="PAKN"),
    Compared(
        key="petition_satisfaction_rate",
        word="Hài lòng PAKN",
        said="hài lòng về xử lý PAKN",
        counted="PAKN có đánh giá",
    ),
)
"""All that communes can be compared by, the usual first; what files of a period do not tell of is not offered."""


@st.cache_data(max_entries=100, show_spinner=False)
def told(snapshot: Snapshot, reading: Reading) -> tuple[Compared, ...]:
    """Return what communes have both a target for and cases of in the period, and in any case the first."""
    return (COMPARED[0], *(about for about in COMPARED[1:] if _is_told(snapshot, reading, about)))


def _is_told(snapshot: Snapshot, reading: Reading, about: Compared) -> bool:
    rates = reads.rates(snapshot, about.key, reading, Dimension.COMMUNE, scope=EVERYTHING)
    own = rates[rates["commune"].notna() & (rates["denominator"] > 0)]
    return bool(own["target_pct"].notna().any())


@st.cache_data(max_entries=100, show_spinner=False)
def by_unit(snapshot: Snapshot, reading: Reading, compared: Sequence[Compared], day: date) -> pd.DataFrame:
    """Return every unit of the list of a day, and their sums, by each of some indicators; the reading's scope is none.

    One row a unit or sum: order (one of the five above), name, code (missing for the whole), is_sum, few (of the first
    indicator), and for each indicator `<key>_gap`, `<key>_rate`, `<key>_target` (percent), `<key>_hits`, `<key>_n`.
    Ordered by order, few last, then the lowest rate of the first indicator.
    """
    units = reads.units(snapshot, day).set_index("code")
    whole = pd.DataFrame()
    for about in compared:
        rows = pd.concat(
            [
                _units(snapshot, reading, about.key, units),
                _levels(snapshot, reading, about.key),
                _cells(reads.rates(snapshot, about.key, reading, scope=EVERYTHING), about.key).assign(
                    order=WHOLE, name=tables.TOTALS, code=None, is_sum=True
                ),
            ],
            ignore_index=True,
        )
        whole = rows if whole.empty else whole.merge(rows, on=["order", "name", "is_sum", "code"], how="outer")
    first = compared[0].key
    whole["few"] = (whole[f"{first}_n"].fillna(0) < SMALL_N) & ~whole["is_sum"]
    return whole.sort_values(["order", "few", f"{first}_rate"], ignore_index=True)


def goal(table: pd.DataFrame, about: Compared) -> float | None:
    """Return the target of communes in a table of `by_unit`, None where the plan has none."""
    own = table.loc[table["order"] <= ALL_COMMUNES, f"{about.key}_target"].dropna()
    return None if own.empty else float(own.max())


def _units(snapshot: Snapshot, reading: Reading, key: str, units: pd.DataFrame) -> pd.DataFrame:
    rates = reads.rates(snapshot, key, reading, Dimension.UNIT, scope=EVERYTHING)
    codes = rates["unit"]
    orders = codes.map(units["level"]).map({"commune": COMMUNES, "district": OFFICES}).fillna(OFFICES).astype(int)
    names = codes.map(units["short_name"]).fillna(codes).fillna("Không rõ đơn vị")
    return _cells(rates, key).assign(order=orders, name=names, code=codes, is_sum=False)


def _levels(snapshot: Snapshot, reading: Reading, key: str) -> pd.DataFrame:
    rates = reads.rates(snapshot, key, reading, Dimension.LEVEL, scope=EVERYTHING)
    said = {"commune": (ALL_COMMUNES, "Cộng cấp xã"), "district": (ALL_OFFICES, "Cộng cấp huyện")}
    rows = [said.get(level, (ALL_OFFICES, "Không rõ cấp")) for level in rates["level"]]
    orders, names = [order for order, _ in rows], [name for _, name in rows]
    return _cells(rates, key).assign(order=orders, name=names, code=rates["level"], is_sum=True)


def _cells(rates: pd.DataFrame, key: str) -> pd.DataFrame:
    columns = {"gap": "gap_pct", "rate": "rate_pct", "target": "target_pct", "hits": "numerator", "n": "denominator"}
    return pd.DataFrame({f"{key}_{name}": rates[column] for name, column in columns.items()})
