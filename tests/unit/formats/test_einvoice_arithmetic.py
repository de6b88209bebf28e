from __future__ import annotations

from pathlib import Path

import pytest

from rpa.drivers.einvoice_file import read_content
from rpa.formats.einvoice_arithmetic import check_arithmetic
from rpa.model.einvoice import Breach
from tests.fakes.einvoices import DE, EVERY, FACTUR_X, NL, NO, THIRD_PARTY, changed, read


def broken(path: Path, *pairs: tuple[str, str]) -> list[Breach]:
    return list(check_arithmetic(read_content(changed(path, *pairs), "a.xml").document))


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_no_kept_document_breaks_a_rule(path: Path) -> None:
    assert check_arithmetic(read(path)) == ()


@pytest.mark.parametrize(
    ("path", "old", "new", "rules", "words"),
    [
        (
            NL,
            'LineExtensionAmount currencyID="USD">340.00',
            'LineExtensionAmount currencyID="USD">340.01',
            ["BR-CO-10", "BR-CO-13"],
            "the lines add up to their total (BT-106): that makes 340.00, the document states 340.01",
        ),
        (
            NL,
            'AllowanceTotalAmount currencyID="USD">25.00',
            'AllowanceTotalAmount currencyID="USD">24.00',
            ["BR-CO-11", "BR-CO-13"],
            "they add up to the total of allowances (BT-107): that makes 25.00, the document states 24.00",
        ),
        (
            NL,
            'ChargeTotalAmount currencyID="USD">15.00',
            'ChargeTotalAmount currencyID="USD">16.00',
            ["BR-CO-12", "BR-CO-13"],
            "charges (BT-108): that makes 15.00, the document states 16.00",
        ),
        (
            NL,
            '<cbc:ChargeTotalAmount currencyID="USD">15.00</cbc:ChargeTotalAmount>',
            "",
            ["BR-CO-12", "BR-CO-13"],
            "there are charges (BT-108) of 15.00, and their total is missing",
        ),
        (
            NL,
            'TaxTotal><cbc:TaxAmount currencyID="USD">48.30',
            'TaxTotal><cbc:TaxAmount currencyID="USD">48.31',
            ["BR-CO-14", "BR-CO-15"],
            "the VAT of all rates adds up to the total of VAT (BT-110): that makes 48.30, the document states 48.31",
        ),
        (
            NL,
            'TaxInclusiveAmount currencyID="USD">378.30',
            'TaxInclusiveAmount currencyID="USD">387.30',
            ["BR-CO-15", "BR-CO-16"],
            "the total without VAT and the VAT make the total (BT-112): that makes 378.30, the document states 387.30",
        ),
        (
            NL,
            ">300.00<",
            ">300.01<",
            ["BR-CO-16"],
            "makes what is to be paid (BT-115): that makes 300.00, the document states 300.01",
        ),
        (
            NL,
            ">-0.30<",
            ">0.30<",
            ["BR-CO-16"],
            "that makes 300.60, the document states 300.00",
        ),
        (
            DE,
            "<ram:CalculatedAmount>54.15<",
            "<ram:CalculatedAmount>55.16<",
            ["BR-CO-14", "BR-CO-17"],
            "the VAT of 285.00 at 19 % is 54.15, the document states 55.16",
        ),
        (
            DE,
            "<ram:BasisAmount>285.00<",
            "<ram:BasisAmount>286.00<",
            ["BR-S-08"],
            "of category S at 19 % come to 285.00, its VAT is taken of 286.00",
        ),
        (
            DE,
            ">20.00<",
            ">25.00<",
            ["PEPPOL-EN16931-R120"],
            "line 2: quantity times price, with its charges, less its allowances, is 50.00, the document states 40.00",
        ),
        (
            NL,
            "<cbc:StartDate>2026-09-01</cbc:StartDate><cbc:EndDate>2026-09-15",
            "<cbc:StartDate>2026-09-16</cbc:StartDate><cbc:EndDate>2026-09-15",
            ["BR-30"],
            "the period of line 1 ends before it begins",
        ),
    ],
)
def test_a_broken_sum_is_told_with_its_figures(path: Path, old: str, new: str, rules: list[str], words: str) -> None:
    found = broken(path, (old, new))
    assert [breach.rule for breach in found] == rules
    assert [breach for breach in found if words in breach.words], [breach.words for breach in found]
    assert all(breach.place.startswith("line ") for breach in found)


@pytest.mark.parametrize(
    ("path", "stated", "rules"),
    [
        (DE, "55.14", []),
        (DE, "55.15", []),
        (DE, "55.16", ["BR-CO-17"]),
        (DE, "53.15", []),
        (DE, "53.14", ["BR-CO-17"]),
        (DE, "-54.15", ["BR-CO-17"]),
        (NO, "263.49", []),
        (NO, "263.50", ["BR-CO-17"]),
        (NO, "261.50", ["BR-CO-17"]),
    ],
)
def test_vat_may_differ_as_far_as_the_official_rules_allow(path: Path, stated: str, rules: list[str]) -> None:
    old = (
        "<ram:CalculatedAmount>54.15" if path == DE else '1050.00</b:TaxableAmount><b:TaxAmount currencyID="NOK">262.50'
    )
    found = [one.rule for one in broken(path, (old, old.replace("54.15", stated).replace("262.50", stated)))]
    assert found == ["BR-CO-14", *rules]


@pytest.mark.parametrize(
    ("path", "old", "new", "rules"),
    [
        (NL, 'TaxableAmount currencyID="USD">230.00', 'TaxableAmount currencyID="USD">230.99', []),
        (NL, 'TaxableAmount currencyID="USD">230.00', 'TaxableAmount currencyID="USD">231.00', ["BR-S-08"]),
        (NL, 'TaxableAmount currencyID="USD">100.00', 'TaxableAmount currencyID="USD">100.01', ["BR-AE-08"]),
        (DE, "<ram:BasisAmount>285.00<", "<ram:BasisAmount>285.01<", ["BR-S-08"]),
    ],
)
def test_the_sum_of_a_category_may_differ_as_far_as_its_syntax_allows(
    path: Path, old: str, new: str, rules: list[str]
) -> None:
    assert [one.rule for one in broken(path, (old, new))] == rules


def test_a_line_may_differ_by_two_cents_and_only_warns() -> None:
    assert broken(DE, (">20.00<", ">20.01<")) == []
    (breach,) = broken(DE, (">20.00<", ">20.02<"))
    assert not breach.is_fatal
    assert breach.place == "line 16"


def test_an_invoice_to_be_paid_says_when() -> None:
    found = broken(
        NL,
        ("<cbc:DueDate>2026-11-04</cbc:DueDate>", ""),
        ("<cac:PaymentTerms><cbc:Note>30 dagen netto</cbc:Note></cac:PaymentTerms>", ""),
    )
    assert [breach.rule for breach in found] == ["BR-CO-25"]


def test_a_seller_has_a_number() -> None:
    parts = [
        "<a:PartyTaxScheme><b:CompanyID>NO923609016MVA</b:CompanyID><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme>",
        '<b:CompanyID schemeID="0192">923609016</b:CompanyID>',
    ]
    assert [one.rule for one in broken(NO, *[(part, "") for part in parts])] == ["BR-CO-26"]


def test_the_day_that_counts_for_vat_is_stated_once() -> None:
    found = broken(
        NL,
        (
            "<cbc:EndDate>2026-09-30</cbc:EndDate>",
            "<cbc:EndDate>2026-09-30</cbc:EndDate><cbc:DescriptionCode>35</cbc:DescriptionCode>",
        ),
    )
    assert [breach.rule for breach in found] == ["BR-CO-03"]


def test_a_part_that_somebody_else_pays_is_not_known_to_the_standard() -> None:
    (breach,) = check_arithmetic(read(THIRD_PARTY))
    assert breach.rule == "BR-CO-16"
    assert breach.words.endswith("that makes 336.90, the document states 366.86")


def test_amounts_that_are_missing_are_not_judged() -> None:
    empty = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    assert check_arithmetic(read_content(empty, "a.xml").document) == ()


def test_a_price_for_nothing_is_not_divided_by() -> None:
    assert broken(DE, ('unitCode="KWH">100<', 'unitCode="KWH">0<')) == []


def test_old_invoices_may_put_a_minus_before_allowances() -> None:
    assert read(FACTUR_X / "zugferd-extended.xml").adjustments[0].amount is not None
    assert check_arithmetic(read(FACTUR_X / "zugferd-extended.xml")) == ()


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("LineTotalAmount>95.00", "LineTotalAmount>95.03", []),
        ("LineTotalAmount>95.00", "LineTotalAmount>95.04", ["BR-CO-10"]),
        ("ChargeTotalAmount>14.00", "ChargeTotalAmount>14.01", []),
        ("TotalAmount>104.90", "TotalAmount>105.01", ["BR-CO-16"]),
        ("TotalAmount>104.90", "TotalAmount>105.02", ["BR-CO-15", "BR-CO-16"]),
        ("BasisAmount>27.00", "BasisAmount>27.03", []),
        ("BasisAmount>27.00", "BasisAmount>27.04", ["BR-S-08"]),
    ],
)
def test_in_the_extended_profile_each_part_may_bring_a_cent(old: str, new: str, rules: list[str]) -> None:
    assert [one.rule for one in broken(FACTUR_X / "factur-x-extended.xml", (old, new))] == rules
