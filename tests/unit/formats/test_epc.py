"""Payment codes keep every limit of EPC069-12."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.epc import epc_payload, qr_svg
from rpa.formats.reading import Unreadable
from rpa.model.money import Money

IBAN = "NL91 ABNA 0417 1643 00"


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_payload_with_text() -> None:
    payload = epc_payload("Bakkerij Jansen B.V.", IBAN, eur("1250"), remittance="Factuur 2026-0042")
    assert payload.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Bakkerij Jansen B.V.",
        "NL91ABNA0417164300",
        "EUR1250.00",
        "",
        "",
        "Factuur 2026-0042",
    ]


def test_payload_with_reference_and_everything() -> None:
    payload = epc_payload(
        "Müller & Söhne",
        "DE89 3704 0044 0532 0130 00",
        eur("0.01"),
        reference="RF18 5390 0754 7034",
        bic="COBADEFFXXX",
        purpose="GDDS",
        information="Danke",
    )
    assert payload == (
        "BCD\n002\n1\nSCT\nCOBADEFFXXX\nMüller & Söhne\nDE89370400440532013000\nEUR0.01\nGDDS\n"
        "RF18539007547034\n\nDanke"
    )


@pytest.mark.parametrize("amount", ["0.01", "999999999.99", "12.5"])
def test_amounts_within_the_limits(amount: str) -> None:
    assert f"\nEUR{Decimal(amount):.2f}" in epc_payload("A", IBAN, eur(amount))


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1.005", "1000000000"])
def test_amounts_beyond_the_limits(amount: str) -> None:
    with pytest.raises(Unreadable):
        epc_payload("A", IBAN, eur(amount))


def test_only_euros() -> None:
    with pytest.raises(Unreadable, match="in EUR"):
        epc_payload("A", IBAN, Money(Decimal(5), "NOK"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 71},
        {"name": "a\nb"},
        {"iban": "NL91ABNA0417164301"},
        {"remittance": "x" * 141},
        {"remittance": "a\nEUR1.00"},
        {"reference": "RF19539007547034"},
        {"reference": "2026-0042"},
        {"bic": "X"},
        {"remittance": "x", "reference": "RF18539007547034"},
        {"purpose": "ABCDE"},
        {"purpose": "gd"},
        {"information": "x" * 71},
        {"iban": "CH93 0076 2011 6238 5295 7"},
        {"name": "ø" * 70, "remittance": "ø" * 140},
    ],
)
def test_nothing_is_cut(wrong: dict[str, str]) -> None:
    values = {"name": "A", "iban": IBAN, **wrong}
    name, iban = values.pop("name"), values.pop("iban")
    with pytest.raises(Unreadable):
        epc_payload(name, iban, eur("5"), **values)


def test_accounts_outside_the_area_need_a_bank() -> None:
    assert "\nPOFICHBEXXX\n" in epc_payload("A", "CH9300762011623852957", eur("5"), bic="POFICHBEXXX")


@given(st.text("abcæøåßü €ł", max_size=140), st.text("abcæøåé", min_size=1, max_size=70))
def test_every_payload_fits(remittance: str, name: str) -> None:
    texts = [name, remittance.strip()]
    if sum(len(text.encode()) for text in texts) > 331 - 53:
        with pytest.raises(Unreadable, match="331 fit"):
            epc_payload(name, IBAN, eur("999999999.99"), remittance=remittance)
        return
    payload = epc_payload(name, IBAN, eur("999999999.99"), remittance=remittance)
    assert len(payload.encode()) <= 331
    assert len(payload.split("\n")) in (8, 11)


def test_the_code_is_drawn() -> None:
    svg = ET.fromstring(qr_svg(epc_payload("A", IBAN, eur("5"), remittance="x" * 140)))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.get("viewBox") == "0 0 65 65"  # version 10 has 57 modules, and four of quiet zone on each side


def test_the_largest_payload_is_version_13() -> None:
    assert 'viewBox="0 0 77 77"' in qr_svg("x" * 331)
    with pytest.raises(Unreadable, match="version 14"):
        qr_svg("x" * 332)
