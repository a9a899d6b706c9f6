"""The dictionary of indicators on screen, on invented dossiers."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from metrics.catalogue import discover
from metrics.plan import load
from ui.indicator_words import paragraph

PROJECT = Path(__file__).parents[2]
ON_TIME = discover()["on_time_rate"]


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    app.run().switch_page("pages/reference/dictionary.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.title, app.subheader, app.markdown) for element in kind)


def test_the_address_says_which_entry_is_open(filled):
    app = opened(muc_tu_dien=ON_TIME.label)
    assert app.subheader[0].value == ON_TIME.label
    first = opened()
    assert first.subheader[0].value == first.radio(key="muc_tu_dien").options[0] != ON_TIME.label


def test_an_entry_shows_each_reading_with_its_parts_source_and_figure(filled):
    rows = opened(muc_tu_dien=ON_TIME.label).table[0].value
    assert list(rows["Cách"]) == ["Cách A", "Cách B", "Cách C", "Cách D"]
    assert rows["Mẫu số"][0] == "đã giải quyết"
    assert "766" in rows["Theo"][1]
    figures = rows.iloc[:, 3]
    assert len(set(figures)) > 1  # the readings differ
    assert all("%" in figure for figure in figures)


def test_an_entry_quotes_the_plan_word_for_word(filled):
    text = said(opened(muc_tu_dien=ON_TIME.label)).replace("\\", "")
    for id in ("CT2.15", "CT2.16"):
        target = load(2023).target(id)
        assert target.quote in text
        assert f"{paragraph(target.paragraph)}: “" in text


def test_an_entry_of_every_source_and_kind_opens(filled):
    app = opened()
    labels = {(one.source, one.kind): one.label for one in discover().values()}
    for label in labels.values():
        app.radio(key="muc_tu_dien").set_value(label).run()
        assert not app.exception
        assert app.subheader[0].value == label


def test_the_search_needs_no_accents_and_says_when_nothing_fits(filled):
    app = opened(tim_tu_dien="dung han")
    assert ON_TIME.label in app.radio(key="muc_tu_dien").options
    assert len(app.radio(key="muc_tu_dien").options) < len(discover())
    assert "Không có chỉ tiêu nào khớp" in said(opened(tim_tu_dien="zzz"))


def test_what_cannot_be_counted_says_why(filled):
    app = opened()
    reasons = app.table[-1].value
    total = sum(int(count.strip("*")) for count in reasons["Số"])
    assert f"{total} mục tiêu chưa tính được" in app.subheader[-1].value
    assert any("chưa nạp" in reason for reason in reasons["Vì sao"])
    assert any("CT2.17" in targets for targets in reasons["Mục tiêu"])  # no survey among the invented files
