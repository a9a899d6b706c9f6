"""Steering of the reform (chỉ đạo, điều hành): inspections, their findings, the PAR index, milestones."""

from enum import StrEnum

import duckdb

from metrics.indicator import Indicator, ReformArea, Variant
from metrics.measures import REPORTS, Scope, Term, When
from metrics.reported import PLAN, READ_AT, reported_rate, reported_value
from metrics.rollup import counts
from warehouse.period import Period

INSPECTED_UNIT_RATE = reported_rate(
    key="inspected_unit_rate",
    label="Tỷ lệ đơn vị được kiểm tra",
    area=ReformArea.STEERING,
    definition="Đơn vị được kiểm tra cải cách hành chính, công vụ, kỷ luật, kỷ cương từ đầu năm, trên tổng số đơn vị.",
    defined_in="mục II.7.1; phụ lục, nhiệm vụ 34",
    unit="đơn vị",
    formula="được kiểm tra ÷ tổng số",
    edge_cases="Mỗi đơn vị tính một lần dù được kiểm tra nhiều lần.",
)
"""Share of units inspected this year; target CT7.01."""

FINDING_RESOLUTION_RATE = reported_rate(
    key="finding_resolution_rate",
    label="Tỷ lệ tồn tại, hạn chế được khắc phục",
    area=ReformArea.STEERING,
    definition=(
        "Tồn tại, hạn chế phát hiện qua kiểm tra đã khắc phục hoặc kiến nghị cấp có thẩm quyền xử lý, trên số tồn tại, "
        "hạn chế phát hiện từ đầu năm."
    ),
    defined_in="mục II.7.1; phụ lục, nhiệm vụ 34",
    unit="tồn tại",
    formula="đã khắc phục hoặc kiến nghị ÷ phát hiện",
)
"""Share of findings fixed or referred; target CT7.02."""

PAR_INDEX_SCORE = reported_value(
    key="par_index_score",
    label="Chỉ số cải cách hành chính",
    area=ReformArea.STEERING,
    definition="Điểm Chỉ số cải cách hành chính của huyện do tỉnh công bố.",
    defined_in="mục II.7.1",
    unit="điểm",
    decimals=2,
    edge_cases="Chỉ lấy điểm của huyện; điểm của từng xã, phòng không cộng được.",
)
"""Points of the PAR index; target CT7.03, more than in 2022."""

PAR_INDEX_RANK = reported_value(
    key="par_index_rank",
    label="Thứ hạng Chỉ số cải cách hành chính",
    area=ReformArea.STEERING,
    definition="Thứ hạng của huyện trong tỉnh theo Chỉ số cải cách hành chính; số nhỏ là tốt.",
    defined_in="mục II.7.1",
    unit="hạng",
    higher_is_better=False,
    edge_cases="Cột Mẫu số của báo cáo ghi số địa phương được xếp hạng. Chỉ lấy thứ hạng của huyện.",
)
"""Place of the district in the province by the PAR index; target CT7.04."""


def _standing(measure: str) -> tuple[Term, ...]:
    return (Term(measure=measure, when=When.AT_END),)


MILESTONE_STATUS = Indicator(
    key="milestone_status",
    label="Trạng thái mốc",
    area=ReformArea.STEERING,
    definition="Mốc đã hoàn thành, trên số mốc có báo cáo trạng thái. Mỗi mốc: chưa, đang, xong hoặc quá hạn.",
    defined_in=f"{PLAN}, mục II.1.1, II.3.1, II.5.1, II.7.1",
    source=REPORTS,
    counted_by=READ_AT,
    unit="mốc",
    variants=(
        Variant(
            key="reported",
            formula="xong ÷ có báo cáo",
            numerator=_standing("done"),
            denominator=_standing("statements"),
            defined_in=f"{PLAN}, các chỉ tiêu không ghi con số",
        ),
    ),
    edge_cases="Trạng thái lấy như báo cáo ghi. Nhiều đơn vị cùng báo cáo một mốc: xong khi mọi đơn vị xong.",
)
"""Milestones of the plan that are done; targets CT1.03, CT3.02, CT5.01, CT7.05, CT7.06, each with its own status."""

RANKED_PLACES = _standing("denominator")
"""How many places the rank of PAR_INDEX_RANK is one of, as reported; 0 where no report says."""


class MilestoneStatus(StrEnum):
    """Where a milestone stands: chưa, đang, xong, quá hạn."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    OVERDUE = "overdue"


def milestone_status(con: duckdb.DuckDBPyConnection, item: str, period: Period) -> MilestoneStatus | None:
    """Return where a milestone (a target's id: "CT1.03") stands at the end of a period, None before any report.

    Of several units: done or not started when all are, overdue when any is, else in progress.
    """
    sums = {status.value: _standing(status.value) for status in MilestoneStatus}
    table = counts(con, REPORTS, sums, period, scope=Scope(items=(item,)), figure=MILESTONE_STATUS.key)
    found = {status for status in MilestoneStatus if table[status.value].iloc[0] > 0}
    if MilestoneStatus.OVERDUE in found:
        return MilestoneStatus.OVERDUE
    if len(found) == 1:
        return found.pop()
    return MilestoneStatus.IN_PROGRESS if found else None
