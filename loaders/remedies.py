"""What to do about a refusal: one sentence for each kind of reason that the loaders give."""

import re

_PLACE = re.compile(r"^(?:Ô|Dòng) [A-Z]*\d+: ")

_REMEDIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"không có thật", "Sửa thành ngày có thật, dạng dd/mm/yyyy."),
        (r"không phải là ngày", "Ghi ngày dạng dd/mm/yyyy hoặc để trống."),
        (r"trước ngày tiếp nhận", "Đối chiếu hai ngày trên phần mềm một cửa, sửa ngày sai."),
        (r"có phải (?P<unit>[^?]+)\?", "Đúng là {unit} thì xác nhận tên này khi nạp; không đúng thì sửa ô."),
        (r"vào ngày của dòng không có", "Xem lại ngày tiếp nhận và tên đơn vị."),
        (r"đơn vị không có trong danh mục", "Ghi tên đơn vị như trong danh mục, hoặc khai tên ở Danh mục đối chiếu."),
        (r"[Tt]hiếu đơn vị", "Ghi đơn vị tiếp nhận, hoặc chọn đơn vị của cả tệp."),
        (r"Thiếu cột", "Bấm Khai cách đọc tệp rồi chọn cột tương ứng."),
        (r"^thiếu ", "Điền ô này trên phần mềm một cửa rồi xuất lại."),
        (r"không phải mã hồ sơ", "Dòng bị xô lệch; xuất lại từ phần mềm, không sửa tay."),
        (r"lệch cột", "Xuất lại từ phần mềm, không dán đè cột."),
        (r"giá trị không có trong danh mục", "Ghi giá trị có trong danh mục, hoặc dịch giá trị khi khai cách đọc tệp."),
        (r"Có hoặc Không", "Ghi Có hoặc Không."),
        (r"số tiền", "Ghi số tiền bằng đồng, chỉ gồm chữ số."),
        (r"số đếm|không phải số", "Ghi số, không kèm chữ."),
        (r"Giữ nguyên như in|tỷ lệ in khác", "Kiểm tra biểu ở phần mềm; số in trong biểu vẫn được giữ."),
        (r"phần trăm", "Ghi tỷ lệ từ 0 đến 100."),
        (r"kỳ báo cáo", "Chọn kỳ báo cáo của tệp, hoặc ghi kỳ như mẫu trong lý do."),
        (r"hỏng dấu|TCVN3|VNI", "Xuất lại từ phần mềm, không lưu qua Excel."),
        (r"Không nhận ra mẫu tệp", "Bấm Khai cách đọc tệp; lần sau tệp cùng mẫu tự đọc được."),
        (r"quá lâu|quá lớn|bộ nhớ", "Xuất theo kỳ ngắn hơn, tải lên từng tệp."),
        (r"nhiều hơn tổng", "Đối chiếu hai số với nguồn, sửa số sai."),
        (r"có mẫu số mà thiếu tử số", "Ghi tử số; chưa có thì để trống cả hai."),
        (r"không báo cáo gì", "Ghi tử số, trạng thái hoặc sản phẩm; không có gì thì xóa dòng."),
        (r"không phải mã phản ánh", "Ghi mã như trên hệ thống tiếp nhận, không ghi họ tên hay số điện thoại."),
        (r"không phải mã chỉ tiêu", "Ghi mã như trong tệp mẫu: CT2.15 hoặc PL.7."),
        (r"không có dòng dữ liệu", "Sửa các dòng bị từ chối; không có dòng nào thì xem lại tệp đã chọn."),
    )
)

_SAID = re.compile(r"[.!?)] ((?:Xuất|Mở|Lưu|Bỏ|Giải|Sửa|Chuyển|Tách|Đổi|Xem|Ghi|Chọn|Xóa|Dịch)\b.+)$")

DEFAULT = "Sửa theo lý do bên cạnh rồi tải tệp lên lại."
"""What to do where no rule says more, and the reason does not end with it."""


def without_place(reason: str) -> str:
    """Return a reason without the cell or row that it begins with: the table names them in a column of their own.

    >>> without_place("Ô K118: kết thúc trước ngày tiếp nhận.")
    'kết thúc trước ngày tiếp nhận.'
    """
    return _PLACE.sub("", reason)


def remedy(reason: str) -> str:
    """Say how to mend what a reason names, in one Vietnamese sentence: by its kind, else as the reason itself ends.

    >>> remedy("Tệp là PDF, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm.")
    'Xuất lại dạng .xlsx từ phần mềm.'
    """
    bare = without_place(reason)
    for pattern, text in _REMEDIES:
        if found := pattern.search(bare):
            return text.format(**found.groupdict())
    said = _SAID.search(bare)
    return said[1] if said else DEFAULT
