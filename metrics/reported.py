"""Figures that no export of dossiers counts: read from the procedure catalogue and from progress reports."""

from metrics.indicator import Indicator, Kind, ReformArea, Variant
from metrics.measures import REPORTS, Term, When

PLAN = "Kế hoạch số 17/KH-UBND ngày 18/01/2023"
"""The plan in whose wording the figures are defined."""

READ_AT = "ngày cuối kỳ: báo cáo mới nhất đến ngày đó, lũy kế từ đầu năm"
"""Day by which reported figures count, in words."""

_NUMERATOR = (Term(measure="numerator", when=When.AT_END),)
_DENOMINATOR = (Term(measure="denominator", when=When.AT_END),)
_STATEMENTS = (Term(measure="statements", when=When.AT_END),)
_STANDS = (
    "Báo cáo đứng đến báo cáo sau của cùng đơn vị, không quá năm; chưa có báo cáo là chưa có số liệu, không phải 0."
)


def reported_rate(
    *,
    key: str,
    label: str,
    area: ReformArea,
    definition: str,
    defined_in: str,
    unit: str,
    formula: str,
    from_catalogue: str = "",
    edge_cases: str = "",
    is_stepwise: bool = True,
) -> Indicator:
    """Declare a rate of two reported counts; `defined_in` is a paragraph or task of the plan.

    Most are of work spread over the year; `is_stepwise` False where each case is right or wrong for good.
    `from_catalogue` names the columns of the procedure catalogue that count it from the first catalogue with them on.
    """
    catalogue = (
        f"Tính từ danh mục thủ tục khi danh mục có cột {from_catalogue}, trước đó từ báo cáo; thủ tục có ở cả hai cấp "
        "tính ở cả hai cấp; ô trống đứng ngoài cả tử số và mẫu số."
        if from_catalogue
        else ""
    )
    return Indicator(
        key=key,
        label=label,
        area=area,
        definition=definition,
        defined_in=f"{PLAN}, {defined_in}",
        source=REPORTS,
        counted_by="ngày cuối kỳ: danh mục, báo cáo mới nhất đến ngày đó" if from_catalogue else READ_AT,
        unit=unit,
        variants=(
            Variant(
                key="reported",
                formula=formula,
                numerator=_NUMERATOR,
                denominator=_DENOMINATOR,
                defined_in=f"{PLAN}, {defined_in}",
            ),
        ),
        edge_cases=" ".join(text for text in (edge_cases, catalogue, _STANDS) if text),
        told_in="danh mục thủ tục hành chính, báo cáo tiến độ" if from_catalogue else "",
        is_stepwise=is_stepwise,
    )


def reported_value(
    *,
    key: str,
    label: str,
    area: ReformArea,
    definition: str,
    defined_in: str,
    unit: str,
    higher_is_better: bool = True,
    decimals: int = 0,
    edge_cases: str = "",
) -> Indicator:
    """Declare a reported number that is no rate; its denominator is how many reports it is the sum of."""
    return Indicator(
        key=key,
        label=label,
        area=area,
        definition=definition,
        defined_in=f"{PLAN}, {defined_in}",
        source=REPORTS,
        counted_by=READ_AT,
        unit=unit,
        variants=(
            Variant(
                key="reported",
                formula="số ghi ở cột Tử số của báo cáo",
                numerator=_NUMERATOR,
                denominator=_STATEMENTS,
                defined_in=f"{PLAN}, {defined_in}",
            ),
        ),
        higher_is_better=higher_is_better,
        kind=Kind.VALUE,
        decimals=decimals,
        edge_cases=" ".join(text for text in (edge_cases, _STANDS) if text),
    )
