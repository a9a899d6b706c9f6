"""Every reason for a refusal comes with something to do."""

import pytest

from loaders.remedies import DEFAULT, remedy, without_place


@pytest.mark.parametrize(
    ("reason", "what_to_do"),
    [
        ('Ô K118: ngày "31/02/2023" không có thật hoặc sai định dạng dd/mm/yyyy.', "ngày có thật"),
        ("Ô L204: kết thúc trước ngày tiếp nhận.", "Đối chiếu hai ngày"),
        ('Ô B377: "Xuân Tho" không có trong danh mục; có phải Xuân Thọ?', "Đúng là Xuân Thọ"),
        ("Dòng 12: thiếu đơn vị.", "chọn đơn vị của cả tệp"),
        ('Thiếu cột "Ngày hẹn trả". Chọn cột tương ứng hoặc tải tệp khác.', "Khai cách đọc tệp"),
        ("Tệp không ghi kỳ báo cáo. Chọn kỳ rồi nạp lại.", "Chọn kỳ báo cáo"),
        ("Ô C4: số phiếu hài lòng nhiều hơn tổng số phiếu.", "Đối chiếu hai số"),
        ("Ô C4: bản sao điện tử nhiều hơn tổng bản sao.", "Đối chiếu hai số"),
        ("Ô D5: có mẫu số mà thiếu tử số.", "Ghi tử số"),
        ("Ô C5: dòng này không báo cáo gì.", "xóa dòng"),
        ("Ô A5: ô này không phải mã phản ánh, kiến nghị.", "hệ thống tiếp nhận"),
        ("Ô C5: ô này không phải mã chỉ tiêu (CT2.15) hoặc nhiệm vụ (PL.7).", "CT2.15 hoặc PL.7"),
        ("Không đọc được tệp: cần quá nhiều bộ nhớ. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp.", "kỳ ngắn hơn"),
        ("Tệp không có dòng dữ liệu nào nhận được.", "xem lại tệp đã chọn"),
        ("Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên.", "Mở bằng Excel, bỏ mật khẩu"),
    ],
)
def test_a_reason_names_what_to_do(reason, what_to_do):
    assert what_to_do in remedy(reason)


def test_a_reason_nobody_foresaw_still_says_what_to_do():
    assert remedy("Ô A1: một lý do lạ.") == DEFAULT


def test_the_place_stands_in_a_column_of_its_own():
    assert without_place("Ô K118: kết thúc trước ngày tiếp nhận.") == "kết thúc trước ngày tiếp nhận."
    assert without_place("Tệp hỏng: xuất lại.") == "Tệp hỏng: xuất lại."
