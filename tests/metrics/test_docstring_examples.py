"""Examples in docstrings are run: what they show is what happens."""

import doctest
import importlib
import pkgutil

import pytest

import metrics

MODULES = ["warehouse.period", *(f"metrics.{module.name}" for module in pkgutil.iter_modules(metrics.__path__))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_run() -> None:
    found = doctest.DocTestFinder().find(importlib.import_module("warehouse.period"))
    assert sum(len(test.examples) for test in found) > 0
