"""The reference tables: well formed, free of ambiguity, and in step with each other."""

import csv
import re
import unicodedata
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from warehouse.folding import fold

DATA = Path(__file__).resolve().parents[2] / "data"
REFERENCE = DATA / "reference"
TABLES = sorted(
    [*REFERENCE.glob("*.csv"), *(DATA / "plans").glob("*/*.csv"), *(DATA / "sample" / "story").glob("*.csv")]
)


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


UNITS = rows("units")


def valid_on(day: str) -> list[dict[str, str]]:
    return [unit for unit in UNITS if unit["valid_from"] <= day and day <= (unit["valid_to"] or "9999")]


def names_of(unit: dict[str, str]) -> list[str]:
    return [unit["name"], unit["short_name"], *unit["aliases"].split("|")]


def stripped(name: str) -> str:
    """Fold a name and take off UBND, xã, thị trấn, TT., phường, P. and the district's name."""
    bare = re.sub(
        r"^((ubnd|ủy ban nhân dân|uỷ ban nhân dân|xã|thị trấn|phường|tt\.?|t\.t\.?|ttr\.?|p\.|x\.) ?)+", "", fold(name)
    )
    return re.sub(r"[ ,-]*huyện xuân lộc$", "", bare)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_tables_are_nfc_utf8_without_bom_and_end_lines_with_lf(path):
    content = path.read_bytes()
    text = content.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)
    lines = list(csv.reader(text.splitlines()))
    assert {len(line) for line in lines} == {len(lines[0])}
    assert all(cell == cell.strip() for line in lines for cell in line)


def test_a_unit_is_known_by_code_and_first_day():
    keys = [(unit["code"], unit["valid_from"]) for unit in UNITS]
    assert len(keys) == len(set(keys))
    for unit in UNITS:
        assert date.fromisoformat(unit["valid_from"]) <= date.fromisoformat(unit["valid_to"] or "9999-12-31")
        assert unit["level"] in {"province", "district", "commune"}
        assert "" not in unit["aliases"].split("|")


def test_units_of_one_code_never_hold_at_the_same_time():
    spans = defaultdict(list)
    for unit in UNITS:
        spans[unit["code"]].append((unit["valid_from"], unit["valid_to"] or "9999-12-31"))
    for periods in spans.values():
        periods.sort()
        assert all(end < start for (_, end), (start, _) in pairwise(periods))


def test_2023_has_15_communes_and_the_middle_of_2025_has_seven():
    before = [unit for unit in valid_on("2023-06-30") if unit["level"] == "commune"]
    after = [unit for unit in valid_on("2025-07-01") if unit["level"] == "commune"]
    assert len(before) == 15
    assert {unit["type"] for unit in before} == {"xa", "thi_tran"}
    assert all(unit["parent"] == "741" and unit["valid_to"] == "2025-06-30" for unit in before)
    assert len(after) == 7
    assert all(unit["parent"] == "75" for unit in after)
    assert {unit["level"] for unit in valid_on("2025-07-01")} == {"province", "commune"}


@pytest.mark.parametrize("day", ["2023-06-30", "2025-07-01", "2026-06-01"])
@pytest.mark.parametrize("form", [fold, stripped])
def test_no_name_means_two_units_on_the_same_day(day, form):
    meaning = defaultdict(set)
    for unit in valid_on(day):
        for name in names_of(unit):
            if form(name):
                meaning[form(name)].add(unit["code"])
    assert {name: codes for name, codes in meaning.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("UBND xã Xuân Hoà", "26443"),
        ("xã bảo hoà", "26464"),
        ("TT. Gia Ray", "26425"),
        ("Phòng TN&MT", "741.TNMT"),
        ("Phòng TN-MT", "741.TNMT"),
        ("Phòng Tài nguyên - Môi trường", "741.TNMT"),
        ("VP HĐND-UBND huyện", "741.VP"),
        ("CNVPĐKĐĐ Xuân Lộc", "741.VPDK"),
        ("Văn phòng đăng ký đất đai tỉnh - Chi nhánh huyện Xuân Lộc", "741.VPDK"),
    ],
)
def test_names_as_offices_write_them_are_known(written, code):
    found = {unit["code"] for unit in valid_on("2023-06-30") if fold(written) in map(fold, names_of(unit))}
    assert found == {code}


def test_every_commune_of_2023_has_a_successor_and_only_xuan_tam_is_split():
    communes = {(unit["code"], unit["valid_from"]) for unit in valid_on("2025-06-30") if unit["level"] == "commune"}
    new = {unit["code"] for unit in valid_on("2025-07-01") if unit["level"] == "commune"}
    successors = rows("successors")
    assert {(row["old"], row["old_valid_from"]) for row in successors} == communes
    assert {row["new"] for row in successors} == new
    shares = defaultdict(list)
    for row in successors:
        shares[row["old"]].append(row["share"])
    assert {old: share for old, share in shares.items() if share != ["1"]} == {"26449": ["", ""]}


def test_fields_belong_to_known_groups_and_each_name_to_one():
    groups = {row["key"] for row in rows("field_groups")}
    fields = rows("fields")
    assert {row["group"] for row in fields} == groups
    folded = [fold(row["name"]) for row in fields]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize("trap", ["đầu tư xây dựng", "xây dựng nông thôn mới", "Đăng ký biện pháp bảo đảm"])
def test_fields_that_only_sound_like_a_group_stay_outside_it(trap):
    assert [row["group"] for row in rows("fields") if fold(row["name"]) == fold(trap)] == ["khac"]


def test_fields_of_the_sample_are_all_listed():
    with (DATA / "sample" / "story" / "procedures.csv").open(encoding="utf-8", newline="") as lines:
        used = {fold(row["field"]) for row in csv.DictReader(lines)}
    assert used <= {fold(row["name"]) for row in rows("fields")}


def test_statuses_give_the_ten_national_codes_in_their_groups():
    groups = {
        **dict.fromkeys(("1", "3"), "not_accepted"),
        **dict.fromkeys(("2", "4"), "open"),
        **dict.fromkeys(("5", "6", "8"), "waiting"),
        "7": "withdrawn",
        **dict.fromkeys(("9", "10"), "done"),
    }
    statuses = rows("statuses")
    assert {row["code"]: row["group"] for row in statuses} == groups
    assert all(row["group"] == groups[row["code"]] for row in statuses)
    assert [row["text"] for row in statuses if row["is_verdict"] == "1"] == ["Quá hạn"]
    assert not {fold(row["text"]) for row in statuses} & {"hủy", "huỷ", "đã hủy", "đã huỷ"}


@pytest.mark.parametrize("name", ["statuses", "channels", "yes_no", "payment_methods"])
def test_a_text_of_a_value_list_is_there_once(name):
    texts = [fold(row["text"]) for row in rows(name)]
    assert len(texts) == len(set(texts))


def test_an_empty_channel_is_direct_and_an_empty_mark_is_no():
    assert {row["channel"] for row in rows("channels") if row["text"] == ""} == {"direct"}
    assert {row["value"] for row in rows("yes_no") if row["text"] == ""} == {"0"}


def test_tiles_cover_the_15_communes_of_2023_on_places_of_their_own():
    tiles = rows("tiles")
    communes = {unit["code"]: unit["short_name"] for unit in valid_on("2023-06-30") if unit["level"] == "commune"}
    assert {tile["code"]: f"{tile['label_1']} {tile['label_2']}" for tile in tiles} == communes
    places = {(int(tile["row"]), int(tile["column"])) for tile in tiles}
    assert len(places) == 15
    assert all(1 <= row <= 4 and 1 <= column <= 6 for row, column in places)
    assert len({tile["short"] for tile in tiles}) == 15


@pytest.mark.parametrize("calendar", ["calendar", "d15_14"])
def test_quarters_of_a_calendar_follow_each_other_and_fill_the_year(calendar):
    spans = {
        row["token"].removeprefix("{year}"): tuple(
            date.fromisoformat(row[end].format(year=2023, previous_year=2022)) for end in ("from", "to")
        )
        for row in rows("periods")
        if row["calendar"] == calendar
    }
    quarters = [spans[f"-Q{number}"] for number in (1, 2, 3, 4)]
    assert all(before[1] + timedelta(days=1) == after[0] for before, after in pairwise(quarters))
    assert spans[""] == (quarters[0][0], quarters[3][1])
    assert spans["-H1"] == (quarters[0][0], quarters[1][1])
    assert spans["-9M"] == (quarters[0][0], quarters[2][1])


def test_reform_areas_are_the_seven_of_the_plan():
    areas = rows("reform_areas")
    assert [row["no"] for row in areas] == list("1234567")
    assert len({row["key"] for row in areas}) == len({row["short_label"] for row in areas}) == 7
