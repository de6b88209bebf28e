"""What only OpenDocument spreadsheets hold."""

from __future__ import annotations

import datetime as dt

import pytest

from rpa.drivers.workbook import Cell, CellError, Row, open_workbook
from rpa.errors import BusinessException
from tests.fakes.workbook_files import CALC, ODS_SPACES, zipped

KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods(*cells: str, before: str = "", behind: str = "") -> bytes:
    """A sheet `S` of one row."""
    table = f'<table:table table:name="S"><table:table-row>{"".join(cells)}</table:table-row></table:table>'
    content = f'<?xml version="1.0"?><office:document-content {ODS_SPACES} {CALC}><office:body><office:spreadsheet>'
    content += f"{before}{table}{behind}</office:spreadsheet></office:body></office:document-content>"
    return zipped({"mimetype": KIND, "content.xml": content, "META-INF/manifest.xml": "<m/>"})


def read(content: bytes) -> dict[str, list[Row]]:
    with open_workbook(content, "a.ods") as book:
        return {name: list(book.sheet(name).rows()) for name in book.sheet_names}


def typed(kind: str, value: str, text: str = "shown") -> str:
    given = f'office:value-type="{kind}" office:{kind}-value="{value}"'
    return f"<table:table-cell {given}><text:p>{text}</text:p></table:table-cell>"


NUMBER = '<table:table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (typed("time", "PT12H29M59.999999999S"), "12:30:00"),
        (typed("time", "PT12H30M00.1234S"), "12:30:00.123"),
        (typed("time", "PT26H00M00S"), "26:00:00"),
        (typed("time", "P1DT2H"), "26:00:00"),
        (typed("date", "2026-10-05T10:29:59.999999999"), dt.datetime.fromisoformat("2026-10-05T10:30:00")),
        (typed("date", "2026-10-04T23:59:59.9999999"), dt.date(2026, 10, 5)),
        (typed("date", "2026-10-05T00:00:00"), dt.date(2026, 10, 5)),
    ],
)
def test_times_are_as_the_other_kinds_of_workbooks_give_them(cell: str, value: Cell) -> None:
    assert read(ods(cell)) == {"S": [(value,)]}


@pytest.mark.parametrize(
    ("kind", "value"),
    [("time", "-PT1H"), ("time", "PT"), ("time", "noon"), ("date", "12026-01-01"), ("date", "2026-02-30")],
)
def test_a_day_or_time_that_is_none_spoils_its_cell_only(kind: str, value: str) -> None:
    ((cell, other),) = read(ods(typed(kind, value), NUMBER))["S"]
    assert isinstance(cell, CellError)
    assert str(cell) == f"{value!r}, which is given as a {kind} and is none that can be read"
    assert other == 9


def test_white_space_in_the_file_is_not_in_the_text() -> None:
    text = "\n    R&amp;D   team\n   <text:span>two </text:span> words<text:s text:c='2'/>apart<text:tab/> end"
    assert read(ods(typed("string", "", text).replace(' office:string-value=""', ""))) == {
        "S": [("R&D team two words  apart\t end",)]
    }


def test_copies_of_other_workbooks_and_earlier_contents_are_no_sheets() -> None:
    copy = f"<table:table><table:table-column/><table:table-row>{NUMBER}</table:table-row></table:table>"
    changed = "<table:tracked-changes><table:cell-content-change table:id='c'><table:previous>"
    changed += "<table:change-track-table-cell office:value-type='float' office:value='1'/></table:previous>"
    changed += "</table:cell-content-change></table:tracked-changes>"
    links = f"<table:dde-links><table:dde-link>{copy}</table:dde-link></table:dde-links>"
    assert read(ods(NUMBER, before=changed, behind=links)) == {"S": [(9,)]}


def test_a_workbook_that_is_encrypted_as_a_whole_is_told() -> None:
    with pytest.raises(BusinessException, match="protected with a password"):
        open_workbook(zipped({"mimetype": KIND, "encrypted-package": b"x", "META-INF/manifest.xml": "<m/>"}), "a.ods")


@pytest.mark.parametrize("name", ["columns", "rows"])
def test_a_cell_repeated_a_thousand_million_times_is_refused(name: str) -> None:
    cell = NUMBER.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="1000000000"')
    content = ods(cell)
    if name == "rows":
        rows = '<table:table><table:table-row table:number-rows-repeated="1000000000"/></table:table>'
        content = ods(NUMBER, behind=rows)
    with pytest.raises(BusinessException, match="1000000000"):
        read(content)
