"""Office files as bytes of their content alone: no clock inside, so that the same report is the same file."""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can name."""
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def calculated(content: bytes, results: Mapping[str, Mapping[str, float | str]]) -> bytes:
    """Return a workbook of openpyxl, which writes formulas alone, with their results beside them.

    `results` has the results by cell of each sheet, by the name of its part ("xl/worksheets/sheet1.xml").

    Raises:
        ValueError: a cell that is no formula, or a formula without a result.
    """
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, _with_results(data, results[name]) if name in results else data)
    return stream.getvalue()


def _with_results(sheet: bytes, results: Mapping[str, float | str]) -> bytes:
    tree = etree.fromstring(sheet)
    left = dict(results)
    for formula in tree.iterfind(".//{*}c/{*}f"):
        cell = formula.getparent()
        if (place := cell.get("r")) not in left:
            raise ValueError(f"no result of {place}")
        result = left.pop(place)
        told = cell.find("{*}v")
        told = etree.SubElement(cell, f"{{{etree.QName(cell).namespace}}}v") if told is None else told
        told.text = result if isinstance(result, str) else repr(result)
        if isinstance(result, str):
            cell.set("t", "str")
        else:
            cell.attrib.pop("t", None)
    if left:
        raise ValueError(f"no formula in {', '.join(left)}")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


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
