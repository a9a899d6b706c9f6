"""Make hostile and odd files, byte by byte, so that no foreign file need be kept in the repository."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(rows: str = "", **how: str) -> bytes:
    """Pack the parts that `parts` writes."""
    return zipped(parts(rows, **how))


def parts(
    rows: str = "",
    *,
    shared: str = "",
    before: str = "",
    after: str = "",
    declaration: str = "",
    namespace: str = MAIN,
    prefix: str = "",
    settings: str = "",
    state: str = "",
    styles: str = "",
) -> dict[str, str | bytes]:
    """Write a workbook of one sheet, "Trang", part by part; `before` and `after` stand around the `rows`."""
    p = f"{prefix}:" if prefix else ""
    xmlns = f"xmlns:{prefix}" if prefix else "xmlns"
    relations = _STRICT_RELATIONS if namespace == STRICT else _RELATIONS
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>{declaration}<{p}worksheet {xmlns}="{namespace}">'
        f"{before}<{p}sheetData>{rows}</{p}sheetData>{after}</{p}worksheet>"
    )
    book = (
        f'<workbook xmlns="{namespace}" xmlns:r="{relations}">{settings}<sheets>'
        f'<sheet name="Trang" sheetId="1" {state} r:id="rId1"/></sheets></workbook>'
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{relations}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")],
            start=1,
        )
        if kind != "styles" or styles
    )
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    if styles:
        written["xl/styles.xml"] = f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>'
    return written


def zipped(content: dict[str, str | bytes]) -> bytes:
    """Pack parts into a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_parts(workbook: bytes, more: list[tuple[str, str | bytes]]) -> bytes:
    """Add parts to a zip, names that are there already included."""
    buffer = io.BytesIO(workbook)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in more:
            archive.writestr(name, part)
    return buffer.getvalue()


def row(number: int, *cells: str) -> str:
    """Write a row of finished cells."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def number(reference: str, value: object, style: int | None = None) -> str:
    """Write a cell stored as a number."""
    look = "" if style is None else f' s="{style}"'
    return f'<c r="{reference}"{look}><v>{value}</v></c>'


def inline(reference: str, text: str) -> str:
    """Write a cell with its text inside."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def shared(reference: str, index: int) -> str:
    """Write a cell with a shared string."""
    return f'<c r="{reference}" t="s"><v>{index}</v></c>'


def typed(reference: str, kind: str, value: str) -> str:
    """Write a cell of another type: b, e, d, str."""
    return f'<c r="{reference}" t="{kind}"><v>{value}</v></c>'


def zip_bomb(megabytes: int = 64) -> bytes:
    """Hold one sheet of spaces that inflates about a thousandfold."""
    return xlsx(row(1, number("A1", 1)), after=" " * (megabytes << 20))


def far_cells() -> bytes:
    """Use the first and the last cell of a sheet, 17 billion cells apart."""
    return xlsx(row(1, number("A1", 1)) + row(1_048_576, number("XFD1048576", 2)))


def huge_reference() -> bytes:
    """Name a cell far outside any sheet."""
    return xlsx(row(1, number("A1", 1), number("ZZZZZZ4294967295", 2)))


def row_out_of_bounds() -> bytes:
    """Use the row after the last one."""
    return xlsx(row(1_048_577, number("A1048577", 1)))


def long_shared_string(n_rows: int = 200_000) -> bytes:
    """Point many rows at one string of 32,767 letters: a megabyte that unfolds to six gigabytes."""
    rows = "".join(row(index, shared(f"A{index}", 0)) for index in range(1, n_rows + 1))
    return xlsx(rows, shared=f"<si><t>{'x' * 32_767}</t></si>")


def external_entity() -> bytes:
    """Ask for a file of the machine by an external entity."""
    declaration = '<!DOCTYPE worksheet [<!ENTITY xxe SYSTEM "file:///etc/hostname">]>'
    return xlsx(row(1, inline("A1", "&xxe;")), declaration=declaration)


def billion_laughs() -> bytes:
    """Declare entities that unfold tenfold at each of ten levels."""
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 11))
    declaration = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{levels}]>'
    return xlsx(row(1, inline("A1", "&l10;")), declaration=declaration)


def encrypted_ole() -> bytes:
    """Look like a workbook with a password: an OLE file with an EncryptedPackage stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)


def encrypted_zip() -> bytes:
    """Set the encryption flag of every part."""
    data = bytearray(xlsx(row(1, number("A1", 1))))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(magic)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(magic, start + 1)
    return bytes(data)


def lying_size() -> bytes:
    """State in the directory that the sheet is far smaller than it inflates to."""
    data = bytearray(xlsx(row(1, number("A1", 1)), after=" " * 50_000))
    entry = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    return bytes(data)
