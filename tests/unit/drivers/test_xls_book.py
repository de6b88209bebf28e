from __future__ import annotations

import datetime as dt
import io
import struct
from decimal import Decimal

import pytest
import xlwt

from rpa.drivers.compound_file import CompoundFile
from rpa.drivers.workbook import CellError, Row, open_workbook
from rpa.errors import BusinessException
from tests.fakes.xls_stream import (
    EMPTY_TEXT,
    TEXT_FOLLOWS,
    book,
    compound,
    formula,
    label,
    number,
    record,
)

CALCULATED = record(0x1C1, b"\0" * 8)


def read(content: bytes, sheet: str = "S") -> list[Row]:
    with open_workbook(content, "a.xls") as opened:
        return list(opened.sheet(sheet).rows())


def shared(*texts: str, cut: int = 0) -> bytes:
    """A list of shared texts; cut in two records behind so many letters of the first."""
    head = struct.pack("<II", len(texts), len(texts))
    out = head
    for place, text in enumerate(texts):
        out += struct.pack("<HB", len(text), 1)
        if place == 0 and cut:
            first = record(0xFC, out + text[:cut].encode("utf-16-le"))
            rest = b"\0" + text[cut:].encode("latin-1")  # goes on in single bytes
            return first + record(
                0x3C, rest + b"".join(struct.pack("<HB", len(t), 0) + t.encode("latin-1") for t in texts[1:])
            )
        out += text.encode("utf-16-le")
    return record(0xFC, out)


def test_formula_that_nobody_calculated_is_an_error() -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("S")
    sheet.write(0, 0, 2)
    sheet.write(0, 1, xlwt.Formula("A1*2"))
    stream = io.BytesIO()
    made.save(stream)
    assert read(stream.getvalue()) == [(2, CellError(""))]


def test_empty_result_of_a_calculated_formula_is_empty() -> None:
    cells = number(0, 0, 2) + formula(0, 1, EMPTY_TEXT)
    assert read(book({"S": cells}, CALCULATED)) == [(2,)]
    assert read(book({"S": cells})) == [(2, CellError(""))]
    # Where another formula has a result, somebody has calculated.
    more = cells + formula(0, 2, struct.pack("<d", 1.5))
    assert read(book({"S": more})) == [(2, None, Decimal("1.5"))]


def test_results_of_formulas() -> None:
    text = record(0x207, struct.pack("<HB", 3, 0) + b"abc")
    cells = (
        formula(0, 0, TEXT_FOLLOWS)
        + text
        + formula(0, 1, b"\x01\0\x01\0\0\0\xff\xff")
        + formula(0, 2, b"\x02\0\x2a\0\0\0\xff\xff")
        + formula(0, 3, struct.pack("<d", 0.1))
    )
    assert read(book({"S": cells})) == [("abc", True, CellError("#N/A"), Decimal("0.1"))]


ON_LOAD = 0x3  # as Spreadsheet::WriteExcel and its like write every formula; Apache POI writes 2


def test_the_zero_that_programs_write_which_cannot_calculate_is_no_result() -> None:
    cells = number(0, 0, 2) + formula(0, 1, bytes(8), ON_LOAD) + formula(0, 2, struct.pack("<d", 1.5), ON_LOAD)
    assert read(book({"S": cells})) == [(2, CellError(""), Decimal("1.5"))]
    assert read(book({"S": number(0, 0, 2) + formula(0, 1, bytes(8))})) == [(2, 0)]


def test_a_formula_whose_text_is_missing_has_no_result() -> None:
    cells = formula(0, 0, TEXT_FOLLOWS) + number(0, 1, 6) + formula(1, 0, TEXT_FOLLOWS)
    assert read(book({"S": cells})) == [(CellError(""), 6), (CellError(""),)]


def test_a_long_text_of_a_formula_goes_on_in_other_records() -> None:
    text = record(0x207, struct.pack("<HB", 20_000, 0) + b"a" * 8221)
    text += record(0x3C, b"\1" + ("b" * 4111).encode("utf-16-le")) + record(0x3C, b"\0" + b"c" * 7668)
    cells = formula(0, 0, TEXT_FOLLOWS) + text + number(0, 1, 6)
    assert read(book({"S": cells})) == [("a" * 8221 + "b" * 4111 + "c" * 7668, 6)]


def test_a_letter_may_be_cut_in_two_by_the_end_of_a_record() -> None:
    letters = "ab\N{GRINNING FACE}c".encode("utf-16-le")
    texts = record(0xFC, struct.pack("<IIHB", 1, 1, 5, 1) + letters[:6]) + record(0x3C, b"\1" + letters[6:])
    cells = record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0))
    assert read(book({"S": cells}, texts)) == [("ab\N{GRINNING FACE}c",)]


def test_a_cut_file_is_noticed_also_where_its_last_sector_belongs_in_the_middle() -> None:
    whole = book({"S": b"".join(number(row, 0, row + 0.5) for row in range(600))})
    (table,) = struct.unpack_from("<I", whole, 76)
    start = CompoundFile(whole).names()["workbook"].start
    place = (start + 5 + 1) << 9  # a sector in the middle goes to the end of the file
    last = (len(whole) >> 9) - 1
    moved = bytearray(whole + whole[place : place + 512])
    struct.pack_into("<I", moved, ((table + 1) << 9) + 4 * (start + 4), last)
    struct.pack_into("<I", moved, ((table + 1) << 9) + 4 * last, start + 6)
    moved[place : place + 512] = bytes(512)
    assert read(bytes(moved)) == read(whole)
    for cut in (1, 8, 100, 511):
        with pytest.raises(BusinessException, match="damaged"):
            read(bytes(moved[:-cut]))


def test_text_that_goes_on_in_another_record() -> None:
    texts = shared("a long text", "b", cut=4)
    cells = b"".join(record(0xFD, struct.pack("<HHHI", 0, place, 0, place)) for place in range(2))
    assert read(book({"S": cells}, texts)) == [("a long text", "b")]


def test_short_numbers() -> None:
    raws = [7 << 2 | 2, 1250 << 2 | 3, (-5 << 2 | 2) & 0xFFFFFFFF, struct.unpack("<II", struct.pack("<d", 1.5))[1]]
    several = struct.pack("<HH", 0, 0) + b"".join(struct.pack("<HI", 0, raw) for raw in raws) + struct.pack("<H", 3)
    assert read(book({"S": record(0xBD, several)})) == [(7, Decimal("12.5"), -5, Decimal("1.5"))]


def test_workbook_of_excel_95_in_its_code_page() -> None:
    cells = label(0, 0, "Köln".encode("cp1250")) + label(0, 1, b"abc") + number(1, 0, 2)
    content = book({"S": cells}, record(0x42, struct.pack("<H", 1250)), version=0x500)
    assert read(content) == [("Köln", "abc"), (2,)]


def test_rows_that_do_not_only_go_down_are_put_in_order() -> None:
    cells = number(2, 0, 3) + number(0, 0, 1) + number(0, 1, 4) + number(1, 0, 2)
    assert read(book({"S": cells})) == [(1, 4), (2,), (3,)]


def test_charts_inside_a_sheet_are_passed_over() -> None:
    chart = record(0x809, struct.pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 0)) + number(0, 0, 9) + record(0x0A)
    assert read(book({"S": number(0, 0, 1) + chart + number(1, 0, 2)})) == [(1,), (2,)]


def test_days_counted_from_1904() -> None:
    made = xlwt.Workbook()
    made.dates_1904 = True
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    made.add_sheet("S").write(0, 0, dt.date(2026, 10, 5), style)
    stream = io.BytesIO()
    made.save(stream)
    assert read(stream.getvalue()) == [(dt.date(2026, 10, 5),)]


def test_protected_workbook() -> None:
    with pytest.raises(BusinessException, match="password"):
        read(book({"S": b""}, record(0x2F, b"\1\0" + b"\0" * 52)))


def test_file_of_office_without_a_workbook() -> None:
    content = compound(b"x" * 5000).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    with pytest.raises(BusinessException, match="without a workbook"):
        read(content)


def test_sectors_that_go_round_in_a_circle() -> None:
    content = bytearray(book({"S": number(0, 0, 1)}))
    compound_file = CompoundFile(bytes(content))
    start = compound_file.names()["workbook"].start
    (table,) = struct.unpack_from("<I", content, 76)
    struct.pack_into("<I", content, ((table + 1) << 9) + 4 * start, start)
    with pytest.raises(BusinessException, match="damaged"):
        read(bytes(content))


@pytest.mark.parametrize(
    "cells",
    [
        record(0xFD, struct.pack("<HHHI", 0, 0, 0, 99)),
        record(0x203, b"\0\0\0\0"),
        record(0xD6, struct.pack("<HHHHB", 0, 0, 0, 500, 0) + b"abc"),
        record(0x204, struct.pack("<HHHHB", 0, 0, 0, 500, 1) + b"abc"),
    ],
)
def test_records_that_say_more_than_there_is(cells: bytes) -> None:
    with pytest.raises(BusinessException, match="damaged"):
        read(book({"S": cells}))
