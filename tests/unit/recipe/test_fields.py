"""The contract of an item: everything that does not fit, at once, with its place."""
# ruff: noqa: E501 - data reads best on one line

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.yaml_file import read_yaml
from rpa.model.item import Place, RawItem
from rpa.model.money import Money
from rpa.recipe.contract_fields import contract_fields
from rpa.recipe.fields import Field, read_fields
from rpa.recipe.problems import Problems

CONTRACT = """\
order_no: text
ordered_on: {type: date, order: dmy}
email: email
paid: boolean
iban: {type: iban, optional: true}
country: country
total: {type: money, currency: EUR, decimal: ",", min: 0, max: 1000}
size: {type: text, choices: [S, M, L], default: M}
postcode: {type: text, pattern: "[0-9]{4} ?[A-Z]{2}", optional: true}
customer: {name: text, vat: {type: vat_number, optional: true}}
tags: [text]
lines: [{sku: text, quantity: {type: decimal, decimal: "."}}]
"""
GOOD = {
    "order_no": " 12 ",
    "ordered_on": "03/04/2026",
    "email": "kari@firma.no",
    "paid": "ja",
    "country": "Noorwegen",
    "total": "1.250,50",
    "customer": {"name": "Kari", "vat": "NL123456782B90"},
    "tags": ["a", "b"],
    "lines": [{"sku": "A-1", "quantity": "2.5", "more": "ignored"}],
    "unknown": "ignored",
}


def fields(text: str = CONTRACT) -> tuple[Field, ...]:
    root, source = read_yaml(text, "f")
    found = contract_fields(root, Problems(source))
    assert not source.problems, source.problems
    return found


def read(
    values: Mapping[str, Any], places: Mapping[str, str] | None = None, text: str = CONTRACT
) -> tuple[dict[str, Any], tuple[str, ...]]:
    return read_fields(fields(text), RawItem(values, Place("orders.xlsx", "Orders!A7"), places or {}), "nl-NL")


def test_values_become_typed() -> None:
    values, problems = read({**GOOD, "total": "999,50"})
    assert problems == ()
    assert values == {
        "order_no": "12",
        "ordered_on": date(2026, 4, 3),
        "email": "kari@firma.no",
        "paid": True,
        "iban": None,
        "country": "NO",
        "total": Money(Decimal("999.50"), "EUR"),
        "size": "M",
        "postcode": None,
        "customer": {"name": "Kari", "vat": "NL123456782B90"},
        "tags": ["a", "b"],
        "lines": [{"sku": "A-1", "quantity": Decimal("2.5")}],
    }


def test_all_problems_of_an_item_are_told_at_once_each_with_its_place() -> None:
    bad = {
        **GOOD,
        "order_no": "",
        "ordered_on": "31/02/2026",
        "email": "kari",
        "paid": "maybe",
        "iban": "NL00ABNA0417164300",
        "country": "Atlantis",
        "size": "XL",
        "postcode": "12",
        "customer": {"vat": "NL1"},
        "tags": ["a", ""],
        "lines": [{"sku": "A-1", "quantity": "two"}, "x"],
    }
    places = {"order_no": "Orders!A7", "lines.0.quantity": "Orders!D7"}
    values, problems = read(bad, places)
    assert [problem.split(":")[0] for problem in problems] == [
        "Orders!A7, order_no",
        "orders.xlsx Orders!A7, ordered_on",
        "orders.xlsx Orders!A7, email",
        "orders.xlsx Orders!A7, paid",
        "orders.xlsx Orders!A7, iban",
        "orders.xlsx Orders!A7, country",
        "orders.xlsx Orders!A7, total",
        "orders.xlsx Orders!A7, size",
        "orders.xlsx Orders!A7, postcode",
        "orders.xlsx Orders!A7, customer.name",
        "orders.xlsx Orders!A7, customer.vat",
        "orders.xlsx Orders!A7, tags[2]",
        "Orders!D7, lines[1].quantity",
        "orders.xlsx Orders!A7, lines[2]",
    ]
    assert problems[0] == "Orders!A7, order_no: is empty; expected a text"
    assert problems[6].endswith("is not an amount of money of at most 1000")
    assert problems[7].endswith("'XL' is not one of S, M, L")
    assert "order_no" not in values


def test_a_text_that_means_two_amounts_is_refused_with_both() -> None:
    _, problems = read({"total": "1.250"}, {"total": "Orders!D9"}, "total: {type: money, currency: EUR}\n")
    assert problems[0].startswith("Orders!D9, total: '1.250' could mean 1250 or 1.25")


def test_a_field_that_is_not_there_at_all_says_so() -> None:
    _, problems = read({}, text="order_no: text\n")
    assert problems == ("orders.xlsx Orders!A7, order_no: is not there; expected a text",)


def test_an_empty_list_is_a_list() -> None:
    assert read({"lines": []}, text="lines: [{sku: text}]\n") == ({"lines": []}, ())
    assert read({}, text="lines: [{sku: text}]\n")[1] == (
        "orders.xlsx Orders!A7, lines: is not there; expected a list of sku",
    )


def test_without_a_contract_values_are_taken_as_they_are() -> None:
    assert read_fields((), RawItem({"a": 1, "b": "x"}, Place("f")), "nl-NL") == ({"a": 1, "b": "x"}, ())


def test_typed_cells_are_taken_as_they_are() -> None:
    text = "n: integer\nd: decimal\nday: date\ncode: text\nok: boolean\nwhere: path\nwhat: any\nm: {type: money, currency: NOK}\n"
    values, problems = read(
        {"n": 3, "d": Decimal("1.5"), "day": date(2026, 1, 2), "code": 12, "ok": False, "where": "a/b", "what": [1], "m": Money(Decimal(1), "NOK")},
        text=text,
    )  # fmt: skip
    assert problems == ()
    assert values["code"] == "12"
    assert values["ok"] is False
    assert values["where"] == Path("a/b")
    assert values["what"] == [1]


@pytest.mark.parametrize(
    "kind", ["text", "integer", "decimal", "money", "date", "boolean", "email", "iban", "vat_number", "country", "path"]
)
@given(
    value=st.one_of(
        st.text(max_size=30),
        st.integers(),
        st.booleans(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.lists(st.text(max_size=3), max_size=2),
        st.dates(),
    )
)
def test_any_value_is_read_or_refused(kind: str, value: Any) -> None:
    values, problems = read_fields((Field("f", kind),), RawItem({"f": value}, Place("x")), "nl-NL")
    assert bool(problems) != ("f" in values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: txt", "there is no kind of field 'txt'"),
        ("a: {type: text, default: [x]}", "expected a text, found a list"),
        ("a: {type: integer, default: many}", "'many' is not a number"),
        ("a: {type: date, min: soon}", "'soon' is not a date"),
        ("a: {type: text, pattern: '['}", "expected a pattern such as [0-9]{6} for pattern:"),
        ("a: {type: text, choices: x}", "expected a list of values for choices:"),
        ("a: {type: decimal, decimal: comma}", "expected ',' or '.' for decimal:"),
        ("a: {optional: true}", "the field 'a' has no type"),
        ("a b: text", "'a b' cannot be a field's name"),
        ("- a", "expected a mapping of field names"),
    ],
)
def test_a_contract_that_is_wrong_says_so(text: str, message: str) -> None:
    root, source = read_yaml(text + "\n", "f")
    contract_fields(root, Problems(source))
    assert any(message in problem.message for problem in source.problems), source.problems


def test_the_other_amounts_of_an_item_decide_when_the_recipe_says_so() -> None:
    contract = "lines: [{weight: {type: decimal, decide: document}, price: {type: money, currency: EUR}}]\n"
    lines = [{"weight": "1.250", "price": "12,50"}, {"weight": "7", "price": "3,75"}]
    values, problems = read({"lines": lines}, text=contract)
    assert (values["lines"][0]["weight"], problems) == (Decimal(1250), ())
    _, problems = read({"lines": lines}, text=contract.replace(", decide: document", ""))
    assert problems == (
        "orders.xlsx Orders!A7, lines[1].weight: '1.250' could mean 1250 or 1.25; declare the decimal mark of the source (decimal: ',' or '.')",
    )


def test_amounts_that_contradict_each_other_or_were_declared_decide_nothing() -> None:
    contract = "weight: {type: decimal, decide: document}\nprice: {type: decimal, decide: document}\nfee: decimal\n"
    _, problems = read({"weight": "1.250", "price": "12,50", "fee": "3.75"}, text=contract)
    assert len(problems) == 1
    assert "its document contradicts itself: '12,50' proves , and '3.75' proves ." in problems[0]
    declared = 'weight: {type: decimal, decide: document}\nprice: {type: decimal, decimal: ","}\n'
    _, problems = read({"weight": "1.250", "price": "12,50", "unknown": "12,50"}, text=declared)
    assert "nothing else in its document decides" in problems[0]


def test_a_currency_that_is_not_clear_is_not_decided_by_the_mark() -> None:
    contract = "price: {type: money, decide: document}\n"
    _, problems = read({"price": "kr 12,50"}, text=contract)
    assert problems == (
        "orders.xlsx Orders!A7, price: 'kr 12,50' could mean NOK or SEK or DKK or ISK; declare the currency of the source",
    )


def test_the_other_dates_of_an_item_decide_when_the_recipe_says_so() -> None:
    contract = "ordered: {type: date, decide: document, min: 2026-01-01}\nshipped: {type: date, decide: document}\n"
    values, problems = read({"ordered": "03/04/2026", "shipped": "04/13/2026"}, text=contract)
    assert (values, problems) == ({"ordered": date(2026, 3, 4), "shipped": date(2026, 4, 13)}, ())
    _, problems = read({"ordered": "03/04/2025", "shipped": "04/13/2025"}, text=contract)
    assert "at least 2026-01-01" in problems[0]
    _, problems = read({"ordered": "03/04/2026", "shipped": "03/05/2026"}, text=contract)
    assert len(problems) == 2


def test_further_kinds() -> None:
    contract = """\
rate: percent
weight: {type: quantity, unit: KGM}
amount: {type: quantity, decimal: ","}
phone: {type: phone, country: "NO"}
booked: {type: money, currency: EUR, credit: minus}
issued: {type: date, century: 2000}
"""
    given = {
        "rate": "5,5 %",
        "weight": "2,5",
        "amount": "1.250 stk",
        "phone": "22 12 34 56",
        "booked": "45,00 CR",
        "issued": "05-10-26",
    }
    values, problems = read(given, text=contract)
    assert problems == ()
    assert values == {
        "rate": Decimal("5.5"),
        "weight": {"number": Decimal("2.5"), "unit": "KGM", "written": ""},
        "amount": {"number": Decimal(1250), "unit": "H87", "written": "stk"},
        "phone": "+4722123456",
        "booked": Money(Decimal("-45.00"), "EUR"),
        "issued": date(2026, 10, 5),
    }
    _, problems = read({**given, "rate": "5,5", "weight": "2,5 l", "phone": "1"}, text=contract)
    assert [problem.partition(": ")[0].rpartition(" ")[2] for problem in problems] == ["rate", "weight", "phone"]


@pytest.mark.parametrize(
    ("contract", "message"),
    [
        ("a: {type: decimal, decide: line}", "document for decide:"),
        ('a: {type: decimal, decide: document, decimal: ","}', "exclude each other"),
        ("a: {type: text, decide: document}", "decide"),
        ("a: {type: money, credit: yes}", "minus or plus for credit:"),
        ("a: {type: date, century: 20}", "1900 or 2000 for century:"),
        ("a: {type: quantity, unit: kg}", "the code of a unit such as H87"),
        ("a: quantaty", "quantity"),
        ("a: phon", "phone"),
    ],
)
def test_mistakes_in_further_options_are_told(contract: str, message: str) -> None:
    root, source = read_yaml(contract, "f")
    problems = Problems(source)
    contract_fields(root, problems)
    assert message in str(
        [vars(problem) if hasattr(problem, "__dict__") else str(problem) for problem in source.problems]
    )


def test_names_and_addresses_have_parts() -> None:
    contract = "to: address\nby: {type: person, names: given_first}\nof: company\n"
    given = {"to": "Dorpsstraat 5a\n1234 AB Utrecht", "by": "Piet Jansen", "of": "Jansen B.V."}
    values, problems = read(given, text=contract)
    assert problems == ()
    assert values["to"]["street"] == "Dorpsstraat"
    assert values["to"]["lines"] == ["Dorpsstraat 5a", "1234 AB Utrecht"]
    assert values["by"] == {"whole": "Piet Jansen", "title": "", "given": "Piet", "family": "Jansen"}
    assert values["of"] == {"whole": "Jansen B.V.", "name": "Jansen", "legal_form": "BV"}
    _, problems = read({}, text=contract)
    assert [problem.rpartition("expected ")[2] for problem in problems] == [
        "a postal address",
        "the name of a person",
        "the name of a company",
    ]
