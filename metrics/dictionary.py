"""The dictionary of indicators (docs/indicators.md), written from their declarations."""

from metrics.catalogue import discover, told_in
from metrics.indicator import Indicator, Kind
from metrics.plan import Plan, load

YEAR = 2023
"""Year of the plan whose targets and areas the dictionary names."""

_HEAD = """\
# Từ điển chỉ tiêu

Lệnh `python -m metrics dictionary -o docs/indicators.md` viết tệp này từ chính các khai báo dùng để tính; không sửa
tay. Tỷ lệ luôn là tổng tử số chia tổng mẫu số, không lấy trung bình các tỷ lệ; mẫu số bằng 0 là chưa có số liệu, không
phải 0 %. Cách tính đầu tiên của mỗi chỉ tiêu là cách mặc định. "Phần có số liệu" là số trường hợp mà tệp cho biết đủ
để tính, ghi bên cạnh tỷ lệ.
"""


def dictionary() -> str:
    """Write every indicator in Markdown, by reform area, then by label."""
    plan = load(YEAR)
    parts = [_HEAD]
    for area in plan.areas:
        own = sorted((one for one in discover().values() if one.area == area.no), key=lambda one: one.label)
        parts.append(f"## {area.no}. {area.label}\n")
        parts += [_entry(one, plan) for one in own]
    return "\n".join(parts)


def _entry(indicator: Indicator, plan: Plan) -> str:
    targets = ", ".join(target.id for target in plan.targets if target.indicator == indicator.key)
    direction = "càng cao càng tốt" if indicator.higher_is_better else "càng thấp càng tốt"
    kind = "tỷ lệ (%)" if indicator.kind is Kind.RATE else "một con số, không phải tỷ lệ"
    lines = [
        f"### {indicator.label}\n",
        f"{indicator.definition}\n",
        f"- Khóa: `{indicator.key}`; {kind}, đơn vị đếm: {indicator.unit}; {direction}.",
        f"- Chỉ tiêu của kế hoạch: {targets or 'không có, là số liệu đi kèm'}.",
        f"- Nguồn số liệu: {told_in(indicator)}. Tính theo {indicator.counted_by}.",
        f"- Căn cứ: {indicator.defined_in}.",
    ]
    for variant in indicator.variants:
        beside = " Có phần có số liệu ghi bên cạnh." if variant.out_of else ""
        lines.append(f"- Cách tính `{variant.key}`: {variant.formula}. Theo: {variant.defined_in}.{beside}")
    if indicator.is_stepwise:
        lines.append("- Khi năm chưa hết: là việc làm dần, đúng nhịp khi đạt phần chỉ tiêu ứng với thời gian đã qua.")
    if indicator.edge_cases:
        lines.append(f"- Trường hợp riêng: {indicator.edge_cases}")
    return "\n".join(lines) + "\n"
