"""Satisfaction (mức độ hài lòng) with how dossiers are handled, from surveys."""

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import Term

_ANSWERED = (Term(measure="answered"),)

SATISFACTION_RATE = Indicator(
    key="satisfaction_rate",
    label="Mức độ hài lòng về giải quyết thủ tục hành chính",
    area=ReformArea.PROCEDURES,
    definition="Số phiếu rất hài lòng và hài lòng, trên tổng số phiếu trả lời trong kỳ khảo sát.",
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1; phụ lục, nhiệm vụ 15",
    source="survey",
    counted_by="kỳ khảo sát",
    unit="phiếu",
    variants=(
        Variant(
            key="satisfied",
            formula="(rất hài lòng + hài lòng) ÷ tổng số phiếu",
            numerator=(Term(measure="very_satisfied"), Term(measure="satisfied")),
            denominator=_ANSWERED,
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1; phiếu khảo sát ba mức",
        ),
    ),
    edge_cases=(
        "Khảo sát biết kỳ, không biết ngày: tính cho kỳ chứa trọn kỳ khảo sát. Kỳ ngắn nằm trong kỳ dài chỉ tính một "
        "lần. Phiếu theo hồ sơ chỉ tính khi đơn vị không có số tổng của những ngày đó. Phiếu không ghi lĩnh vực không "
        "vào lĩnh vực nào. Số phiếu nhỏ thì kết quả kém chắc chắn: luôn ghi số phiếu bên cạnh."
    ),
)
"""Share of survey answers that are satisfied; targets CT2.17 and CT2.18. n is its denominator."""
