"""Electronic certification (chứng thực điện tử): who provides it, and how many copies are electronic."""

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import Term, When

E_CERTIFIED_COPY_SHARE = Indicator(
    key="e_certified_copy_share",
    label="Tỷ lệ bản sao chứng thực điện tử",
    area=ReformArea.PROCEDURES,
    definition="Bản sao chứng thực điện tử, trên tổng số bản sao chứng thực trong kỳ.",
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1",
    source="certification",
    counted_by="kỳ báo cáo",
    unit="bản sao",
    variants=(
        Variant(
            key="copies",
            formula="bản sao điện tử ÷ tổng bản sao",
            numerator=(Term(measure="e_copies"),),
            denominator=(Term(measure="copies"),),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: tăng so với năm 2022",
        ),
    ),
    edge_cases=(
        "Biểu biết kỳ, không biết ngày: tính cho kỳ chứa trọn kỳ của biểu; kỳ ngắn nằm trong kỳ dài chỉ tính một lần. "
        "Dòng thiếu một trong hai con số không tính."
    ),
)
"""Share of certified copies that are electronic; target CT2.14, against 2022."""

E_CERTIFICATION_COVERAGE = Indicator(
    key="e_certification_coverage",
    label="Tỷ lệ đơn vị cung cấp chứng thực điện tử",
    area=ReformArea.PROCEDURES,
    definition=(
        "Đơn vị đã cung cấp dịch vụ chứng thực điện tử, trên số đơn vị phải cung cấp: Phòng Tư pháp (cấp huyện) và mọi "
        "UBND cấp xã; năm 2023 là 16."
    ),
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1; phụ lục, nhiệm vụ 3",
    source="certification",
    counted_by="ngày cuối kỳ: trả lời mới nhất đến ngày đó",
    unit="đơn vị",
    variants=(
        Variant(
            key="units",
            formula="đã cung cấp ÷ số đơn vị phải cung cấp",
            numerator=(Term(measure="providing", when=When.AT_END),),
            denominator=(Term(measure="expected", when=When.AT_END),),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1",
        ),
    ),
    is_stepwise=True,
    edge_cases=(
        "Các phòng cấp huyện là một đơn vị. Đơn vị không trả lời tính là chưa cung cấp; chưa đơn vị nào trả lời "
        "trong năm "
        "là chưa có số liệu."
    ),
)
"""Share of the 16 units (15 communes and the district) that certify electronically; target CT2.13."""
