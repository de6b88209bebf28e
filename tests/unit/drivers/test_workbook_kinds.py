"""Every kind of workbook gives the same rows for the same cells."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine

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
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "a file of an unknown kind"),
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
