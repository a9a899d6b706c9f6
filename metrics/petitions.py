"""Petitions (phản ánh, kiến nghị, PAKN) about procedures: on time, handled, and satisfaction with the handling."""

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import Term, When

_ON_TIME = Term(measure="on_time")
_CLOSED_WITH_DUE = Term(measure="closed_with_due")


def _in_stock(began: str, ended: str, sign: int = 1) -> tuple[Term, Term]:
    return Term(measure=began, when=When.AT_END, sign=sign), Term(measure=ended, when=When.AT_END, sign=-sign)


_OPEN = _in_stock("received", "ended")
_OPEN_WITH_DUE = _in_stock("received_with_due", "ended_with_due")
_OPEN_OVERDUE = _in_stock("became_overdue", "overdue_ended")
_NOT_OVERDUE = _in_stock("became_overdue", "overdue_ended", sign=-1)
_PLAN = "Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1; phụ lục, nhiệm vụ 16"
_COUNTED = (
    "PAKN không liên quan thủ tục hành chính, không tiếp nhận hoặc có trạng thái lạ đứng ngoài mọi số đếm; tệp "
    "không có "
    "cột liên quan thì tính hết. Đã chuyển cơ quan khác chưa phải đã xử lý. Đã xử lý mà thiếu ngày trả lời đứng "
    "ngoài tỷ lệ."
)

PETITION_ON_TIME_RATE = Indicator(
    key="petition_on_time_rate",
    label="Tỷ lệ phản ánh, kiến nghị xử lý đúng hạn",
    area=ReformArea.PROCEDURES,
    definition=(
        "PAKN xử lý dứt điểm trước hoặc đúng hạn, trên số PAKN xử lý dứt điểm trong kỳ cộng số đang xử lý đã quá hạn "
        "vào cuối kỳ."
    ),
    defined_in=_PLAN,
    source="petition",
    counted_by="ngày trả lời",
    unit="PAKN",
    variants=(
        Variant(
            key="plan",
            formula="đúng hạn ÷ (đã xử lý + đang xử lý quá hạn)",
            numerator=(_ON_TIME,),
            denominator=(_CLOSED_WITH_DUE, *_OPEN_OVERDUE),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: xử lý dứt điểm trong thời gian quy định",
        ),
        Variant(
            key="766",
            formula="(đúng hạn + đang xử lý trong hạn) ÷ (đã xử lý + đang xử lý)",
            numerator=(_ON_TIME, *_OPEN_WITH_DUE, *_NOT_OVERDUE),
            denominator=(_CLOSED_WITH_DUE, *_OPEN_WITH_DUE),
            defined_in="Quyết định số 766/QĐ-TTg ngày 23/6/2022, xử lý phản ánh, kiến nghị",
        ),
    ),
    edge_cases=f"{_COUNTED} Không có hạn xử lý: không tính đúng hạn hay quá hạn. Hạn là hạn ghi trong tệp.",
)
"""Share of petitions closed by their day; target CT2.19. Open overdue ones are held against it."""

PETITION_HANDLED_RATE = Indicator(
    key="petition_handled_rate",
    label="Tỷ lệ phản ánh, kiến nghị đã xử lý",
    area=ReformArea.PROCEDURES,
    definition=(
        "PAKN xử lý dứt điểm trong kỳ, trên số PAKN phải xử lý (đã xử lý trong kỳ và còn đang xử lý cuối kỳ). "
        "Không nói "
        "gì về đúng hạn."
    ),
    defined_in="số liệu đi kèm; cách báo cáo của Tổng đài 1022 Đồng Nai năm 2022",
    source="petition",
    counted_by="ngày trả lời",
    unit="PAKN",
    variants=(
        Variant(
            key="handled",
            formula="đã xử lý ÷ (đã xử lý + đang xử lý)",
            numerator=(Term(measure="closed"),),
            denominator=(Term(measure="closed"), *_OPEN),
            defined_in="số liệu đi kèm chỉ tiêu xử lý PAKN đúng hạn",
        ),
    ),
    edge_cases=_COUNTED,
)
"""Share of petitions that are handled, on time or not; stands beside petition_on_time_rate."""

PETITION_SATISFACTION_RATE = Indicator(
    key="petition_satisfaction_rate",
    label="Tỷ lệ hài lòng về xử lý phản ánh, kiến nghị",
    area=ReformArea.PROCEDURES,
    definition="PAKN đã xử lý được người gửi đánh giá hài lòng, trên số PAKN đã xử lý có đánh giá.",
    defined_in=_PLAN,
    source="petition",
    counted_by="ngày trả lời",
    unit="PAKN",
    variants=(
        Variant(
            key="rated",
            formula="hài lòng ÷ có đánh giá",
            numerator=(Term(measure="satisfied"),),
            denominator=(Term(measure="rated"),),
            out_of=(Term(measure="closed"),),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: người dân hài lòng về việc xử lý",
        ),
    ),
    edge_cases=(
        f"{_COUNTED} Tỷ lệ có đánh giá trên số đã xử lý ghi bên cạnh: ít người đánh giá thì kết quả kém chắc chắn."
    ),
)
"""Share of rated petitions that are satisfied; target CT2.20. The response rate is its coverage."""
