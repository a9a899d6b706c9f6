"""Time a bare expat parse of every sheet of an .xlsx: the yardstick that the reader is held against.

Usage: ``python -m bench.xml_parse FILE.xlsx``. Prints seconds, megabytes of XML and cells seen.
"""

import re
import sys
import time
import zipfile
from pathlib import Path
from xml.parsers import expat

_CHUNK = 1 << 16
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


def parse_sheets(path: Path) -> tuple[int, int]:
    """Run every sheet's XML through expat and return (bytes of XML, number of ``<c>`` elements)."""
    n_bytes = n_cells = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal n_cells
        if name == "c":
            n_cells += 1

    with zipfile.ZipFile(path) as archive:
        for name in filter(_SHEET.fullmatch, archive.namelist()):
            parser = expat.ParserCreate()
            parser.StartElementHandler = start
            with archive.open(name) as part:
                while chunk := part.read(_CHUNK):
                    n_bytes += len(chunk)
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
    return n_bytes, n_cells


if __name__ == "__main__":
    began = time.perf_counter()
    xml_bytes, cells = parse_sheets(Path(sys.argv[1]))
    print(f"{time.perf_counter() - began:.2f} s, {xml_bytes / 1e6:.0f} MB of XML, {cells:,} cells")
