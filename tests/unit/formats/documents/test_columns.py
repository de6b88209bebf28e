"""Tables of lines under headings that are not all known, and lists of names and values that look like one name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rpa.drivers.pdf import PdfPage, PdfText
from rpa.formats.documents.extraction import extract
from rpa.model.extraction import SURE, Line
from tests.documents.typewritten import typewritten

PAGE = """
Kilbride Plumbing Ltd
8 Main Street
Leeds LS1 4AX

Invoice number   0419
Invoice date     26 February 2026

{head}
Boiler service            {a}      95.00      95.00
Replace valves            {b}      31.00     124.00

Net       219.00
VAT 20%    43.80
Total     262.80
"""


def lines_of(head: str, a: str = "1", b: str = "4") -> tuple[Line, ...]:
    """The lines under a heading."""
    return extract(typewritten(PAGE.format(head=head, a=a, b=b))).lines


@pytest.mark.parametrize(
    "head",
    [
        "Work done               Qty      Price     Amount",
        "Description         Bottles      Price     Amount",
        "Description             Qty   Day levy     Amount",
    ],
)
def test_a_heading_that_is_not_known_is_what_the_multiplication_proves(head: str) -> None:
    found = [(line.description, line.quantity, line.unit_price, line.net) for line in lines_of(head)]
    assert found == [
        ("Boiler service", Decimal(1), Decimal("95.00"), Decimal("95.00")),
        ("Replace valves", Decimal(4), Decimal("31.00"), Decimal("124.00")),
    ]


def test_a_number_that_does_not_make_the_amount_is_no_quantity() -> None:
    found = lines_of("Description         Shelves      Price     Amount", a="7", b="9")
    assert [line.quantity for line in found] == [None, None]


def test_two_names_of_a_list_one_close_below_the_other_are_not_one() -> None:
    page = """
Maple Design Ltd
9 Canal Walk
Leeds LS1 4AX

Invoice no     4711
Date           10 February 2026
Due            24 February 2026
"""
    typed = typewritten(page)
    words = tuple(word._replace(bottom=word.top + 11.4) for word in typed.pages[0].words)  # no room between the lines
    found = extract(PdfText("close", (PdfPage(1, 595.0, 842.0, words, (), False),), {}))
    due, issued = found.field("due_on"), found.field("issued_on")
    assert due is not None
    assert due.value == dt.date(2026, 2, 24)
    assert due.confidence >= SURE
    assert issued is not None
    assert issued.value == dt.date(2026, 2, 10)
