"""Reports made by command and by page: registered, the same when made again, refused in words, compared with before."""

import hashlib
import io
import json
import time
from datetime import datetime

import docx
import pytest

import warehouse
from reports import making, pdf, template
from reports.__main__ import main
from reports.content import Order
from tests.pages import made_up
from warehouse import report_ledger
from warehouse.period import Period


def run(folder, kind, output, *more):
    return main([kind, "--period", "2023-H1", "-o", str(output), "--warehouse", str(folder), "--by", "Nội vụ", *more])


def test_a_report_is_written_and_registered_with_its_snapshot_and_sum(folder, tmp_path, capsys):
    known = len(report_ledger.read(folder).lines)
    path = tmp_path / "bao-cao.docx"
    assert run(folder, "word", path, "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    line = report_ledger.read(folder).lines[-1]
    assert len(report_ledger.read(folder).lines) == known + 1
    assert said["sha256"] == line.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (line.report, line.file, line.period.token, line.by) == ("word", "bao-cao.docx", "2023-H1", "Nội vụ")
    assert line.snapshot == said["snapshot"] == warehouse.newest(folder).served.path.name
    assert line.variants == (("on_time_rate", "A"),)


@pytest.mark.parametrize("kind", making.KINDS)
def test_a_report_made_again_from_the_same_snapshot_is_the_same_file(folder, tmp_path, kind):
    name = warehouse.newest(folder).served.path.name
    first, second = tmp_path / "a", tmp_path / "b"
    assert run(folder, kind, first) == 0
    time.sleep(2.1)  # an archive tells times two seconds apart
    assert run(folder, kind, second, "--snapshot", name) == 0
    assert first.read_bytes() == second.read_bytes()


def test_files_that_are_handed_out_have_names_of_their_own(order):
    names = {making.make(kind, order).file for kind in making.KINDS}
    other = Order(snapshot=order.snapshot, period=Period.parse("2023-Q1"))
    names.add(making.make("word", other).file)
    assert len(names) == len(making.KINDS) + 1
    assert all("2023" in name for name in names)


def test_a_variant_changes_the_figure_and_is_registered(folder, tmp_path):
    assert run(folder, "word", tmp_path / "a.docx") == run(folder, "word", tmp_path / "b.docx", "--variant", "B") == 0
    assert (tmp_path / "a.docx").read_bytes() != (tmp_path / "b.docx").read_bytes()
    assert report_ledger.read(folder).lines[-1].variants == (("on_time_rate", "B"),)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["word", "--period", "2023-X9"], 2, 'Không hiểu kỳ "2023-X9"'),
        (["excel", "--period", "2019"], 2, "Chưa có kế hoạch năm 2019"),
        (["word", "--period", "2023-H1", "--snapshot", "khong-co"], 1, 'Không còn giữ bản số liệu "khong-co"'),
        (["word", "--period", "2023-H1", "--template", "khong-co.docx"], 2, "Không mở được mẫu báo cáo"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words_and_nothing_is_registered(
    folder, tmp_path, capsys, arguments, code, said
):
    known = report_ledger.read(folder).lines
    assert main([*arguments, "-o", str(tmp_path / "x"), "--warehouse", str(folder)]) == code
    assert said in capsys.readouterr().err
    assert report_ledger.read(folder).lines == known
    assert not (tmp_path / "x").exists()


def test_before_the_first_load_there_is_nothing_to_report(tmp_path, capsys):
    assert run(tmp_path / "kho", "word", tmp_path / "a.docx") == 1
    assert "Nạp tệp xuất từ phần mềm một cửa" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_said(folder, tmp_path, capsys):
    assert run(folder, "excel", tmp_path / "khong" / "a.xlsx") == 1
    assert "Xem lại đường dẫn và quyền" in capsys.readouterr().err


def test_without_libreoffice_word_is_written_and_the_pdf_is_refused(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    assert run(folder, "word", tmp_path / "a.docx", "--pdf") == 1
    assert (tmp_path / "a.docx").exists()
    assert not (tmp_path / "a.pdf").exists()
    assert "không có LibreOffice" in capsys.readouterr().err


def test_the_template_command_writes_a_frame_that_can_be_used(folder, tmp_path):
    frame, path = tmp_path / "mau.docx", tmp_path / "a.docx"
    assert main(["template", "-o", str(frame)]) == 0
    template.check(docx.Document(str(frame)), frame.name)
    assert run(folder, "word", path, "--template", str(frame)) == 0
    assert path.exists()


def test_the_next_report_says_what_has_changed_since_the_one_before(tmp_path):
    made_up.publish(tmp_path, dossiers=300, is_sample=False)
    assert run(tmp_path, "word", tmp_path / "a.docx") == 0
    made_up.publish(tmp_path, dossiers=500, is_sample=False, load_id="load-2")
    with warehouse.staged(tmp_path, by="kiểm thử", why="ghi lại ngày nạp") as staging:
        staging.con.execute(
            "UPDATE loads SET loaded_at = ?, file = 'nop-muon.xlsx', export_date = DATE '2023-07-31' "
            "WHERE load_id = 'load-2'",
            [datetime(2023, 8, 1, 3)],
        )
        staging.publish = True
    made = making.make("word", Order(snapshot=making.snapshot(tmp_path), period=Period.parse("2023-H1")))
    document = docx.Document(io.BytesIO(made.content))
    text = "\n".join(paragraph.text for paragraph in template.paragraphs(document))
    assert "của báo cáo 6 tháng đầu năm 2023 lập từ bản số liệu" in text
    assert "nay đã khác" in text
    (table,) = [table for table in document.tables if table.rows[0].cells[-1].text == "Vì"]
    on_time = next(row for row in table.rows if row.cells[0].text == "CT2.15")
    assert on_time.cells[2].text != on_time.cells[3].text
    assert "nạp nop-muon.xlsx" in on_time.cells[5].text
    first = making.make("word", Order(snapshot=warehouse.history(tmp_path)[-1], period=Period.parse("2023-H1")))
    assert first.content == (tmp_path / "a.docx").read_bytes()  # the report before is not its own predecessor
