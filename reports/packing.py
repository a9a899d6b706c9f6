"""Office files as bytes of their content alone: no clock inside, so that the same report is the same file."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can name."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def fixed(content: bytes, *, modified: datetime | None = None) -> bytes:
    """Return an office file (a zip archive) with every entry dated alike and in the order of its first writing.

    `modified` (UTC, naive) replaces the time of saving that some writers put into the properties themselves.

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
                data = _MODIFIED.sub(rb"\g<1>" + f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", data)
            new.writestr(entry, data, compresslevel=6)
    return stream.getvalue()
