"""Uploads on their way in: nothing personal stays, nothing runs, the disk is clean afterwards."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from ui import downloads, intake

EXPORT = """STT;Đơn vị tiếp nhận;Tên thủ tục hành chính;Mã hồ sơ;Trạng thái;Chủ hồ sơ;Ngày nhận;Ngày hẹn trả;Ngày kết thúc xử lý
1;UBND xã Xuân Thọ;Cấp bản sao trích lục;H19.29-230103-0001;Đã trả kết quả;CANARY NGUYỄN;03/01/2023;05/01/2023;04/01/2023
2;UBND xã Xuân Thọ;Cấp bản sao trích lục;H19.29-230103-0002;Đã trả kết quả;CANARY TRẦN;31/02/2023;05/01/2023;04/01/2023
3;UBND xã Xuân Thọ;Cấp bản sao trích lục;H19.29-230103-0003;Đã trả kết quả;CANARY LÊ;03/01/2023;05/01/2023;09/01/2023
"""  # noqa: E501
"""Two rows to take, one with a day that does not exist."""


@dataclass
class Upload:
    """One file as the uploader hands it over."""

    name: str
    content: str
    file_id: str = "1"

    def getvalue(self) -> bytes:
        return self.content.encode("utf-8-sig")


@pytest.fixture
def reading(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "kho"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = intake.read(Upload("../../hồ sơ 04-07-2023.csv", EXPORT), export_date=None, mapping=None)
    yield found
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]  # the bytes are gone from disk


def test_rows_read_are_rows_taken_refused_and_skipped(reading):
    rows = reading.rows
    assert (rows["loaded"], rows["rejected"]) == (2, 1)
    assert rows["read"] == rows["loaded"] + rows["rejected"] + rows["skipped"]


def test_a_refused_row_is_named_by_cell_column_and_reason(reading):
    (row,) = intake.errors(reading).to_dict("records")
    assert (row["Ô"], row["Cột"]) == ("G3", "Ngày nhận")
    assert "31/02/2023" in row["Lỗi"]
    assert row["Cách sửa"] == "Sửa thành ngày có thật, dạng dd/mm/yyyy."


def test_no_personal_cell_reaches_preview_rejects_or_messages(reading):
    shown = intake.preview(reading).to_csv() + intake.errors(reading).to_csv() + repr(reading.messages)
    assert "H19.29-230103-0001" in shown
    assert "CANARY" not in shown


def test_the_date_in_the_name_of_an_upload_is_its_export_date(reading):
    assert (str(reading.export_date), reading.export_date_source) == ("2023-07-04", "file_name")
    assert reading.file == "../../hồ sơ 04-07-2023.csv"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_downloaded_list_of_errors_runs_no_formula(start):
    content = downloads.csv(pd.DataFrame({"Lỗi": [f"{start}cmd|' /C calc'!A1", "Ô G3"]})).decode("utf-8-sig")
    assert f"'{start}cmd" in content
    assert "'Ô G3" not in content


def test_the_made_up_exports_are_found_and_marked_as_such():
    files = intake.sample_files()
    assert len(files) == 33
    assert all(Path(path).is_file() for path in files)
    assert intake.read_samples(files[:1])[0].options.is_sample
