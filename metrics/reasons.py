"""Why a target cannot be judged, in the words of the office: which export is missing, or what is missing in it."""

from collections.abc import Collection

from metrics.plan import Target

SOURCES = {
    "D": "danh sách hồ sơ",
    "A": "biểu tổng hợp",
    "S": "kết quả khảo sát hài lòng",
    "P": "danh sách phản ánh, kiến nghị",
    "K": "danh mục thủ tục hành chính",
    "E": "biểu chứng thực điện tử",
    "B": "báo cáo tiến độ chỉ tiêu, nhiệm vụ",
}
"""Names of exports by the letters that the plan's table of targets gives as sources (domain 2.1)."""

KINDS = {
    "dossiers": "D", "payments": "D", "survey": "S", "survey_dossiers": "S", "petitions": "P", "procedures": "K",
    "e_certification": "E", "progress": "B",
}  # fmt: skip
"""Letter of each kind of load; every other kind is an aggregate form (A)."""

COLUMNS = {
    "digitization_rate": "Số hóa hồ sơ",
    "digitized_result_rate": "Số hóa kết quả",
    "e_result_rate": "Kết quả điện tử",
    "online_filing_rate": "Hình thức nộp",
    "cashless_payment_rate": "Hình thức thanh toán",
    "online_payment_rate": "Hình thức thanh toán",
}
"""The column of the dossier list (or fee list) without which an indicator cannot be counted."""

NO_CASES = "Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ."
"""Reason for an empty denominator."""

NO_NUMBER = "Kế hoạch không ghi con số cho chỉ tiêu này."
"""Reason for a target without a value in the plan."""

NO_GROUP_SIZE = "Kế hoạch không ghi quy mô nhóm dẫn đầu. Nhập bằng một điều chỉnh của kế hoạch."
"""Reason for a place that cannot be judged (conflict 25 of the plan of 2023)."""

NOT_WHOLE = "Chưa có số liệu: tử số, mẫu số trong báo cáo tiến độ không phải số đếm."
"""Reason for a reported share whose parts are not whole numbers."""


def letters(kinds: Collection[str]) -> set[str]:
    """Return the letters of the sources that some kinds of load belong to.

    >>> sorted(letters(["dossiers", "ii_06a"]))
    ['A', 'D']
    """
    return {KINDS.get(kind, "A") for kind in kinds}


def not_loaded(target: Target, loaded: Collection[str]) -> str | None:
    """Say which exports a target waits for, None when one of its sources is loaded."""
    if letters(loaded) & set(target.sources):
        return None
    return f"Chưa có số liệu: chưa nạp {' hoặc '.join(SOURCES[letter] for letter in target.sources)}."


def not_reported(target: Target, loaded: Collection[str]) -> str:
    """Say why a target that is read from progress reports has no figure though some export is loaded."""
    if "B" in letters(loaded):
        return f"Chưa có số liệu: báo cáo tiến độ đã nạp không có dòng {target.id} của kỳ này."
    return f"Chưa có số liệu: chưa nạp {SOURCES['B']}."


def nothing_in_period(target: Target, loaded: Collection[str], *, is_ever_counted: bool) -> str:
    """Say why a target that is counted from exports has no figure though one of them is loaded.

    `is_ever_counted`: some other period has a figure; else the file lacks the column.
    """
    known = [letter for letter in target.sources if letter in letters(loaded)]
    column = COLUMNS.get(target.indicator)
    if "D" in known and column and not is_ever_counted:
        return f'Chưa có số liệu: tệp hồ sơ đã nạp không có cột "{column}".'
    if "D" in known:
        return NO_CASES
    if known == ["B"]:
        return not_reported(target, loaded)
    names = " và ".join(SOURCES[letter] for letter in known)
    return f"Chưa có số liệu: {names} đã nạp không có số của kỳ này."


def no_year_before(year: int) -> str:
    """Say that there is nothing to compare with.

    >>> no_year_before(2022)
    'Chưa có số liệu 2022 để so sánh. Nhập vào cột Giá trị 2022 của báo cáo tiến độ.'
    """
    return f"Chưa có số liệu {year} để so sánh. Nhập vào cột Giá trị {year} của báo cáo tiến độ."
