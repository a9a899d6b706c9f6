"""Timeliness of results (giải quyết đúng hạn): four readings of one rate, and the counts that stand beside it."""

from collections.abc import Sequence

import pandas as pd

from metrics.held import Reader
from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import EVERYTHING, Compare, Dimension, Scope, Term, When
from metrics.rollup import counts
from warehouse.period import Period

_ON_TIME = Term(measure="on_time", by_compare=True)
_RESOLVED = Term(measure="resolved_with_due")
_WITHDRAWN = Term(measure="withdrawn_with_due")


_MIXED_ON_TIME = Term(measure="on_time_or_withdrawn")
_MIXED_RESOLVED = Term(measure="resolved_or_withdrawn")
"""What forms print that do not keep withdrawn dossiers apart (II.06a columns 8 + 9 and 7): never part of variant A."""


def _in_stock(when: When, suffix: str = "") -> tuple[Term, ...]:
    return (
        Term(measure=f"received{suffix}", when=when),
        Term(measure=f"ended{suffix}", when=when, sign=-1),
        Term(measure=f"carried_in{suffix}", when=when),
    )


_OPEN_WITH_DUE = _in_stock(When.AT_END, "_with_due")
_OPEN_OVERDUE = (
    Term(measure="became_overdue", when=When.AT_END),
    Term(measure="overdue_ended", when=When.AT_END, sign=-1),
)
_NOT_OVERDUE = tuple(Term(measure=term.measure, when=term.when, sign=-term.sign) for term in _OPEN_OVERDUE)

ON_TIME_RATE = Indicator(
    key="on_time_rate",
    label="Tỷ lệ hồ sơ giải quyết đúng hạn",
    area=ReformArea.PROCEDURES,
    definition=(
        "Hồ sơ kết thúc xử lý trước hoặc đúng ngày hẹn trả, trên số hồ sơ đã giải quyết có ngày hẹn trả. "
        "Tính theo ngày kết thúc xử lý, không theo ngày người dân đến nhận. Hồ sơ rút, trả lại không tính đúng hạn "
        "hay trễ hạn."
    ),
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1; phụ lục, nhiệm vụ 15",
    source="dossier",
    counted_by="ngày kết thúc xử lý",
    unit="hồ sơ",
    variants=(
        Variant(
            key="A",
            formula="đúng hạn ÷ đã giải quyết",
            numerator=(_ON_TIME,),
            denominator=(_RESOLVED,),
            defined_in="cách hiểu thông dụng; báo cáo của Lâm Đồng quý I/2020",
        ),
        Variant(
            key="B",
            formula="(đúng hạn + rút, trả lại + đang giải quyết trong hạn) ÷ (tiếp nhận + kỳ trước chuyển sang)",
            numerator=(_ON_TIME, _WITHDRAWN, _MIXED_ON_TIME, *_OPEN_WITH_DUE, *_NOT_OVERDUE),
            denominator=(
                Term(measure="received_with_due"),
                *_in_stock(When.AT_START, "_with_due"),
            ),
            defined_in="Quyết định số 766/QĐ-TTg ngày 23/6/2022, chỉ số 2.1; biểu II.06a, (8+9+12)/3",
        ),
        Variant(
            key="C",
            formula="đúng hạn ÷ (đã giải quyết + đang giải quyết quá hạn)",
            numerator=(_ON_TIME, _MIXED_ON_TIME),
            denominator=(_RESOLVED, _MIXED_RESOLVED, *_OPEN_OVERDUE),
            defined_in="cách tính trên hồ sơ đến hạn; báo cáo của Vĩnh Phúc năm 2021",
        ),
        Variant(
            key="D",
            formula="(đúng hạn + rút, trả lại) ÷ (đã giải quyết + rút, trả lại)",
            numerator=(_ON_TIME, _WITHDRAWN, _MIXED_ON_TIME),
            denominator=(_RESOLVED, _WITHDRAWN, _MIXED_RESOLVED),
            defined_in="biểu II.06a/VPCP/KSTT, cột (8+9)/7",
        ),
    ),
)
"""Share of dossiers (hồ sơ) resolved on or before their appointed day; targets CT2.15 and CT2.16.

No appointed day: outside both parts in every variant, counted beside as `no_due`.
"""

BALANCE: dict[str, tuple[Term, ...]] = {
    "carried_over": _in_stock(When.AT_START),
    "received": (Term(measure="received"),),
    "resolved": (Term(measure="resolved"),),
    "on_time": (_ON_TIME,),
    "early": (Term(measure="early"),),
    "late": (_RESOLVED, Term(measure="on_time", by_compare=True, sign=-1)),
    "no_due": (Term(measure="resolved"), Term(measure="resolved_with_due", sign=-1)),
    "undated": (Term(measure="resolved_undated"),),
    "withdrawn": (Term(measure="withdrawn"),),
    "resolved_or_withdrawn": (_MIXED_RESOLVED,),
    "open": _in_stock(When.AT_END),
    "open_overdue": _OPEN_OVERDUE,
    "waiting": (Term(measure="received_waiting", when=When.AT_END),),
    "unknown_status": (Term(measure="unknown_status"),),
}
"""The counts beside the rate, by name.

carried_over + received = resolved + undated + withdrawn + resolved_or_withdrawn + open, wherever lists are counted;
where a form stands in for a list, as far as the form itself adds up. resolved_or_withdrawn: of forms that do not tell
them apart.
"""


def balance(
    con: Reader,
    period: Period,
    by: Sequence[Dimension] = (),
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> pd.DataFrame:
    """Count what happened to dossiers in a period: one row per slice, one whole number per name of BALANCE.

    open, open_overdue and waiting are read at the end of the last day, carried_over before the first one;
    waiting is part of open. late + on_time + no_due = resolved. Source: domain definitions of variant A and
    its companions (plan II.2.1; QĐ 766/QĐ-TTg status list).
    """
    return counts(con, "dossier", BALANCE, period, by, compare=compare, scope=scope)
