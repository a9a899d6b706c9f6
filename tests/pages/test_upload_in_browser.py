"""The upload screen in a real browser: a very large file beside another viewer, and several files dropped at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import serving

from bench import make_big_xlsx

pytestmark = serving.MARKS

ROWS = 200_000
MAX_PEAK_BYTES = 3 << 29
"""Memory that the server may have taken at its peak: as much as a child that reads a file may (reliability.md 3)."""

WATCH_BARS = """() => {
    window.seen = [];
    const look = () => document.querySelectorAll('[data-testid="stProgress"] [role="progressbar"]').forEach(bar => {
        const value = Number(bar.getAttribute('aria-valuenow'));
        const last = window.seen.at(-1);
        if (!last || last.value !== value) window.seen.push({value, at: Date.now()});
    });
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""

DROP = """files => {
    const carried = new DataTransfer();
    for (const [name, text] of files) carried.items.add(new File([text], name, {type: 'text/csv'}));
    return carried;
}"""


@pytest.fixture
def browser() -> Iterator:
    with serving.browser() as started:
        yield started


def upload_page(browser, office: serving.Server):
    page = serving.new_page(browser)
    page.goto(office.url)
    page.get_by_role("link", name="Nạp dữ liệu").first.click()
    page.get_by_text("1 Chọn tệp").wait_for()
    return page


def test_another_viewer_is_answered_while_the_bar_of_a_very_large_upload_moves(browser, office, tmp_path):
    """Promises 22 and 34 of reliability.md, seen from the screen; the order of events counts, not seconds."""
    book = tmp_path / "hồ sơ 2023 04-01-2024.xlsx"
    make_big_xlsx.write(book, ROWS)
    page, viewer = upload_page(browser, office), serving.new_page(browser)
    page.evaluate(WATCH_BARS)

    page.locator("input[type=file]").set_input_files(book)
    page.get_by_role("heading", name="Đang đọc 1 tệp").wait_for()
    page.wait_for_function("window.seen.some(each => each.value > 0)")
    viewer.goto(office.url)
    viewer.get_by_role("heading", level=1).filter(has_text="chỉ tiêu có số liệu đạt").wait_for()
    answered_at = viewer.evaluate("Date.now()")

    page.get_by_role("heading", name="1 tệp nhận được").wait_for(timeout=90_000)
    seen = page.evaluate("window.seen")
    values = [each["value"] for each in seen]
    assert values == sorted(values)
    assert len(set(values)) >= 8
    assert len({each["value"] for each in seen if each["at"] > answered_at}) >= 2  # it went on moving afterwards

    page.get_by_role("button", name="Công bố 1 tệp").click()
    page.get_by_text("Đã công bố 1 tệp: ").wait_for(timeout=60_000)
    assert "chỉ tiêu thay đổi" in page.get_by_test_id("stAlert").first.inner_text()
    assert peak_bytes(office.pid) < MAX_PEAK_BYTES


def peak_bytes(pid: int) -> int:
    """Return the most memory that a process has had; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)


LIST = "\n".join(
    [
        "Đơn vị tiếp nhận;Lĩnh vực;Tên thủ tục hành chính;Mã hồ sơ;Trạng thái;Chủ hồ sơ;"
        "Ngày nhận;Ngày hẹn trả;Ngày kết thúc xử lý",
        *(
            f"UBND xã Xuân Thọ;Hộ tịch;Cấp bản sao trích lục;H19.29-230601-{place:04d};Đã trả kết quả;CANARY {place};"
            "01/06/2023;05/06/2023;20/06/2023"
            for place in range(1, 41)
        ),
    ]
)
FORM = "\n".join(
    [
        "Từ ngày 01/01/2023 đến ngày 31/03/2023",
        "Đơn vị;Tiếp nhận Tổng số;Kỳ trước;Trong kỳ;Trước hạn;Đúng hạn;Đã xử lý Quá hạn;Trong hạn;"
        "Đang xử lý Quá hạn;Trả lại/Xin rút",
        "Xã Xuân Thọ;60;10;50;30;20;5;3;2;0",
        "Xã Xuân Bắc;1.240;10;1.230;20;15;0;5;0;0",
        "Tổng cộng;1.301;20;1.280;50;35;5;8;2;0",
    ]
)
UNKNOWN = "Số phiếu;Nơi nhận;Vào ngày\nH19.29-230103-0001;UBND xã Xuân Thọ;03/01/2023"


def test_three_files_dropped_at_once_each_have_a_state_and_the_good_ones_are_published(browser, office):
    page = upload_page(browser, office)
    files = [("thọ 04-07-2023.csv", LIST), ("biểu quý I 04-07-2023.csv", FORM), ("sổ riêng.csv", UNKNOWN)]
    carried = page.evaluate_handle(DROP, files)
    page.dispatch_event('[data-testid="stFileUploaderDropzone"]', "drop", {"dataTransfer": carried})

    page.get_by_role("heading", name="1 tệp nhận được, 1 tệp lệch tổng, 1 tệp cần sửa").wait_for()
    told = (("Danh sách hồ sơ", "Nhận được"), ("Quý I 2023", "Lệch tổng"), ("chưa nhận ra", "Cần sửa"))
    for (name, _), (kind, state) in zip(files, told, strict=True):
        page.get_by_role("row").filter(has_text=name).filter(has_text=kind).filter(has_text=state).wait_for()
    assert "CANARY" not in page.content()
    page.get_by_role("button", name="Công bố 1 tệp").wait_for()  # what waits for a reason does not hold up the rest

    page.get_by_label("Lý do vẫn ghi nhận").fill("Phần mềm tính cả hồ sơ đã rút")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ghi nhận", exact=True).click()
    page.get_by_role("heading", name="2 tệp nhận được, 1 tệp cần sửa").wait_for()
    page.get_by_role("button", name="Công bố 2 tệp").click()

    page.get_by_text("Đã công bố 2 tệp: 42 dòng nhận, 0 từ chối").wait_for()
    page.get_by_role("link", name="Xem lịch sử nạp").click()
    page.get_by_role("heading", name="3 lần nạp, 3 đang dùng").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
