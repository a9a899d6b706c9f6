"""Rules that every screen keeps."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SOURCES = [PROJECT / "app.py", *sorted((PROJECT / "ui").rglob("*.py")), *sorted((PROJECT / "pages").rglob("*.py"))]


def test_no_page_lies_directly_in_pages():
    """Streamlit would serve it without app.py to the first visitor after a restart."""
    assert not list((PROJECT / "pages").glob("*.py"))


@pytest.mark.parametrize(
    "forbidden",
    [
        r"unsafe_allow_html",
        r"use_container_width",
        r"st\.html\(",
        r"plotly\.express",
        r"sys\.path",
        r"cache_\w+\.clear",
    ],
)
def test_no_screen_uses_what_the_house_rules_forbid(forbidden):
    assert [path.name for path in SOURCES if re.search(forbidden, path.read_text(encoding="utf-8"))] == []


def test_every_page_stands_in_the_menu():
    menu = (PROJECT / "app.py").read_text(encoding="utf-8")
    pages = [path.relative_to(PROJECT).as_posix() for path in (PROJECT / "pages").rglob("*.py")]
    assert [page for page in pages if f'"{page}"' not in menu] == []


def test_pages_hold_no_queries_no_arithmetic_and_no_state():
    for path in (PROJECT / "pages").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"SELECT |import pandas|session_state|cache_data|cache_resource", text), path.name


@pytest.mark.parametrize("word", ["vui lòng", "bạn ", "Vui lòng"])
def test_texts_address_nobody(word):
    assert [path.name for path in SOURCES if word in path.read_text(encoding="utf-8")] == []
