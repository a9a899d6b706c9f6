"""An .xls (Excel 97-2003) is read twice, by readers that share no code, and must come out the same."""

import pytest
from biff import Error, xls
from books import PLAIN, Answer, plain_row

from loaders import excel_table
from loaders.grid import UnreadableFileError
from loaders.workbook import read


def cells(folder, rows, **how):
    (folder / "a.xls").write_bytes(xls(rows, **how))
    (sheet,) = read(folder / "a.xls").sheets
    return [sheet.row(row) for row in range(sheet.n_rows)], sheet


def test_a_text_true_stays_as_written_and_a_boolean_is_shown_as_excel_does(tmp_path):
    rows, _ = cells(tmp_path, [["true", True, "TRUE", False, "false", " True "]])

    assert rows == [["true", "TRUE", "TRUE", "FALSE", "false", "True"]]


def test_booleans_are_found_where_the_table_starts_further_in(tmp_path):
    rows, _ = cells(tmp_path, [["Mã", True], ["true", False]], at=(2, 1))

    assert rows[2:] == [[None, "Mã", "TRUE"], [None, "true", "FALSE"]]


def test_numbers_and_errors_are_text_in_one_form(tmp_path):
    rows, sheet = cells(tmp_path, [[1.5, 7, Error(0x2A), "", "  ", "00123"]])

    assert rows == [["1.5", "7", "#N/A", None, None, "00123"]]
    assert [(note.code, note.count) for note in sheet.notes] == [("error_cells", 1)]


def test_hidden_and_merged_are_noted_as_in_xlsx(tmp_path):
    _, sheet = cells(tmp_path, [["a", "b"], [None, "c"]], merged=[(0, 0, 1, 0)], hidden_rows=[1], is_hidden=True)

    assert sheet.is_hidden
    assert sheet.merged == ((0, 0, 1, 0),)
    assert {note.code for note in sheet.notes} == {"hidden_rows", "merged_cells"}


def test_a_unit_merged_over_its_rows_stands_in_each_of_them(tmp_path):
    """M31."""
    lines = [plain_row(1), plain_row(2, unit=None)]
    (tmp_path / "a.xls").write_bytes(xls([PLAIN, *lines], merged=[(1, 1, 2, 1)]))

    assert Answer(tmp_path / "a.xls").column("unit_code") == ["26428", "26428"]


@pytest.mark.parametrize("fact", ["filled", "totals"])
def test_readers_that_disagree_refuse_and_name_sheet_and_column(fact, tmp_path, monkeypatch):
    """Reliability 3, double read: cells per column, totals of numbers."""
    (tmp_path / "a.xls").write_bytes(xls([["Mã", "Số"], ["x", 3]]))
    sound = excel_table.check_xls

    def other(path):
        (facts,) = sound(path)
        getattr(facts, fact)[1] += 1
        return (facts,)

    monkeypatch.setattr(excel_table, "check_xls", other)

    with pytest.raises(UnreadableFileError, match="Trang “Trang”, cột B: hai lần đọc độc lập"):
        read(tmp_path / "a.xls")


def test_cut_files_are_refused(tmp_path):
    content = xls([["Mã", "Số"], *[[f"x{number}", number] for number in range(200)]])
    original = read_bytes(tmp_path, content)
    reasons = []
    for length in range(600, len(content) - 1, 701):
        try:
            assert read_bytes(tmp_path, content[:length]) == original
        except UnreadableFileError as error:
            reasons.append(str(error))
    assert reasons
    assert all(reason.startswith("Tệp") for reason in reasons)


def read_bytes(folder, content):
    (folder / "b.xls").write_bytes(content)
    return read(folder / "b.xls")
