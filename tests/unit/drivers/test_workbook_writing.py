"""Workbooks written in one piece, read back with another library."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from rpa.drivers.workbook_writing import Chart, Sheet, write_workbook
from rpa.model.money import Money


def read(*sheets: Sheet, values: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(write_workbook(sheets)), data_only=values)


def cells(book: Workbook, name: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book[name]]


def test_whole_numbers_among_amounts_are_shown_as_amounts() -> None:
    rows = ((1, 1920, True), (2, Decimal("999.60"), 3), (3, None, Decimal(4)))
    sheet = read(Sheet("Bills", ("No", "To pay", "Odd"), rows))["Bills"]
    formats = [[cell.number_format for cell in row] for row in sheet["A2:C4"]]
    assert [row[0] for row in formats] == ["0", "0", "0"]
    assert [row[1] for row in formats][:2] == ["#,##0.00", "#,##0.00"]
    assert [row[2] for row in formats] == ["@", "#,##0.00", "#,##0.00"]
    assert (sheet["B2"].value, sheet["C2"].value) == (1920, True)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|'/c calc'!A1",
        "+31 20 1234567",
        "-2+3",
        "@SUM(A1)",
        "{=1+1}",
        "\t=1+1",
        "http://example.org",
        "mailto:a@example.org",
        "internal:Sheet1!A1",
        "0031",
        "1E5",
        "",
    ],
)
def test_texts_stay_texts(text: str) -> None:
    book = read(Sheet("A", ("Text",), ((text,),)))
    cell = book["A"]["A2"]
    assert cell.data_type != "f"
    assert cell.hyperlink is None
    assert (cell.value or "") == text
    assert cell.number_format == "@"


def test_types_are_kept() -> None:
    moment = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
    row = (None, True, 7, Decimal("1.25"), Money(Decimal("12.50"), "EUR"), date(2026, 11, 3), moment, "x")
    found = cells(read(Sheet("A", tuple("abcdefgh"), (row,))), "A")[1]
    assert found == [
        None,
        True,
        7,
        1.25,
        12.5,
        datetime(2026, 11, 3),  # noqa: DTZ001 - workbooks know no time zone
        datetime(2026, 11, 23, 7, 15),  # noqa: DTZ001
        "x",
    ]


def test_totals_are_formulas_with_their_value_beside_them() -> None:
    rows = (("a", Decimal("0.10"), 1), ("b", Decimal("0.20"), 2), ("c", None, 3))
    sheet = Sheet("A", ("Name", "Net", "Number"), rows, totals=("Net", "Number"), title="Sums")
    assert cells(read(sheet), "A")[-1] == [None, "=SUM(B4:B6)", "=SUM(C4:C6)"]
    assert cells(read(sheet, values=True), "A")[-1] == [None, 0.3, 6]


def test_a_total_far_to_the_right() -> None:
    columns = tuple(f"c{number}" for number in range(30))
    sheet = Sheet("A", columns, (tuple(range(30)),), totals=("c29",))
    assert read(sheet)["A"]["AD3"].value == "=SUM(AD2:AD2)"


@pytest.mark.parametrize(
    ("kind", "drawn"), [("column", "BarChart"), ("stacked", "BarChart"), ("line", "LineChart"), ("pie", "PieChart")]
)
def test_charts_are_there_and_point_at_the_rows(kind: Any, drawn: str) -> None:
    chart = Chart("Turnover", "Month", ("Net",) if kind == "pie" else ("Net", "VAT"), kind)
    rows = tuple((f"2026-{month:02}", Decimal(month), Decimal(month) / 5) for month in range(1, 4))
    book = read(Sheet("Turnover per month", ("Month", "Net", "VAT"), rows, chart=chart))
    charts: list[Any] = book["Turnover per month"]._charts
    found: Any = charts[0]
    assert len(charts) == 1
    assert type(found).__name__ == drawn
    assert len(found.series) == len(chart.values)
    assert found.series[0].val.numRef.f == "'Turnover per month'!$B$2:$B$4"
    assert found.series[0].cat.strRef.f == "'Turnover per month'!$A$2:$A$4"


def test_without_rows_there_is_no_chart_and_no_total() -> None:
    sheet = Sheet("A", ("Month", "Net"), (), totals=("Net",), chart=Chart("T", "Month", ("Net",)))
    book = read(sheet)
    assert cells(book, "A") == [["Month", "Net"]]
    assert book["A"]._charts == []


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheet = Sheet("A", ("Name",), (("a",),))
    assert write_workbook([sheet]) == write_workbook([sheet])


def test_nothing_in_the_file_points_outside() -> None:
    content = write_workbook([Sheet("A", ("Link",), (("http://evil.example",),))])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        relations = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".rels"))
    assert "External" not in relations


def test_headings_stay_in_sight_and_can_be_filtered() -> None:
    page = read(Sheet("A", ("Name", "Net"), (("a", 1), ("b", 2)), title="T"))["A"]
    assert page.freeze_panes == "A4"
    assert page.auto_filter.ref == "A3:B5"


def test_very_long_texts_are_cut_to_what_a_cell_holds() -> None:
    assert len(read(Sheet("A", ("Name",), (("x" * 40_000,),)))["A"]["A2"].value) == 32_767


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (Sheet("A", ("Name",), (), totals=("Net",)), "sheet A: no column Net; it has Name"),
        (Sheet("A", ("Name",), (), chart=Chart("T", "Month", ("Name",))), "sheet A: no column Month; it has Name"),
        (Sheet("A/B", ("Name",), ()), "A/B"),
        (Sheet("x" * 32, ("Name",), ()), "31"),
    ],
)
def test_what_names_nothing_is_an_error(sheet: Sheet, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_workbook([sheet])
