"""The hand-back workbook, read back with another library."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from rpa.ledger.protocol import ItemRow
from rpa.model.item import ItemState
from rpa.reports.hand_back import hand_back


def row(number: int, state: ItemState, reason: str = "", **original: str) -> ItemRow:
    rows = (original,) if original else ()
    when = datetime(2026, 11, 23, tzinfo=UTC)
    return ItemRow(number, "orders", f"SO-{number}", state, reason, f"o.xlsx Orders!A{number}", rows, {}, 1, 1, when)


def test_nothing_to_hand_back() -> None:
    assert hand_back("orders", "run 1", []) is None
    assert hand_back("orders", "run 1", [row(1, ItemState.DONE), row(2, ItemState.NEW)]) is None


def test_reasons_places_and_original_rows() -> None:
    items = [
        row(1, ItemState.DONE, Order="1"),
        row(2, ItemState.REJECTED, "quantity is empty", Order="2", Qty=""),
        row(3, ItemState.IN_DOUBT, "sent, no answer", Order="3", Price="1,50"),
        row(4, ItemState.FAILED, "no answer"),
    ]
    content = hand_back("orders", "run 7", items)
    assert content is not None
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["To look at", "Original rows 1", "Original rows 2"]
    reasons = [[cell.value for cell in line] for line in book["To look at"]]
    assert reasons[0][0] == "orders, run 7: 3 for a person"
    assert reasons[2] == ["No", "State", "Key", "Reason", "What to do", "Came from"]
    assert reasons[3] == [
        1,
        "rejected",
        "SO-2",
        "quantity is empty",
        "Correct it and hand it in again.",
        "o.xlsx Orders!A2",
    ]
    assert [line[1] for line in reasons[3:]] == ["rejected", "in doubt", "failed"]
    first, second = ([[cell.value for cell in line] for line in book[name]] for name in book.sheetnames[1:])
    assert first == [["Order", "Qty"], ["2", None]]
    assert second == [["Order", "Price"], ["3", "1,50"]]


def test_advice_to_the_author_is_not_the_clerks() -> None:
    reason = "line 4, starts_on: '03-04-2027' could mean 2 days; declare the order of the source (order: dmy or mdy)"
    held = "Item 13 (new) has the same key with other content: lines[1].quantity: 5 before, 7 now"
    content = hand_back("orders", "run 1", [row(1, ItemState.REJECTED, reason), row(2, ItemState.IN_REVIEW, held)])
    assert content is not None
    book = load_workbook(io.BytesIO(content))
    assert book["To look at"]["D4"].value == "line 4, starts_on: '03-04-2027' could mean 2 days"
    assert book["To look at"]["D5"].value == (
        "It is different from the one that came first under this key: line 1, quantity: 5 before, 7 now"
    )
    assert book["For the recipe's author"]["C2"].value.startswith("declare the order of the source")


def test_without_original_rows_there_is_one_sheet() -> None:
    content = hand_back("orders", "run 1", [row(1, ItemState.IN_REVIEW, "other content")])
    assert content is not None
    assert load_workbook(io.BytesIO(content)).sheetnames == ["To look at"]


def test_hostile_rows_stay_texts() -> None:
    formula = '=HYPERLINK("http://evil.example","click")'
    content = hand_back("orders", "run 1", [row(1, ItemState.REJECTED, formula, **{formula: "@SUM(A1)", "+1": "-2+3"})])
    assert content is not None
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        assert not [cell for line in sheet for cell in line if cell.data_type == "f"]
    assert book["To look at"]["D4"].value == formula
