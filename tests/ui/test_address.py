"""The link of a view and rows kept in the address."""

import doctest
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from ui import address, links


def test_examples_in_docstrings_hold():
    assert doctest.testmod(address).failed == 0


def test_the_link_says_defaults_too_and_survives_any_letter():
    link = address.of("http://may/nhiem-vu", {"nv": "8", "tim": "a&b=c?"}, {"pham_vi": "Toàn huyện", "thang": ""})
    assert parse_qs(urlsplit(link).query) == {"nv": ["8"], "tim": ["a&b=c?"], "pham_vi": ["Toàn huyện"]}
    assert link.isascii()


def test_what_the_strip_says_wins_over_an_old_address():
    link = address.of("http://may/", {"ky": "Quý I 2023"}, {"ky": "6 tháng 2023"})
    assert parse_qs(urlsplit(link).query) == {"ky": ["6 tháng 2023"]}


def test_a_row_is_known_by_all_that_it_says():
    table = pd.DataFrame({"a": ["1", "1", "1"], "b": ["2", "3", "2"]})
    first, second, third = address.fingerprints(table)
    assert first == third != second


@pytest.mark.parametrize(
    ("present", "sections"),
    [("nhiem-vu", ["", "Kế hoạch: Nhiệm vụ", "Họp"]), ("", ["", "Kế hoạch", "Họp"]), ("la", ["", "Kế hoạch", "Họp"]),
     ("chi-tieu", ["", "Kế hoạch", "Họp"])],
)  # fmt: skip
def test_the_section_of_the_present_page_says_its_name(present, sections, monkeypatch):
    def made(title: str, path: str) -> SimpleNamespace:
        return SimpleNamespace(title=title, url_path=path)

    menu = {
        "": [made("Tổng quan", ""), made("Chỉ tiêu", "chi-tieu")],
        "Kế hoạch": [made("Báo cáo", "bao-cao"), made("Nhiệm vụ", "nhiem-vu")],
        "Họp": [made("Trình chiếu", "trinh-chieu")],
    }
    monkeypatch.setattr(links, "here", lambda: present)
    assert list(links.placed(menu)) == sections
    assert list(links.placed(menu).values()) == list(menu.values())
