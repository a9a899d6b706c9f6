"""Procedures (thủ tục hành chính, TTHC): reviewed, published, simplified."""

from metrics.indicator import ReformArea
from metrics.reported import reported_rate

PROCEDURE_REVIEW_COVERAGE = reported_rate(
    key="procedure_review_coverage",
    label="Tỷ lệ TTHC được rà soát",
    area=ReformArea.PROCEDURES,
    definition="TTHC được rà soát, trên số TTHC đang có hiệu lực.",
    defined_in="mục II.2.1; phụ lục, nhiệm vụ 5",
    unit="thủ tục",
    formula="được rà soát ÷ đang có hiệu lực",
    from_catalogue="Rà soát",
    edge_cases="TTHC nội bộ không tính ở đây.",
)
"""Share of procedures in force that are reviewed; target CT2.01."""

PROCEDURE_PUBLICATION_COVERAGE = reported_rate(
    key="procedure_publication_coverage",
    label="Tỷ lệ TTHC công khai, đồng bộ",
    area=ReformArea.PROCEDURES,
    definition="TTHC được công khai đầy đủ, kịp thời và đồng bộ với Cổng Dịch vụ công, trên số TTHC đang có hiệu lực.",
    defined_in="mục II.2.1",
    unit="thủ tục",
    formula="công khai đầy đủ, kịp thời, đồng bộ ÷ đang có hiệu lực",
    from_catalogue="Công khai",
    edge_cases="TTHC nội bộ không tính ở đây.",
)
"""Share of procedures in force that are published and synced; target CT2.02."""

PROCEDURES_WITH_SAMPLE_RATE = reported_rate(
    key="procedures_with_sample_rate",
    label="Tỷ lệ TTHC có hồ sơ mẫu",
    area=ReformArea.PROCEDURES,
    definition="TTHC có hồ sơ mẫu, trên số TTHC đang có hiệu lực.",
    defined_in="mục II.2.1; phụ lục, nhiệm vụ 7",
    unit="thủ tục",
    formula="có hồ sơ mẫu ÷ đang có hiệu lực",
    from_catalogue="Hồ sơ mẫu",
    edge_cases=(
        'Mục II ghi "hồ sơ thủ tục hành chính", nhiệm vụ 7 ghi "thủ tục hành chính": đếm thủ tục. TTHC nội bộ '
        "không tính ở đây."
    ),
)
"""Share of procedures in force with a sample dossier; target CT2.03."""

INTERNAL_PROCEDURE_PUBLICATION_COVERAGE = reported_rate(
    key="internal_procedure_publication_coverage",
    label="Tỷ lệ TTHC nội bộ được công khai",
    area=ReformArea.PROCEDURES,
    definition="TTHC nội bộ được công bố, công khai, trên số TTHC nội bộ.",
    defined_in="mục II.2.1; phụ lục, nhiệm vụ 8",
    unit="thủ tục nội bộ",
    formula="được công khai ÷ TTHC nội bộ",
    from_catalogue="Nội bộ và Công khai",
)
"""Share of internal procedures that are published; target CT2.04."""

INTERNAL_PROCEDURE_SIMPLIFICATION_RATE = reported_rate(
    key="internal_procedure_simplification_rate",
    label="Tỷ lệ TTHC nội bộ trình phương án đơn giản hóa",
    area=ReformArea.PROCEDURES,
    definition="TTHC nội bộ đã trình phương án đơn giản hóa, trên số TTHC nội bộ thuộc thẩm quyền.",
    defined_in="mục II.2.1; phụ lục, nhiệm vụ 8",
    unit="thủ tục nội bộ",
    formula="đã trình ÷ TTHC nội bộ thuộc thẩm quyền",
    from_catalogue="Nội bộ và Đơn giản hóa",
)
"""Share of internal procedures of own competence with a simplification submitted; target CT2.05."""

PROCEDURE_SIMPLIFICATION_RATE = reported_rate(
    key="procedure_simplification_rate",
    label="Tỷ lệ TTHC được đề xuất đơn giản hóa",
    area=ReformArea.PROCEDURES,
    definition="TTHC được đề xuất phương án đơn giản hóa, trên số TTHC đang có hiệu lực.",
    defined_in="mục II.2.1; phụ lục, nhiệm vụ 9",
    unit="thủ tục",
    formula="được đề xuất ÷ đang có hiệu lực",
    from_catalogue="Đơn giản hóa",
    edge_cases="TTHC nội bộ không tính ở đây.",
)
"""Share of procedures in force proposed for simplification; target CT2.06."""

DECLARED_INFO_REDUCTION_RATE = reported_rate(
    key="declared_info_reduction_rate",
    label="Tỷ lệ thông tin khai báo được cắt giảm",
    area=ReformArea.PROCEDURES,
    definition="Số trường thông tin phải khai báo được cắt giảm, trên số trường trước khi cắt giảm.",
    defined_in="mục II.2.1; phụ lục, nhiệm vụ 12",
    unit="trường thông tin",
    formula="(số trường trước − số trường sau) ÷ số trường trước",
    from_catalogue="Số trường trước và Số trường sau",
    edge_cases="TTHC có số trường sau nhiều hơn trước làm giảm tỷ lệ.",
)
"""Share of declared fields that were cut; target CT2.07."""

E_PROCESSING_PROCEDURE_COVERAGE = reported_rate(
    key="e_processing_procedure_coverage",
    label="Tỷ lệ TTHC giải quyết trên môi trường điện tử",
    area=ReformArea.PROCEDURES,
    definition=(
        "TTHC được giải quyết trên môi trường điện tử (dịch vụ công toàn trình hoặc một phần), trên số TTHC công "
        "bố trên Cổng Dịch vụ công."
    ),
    defined_in="phụ lục, nhiệm vụ 6",
    unit="thủ tục",
    formula="toàn trình hoặc một phần ÷ công bố trên Cổng",
    from_catalogue="Mức độ",
    edge_cases="Mức độ 4 đọc là toàn trình, mức độ 3 là một phần. TTHC nội bộ không tính ở đây.",
)
"""Share of procedures on the national portal that are handled electronically; target CT2.21."""

ONLINE_PROCEDURE_COVERAGE = reported_rate(
    key="online_procedure_coverage",
    label="Tỷ lệ TTHC cung cấp trực tuyến",
    area=ReformArea.PROCEDURES,
    definition="TTHC đã cung cấp dịch vụ công trực tuyến, trên số TTHC đủ điều kiện.",
    defined_in="mục II.2.1 và II.6.1; phụ lục, nhiệm vụ 14",
    unit="thủ tục",
    formula="đã cung cấp trực tuyến ÷ đủ điều kiện",
    from_catalogue="Đủ điều kiện và Đã cung cấp",
    edge_cases=(
        'Nhiệm vụ 14 ghi mọi TTHC "có đủ điều kiện": hiểu là mọi TTHC đủ điều kiện được cung cấp. Báo cáo cho cả '
        "hai mã chỉ tiêu thì lấy mã đứng trước."
    ),
)
"""Share of eligible procedures that are provided online; targets CT2.11 and CT6.02, one figure."""
