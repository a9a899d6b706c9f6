"""Tell what a file is from its first bytes; its name is never believed."""

import re

from loaders.grid import Format, UnreadableFileError

HEAD_SIZE = 1 << 16
"""Bytes that `sniff` wants to see; fewer is fine when the file is shorter."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|meta|title|style|body|table|div|center|tr|form)\b", re.IGNORECASE)
_REFUSED = (
    (b"%PDF", "Tệp là PDF, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm."),
    (b"{\\rtf", "Tệp là văn bản RTF, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm."),
    (b"\x89PNG", "Tệp là ảnh, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm."),
    (b"\xff\xd8\xff", "Tệp là ảnh, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm."),
    (b"GIF8", "Tệp là ảnh, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm."),
    (b"\x1f\x8b", "Tệp là tệp nén. Giải nén rồi tải lên bảng tính bên trong."),
    (b"Rar!", "Tệp là tệp nén. Giải nén rồi tải lên bảng tính bên trong."),
    (b"7z\xbc\xaf", "Tệp là tệp nén. Giải nén rồi tải lên bảng tính bên trong."),
    (b"SQLite format 3", "Tệp là cơ sở dữ liệu, không phải bảng tính. Xuất lại dạng .xlsx từ phần mềm."),
    (b"MIME-Version:", "Tệp là trang web lưu dạng .mht. Lưu lại dạng .xlsx rồi tải lên."),
)
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_ENCRYPTED = "Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên."
_XLSB = "Tệp .xlsb không đọc được. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
_ODS = "Tệp .ods không đọc được. Mở bằng LibreOffice, lưu lại dạng .xlsx rồi tải lên."
_UNKNOWN = "Tệp không phải bảng tính .xlsx, .xls, .csv hay bảng HTML. Xuất lại từ phần mềm rồi tải lên."
_OLD = "Tệp Excel đời cũ (trước 97) không đọc được. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
_XML = "Tệp XML không đọc được. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."


def sniff(head: bytes) -> Format:
    """Tell the format from the first bytes (up to `HEAD_SIZE` of them).

    A zip is taken for .xlsx here; what it holds is checked when it is opened.

    Raises:
        UnreadableFileError: empty, encrypted, .xlsb, .ods, PDF, image, archive, XML or unknown bytes;
            the text says which and the remedy.
    """
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFileError("Tệp rỗng. Xuất lại từ phần mềm rồi tải lên.")
    if head.startswith(b"PK"):
        return _zip(head)
    if head.startswith(_OLE):
        return _ole(head)
    for magic, reason in _REFUSED:
        if head.startswith(magic):
            raise UnreadableFileError(reason)
    if head.startswith(_OLD_BIFF):
        raise UnreadableFileError(_OLD)
    return _text(head)


def _zip(head: bytes) -> Format:
    if b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]:
        raise UnreadableFileError(_ODS)
    if b"xl/workbook.bin" in head:
        raise UnreadableFileError(_XLSB)
    return Format.XLSX


def _ole(head: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in head:
        raise UnreadableFileError(_ENCRYPTED)
    if "WordDocument".encode("utf-16-le") in head or "PowerPoint Document".encode("utf-16-le") in head:
        raise UnreadableFileError(_UNKNOWN)
    return Format.XLS


def _text(head: bytes) -> Format:
    if head.startswith(_UTF16):
        head = head.decode("utf-16", errors="ignore").encode()
    elif b"\0" in head:
        raise UnreadableFileError(_UNKNOWN)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        if b"<Workbook" in start[:4096] and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise UnreadableFileError(_XML)
        if _HTML.search(start):
            return Format.HTML
        raise UnreadableFileError(_XML if start.startswith(b"<?xml") else _UNKNOWN)
    if start.startswith((b"{", b"[{")):
        raise UnreadableFileError(_UNKNOWN)
    return Format.CSV


def encrypted_or_foreign(path_bytes: bytes) -> str | None:
    """Look through a whole OLE file for the streams that `sniff` may have missed; return the refusal, or None."""
    if "EncryptedPackage".encode("utf-16-le") in path_bytes:
        return _ENCRYPTED
    names = ("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"), "Book".encode("utf-16-le"))
    return None if any(name in path_bytes for name in (*names, "BOOK".encode("utf-16-le"))) else _UNKNOWN


def zip_refusal(names: set[str]) -> str | None:
    """Say why a zip holding these entries is not an .xlsx, or None when it may be one."""
    folded = {name.lower() for name in names}
    if "xl/workbook.bin" in folded:
        return _XLSB
    if "content.xml" in folded and "meta-inf/manifest.xml" in folded:
        return _ODS
    if "[content_types].xml" not in folded:
        return "Tệp là tệp nén. Giải nén rồi tải lên bảng tính bên trong."
    return None if any(name.startswith("xl/") for name in folded) else _UNKNOWN
