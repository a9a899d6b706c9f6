"""Read, append to and tamper with the ledger of snapshots."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from warehouse import ledger, sealed_lines
from warehouse.ledger import LEDGER_NAME, Kind, Line

FILE = "20231004T081500.123456Z.duckdb"


def line(kind=Kind.SEALED, file=FILE, **fields):
    given = {"size": 3, "sha256": "0" * 64, "at": datetime(2023, 10, 4, 8, 15, tzinfo=UTC), "by": "Lê Thị Ánh"}
    return Line(kind=kind, file=file, **{**given, "why": "nạp tệp quý III", "load_ids": ("a", "b"), **fields})


@pytest.fixture
def three_lines(tmp_path):
    for kind in (Kind.SEALED, Kind.PUBLISHED, Kind.REMOVED):
        ledger.append(tmp_path, line(kind))
    return tmp_path / LEDGER_NAME


def breaks(path):
    return ledger._parse(path.read_bytes()).breaks


def test_lines_come_back_as_they_were_written(three_lines):
    book = ledger.read(three_lines.parent)
    assert book.lines == (line(), line(Kind.PUBLISHED), line(Kind.REMOVED))
    assert book.breaks == ()
    assert book.entries[FILE].sealed == line()


def test_a_line_is_one_json_object_that_names_the_hash_of_the_line_before(three_lines):
    first, second, _ = three_lines.read_bytes().splitlines()
    assert json.loads(first)["prev"] is None
    assert json.loads(second)["prev"] == hashlib.sha256(first).hexdigest()
    assert json.loads(second)["by"] == "Lê Thị Ánh"
    assert "Ánh".encode() in second, "people read this file: letters stay letters"


def test_no_ledger_is_an_empty_one(tmp_path):
    assert ledger.read(tmp_path).lines == ()


def test_every_flipped_bit_is_noticed(three_lines):
    """Promise 32 (ledger): an edit of any byte, the last line included, breaks the chain."""
    raw = three_lines.read_bytes()
    unnoticed = []
    for place in range(len(raw) - 1):  # without the last newline, whose loss makes half a last line
        edited = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        if not ledger._parse(edited).breaks:
            unnoticed.append(place)
    assert unnoticed == []


@pytest.mark.parametrize("order", [(1, 2), (0, 2), (1, 0, 2), (0, 2, 1), (0, 0, 1, 2)])
def test_dropped_moved_and_doubled_lines_are_noticed(three_lines, order):
    """Promise 32 (ledger): dropping, reordering or repeating lines breaks the chain."""
    lines = three_lines.read_bytes().splitlines(keepends=True)
    three_lines.write_bytes(b"".join(lines[number] for number in order))
    assert breaks(three_lines)


@pytest.mark.parametrize(
    "nonsense", [b"{}\n", b"\n", b"[1]\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'{"kind": 1}\n']
)
def test_nonsense_between_lines_is_noticed_and_hides_no_other_line(three_lines, nonsense):
    lines = three_lines.read_bytes().splitlines(keepends=True)
    three_lines.write_bytes(lines[0] + nonsense + b"".join(lines[1:]))
    assert breaks(three_lines)
    assert len(ledger.read(three_lines.parent).lines) == 3


@pytest.mark.parametrize("name", ["../other.duckdb", "/etc/passwd", "", ".."])
def test_a_line_cannot_name_a_file_of_another_folder(tmp_path, name):
    ledger.append(tmp_path, line(file=name))
    assert FILE not in ledger.read(tmp_path).entries
    assert ledger.read(tmp_path).lines == ()


def test_half_a_last_line_is_no_line_and_is_cut_off_by_the_next_writer(three_lines):
    raw = three_lines.read_bytes()
    whole = b"".join(raw.splitlines(keepends=True)[:2])
    for length in range(len(whole) + 1, len(raw)):
        book = ledger._parse(raw[:length])
        assert (len(book.lines), book.breaks) == (2, ())
    three_lines.write_bytes(whole + b'{"kind": "removed", "why": "' + b"x" * 5_000)
    ledger.append(three_lines.parent, line(Kind.REMOVED, by="sau"))
    assert three_lines.read_bytes().endswith(b'"}\n')
    book = ledger.read(three_lines.parent)
    assert book.breaks == ()
    assert [entry.by for entry in book.lines] == ["Lê Thị Ánh", "Lê Thị Ánh", "sau"]


def test_a_broken_chain_stays_reported_until_a_person_accepts_it_and_shows_again_when_edited_anew(three_lines):
    folder = three_lines.parent
    three_lines.write_bytes(three_lines.read_bytes().replace(b"sealed", b"SEALED", 1))
    ledger.append(folder, line(file="20240101T000000.000000Z.duckdb"))
    assert ledger.read(folder).breaks == (1, 2)
    ledger.acknowledge_breaks(folder, by="quản trị", why="đã đối chiếu với bản sao lưu")
    assert ledger.read(folder).breaks == ()
    three_lines.write_bytes(three_lines.read_bytes().replace(b"SEALED", b"Sealed", 1))
    assert breaks(three_lines)


def test_a_line_that_the_disk_refuses_leaves_the_ledger_as_it_was(three_lines, monkeypatch):
    before = three_lines.read_bytes()

    def refuse(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sealed_lines.os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        ledger.append(three_lines.parent, line())
    assert three_lines.read_bytes() == before


def test_a_name_with_a_broken_character_can_be_written(tmp_path):
    ledger.append(tmp_path, line(by="A\udcff\u2028\n"))
    book = ledger.read(tmp_path)
    assert (book.lines[0].by, book.breaks) == ("A\udcff\u2028\n", ())
