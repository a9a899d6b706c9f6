"""Office files as bytes of their content alone: no clock inside, so that the same report is the same file."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can name."""
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def fixed(content: bytes, *, modified: datetime | None = None) -> bytes:
    """Return an office file (a zip archive) with every entry dated alike and in the order of its first writing.

    `modified` (UTC, naive) replaces the times of making and saving that some writers put into the properties
    themselves. Workbooks inside the file, which charts take their numbers from, are treated like it.

    Raises:
        zipfile.BadZipFile: the bytes are no archive.
    """
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, date_time=_MOMENT)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            data = old.read(name)
            if modified is not None and name == "docProps/core.xml":
                data = _TIMES.sub(rb"\g<1>" + f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", data)
            if name.endswith(".xlsx"):
                data = fixed(data, modified=modified)
            new.writestr(entry, data, compresslevel=6)
    return stream.getvalue()
