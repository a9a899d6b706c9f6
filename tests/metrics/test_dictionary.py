"""The dictionary of indicators says what is declared, and is not stale."""

import json
from pathlib import Path

import pytest

from metrics.__main__ import main
from metrics.catalogue import discover
from metrics.dictionary import dictionary
from metrics.plan import load

WRITTEN = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"


def test_the_dictionary_in_docs_is_what_the_declarations_say() -> None:
    assert WRITTEN.read_text(encoding="utf-8") == dictionary()


def test_every_indicator_has_its_entry_with_every_variant() -> None:
    text = dictionary()
    for indicator in discover().values():
        assert text.count(f"- Khóa: `{indicator.key}`;") == 1
        for variant in indicator.variants:
            assert f"- Cách tính `{variant.key}`: {variant.formula}." in text


def test_every_target_of_the_plan_has_an_indicator() -> None:
    declared = discover()
    for target in load(2023).targets:
        assert target.indicator in declared, target.id
        assert int(declared[target.indicator].area) in {target.reform_area, *(
            other.reform_area for other in load(2023).targets if other.indicator == target.indicator
        )}  # fmt: skip


def test_the_command_writes_the_file_that_it_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chi-tieu.md"
    assert main(["dictionary", "-o", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["indicators"] == len(discover())
    assert file.read_text(encoding="utf-8") == dictionary()
