"""Units over time: communes of 2023 added up to those of 2025 by hand, and what nobody can cast back."""

import json
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_command_line import ask, first_quarter

import warehouse
from metrics import unit_lineage
from metrics.unit_lineage import REST, Part, UnitMapError, as_of_units, parts, unplaced
from tests.metrics.worlds import insert
from warehouse.build import read_reference
from warehouse.period import Period

YEAR = Period.parse("2023")
OLD = [row["code"] for row in read_reference("units") if row["parent"] == "741" and row["level"] == "commune"]


def table(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "numerator", "denominator"]).assign(rate_pct=0.0)


def shown(found: pd.DataFrame) -> dict[str, tuple]:
    return {
        name: (top, bottom)
        for name, top, bottom in zip(found["unit_name"], found["numerator"], found["denominator"], strict=True)
    }


def test_communes_are_added_up_to_those_that_followed_them() -> None:
    """Xuân Lộc of 2025 is Gia Ray, Xuân Thọ, Xuân Trường, Suối Cát, Xuân Hiệp: 9 + 8 + 7 + 6 + 5 of 50."""
    found = as_of_units(
        table(
            ("26425", 9, 10), ("26437", 8, 10), ("26440", 7, 10), ("26452", 6, 10), ("26455", 5, 10),
            ("26431", 3, 4), ("26434", 1, 2), ("26458", 1, 1), ("26467", 0, 1),
        ),
        "unit", YEAR, 2025,
    )  # fmt: skip
    assert shown(found) == {"Xã Xuân Lộc": (35, 50), "Xã Xuân Thành": (4, 6), "Xã Xuân Phú": (1, 2)}
    assert list(found["rate_pct"]) == pytest.approx([70, 200 / 3, 50])
    assert list(found["unit"]) == ["26425", "26434", "26458"]
    assert list(found.columns) == ["unit", "unit_name", "numerator", "denominator", "rate_pct"]


def test_what_makes_up_no_commune_stays_in_one_line_and_nothing_is_lost() -> None:
    found = as_of_units(
        table(("26428", 1, 2), ("26449", 3, 4), ("26446", 5, 6), ("741.TNMT", 7, 8), (None, 1, 1), ("26425", 1, 1)),
        "unit", YEAR, 2025,
    )  # fmt: skip
    assert shown(found) == {"Xã Xuân Lộc": (1, 1), REST: (17, 21)}
    assert found["unit"].tolist()[0] == "26425"
    assert found["unit"].isna().tolist() == [False, True]


def test_four_communes_are_not_cast_back_and_each_says_why() -> None:
    assert {one.unit: one.reason for one in unplaced()} == {
        "26359": "Xã Xuân Tâm chia cho nhiều xã, chưa biết tỷ lệ; "
        "có thêm các xã khác của huyện Cẩm Mỹ cũ, kho không có số liệu.",
        "26428": "Có thêm xã Suối Nho, huyện Định Quán cũ, kho không có số liệu.",
        "26446": "Xã Xuân Tâm chia cho nhiều xã, chưa biết tỷ lệ.",
        "26461": "Có thêm xã Xuân Bảo, huyện Cẩm Mỹ cũ, kho không có số liệu.",
    }


def test_a_share_of_the_reference_splits_a_commune(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were 3/4 of Xuân Tâm known to go to Xuân Hòa, its 8 of 10 would give 6 of 7,5, and the rest stays a rest."""
    known = [part for part in parts() if part.old != "26449"]
    known += [
        Part(old="26449", new="26446", share=Fraction(3, 4)),
        Part(old="26449", new="26359", share=Fraction(1, 4)),
    ]
    monkeypatch.setattr(unit_lineage, "parts", lambda: tuple(known))
    found = as_of_units(table(("26449", 8, 10), ("26443", 1, 2)), "unit", YEAR, 2025)
    assert shown(found) == {"Xã Xuân Hòa": (7, 9.5), REST: (2, 2.5)}
    assert "26446" not in {one.unit for one in unplaced(known)}


def test_a_code_that_changed_its_meaning_has_the_name_of_the_map() -> None:
    own = as_of_units(table(("26446", 5, 6), ("26443", 1, 1)), "unit", YEAR, 2023)
    assert shown(own) == {"Xã Xuân Hưng": (5, 6), "Xã Xuân Hòa": (1, 1)}
    after = as_of_units(table(("26446", 5, 6)), "unit", Period.parse("2025-Q3"), 2025)
    assert shown(after) == {"Xã Xuân Hòa": (5, 6)}
    later = as_of_units(table(("26425", 5, 6)), "unit", Period.parse("2026-Q3"), 2025)
    assert shown(later) == {"Phường Xuân Lộc": (5, 6)}


def test_communes_come_in_the_order_of_their_codes_and_a_single_case_has_a_rate() -> None:
    found = as_of_units(table((None, 0, 2), ("26458", 1, 1), ("26434", 1, 2), ("26425", 0, 0)), "unit", YEAR, 2025)
    assert found["unit_name"].tolist() == ["Xã Xuân Lộc", "Xã Xuân Thành", "Xã Xuân Phú", REST]
    assert found["rate_pct"].tolist()[1:] == [50, 100, 0]
    assert pd.isna(found["rate_pct"].iloc[0])


def test_what_is_no_commune_has_no_name_among_the_communes_of_its_own_time() -> None:
    own = as_of_units(table((None, 1, 2), ("26425", 1, 1)), "unit", YEAR, 2023)
    assert list(own.columns) == ["unit", "unit_name", "numerator", "denominator", "rate_pct"]
    assert own["unit_name"].isna().tolist() == [True, False]


def test_without_any_commune_that_followed_only_land_from_outside_is_named() -> None:
    assert [one.unit for one in unplaced(())] == ["26359", "26428", "26461"]


def test_other_slices_stay_apart() -> None:
    rows = table(("26425", 1, 2), ("26437", 1, 1), ("26425", 4, 4))
    rows.insert(1, "month", ["2023-01", "2023-01", "2023-02"])
    found = as_of_units(rows, "unit", YEAR, 2025)
    assert [tuple(row) for row in found[["month", "numerator", "denominator"]].values] == [
        ("2023-01", 2, 3), ("2023-02", 4, 4),
    ]  # fmt: skip


def test_a_period_across_the_day_and_a_way_back_are_refused() -> None:
    with pytest.raises(UnitMapError, match="hai bên ngày 01/07/2025"):
        as_of_units(table(("26425", 1, 1)), "unit", Period.parse("2025"), 2025)
    with pytest.raises(
        UnitMapError, match=r"^Số liệu từ 01/07/2025 theo xã mới, không chia ngược về xã năm 2023 được\.$"
    ):
        as_of_units(table(("26425", 1, 1)), "unit", Period.parse("2025-Q4"), 2023)
    with pytest.raises(UnitMapError, match="2023, 2025"):
        as_of_units(table(("26425", 1, 1)), "unit", YEAR, 2024)
    assert len(as_of_units(table(("26425", 1, 1)), "unit", Period.parse("2025-H1"), 2025)) == 1


@given(st.lists(st.tuples(st.sampled_from([*OLD, "741.NV", None]), st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_units_of_2025_and_the_rest_add_up_to_the_whole(drawn: list[tuple]) -> None:
    found = as_of_units(table(*[(unit, top, top + more) for unit, top, more in drawn]), "unit", YEAR, 2025)
    assert found["numerator"].sum() == sum(top for _, top, _ in drawn)
    assert found["denominator"].sum() == sum(top + more for _, top, more in drawn)
    twin = {"26425": {"26425", "26437", "26440", "26452", "26455"}, "26434": {"26431", "26434"},
            "26458": {"26458", "26467"}}  # fmt: skip
    for unit, top in zip(found["unit"], found["numerator"], strict=True):
        olds = twin.get(unit) if isinstance(unit, str) else None
        if olds:
            assert top == sum(one for code, one, _ in drawn if code in olds)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("warehouse")
    with warehouse.staged(directory, by="kiểm thử", why="thử đơn vị") as staging:
        insert(staging.con, first_quarter())
        staging.load_ids.append("L0")
    return directory


def test_the_command_line_shows_communes_of_2025_and_lists_the_others(folder: Path) -> None:
    """26425: H1 on time, H2 late; 26434: H5 on time; the land office (H3) belongs to no commune of 2025."""
    options = ("rates", "on_time_rate", "--period", "2023-Q1", "--by", "unit", "--format", "json")
    rows = json.loads(ask(*options, "--units", "2025", folder=folder).stdout)
    told = {row["unit_name"]: (row["numerator"], row["denominator"], row["status"]) for row in rows}
    assert told == {
        "Xã Xuân Lộc": (1, 2, "missed"), "Xã Xuân Thành": (1, 1, "met"), REST: (1, 1, "no_target"),
        "Xã Xuân Đông": (None, None, "no_data"), "Xã Xuân Bắc": (None, None, "no_data"),
        "Xã Xuân Hòa": (None, None, "no_data"), "Xã Xuân Định": (None, None, "no_data"),
    }  # fmt: skip
    assert [row["reason"] for row in rows if row["unit"] == "26446"] == [
        "Xã Xuân Tâm chia cho nhiều xã, chưa biết tỷ lệ."
    ]
    own = json.loads(ask(*options, "--units", "2023", folder=folder).stdout)
    assert {row["unit_name"] for row in own if row["denominator"]} == {
        "Thị trấn Gia Ray", "Xã Xuân Thành", "Phòng Tài nguyên và Môi trường",
    }  # fmt: skip
    text = ask("rates", "on_time_rate", "--period", "2023-Q1", "--by", "unit", "--units", "2025", folder=folder).stdout
    assert "chưa biết tỷ lệ" in text


def test_units_without_a_slice_by_unit_are_wrong_usage(folder: Path) -> None:
    done = ask("rates", "on_time_rate", "--period", "2023-Q1", "--units", "2025", folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--by unit" in done.stderr
