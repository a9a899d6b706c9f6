"""What happens to a file on its way into the warehouse: duplicates, export dates, withdrawal, several at once."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from books import L1, PLAIN, code, csv_file, l1_row, page, plain_row, plain_rows, xlsx

import warehouse
from loaders import child, intake, reading
from loaders.intake import Options
from loaders.mapping import from_data
from warehouse.period import Period

TODAY = date.today()


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    """Read in this process: the way through a child is tested beside the command line."""

    def call(target: str, request: dict[str, Any], **_limits: Any) -> Any:
        assert target == "loaders.reading:read_export"
        return reading.read_export(request)

    monkeypatch.setattr(child, "call", call)


class Desk:
    """One office computer: a warehouse, and files handed in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "kho"

    @property
    def con(self):
        served = warehouse.newest(self.folder).served
        return warehouse.connect(served.path).cursor() if served else None

    def read(self, path: Path, **options: Any) -> intake.Reading:
        return intake.read_export(path, Options(**options), self.con)

    def load(self, *paths: Path, **options: Any) -> list[intake.Reading]:
        readings = [self.read(path, **options) for path in paths]
        intake.publish(readings, self.folder, by="Văn thư")
        return readings

    def ask(self, query: str) -> list[Any]:
        return self.con.execute(query).fetchall()

    def counts(self) -> tuple[int, int, int]:
        """Return dossiers received, resolved and on time, all days."""
        (row,) = self.ask("SELECT sum(received)::INT, sum(resolved)::INT, sum(on_time)::INT FROM event_dossier")
        return row

    def states(self) -> list[str]:
        return [load["state"] for load in intake.list_loads(self.con)]

    @property
    def snapshots(self) -> int:
        return len(list(self.folder.glob("*.duckdb")))


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def statuses(readings):
    return [one.status for one in readings]


# Into the warehouse


def test_a_published_list_stands_in_the_warehouse_row_by_row(desk, tmp_path):
    """L1 from a sheet that starts at row 4: facts, lineage and the load's own counts, and no other column."""
    rows = [
        ["DANH SÁCH HỒ SƠ"],
        ["Tính đến ngày 04/07/2023"],
        [],
        L1,
        l1_row(1),
        l1_row(2, Ngày_nhận="31/02/2023"),
        l1_row(3),
    ]

    (loaded,) = desk.load(xlsx(tmp_path / "quý 2.xlsx", {"Trang 1": rows}))

    assert desk.ask(
        "SELECT load_id, source_sheet, source_row, dossier_code, procedure_name, unit_code, received_at, due_at, "
        "finished_at, handed_over_at, status_group, channel, fee_amount FROM fact_dossier ORDER BY source_row"
    ) == [
        (loaded.load_id, "Trang 1", row, code(number), "Đăng ký khai sinh", "26428", datetime(2023, 4, 5, 8, 15),
         datetime(2023, 4, 10), datetime(2023, 4, 7, 15, 40), None, "done", None, None)
        for row, number in ((5, 1), (7, 3))
    ]  # fmt: skip
    assert desk.ask("SELECT source_sheet, source_row, cell, column_name FROM reject") == [
        ("Trang 1", 6, "J6", "Ngày nhận")
    ]
    (load,) = intake.list_loads(desk.con)
    assert load["rows"] == {"read": 6, "loaded": 2, "rejected": 1, "skipped": 3}
    assert (load["export_date"], load["file"], load["kind"], load["state"]) == (
        "2023-07-04",
        "quý 2.xlsx",
        "dossiers",
        "live",
    )
    assert desk.counts() == (2, 2, 2)


def test_fees_and_procedures_reach_their_own_tables(desk, tmp_path):
    """L1c and L9 in one call."""
    fees = xlsx(tmp_path / "phí.xlsx", [["Mã hồ sơ", "Ngày thu", "Phí (VNĐ)"], [code(1), "06/04/2023", "8.000"]])
    catalogue = xlsx(
        tmp_path / "tthc.xlsx",
        [
            ["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"],
            ["1.001193", "Khai sinh", "Bộ", "Xã", "Hộ tịch"],
        ],
    )

    desk.load(fees, catalogue)

    assert desk.ask("SELECT dossier_code, paid_on, fee_amount FROM fact_payment") == [(code(1), date(2023, 4, 6), 8000)]
    assert desk.ask("SELECT procedure_base, field_key FROM fact_procedure") == [("1.001193", "hộ tịch")]
    assert desk.snapshots == 1


def test_the_answer_tells_every_refused_cell(desk, tmp_path):
    """Design, "Commands": messages carry level, sheet, cell and text."""
    path = xlsx(tmp_path / "a.xlsx", {"Q2": [PLAIN, *plain_rows(4), plain_row(5, due="31/02/2023")]})

    messages = desk.read(path).as_data()["messages"]

    (error,) = [message for message in messages if message["level"] == "error"]
    assert (error["sheet"], error["cell"]) == ("Q2", "D6")
    assert error["text"].startswith('Ô D6: ngày "31/02/2023" không có thật')


def test_very_many_refused_cells_are_told_up_to_a_limit_and_then_counted(desk, tmp_path):
    """The warehouse keeps them all."""
    rows = [*plain_rows(3), *(plain_row(number, due="31/02/2023") for number in range(4, 304))]

    (loaded,) = desk.load(csv_file(tmp_path / "a.csv", [PLAIN, *rows]))

    errors = [message["text"] for message in loaded.as_data()["messages"] if message["level"] == "error"]
    assert len(errors) == 201
    assert errors[-1] == "Còn 100 dòng khác bị từ chối."
    assert desk.ask("SELECT count(*) FROM reject") == [(300,)]


# Duplicates


def test_the_same_bytes_under_another_name_are_a_duplicate(desk, tmp_path):
    """Decision 0007: nothing is published, and the day of the first load is said."""
    path = xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)])
    (first,) = desk.load(path)
    other = tmp_path / "bản sao.xlsx"
    other.write_bytes(path.read_bytes())

    (second,) = desk.load(other)

    assert second.status == "duplicate"
    assert desk.snapshots == 1
    assert second.messages[0].text == (
        f"Tệp này đã nạp ngày {TODAY:%d/%m/%Y} (a.xlsx, lần nạp {first.load_id}), số liệu không đổi."
    )


def with_gaps(count):
    """Return rows of which some cells are empty, in every column that may be."""
    header = (*PLAIN, "Lĩnh vực", "Hình thức nộp", "Số hóa hồ sơ", "Tổng (VNĐ)", "Hình thức thanh toán", "Ngày thu")
    rows = []
    for number in range(1, count + 1):
        is_open = number % 3 == 0
        rows.append(
            [
                *plain_row(
                    number,
                    finished=None if is_open else "07/04/2023 15:40",
                    status="Đang xử lý" if is_open else "9",
                    due=None if number % 5 == 0 else "10/04/2023",
                ),
                None if number % 2 else "Hộ tịch",
                None if number % 4 else "Trực tuyến",
                None if number % 3 else "Có",
                None if number % 2 else 8000,
                None if number % 2 else "Tiền mặt",
                None if number % 2 else "06/04/2023",
            ]
        )
    return [header, *rows]


def test_the_same_rows_saved_again_are_a_duplicate_in_whatever_form(desk, tmp_path):
    """Decision 0007: saved again, sorted, as .csv, as HTML, with title rows, with real dates, split over sheets."""
    header, *rows = with_gaps(40)
    desk.load(xlsx(tmp_path / "gốc.xlsx", [header, *rows]))

    def typed(cell):
        for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(cell), form)
            except ValueError:
                continue
        return cell

    again = [
        xlsx(tmp_path / "lưu lại.xlsx", [header, *rows, ["Tổng số", 40]]),
        xlsx(tmp_path / "xếp lại.xlsx", [header, *rows[::-1]]),
        csv_file(tmp_path / "ra csv.csv", [header, *rows], delimiter=";", encoding="utf-8-sig"),
        csv_file(tmp_path / "xếp lại.csv", [header, *sorted(rows, key=lambda row: str(row[2:]))]),
        page(tmp_path / "trang.xls", [["DANH SÁCH"], header, *rows]),
        xlsx(tmp_path / "ngày thật.xlsx", [header, *([typed(cell) for cell in row] for row in rows)]),
        xlsx(tmp_path / "hai trang.xlsx", {"a": [header, *rows[:7]], "b": [header, *rows[7:]]}),
        xlsx(tmp_path / "đảo cột.xlsx", [row[::-1] for row in (header, *rows)]),
    ]

    assert {path.name: desk.read(path).status for path in again} == {path.name: "duplicate" for path in again}


def test_one_changed_cell_is_no_duplicate(desk, tmp_path):
    """The hash is of every fact."""
    header, *rows = with_gaps(10)
    desk.load(xlsx(tmp_path / "gốc.xlsx", [header, *rows]))
    others = [
        "H19.29-230405-0999", "Xã Xuân Thọ", "06/04/2023", "11/04/2023", "08/04/2023", "7", "Đất đai", "BCCI", "Có",
        9000, "QR", "05/04/2023",
    ]  # fmt: skip
    for at, cell in enumerate(others):
        changed = [list(row) for row in rows]
        changed[0][at] = cell
        assert desk.read(xlsx(tmp_path / "a.xlsx", [header, *changed])).status == "ready", header[at]


def test_the_same_rows_of_a_later_export_date_are_loaded_and_change_no_count(desk, tmp_path):
    """Decision 0007: a later statement about the same dossiers."""
    rows = [PLAIN, *plain_rows(5)]
    desk.load(xlsx(tmp_path / "a.xlsx", rows), export_date=date(2023, 4, 10))
    before = desk.counts()

    (again,) = desk.load(xlsx(tmp_path / "b.xlsx", [["Báo cáo"], *rows]), export_date=date(2023, 7, 4))

    assert again.load_id
    assert desk.counts() == before == (5, 5, 5)
    assert desk.states() == ["superseded", "live"]


def test_twice_in_one_call_is_once(desk, tmp_path):
    """Same bytes and same rows handed in together."""
    path = xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)])
    copy = tmp_path / "b.xlsx"
    copy.write_bytes(path.read_bytes())

    readings = desk.load(path, copy, csv_file(tmp_path / "c.csv", [PLAIN, *plain_rows(3)]))

    assert statuses(readings) == ["ready", "duplicate", "duplicate"]
    assert [one.as_data()["load_id"] is None for one in readings] == [False, True, True]
    assert desk.counts() == (3, 3, 3)
    assert desk.snapshots == 1


# Overlapping exports

OPEN = {"finished": None, "status": "Đang xử lý"}


def quarters(folder):
    """Write two exports that overlap: dossier 2 is open in the first and late in the second, 3 is new."""
    first = xlsx(folder / "quý 1.xlsx", [PLAIN, plain_row(1), plain_row(2, **OPEN)])
    second = xlsx(folder / "quý 2.xlsx", [PLAIN, plain_row(2, finished="20/04/2023"), plain_row(3, **OPEN)])
    return [(first, date(2023, 4, 10)), (second, date(2023, 7, 4))]


@pytest.mark.parametrize("order", [1, -1])
def test_overlapping_exports_count_once_and_the_later_export_date_wins(desk, tmp_path, order):
    """M32, R7: whatever the order of loading."""
    for path, day in quarters(tmp_path)[::order]:
        desk.load(path, export_date=day)

    assert desk.counts() == (3, 2, 1)


def test_of_one_export_date_the_later_load_wins(desk, tmp_path):
    """R7: then the newest load."""
    for name, changes in (("a", {"finished": "20/04/2023"}), ("b", {"finished": "08/04/2023"})):
        desk.load(xlsx(tmp_path / f"{name}.xlsx", [PLAIN, plain_row(1, **changes)]), export_date=date(2023, 7, 4))

    assert desk.counts() == (1, 1, 1)
    assert desk.states() == ["superseded", "live"]


def test_withdrawing_brings_the_earlier_figures_back_and_the_file_can_be_loaded_again(desk, tmp_path):
    """A load is withdrawn by a status, with a reason; its file is no duplicate afterwards (decision 0007)."""
    (first, day), (second, later) = quarters(tmp_path)
    desk.load(first, export_date=day)
    before = desk.counts()
    (taken,) = desk.load(second, export_date=later)

    intake.withdraw(desk.folder, taken.load_id, reason="nhầm tệp", by="Văn thư")

    assert desk.counts() == before == (2, 1, 1)
    assert [(load["state"], load["reason"]) for load in intake.list_loads(desk.con)] == [
        ("live", None),
        ("withdrawn", "nhầm tệp"),
    ]
    assert desk.ask("SELECT count(*) FROM fact_dossier") == [(4,)]
    with pytest.raises(intake.UnknownLoadError, match="đã thu hồi từ trước"):
        intake.withdraw(desk.folder, taken.load_id, reason="lần nữa", by="Văn thư")
    with pytest.raises(intake.UnknownLoadError, match="Không có lần nạp abc"):
        intake.withdraw(desk.folder, "abc", reason="nhầm", by="Văn thư")

    (again,) = desk.load(second, export_date=later)

    assert again.status == "ready"
    assert again.load_id != taken.load_id
    assert desk.counts() == (3, 2, 1)


# Several files, trial runs


def test_one_refused_file_does_not_stop_the_others_and_all_taken_are_published_together(desk, tmp_path):
    """Design, "Commands": in order, one snapshot."""
    good = [xlsx(tmp_path / f"{n}.xlsx", [PLAIN, plain_row(n)]) for n in (1, 2)]
    empty = tmp_path / "rỗng.xlsx"
    empty.write_bytes(b"")
    strange = xlsx(tmp_path / "lạ.xlsx", [["Màu", "Số"], ["đỏ", 1]])

    readings = desk.load(good[0], empty, tmp_path / "không có.xlsx", strange, good[1])

    assert statuses(readings) == ["ready", "refused", "refused", "refused", "ready"]
    assert desk.snapshots == 1
    assert desk.counts()[0] == 2
    assert all(one.messages[0].text for one in readings[1:4])


def test_nothing_new_publishes_nothing(desk, tmp_path):
    """Only refused files."""
    assert intake.publish([desk.read(tmp_path / "không có.xlsx")], desk.folder, by="Văn thư") is None
    assert desk.snapshots == 0


# Sample data


def test_sample_loads_step_aside_for_the_first_real_one(desk, tmp_path):
    """Decision 0006: in the same publication, with a reason."""
    desk.load(xlsx(tmp_path / "mẫu.xlsx", [PLAIN, *plain_rows(5)]), is_sample=True)
    assert desk.counts()[0] == 5

    desk.load(xlsx(tmp_path / "thật.xlsx", [PLAIN, plain_row(9)]))

    assert desk.counts()[0] == 1
    assert desk.states() == ["withdrawn", "live"]
    assert intake.list_loads(desk.con)[0]["reason"] == "Số liệu minh họa, được thay bằng số liệu thật."
    assert desk.snapshots == 2


def test_sample_loads_are_never_added_to_real_ones(desk, tmp_path):
    """Decision 0006: made-up and real dossiers are never added together, whichever comes first."""
    desk.load(xlsx(tmp_path / "thật.xlsx", [PLAIN, plain_row(9)]))
    sample = xlsx(tmp_path / "mẫu.xlsx", [PLAIN, *plain_rows(5)])

    (refused,) = desk.load(sample, is_sample=True)

    assert refused.status == "refused"
    assert refused.messages[0].text == "Đã có số liệu thật; không nạp thêm số liệu minh họa."
    # Read before the real ones were there, published after.
    intake.publish([intake.read_export(sample, Options(is_sample=True), None)], desk.folder, by="Văn thư")
    assert desk.counts()[0] == 1


def test_samples_beside_samples_are_counted(desk, tmp_path):
    """Before the first real load the sample figures stay."""
    desk.load(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(2)]), is_sample=True)
    desk.load(xlsx(tmp_path / "b.xlsx", [PLAIN, plain_row(7)]), is_sample=True)

    assert desk.counts()[0] == 3


# Dates of an export


def export_date(desk, path, rows, **options):
    found = desk.read(xlsx(path, rows), **options)
    return found.export_date, found.export_date_source


@pytest.mark.parametrize(
    "line",
    [
        "Tính đến ngày 04/07/2023", "(Tính đến hết ngày 4/7/2023)", "Số liệu tính đến 04-07-2023",
        "Tính đến 17:00 ngày 04/07/2023",
        "Ngày xuất: 04/07/2023", "Ngày xuất báo cáo: 04/07/2023", "TÍNH ĐẾN NGÀY 04/07/2023",
        "Tính đến ngày: 04/07/2023",
        "Tính đến ngày 04 tháng 7 năm 2023", "Từ ngày 01/04/2023 đến ngày 30/06/2023, tính đến ngày 04/07/2023",
    ],
)  # fmt: skip
def test_the_export_date_stands_in_the_title(desk, tmp_path, line):
    """Design, "Commands": the title says Tính đến ngày."""
    found = export_date(desk, tmp_path / "a 01-01-2023.xlsx", [[line], PLAIN, plain_row(1)])

    assert found == (date(2023, 7, 4), "title")


@pytest.mark.parametrize(
    "name",
    [
        "ho-so_quy-2-2023_20230704", "hồ sơ 2023-07-04", "Danh sách hồ sơ 4_7_2023 8_15", "ho so 04-07-2023",
        "ho_so_04.07.2023",
        "từ 01-04-2023 đến 04-07-2023", "2023_07_04 hồ sơ", "20230401_20230704",
    ],
)  # fmt: skip
def test_the_export_date_stands_in_the_file_name(desk, tmp_path, name):
    """Design, "Commands"; M1. Of two days the export can only follow the later."""
    assert export_date(desk, tmp_path / f"{name}.xlsx", [PLAIN, plain_row(1)]) == (date(2023, 7, 4), "file_name")


@pytest.mark.parametrize(
    "name", ["quý 2 2023", "hồ sơ 31-02-2023", "H19.29-230405-0001", "báo cáo 2023", "ho so 123456789"]
)
def test_without_any_date_today_is_taken_and_it_is_said(desk, tmp_path, name):
    """Design, "Commands": else today with a warning."""
    found = desk.read(xlsx(tmp_path / f"{name}.xlsx", [PLAIN, plain_row(1)]))

    assert (found.export_date, found.export_date_source) == (TODAY, "today")
    (warning,) = [message.text for message in found.messages if message.level == "warning"]
    assert warning.startswith(f"Tệp không ghi ngày xuất; lấy ngày hôm nay {TODAY:%d/%m/%Y}.")


def test_a_chosen_export_date_goes_before_title_and_name(desk, tmp_path):
    """Design, "Commands": --export-date first."""
    rows = [["Tính đến ngày 04/07/2023"], PLAIN, plain_row(1)]

    assert export_date(desk, tmp_path / "20230705.xlsx", rows, export_date=date(2023, 7, 6)) == (
        date(2023, 7, 6),
        "option",
    )


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("(Từ ngày 01/04/2023 đến ngày 30/06/2023)", "2023-Q2"),
        ("Kỳ báo cáo: Quý I (Từ ngày 01/01/2023 đến ngày 31/03/2023)", "2023-Q1"),
        ("Từ ngày 1/1/2023 đến hết ngày 30/6/2023", "2023-H1"),
        ("TỪ NGÀY 01/01/2023 ĐẾN NGÀY 31/12/2023", "2023"),
        ("Từ ngày: 15/12/2022 đến ngày: 14/03/2023", "2022-12-15..2023-03-14"),
        ("Từ ngày 01 tháng 01 năm 2023 đến ngày 30 tháng 9 năm 2023", "2023-9M"),
        ("Từ 01/04/2023 - 30/04/2023", "2023-04"),
    ],
)
def test_the_period_stands_in_the_title(desk, tmp_path, line, token):
    """M5: under the short token where the days have one."""
    found = desk.read(xlsx(tmp_path / "a.xlsx", [[line], PLAIN, plain_row(1)]))

    assert found.period.token == token


def test_a_chosen_period_that_is_not_the_printed_one_is_said(desk, tmp_path):
    """M37."""
    rows = [["Từ ngày 01/04/2023 đến ngày 30/06/2023"], PLAIN, plain_row(1)]

    found = desk.read(xlsx(tmp_path / "a.xlsx", rows), period=Period.parse("2023-Q1"))

    assert found.period.token == "2023-Q1"
    assert any("đang chọn kỳ" in message.text for message in found.messages if message.level == "warning")


def test_a_file_speaks_of_no_day_after_its_period_or_its_export(desk, tmp_path):
    """What "withdrawn without a day" ends on (decision 0004)."""
    rows = [["Từ ngày 01/04/2023 đến ngày 30/06/2023"], PLAIN, plain_row(1)]

    assert desk.read(xlsx(tmp_path / "a.xlsx", rows), export_date=date(2023, 7, 4)).known_until == date(2023, 6, 30)
    assert desk.read(xlsx(tmp_path / "b.xlsx", rows), export_date=date(2023, 5, 4)).known_until == date(2023, 5, 4)
    assert desk.read(xlsx(tmp_path / "c.xlsx", rows[1:])).known_until == date(2023, 4, 7)


def warnings(reading):
    return [(message.sheet, message.cell, message.text) for message in reading.messages if message.level == "warning"]


def test_an_export_date_before_the_last_event_is_warned_of_with_its_cell(desk, tmp_path):
    """The day of export decides which statement about a dossier wins; days to come (hẹn trả) are no events."""
    rows = [plain_row(1), plain_row(2, finished="09/04/2023 10:00"), plain_row(3, due="30/12/2023")]
    path = xlsx(tmp_path / "a.xlsx", {"Hồ sơ": [PLAIN, *rows]})

    early, sound = (desk.read(path, export_date=date(2023, 4, day)) for day in (8, 9))

    assert warnings(early) == [
        (
            "Hồ sơ",
            "E3",
            "Ngày xuất 08/04/2023 trước việc sau cùng trong tệp: ô E3 ghi 09/04/2023. "
            "Xem lại ngày xuất hoặc ngày trong tệp.",
        )
    ]
    assert early.status == "ready"
    assert warnings(sound) == []


def test_a_day_of_the_future_is_warned_of_where_the_export_is_of_today(desk, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, finished="07/04/2099")])

    assert any("ô E2 ghi 07/04/2099" in text for _, _, text in warnings(desk.read(path)))


def test_the_last_event_is_looked_for_on_every_sheet(desk, tmp_path):
    other = ["Trạng thái", *PLAIN[:-1]]
    row = [plain_row(2, finished="08/04/2023")[-1], *plain_row(2, finished="08/04/2023")[:-1]]
    path = xlsx(tmp_path / "a.xlsx", {"Một": [PLAIN, plain_row(1)], "Hai": [other, row]})

    assert warnings(desk.read(path, export_date=date(2023, 4, 6)))[0][:2] == ("Hai", "F2")


# Mappings


def test_a_mapping_used_is_saved_and_reads_the_next_file_of_the_layout(desk, tmp_path):
    """Design, "Loaders": saved under the layout's signature, recognised from then on."""
    header = ["id", "in", "due", "out"]
    columns = {"dossier_code": "id", "received_at": "in", "due_at": "due", "finished_at": "out"}
    mapping = from_data({"columns": columns, "unit": {"constant": "26425"}, "date_order": "mdy", "compare": "datetime"})

    def file(name, number):
        return xlsx(tmp_path / f"{name}.xlsx", [header, [f"X{number}", "4/5/2023", "4/10/2023", "4/7/2023"]])

    desk.load(file("tháng 4", 1), mapping=mapping)
    (second,) = desk.load(file("tháng 5", 2))

    assert second.status == "ready"
    assert second.compare == "datetime"
    assert desk.ask("SELECT dossier_code, unit_code, received_at FROM fact_dossier ORDER BY 1") == [
        ("X1", "26425", datetime(2023, 4, 5)),
        ("X2", "26425", datetime(2023, 4, 5)),
    ]


def test_a_load_from_tomorrow_is_still_ordered_by_its_export_date(desk, tmp_path):
    """An export date that lies ahead wins over today's, as stated."""
    desk.load(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1)]), export_date=TODAY + timedelta(days=1))
    desk.load(xlsx(tmp_path / "b.xlsx", [PLAIN, plain_row(1, **OPEN)]), export_date=TODAY)

    assert desk.counts() == (1, 1, 1)


# Sums that do not agree

FORM_HEAD = ["Đơn vị", "Tiếp nhận Tổng số", "Kỳ trước", "Trong kỳ", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn",
             "Trong hạn", "Đang xử lý Quá hạn", "Trả lại/Xin rút"]  # fmt: skip
FORM_TITLE = ["Từ ngày 01/01/2023 đến ngày 31/03/2023"]
AGREEING = ["Xã Xuân Thọ", 60, 10, 50, 30, 20, 5, 3, 2, 0]
BROKEN = ["Xã Xuân Bắc", 41, 10, 30, 20, 15, 0, 5, 0, 0]  # 10 + 30 = 40
TOTAL = ["Tổng cộng", 101, 20, 82, 50, 35, 5, 8, 2, 0]  # 50 + 30 = 80


def test_every_sum_that_does_not_agree_is_a_difference_with_its_place_and_both_numbers(desk, tmp_path):
    reading = desk.read(csv_file(tmp_path / "biểu.csv", [FORM_TITLE, FORM_HEAD, AGREEING, BROKEN, TOTAL]))

    assert reading.status == "ready"
    told = [(each.cell, each.line, each.sums, each.printed, each.added) for each in reading.differences]
    assert told == [
        ("B4", "Xã Xuân Bắc", '"Tiếp nhận Tổng số" = "Kỳ trước" + "Trong kỳ"', 41, 40),
        ("D5", "Tổng cộng", 'cộng cột "Trong kỳ"', 82, 80),
        ("B5", "Tổng cộng", '"Tiếp nhận Tổng số" = "Kỳ trước" + "Trong kỳ"', 101, 102),
    ]
    assert {each.text for each in reading.differences} <= {message.text for message in reading.messages}


def test_a_form_that_adds_up_has_no_difference(desk, tmp_path):
    total = ["Tổng cộng", 60, 10, 50, 30, 20, 5, 3, 2, 0]
    assert desk.read(csv_file(tmp_path / "biểu.csv", [FORM_TITLE, FORM_HEAD, AGREEING, total])).differences == []


def test_all_differences_are_kept_when_only_some_are_told_as_messages(desk, tmp_path):
    rows = [["Xã Xuân Bắc", 41, 10, 30, 20, 15, 0, 5, 0, 0] for _ in range(reading.REMARKS_TOLD + 5)]

    read = desk.read(csv_file(tmp_path / "biểu.csv", [FORM_TITLE, FORM_HEAD, *rows]))

    assert len(read.differences) == reading.REMARKS_TOLD + 5


def test_the_reason_for_taking_in_a_form_that_does_not_add_up_is_kept_with_the_load(desk, tmp_path):
    read = desk.read(csv_file(tmp_path / "biểu.csv", [FORM_TITLE, FORM_HEAD, BROKEN]))
    read.reason = "Phần mềm làm tròn"

    intake.publish([read], desk.folder, by="Văn thư")

    (load,) = intake.list_loads(desk.con)
    assert (load["state"], load["accepted_because"], load["reason"]) == ("live", "Phần mềm làm tròn", None)
    assert desk.ask("SELECT state, reason, changed_by FROM load_event") == [
        ("accepted", "Phần mềm làm tròn", "Văn thư")
    ]
    intake.withdraw(desk.folder, read.load_id, reason="Nạp nhầm", by="Văn thư")
    (load,) = intake.list_loads(desk.con)
    assert (load["state"], load["accepted_because"], load["reason"]) == (
        "withdrawn", "Phần mềm làm tròn", "Nạp nhầm",
    )  # fmt: skip


def test_a_reason_is_not_kept_where_nothing_differs(desk, tmp_path):
    read = desk.read(csv_file(tmp_path / "biểu.csv", [FORM_TITLE, FORM_HEAD, AGREEING]))
    read.reason = "Phần mềm làm tròn"

    intake.publish([read], desk.folder, by="Văn thư")

    assert desk.ask("SELECT count(*) FROM load_event") == [(0,)]
    assert intake.list_loads(desk.con)[0]["accepted_because"] is None


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (["Tổng số hồ sơ: 5"], 5),
        (["", "Tổng cộng: 1.204 hồ sơ"], 1204),
        (["Tổng số", "", "5 hồ sơ"], 5),
        (["TỔNG SỐ HỒ SƠ", 2], 2),
    ],
)
def test_a_list_that_says_another_number_of_rows_than_it_holds_differs(desk, tmp_path, line, printed):
    """Three rows were read, one of them refused."""
    rows = [*plain_rows(2), plain_row(3, received="31/02/2023")]

    read = desk.read(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows, line]))

    (difference,) = read.differences
    assert (difference.printed, difference.added, difference.sums) == (printed, 3, "số dòng của danh sách")
    assert difference.cell.endswith("5")
    assert difference.text in [message.text for message in read.messages]


@pytest.mark.parametrize(
    "line",
    [
        ["Tổng số hồ sơ: 3"],
        ["Tổng cộng", "3 hồ sơ"],
        ["Tổng cộng", "", "1.250.000"],  # money
        ["Tổng số hồ sơ đã trả: 1"],  # a part
        ["Cộng", "9"],  # nine of what
    ],
)
def test_a_list_that_says_what_it_holds_or_something_else_does_not_differ(desk, tmp_path, line):
    assert desk.read(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3), line])).differences == []


def test_a_list_may_say_the_number_of_all_its_sheets_or_of_its_distinct_codes(desk, tmp_path):
    sheets = {
        "Quý I": [["Tổng số hồ sơ: 3"], PLAIN, *plain_rows(2)],
        "Quý II": [PLAIN, plain_row(3)],
    }
    assert desk.read(xlsx(tmp_path / "a.xlsx", sheets)).differences == []

    twice = [["Tổng số hồ sơ: 2"], PLAIN, *plain_rows(2), plain_row(2)]
    assert desk.read(xlsx(tmp_path / "b.xlsx", twice)).differences == []
