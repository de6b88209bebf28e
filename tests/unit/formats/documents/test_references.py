"""The number of a document that only its title names."""

from __future__ import annotations

import pytest

from rpa.formats.documents.extraction import extract
from rpa.model.extraction import SURE
from tests.documents.typewritten import typewritten

PAGE = """
Maple Design Ltd
9 Canal Walk
Leeds LS1 4AX

Northern Trust
40 Call Lane
Leeds LS1 6DT

{lines}

Brochure design            1,080.00
Total due                  1,080.00
"""


def number_of(lines: str) -> object:
    """The number when it is sure."""
    field = extract(typewritten(PAGE.format(lines=lines))).field("number")
    return field.value if field is not None and field.confidence >= SURE else None


@pytest.mark.parametrize(
    "lines",
    [
        "Invoice          MF0231\nDate             10 February 2026",
        "Invoice:         MF0231\nTax point:       10 February 2026",
        "Due date         10 February 2026\nInvoice          MF0231",
    ],
)
def test_a_title_in_a_list_of_names_and_values_names_the_number(lines: str) -> None:
    assert number_of(lines) == "MF0231"


@pytest.mark.parametrize(
    "lines",
    [
        "INVOICE                        01453 755210\n\nDate    10 February 2026",
        "INVOICE                        12 High Street\nDate    10 February 2026",
        "INVOICE                        10 February 2026\nDue     24 February 2026",
        "INVOICE                        Customer 4711\nDate                           10 February 2026",
    ],
)
def test_a_title_with_something_else_beside_it_names_none(lines: str) -> None:
    assert number_of(lines) is None
