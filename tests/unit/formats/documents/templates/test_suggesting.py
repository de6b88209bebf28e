"""A template proposed from right values finds them again, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from rpa.formats.documents.templates.extraction import read_with
from rpa.formats.documents.templates.suggesting import suggest
from tests.fakes.typed_pages import typed
from tests.unit.formats.documents.templates.test_templates import BILL

VALUES = {
    "number": "2026-0417",
    "issued_on": dt.date(2026, 3, 12),
    "due_on": dt.date(2026, 3, 26),
    "reference": "88123456",
    "total": Decimal("145.20"),
    "iban": "NL76RABO7778512107",
}


@pytest.mark.parametrize(("name", "value"), VALUES.items())
def test_by_the_words_beside_or_above_it(name: str, value: Any) -> None:
    found = suggest(typed(BILL), {name: value}, "Waterman Energie B.V.", ["NL764687657B01"])
    (rule,) = found.template.fields
    assert rule.labels
    assert rule.region is None
    field = read_with(typed(BILL), found.template).extraction.field(name)
    assert field is not None
    assert field.value == value


def test_the_next_document_of_the_sender_is_read_by_it() -> None:
    found = suggest(typed(BILL), VALUES, "Waterman Energie B.V.", []).template
    later = BILL.replace("2026-0417", "2026-0555").replace("12-03-2026", "11-04-2026").replace("26-03", "25-04")
    read = read_with(typed(later), found).extraction
    assert {name: one.value for name in ("number", "issued_on", "due_on") if (one := read.field(name))} == {
        "number": "2026-0555",
        "issued_on": dt.date(2026, 4, 11),
        "due_on": dt.date(2026, 4, 25),
    }


def test_no_label_has_figures_that_the_next_document_will_not_have() -> None:
    bill = BILL.replace("Belasting 21%  ", "Over 120,00 belasting")
    found = suggest(typed(bill), {"vat": Decimal("25.20")}, "Waterman Energie B.V.", [])
    assert [rule.labels for rule in found.template.fields] == [("belasting",)]
    rated = suggest(typed(BILL), {"vat": Decimal("25.20")}, "Waterman Energie B.V.", [])
    assert [rule.labels for rule in rated.template.fields] == [("Belasting 21%",)]


def test_by_its_place_when_no_words_tell_it_apart() -> None:
    found = suggest(typed(BILL), {"customer": "Bakkerij Smit"}, "Waterman Energie B.V.", [])
    (rule,) = found.template.fields
    assert rule.region is not None
    assert "A label would be surer" in found.remarks["customer"]


def test_what_does_not_stand_there_gets_no_rule() -> None:
    values = {"number": "9999", "total": Decimal("1.00"), "due_on": None, "lines": [], "contract": "88123456"}
    found = suggest(typed(BILL), values, "Somebody Else", [])
    assert found.template.fields == ()
    assert found.template.keywords == ()
    assert set(found.remarks) == {"number", "total"}
