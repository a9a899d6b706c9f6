"""The indicators that exist: found by looking through the modules of this package."""

import importlib
import pkgutil
from functools import cache
from typing import Any

import metrics
from metrics.indicator import Indicator

SOURCES = {
    "dossier": "danh sách hồ sơ (hoặc biểu tổng hợp nơi chưa có danh sách)",
    "payment": "danh sách thu phí, lệ phí; cột phí trong danh sách hồ sơ",
    "survey": "khảo sát hài lòng",
    "petition": "danh sách phản ánh, kiến nghị",
    "certification": "biểu chứng thực điện tử",
    "report": "báo cáo tiến độ",
}
"""Where figures come from, in words, by rollup."""


def told_in(indicator: Indicator) -> str:
    """Say which files tell an indicator.

    >>> told_in(discover()["staff_training_rate"])
    'báo cáo tiến độ'
    """
    return indicator.told_in or SOURCES[indicator.source]


@cache
def discover() -> dict[str, Indicator]:
    """Return every declared indicator by key, ordered by key.

    Raises:
        ValueError: two modules declare the same key.
    """
    found: dict[str, Indicator] = {}
    for module in pkgutil.iter_modules(metrics.__path__):
        if module.name == "__main__":
            continue
        for name, value in vars(importlib.import_module(f"metrics.{module.name}")).items():
            if isinstance(value, Indicator) and name.isupper() and found.setdefault(value.key, value) is not value:
                raise ValueError(f"two indicators are called {value.key}")
    return dict(sorted(found.items()))


def described(indicator: Indicator) -> dict[str, Any]:
    """Return an indicator as plain data for JSON: key, label, definition, sources, edge cases and variants."""
    return {
        "key": indicator.key,
        "label": indicator.label,
        "reform_area": int(indicator.area),
        "definition": indicator.definition,
        "defined_in": indicator.defined_in,
        "counted_by": indicator.counted_by,
        "unit": indicator.unit,
        "direction": "up" if indicator.higher_is_better else "down",
        "kind": indicator.kind.value,
        "source": told_in(indicator),
        "edge_cases": indicator.edge_cases,
        "variants": [
            {"key": variant.key, "formula": variant.formula, "defined_in": variant.defined_in}
            for variant in indicator.variants
        ],
    }
