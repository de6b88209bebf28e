"""The clerk's way: rejected, handed back, corrected in the workbook, handed in again. Typed cells stay typed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from rpa.drivers.workbook import open_workbook
from rpa.engine.runs import open_ledger
from rpa.reports.files import write_reports
from tests.fakes.world import Desk

HEAD = """\
name: chores
locale: nl-NL
items:
  from:
    excel.rows:
      path: inbox/*.xlsx
      columns: {no: No, hours: Hours, rate: Rate, share: Share, day: Day, approved: Approved, label: Label, days: Days}
      optional: [share]
      settle: 0
  key: "{{ item.no }}"
  fields:
    no: text
    hours: {type: decimal, decimal: ","}
    rate: decimal
    share: {type: decimal, optional: true}
    day: date
    approved: boolean
    label: text
    days: integer
  archive: archive
"""
STEPS = 'steps: [{world.write: "{{ item.no }}"}]\n'
ROW: dict[str, Any] = {
    "No": "0042",
    "Hours": 2.125,
    "Rate": 1.375,
    "Share": None,
    "Day": dt.date(2026, 4, 3),
    "Approved": True,
    "Label": "2.125",
    "Start": dt.datetime(2026, 4, 3, 8, 30, 15),  # noqa: DTZ001
    "From": dt.time(8, 30),
    "Members": 123456789012,
    "Remark": "=1+1",
    "Days": "twee",
}


@pytest.fixture
def inbox(desk: Desk) -> Path:
    folder = desk.workspace.root / "inbox"
    folder.mkdir()
    book = Workbook()
    assert book.active is not None
    book.active.append(list(ROW))
    book.active.append(list(ROW.values()))
    for cell in book.active[2]:
        if cell.value == "=1+1":
            assert isinstance(cell, Cell)
            cell.data_type = "s"
    book.save(folder / "hours.xlsx")
    return folder


def handed_back(desk: Desk, run: int) -> Path:
    ledger = open_ledger(desk.workspace)
    try:
        found = write_reports(desk.workspace, ledger, run).hand_back
    finally:
        ledger.close()
    assert found is not None
    return found


def as_read(path: Path, sheet: str) -> dict[str, Any]:
    with open_workbook(path) as book:
        headings, cells = list(book.sheet(sheet).rows())[:2]
    return dict(zip(map(str, headings), cells, strict=True))


def test_a_corrected_row_is_read_with_the_values_it_came_with(desk: Desk, inbox: Path) -> None:
    came = as_read(inbox / "hours.xlsx", "Sheet")
    outcome = desk.run(desk.recipe(STEPS, HEAD))
    assert "twee" in desk.item("0042").reason
    back = handed_back(desk, outcome.run)
    assert as_read(back, "Original rows") == came
    book = load_workbook(back)
    sheet = book["Original rows"]
    for cell in sheet[2]:
        assert cell.data_type != "f"
        if cell.value == "twee":
            cell.value = 2
    book.save(inbox / "corrected.xlsx")
    desk.run(desk.recipe(STEPS, HEAD))
    assert desk.item("0042").reason == ""
    assert desk.item("0042").values == {
        "no": "0042",
        "hours": Decimal("2.125"),
        "rate": Decimal("1.375"),
        "share": None,
        "day": dt.date(2026, 4, 3),
        "approved": True,
        "label": "2.125",
        "days": 2,
    }
    assert desk.world.there == ["0042"]


def test_the_clerk_sees_every_digit_and_can_fill_in_numbers(desk: Desk, inbox: Path) -> None:
    outcome = desk.run(desk.recipe(STEPS, HEAD))
    headings, cells = load_workbook(handed_back(desk, outcome.run))["Original rows"].rows
    by_heading = {str(heading.value): cell for heading, cell in zip(headings, cells, strict=True)}
    assert (by_heading["Hours"].value, by_heading["Hours"].number_format) == (2.125, "General")
    assert (by_heading["Members"].value, by_heading["Members"].number_format) == (123456789012, "0")
    # An empty cell formatted as text would turn the number that is filled in into a text.
    assert (by_heading["Share"].value, by_heading["Share"].number_format) == (None, "General")
    assert (by_heading["Label"].value, by_heading["Label"].data_type) == ("2.125", "s")
    assert by_heading["Label"].number_format == "@"


ABOVE = """\
name: chores
locale: nl-NL
items:
  from:
    excel.rows:
      path: inbox/*.xlsx
      cells: {customer: [Klant, Customer], email: E-mail}
      columns: {no: [Bestelnummer, Order no], lines: {sku: Artikel, quantity: Aantal}}
      group_by: no
      settle: 0
  key: "{{ item.no }}"
  fields:
    no: text
    customer: text
    email: email
    lines: [{sku: text, quantity: integer}]
  archive: archive
"""


def test_what_stood_above_the_table_comes_back_in_columns_and_is_read_from_there(desk: Desk, inbox: Path) -> None:
    (inbox / "hours.xlsx").unlink(missing_ok=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[object]] = [["Klant:", "Jansen BV"], ["E-mail", "jan@jansen.example"], []]
    rows += [["Bestelnummer", "Artikel", "Aantal"], ["B-1", "FP-1", "twee"], ["B-1", "FP-2", 3], ["B-2", "FP-1", 1]]
    for row in rows:
        sheet.append(row)
    book.save(inbox / "orders.xlsx")
    recipe = desk.recipe(STEPS.replace("item.no", "item.customer"), ABOVE)
    outcome = desk.run(recipe)
    assert (outcome.totals.done, outcome.totals.rejected) == (1, 1), [row.reason for row in desk.items().values()]
    ledger = open_ledger(desk.workspace)
    back = write_reports(desk.workspace, ledger, outcome.run).hand_back
    ledger.close()
    assert back is not None
    handed = load_workbook(back)
    original = handed["Original rows"]
    cells = {str(cell.value): cell for row in original.iter_rows() for cell in row if cell.value is not None}
    assert "Klant" in cells
    cells["twee"].value = 2
    for name in handed.sheetnames:
        if name != "Original rows":
            del handed[name]
    handed.save(inbox / "corrected.xlsx")
    outcome = desk.run(recipe)
    assert (outcome.totals.done, outcome.totals.rejected) == (1, 0)
    corrected = desk.item("B-1")
    assert (corrected.values["customer"], corrected.values["email"]) == ("Jansen BV", "jan@jansen.example")
    assert [line["quantity"] for line in corrected.values["lines"]] == [2, 3]
