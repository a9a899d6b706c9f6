"""Public finance (tài chính công): units that pay for themselves, direct spending."""

from metrics.indicator import ReformArea
from metrics.reported import reported_value

SELF_FINANCING_UNIT_COUNT = reported_value(
    key="self_financing_unit_count",
    label="Số đơn vị tự đảm bảo chi thường xuyên",
    area=ReformArea.PUBLIC_FINANCE,
    definition="Số đơn vị tự đảm bảo chi thường xuyên hoặc một phần chi thường xuyên vào cuối kỳ.",
    defined_in="mục II.5.1",
    unit="đơn vị",
)
"""Units that cover their running costs, wholly or in part; target CT5.02, more than in 2022."""

DIRECT_BUDGET_SPENDING = reported_value(
    key="direct_budget_spending",
    label="Chi trực tiếp từ ngân sách nhà nước",
    area=ReformArea.PUBLIC_FINANCE,
    definition="Số tiền chi trực tiếp từ ngân sách nhà nước, lũy kế từ đầu năm.",
    defined_in="mục II.5.1",
    unit="đồng",
    higher_is_better=False,
    edge_cases="Ghi bằng đồng, không ghi triệu đồng.",
)
"""Direct spending from the state budget in đồng; target CT5.03, less than in 2022."""
