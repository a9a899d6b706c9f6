"""What a report says: every figure equal to rates, every number with its source, every part of the year named."""

import re
import shutil
from datetime import date

import pytest

import warehouse
from loaders.task_states import set_state
from metrics.catalogue import discover
from metrics.deck import Source, deck
from metrics.figure_slides import Settings
from metrics.indicator import rates
from metrics.loaded import loaded
from metrics.plan import Status, load
from metrics.slide import TASKS
from metrics.tasks import TaskState
from metrics.timeliness import balance
from reports import making
from reports.comparing import quarter_of
from reports.content import Order, build
from reports.naming import of_period, stem
from warehouse.period import Period


def test_every_counted_figure_and_its_comparisons_equal_rates(con, content):
    checked = 0
    for line in content.lines:
        score = line.score
        if score.figure is None or score.variant is None:
            continue
        indicator = discover()[score.target.indicator]
        for numerator, denominator, period in (
            (score.figure.numerator, score.figure.denominator, content.period),
            (line.quarter.numerator, line.quarter.denominator, content.quarter),
            (line.quarter_before.numerator, line.quarter_before.denominator, content.quarter_before),
        ):
            row = rates(con, indicator, period, variant=score.variant, scope=score.target.scope).iloc[0]
            assert (numerator, denominator) == (row["numerator"], row["denominator"]), (score.target.id, period.token)
            checked += 1
    assert checked >= 9


def test_a_half_year_stands_beside_the_half_year_before_and_its_quarters(content):
    periods = (content.year_before, content.quarter, content.quarter_before)
    assert [period.token for period in periods] == ["2022-H1", "2023-Q2", "2023-Q1"]
    assert quarter_of(Period.parse("2023-01-15..2023-02-14")).token == "2023-01-15..2023-02-14"


def test_what_cannot_be_compared_is_said_and_not_taken_for_unchanged(content):
    (line,) = [line for line in content.lines if line.score.target.id == "CT2.15"]
    assert line.year_before.source is None
    assert "2022" not in line.compared.text  # no target has a figure of 2022: that is said once for all
    assert content.overview.text.endswith("Chưa có số liệu 6 tháng 2022 của chỉ tiêu nào để so sánh với cùng kỳ.")
    assert "so với quý I 2023" in line.compared.text


def test_every_sentence_with_a_number_names_a_source_with_both_parts(content):
    known = {source.no: source for source in content.sources}
    assert list(known) == list(range(1, len(known) + 1))
    sentences = [content.overview, content.dossiers, *(line.said for line in content.lines)]
    sentences += [said for line in content.lines for said in (line.compared, *line.causes) if said]
    assert all(said.sources and set(said.sources) <= set(known) for said in sentences)
    for source in known.values():
        assert source.value is not None or (source.numerator is not None and source.denominator)
        assert source.formula


def test_sources_name_the_files_of_their_days(content):
    (file,) = content.files
    assert file.name == "ho-so-6-thang.xlsx"
    own = [source for source in content.sources if source.what.startswith("CT2.15")]
    assert own
    assert all(source.files == (file.no,) for source in own)


def test_every_target_of_the_plan_is_spoken_of_once(content):
    said = [line.score.target.id for line in content.lines]
    silent = [score.target.id for area in content.areas for _, scores in area.silent for score in scores]
    repeated = {"CT6.02", "CT6.08"}
    assert sorted({*said, *silent} | repeated) == sorted(target.id for target in content.plan.targets)
    assert len(said) + len(silent) == len({*said, *silent})


def test_a_miss_has_its_change_taken_apart_and_a_target_met_has_not(content):
    assert content.misses
    for line in content.misses:
        if line.quarter.source and line.quarter_before.source:
            assert line.causes
            assert "do tỷ lệ từng" in line.causes[0].text
            assert "do cơ cấu hồ sơ" in line.causes[0].text
    assert not [line for line in content.lines if line.score.status is Status.MET and line.causes]


def test_the_balance_adds_up_to_the_whole(con, content):
    (whole,) = balance(con, content.period).to_dict("records")
    for name, count in whole.items():
        assert content.balance[name].sum() == count
    assert len(content.overdue) == whole["open_overdue"]


@pytest.mark.parametrize(
    ("token", "name"),
    [("2023-Q1", "quý I năm 2023"), ("2023-H1", "6 tháng đầu năm 2023"), ("2023-9M", "9 tháng năm 2023"),
     ("2023", "năm 2023"), ("2023-11", "tháng 11 năm 2023")],
)  # fmt: skip
def test_kinds_of_report_are_named_by_their_period(token, name):
    assert of_period(Period.parse(token)) == name


def test_the_name_of_a_file_holds_no_sign_that_a_disk_refuses():
    assert stem("bao-cao", Period.parse("2023-01-01..2023-02-03")) == "bao-cao_2023-01-01_2023-02-03"


def test_documents_and_slides_say_the_state_that_a_person_has_set(folder, tmp_path):
    copied = shutil.copytree(folder, tmp_path / "kho")
    before = _tasks_slide(copied)
    no = next(one.task.no for one in _standings(copied) if one.state is TaskState.OVERDUE)
    set_state(copied, 2023, no, "done", date(2023, 6, 30), reason="Đã ban hành", by="Lan")
    assert _standings(copied)[no - 1].state is TaskState.DONE
    late, still = (int(re.search(r"(\d+) quá hạn", title)[1]) for title in (before, _tasks_slide(copied)))
    assert still == late - 1


def _standings(folder):
    order = Order(snapshot=making.snapshot(folder), period=Period.parse("2023-H1"))
    with warehouse.connect(order.snapshot.path) as con:
        return build(con, order, load(2023), before=None, restated=[]).standings


def _tasks_slide(folder):
    served = making.snapshot(folder)
    with warehouse.connect(served.path) as con:
        source = Source(snapshot="a", published_at=served.published_at, loaded=loaded(con))
        asked = Settings(plan=load(2023), period=Period.parse("2023-H1"))
        slides = deck(con, asked, source, day=date(2023, 7, 5)).slides
    return next(slide.title for slide in slides if slide.key == TASKS)
