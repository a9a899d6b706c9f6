"""Counts of dossiers that stand beside the rates: overdue, due soon, withdrawn; and apologies for late ones."""

from metrics.indicator import Indicator, Kind, ReformArea, Variant
from metrics.measures import Term, When
from metrics.reported import reported_rate
from metrics.timeliness import BALANCE

_KNOWN = (Term(measure="received", when=When.AT_END),)


def _count(
    *, key: str, label: str, definition: str, counted_by: str, formula: str, terms: tuple[Term, ...]
) -> Indicator:
    return Indicator(
        key=key,
        label=label,
        area=ReformArea.PROCEDURES,
        definition=definition,
        defined_in="số liệu đi kèm chỉ tiêu hồ sơ đúng hạn",
        source="dossier",
        counted_by=counted_by,
        unit="hồ sơ",
        variants=(
            Variant(
                key="count",
                formula=formula,
                numerator=terms,
                denominator=_KNOWN,
                defined_in="số liệu đi kèm chỉ tiêu hồ sơ đúng hạn",
            ),
        ),
        higher_is_better=False,
        kind=Kind.VALUE,
        edge_cases="Mẫu số là số hồ sơ tiếp nhận từ trước đến cuối kỳ: bằng 0 nghĩa là chưa có số liệu.",
    )


OPEN_OVERDUE_COUNT = _count(
    key="open_overdue_count",
    label="Số hồ sơ đang giải quyết đã quá hạn",
    definition="Hồ sơ chưa kết thúc vào cuối kỳ, ngày hẹn trả đã qua. Hồ sơ đang chờ bổ sung, tạm dừng không tính.",
    counted_by="ngày cuối kỳ",
    formula="đang giải quyết, ngày hẹn trả trước ngày cuối kỳ",
    terms=BALANCE["open_overdue"],
)
"""Open dossiers beyond their appointed day at the end of the period."""

DUE_SOON_COUNT = _count(
    key="due_soon_count",
    label="Số hồ sơ sắp đến hạn",
    definition=(
        "Hồ sơ chưa kết thúc vào cuối kỳ, ngày hẹn trả là ngày cuối kỳ hoặc trong ba ngày tiếp theo. Hồ sơ đang chờ bổ "
        "sung, tạm dừng không tính."
    ),
    counted_by="ngày cuối kỳ",
    formula="đang giải quyết, ngày hẹn trả từ ngày cuối kỳ đến ba ngày sau",
    terms=(
        Term(measure="became_due_soon", when=When.AT_END),
        Term(measure="due_soon_ended", when=When.AT_END, sign=-1),
    ),
)
"""Open dossiers whose appointed day is the last day of the period or one of the three after it."""

WITHDRAWN_COUNT = _count(
    key="withdrawn_count",
    label="Số hồ sơ rút, trả lại",
    definition="Hồ sơ công dân rút hoặc cơ quan trả lại trong kỳ: đã kết thúc, không đúng hạn cũng không trễ hạn.",
    counted_by="ngày kết thúc xử lý",
    formula="rút, trả lại trong kỳ",
    terms=BALANCE["withdrawn"],
)
"""Dossiers withdrawn or returned in the period."""

APOLOGY_RATE = reported_rate(
    key="apology_rate",
    label="Tỷ lệ hồ sơ trễ hạn có phiếu xin lỗi",
    area=ReformArea.PROCEDURES,
    definition="Phiếu xin lỗi tổ chức, cá nhân, trên số hồ sơ trễ hạn.",
    defined_in="mục II.2.2.b",
    unit="hồ sơ",
    formula="phiếu xin lỗi ÷ hồ sơ trễ hạn",
    edge_cases="Chưa có tệp xuất nào ghi phiếu xin lỗi và kế hoạch không ghi con số: để trống, không phải 0.",
)
"""Apologies for late dossiers ÷ late dossiers; no export carries them, so it has no figure yet."""
