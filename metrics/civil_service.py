"""Civil service (chế độ công vụ): positions, placement, training, personnel records."""

from metrics.indicator import ReformArea
from metrics.reported import reported_rate

JOB_POSITION_SCHEME_COVERAGE = reported_rate(
    key="job_position_scheme_coverage",
    label="Tỷ lệ đơn vị có đề án vị trí việc làm",
    area=ReformArea.CIVIL_SERVICE,
    definition="Cơ quan, đơn vị hoàn thiện đề án vị trí việc làm, trên số cơ quan, đơn vị.",
    defined_in="mục II.4.1; phụ lục, nhiệm vụ 20",
    unit="đơn vị",
    formula="hoàn thiện đề án ÷ tổng số",
)
"""Share of units with a complete scheme of positions; target CT4.01."""

STAFF_PLACEMENT_RATE = reported_rate(
    key="staff_placement_rate",
    label="Tỷ lệ người được bố trí đúng vị trí",
    area=ReformArea.CIVIL_SERVICE,
    definition=(
        "Công chức, viên chức được bố trí đúng tiêu chuẩn và vị trí việc làm, trên số người có vị trí việc làm "
        "được phê duyệt."
    ),
    defined_in="mục II.4.1; phụ lục, nhiệm vụ 21",
    unit="người",
    formula="bố trí đúng ÷ có vị trí được phê duyệt",
)
"""Share of staff with an approved position who are placed by it; target CT4.02."""

STAFF_TRAINING_RATE = reported_rate(
    key="staff_training_rate",
    label="Tỷ lệ người được bồi dưỡng nghiệp vụ",
    area=ReformArea.CIVIL_SERVICE,
    definition="Công chức, viên chức được bồi dưỡng nghiệp vụ từ đầu năm, trên tổng số công chức, viên chức.",
    defined_in="mục II.4.1; phụ lục, nhiệm vụ 22",
    unit="người",
    formula="được bồi dưỡng ÷ tổng số",
    edge_cases="Mỗi người tính một lần dù học nhiều lớp.",
)
"""Share of staff trained this year; target CT4.03."""

RECEPTION_STAFF_TRAINING_RATE = reported_rate(
    key="reception_staff_training_rate",
    label="Tỷ lệ người tiếp nhận hồ sơ được bồi dưỡng",
    area=ReformArea.CIVIL_SERVICE,
    definition=(
        "Công chức, viên chức tiếp nhận hồ sơ được bồi dưỡng từ đầu năm, trên số người làm việc ở Bộ phận Một cửa."
    ),
    defined_in="mục II.4.1; phụ lục, nhiệm vụ 22",
    unit="người",
    formula="được bồi dưỡng ÷ người của Bộ phận Một cửa",
)
"""Share of one-stop desk staff trained this year; target CT4.04."""

PERSONNEL_RECORD_COVERAGE = reported_rate(
    key="personnel_record_coverage",
    label="Tỷ lệ hồ sơ nhân sự được cập nhật",
    area=ReformArea.CIVIL_SERVICE,
    definition=(
        "Hồ sơ cán bộ, công chức, viên chức, người làm việc không chuyên trách được quản lý, cập nhật đầy đủ, "
        "trên tổng số hồ sơ nhân sự."
    ),
    defined_in="mục II.4.1; phụ lục, nhiệm vụ 23",
    unit="hồ sơ nhân sự",
    formula="cập nhật đầy đủ ÷ tổng số",
    edge_cases="Hồ sơ nhân sự không phải hồ sơ thủ tục hành chính.",
)
"""Share of personnel records kept complete; target CT4.05."""
