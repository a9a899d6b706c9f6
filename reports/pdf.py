"""PDF of a Word report where LibreOffice is on the machine."""

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
"""Names of LibreOffice."""

TIMEOUT_SECONDS = 180
"""After this long the conversion is given up."""


class PdfError(RuntimeError):
    """No PDF could be made. The text is Vietnamese and says what to do instead."""


def is_possible() -> bool:
    """Tell whether LibreOffice is on this machine."""
    return _program() is not None


def of_word(content: bytes) -> bytes:
    """Return the PDF of a .docx.

    Raises:
        PdfError: LibreOffice is not there, gave no answer in time, or could not read the file.
    """
    program = _program()
    if program is None:
        raise PdfError(
            "Máy này không có LibreOffice nên không tạo được PDF. Mở báo cáo bằng Word rồi chọn Lưu thành PDF, hoặc "
            "cài LibreOffice."
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "bao-cao.docx"
        source.write_bytes(content)
        command = [
            program, f"-env:UserInstallation={(Path(folder) / 'ho-so').as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise PdfError(
                "LibreOffice không đổi được báo cáo sang PDF. Mở báo cáo bằng Word rồi chọn Lưu thành PDF."
            ) from error


def _program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)
