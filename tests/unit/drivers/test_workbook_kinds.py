"""Every kind of workbook gives the same rows for the same cells."""

from __future__ import annotations

import datetime as dt
import io
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter
import xlwt

from rpa.drivers.covered_cells import uncovered
from rpa.drivers.workbook import Cell, CellError, HiddenRow, Merged, Row, open_workbook
from rpa.errors import BusinessException
from tests.fakes.workbook_files import CODES, WRITERS, Calculated, Failed, Page

KINDS = sorted(WRITERS)
NOON = dt.datetime.fromisoformat("2026-03-04 12:30")
CELLS: list[list[Any]] = [
    ["Order", "Day", "Text", "Number"],
    ["A-1", dt.date(2026, 10, 5), "R&D <ü> €", 3],
    [None, NOON, "two\nlines", 0.1],
    ["A-2", None, None, 1234567890.12],
    [],
    ["A-3", True, False, -12.5],
    [7, 2**40, 1e-7, 12345678.9],
]
EXPECTED: list[tuple[Cell, ...]] = [
    ("Order", "Day", "Text", "Number"),
    ("A-1", dt.date(2026, 10, 5), "R&D <ü> €", 3),
    (None, NOON, "two\nlines", Decimal("0.1")),
    ("A-2", None, None, Decimal("1234567890.12")),
    (),
    ("A-3", True, False, Decimal("-12.5")),
    (7, 2**40, Decimal("1E-7"), Decimal("12345678.9")),
]


def read(kind: str, page: Page) -> list[Row]:
    content = WRITERS[kind]({"Orders": page})
    with open_workbook(content, f"a.{kind}") as book:
        return list(book.sheet("Orders").rows())


@pytest.mark.parametrize("kind", KINDS)
def test_cells_are_typed_the_same(kind: str) -> None:
    rows = read(kind, Page(CELLS))
    assert rows == EXPECTED
    assert [[type(cell) for cell in row] for row in rows] == [[type(cell) for cell in row] for row in EXPECTED]


@pytest.mark.parametrize("kind", KINDS)
def test_files_made_here_are_read_by_another_reader_too(kind: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(WRITERS[kind]({"Orders": Page(CELLS)})))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1] == ["A-1", dt.date(2026, 10, 5), "R&D <ü> €", 3]
    assert rows[6][3] == 12345678.9


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", CODES)
def test_an_error_is_not_empty(kind: str, code: str) -> None:
    rows = read(kind, Page([["a", "b"], [1, Failed(code)], [Failed(code)]]))
    assert rows == [("a", "b"), (1, CellError(code)), (CellError(code),)]


@pytest.mark.parametrize("kind", KINDS)
def test_results_of_formulas_are_read(kind: str) -> None:
    cells: list[list[Any]] = [[Calculated(2), Calculated(2.5), Calculated(True), Calculated("text")]]
    if kind == "xlsx":
        pytest.skip("openpyxl writes no results; see test_workbook")
    assert read(kind, Page(cells)) == [(2, Decimal("2.5"), True, "text")]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_and_merged_is_known(kind: str) -> None:
    page = Page(
        [["a", "b", "c"], ["m", 1, 2], [None, 3, 4], ["x", 5, 6]],
        hidden_rows=[3],
        hidden_columns=[1],
        merged=[(1, 0, 2, 0)],
    )
    content = WRITERS[kind]({"Orders": page, "Old": Page([["z"]], hidden=True)})
    with open_workbook(content, f"a.{kind}") as book:
        assert book.sheet_names == ("Orders", "Old")
        sheet = book.sheet("Orders")
        assert sheet.merged == (Merged(1, 0, 2, 0),)
        assert sheet.hidden_columns == {1}
        rows = list(sheet.numbered())
        assert [number for number, row in rows if isinstance(row, HiddenRow)] == [3]
        assert rows[2] == (2, (None, 3, 4))
        assert sheet.visible
        assert not book.sheet("Old").visible
        assert list(book.sheet("Old").rows()) == [("z",)]
        assert list(sheet.numbered()) == rows


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [*KINDS, "xlsm"])
def test_a_name_that_says_something_else_is_told(kind: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(WRITERS[kind]({"Orders": Page([["a"]])}))
    if ending == kind or (ending, kind) == ("xlsm", "xlsx"):
        open_workbook(path).close()
        return
    with pytest.raises(BusinessException, match=rf"the name ends in '\.{ending}', but this is"):
        open_workbook(path)


@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table>", "a web page"),
        (b"Order;Qty\r\nA1;2\r\n", "plain text"),
        ("Order\tQty\r\n".encode("utf-16"), "plain text"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML file"),
        (b"%PDF-1.4", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (
            b"\x09\x08\x10\x00\x00\x06\x05\x00",
            "the inside of a workbook of Excel 5 to 2003, without the file around it",
        ),
        (b"\x09\x04\x06\x00\x00\x04\x10\x00", "a workbook from before Excel 5"),
    ],
)
def test_what_is_no_workbook_is_named(ending: str, content: bytes, kind: str) -> None:
    with pytest.raises(BusinessException, match=f"this is {kind}, not a workbook"):
        open_workbook(content, f"a.{ending}")


def test_a_file_of_two_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(2 * 2**30)
    with pytest.raises(BusinessException, match="2048 MB"):
        open_workbook(path)


def test_what_lies_under_a_merged_cell_is_not_read() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        sheet = made.add_worksheet("Orders")
        sheet.write_row(0, 0, ["Number", "Name", "Amount"])
        sheet.merge_range("A2:B3", "A-1")
        sheet.write(1, 1, "unseen")
        sheet.write(2, 0, "unseen")
        sheet.write(2, 2, 5)
        sheet.merge_range("A4:C4", None)
        sheet.write(3, 1, "unseen")
        sheet.write(4, 0, 7)
    old = xlwt.Workbook()
    page = old.add_sheet("Orders", cell_overwrite_ok=True)
    page.write_merge(0, 0, 0, 2, "A-1")
    page.write(0, 1, "unseen")
    older = io.BytesIO()
    old.save(older)
    with open_workbook(stream.getvalue(), "a.xlsx") as book:
        rows = list(book.sheet("Orders").numbered())
    assert rows == [(0, ("Number", "Name", "Amount")), (1, ("A-1", None, None)), (2, (None, None, 5)), (4, (7,))]
    with open_workbook(older.getvalue(), "a.xls") as book:
        assert list(book.sheet("Orders").rows()) == [("A-1", None)]


def test_a_hidden_row_stays_one_where_cells_are_covered() -> None:
    rows = iter([(0, HiddenRow(["a", "b", "c"]))])
    found = list(uncovered(rows, (Merged(0, 1, 5, 2),)))
    assert found == [(0, ("a", "b", None))]
    assert type(found[0][1]) is HiddenRow


def test_areas_that_lie_in_heaps_cost_no_more_than_the_cells() -> None:
    heap = tuple(Merged(0, place % 3, 1_000_000, 16_000) for place in range(200_000))
    rows: list[tuple[int, Row]] = [(number, ("a",)) for number in range(1, 2_000)]
    began = time.process_time()
    assert list(uncovered(iter(rows), heap)) == []
    assert time.process_time() - began < 5
