"""Nothing about a person leaves the child process (domain guide 8, decision 0005).

A thousand made-up people stand in every column that is dropped, and by mistake in columns that are kept; afterwards
not one of their names, numbers and addresses is in a snapshot, the ledger, a message or anything printed.
"""

import json
import os
import random
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import mess
import pytest
from books import L1, PLAIN, Answer, csv_file, l1_row, page, plain_row, plain_rows, xlsx
from layouts import LAYOUTS, made_up
from mess import Column

import warehouse
from loaders.mapping import MappingError, from_data

ROOT = Path(__file__).resolve().parents[2]

DROPPED = (
    "Chủ hồ sơ", "Họ tên", "Họ tên chủ hồ sơ", "Tên cá nhân, tổ chức", "Người nộp", "Người nộp hồ sơ", "Tên người nộp",
    "Số điện thoại", "Địa chỉ", "Địa chỉ chủ hồ sơ", "Địa chỉ, số điện thoại", "CCCD", "Ký nhận",
    "Cán bộ xử lý hiện tại",
    "Người xử lý", "Công chức tiếp nhận", "Người tiếp nhận", "Người nhận", "Đơn vị/ cá nhân giải quyết", "Trích yếu",
    "Ghi chú", "Số biên lai",
)  # fmt: skip
"""Headers of domain guide 8."""

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Lâm", "Văn")
_MIDDLE = ("Xuân", "Văn", "Thị", "Lang", "Gia", "Bảo", "Suối", "Đức", "Hữu", "Ngọc")
_GIVEN = (
    "Thọ",
    "Trường",
    "Hòa",
    "Hưng",
    "Tâm",
    "Minh",
    "Ray",
    "Hoà",
    "Cát",
    "Bắc",
    "Phú",
    "Định",
    "Hiệp",
    "Thành",
    "Cao",
)


def people():
    """Return 1,000 names, each with a phone number, an address and an identity number."""
    dice = random.Random(741)
    names = [f"{a} {b} {c}" for a in _SURNAMES for b in _MIDDLE for c in _GIVEN]
    return [
        {
            "name": name,
            "phone": dice.choice(("09{:08d}", "09{:02d}.{:03d}.{:03d}", "0251.{:07d}", "+849{:08d}")).format(
                *(dice.randrange(10, 99), dice.randrange(100, 999), dice.randrange(100, 999))
            ),
            "address": f"{dice.randrange(1, 99)}/{dice.randrange(1, 9)} tổ {number}, ấp Kín, xã Xuân Bắc",
            "identity": f"0750{dice.randrange(10**7, 10**8)}",
        }
        for number, name in enumerate(dice.sample(names, 1000), 1)
    ]


PEOPLE = people()
CANARIES = frozenset(value.lstrip("0") for person in PEOPLE for value in person.values())
"""What must be found nowhere; without the zeros that a number would lose."""


def found_in(text: str) -> list[str]:
    """Return the canaries that a text holds, in whatever Unicode form."""
    composed = unicodedata.normalize("NFC", text)
    return sorted(canary for canary in CANARIES if canary in composed)


def personal(person, header):
    """Return what a person would have under a header."""
    if "điện thoại" in header.lower() and "địa chỉ" not in header.lower():
        return person["phone"]
    if header in ("CCCD", "Số biên lai"):
        return person["identity"]
    if header.startswith("Địa chỉ"):
        return person["address"]
    return f"{person['name']}, {person['phone']}" if header == "Ghi chú" else person["name"]


def everything(directory: Path) -> str:
    """Return all cells of all tables of the served snapshot, and all bytes of the folder, as text."""
    con = warehouse.connect(warehouse.newest(directory).served.path).cursor()
    tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    assert "fact_dossier" in tables
    cells = "\n".join(str(con.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables)
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert any(path.name == "ledger.jsonl" for path in files)
    stored = "".join(path.read_bytes().decode("utf-8", "replace") for path in files)
    return cells + re.sub("[\0\ufffd]+", "\0", stored)


def sound_file(path):
    """Write 300 dossiers, each with a person in every dropped column, those columns among the kept ones."""
    rows = [[*PLAIN[:2], *DROPPED[:11], *PLAIN[2:], *DROPPED[11:]]]
    for row, person in zip(plain_rows(300), PEOPLE, strict=False):
        told = [personal(person, header) for header in DROPPED]
        rows.append([*row[:2], *told[:11], *row[2:], *told[11:]])
    return xlsx(path, rows)


def slipped(row, by):
    return [None] * by + row[:-by] if by > 0 else row[-by:] + [None] * -by


def person_row(number, person):
    return l1_row(
        number, Địa_chỉ=person["address"], Người_nộp=person["name"], Chủ_hồ_sơ=f"{person['name']} {person['identity']}"
    )


def mixed_file(path):
    """Write 300 dossiers, of which every twelfth slipped sideways, one way and the other."""
    rows = [person_row(number, person) for number, person in enumerate(PEOPLE[:300], 301)]
    for step, at in enumerate(range(0, 300, 12)):
        rows[at] = slipped(rows[at], (-5, -4, -3, -2, -1, 1, 2, 3, 4)[step % 9])
    return xlsx(path, [L1, *rows])


def loaded(files, directory):
    """Run the real command line on files."""
    return subprocess.run(
        [sys.executable, "-m", "loaders", "load", *map(str, files), "--format", "json"],
        capture_output=True, cwd=ROOT, check=False,
        env={**os.environ, "PYTHONUTF8": "1", "WAREHOUSE_DIR": str(directory)},
    )  # fmt: skip


def with_people(table):
    """Return a table with all people, their numbers and addresses in columns that are dropped, several in a cell."""
    headers = (*DROPPED, "Nội dung")
    cells = {header: [""] * table.n_rows for header in headers}
    for at, person in enumerate(PEOPLE):
        row, header = at % table.n_rows, headers[at // table.n_rows % len(headers)]
        cells[header][row] += "; ".join(person.values()) + "\n"
    people = (Column(path=((header,),), values=values) for header, values in cells.items())
    return replace(table, columns=(*table.columns, *people))


def test_people_leave_no_trace_in_any_layout(tmp_path):
    """L1 to L11 with their mess, a thousand people in each: surveys and petitions, forms and reports, too."""
    chance = random.Random(741)
    files = []
    for name, layout in LAYOUTS.items():
        tables = layout(made_up(chance, is_complete=True), chance).tables
        (tmp_path / name).mkdir()
        people = {sheet: with_people(table) for sheet, table in tables.items()}
        files.append(mess.write(tmp_path / name, people, chance)[0])

    done = loaded(files, tmp_path / "kho")

    printed = done.stdout.decode()
    assert [answer["status"] for answer in json.loads(printed)] == ["loaded"] * len(LAYOUTS), printed
    assert sum(answer["rows"]["rejected"] for answer in json.loads(printed)) == 0
    assert found_in(printed) == []
    assert found_in(done.stderr.decode()) == []
    assert found_in(everything(tmp_path / "kho")) == []


def test_people_leave_no_trace(tmp_path):
    """Sound, slipped and refused files over the real command line: snapshot, ledger, answers, stderr."""
    files = [
        sound_file(tmp_path / "đúng.xlsx"),
        mixed_file(tmp_path / "lẫn.xlsx"),
        page(tmp_path / "lệch.xls", [L1, *(slipped(person_row(n, p), -2) for n, p in enumerate(PEOPLE, 1))]),
        csv_file(tmp_path / "lạ.csv", [("Tên", "Số"), *((p["name"], p["phone"]) for p in PEOPLE)]),
        csv_file(tmp_path / "không đầu đề.csv", [person_row(n, p) for n, p in enumerate(PEOPLE, 1)]),
    ]

    done = loaded(files, tmp_path / "kho")

    printed = done.stdout.decode()
    assert [answer["status"] for answer in json.loads(printed)] == ["loaded", "loaded", "refused", "refused", "refused"]
    first, second = json.loads(printed)[:2]
    assert first["rows"]["loaded"] == 300
    assert 270 <= second["rows"]["loaded"] < 300
    assert found_in(printed) == []
    assert found_in(done.stderr.decode()) == []
    assert found_in(everything(tmp_path / "kho")) == []


@pytest.mark.parametrize("kept", range(len(PLAIN)))
@pytest.mark.parametrize("what", ["name", "phone", "address", "identity"])
def test_a_person_in_a_kept_column_is_refused_or_counted_but_never_repeated(tmp_path, kept, what):
    """A tenth of a column holds people: the file may be taken, what stands there may not."""
    rows = plain_rows(300)
    for at in range(0, 300, 12):
        rows[at][kept] = PEOPLE[at][what]

    assert found_in(Answer(csv_file(tmp_path / "a.csv", [PLAIN, *rows])).all_text()) == []


@pytest.mark.parametrize("kept", range(len(PLAIN)))
def test_a_column_full_of_people_is_never_repeated(tmp_path, kept):
    """All of a column: codes, units, days, statuses."""
    rows = plain_rows(300)
    for row, person in zip(rows, PEOPLE, strict=False):
        row[kept] = person["name"]

    answer = Answer(csv_file(tmp_path / "a.csv", [PLAIN, *rows]))

    assert answer.status == "refused"
    assert found_in(answer.all_text()) == []


@pytest.mark.parametrize(
    "header", ["Hình thức nộp", "Số hóa hồ sơ", "Kết quả điện tử", "Phí (VNĐ)", "Hình thức thanh toán", "Ngày thu"]
)
@pytest.mark.parametrize("what", ["name", "phone", "address"])
def test_a_person_in_an_extra_column_is_emptied_and_counted(tmp_path, header, what):
    """Lenient columns: a strange value costs no dossier."""
    rows = [[*row, person[what]] for row, person in zip(plain_rows(30), PEOPLE, strict=False)]

    answer = Answer(csv_file(tmp_path / "a.csv", [(*PLAIN, header), *rows]))

    assert len(answer.facts) == 30
    assert found_in(answer.all_text()) == []


def test_columns_that_look_like_numbers_of_people_are_named(tmp_path):
    """Domain guide 8: warn by column name."""
    rows = [
        [*row, person["identity"], f"09{number:08d}"]
        for number, (row, person) in enumerate(zip(plain_rows(30), PEOPLE, strict=False))
    ]

    warnings = Answer(xlsx(tmp_path / "a.xlsx", [(*PLAIN, "Giấy tờ", "Liên lạc"), *rows])).texts("warning")

    assert 'Cột "Giấy tờ" giống số điện thoại hoặc số định danh' in warnings
    assert 'Cột "Liên lạc" giống số điện thoại hoặc số định danh' in warnings


@pytest.mark.parametrize(
    "header", [header for header in DROPPED if header not in ("Đơn vị/ cá nhân giải quyết", "Số biên lai")]
)
def test_no_mapping_lets_a_personal_column_in(header):
    """Domain guide 8: only mapped columns that are not personal."""
    with pytest.raises(MappingError, match="thông tin cá nhân, không nạp"):
        from_data({"columns": {"dossier_code": "id", "procedure": header}})


def test_an_officer_column_that_holds_units_may_be_mapped_to_the_unit(tmp_path):
    """Đơn vị/ cá nhân giải quyết: known units are taken, people are refused unseen."""
    header = ["Đơn vị/ cá nhân giải quyết" if name == "Đơn vị" else name for name in PLAIN]
    columns = {
        "dossier_code": "Mã hồ sơ", "unit": "Đơn vị/ cá nhân giải quyết", "received_at": "Ngày tiếp nhận",
        "due_at": "Ngày hẹn trả", "finished_at": "Ngày kết thúc xử lý",
    }  # fmt: skip
    rows = [header, plain_row(1), *(plain_row(number, unit=PEOPLE[number]["name"]) for number in range(2, 30))]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows), mapping={"columns": columns})

    assert answer.column("unit_code") == ["26428"]
    assert found_in(answer.all_text()) == []
