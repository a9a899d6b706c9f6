"""Organisation (tổ chức bộ máy): regulations in place, public service units and their payroll."""

from metrics.indicator import ReformArea
from metrics.reported import reported_rate, reported_value

ORG_REGULATION_COVERAGE = reported_rate(
    key="org_regulation_coverage",
    label="Tỷ lệ đơn vị có quy định tổ chức",
    area=ReformArea.ORGANISATION,
    definition=(
        "Cơ quan chuyên môn, đơn vị sự nghiệp hoàn thiện quy định tổ chức bộ máy, chức năng, nhiệm vụ, trên số cơ "
        "quan, đơn vị."
    ),
    defined_in="mục II.3.1; phụ lục, nhiệm vụ 17",
    unit="đơn vị",
    formula="hoàn thiện ÷ tổng số",
)
"""Share of units with a complete regulation of their organisation; target CT3.01."""

PUBLIC_SERVICE_UNIT_COUNT = reported_value(
    key="public_service_unit_count",
    label="Số đơn vị sự nghiệp công lập",
    area=ReformArea.ORGANISATION,
    definition="Số đơn vị sự nghiệp công lập vào cuối kỳ.",
    defined_in="mục II.3.1; phụ lục, nhiệm vụ 19",
    unit="đơn vị",
    higher_is_better=False,
)
"""Public service units; target CT3.03, fewer than in 2022."""

PUBLIC_SERVICE_PAYROLL_COUNT = reported_value(
    key="public_service_payroll_count",
    label="Biên chế sự nghiệp",
    area=ReformArea.ORGANISATION,
    definition="Số biên chế sự nghiệp hưởng lương từ ngân sách nhà nước vào cuối kỳ.",
    defined_in="mục II.3.1; phụ lục, nhiệm vụ 19",
    unit="biên chế",
    higher_is_better=False,
)
"""Public service posts paid from the state budget; target CT3.04, fewer than in 2022."""
