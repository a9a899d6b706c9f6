"""Metric tables for charts, small enough to read: ten communes with a common target of 98 %."""

from fractions import Fraction

import pandas as pd

from metrics.evidence import wilson
from metrics.plan import status

ROWS = (
    ("26443", "Xuân Hòa", 607, 640, 3, 6),
    ("26434", "Xuân Thành", 541, 560, 2, 5),
    ("26446", "Xuân Hưng", 955, 980, 4, 5),
    ("26428", "Xuân Bắc", 1219, 1240, 1, 3),
    ("26425", "Gia Ray", 2297, 2310, 3, 4),
    ("26467", "Lang Minh", 23, 24, 4, 3),
)
"""Code, name, on time, resolved, tile row, tile column; the last one has few dossiers."""


def communes(target: int = 98) -> pd.DataFrame:
    """Return ROWS as a rates table with names, intervals and tiles."""
    return pd.DataFrame([_row(code, name, hits, cases, target) | {"row": row, "column": column}
                         for code, name, hits, cases, row, column in ROWS])  # fmt: skip


def months(rates: list[float], cases: int = 1000, target: int = 98) -> pd.DataFrame:
    """Return one row a month from July 2022, with the rates given (0-100)."""
    tokens = [f"{2022 + (6 + place) // 12}-{(6 + place) % 12 + 1:02d}" for place in range(len(rates))]
    return pd.DataFrame([_row("", "", round(cases * rate / 100), cases, target) | {"month": token}
                         for token, rate in zip(tokens, rates, strict=True)])  # fmt: skip


def _row(code: str, name: str, hits: int, cases: int, target: int) -> dict[str, object]:
    rate = 100 * hits / cases
    low, high = wilson(hits, cases) or (None, None)
    return {
        "code": code, "key": code, "name": name, "numerator": hits, "denominator": cases, "rate_pct": rate,
        "target_pct": float(target), "gap_pct": rate - target, "status": status(hits, cases, Fraction(target)).value,
        "low_pct": low, "high_pct": high,
    }  # fmt: skip
