from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.workbook import CellError, Merged, address, number, open_workbook
from rpa.drivers.workbook_cells import column_letters, column_number
from rpa.errors import BusinessException

SHEET = "xl/worksheets/sheet1.xml"


def sample(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(rows):
        sheet.append([f"A{row}", row, row / 4, dt.date(2026, 10, 5)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new, 1)
            target.writestr(name, data)
    return stream.getvalue()


def test_cells_are_typed_and_never_float(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    sheet["B2"], sheet["C2"], sheet["D2"], sheet["E2"] = 3, 0.1, True, "  x "
    noon = dt.datetime.fromisoformat("2026-03-04 12:30")
    sheet["F2"], sheet["G2"] = dt.date(2026, 3, 4), noon
    sheet["H2"] = 1234567890.12
    sheet.merge_cells("A4:C5")
    book.save(tmp_path / "a.xlsx")
    opened = open_workbook(tmp_path / "a.xlsx")
    assert opened.sheet_names == ("Orders",)
    read = opened.sheet("Orders")
    row = list(read.rows())[1]
    assert row == (
        None,
        3,
        Decimal("0.1"),
        True,
        "  x ",
        dt.date(2026, 3, 4),
        noon,
        Decimal("1234567890.12"),
    )
    assert not any(isinstance(cell, float) for cell in row)
    assert read.merged == (Merged(3, 0, 4, 2),)
    assert read.visible


def test_errors_are_not_empty() -> None:
    content = changed(sample(), SHEET, b"<v>0.25</v>", b"<f>1/4</f><v></v>")
    content = changed(content, SHEET, b'<c r="C3" t="n"><v>0.5</v>', b'<c r="C3" t="e"><v>#DIV/0!</v>')
    rows = list(open_workbook(content).sheet("Sheet").rows())
    assert rows[1][2] == CellError("")
    assert rows[2][2] == CellError("#DIV/0!")
    assert str(rows[1][2]) == "a formula without a result"


def test_error_behind_the_last_value_of_a_row_is_kept() -> None:
    content = changed(sample(1), SHEET, b"</row>", b'<c r="H1" t="e"><v>#N/A</v></c></row>')
    (row,) = open_workbook(content).sheet("Sheet").rows()
    assert row[7] == CellError("#N/A")


def test_empty_text_as_the_result_of_a_formula_is_empty() -> None:
    content = changed(sample(), SHEET, b'<c r="C2" t="n"><v>0.25</v>', b'<c r="C2" t="str"><f>""</f><v></v>')
    assert list(open_workbook(content).sheet("Sheet").rows())[1][2] is None


@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_amounts_survive_the_float_of_a_cell(amount: Decimal) -> None:
    assert number(float(amount)) == amount


def test_residue_of_a_formula_is_cut_where_excel_cuts_it() -> None:
    assert number(0.1 + 0.2) == Decimal("0.3")
    assert number(1e15 + 1) == 10**15 + 1
    assert number(float("inf")) == CellError("#NUM!")


@given(st.integers(0, 16383))
def test_column_letters_and_numbers(column: int) -> None:
    assert column_number(column_letters(column)) == column


def test_address() -> None:
    assert address("Orders", 8, 3) == "Orders!D9"


def test_truncated_at_any_point() -> None:
    content = sample()
    for size in range(0, len(content), 97):
        with pytest.raises(BusinessException):
            open_workbook(content[:size], "a.xlsx")


def test_flipped_bytes_are_refused_or_read() -> None:
    content = sample()
    for at in range(0, len(content), 61):
        broken = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        try:
            book = open_workbook(broken, "a.xlsx")
            for name in book.sheet_names:
                list(book.sheet(name).rows())
        except BusinessException:
            continue


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"a;b;c\r\n", "plain text"),
        (b"\x00\x01\x02", "unknown kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x05\x06" + b"\0" * 18, "without a workbook"),
    ],
)
def test_what_is_no_workbook_is_named(content: bytes, message: str) -> None:
    with pytest.raises(BusinessException, match=message):
        open_workbook(content, "a.xlsx")


def test_billion_laughs() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet'
    for part in (SHEET, "xl/styles.xml", "xl/workbook.xml"):
        tag = {SHEET: b"<worksheet", "xl/styles.xml": b"<styleSheet", "xl/workbook.xml": b"<workbook"}[part]
        with pytest.raises(BusinessException, match="declarations"):
            open_workbook(changed(sample(), part, tag, laughs), "a.xlsx")


def test_entities_hidden_in_another_encoding() -> None:
    with zipfile.ZipFile(io.BytesIO(sample())) as archive:
        text = archive.read(SHEET)
    with pytest.raises(BusinessException):
        open_workbook(changed(sample(), SHEET, text, text.decode().encode("utf-16")), "a.xlsx")


def test_zip_bomb_by_its_declared_size() -> None:
    stream = io.BytesIO(sample())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.bin", "w") as part,
    ):
        for _ in range(600):
            part.write(b"\0" * 2**20)
    with pytest.raises(BusinessException, match="unpack to more"):
        open_workbook(stream.getvalue(), "a.xlsx")


def test_zip_bomb_that_lies_about_its_size() -> None:
    stream = io.BytesIO(sample())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\0" * 20_000_000)
    content = stream.getvalue().replace(struct.pack("<L", 20_000_000), struct.pack("<L", 20))
    with pytest.raises(BusinessException, match="damaged"):
        open_workbook(content, "a.xlsx")


@pytest.mark.parametrize("far", [b"XFD1048576", b"ZZ900000"])
def test_cell_at_the_far_end_does_not_fill_the_memory(far: bytes) -> None:
    content = changed(sample(), SHEET, b"</row></sheetData>", b'<c r="' + far + b'"><v>1</v></c></row></sheetData>')
    with pytest.raises(BusinessException, match="too far"):
        open_workbook(content, "a.xlsx")


def test_cells_in_a_namespace_of_their_own_are_seen() -> None:
    content = changed(
        sample(),
        SHEET,
        b"</row></sheetData>",
        b'<q:c xmlns:q="urn:q" r="XFD1048576"><v>1</v></q:c></row></sheetData>',
    )
    with pytest.raises(BusinessException, match="too far"):
        open_workbook(content, "a.xlsx")


def test_part_that_is_there_twice() -> None:
    stream = io.BytesIO(sample())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(BusinessException, match="twice"):
        open_workbook(stream.getvalue(), "a.xlsx")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BusinessException, match="cannot be read"):
        open_workbook(tmp_path / "none.xlsx")
