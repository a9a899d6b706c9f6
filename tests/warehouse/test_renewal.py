"""A snapshot of another version of the program is built anew before it is read."""

import pytest

import warehouse
from warehouse import build


def published(directory, by="Lan"):
    with warehouse.staged(directory, by=by, why="nạp") as staging:
        staging.publish = True
    return staging.snapshot


def test_a_current_snapshot_is_left_as_it_is(tmp_path):
    assert warehouse.renew(tmp_path, by="Chương trình") is None
    published(tmp_path)
    assert warehouse.renew(tmp_path, by="Chương trình") is None
    assert len(warehouse.history(tmp_path)) == 1


@pytest.mark.parametrize("spoil", ["DROP TABLE built_with", "UPDATE built_with SET version = 'cũ'"])
def test_a_snapshot_of_another_version_gets_views_and_rollup_of_this_one(tmp_path, monkeypatch, spoil):
    with monkeypatch.context() as older:
        older.setattr(build, "build_rollup", lambda con: con.execute(spoil))
        with warehouse.staged(tmp_path, by="Lan", why="nạp") as staging:
            staging.con.execute("INSERT INTO unit_alias VALUES ('a', 'A', '26434', now(), 'Lan', FALSE)")
            staging.publish = True

    renewed = warehouse.renew(tmp_path, by="Chương trình")

    assert renewed == warehouse.newest(tmp_path).served
    con = warehouse.connect(renewed.path)
    assert build.is_current(con)
    assert con.execute("SELECT count(*) FROM rollup_dossier").fetchall() == [(0,)]
    assert con.execute("SELECT alias FROM unit_alias").fetchall() == [("A",)]
    assert (renewed.by, renewed.why) == ("Chương trình", "Lập lại theo phiên bản mới của chương trình")
