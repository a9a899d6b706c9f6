"""Online services (dịch vụ công trực tuyến): how dossiers come in."""

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import Term

ONLINE_FILING_RATE = Indicator(
    key="online_filing_rate",
    label="Tỷ lệ hồ sơ nộp trực tuyến",
    area=ReformArea.PROCEDURES,
    definition=(
        "Hồ sơ nộp trực tuyến trên tổng số hồ sơ tiếp nhận trong kỳ. Nộp trực tiếp (kể cả ô bỏ trống) và qua "
        "bưu chính công ích không phải trực tuyến. Tệp không có cột hình thức nộp đứng ngoài cả tử số và mẫu số."
    ),
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1; phụ lục, nhiệm vụ 14",
    source="dossier",
    counted_by="ngày tiếp nhận",
    unit="hồ sơ",
    variants=(
        Variant(
            key="received",
            formula="nộp trực tuyến ÷ tiếp nhận",
            numerator=(Term(measure="received_online"),),
            denominator=(Term(measure="received_with_channel"),),
            out_of=(Term(measure="received"),),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: trên tổng số hồ sơ",
        ),
        Variant(
            key="resolved",
            formula="nộp trực tuyến ÷ đã giải quyết",
            numerator=(Term(measure="resolved_online"),),
            denominator=(Term(measure="resolved_with_channel"),),
            out_of=(Term(measure="resolved"),),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: hồ sơ giải quyết trực tuyến",
        ),
    ),
)
"""Share of dossiers (hồ sơ) filed online; target CT2.12. Counted by the day of reception."""
