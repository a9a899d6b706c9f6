"""The table of units by indicator: what the district's own offices are held to, and the figures in full."""

from types import SimpleNamespace

import pandas as pd
import pytest

from ui import communes

E_RESULTS = next(about for about in communes.COMPARED if about.key == "e_result_rate")
TABLE = pd.DataFrame(
    {
        "order": [0, 1, 2, 3, 4],
        "name": ["Xuân Hòa", "Cộng cấp xã", "Tư pháp", "Cộng cấp huyện", "Toàn huyện"],
        "e_result_rate_rate": [10.28, 10.28, 32.1555, 32.1555, 25.0],
        "e_result_rate_target": [20.0, 20.0, 30.0, 30.0, None],
        "e_result_rate_hits": [41, 41, 91, 91, 132],
        "e_result_rate_n": [399, 399, 283, 283, 682],
    }
)


def test_another_target_of_the_districts_offices_is_said():
    assert communes._other_goals(TABLE, [E_RESULTS]) == " KQ điện tử ở cấp huyện: từ 30 %."


def test_a_common_target_is_not_said_twice():
    same = TABLE.assign(e_result_rate_target=20.0)
    assert communes._other_goals(same, [E_RESULTS]) == ""


def test_the_figures_in_full_have_rate_numerator_and_denominator_of_each_unit():
    table = communes._printed(TABLE.assign(e_result_rate_n=[399, 399, None, 283, 682]), [E_RESULTS])
    assert table["KQ điện tử %"].tolist()[:2] == ["10,28", "10,28"]
    assert table["KQ điện tử: tử/mẫu"].tolist() == ["41/399", "41/399", "–", "91/283", "132/682"]


@pytest.mark.parametrize("about", communes.COMPARED, ids=lambda about: about.key)
def test_a_cell_opens_the_indicator_of_its_own_column(about, monkeypatch):
    gone = []
    monkeypatch.setattr(communes.links, "open_dossiers", lambda choice, **asked: gone.append(asked))
    row = pd.Series({"code": "26443", "is_sum": False})
    communes._open(row, f"('≥ 93 %', '{about.word}')", SimpleNamespace(of_whole=lambda: None))
    assert [(asked["indicator"], asked["unit"]) for asked in gone] == [(about.key, "26443")]
