"""The ledger of meetings: agendas and conclusions come back as they were kept, and edits are found."""

import json
from datetime import date

import pytest

import warehouse
from warehouse import meeting_ledger, sealed_lines
from warehouse.meeting_ledger import AgendaItem, ConclusionState
from warehouse.period import Period

PERIOD = Period.parse("2023-H1")


@pytest.fixture
def snapshot(tmp_path):
    with warehouse.staged(tmp_path, by="kiểm thử", why="bản trống") as staging:
        staging.publish = True
    return warehouse.newest(tmp_path).served


def concluded(snapshot, **other) -> None:
    fields = {
        "text": "Xuân Hòa giải trình hồ sơ trễ",
        "who": "UBND xã Xuân Hòa",
        "due_on": date(2023, 7, 15),
        "slide": "ct-CT2.15",
        "slide_title": "Hồ sơ đúng hạn 97,62 %",
        "period": PERIOD,
        "met_on": date(2023, 7, 5),
        "by": "Phòng Nội vụ",
    }
    meeting_ledger.conclude(snapshot, **(fields | other))


def test_nothing_kept_is_an_empty_ledger(tmp_path):
    assert meeting_ledger.read(tmp_path) == meeting_ledger.Meetings()


def test_an_agenda_comes_back_as_it_was_saved_and_the_newest_is_in_use(tmp_path):
    first = (AgendaItem(key="tong-quan"), AgendaItem(key="nhiem-vu", is_hidden=True))
    second = (AgendaItem(key="nhiem-vu"), AgendaItem(key="them-1", title="Ý kiến", lines=("Một", "Hai\u2028<b>")))
    meeting_ledger.save_agenda(tmp_path, PERIOD, first, by="Lan")
    meeting_ledger.save_agenda(tmp_path, PERIOD, second, by="Lan")
    meeting_ledger.save_agenda(tmp_path, Period.parse("2023-Q1"), first, by="Lan")
    book = meeting_ledger.read(tmp_path)
    assert book.agenda(PERIOD).items == second
    assert book.agenda(Period.parse("2023-Q1")).items == first
    assert book.agenda(Period.parse("2023-9M")) is None
    assert [len(agenda.items) for agenda in book.agendas] == [2, 2, 2]
    assert book.breaks == ()


def test_an_agenda_without_a_slide_to_show_is_refused(tmp_path):
    with pytest.raises(ValueError, match="không còn trang nào"):
        meeting_ledger.save_agenda(tmp_path, PERIOD, [AgendaItem(key="tong-quan", is_hidden=True)], by="Lan")
    assert meeting_ledger.read(tmp_path).agendas == ()


def test_a_conclusion_comes_back_open_and_cites_its_snapshot(snapshot):
    concluded(snapshot)
    (one,) = meeting_ledger.read(snapshot.path.parent).conclusions
    assert (one.text, one.who, one.due_on) == ("Xuân Hòa giải trình hồ sơ trễ", "UBND xã Xuân Hòa", date(2023, 7, 15))
    assert (one.slide, one.met_on, one.period) == ("ct-CT2.15", date(2023, 7, 5), PERIOD)
    assert one.state is ConclusionState.OPEN
    assert one.snapshot == snapshot.path.name
    assert (snapshot.path.parent / "cited" / snapshot.path.name).exists()


def test_what_became_of_a_conclusion_is_its_newest_line_and_the_others_stay(snapshot):
    folder = snapshot.path.parent
    concluded(snapshot)
    concluded(snapshot, text="Việc khác")
    first, second = meeting_ledger.read(folder).conclusions
    meeting_ledger.set_state(folder, first.id, ConclusionState.DONE, note="Công văn 12", by="Lan")
    meeting_ledger.set_state(folder, first.id, ConclusionState.OPEN, note="Chưa đủ", by="Lan")
    meeting_ledger.set_state(folder, second.id, ConclusionState.DROPPED, note="", by="Lan")
    now = meeting_ledger.read(folder).conclusions
    assert [one.state for one in now] == [ConclusionState.OPEN, ConclusionState.DROPPED]
    assert now[0].state_note == "Chưa đủ"
    assert len((folder / "meetings.jsonl").read_text(encoding="utf-8").splitlines()) == 5


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"text": "  "}, "nội dung kết luận"),
        ({"who": ""}, "đơn vị thực hiện"),
        ({"by": ""}, "người ghi"),
        ({"due_on": date(2023, 7, 4)}, "Hạn 04/07/2023 trước ngày họp 05/07/2023"),
        ({"text": "a" * 601}, "nhiều nhất 600"),
    ],
)
def test_what_is_incomplete_is_refused_and_nothing_is_kept(snapshot, other, said):
    with pytest.raises(ValueError, match=said):
        concluded(snapshot, **other)
    assert not (snapshot.path.parent / "meetings.jsonl").exists()


def test_a_state_of_no_conclusion_is_refused(snapshot):
    with pytest.raises(ValueError, match="Không tìm thấy kết luận"):
        meeting_ledger.set_state(snapshot.path.parent, "0" * 12, ConclusionState.DONE, note="", by="Lan")


def test_an_edited_line_is_named_and_the_others_are_read(snapshot):
    folder = snapshot.path.parent
    for number in range(3):
        concluded(snapshot, text=f"Việc {number}")
    path = folder / "meetings.jsonl"
    path.write_bytes(path.read_bytes().replace("Việc 1".encode(), "Việc 9".encode()))
    book = meeting_ledger.read(folder)
    assert book.breaks == (2, 3)
    assert len(book.conclusions) == 3
    path.write_bytes(path.read_bytes() + b"[1]\n" + json.dumps({"what": "x"}).encode() + b"\n{half")
    assert meeting_ledger.read(folder).breaks == (2, 3, 4, 5)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", 12, ""])
def test_a_line_of_a_time_that_cannot_be_is_a_break_and_no_error(snapshot, at):
    folder = snapshot.path.parent
    concluded(snapshot)
    path = folder / "meetings.jsonl"
    fields = json.loads(path.read_bytes())
    sealed_lines.add(path, {name: fields[name] for name in fields if name not in ("prev", "line_sha256")} | {"at": at},
                     "meeting")  # fmt: skip
    book = meeting_ledger.read(folder)
    assert book.breaks == (2,)
    assert len(book.conclusions) == 1
