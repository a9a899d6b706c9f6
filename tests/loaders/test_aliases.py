"""Names of units that a person confirms once, and groups given to fields: kept with who and when, never by guess."""

from typing import Any

import pytest
from books import PLAIN, code, plain_row, xlsx

import warehouse
from loaders import aliases, child, intake, reading
from loaders.aliases import AliasError
from loaders.intake import Options


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    """Read in this process: the way through a child is tested elsewhere."""

    def call(target: str, request: dict[str, Any], **_limits: Any) -> Any:
        return reading.read_export(request)

    monkeypatch.setattr(child, "call", call)


def newest(folder):
    served = warehouse.newest(folder).served
    return warehouse.connect(served.path).cursor() if served else None


def load(path, folder):
    taken = intake.read_export(path, Options(), newest(folder))
    intake.publish([taken], folder, by="Văn thư")
    return taken


def test_a_confirmed_name_matches_in_the_next_file(tmp_path):
    """Domain guide 5: then suggest, never auto-merge; confirmed once, it is known from then on."""
    kho = tmp_path / "kho"
    first = xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(2, unit="Xuân Thoo")])
    assert [reject["reason"] for reject in load(first, kho).rejects.to_pylist()] == [
        'Ô B3: "Xuân Thoo" không có trong danh mục; có phải Xã Xuân Thọ?'
    ]

    aliases.confirm(kho, "Xuân  THOO", "26437", by="Chị Lan")

    second = xlsx(tmp_path / "b.xlsx", [PLAIN, plain_row(3, unit="Xuân Thoo"), plain_row(4, unit="UBND xã Xuân Thoo")])
    taken = load(second, kho)
    assert taken.facts["unit_code"].to_pylist() == ["26437", "26437"]
    assert not any("thiếu dấu" in message.text for message in taken.messages)


def test_a_removed_name_no_longer_matches_and_its_history_stays(tmp_path):
    aliases.confirm(tmp_path / "kho", "Xuân Thoo", "26437", by="Chị Lan")
    aliases.remove(tmp_path / "kho", "xuân thoo", by="Anh Hải")

    con = newest(tmp_path / "kho")
    assert aliases.confirmed(con) == {}
    (entry,) = aliases.list_aliases(con)
    assert (entry["alias"], entry["unit_name"], entry["is_removed"]) == ("Xuân Thoo", "Xã Xuân Thọ", True)
    assert [(line["confirmed_by"], line["is_removed"]) for line in entry["history"]] == [
        ("Chị Lan", False),
        ("Anh Hải", True),
    ]
    taken = load(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(2, unit="Xuân Thoo")]), tmp_path / "kho")
    assert taken.facts["dossier_code"].to_pylist() == [code(1)]


def test_confirmed_again_for_another_unit_the_newest_counts(tmp_path):
    aliases.confirm(tmp_path / "kho", "Xuân Thoo", "26437", by="Chị Lan")
    aliases.confirm(tmp_path / "kho", "Xuân Thoo", "26434", by="Anh Hải")

    assert aliases.confirmed(newest(tmp_path / "kho")) == {"xuân thoo": "26434"}
    assert len(aliases.list_aliases(newest(tmp_path / "kho"))[0]["history"]) == 2


def test_the_same_confirmation_twice_publishes_once(tmp_path):
    aliases.confirm(tmp_path / "kho", "Xuân Thoo", "26437", by="Chị Lan")

    assert aliases.confirm(tmp_path / "kho", "xuân thoo", "26437", by="Chị Lan") is None


@pytest.mark.parametrize(
    ("alias", "unit", "why"),
    [
        ("Suối Cát", "26431", '"Suối Cát" là tên của Xã Suối Cát, không gán được cho Xã Suối Cao.'),
        ("UBND xã Suối Cát", "26431", '"UBND xã Suối Cát" là tên của Xã Suối Cát, không gán được cho Xã Suối Cao.'),
        ("Xuan Tam", "26437", '"Xuan Tam" là tên của Xã Xuân Tâm, không gán được cho Xã Xuân Thọ.'),
        ("Suối Cao", "26431", '"Suối Cao" đã là tên của Xã Suối Cao, không cần xác nhận.'),
        ("Xuân Thoo", "99999", 'Không có đơn vị mang mã "99999".'),
        ("0912 345 678", "26437", "Tên đơn vị phải có chữ và không chứa số điện thoại hay số định danh."),
        ("Lê Kín 0912345678", "26437", "Tên đơn vị phải có chữ và không chứa số điện thoại hay số định danh."),
        ("  ", "26437", "Tên đơn vị phải có chữ và không chứa số điện thoại hay số định danh."),
        ("Xuân " * 30, "26437", "Tên đơn vị dài quá 120 chữ."),
    ],
)
def test_a_name_of_another_unit_is_never_confirmed(tmp_path, alias, unit, why):
    """Traps of domain guide 5: Suối Cao and Suối Cát."""
    with pytest.raises(AliasError) as refused:
        aliases.confirm(tmp_path / "kho", alias, unit, by="Chị Lan")

    assert str(refused.value) == why
    assert newest(tmp_path / "kho") is None


def test_nobody_confirms_anonymously(tmp_path):
    with pytest.raises(AliasError, match=r"^Ghi tên người thực hiện\.$"):
        aliases.confirm(tmp_path / "kho", "Xuân Thoo", "26437", by=" ")


def test_what_was_never_confirmed_cannot_be_removed(tmp_path):
    with pytest.raises(LookupError, match='Chưa ai xác nhận tên đơn vị "Xuân Thoo"'):
        aliases.remove(tmp_path / "kho", "Xuân Thoo", by="Chị Lan")


def test_a_snapshot_older_than_the_table_has_no_confirmed_names():
    con = warehouse.empty()
    con.execute("DROP TABLE unit_alias")
    con.execute("DROP TABLE field_alias")

    assert aliases.confirmed(con) == {}
    assert aliases.list_aliases(con) == []
    assert aliases.confirmed(None) == {}
    assert all(entry["source"] == "list" for entry in aliases.list_field_groups(con))


FIELD = (*PLAIN, "Lĩnh vực")


def test_a_field_put_into_a_group_counts_there_at_once(tmp_path):
    """Domain guide 6: an editable table; setting one publishes."""
    kho = tmp_path / "kho"
    load(xlsx(tmp_path / "a.xlsx", [FIELD, [*plain_row(1), "Đầu tư  xây dựng"], [*plain_row(2), "Hộ tịch"]]), kho)

    def groups():
        return newest(kho).execute("SELECT field_group FROM core_dossier ORDER BY dossier_code").fetchall()

    def rolled():
        return newest(kho).execute("SELECT field_group, sum(received)::INT FROM rollup_dossier GROUP BY ALL").fetchall()

    assert groups() == [("khac",), ("ho_tich",)]
    aliases.set_field_group(kho, "Đầu tư xây dựng", "xay_dung", by="Chị Lan")
    assert groups() == [("xay_dung",), ("ho_tich",)]
    assert sorted(rolled()) == [("ho_tich", 1), ("xay_dung", 1)]
    aliases.set_field_group(kho, "Đầu tư xây dựng", None, by="Chị Lan")
    assert groups() == [("khac",), ("ho_tich",)]


def test_a_decision_wins_over_the_list_and_stays_at_the_next_load(tmp_path):
    kho = tmp_path / "kho"
    aliases.set_field_group(kho, "ĐẤT ĐAI", "khac", by="Chị Lan")

    load(xlsx(tmp_path / "a.xlsx", [FIELD, [*plain_row(1), "Đất đai"]]), kho)

    assert newest(kho).execute("SELECT field_group FROM core_dossier").fetchall() == [("khac",)]


def test_groups_of_fields_are_listed_with_their_history(tmp_path):
    kho = tmp_path / "kho"
    aliases.set_field_group(kho, "Nhà kín", "xay_dung", by="Chị Lan")
    aliases.set_field_group(kho, "Nhà kín", "dat_dai", by="Anh Hải")
    assert aliases.set_field_group(kho, "Nhà kín", "dat_dai", by="Anh Hải") is None

    listed = {entry["field_name"]: entry for entry in aliases.list_field_groups(newest(kho))}
    entry = listed["Nhà kín"]
    assert (entry["field_group"], entry["group_label"], entry["source"], entry["changed_by"]) == (
        "dat_dai",
        "Đất đai",
        "person",
        "Anh Hải",
    )
    assert [(line["field_group"], line["changed_by"]) for line in entry["history"]] == [
        ("xay_dung", "Chị Lan"),
        ("dat_dai", "Anh Hải"),
    ]
    assert (listed["Hộ tịch"]["source"], listed["Hộ tịch"]["history"]) == ("list", [])


def test_a_group_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(AliasError, match=r'^Không có nhóm "nha_o"\. Các nhóm: dat_dai, xay_dung'):
        aliases.set_field_group(tmp_path / "kho", "Nhà ở", "nha_o", by="Chị Lan")
