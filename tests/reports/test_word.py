"""The Word report: read back, numbers equal to the content, links to sources, repeated heads, the same bytes twice."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, timedelta
from xml.etree import ElementTree

import docx
import pytest

from metrics import wording
from reports import pdf, template, word
from reports.pdf import PdfError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def report(content):
    return word.document(content)


@pytest.fixture(scope="module")
def opened(report):
    return docx.Document(io.BytesIO(report))


def texts(document) -> str:
    return "\n".join(paragraph.text for paragraph in template.paragraphs(document))


def root(report: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def test_no_placeholder_is_left_and_the_layout_is_that_of_an_office(opened):
    text = texts(opened)
    assert "{{" not in text
    assert "}}" not in text
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "/BC-UBND", "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN", "Công tác cải cách hành chính 6 tháng đầu năm 2023",
        "từ ngày 01/01/2023 đến ngày 30/06/2023",
    ):  # fmt: skip
        assert said in text
    assert "MINH HỌA" not in text
    assert opened.styles["Normal"].font.name == "Times New Roman"


def test_figures_in_the_tables_are_those_of_the_content(content, opened):
    rows = {row.cells[0].text.split(" (")[-1].split(")")[0]: [cell.text for cell in row.cells]
            for table in opened.tables for row in table.rows if len(row.cells) == 8}  # fmt: skip
    for line in content.lines:
        figure, target = line.score.figure, line.score.target
        goal = None if target.value is None else float(target.value)
        said = f"{wording.percent(figure.rate_pct, goal)} ({wording.ratio(figure.numerator, figure.denominator)})"
        cells = rows[target.id]
        assert cells[2] == said
        assert cells[5] == line.quarter.said


def test_the_table_of_sources_has_every_source_with_its_counts(content, opened):
    (table,) = [table for table in opened.tables if table.rows[0].cells[-1].text == "Tệp"]
    found = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert len(found) == len(content.sources)
    for cells, source in zip(found, content.sources, strict=True):
        assert cells[0] == str(source.no)
        assert cells[3:5] == [wording.number(source.numerator), wording.number(source.denominator)]


def test_every_link_leads_to_a_bookmark_and_every_source_is_linked(content, report):
    tree = root(report)
    names = [mark.get(f"{W}name") for mark in tree.iter(f"{W}bookmarkStart")]
    ids = [mark.get(f"{W}id") for mark in tree.iter(f"{W}bookmarkStart")]
    anchors = {link.get(f"{W}anchor") for link in tree.iter(f"{W}hyperlink")}
    assert len(names) == len(set(names))
    assert len(ids) == len(set(ids)) == len(list(tree.iter(f"{W}bookmarkEnd")))
    assert anchors <= set(names)
    assert {f"nguon_{source.no}" for source in content.sources} <= anchors
    assert any(name.startswith("cau_") for name in anchors)  # sources lead back to sentences


def test_every_table_of_figures_repeats_its_head_on_the_next_page(report):
    for table in root(report).iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        if len(rows) > 2:
            assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None


def test_charts_are_pictures_with_a_description(report):
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".png")]) == 2
    said = re.findall(rb'descr="([^"]+)"', zipfile.ZipFile(io.BytesIO(report)).read("word/document.xml"))
    assert len(said) == 2
    assert "Tỷ lệ đúng hạn theo tháng: T1/23" in said[1].decode()


def test_the_same_content_is_the_same_file_and_another_figure_is_another(content, report):
    assert word.document(content) == report
    assert word.document(replace(content, loaded=replace(content.loaded, is_sample=True))) != report


def test_tasks_of_the_next_period_are_those_due_by_the_end_of_its_last_day(content):
    def said(due):
        return texts(docx.Document(io.BytesIO(word.document(replace(content, due=due)))))

    assert "nhiệm vụ có hạn đến hết ngày 30/09/2023:" in said(content.due)
    assert "Không nhiệm vụ nào của phụ lục kế hoạch có hạn đến hết ngày 30/09/2023." in said(())


def test_made_up_figures_are_called_so_under_the_title(content):
    said = texts(
        docx.Document(io.BytesIO(word.document(replace(content, loaded=replace(content.loaded, is_sample=True)))))
    )
    assert template.SAMPLE in said


def test_names_from_files_are_text_whatever_they_hold(content):
    names = {**content.unit_names, "26425": "Xã <b>&x\x07</b> {{ky}}"}
    said = texts(docx.Document(io.BytesIO(word.document(replace(content, unit_names=names)))))
    assert "Xã <b>&x</b> {{ky}}" in said


@pytest.mark.skipif(not pdf.is_possible(), reason="không có LibreOffice trên máy này")
def test_libreoffice_opens_the_report(report):
    made = pdf.of_word(report)
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page[^s]", made)) >= 5


def test_without_libreoffice_the_remedy_is_said(monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(PdfError, match=r"không có LibreOffice.*Lưu thành PDF"):
        pdf.of_word(b"")


def test_a_libreoffice_that_fails_is_no_traceback(monkeypatch):
    def fails(*_, **__):
        raise subprocess.TimeoutExpired("soffice", 1)

    monkeypatch.setattr(pdf.shutil, "which", lambda name: "/bin/soffice")
    monkeypatch.setattr(pdf.subprocess, "run", fails)
    with pytest.raises(PdfError, match="không đổi được"):
        pdf.of_word(b"x")


def test_the_properties_name_the_snapshot_and_no_clock(content, opened):
    published = content.order.snapshot.published_at
    assert opened.core_properties.created.replace(tzinfo=UTC) - published < timedelta(seconds=1)
    assert content.order.snapshot.path.name in opened.core_properties.comments
