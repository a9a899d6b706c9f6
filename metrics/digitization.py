"""Digitization (số hóa): components and results of dossiers, and results with the legal value of paper."""

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import Term

_RESOLVED = (Term(measure="resolved"),)

DIGITIZATION_RATE = Indicator(
    key="digitization_rate",
    label="Tỷ lệ hồ sơ được số hóa",
    area=ReformArea.PROCEDURES,
    definition="Hồ sơ tiếp nhận có thành phần hồ sơ (TPHS) được số hóa, trên số hồ sơ tiếp nhận trong kỳ.",
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1 và II.6.1; phụ lục, nhiệm vụ 11",
    source="dossier",
    counted_by="ngày tiếp nhận",
    unit="hồ sơ",
    variants=(
        Variant(
            key="received",
            formula="có số hóa thành phần ÷ tiếp nhận",
            numerator=(Term(measure="received_digitized"),),
            denominator=(Term(measure="received_with_digitization"),),
            out_of=(Term(measure="received"),),
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: hồ sơ được số hóa trong năm 2023",
        ),
        Variant(
            key="766",
            formula="có số hóa thành phần và có kết quả điện tử ÷ đã giải quyết",
            numerator=(Term(measure="resolved_digitized_with_e_result"),),
            denominator=(Term(measure="resolved_with_both_told"),),
            out_of=_RESOLVED,
            defined_in="Quyết định số 766/QĐ-TTg ngày 23/6/2022, nhóm số hóa hồ sơ; tính theo ngày kết thúc xử lý",
        ),
    ),
    edge_cases=(
        "Tệp không có cột số hóa hồ sơ đứng ngoài cả tử số và mẫu số; phần có số liệu ghi bên cạnh. "
        "Chỉ tiêu nhắc lại ở mục II.6.1 là cùng một con số."
    ),
)
"""Share of received dossiers whose components are digitized; targets CT2.08 and CT6.08, one figure."""

DIGITIZED_RESULT_RATE = Indicator(
    key="digitized_result_rate",
    label="Tỷ lệ kết quả được số hóa",
    area=ReformArea.PROCEDURES,
    definition="Hồ sơ đã giải quyết có kết quả được số hóa (bản quét cũng tính), trên số hồ sơ đã giải quyết trong kỳ.",
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, phụ lục, nhiệm vụ 10",
    source="dossier",
    counted_by="ngày kết thúc xử lý",
    unit="hồ sơ",
    variants=(
        Variant(
            key="resolved",
            formula="có kết quả số hóa ÷ đã giải quyết",
            numerator=(Term(measure="resolved_result_digitized"),),
            denominator=(Term(measure="resolved_with_result_digitization"),),
            out_of=_RESOLVED,
            defined_in="Kế hoạch số 17/KH-UBND, phụ lục, nhiệm vụ 10",
        ),
    ),
    edge_cases=(
        "Tệp xuất không cho biết thủ tục nào không có kết quả bằng văn bản, nên mọi hồ sơ đã giải quyết đều ở mẫu số. "
        "Tệp không có cột số hóa kết quả đứng ngoài cả hai phần. Kế hoạch không ghi con số phải đạt."
    ),
)
"""Share of resolved dossiers whose result is digitized, a scan included; target CT2.22, which prints no number."""

E_RESULT_RATE = Indicator(
    key="e_result_rate",
    label="Tỷ lệ kết quả điện tử có đầy đủ giá trị pháp lý",
    area=ReformArea.PROCEDURES,
    definition=(
        "Hồ sơ đã giải quyết có kết quả là bản điện tử có đầy đủ giá trị pháp lý, trên số hồ sơ đã giải quyết "
        "trong kỳ. "
        "Bản quét không tính."
    ),
    defined_in="Kế hoạch số 17/KH-UBND ngày 18/01/2023, mục II.2.1; phụ lục, nhiệm vụ 13",
    source="dossier",
    counted_by="ngày kết thúc xử lý",
    unit="hồ sơ",
    variants=(
        Variant(
            key="resolved",
            formula="có bản điện tử đủ giá trị pháp lý ÷ đã giải quyết",
            numerator=(Term(measure="resolved_with_e_result"),),
            denominator=(Term(measure="resolved_with_e_result_told"),),
            out_of=_RESOLVED,
            defined_in="Kế hoạch số 17/KH-UBND, mục II.2.1: 30% tại cấp huyện, 20% tại cấp xã",
        ),
    ),
    edge_cases="Xét riêng từng cấp. Tệp không có cột kết quả điện tử đứng ngoài cả tử số và mẫu số.",
)
"""Share of resolved dossiers with an electronic result of full legal value; targets CT2.09 and CT2.10, by level."""
