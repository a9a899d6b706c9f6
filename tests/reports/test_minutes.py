"""The minutes of a meeting, read back: what was decided, how earlier conclusions stand, and nothing without any."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest

from reports import making, minutes
from reports.content import Order
from warehouse.meeting_ledger import Conclusion, ConclusionState
from warehouse.period import Period

PERIOD, DAY = Period.parse("2023-H1"), date(2023, 7, 5)
SEEN = minutes.Seen(said=("3/8 chỉ tiêu đạt.",), is_sample=False, published_at=datetime(2023, 7, 4, 2, tzinfo=UTC))
ONE = Conclusion(
    id="a", text="Rà soát hồ sơ đất đai", who="Phòng Tài nguyên và Môi trường", due_on=date(2023, 7, 31),
    slide="ct-CT2.16", slide_title="Đúng hạn: đất đai, xây dựng", period=PERIOD, snapshot="a.duckdb", met_on=DAY,
    at=datetime(2023, 7, 5, 3, tzinfo=UTC), by="Lan",
)  # fmt: skip
OLD = replace(ONE, id="b", text="Bố trí cán bộ một cửa", met_on=date(2023, 6, 5), due_on=date(2023, 6, 30))


def read(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def rows(document: docx.document.Document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def test_what_was_decided_stands_with_who_and_by_when_and_earlier_ones_as_they_stand_that_day():
    done = replace(OLD, id="c", text="Công khai thủ tục", state=ConclusionState.DONE, state_note="Văn bản 12")
    made = read(minutes.document(PERIOD, [OLD, done, ONE], SEEN))
    found = rows(made)
    assert ["1", ONE.text, ONE.who, "31/07/2023", ONE.slide_title] in found
    assert ["1", OLD.text, OLD.who, "30/06/2023", "Quá hạn"] in found
    assert ["2", done.text, done.who, "30/06/2023", "Đã xong: Văn bản 12"] in found
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "BIÊN BẢN\nHọp về công tác cải cách hành chính 6 tháng đầu năm 2023" in text
    assert "Thời gian: ngày 05/07/2023." in text
    assert "II. KẾT LUẬN: 1 VIỆC" in text
    assert "Lan" not in text  # names of persons stay out


def test_the_last_meeting_on_the_period_counts_and_other_periods_are_earlier_ones():
    other = replace(OLD, id="d", text="Việc của quý I", period=Period.parse("2023-Q1"))
    made = read(minutes.document(PERIOD, [other, OLD, ONE], SEEN))
    assert [row[1] for row in rows(made) if row[0] in ("1", "2")] == [ONE.text, other.text, OLD.text]


def test_without_earlier_conclusions_the_minutes_say_so():
    text = "\n".join(paragraph.text for paragraph in read(minutes.document(PERIOD, [ONE], SEEN)).paragraphs)
    assert "Không còn kết luận nào của các lần trước." in text


def test_made_up_data_is_said():
    made = read(minutes.document(PERIOD, [ONE], replace(SEEN, is_sample=True)))
    assert "SỐ LIỆU MINH HỌA" in "\n".join(paragraph.text for paragraph in made.paragraphs)


def test_nothing_concluded_is_refused_with_what_to_do(order):
    with pytest.raises(minutes.NothingConcludedError, match=r"quý III năm 2023.*phím K"):
        making.make("minutes", Order(snapshot=order.snapshot, period=Period.parse("2023-Q3")))
    assert isinstance(minutes.NothingConcludedError("x"), making.REFUSALS)


def test_the_ledgers_conclusions_stand_in_the_minutes_made_from_a_snapshot(order):
    found = rows(read(making.make("minutes", order).content))
    assert ["1", "Xử lý dứt điểm hồ sơ đất đai trễ hạn"] in [row[:2] for row in found]
    assert ["1", "Rà soát hồ sơ tồn"] in [row[:2] for row in found]
