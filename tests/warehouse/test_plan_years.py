"""Folders of plans: the year of each is read once, and anew when its file changes."""

import yaml

from warehouse import plan_files


def test_the_year_of_a_plan_is_read_once_and_anew_when_its_file_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(plan_files, "PLANS", tmp_path)
    monkeypatch.setenv(plan_files.VARIABLE, str(tmp_path))
    (tmp_path / "cua-minh").mkdir()
    about = tmp_path / "cua-minh" / "plan.yaml"
    about.write_text("year: 2024\n", encoding="utf-8")
    read: list[str] = []
    parse = yaml.safe_load
    monkeypatch.setattr(yaml, "safe_load", lambda text: (read.append(text), parse(text))[1])
    assert plan_files.folders() == plan_files.folders() == {2024: about.parent}
    assert len(read) == 1
    about.write_text("year: 2025 # thay kế hoạch\n", encoding="utf-8")
    assert plan_files.folders() == {2025: about.parent}
    assert len(read) == 2
