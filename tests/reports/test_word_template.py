"""Templates of an office: words replaced where Word cut them, wrong ones refused with what to change."""

import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Pt

from reports import template, word
from reports.template import TemplateError

PROJECT = Path(__file__).parents[2]


def own(path: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def test_an_office_words_its_own_report(tmp_path, content):
    document = docx.Document()
    paragraph = document.add_paragraph()
    for part in ("Kỳ {", "{k", "y}", "} đến {{ den_ngay }}."):  # as Word cuts a line that was typed with corrections
        paragraph.add_run(part).font.size = Pt(20)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{{so_ke_hoach}}"
    document.sections[0].footer.paragraphs[0].text = "Bản {{ban_so_lieu}}"
    document.add_paragraph("{{phu_luc_nguon}}")
    path = tmp_path / "mau.docx"
    document.save(str(path))
    made = docx.Document(io.BytesIO(word.document(content, path)))
    assert made.paragraphs[0].text == "Kỳ 6 tháng đầu năm 2023 đến 30/06/2023."
    assert made.paragraphs[0].runs[0].font.size == Pt(20)
    assert made.tables[0].cell(0, 0).text == "17/KH-UBND"
    assert made.sections[0].footer.paragraphs[0].text == f"Bản {content.order.snapshot.path.stem}"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("{{ten_sai}}", "{{phu_luc_nguon}}"), 'không có ô "ten_sai". Các ô dùng được: trich_yeu'),
        (("Kỳ {{ky}", "{{phu_luc_nguon}}"), "không đủ cặp"),
        (("Xem {{han_che}} ở đây", "{{phu_luc_nguon}}"), '"han_che" phải đứng riêng một đoạn'),
        (("Kỳ {{ky}}",), 'thiếu ô "phu_luc_nguon"'),
    ],
)
def test_a_wrong_template_is_refused_with_what_to_change(tmp_path, content, lines, said):
    with pytest.raises(TemplateError) as refused:
        word.document(content, own(tmp_path / "mau.docx", *lines))
    assert said in str(refused.value)
    assert "mau.docx" in str(refused.value)


@pytest.mark.parametrize("bytes_", [b"", b"PK\x03\x04 no archive", b"plain text"])
def test_a_file_that_is_no_document_is_refused(tmp_path, bytes_):
    path = tmp_path / "mau.docx"
    path.write_bytes(bytes_)
    with pytest.raises(TemplateError, match=r"Không mở được mẫu báo cáo mau\.docx"):
        template.opened(path)
    with pytest.raises(TemplateError, match="Không mở được"):
        template.opened(tmp_path / "khong-co.docx")


def damaged(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return the built-in frame with its parts changed; None leaves one out."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(template.as_bytes(template.built_in()))) as old, ZipFile(stream, "w") as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return stream.getvalue()


def in_document(new: bytes) -> bytes:
    return damaged(lambda name, data: new if name == "word/document.xml" else data)


def flipped() -> bytes:
    """Return the built-in frame with the middle of a packed part overwritten, as a bad disk does."""
    whole = bytearray(template.as_bytes(template.built_in()))
    with ZipFile(io.BytesIO(bytes(whole))) as parts:
        entry = parts.getinfo("word/document.xml")
    middle = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    whole[middle : middle + 40] = b"\xff" * 40
    return bytes(whole)


@pytest.mark.parametrize(
    "make",
    [
        lambda: in_document(b"<w:document"),
        lambda: in_document(b""),
        lambda: in_document(b"<a/>"),
        lambda: in_document(b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'),
        lambda: damaged(lambda name, data: None if name == "word/styles.xml" else data[: len(data) // 2]),
        lambda: template.as_bytes(template.built_in())[:-400],
        flipped,
    ],
    ids=["broken XML", "empty part", "other XML", "no body", "parts cut short", "file cut short", "flipped stream"],
)
def test_a_damaged_document_is_refused_with_the_remedy(tmp_path, make):
    path = tmp_path / "mau.docx"
    path.write_bytes(make())
    with pytest.raises(TemplateError, match=r"Không mở được mẫu báo cáo mau\.docx\. Lưu mẫu ở dạng \.docx"):
        template.opened(path)


def test_the_built_in_frame_passes_its_own_check_and_holds_every_block(tmp_path):
    path = tmp_path / "mau.docx"
    path.write_bytes(template.as_bytes(template.built_in()))
    text = "\n".join(paragraph.text for paragraph in template.paragraphs(template.opened(path)))
    assert [name for name in template.BLOCKS if f"{{{{{name}}}}}" not in text] == []


def test_every_placeholder_is_written_down_for_the_office():
    guide = (PROJECT / "data" / "templates" / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*template.WORDS, *template.BLOCKS) if f"`{{{{{name}}}}}`" not in guide] == []


def test_every_word_has_a_value_and_every_value_a_word(content):
    assert set(word.words(content)) == set(template.WORDS)


def test_the_template_chosen_is_the_given_one_then_the_variable_then_the_office_s(tmp_path, monkeypatch):
    monkeypatch.delenv(template.VARIABLE, raising=False)
    monkeypatch.setattr(template, "PLACE", tmp_path / "bao-cao.docx")
    assert template.chosen() is None
    (tmp_path / "bao-cao.docx").touch()
    assert template.chosen() == tmp_path / "bao-cao.docx"
    monkeypatch.setenv(template.VARIABLE, "/khac/mau.docx")
    assert template.chosen() == Path("/khac/mau.docx")
    assert template.chosen(tmp_path / "cho.docx") == tmp_path / "cho.docx"
