"""Odd files read right, hostile files are refused in words, damaged files are never half read."""

import datetime
import os
import random
from pathlib import Path

import openpyxl
import pytest

from bench.make_big_xlsx import HEADERS, dossier_rows, write
from loaders import cell_expat, cell_scan, csv_table
from loaders.csv_table import delimiter_of
from loaders.excel_table import read_xlsx
from loaders.sheet_facts import SheetFacts
from loaders.workbook import Format, UnreadableFileError, Workbook, read, read_in_child, sniff
from loaders.zip_parts import Parts
from tests.loaders import hostile
from tests.loaders.hostile import inline, number, row, shared, typed, xlsx

REAL = Path(os.environ.get("REAL_DATA", "../shared/real"))


def rows_of(book: Workbook, sheet: int = 0) -> list[list[str | None]]:
    return [book.sheets[sheet].row(index) for index in range(book.sheets[sheet].n_rows)]


def read_bytes(folder: Path, content: bytes, name: str = "tep.xlsx") -> Workbook:
    path = folder / name
    path.write_bytes(content)
    return read(path)


def codes(book: Workbook) -> dict[str, int]:
    return {note.code: note.count for note in book.sheets[0].notes}


# ---- odd .xlsx


ODD = {
    "inline strings, rich text and phonetics": (
        xlsx(
            row(
                1,
                inline("A1", "Đơn vị"),
                '<c r="B1" t="inlineStr"><is><r><t xml:space="preserve">Xuân </t></r><r><t>Lộc</t></r>'
                '<rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
            )
        ),
        [["Đơn vị", "Xuân Lộc"]],
    ),
    "shared strings, blank ones among them": (
        xlsx(
            row(1, shared("A1", 0), shared("B1", 1), shared("C1", 2), shared("D1", 3)),
            shared='<si><t>007</t></si><si><t></t></si><si><t xml:space="preserve">  \n</t></si>'
            "<si><t>1.000080</t></si>",
        ),
        [["007", None, None, "1.000080"]],
    ),
    "data starting at C3": (
        xlsx(row(3, inline("C3", "Mã"), inline("D3", "Ngày")) + row(4, inline("C4", "H19"))),
        [[None] * 4, [None] * 4, [None, None, "Mã", "Ngày"], [None, None, "H19", None]],
    ),
    "a wrong dimension": (
        xlsx(row(1, number("A1", 1), number("B1", 2)) + row(2, number("A2", 3)), before='<dimension ref="A1"/>'),
        [["1", "2"], ["3", None]],
    ),
    "the same cell three times": (
        xlsx(row(1, number("A1", 1), number("A1", 2), number("A1", 3))),
        [["3"]],
    ),
    "rows out of order": (
        xlsx(row(3, number("A3", 3)) + row(1, number("A1", 1), number("B1", 2))),
        [["1", "2"], [None, None], ["3", None]],
    ),
    "cells without references": (
        xlsx("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"),
        [["1", "2"], ["3", None]],
    ),
    "a namespace prefix": (
        xlsx('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>', prefix="x"),
        [["1"]],
    ),
    "a comment between cells": (
        xlsx(row(1, number("A1", 1), '<!-- <c r="B1"><v>9</v></c> -->', number("C1", 3))),
        [["1", None, "3"]],
    ),
    "strict OOXML": (
        xlsx(row(1, shared("A1", 0), number("B1", 2)), shared="<si><t>a</t></si>", namespace=hostile.STRICT),
        [["a", "2"]],
    ),
    "booleans and texts that look like them": (
        xlsx(row(1, typed("A1", "b", "1"), typed("B1", "b", "0"), inline("C1", "true"))),
        [["TRUE", "FALSE", "true"]],
    ),
    "error cells": (
        xlsx(row(1, typed("A1", "e", "#N/A"), typed("B1", "e", "#REF!"), typed("C1", "e", "#DIV/0!"))),
        [["#N/A", "#REF!", "#DIV/0!"]],
    ),
    "an error in the last row": (
        xlsx(row(1, number("A1", 1)) + row(2, typed("A2", "e", "#VALUE!"))),
        [["1"], ["#VALUE!"]],
    ),
    "numbers large and small": (
        xlsx(
            row(
                1,
                number("A1", "12345678901234567890"),
                number("B1", "079123456789"),
                number("C1", "1.0"),
                number("D1", "1E-10"),
                number("E1", "0.10000000000000001"),
                number("F1", "123456789.12345678"),
                number("G1", "2.5E+3"),
                number("H1", "-3"),
                number("I1", "12345678.1"),
            )
        ),
        [
            [
                "12345678901234567890",
                "79123456789",
                "1",
                "0.0000000001",
                "0.1",
                "123456789.12345678",
                "2500",
                "-3",
                "12345678.1",
            ]
        ],
    ),
    "formulas without a stored value": (
        xlsx(row(1, '<c r="A1"><f>1+1</f></c>', '<c r="B1"><f>1+1</f><v/></c>', '<c r="C1"><f>1+1</f><v>2</v></c>')),
        [[None, None, "2"]],
    ),
    "a formula whose text is empty": (
        xlsx(row(1, '<c r="A1" t="str"><f>""</f><v></v></c>', number("B1", 1))),
        [[None, "1"]],
    ),
    "ISO dates": (
        xlsx(row(1, typed("A1", "d", "2023-04-05T10:20:00"), typed("B1", "d", "2023-04-05"))),
        [["2023-04-05 10:20:00", "2023-04-05"]],
    ),
    "style after type": (
        xlsx(row(1, '<c r="A1" t="s" s="1"><v>0</v></c>', '<c r="B1" s="12"/>'), shared="<si><t>a</t></si>"),
        [["a"]],
    ),
    "no-break spaces and line breaks around text": (
        xlsx(row(1, inline("A1", "\u00a0 Mã\nhồ sơ \u00a0"), inline("B1", "\u00a0"))),
        [["Mã\nhồ sơ"]],
    ),
    "entities": (
        xlsx(row(1, inline("A1", "a &amp; b &lt;c&gt; &#x1EA1;"), typed("B1", "str", "&#32;"))),
        [["a & b <c> ạ"]],
    ),
    "a decimal comma in a cell marked as number": (
        xlsx(row(1, number("A1", "1,5"), number("B1", " 2 "))),
        [["1,5", "2"]],
    ),
    "a shared string that is only an escaped line end": (
        xlsx(row(1, shared("A1", 0), number("B1", 1)), shared="<si><t>_x000D_</t></si>"),
        [[None, "1"]],
    ),
    "nothing at all": (xlsx(), []),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_workbook_reads_right(name, tmp_path):
    content, expected = ODD[name]
    assert rows_of(read_bytes(tmp_path, content)) == expected


def test_dates_times_and_percentages_become_text_in_one_form(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(
        [
            datetime.datetime(2023, 4, 5, 10, 20),
            datetime.date(2023, 4, 5),
            datetime.time(7, 30),
            datetime.datetime(2023, 4, 5, 23, 59, 59),
            0.985,
            True,
            "2023-04-05",
            "098.5%",
        ]
    )
    book.active["E1"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert rows_of(read(tmp_path / "a.xlsx")) == [
        [
            "2023-04-05 10:20:00",
            "2023-04-05",
            "07:30:00",
            "2023-04-05 23:59:59",
            "0.985",
            "TRUE",
            "2023-04-05",
            "098.5%",
        ]
    ]


def test_dates_counted_from_1904_are_the_dates_that_excel_shows(tmp_path):
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    content = xlsx(row(1, number("A1", 43194, style=1)), settings='<workbookPr date1904="1"/>', styles=styles)
    assert rows_of(read_bytes(tmp_path, content)) == [["2022-04-05"]]


def test_hidden_sheets_rows_and_columns_are_read_and_noted(tmp_path):
    book = openpyxl.Workbook()
    for values in (["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]):
        book.active.append(values)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("Ẩn").append(["x"])
    book["Ẩn"].sheet_state = "veryHidden"
    book.create_sheet("Trống")
    book.save(tmp_path / "a.xlsx")
    read_book = read(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.is_hidden, sheet.n_rows) for sheet in read_book.sheets] == [
        ("Sheet", False, 3),
        ("Ẩn", True, 1),
        ("Trống", False, 0),
    ]
    assert rows_of(read_book)[1] == ["1", "2", "3"]
    assert codes(read_book) == {"hidden_rows": 1, "hidden_columns": 1}
    assert read_book.sheets[1].notes == ()


def test_merged_cells_keep_their_ranges_and_their_text_in_the_first_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["C2"] = "Tiêu đề", "x", "y"
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A2:B3")
    book.save(tmp_path / "a.xlsx")
    read_book = read(tmp_path / "a.xlsx")
    assert set(read_book.sheets[0].merged) == {(0, 0, 0, 2), (1, 0, 2, 1)}
    assert rows_of(read_book)[0] == ["Tiêu đề", None, None]
    assert codes(read_book) == {"merged_cells": 2}


@pytest.mark.parametrize(
    ("name", "code", "count"),
    [
        ("error cells", "error_cells", 3),
        ("formulas without a stored value", "formulas_without_value", 2),
        ("the same cell three times", "repeated_cells", 2),
    ],
)
def test_what_is_odd_is_noted_with_its_count(name, code, count, tmp_path):
    assert codes(read_bytes(tmp_path, ODD[name][0])) == {code: count}


def test_a_formula_whose_text_is_empty_is_not_a_formula_without_value(tmp_path):
    assert codes(read_bytes(tmp_path, ODD["a formula whose text is empty"][0])) == {}


def test_hidden_rows_are_counted_by_the_long_way_too(tmp_path):
    rows = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><!-- --><row r="2" hidden="true"/>'
    book = read_bytes(tmp_path, xlsx(rows, before='<cols><col min="2" max="4" hidden="1"/></cols>'))
    assert codes(book) == {"hidden_rows": 2, "hidden_columns": 3}


def test_macros_are_not_run_and_the_table_is_read_as_data(tmp_path):
    content = hostile.with_parts(xlsx(row(1, number("A1", 1))), [("xl/vbaProject.bin", b"macro")])
    assert rows_of(read_bytes(tmp_path, content, "a.xlsm")) == [["1"]]


# ---- hostile and foreign files


_BROKEN_OFF = f'<worksheet xmlns="{hostile.MAIN}"><sheetData>' + row(1, number("A1", 1))

REFUSED = {
    "zip bomb": (hostile.zip_bomb, "nở ra quá 100 lần"),
    "cells A1 and XFD1048576 only": (hostile.far_cells, "50 triệu ô"),
    "a reference outside any sheet": (hostile.huge_reference, "ngoài bảng tính"),
    "a row after the last one": (hostile.row_out_of_bounds, "ngoài bảng tính"),
    "a far row without cell references": (
        lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="4000000"><c><v>1</v></c></row>'),
        "ngoài bảng tính",
    ),
    "a long string shared by 200,000 rows": (hostile.long_shared_string, "quá nhiều chữ"),
    "an external entity": (hostile.external_entity, "DOCTYPE"),
    "a billion laughs": (hostile.billion_laughs, "DOCTYPE"),
    "two parts of one name": (
        lambda: hostile.with_parts(xlsx(row(1, number("A1", 1))), [("xl/worksheets/Sheet1.xml", "<worksheet/>")]),
        "trùng tên",
    ),
    "too many parts": (
        lambda: hostile.with_parts(xlsx(), [(f"xl/media/{index}.png", "") for index in range(2_000)]),
        "quá 2000 phần",
    ),
    "a size that lies": (hostile.lying_size, "hỏng"),
    "a password (OLE)": (hostile.encrypted_ole, "mật khẩu"),
    "a password (zip)": (hostile.encrypted_zip, "mật khẩu"),
    "a part in UTF-16": (
        lambda: hostile.with_parts(xlsx(), [("xl/extra.xml", "<!DOCTYPE x><x/>".encode("utf-16"))]),
        "hỏng",
    ),
    "a shared string that is not there": (lambda: xlsx(row(1, shared("A1", 7))), "hỏng"),
    "XML that breaks off": (
        lambda: hostile.zipped({**hostile.parts(row(1, number("A1", 1))), "xl/worksheets/sheet1.xml": _BROKEN_OFF}),
        "hỏng",
    ),
    "an empty file": (lambda: b"", "Tệp rỗng"),
    "spaces only": (lambda: b" \r\n\t ", "Tệp rỗng"),
    "a PDF": (lambda: b"%PDF-1.7\n...", "PDF"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "ảnh"),
    "some other zip": (lambda: hostile.zipped({"a.txt": "a"}), "tệp nén"),
    "a Word document": (
        lambda: hostile.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}),
        "không phải bảng tính",
    ),
    "an .xlsb": (
        lambda: hostile.zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x" * 100_000}),
        ".xlsb",
    ),
    "an .ods": (
        lambda: hostile.zipped({"content.xml": "<a/>", "META-INF/manifest.xml": "<a/>"}),
        ".ods",
    ),
    "an XML spreadsheet of 2003": (
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "XML",
    ),
    "prose": (lambda: b"Attachment not found!", "không chia thành cột"),
    "JSON": (lambda: b'{"a": 1}', "không phải bảng tính"),
    "random bytes": (lambda: random.Random(1).randbytes(5000), "không phải bảng tính"),
    "an OLE file cut off": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "không phải bảng tính"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_or_foreign_file_is_refused_in_words(name, tmp_path):
    make, part_of_text = REFUSED[name]
    with pytest.raises(UnreadableFileError, match=part_of_text):
        read_bytes(tmp_path, make())


def test_readers_that_disagree_refuse_and_name_sheet_and_column(tmp_path):
    # The main reader drops CDATA inside a value, the second one does not.
    content = xlsx(row(1, number("A1", 1), '<c r="B1" t="str"><v><![CDATA[a]]></v></c>'))
    with pytest.raises(UnreadableFileError, match="Trang “Trang”, cột B: hai lần đọc"):
        read_bytes(tmp_path, content)


def test_a_total_that_differs_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(xlsx(row(1, number("A1", 1), number("B1", 2))))
    counted = SheetFacts.add_numbers
    monkeypatch.setattr(
        SheetFacts, "add_numbers", lambda self, columns, values: counted(self, columns, values + columns)
    )
    with pytest.raises(UnreadableFileError, match="cột B"):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("xlsx named xls", xlsx()),
        ("html named xls", b"<html><table></table></html>"),
        ("csv named xlsx", "Mã;Tên\n1;2\n".encode()),
    ],
)
def test_format_is_told_by_the_bytes(name, head):
    assert sniff(head).value == name.split()[0]


def test_refusal_never_quotes_a_cell(tmp_path):
    content = xlsx(row(1, number("A1", 1), '<c r="B1" t="str"><v><![CDATA[Nguyễn Văn A]]></v></c>'))
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(tmp_path, content)
    assert "Nguyễn" not in str(caught.value)


# ---- the two ways of counting


def test_the_fast_and_the_long_way_count_alike(tmp_path):
    write(tmp_path / "a.xlsx", 3_000)
    parts = Parts(tmp_path / "a.xlsx")
    strings, sheet = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
    lengths = cell_scan.string_lengths(parts.chunks(strings))
    assert (lengths == cell_expat.string_lengths(parts.chunks(strings))).all()
    fast, slow = SheetFacts(name="a"), SheetFacts(name="a")
    cell_scan.scan_sheet(parts.chunks(sheet), lengths, fast)
    cell_expat.scan_sheet(parts.chunks(sheet), lengths, slow)
    assert (fast.filled == slow.filled).all()
    assert fast.filled.sum() > 50_000
    assert (fast.totals == slow.totals).all()
    assert (fast.last_row, fast.last_column) == (slow.last_row, slow.last_column) == (3_001, 20)


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_counts_do_not_depend_on_where_the_pieces_fall(size, tmp_path):
    content, _ = ODD["numbers large and small"]
    (tmp_path / "a.xlsx").write_bytes(content)
    sheet = b"".join(Parts(tmp_path / "a.xlsx").chunks("xl/worksheets/sheet1.xml"))
    facts = SheetFacts(name="a")
    pieces = [sheet[start : start + size] for start in range(0, len(sheet), size)]
    cell_scan.scan_sheet(pieces, cell_scan.string_lengths([]), facts)
    assert facts.filled[:10].tolist() == [1] * 9 + [0]


def test_a_large_list_comes_out_cell_by_cell(tmp_path):
    write(tmp_path / "a.xlsx", 5_000)
    sheet = read(tmp_path / "a.xlsx").sheets[0]
    columns = [column.to_pylist() for column in sheet.columns]
    expected = [HEADERS, *dossier_rows(5_000)]
    assert [list(row) for row in zip(*columns, strict=True)] == [[text or None for text in row] for row in expected]


# ---- damage


def _same_or_refused(original: Workbook, path: Path) -> bool:
    """Return whether the file was refused; fail when it was read as anything but the original."""
    try:
        found = read(path)
    except UnreadableFileError:
        return True
    assert [rows_of(found, index) for index in range(len(found.sheets))] == [rows_of(original)]
    return False


@pytest.fixture
def small(tmp_path):
    write(tmp_path / "small.xlsx", 40)
    return tmp_path / "small.xlsx"


def test_flipped_bits_never_change_what_is_read(small, tmp_path):
    original, content, draw = read(small), small.read_bytes(), random.Random(5)
    refused = 0
    for _ in range(100):
        damaged = bytearray(content)
        damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        (tmp_path / "flipped.xlsx").write_bytes(damaged)
        refused += _same_or_refused(original, tmp_path / "flipped.xlsx")
    assert refused > 50


def test_cut_files_are_refused(small, tmp_path):
    original, content, draw = read(small), small.read_bytes(), random.Random(6)
    for _ in range(100):
        (tmp_path / "cut.xlsx").write_bytes(content[: draw.randrange(len(content) - 1)])
        assert _same_or_refused(original, tmp_path / "cut.xlsx")


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is not here (REAL_DATA)")
def test_damaged_xls_is_an_answer_and_nothing_else(tmp_path):
    content, draw = (REAL / "workbooks/calamine__merged_range.xls").read_bytes(), random.Random(7)
    reasons = []
    for number_ in range(60):
        damaged = bytearray(content)
        damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        (tmp_path / "a.xls").write_bytes(damaged if number_ % 2 else content[: draw.randrange(len(content))])
        try:
            read(tmp_path / "a.xls")
        except UnreadableFileError as error:
            reasons.append(str(error))
    assert reasons
    assert all(reason.startswith(("Tệp", "Trang")) for reason in reasons)


# ---- HTML


PAGE = """<html><head><title> 5/4/2023 10:20.xls </title><style>td {{color: red}}</style></head><body>
<table border=1>
<tr></tr>
<tr><td rowspan=2>STT</td><td rowspan="2">Đơn vị</td><td colspan=2>Tiếp nhận</td></tr>
<tr><th>Tổng<br>số</th><th>Trong kỳ</th></tr>
<tr><td>1</td><td>  UBND xã
   Xuân Bắc </td><td>007</td><td>&nbsp;</td></tr>
<tr><td colspan=2>Tổng</td><td>1.234<td>5
</table>{more}</body></html>"""


def test_html_named_xls_reads_as_the_screen_shows_it(tmp_path):
    book = read_bytes(tmp_path, PAGE.format(more="").encode(), "5-4-2023.xls")
    assert (book.format, book.encoding, book.title) == (Format.HTML, "utf-8", "5/4/2023 10:20.xls")
    assert rows_of(book) == [
        [None, None, None, None],
        ["STT", "Đơn vị", "Tiếp nhận", None],
        [None, None, "Tổng\nsố", "Trong kỳ"],
        ["1", "UBND xã Xuân Bắc", "007", None],
        ["Tổng", None, "1.234", "5"],
    ]
    assert book.sheets[0].merged == ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (4, 0, 4, 1))


def test_several_tables_are_several_sheets_and_nested_ones_stand_alone(tmp_path):
    layout = (
        "<table><tr><td><table><tr><td>trong</td></tr></table></td></tr></table><table><tr><td>hai</td></tr></table>"
    )
    book = read_bytes(tmp_path, layout.encode(), "a.xls")
    assert [sheet.name for sheet in book.sheets] == ["Bảng 1", "Bảng 2"]
    assert [rows_of(book, 0), rows_of(book, 1)] == [[["trong"]], [["hai"]]]


def test_rowspan_beyond_the_table_ends_with_it(tmp_path):
    table = "<table><tr><td rowspan=65000>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    book = read_bytes(tmp_path, table.encode())
    assert rows_of(book) == [["a", "b"], [None, "c"]]
    assert book.sheets[0].merged == ((0, 0, 1, 0),)


def test_long_html_table_keeps_every_row(tmp_path):
    body = "".join(f"<tr><td>{index}</td>{'<td>x</td>' * (index % 3)}</tr>" for index in range(10_000))
    rows = rows_of(read_bytes(tmp_path, f"<table>{body}</table>".encode()))
    assert [row[0] for row in rows] == [str(index) for index in range(10_000)]
    assert rows[9_998] == ["9998", "x", "x"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body>Phiên làm việc hết hạn</body></html>", "không có bảng nào"),
        ("<table><tr><td colspan=20000>a</td></tr></table>", "16.384 cột"),
        ("<table><tr>" + "<td colspan=16000>a</td></tr><tr>" * 3_200 + "</table>", "quá lớn"),
    ],
)
def test_html_that_is_no_table_or_too_large_is_refused(page, reason, tmp_path):
    with pytest.raises(UnreadableFileError, match=reason):
        read_bytes(tmp_path, page.encode())


def test_html_in_windows_1252_falls_back(tmp_path):
    book = read_bytes(tmp_path, "<table><tr><td>café</td></tr></table>".encode("cp1252"))
    assert (book.encoding, rows_of(book)) == ("cp1252", [["café"]])


# ---- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_is_read_whatever_its_encoding_delimiter_and_line_ends(encoding, delimiter, newline, tmp_path):
    table = [["STT", "Mã hồ sơ", "Tên"], ["1", "000.01", f'"a{delimiter} ""b"""'], ["2", "", "ngã\u2028ba"]]
    text = newline.join(delimiter.join(row) for row in table) + newline
    book = read_bytes(tmp_path, text.encode(encoding), "danh sach.csv")
    assert rows_of(book) == [
        ["STT", "Mã hồ sơ", "Tên"],
        ["1", "000.01", f'a{delimiter} "b"'],
        ["2", None, "ngã\u2028ba"],
    ]
    assert (book.format, book.sheets[0].name) == (Format.CSV, "danh sach")


def test_csv_title_rows_may_be_shorter_than_the_table(tmp_path):
    text = "BÁO CÁO, quý I\n\nTừ ngày 01/01, đến 31/03\nSTT;Mã;Ngày\n1;A;05/04/2023\n2;B;\n3;C;x\n"
    assert rows_of(read_bytes(tmp_path, text.encode(), "a.csv")) == [
        ["BÁO CÁO, quý I", None, None],
        [None, None, None],
        ["Từ ngày 01/01, đến 31/03", None, None],
        ["STT", "Mã", "Ngày"],
        ["1", "A", "05/04/2023"],
        ["2", "B", None],
        ["3", "C", "x"],
    ]


def test_csv_cells_may_hold_line_breaks(tmp_path):
    text = 'a,"dòng 1\ndòng 2",c\n1,2,3\n'
    assert rows_of(read_bytes(tmp_path, text.encode(), "a.csv"))[0] == ["a", "dòng 1\ndòng 2", "c"]


def test_csv_longer_than_one_batch_keeps_every_row(tmp_path):
    lines = [f"{index},{index % 7}" + (",thêm" if index == 24_999 else "") for index in range(25_000)]
    sheet = read_bytes(tmp_path, "\n".join(lines).encode(), "a.csv").sheets[0]
    assert (sheet.n_rows, sheet.n_columns) == (25_000, 3)
    assert sheet.columns[0].to_pylist() == [str(index) for index in range(25_000)]
    assert sheet.row(24_999) == ["24999", "2", "thêm"]


def test_csv_saved_by_vietnamese_windows_keeps_its_tones(tmp_path):
    # Windows-1258 writes a letter and its tone as two bytes.
    import unicodedata

    text = "Mã hồ sơ;Đơn vị\nH19;Xuân Lộc đã trả kết quả\n"
    parted = "".join(_parted(letter, unicodedata) for letter in text)
    book = read_bytes(tmp_path, parted.encode("cp1258"), "a.csv")
    assert book.encoding == "cp1258"
    assert rows_of(book) == [["Mã hồ sơ", "Đơn vị"], ["H19", "Xuân Lộc đã trả kết quả"]]


def _parted(letter: str, unicodedata) -> str:
    try:
        letter.encode("cp1258")
        return letter
    except UnicodeEncodeError:
        first, *marks = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", first + "".join(mark for mark in marks if mark != tone)) + tone


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n\x01\x02\x81\x9d,\xff\x05\n", "bảng mã"),
        (b'a,b\n1,"open\n2,3\n', "dấu nháy"),
        (b"a,b\n" + b'1,"' + b"x" * (2 << 20) + b'"\n', "quá dài"),
        (("," * 16_384 + "\n").encode(), "16.384 cột"),
    ],
    ids=["binary", "open quote", "long cell", "wide"],
)
def test_csv_that_cannot_be_trusted_is_refused(content, reason, tmp_path):
    with pytest.raises(UnreadableFileError, match=reason):
        read_bytes(tmp_path, content, "a.csv")


def test_csv_over_the_limit_on_the_area_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_table, "MAX_AREA", 5_000)
    monkeypatch.setattr(csv_table, "_BATCH_CELLS", 100)
    assert read_bytes(tmp_path, b"a,b,c,d,e\n" * 1_000, "a.csv").sheets[0].n_rows == 1_000
    with pytest.raises(UnreadableFileError, match="50 triệu ô"):
        read_bytes(tmp_path, b"a,b,c,d,e\n" * 1_001, "a.csv")


def test_delimiter_in_a_long_cell_of_many_lines_does_not_count():
    """A sample may end within the quotes."""
    line = "một; hai; ba\n"
    assert delimiter_of(["Mã\tGhi chú\n", f'H19\t"{line}', *[line] * 9, 'bốn"\n', f'H20\t"{line}', *[line] * 9]) == "\t"


def test_delimiter_inside_quotes_does_not_count():
    assert delimiter_of(['"a, b, c";x\n', '"d, e, f";y\n']) == ";"


# ---- broken letters


@pytest.mark.parametrize("make", ["csv", "xlsx", "html"])
def test_letters_broken_by_a_second_save_are_refused(make, tmp_path):
    """M3."""
    broken = "Đơn vị tiếp nhận;Mã hồ sơ;Ngày hẹn trả".encode().decode("cp1252", "replace")
    content = {
        "csv": broken.encode(),
        "html": f"<table><tr><td>{broken}</td></tr></table>".encode(),
        "xlsx": xlsx(row(1, *(inline(f"{'ABC'[at]}1", text) for at, text in enumerate(broken.split(";"))))),
    }[make]
    with pytest.raises(UnreadableFileError, match="hỏng dấu tiếng Việt"):
        read_bytes(tmp_path, content)


def test_capitals_before_a_no_break_space_are_whole(tmp_path):
    """M29: "à" broken is "Ã" and a no-break space, which stands in "ĐÃ SỐ HÓA" typed with such spaces as well."""
    words = ["ĐÃ\u00a0SỐ\u00a0HÓA", "UBND\u00a0XÃ\u00a0XUÂN\u00a0HÒA", "TÊN\u00a0XÃ"]
    assert rows_of(read_bytes(tmp_path, (",".join(words) + "\n").encode(), "a.csv"))[0] == words
    broken = (
        inline(f"{'ABC'[at]}1", text.encode().decode("cp1252")) for at, text in enumerate(("và hai", "là ba", "Nhà to"))
    )
    with pytest.raises(UnreadableFileError, match="hỏng dấu tiếng Việt"):
        read_bytes(tmp_path, xlsx(row(1, *broken)))


def test_all_vietnamese_letters_pass_in_both_unicode_forms(tmp_path):
    import unicodedata

    letters = "aàáảãạăằắẳẵặâầấẩẫậđeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
    text = f"{letters},{letters.upper()}\n{unicodedata.normalize('NFD', letters)},x\n"
    assert rows_of(read_bytes(tmp_path, text.encode(), "a.csv"))[0] == [letters, letters.upper()]


# ---- files that nobody here wrote


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is not here (REAL_DATA)")
def test_real_workbooks_are_read_or_refused_in_words():
    refused = {}
    for path in sorted((REAL / "workbooks").iterdir()):
        try:
            assert read(path).sheets
        except UnreadableFileError as error:
            refused[path.name] = str(error)
    assert {name for name in refused if not name.endswith(".ods")} == {
        "calamine__pass_protected.xlsx",
        "calamine__too_small.xls",
    }
    assert all(".ods" in text for name, text in refused.items() if name.endswith(".ods"))
    assert "mật khẩu" in refused["calamine__pass_protected.xlsx"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is not here (REAL_DATA)")
@pytest.mark.parametrize(
    ("name", "row", "column", "text"),
    [
        ("calamine__date_1904.xlsx", 0, 0, "2021-01-01"),
        ("calamine__date_iso.xlsx", 0, 0, "2021-01-01"),
        ("calamine__encoded_entities.xlsx", 0, 0, "&"),
        ("calamine__inlineStr_cdata.xlsx", 0, 0, "Hello CDATA"),
        ("calamine__nonstandard-xml-ns-prefix.xlsx", 2, 1, "4"),
        ("calamine__strict_iso_paths.xlsx", 0, 1, "Thickness"),
        ("calamine__xls_wrong_decimals.xls", 0, 0, "0.525625"),
        ("calamine__merged_range.xls", 2, 7, "H3"),
        ("calamine__header-row.xlsx", 2, 2, "Note 1"),
    ],
)
def test_real_odd_workbook_reads_right(name, row, column, text):
    assert read(REAL / "workbooks" / name).sheets[0].cell(row, column) == text


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is not here (REAL_DATA)")
@pytest.mark.parametrize("path", sorted(REAL.glob("*/*.xlsx")), ids=lambda path: path.name)
def test_real_workbook_agrees_with_a_third_reader(path):
    try:
        ours = read_xlsx(path)
    except UnreadableFileError:
        pytest.skip("refused, see above")
    for sheet in ours:
        if "strict" in path.name:
            continue  # openpyxl finds no cell in a strict workbook
        theirs = openpyxl.load_workbook(path, data_only=True)[sheet.name]
        if theirs.max_row * theirs.max_column > 1_000_000:
            continue  # formatted to the last row; openpyxl walks all of them
        filled = sum(
            str(cell.value).strip() != "" for line in theirs.iter_rows() for cell in line if cell.value is not None
        )
        assert sum(len(column) - column.null_count for column in sheet.columns) == filled


def test_the_way_through_the_child_changes_nothing(tmp_path):
    write(tmp_path / "a.xlsx", 300)
    assert read_in_child(tmp_path / "a.xlsx") == read(tmp_path / "a.xlsx")
    (tmp_path / "b.xls").write_text(PAGE.format(more=""), encoding="utf-8")
    assert read_in_child(tmp_path / "b.xls") == read(tmp_path / "b.xls")
