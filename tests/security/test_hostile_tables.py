"""Tables that a stranger sends: cut off, altered, blown up, locked. Each is refused or read, within bounds."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.drivers.text_table import open_text_table
from rpa.drivers.workbook import open_workbook
from rpa.errors import BusinessException
from tests.fakes.workbook_files import WRITERS, Failed, Page, zipped

ROWS: list[list[Any]] = [
    ["Order", "Day", "Text", "Number"],
    *([f"A-{row}", dt.date(2026, 10, 1 + row % 20), "R&D <ü>", row / 4] for row in range(12)),
    ["A-x", None, Failed("#N/A"), True],
]
PAGE = Page(ROWS, hidden_rows=[3], hidden_columns=[2], merged=[(1, 0, 2, 0)])


def shared_texts() -> bytes:
    """A workbook as Excel writes it: its texts in a list of their own."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet("Orders")
        for row, cells in enumerate(ROWS[:-1]):
            sheet.write_row(row, 0, cells)
        sheet.write_formula(20, 0, "=NA()", None, "#N/A")
        sheet.merge_range(21, 0, 22, 1, "merged")
        sheet.set_row(3, None, None, {"hidden": True})
    return stream.getvalue()


SAMPLES = {kind: write({"Orders": PAGE, "Two": Page([["a"]])}) for kind, write in WRITERS.items()}
SAMPLES["xlsm"] = shared_texts()
TEXT = "Bestelnr;Naam;Bedrag\n" + "".join(f'A{row};"Jänsen ""BV""";{row},50\n' for row in range(40))
SAMPLES["csv"] = TEXT.encode()
SAMPLES["txt"] = TEXT.encode("utf-16")
LONGEST = 60.0  # seconds, on a machine that does other work at the same time
KINDS = sorted(SAMPLES)


def read(kind: str, content: bytes) -> bool:
    """Whether it could be read; every other error than a business exception is raised."""
    started = time.monotonic()
    try:
        if kind in {"csv", "txt"}:
            for _ in open_text_table(content, f"a.{kind}").numbered():
                pass
        else:
            with open_workbook(content, f"a.{kind}") as book:
                for name in book.sheet_names:
                    for _ in book.sheet(name).numbered():
                        pass
    except BusinessException as error:
        return told(error)
    finally:
        assert time.monotonic() - started < LONGEST
    return True


def told(error: BusinessException) -> bool:
    """False, for a refusal that says what and where."""
    assert error.message
    assert error.place
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_whole_samples_are_read(kind: str) -> None:
    assert read(kind, SAMPLES[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_at_every_tenth_byte(kind: str) -> None:
    content = SAMPLES[kind]
    whole = [size for size in range(0, len(content), 10) if read(kind, content[:size])]
    if kind not in {"csv", "txt"}:
        # An .xls is read when only unused sectors at its end are missing.
        assert all(size > 0.8 * len(content) for size in whole)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_altered_anywhere(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(SAMPLES[kind])
    for _ in range(chance.choice((1, 2, 8, 40))):
        at = chance.randrange(len(content) or 1)
        way = chance.randrange(4)
        if way == 0:
            content[at : at + 1] = bytes([chance.randrange(256)])
        elif way == 1:
            content[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE)))
        elif way == 2:
            del content[at : at + chance.randrange(1, 50)]
        else:
            content[at:at] = content[at // 2 : at // 2 + chance.randrange(1, 50)]
    read(kind, bytes(content))


def altered_part(kind: str, seed: int) -> bytes:
    """One part of a zipped workbook altered, and packed again with a right check sum."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([one for one in parts if one.endswith((".bin", ".xml", ".rels"))])
    content = bytearray(parts[name])  # type: ignore[arg-type]
    for _ in range(chance.choice((1, 2, 8))):
        at = chance.randrange(len(content) or 1)
        way = chance.randrange(4)
        if way == 0:
            likely = bytes(range(256)) if kind == "xlsb" else b'0123456789<>/"=&;ABZ \x00\xff'
            content[at : at + 1] = bytes([chance.choice(likely)])
        elif way == 1:
            del content[at : at + chance.randrange(1, 30)]
        elif way == 2:
            content[at:at] = content[at // 2 : at // 2 + chance.randrange(1, 60)]
        else:
            content[at : at + 1] = b"99999999"
    parts[name] = bytes(content)
    return zipped(parts)


@pytest.mark.parametrize("kind", ["ods", "xlsb", "xlsm", "xlsx"])
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_altered_inside_of_the_archive(kind: str, seed: int) -> None:
    read(kind, altered_part(kind, seed))


@pytest.mark.parametrize("kind", ["ods", "xlsb", "xls", "xlsx"])
@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=600))
def test_anything_behind_the_first_bytes(kind: str, content: bytes) -> None:
    start = SAMPLES[kind][:8] if kind == "xls" else b"PK\x03\x04"
    assert not read(kind, start + content)


def test_workbook_protected_with_a_password() -> None:
    stream = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(SAMPLES["xlsx"])).encrypt("secret", stream)
    for ending in ("xlsx", "xls", "xlsb"):
        with pytest.raises(BusinessException, match="protected with a password"):
            open_workbook(stream.getvalue(), f"a.{ending}")


def test_spreadsheet_protected_with_a_password() -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["ods"])) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml">'
        '<m:encryption-data m:checksum="x"/></m:file-entry></m:manifest>'
    )
    parts["content.xml"] = bytes(range(256))
    with pytest.raises(BusinessException, match="protected with a password"):
        open_workbook(zipped(parts), "a.ods")


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("kind", ["ods", "xlsb", "xlsx"])
def test_declared_entities_are_refused_in_every_part(kind: str, declared: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in names:
        text = parts[name]
        at = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0
        with pytest.raises(BusinessException, match="declarations"):
            open_all(zipped({**parts, name: text[:at] + declared + text[at:]}), f"a.{kind}")


def open_all(content: bytes, name: str) -> None:
    with open_workbook(content, name) as book:
        for title in book.sheet_names:
            book.sheet(title)


BOMBS = {
    "ods": ("content.xml", b"<office:document-content>"),
    "xlsb": ("xl/sharedStrings.bin", b"\0"),
    "xlsx": ("xl/worksheets/sheet1.xml", b"<worksheet>"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_zip_bombs_are_not_unpacked(kind: str) -> None:
    name, start = BOMBS[kind]
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as archive:
        parts: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = start + b" " * 100_000_000
    started = time.monotonic()
    with pytest.raises(BusinessException, match="not opened"):
        open_workbook(zipped(parts), f"a.{kind}")
    assert time.monotonic() - started < LONGEST


def test_cells_repeated_without_end() -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["ods"])) as archive:
        parts: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
        text = archive.read("content.xml").decode()
    many = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float"'
    many += ' office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
    many += "</table:table-row>"
    at = text.index("<table:table-row")
    parts["content.xml"] = text[:at] + many + text[at:]
    assert not read("ods", zipped(parts))
    parts["content.xml"] = text[:at] + many.replace("1048576", "9" * 5000) + text[at:]
    assert not read("ods", zipped(parts))


PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))
from rpa.drivers.workbook import open_workbook
from rpa.errors import BusinessException
from pathlib import Path
from typing import Any
try:
    with open_workbook(Path(sys.argv[1])) as book:
        for name in book.sheet_names:
            for _ in book.sheet(name).numbered():
                pass
except BusinessException as error:
    print(error.message)
else:
    print("read")
"""


@pytest.mark.parametrize(
    "sheet",
    [
        # Rows that are one long text; many long texts; a row that never ends; a single tag that never ends.
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 60_000_000 + b"</t></is></c></row>",
        b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 200_000)),
        b'<row r="1">' + b"".join(b'<c r="A1"><v>1</v></c>' for _ in range(1_000_000)) + b"</row>",
        b'<row r="1" ' + b"x" * 60_000_000 + b">",
        b"<x>" * 3_000_000,
    ],
    ids=["text", "wide", "row", "tag", "deep"],
)
def test_sheets_that_are_too_much_need_no_more_memory_than_others(sheet: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["xlsx"])) as archive:
        parts: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    space = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    parts["xl/worksheets/sheet1.xml"] = space + sheet + b"</sheetData></worksheet>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = name.endswith("sheet1.xml")  # past the look at how far it is blown up
            archive.writestr(name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    path = tmp_path / "a.xlsx"
    path.write_bytes(stream.getvalue())
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.strip() != "read"


"""Each is refused in a process that may use no more than 700 MiB of addresses."""
