"""Payments of fees (thanh toán phí, lệ phí): two wordings of one target, kept as two figures."""

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import Term
from metrics.reported import reported_rate

_TRANSACTIONS = (Term(measure="transactions"),)
_WITH_UNKNOWN = (*_TRANSACTIONS, Term(measure="without_method"))
_EDGES = (
    "Giao dịch 0 đồng và người được miễn không tính. Giao dịch không ghi hình thức thanh toán đứng ngoài cả tử số và "
    "mẫu số. Hồ sơ có trong danh sách thu phí thì chỉ lấy ở đó, không lấy lại từ danh sách hồ sơ."
)

CASHLESS_PAYMENT_RATE = Indicator(
    key="cashless_payment_rate",
    label="Tỷ lệ thanh toán không dùng tiền mặt",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition=(
        "Giao dịch trả phí, lệ phí không dùng tiền mặt (chuyển khoản, thẻ, mã QR, trực tuyến), trên số giao dịch trên "
        "0 đồng trong kỳ."
    ),
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.6.1",
    source="payment",
    counted_by="ngày thanh toán",
    unit="giao dịch",
    variants=(
        Variant(
            key="transactions",
            formula="không dùng tiền mặt ÷ giao dịch trên 0 đồng",
            numerator=(Term(measure="cashless"),),
            denominator=_TRANSACTIONS,
            out_of=_WITH_UNKNOWN,
            defined_in="Kế hoạch số 17/KH-UBND, mục II.6.1: giao dịch thanh toán không tiền mặt",
        ),
    ),
    edge_cases=_EDGES,
)
"""Share of fee transactions without cash; target CT6.04. Counted by the day of payment."""

ONLINE_PAYMENT_RATE = Indicator(
    key="online_payment_rate",
    label="Tỷ lệ thanh toán trực tuyến",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition=(
        "Giao dịch trả phí, lệ phí trên Cổng Dịch vụ công hoặc cổng thanh toán của tỉnh, trên số giao dịch trên 0 đồng "
        "trong kỳ. Chuyển khoản, thẻ, mã QR tại quầy không phải trực tuyến."
    ),
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, phụ lục, nhiệm vụ 28",
    source="payment",
    counted_by="ngày thanh toán",
    unit="giao dịch",
    variants=(
        Variant(
            key="transactions",
            formula="trực tuyến ÷ giao dịch trên 0 đồng",
            numerator=(Term(measure="online"),),
            denominator=_TRANSACTIONS,
            out_of=_WITH_UNKNOWN,
            defined_in="Kế hoạch số 17/KH-UBND, phụ lục, nhiệm vụ 28: giao dịch thanh toán trực tuyến",
        ),
        Variant(
            key="766",
            formula="hồ sơ đã thanh toán trực tuyến ÷ hồ sơ của thủ tục có phí, lệ phí",
            numerator=(Term(measure="fee_dossiers_paid_online"),),
            denominator=(Term(measure="fee_dossiers"),),
            defined_in="Quyết định số 766/QĐ-TTg ngày 23/6/2022, nhóm thanh toán trực tuyến; tính theo ngày tiếp nhận",
        ),
    ),
    edge_cases=(
        f"{_EDGES} Theo cách 766, thủ tục có phí là thủ tục mà danh mục ghi có phí, hoặc hồ sơ đã có khoản thu."
    ),
)
"""Share of fee transactions paid on a portal; target CT6.05. Counted by the day of payment, 766 by reception."""

ONLINE_PAYMENT_PROCEDURE_COVERAGE = reported_rate(
    key="online_payment_procedure_coverage",
    label="Tỷ lệ TTHC có thanh toán trực tuyến",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition="TTHC đã triển khai thanh toán trực tuyến, trên số TTHC có yêu cầu nghĩa vụ tài chính.",
    defined_in="mục II.6.1",
    unit="thủ tục",
    formula="có thanh toán trực tuyến ÷ có nghĩa vụ tài chính",
    from_catalogue="Có phí và Thanh toán trực tuyến",
)
"""Share of procedures with a fee that can be paid online; target CT6.03."""
