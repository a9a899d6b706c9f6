"""Digital government (chính quyền điện tử, chính quyền số): databases, work files, signatures, desks, inspections."""

from metrics.indicator import ReformArea
from metrics.reported import reported_rate

DATABASE_CONNECTION_RATE = reported_rate(
    key="database_connection_rate",
    label="Tỷ lệ cơ sở dữ liệu được kết nối",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition="Cơ sở dữ liệu được kết nối, chia sẻ, trên số cơ sở dữ liệu đang quản lý.",
    defined_in="phụ lục, nhiệm vụ 27",
    unit="cơ sở dữ liệu",
    formula="được kết nối ÷ đang quản lý",
)
"""Share of managed databases that are connected; target CT6.01."""

ONLINE_WORK_FILE_RATE = reported_rate(
    key="online_work_file_rate",
    label="Tỷ lệ hồ sơ công việc xử lý trên mạng",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition="Hồ sơ công việc được xử lý trên môi trường mạng từ đầu năm, trên tổng số hồ sơ công việc.",
    defined_in="mục II.6.1; phụ lục, nhiệm vụ 29",
    unit="hồ sơ công việc",
    formula="trên mạng ÷ (tổng số − bí mật nhà nước, đặc thù)",
    edge_cases="Hồ sơ thuộc bí mật nhà nước và hồ sơ đặc thù không tính vào mẫu số.",
    is_stepwise=False,
)
"""Share of work files handled online; target CT6.06."""

DIGITAL_SIGNATURE_COVERAGE = reported_rate(
    key="digital_signature_coverage",
    label="Tỷ lệ lãnh đạo sử dụng chữ ký số",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition=(
        "Cán bộ, công chức giữ chức vụ lãnh đạo sử dụng chữ ký số, trên số cán bộ, công chức giữ chức vụ lãnh đạo."
    ),
    defined_in="mục II.6.1; phụ lục, nhiệm vụ 31",
    unit="người",
    formula="sử dụng chữ ký số ÷ giữ chức vụ lãnh đạo",
)
"""Share of leaders who sign digitally; target CT6.07."""

ONE_STOP_DIGITIZATION_COVERAGE = reported_rate(
    key="one_stop_digitization_coverage",
    label="Tỷ lệ Bộ phận Một cửa triển khai số hóa",
    area=ReformArea.PROCEDURES,
    definition=(
        "Bộ phận Một cửa đã triển khai quy trình số hóa hồ sơ, trên số Bộ phận Một cửa của huyện và các xã, thị "
        "trấn; năm 2023 là 16."
    ),
    defined_in="phụ lục, nhiệm vụ 11",
    unit="đơn vị",
    formula="đã triển khai ÷ tổng số",
    edge_cases=(
        "Báo cáo của cả huyện ghi mẫu số 16; từng đơn vị báo cáo thì mỗi đơn vị là 0 hoặc 1 trên 1, đơn vị chưa "
        "báo cáo không ở mẫu số."
    ),
)
"""Share of the 16 one-stop desks that digitize; target CT2.23."""

DIGITAL_INSPECTION_RATE = reported_rate(
    key="digital_inspection_rate",
    label="Tỷ lệ hoạt động kiểm tra qua môi trường số",
    area=ReformArea.DIGITAL_GOVERNMENT,
    definition="Hoạt động kiểm tra thực hiện qua môi trường số từ đầu năm, trên số hoạt động kiểm tra.",
    defined_in="mục II.6.1; phụ lục, nhiệm vụ 30",
    unit="cuộc kiểm tra",
    formula="qua môi trường số ÷ tổng số",
    is_stepwise=False,
)
"""Share of inspections done digitally; target CT6.09."""
