"""Legal documents (văn bản quy phạm pháp luật, VBQPPL): drafted on schedule, reviewed."""

from metrics.indicator import ReformArea
from metrics.reported import reported_rate

LEGAL_DRAFTING_COMPLIANCE_RATE = reported_rate(
    key="legal_drafting_compliance_rate",
    label="Tỷ lệ đơn vị soạn VBQPPL đúng tiến độ",
    area=ReformArea.INSTITUTIONS,
    definition=(
        "Cơ quan, đơn vị được phân công soạn thảo VBQPPL hoàn thành đúng tiến độ, thời hạn, trên số cơ quan, đơn "
        "vị được phân công."
    ),
    defined_in="mục II.1.1; phụ lục, nhiệm vụ 1",
    unit="đơn vị",
    formula="đúng tiến độ ÷ được phân công",
    is_stepwise=False,
)
"""Share of assigned units that draft on schedule; target CT1.01."""

LEGAL_DOCUMENT_REVIEW_COVERAGE = reported_rate(
    key="legal_document_review_coverage",
    label="Tỷ lệ VBQPPL được rà soát",
    area=ReformArea.INSTITUTIONS,
    definition="VBQPPL đã rà soát, trên số VBQPPL do HĐND, UBND huyện, xã, thị trấn ban hành.",
    defined_in="mục II.1.1; phụ lục, nhiệm vụ 2",
    unit="văn bản",
    formula="được rà soát ÷ ban hành",
)
"""Share of issued legal documents that are reviewed; target CT1.02."""
