"""Templates of the toolkit's own form, on documents: what they find, and why they do not."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers.template_reader import read_template
from rpa.errors import MistakesFound
from rpa.formats.documents.templates.extraction import TemplateReading, read_document, read_with
from rpa.formats.documents.templates.patterns import PatternTooSlow, matches
from rpa.model.extraction import Field
from rpa.model.field_template import FieldTemplate
from tests.fakes.typed_pages import typed

BILL = """
Waterman Energie B.V.                                    FACTUUR
Havenstraat 12
3011 AB Rotterdam

Bakkerij Smit
Dorpsstraat 1
1011 AB Amsterdam

Kenmerk nota:      2026-0417          Opgemaakt:    12-03-2026
Contract           88123456           Voldoen uiterlijk
                                      26-03-2026

Dienst                      Stuks     Per stuk     Som
Stroom maart                2         50,00        100,00
Vastrecht                   1         20,00        20,00

Alles bij elkaar                                   120,00
Belasting 21%                                      25,20
Af te schrijven                                    145,20

KvK 37073234   Btw-nr. NL764687657B01   IBAN NL76 RABO 7778 5121 07
"""


def template(text: str, name: str = "waterman") -> FieldTemplate:
    return read_template(dedent(text).encode(), name, f"{name}.yaml")


def read(text: str, document: str = BILL) -> TemplateReading:
    return read_with(typed(document), template("keywords: Waterman\n" + dedent(text)))


def field(found: TemplateReading, name: str) -> Field:
    return next(one for one in (*found.extraction.fields, *found.more) if one.name == name)


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("number: Kenmerk nota", "number", "2026-0417"),
        ("number: kenmerk  NOTA", "number", "2026-0417"),
        ("issued_on: Opgemaakt", "issued_on", dt.date(2026, 3, 12)),
        ("due_on: {label: Voldoen uiterlijk, side: below}", "due_on", dt.date(2026, 3, 26)),
        ("reference: {label: [Klantnummer, Contract]}", "reference", "88123456"),
        ("reference: {pattern: 'Contract +([0-9]{8})'}", "reference", "88123456"),
        ("reference: {label: Contract, pattern: '[0-9]{4}$'}", "reference", "3456"),
        ("contract: {label: Contract, type: text}", "contract", "88123456"),
        ("meter: {column: Stuks, type: amount, which: last}", "meter", Decimal(1)),
        ("customer: {region: {page: 1, left: 0, top: 95, right: 50%, bottom: 121}}", "customer", "Bakkerij Smit"),
        ("payment_reference: {value: Klant 12}", "payment_reference", "Klant 12"),
        ("iban: {label: IBAN}", "iban", "NL76RABO7778512107"),
    ],
)
def test_a_rule_finds_its_value(rule: str, name: str, value: Any) -> None:
    found = read(f"fields:\n  {rule}\n")
    assert field(found, name).value == value
    assert found.unmet == {}


def test_amounts_of_a_template_take_part_in_the_arithmetic() -> None:
    fields = """
    fields:
      net: Alles bij elkaar
      vat: Belasting 21%
      total: Af te schrijven
    lines: {columns: {description: Dienst, quantity: Stuks, unit_price: Per stuk, net: Som}, end: Alles bij elkaar}
    """
    found = read(fields)
    assert [field(found, name).value for name in ("net", "vat", "total")] == [
        Decimal("120.00"),
        Decimal("25.20"),
        Decimal("145.20"),
    ]
    assert all(field(found, name).is_sure for name in ("net", "vat", "total"))
    assert [line.net for line in found.extraction.lines] == [Decimal("100.00"), Decimal("20.00")]
    assert all(line.confidence >= Decimal("0.9") for line in found.extraction.lines)
    wrong = read(fields, BILL.replace("145,20", "154,20"))
    assert any("do not add up" in problem for problem in wrong.extraction.problems)
    assert not field(wrong, "total").is_sure


def test_a_template_does_not_make_a_wrong_number_right() -> None:
    found = read("fields:\n  iban: IBAN\n", BILL.replace("5121 07", "5121 08"))
    assert found.extraction.field("iban") is None
    assert "wrong check digits" in " ".join(found.unmet["iban"])
    assert any("wrong check digits" in problem for problem in found.extraction.problems)


def test_two_values_for_one_rule_are_an_open_question() -> None:
    found = read("fields:\n  contract: {pattern: '\\b[0-9]{8}\\b', type: text}\n")
    assert not field(found, "contract").is_sure
    assert field(found, "contract").others == ("37073234",)
    first = read("fields:\n  contract: {pattern: 'Contract +([0-9]{8})', which: first, type: text}\n")
    assert field(first, "contract").is_sure


def test_a_region_alone_is_not_sure() -> None:
    found = read("fields:\n  number: {region: {page: 1, left: 130, top: 155, right: 190, bottom: 175}}\n")
    assert field(found, "number").value == "2026-0417"
    assert not field(found, "number").is_sure
    region = "region: {page: 1, left: 130, top: 155, right: 190, bottom: 175}"
    with_form = read(f"fields:\n  number: {{{region}, pattern: '20[0-9]{{2}}-[0-9]{{4}}'}}\n")
    assert field(with_form, "number").is_sure


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("number: Kenmark nota", "the label 'Kenmark nota' is not on the pages; nearly: 'Kenmerk nota'"),
        ("due_on: Kenmerk nota", "the label 'Kenmerk nota' stands on page 1, but no date beside or below it"),
        ("number: {label: Dienst, side: below}", "'Stroom maart' has no figure in it"),
        ("reference: {label: Contract, pattern: 'X[0-9]+'}", "which the pattern does not fit"),
        ("reference: {pattern: 'Klant: ([0-9]+)'}", "nothing fits the pattern"),
        ("reference: {column: Soort}", "the heading 'Soort' is not on the pages"),
        ("reference: {region: {page: 1, left: 1, top: 1, right: 9, bottom: 9}}", "no word stands in the region"),
        ("reference: {region: {page: 4, left: 1, top: 1, right: 9, bottom: 9}}", "does not have the page"),
    ],
)
def test_why_a_rule_finds_nothing(rule: str, told: str) -> None:
    found = read(f"fields:\n  {rule}\n")
    name = rule.partition(":")[0]
    assert told in "; ".join(found.unmet[name])


def test_a_date_that_could_be_two_days_is_told_with_both() -> None:
    document = "Waterman   INVOICE\nMade on   03/04/2026\nTotal   12.00 USD\n"
    found = read("fields:\n  issued_on: Made on\n", document)
    assert not field(found, "issued_on").is_sure
    assert "2026-04-03 or 2026-03-04" in " ".join(found.unmet["issued_on"])
    said = read("dates: mdy\nfields:\n  issued_on: Made on\n", document)
    assert field(said, "issued_on").value == dt.date(2026, 3, 4)


def test_the_decimal_mark_that_is_declared_decides() -> None:
    document = "Waterman   FACTUUR\nTe betalen   1.250\n"
    assert read("fields:\n  total: Te betalen\n", document).extraction.field("total") is None
    found = read('decimal: ","\nfields:\n  total: Te betalen\n', document)
    assert field(found, "total").value == Decimal(1250)


def test_keywords_and_numbers_recognise_the_sender() -> None:
    by_name = template("keywords: [waterman energie]\nfields: {number: Kenmerk nota}\n", "a")
    by_number = template("vat_number: NL 7646.87.657.B01\niban: NL76RABO7778512107\nfields: {number: x}\n", "b")
    other = template("keywords: [Waterman, Creditnota]\nfields: {number: x}\n", "c")
    excluded = template("keywords: [Waterman]\nexclude: [Bakkerij]\nfields: {number: x}\n", "d")
    assert read_document(typed(BILL), [by_name, other, excluded]).template is by_name
    assert read_document(typed(BILL), [by_number]).template is by_number
    assert read_document(typed(BILL), [other, excluded]).template is None


def test_two_templates_that_fit_are_said_and_none_is_taken() -> None:
    one = template("keywords: Waterman\nfields: {number: Kenmerk nota}\n", "one")
    two = template("keywords: Rotterdam\nfields: {number: Contract}\n", "two")
    found = read_document(typed(BILL), [one, two])
    assert found.template is None
    assert any(
        "2 templates fit, so none was taken: one.yaml and two.yaml" in told for told in found.extraction.problems
    )
    higher = template("keywords: Rotterdam\npriority: 9\nfields: {number: Contract}\n", "two")
    assert read_document(typed(BILL), [one, higher]).template is higher


def test_without_a_template_the_labels_that_have_no_value_are_told() -> None:
    found = read_document(typed("FACTUUR\nFactuurnummer:\n\n\n\n\nTotaal   12,00\n"), [])
    assert "the label 'Factuurnummer' stands on page 1" in " ".join(found.misses["number"])


def test_a_pattern_that_tries_endlessly_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(PatternTooSlow, match="too many ways"):
        list(matches(r"(a+)+$", "a" * 5_000 + "b"))
    found = read("fields:\n  reference: {pattern: '(a+)+$'}\n", "Waterman " + "a" * 3_000 + "b")
    assert time.monotonic() - started < 20, "stopped long before it would end by itself"
    assert "too many ways" in " ".join(found.unmet["reference"])


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abfieldskwor: {}[]'\"\\n-#&*!|>%0123456789\n", max_size=200))
def test_any_text_is_a_template_or_tells_its_mistakes(text: str) -> None:
    with suppress(MistakesFound):
        read_template(f"keywords: x\nfields:\n  number: y\n{text}".encode(), "any", "any.yaml")


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="aA0129 .,:€%()/-\n§é", max_size=300),
    st.sampled_from(
        ["label: a", "pattern: '[0-9]+'", "column: a", "region: {left: 0, top: 0, right: 90%, bottom: 90%}"]
    ),
    st.sampled_from(["number", "total", "issued_on", "iban", "supplier_vat_number", "currency"]),
)
def test_any_document_is_read(document: str, way: str, name: str) -> None:
    found = read(f"fields:\n  {name}: {{{way}}}\n", document)
    assert found.template is not None
