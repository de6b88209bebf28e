"""Workbooks of every kind that hold the same, written without the code that reads them.

`.xlsx` by openpyxl, `.xls` by xlwt; `.ods` and `.xlsb` by hand, since nothing that could be used here writes
them. What is written by hand is also read by python-calamine in the tests, which was made
for files of the real programs.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt

CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
DAY = xlwt.easyxf(num_format_str="DD-MM-YYYY")
MOMENT = xlwt.easyxf(num_format_str="DD-MM-YYYY HH:MM")
EPOCH = dt.datetime.fromisoformat("1899-12-30")


@dataclass(frozen=True)
class Failed:
    """A cell with an error."""

    code: str


@dataclass(frozen=True)
class Calculated:
    """A formula and its result."""

    value: Any


@dataclass(frozen=True)
class Page:
    """A sheet.

    Attributes:
        rows: Its cells, from A1.
        hidden_rows: From 0.
        hidden_columns: From 0.
        merged: top, left, bottom, right, from 0.
        hidden: Whether it is hidden itself.
    """

    rows: Sequence[Sequence[Any]]
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


Pages = dict[str, Page]


def serial(value: dt.date | dt.datetime) -> float:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return (moment - EPOCH) / dt.timedelta(days=1)


def xlsx(pages: Pages) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, page in pages.items():
        sheet = book.create_sheet(title)
        for row, cells in enumerate(page.rows, 1):
            for column, value in enumerate(cells, 1):
                plain = value.code if isinstance(value, Failed) else value
                sheet.cell(row, column, plain.value if isinstance(plain, Calculated) else plain)
        for row in page.hidden_rows:
            sheet.row_dimensions[row + 1].hidden = True
        for column in page.hidden_columns:
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
        for top, left, bottom, right in page.merged:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        sheet.sheet_state = "hidden" if page.hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(pages: Pages) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for title, page in pages.items():
        sheet = book.add_sheet(title, cell_overwrite_ok=True)
        for row, cells in enumerate(page.rows):
            for column, value in enumerate(cells):
                xls_cell(sheet, row, column, value)
        for row in page.hidden_rows:
            sheet.row(row).hidden = True
        for column in page.hidden_columns:
            sheet.col(column).hidden = True
        for top, left, bottom, right in page.merged:
            first = page.rows[top][left]
            sheet.write_merge(top, bottom, left, right, first)
        sheet.visibility = 1 if page.hidden else 0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, Failed):
        sheet.row(row).set_cell_error(column, CODES[value.code])
    elif isinstance(value, Calculated):
        sheet.write(row, column, value.value)  # xlwt knows no results of formulas
    elif isinstance(value, dt.datetime):
        sheet.write(row, column, value, MOMENT)
    elif value is not None:
        sheet.write(row, column, value, DAY if isinstance(value, dt.date) else xlwt.Style.default_style)


ODS_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(pages: Pages) -> bytes:
    tables = "".join(ods_table(title, page) for title, page in pages.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_SPACES} {CALC} office:version="1.3">'
        '<office:automatic-styles><style:style style:name="shown" style:family="table"><style:table-properties'
        ' table:display="true"/></style:style><style:style style:name="unseen" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_table(title: str, page: Page) -> str:
    width = max((len(row) for row in page.rows), default=0)
    collapsed = ' table:visibility="collapse"'
    columns = "".join(
        f"<table:table-column{collapsed if column in page.hidden_columns else ''}/>" for column in range(width)
    )
    covered = {
        (row, column)
        for top, left, bottom, right in page.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in page.merged}
    rows = ""
    for row, cells in enumerate(page.rows):
        inside = "".join(
            "<table:covered-table-cell/>" if (row, column) in covered else ods_cell(value, spans.get((row, column)))
            for column, value in enumerate(cells)
        )
        hidden = ' table:visibility="filter"' if row in page.hidden_rows else ""
        rows += f"<table:table-row{hidden}>{inside or '<table:table-cell/>'}</table:table-row>"
    style = "unseen" if page.hidden else "shown"
    empty = '<table:table-cell table:number-columns-repeated="1024"/>'
    rows += f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    name = f"table:name={quoteattr(title)} table:style-name={quoteattr(style)}"
    return f"<table:table {name}>{columns}{rows}</table:table>"


def ods_cell(value: Any, span: tuple[int, int] | None) -> str:
    formula = ""
    if isinstance(value, Calculated):
        formula, value = ' table:formula="of:=1"', value.value
    if span:
        formula += f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    if value is None:
        return f"<table:table-cell{formula}/>"
    if isinstance(value, Failed):
        return (
            f'<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""'
            f' calcext:value-type="error"><text:p>{escape(value.code)}</text:p></table:table-cell>'
        )
    if isinstance(value, bool):
        given, shown = f'"boolean" office:boolean-value="{str(value).lower()}"', str(value).upper()
    elif isinstance(value, int | float):
        given, shown = f'"float" office:value="{value!r}"', str(value)
    elif isinstance(value, dt.date):
        given, shown = f'"date" office:date-value="{value.isoformat()}"', "shown"
    else:
        given, shown = '"string"', value
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{formula} office:value-type={given}>{lines}</table:table-cell>"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


@dataclass
class Xlsb:
    """The parts of a binary workbook while they are made."""

    texts: list[str] = field(default_factory=list)

    def text(self, value: str) -> int:
        if value not in self.texts:
            self.texts.append(value)
        return self.texts.index(value)

    def cell(self, column: int, value: Any) -> bytes:
        formula = isinstance(value, Calculated)
        plain = value.value if formula else value
        style = {dt.date: 1, dt.datetime: 2}.get(type(plain), 0)
        place = struct.pack("<II", column, style)
        behind = struct.pack("<HII", 0, 0, 0) if formula else b""  # flags, and a formula of no length
        if isinstance(plain, Failed):
            return record(11 if formula else 3, place + bytes([CODES[plain.code]]) + behind)
        if isinstance(plain, bool):
            return record(10 if formula else 4, place + bytes([plain]) + behind)
        if isinstance(plain, str):
            return (
                record(8, place + wide(plain) + behind)
                if formula
                else record(7, place + struct.pack("<I", self.text(plain)))
            )
        if isinstance(plain, int) and not formula and abs(plain) < 2**29:
            return record(2, place + struct.pack("<I", (plain << 2 | 2) & 0xFFFFFFFF))
        number = serial(plain) if isinstance(plain, dt.date) else float(plain)
        hundreds = round(number * 100)
        if not formula and hundreds / 100 == number and abs(hundreds) < 2**29:
            return record(2, place + struct.pack("<I", (hundreds << 2 | 3) & 0xFFFFFFFF))
        return record(9 if formula else 5, place + struct.pack("<d", number) + behind)

    def sheet(self, page: Page) -> bytes:
        width = max((len(row) for row in page.rows), default=1)
        out = record(129) + record(148, struct.pack("<IIII", 0, max(len(page.rows) - 1, 0), 0, width - 1))
        if page.hidden_columns:
            out += record(390)
            for column in page.hidden_columns:
                out += record(60, struct.pack("<IIIIH", column, column, 2560, 0, 1))
            out += record(391)
        out += record(145)
        for row, cells in enumerate(page.rows):
            hidden = 0x10 if row in page.hidden_rows else 0
            out += record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, hidden, 0, 0))
            out += b"".join(self.cell(column, value) for column, value in enumerate(cells) if value is not None)
        out += record(146)
        if page.merged:
            out += record(177, struct.pack("<I", len(page.merged)))
            for top, left, bottom, right in page.merged:
                out += record(176, struct.pack("<IIII", top, bottom, left, right))
            out += record(178)
        return out + record(130)


def xlsb(pages: Pages) -> bytes:
    made = Xlsb()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts: dict[str, str | bytes] = {}
    book = record(131) + record(153, struct.pack("<II", 0, 0) + wide("")) + record(143)
    links = ""
    for number, (title, page) in enumerate(pages.items(), 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = made.sheet(page)
        book += record(156, struct.pack("<II", int(page.hidden), number) + wide(f"rId{number}") + wide(title))
        links += f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.bin"/>'
    parts["xl/workbook.bin"] = book + record(144) + record(132)
    links += f'<Relationship Id="rIdS" Type="{office}/sharedStrings" Target="sharedStrings.bin"/>'
    links += f'<Relationship Id="rIdT" Type="{office}/styles" Target="styles.bin"/>'
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts["xl/_rels/workbook.bin.rels"] = f'<?xml version="1.0"?><Relationships {space}>{links}</Relationships>'
    count = len(made.texts)
    parts["xl/sharedStrings.bin"] = (
        record(159, struct.pack("<II", count, count))
        + b"".join(record(19, b"\0" + wide(text)) for text in made.texts)
        + record(160)
    )
    styles = [(0, 0), (0, 14), (0, 164)]
    parts["xl/styles.bin"] = (
        record(278)
        + record(615, struct.pack("<I", 1))
        + record(44, struct.pack("<H", 164) + wide("dd-mm-yyyy hh:mm"))
        + record(616)
        + record(617, struct.pack("<I", 3))
        + b"".join(record(47, struct.pack("<HHHHHBBHH", 0, code, 0, 0, 0, 0, 0, 0, 0)) for _, code in styles)
        + record(618)
        + record(279)
    )
    types = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
    parts["[Content_Types].xml"] = (
        f'<?xml version="1.0"?><Types {types}><Default Extension="bin" ContentType="x"/></Types>'
    )
    return zipped(parts)


WRITERS: dict[str, Callable[[Pages], bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods, "xlsb": xlsb}
"""Ending to what writes such a file."""
