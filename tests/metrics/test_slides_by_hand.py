"""Slides of a quarter whose dossiers and tasks are written down here: every number on them is worked out by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb
import pytest

from metrics import wording
from metrics.deck import Source, deck
from metrics.figure_slides import Settings
from metrics.loaded import Loaded
from metrics.measures import Scope
from metrics.plan import Plan, Task, load
from metrics.slide import Slide
from tests.metrics.rollups import MEASURES, resolved, rollup, with_units
from tests.metrics.test_conclusions import concluded
from warehouse.meeting_ledger import Agenda, AgendaItem
from warehouse.period import Period

PLAN = load(2023)
Q1 = Period.parse("2023-Q1")
ON_TIME, LAND, OFFICE = PLAN.target("CT2.15"), PLAN.target("CT2.16"), PLAN.target("CT7.01")
SOURCE = Source(snapshot="a.duckdb", published_at=datetime(2023, 4, 4, 2, tzinfo=UTC), loaded=Loaded(
    files=1, export_date=date(2023, 4, 4), last_day=date(2023, 3, 31), is_sample=False))  # fmt: skip


def task(no: int, area: int, due: date) -> Task:
    return Task(
        no=no, area_as_printed="", reform_area=area, text=f"Việc {no}", product="", lead="Phòng Nội vụ; Phòng Tư pháp",
        partners="", deadline_as_printed="", deadline_class="date", deadline=due, later_deadline=None, target_ids=(),
    )  # fmt: skip


SMALL = replace(
    PLAN,
    targets=(ON_TIME, LAND, OFFICE),
    tasks=(task(1, 2, date(2023, 3, 21)), task(2, 2, date(2023, 4, 10)), task(3, 5, date(2023, 12, 1))),
)
"""Three targets, and three tasks: one ten days late, one due ten days later, one far away."""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Gia Ray 99 of 100, Xuân Bắc 45 of 50 (land), the land office 16 of 20 (land): 160 of 170, land 61 of 70."""
    land = {"field": "Đất đai", "field_group": "dat_dai"}
    rows = [
        resolved("2023-01-10", 99, 100, field="Hộ tịch", field_group="ho_tich"),
        resolved("2023-02-10", 45, 50, unit="26428", **land),
        resolved("2023-03-10", 16, 20, unit="741.TNMT", level="district", **land),
    ]
    with with_units(rollup(*rows)) as con:
        con.execute(
            "CREATE TABLE decided_task_state (edit_id VARCHAR, task_no INTEGER, stated_on DATE, status VARCHAR, "
            "evidence VARCHAR, finished_on DATE, changed_at TIMESTAMP)"
        )
        yield con


def add(con: duckdb.DuckDBPyConnection, *rows: dict) -> None:
    for row in rows:
        usual = {"basis": "list", "unit": "26425", "level": "commune", "first_day": row["day"]}
        values = {**dict.fromkeys(MEASURES, 0), **usual, **row}
        marks = ", ".join("?" for _ in values)
        con.execute(f"INSERT INTO rollup_dossier ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def slides(
    con: duckdb.DuckDBPyConnection, plan: Plan = SMALL, *, agenda: tuple[str, ...] = (), **settings
) -> dict[str, Slide]:
    """Return the slides by key, those of an agenda among them."""
    saved = Agenda(
        period=Q1, items=tuple(AgendaItem(key=key) for key in agenda), saved_at=SOURCE.published_at, by="Lan"
    )  # fmt: skip
    asked = Settings(plan=plan, period=Q1, **settings)
    return {slide.key: slide for slide in deck(con, asked, SOURCE, agenda=saved, day=date(2023, 4, 5)).slides}


def plain(text: str) -> str:
    return text.replace(wording.NBSP, " ")


def said(slide: Slide) -> tuple[str, str]:
    return plain(slide.title), plain(slide.subtitle)


def test_the_summary_counts_each_area(con):
    slide = slides(con)["tong-quan"]
    assert said(slide) == (
        "0/2 chỉ tiêu có số liệu đạt; 2 chưa đạt", "Kế hoạch có 3 chỉ tiêu; 1 chưa có số liệu nên chưa đánh giá.",
    )  # fmt: skip
    silent = {"Thể chế": (), "Tổ chức bộ máy": (), "Chế độ công vụ": (), "Tài chính công": (), "Chính quyền số": ()}
    rows = {row.name: (row.statuses, row.said) for row in slide.rows}
    assert rows.pop("Thủ tục hành chính") == (("missed", "missed"), "0/2 đạt")
    assert rows.pop("Chỉ đạo, điều hành") == (("no_data",), "chưa có số liệu")
    assert rows == {name: (statuses, "chưa có số liệu") for name, statuses in silent.items()}


def test_what_asks_for_attention_is_said_in_cases_and_points(con):
    """Of 170 three may be late (2 %) and ten are; of 70 two may be (3 %) and nine are."""
    lines = slides(con)["can-chu-y"].lines
    assert [tuple(map(plain, (one.text, one.value, one.against, one.note))) for one in lines] == [
        ("Đúng hạn: đất đai, xây dựng. Trễ 9 hồ sơ, mức cho phép 2.", "87,14 %", "97 %", "−9,86 điểm"),
        ("Hồ sơ đúng hạn. Trễ 10 hồ sơ, mức cho phép 3; cấp huyện 80,00 %, cấp xã 96,00 %.", "94,12 %", "98 %",
         "−3,88 điểm"),
    ]  # fmt: skip


def test_a_slide_of_a_target_says_its_rate_its_gap_and_its_counts(con):
    slide = slides(con)["ct-CT2.15"]
    assert said(slide) == (
        "Hồ sơ đúng hạn 94,12 %, thiếu 3,88 điểm; Xuân Bắc thấp nhất",
        "160/170 hồ sơ; cấp huyện 80,00 %, cấp xã 96,00 %; còn được trễ 0 hồ sơ; "
        "2 đơn vị kéo xuống: Tài nguyên - Môi trường, Xuân Bắc",
    )
    points = [(one.name, one.numerator, one.denominator, one.rate_pct, one.gap_pct, one.status) for one in slide.points]
    assert points == [("Xuân Bắc", 45, 50, 90.0, -8.0, "missed"), ("Gia Ray", 99, 100, 99.0, 1.0, "met")]
    assert (slide.target_pct, slide.unit, slide.about) == (98.0, "hồ sơ", "CT2.15")
    lines = slides(con)["ct-CT2.16"].lines
    assert [tuple(map(plain, (one.text, one.value, one.against, one.note))) for one in lines] == [
        ("Đúng hạn: đất đai, xây dựng (61/70 hồ sơ)", "87,14 %", "≥ 97 %", "−9,86 điểm"),
        ("Trong đó cấp huyện (16/20 hồ sơ)", "80,00 %", "≥ 97 %", "−17,00 điểm"),
        ("Trong đó cấp xã (45/50 hồ sơ)", "90,00 %", "≥ 97 %", "−7,00 điểm"),
    ]
    assert [one.status for one in lines] == ["missed"] * 3


def test_a_target_without_units_side_by_side_shows_how_it_stood_before(con):
    """Land until the end of March 61 of 70; until the end of June the land office has 4 of 4 more: 65 of 74."""
    add(con, resolved("2023-06-10", 4, 4, unit="741.TNMT", level="district", field_group="dat_dai"))
    asked = Settings(plan=SMALL, period=Period.parse("2023-H1"))
    made = {slide.key: slide for slide in deck(con, asked, SOURCE, agenda=None, day=date(2023, 7, 5)).slides}
    lines = made["ct-CT2.16"].lines
    assert [(plain(one.text), plain(one.value)) for one in lines] == [
        ("Đúng hạn: đất đai, xây dựng (65/74 hồ sơ)", "87,84 %"), ("Trong đó cấp huyện (20/24 hồ sơ)", "83,33 %"),
        ("Trong đó cấp xã (45/50 hồ sơ)", "90,00 %"), ("Quý I 2023 (61/70 hồ sơ)", "87,14 %"),
    ]  # fmt: skip


def test_without_a_task_due_the_next_ones_are_shown(con):
    later = replace(SMALL, tasks=(task(2, 2, date(2023, 10, 31)), task(3, 5, date(2023, 12, 1))))
    slide = slides(con, later)["nhiem-vu"]
    assert said(slide) == (
        "2 nhiệm vụ: 0 quá hạn, 0 đến hạn trong 31 ngày",
        "Xét vào ngày cuối của kỳ, 31/03/2023; đến hạn kế tiếp ở dưới",
    )
    assert [line.text for line in slide.lines] == ["2. Việc 2", "3. Việc 3"]


@pytest.mark.parametrize(
    ("hits", "cases", "head"),
    [(99, 100, "99,00 %, vượt 1,00 điểm"), (98, 100, "98,00 %, đạt"), (97, 100, "97,00 %, thiếu 1,00 điểm")],
)
def test_a_title_says_whether_a_fixed_target_is_met(con, hits, cases, head):
    con.execute("DELETE FROM rollup_dossier")
    add(con, resolved("2023-01-10", hits, cases))
    shown = slides(con, agenda=("ct-CT2.15",))["ct-CT2.15"]
    assert plain(shown.title).startswith(f"Hồ sơ đúng hạn {head}")


def test_a_target_against_the_year_before_keeps_its_sentence_as_title(con):
    """As many as in 2022 is no rise: the gap is 0 and the target is not met, so the title may not say that it is."""
    plan = replace(SMALL, targets=(replace(ON_TIME, kind="relative", value=None), LAND, OFFICE))
    add(con, resolved("2022-02-10", 160, 170))
    slide = slides(con, plan, agenda=("ct-CT2.15",))["ct-CT2.15"]
    assert said(slide) == (
        "Hồ sơ đúng hạn: 94,12 %, bằng năm 2022, chưa đạt", "160/170 hồ sơ; cấp huyện 80,00 %, cấp xã 96,00 %",
    )  # fmt: skip
    assert [point.name for point in slide.points] == ["Xuân Bắc", "Gia Ray"]


def test_a_slide_of_one_commune_names_no_other_and_says_that_all_are_compared(con):
    slide = slides(con, scope=Scope(units=("26428",)), place="Xã Xuân Bắc")["ct-CT2.15"]
    assert said(slide) == (
        "Hồ sơ đúng hạn 90,00 %, thiếu 8,00 điểm",
        "45/50 hồ sơ; còn được trễ 0 hồ sơ. So sánh mọi xã, không chỉ nơi đang chọn.",
    )
    assert [point.name for point in slide.points] == ["Xuân Bắc", "Gia Ray"]


def test_who_may_see_some_communes_is_shown_no_other(con):
    add(con, resolved("2023-01-10", 1, 30, unit="26434"))
    allowed = ("26428", "26425")
    for scope in (Scope(units=allowed), Scope(units=("26428",))):
        slide = slides(con, scope=scope, allowed=allowed)["ct-CT2.15"]
        assert [point.name for point in slide.points] == ["Xuân Bắc", "Gia Ray"]
        assert "Xuân Thành" not in slide.title
    all_of_theirs = slides(con, scope=Scope(units=allowed), allowed=allowed)["ct-CT2.15"]
    assert "không chỉ nơi đang chọn" not in all_of_theirs.subtitle
    everyone = slides(con)["ct-CT2.15"]
    assert [point.name for point in everyone.points] == ["Xuân Thành", "Xuân Bắc", "Gia Ray"]


def test_an_area_shows_its_targets_or_its_tasks_by_the_day_they_are_due(con):
    found = slides(con)
    assert said(found["linh-vuc-2"]) == (
        "Thủ tục hành chính: 0/2 chỉ tiêu đạt, 2 chưa đạt; 2 nhiệm vụ, 1 quá hạn",
        "Mọi chỉ tiêu của lĩnh vực đều có số liệu",
    )
    assert [line.text for line in found["linh-vuc-2"].lines] == [
        "Hồ sơ đúng hạn (160/170 hồ sơ)", "Đúng hạn: đất đai, xây dựng (61/70 hồ sơ)",
    ]  # fmt: skip
    (far,) = found["linh-vuc-5"].lines
    assert (far.word, far.text, far.against, far.note) == ("Chưa báo cáo", "3. Việc 3", "01/12/2023", "còn 245 ngày")


def test_tasks_that_are_late_or_due_soon_are_counted_on_the_last_day_of_the_period(con):
    slide = slides(con)["nhiem-vu"]
    assert said(slide) == (
        "3 nhiệm vụ: 1 quá hạn, 1 đến hạn trong 31 ngày", "Xét vào ngày cuối của kỳ, 31/03/2023",
    )  # fmt: skip
    assert [(one.word, one.text, one.value, one.against, one.note) for one in slide.lines] == [
        ("Quá hạn", "1. Việc 1", "Phòng Nội vụ (+1)", "21/03/2023", "quá 10 ngày"),
        ("Sắp đến hạn", "2. Việc 2", "Phòng Nội vụ (+1)", "10/04/2023", "còn 10 ngày"),
    ]


OF_TARGETS, OF_TASKS = ("Kết quả", "Chỉ tiêu", "Cách"), ("Chủ trì", "Hạn", "")


def test_each_slide_says_what_its_columns_are_and_what_to_open_for_more(con):
    found = slides(con, agenda=("ct-CT7.01",))
    assert {key: (slide.heads, slide.leads_to, slide.about) for key, slide in found.items()} == {
        "tong-quan": (("", "", ""), "tong-quan", ""), "can-chu-y": (OF_TARGETS, "tong-quan", ""),
        "ct-CT2.15": (("", "", ""), "ct-", "CT2.15"), "ct-CT2.16": (OF_TARGETS, "ct-", "CT2.16"),
        "ct-CT7.01": (OF_TARGETS, "ct-", "CT7.01"), "linh-vuc-2": (OF_TARGETS, "linh-vuc-", "Thủ tục hành chính"),
        **{
            f"linh-vuc-{area.no}": (OF_TASKS, "linh-vuc-", area.short_label) for area in PLAN.areas if area.no != 2
        },
        "nhiem-vu": (OF_TASKS, "nhiem-vu", ""),
    }  # fmt: skip
    assert found["tong-quan"].unit == "chỉ tiêu"
    attention = found["can-chu-y"]
    assert plain(attention.title) == "2 việc cần chú ý; trước hết: Đúng hạn: đất đai, xây dựng, 87,14 %"
    assert (attention.subtitle, {line.word for line in attention.lines}) == ("Kém nhất ở trên", {"Chưa đạt"})


def test_a_target_without_a_figure_is_one_line_that_says_so(con):
    slide = slides(con, agenda=("ct-CT7.01",))["ct-CT7.01"]
    assert slide.title.startswith("Đơn vị được kiểm tra: chưa có số liệu: ")
    assert [tuple(map(plain, (one.status, one.word, one.text, one.value, one.against, one.note)))
            for one in slide.lines] == [
        ("no_data", "Chưa có số liệu", "Đơn vị được kiểm tra", "–", "≥ 80 %", "–"),
    ]  # fmt: skip
    assert (slide.subtitle, slide.points) == ("", ())


def test_what_has_no_value_to_reach_is_marked_as_missing_and_named_as_it_is(con):
    plan = replace(SMALL, targets=(replace(ON_TIME, value=None), replace(LAND, indicator="none", unit="TTHC")))
    found = slides(con, plan, agenda=("ct-CT2.15",))
    (line,) = found["linh-vuc-2"].lines
    assert (line.status, line.word) == ("no_data", "Không có mục tiêu")
    assert found["can-chu-y"].title == "Chưa có số liệu để nêu việc cần chú ý"
    assert found["can-chu-y"].leads_to == "tong-quan"
    assert found["linh-vuc-2"].subtitle == "1 chỉ tiêu chưa có số liệu"


def test_where_nothing_misses_that_is_said(con):
    con.execute("DELETE FROM rollup_dossier")
    add(con, resolved("2023-01-10", 100, 100))
    assert slides(con)["can-chu-y"] == Slide(
        key="can-chu-y", title="Mọi chỉ tiêu có số liệu đều đạt", leads_to="tong-quan"
    )


def test_a_target_of_one_unit_alone_is_a_line_with_its_counts(con):
    con.execute("DELETE FROM rollup_dossier WHERE unit <> '26425'")
    slide = slides(con, agenda=("ct-CT2.15",))["ct-CT2.15"]
    (line,) = slide.lines
    assert (plain(line.text), plain(line.value), line.word) == ("Hồ sơ đúng hạn (99/100 hồ sơ)", "99,00 %", "Đạt")
    assert (slide.points, slide.heads, slide.target_pct) == ((), OF_TARGETS, None)
    assert plain(slide.subtitle) == "99/100 hồ sơ; còn được trễ 1 hồ sơ"


def test_a_target_of_the_district_compares_its_agencies(con):
    """The land office has 16 of 20; the economic one, of which only the code is known, 30 of 30."""
    add(con, resolved("2023-01-20", 30, 30, unit="741.KTHT", level="district"))
    plan = replace(SMALL, targets=(replace(ON_TIME, level="district"), OFFICE))
    slide = slides(con, plan)["ct-CT2.15"]
    assert [point.name for point in slide.points] == ["Tài nguyên - Môi trường", "741.KTHT"]
    of_one = slides(con, plan, scope=Scope(units=("741.TNMT",)), place="Phòng Tài nguyên")["ct-CT2.15"]
    assert of_one.subtitle.endswith(". So sánh mọi đơn vị, không chỉ nơi đang chọn.")
    first, _ = slide.points
    assert (first.numerator, first.denominator, first.rate_pct, first.target_pct) == (16, 20, 80.0, 98.0)
    assert first.low_pct == pytest.approx(58.4, abs=0.05)  # Wilson's interval of 16 of 20
    assert first.high_pct == pytest.approx(91.9, abs=0.05)


def test_points_leave_out_units_without_cases_and_the_variant_is_the_one_asked_for(con):
    """Xuân Thành resolved nothing; Gia Ray has ten open and overdue, so by C 99 of 110, and 160 of 180 in all."""
    add(con, {"day": "2023-01-10", "unit": "26434", "received": 5}, {"day": "2023-03-15", "became_overdue": 10})
    slide = slides(con, variant="C", agenda=("ct-CT2.15",))["ct-CT2.15"]
    assert [(one.name, one.numerator, one.denominator) for one in slide.points] == [
        ("Gia Ray", 99, 110), ("Xuân Bắc", 45, 50),
    ]  # fmt: skip
    assert plain(slide.subtitle).startswith("160/180 hồ sơ; ")


def test_a_miss_that_rounding_would_hide_is_shown_with_more_decimals(con):
    con.execute("DELETE FROM rollup_dossier")
    add(con, resolved("2023-01-10", 97_996, 100_000))
    slide = slides(con)["can-chu-y"]
    (line,) = slide.lines
    assert plain(line.value) == "97,996 %"
    assert plain(slide.title) == "1 việc cần chú ý; trước hết: Hồ sơ đúng hạn, 97,996 %"


def test_a_task_due_on_the_last_day_has_no_day_left_and_is_not_late(con):
    plan = replace(SMALL, tasks=(task(1, 7, date(2023, 3, 31)),))
    found = slides(con, plan)
    (line,) = found["nhiem-vu"].lines
    assert (line.word, line.note) == ("Sắp đến hạn", "còn 0 ngày")
    alone = replace(task(1, 7, date(2023, 1, 31)), lead="Phòng Nội vụ")
    (late,) = slides(con, replace(SMALL, tasks=(alone,)))["nhiem-vu"].lines
    assert (late.status, late.value) == ("overdue", "Phòng Nội vụ")
    assert found["linh-vuc-7"].subtitle == "1 chỉ tiêu chưa có số liệu; nhiệm vụ của lĩnh vực, xếp theo hạn"


def test_conclusions_of_the_day_of_the_meeting_are_those_of_this_meeting(con):
    today = date(2023, 4, 5)
    settings = Settings(plan=SMALL, period=Q1)
    found = deck(con, settings, SOURCE, conclusions=[concluded("1", today)], agenda=None, day=today)
    assert [slide.key for slide in found.slides][-1] == "ket-luan-nay"
