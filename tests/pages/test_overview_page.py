"""The overview: each reform area leads to its page."""

from urllib.parse import parse_qsl

from test_pages import opened

from metrics.plan import load

OVERVIEW, AREAS = "pages/overview/scoreboard.py", "pages/plan/areas.py"


def test_each_reform_area_leads_to_its_targets_in_the_same_period(filled):
    app = opened(OVERVIEW, ky="Quý II 2023")
    assert not app.exception
    asked = {link.proto.label: dict(parse_qsl(link.proto.query_string)) for link in app.get("page_link")}
    for area in load(2023).areas:
        assert asked[area.short_label] == {"ky": "Quý II 2023", "linh_vuc_cai_cach": area.short_label}
    page = opened(AREAS, **asked["Chính quyền số"])
    assert not page.exception
    assert page.title[0].value.startswith("Chính quyền số")
