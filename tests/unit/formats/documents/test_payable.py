"""What is to be paid: proven by arithmetic, or a person's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rpa.formats.documents.extraction import extract
from rpa.formats.documents.stated import stated
from rpa.formats.documents.templates.extraction import read_with
from rpa.model.extraction import SURE, Extraction, Field
from rpa.model.field_template import FieldRule, FieldTemplate
from tests.documents.typewritten import typewritten

SENDER = """
Janssen Techniek B.V.
Dorpsstraat 12
3511 AB Utrecht

Bakkerij Pietersen
Molenweg 5
1011 AB Amsterdam

{title}
{number}          F-12

"""
FOOT = "\n" * 16 + "Janssen Techniek B.V.   KvK 12345678   BTW-nr. NL123456782B90   IBAN NL91 ABNA 0417 1643 00"
TITLES = {
    "nl": ("FACTUUR", "Factuurnummer"), "de": ("RECHNUNG", "Rechnungsnummer"), "nb": ("FAKTURA", "Fakturanummer"),
    "en": ("INVOICE", "Invoice number"), "fr": ("FACTURE", "Numéro de facture"),
}  # fmt: skip
TOTALS = {
    "nl": ("Totaal excl. btw", "Btw 21%", "Totaal incl. btw"), "de": ("Summe netto", "USt. 21 %", "Gesamtbetrag"),
    "nb": ("Sum eks. mva", "Mva 21 %", "Sum inkl. mva"), "en": ("Subtotal", "VAT 21%", "Total incl. VAT"),
    "fr": ("Total HT", "TVA 21 %", "Total TTC"),
}  # fmt: skip


def row(label: str, amount: str) -> str:
    """A row of the totals, its amount at the right edge of the others."""
    return f"{label:<45}{amount:>10}"


def page(*more: tuple[str, str] | str, language: str = "nl", title: str = "", total: str = "121,00") -> str:
    """An invoice of 121.00 with rows and sentences below its totals."""
    net, vat, whole = TOTALS[language]
    head, number = TITLES[language]
    rows = [row(net, "100,00"), row(vat, "21,00"), row(whole, total)]
    rows += [one if isinstance(one, str) else row(*one) for one in more]
    return SENDER.format(title=title or head, number=number) + "\n".join(rows) + FOOT


def read(*more: tuple[str, str] | str, **wanted: str) -> Extraction:
    return extract(typewritten(page(*more, **wanted)))


def payable(found: Extraction) -> Field:
    field = found.field("payable")
    assert field is not None
    return field


def sure(found: Extraction) -> Decimal | None:
    """What is to be paid, when it is sure."""
    field = found.field("payable")
    assert field is None or isinstance(field.value, Decimal)
    return field.value if field is not None and field.confidence >= SURE else None  # type: ignore[return-value]


def test_the_total_is_to_be_paid_when_nothing_else_is_said() -> None:
    found = read()
    field = payable(found)
    assert (sure(found), found.cautions) == (Decimal("121.00"), ())
    assert field.rule == "it is the total, and nothing else is said to be paid"
    assert field.box == found.field("total").box  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("nl", "Te betalen"), ("de", "Zu zahlen"), ("nb", "Å betale"), ("en", "Amount due"), ("en", "Balance due"),
        ("fr", "Net à payer"),
    ],
)  # fmt: skip
def test_the_total_is_stated_as_what_is_to_be_paid(language: str, label: str) -> None:
    found = read((label, "121,00"), language=language)
    assert sure(found) == Decimal("121.00")
    assert payable(found).rule == f"beside '{label}'; it is the total"


@pytest.mark.parametrize(
    ("language", "paid", "amount", "rest"),
    [
        ("nl", "Reeds betaald", "50,00", "Te betalen"),
        ("nl", "Reeds voldaan", "-50,00", "Nog te betalen"),
        ("nl", "Aanbetaling ontvangen", "50,00", "Te betalen"),
        ("nl", "Aanbetaling", "-50,00", "Te betalen"),
        ("nl", "Aanbetaling", "50,00", "Restant"),
        ("de", "abzgl. Anzahlung", "50,00", "Zu zahlen"),
        ("de", "Bereits gezahlt", "50,00", "Zahlbetrag"),
        ("de", "abzgl. 1. Abschlagszahlung", "-50,00", "Restbetrag"),
        ("nb", "Innbetalt", "50,00", "Å betale"),
        ("nb", "Betalt forskudd", "-50,00", "Rest å betale"),
        ("en", "Amount paid", "50,00", "Balance due"),
        ("en", "Less deposit", "50,00", "Amount due"),
        ("en", "Payments received", "(50,00)", "Outstanding balance"),
        ("fr", "Acompte versé", "50,00", "Net à payer"),
        ("fr", "Acompte", "50,00", "Reste à payer"),
    ],
)
def test_what_is_paid_in_part_leaves_what_is_to_be_paid(language: str, paid: str, amount: str, rest: str) -> None:
    found = read((paid, amount), (rest, "71,00"), language=language)
    assert sure(found) == Decimal("71.00")
    field = payable(found)
    assert field.text == "71,00"
    assert field.box is not None
    assert "the total of 121.00 less '" in field.rule
    total = found.field("total")
    assert total is not None
    assert (total.value, total.is_sure) == (Decimal("121.00"), True)
    assert found.problems == ()
    assert found.cautions == ("50.00 of the total of 121.00 is paid: 71.00 is to be paid",)


def test_several_payments_are_taken_off_together() -> None:
    found = read(("Reeds betaald", "-20,00"), ("Reeds betaald", "-30,00"), ("Te betalen", "71,00"))
    assert (sure(found), found.problems) == (Decimal("71.00"), ())
    twice = read(("Reeds betaald", "25,00"), ("Reeds betaald", "25,00"), ("Te betalen", "71,00"))
    assert sure(twice) == Decimal("71.00")
    parts = ("Acompte versé", "20,00"), ("Acompte versé", "30,00")
    summed = read(*parts, ("Montant payé", "50,00"), ("Net à payer", "71,00"), language="fr")
    assert sure(summed) == Decimal("71.00")


def test_all_is_paid() -> None:
    found = read(("Reeds betaald", "121,00"), ("Te betalen", "0,00"))
    assert sure(found) == Decimal(0)
    assert found.cautions == ("121.00 of the total of 121.00 is paid: 0.00 is to be paid",)


@pytest.mark.parametrize("rounding", ["-0,03", "0,03"])
def test_a_rounded_total_is_what_is_to_be_paid(rounding: str) -> None:
    text = page(("Afronding", rounding), ("Te betalen", "121,00"), total="121,03").replace(" 100,00", " 100,02")
    found = extract(typewritten(text.replace(" 21,00", " 21,01")))
    total = found.field("total")
    assert total is not None
    assert (total.value, sure(found)) == (Decimal("121.03"), Decimal("121.00"))
    assert (found.problems, found.cautions) == ((), ())


def test_paid_and_rounded() -> None:
    found = read(("Reeds betaald", "50,02"), ("Afronding", "0,02"), ("Te betalen", "71,00"))
    assert sure(found) == Decimal("71.00")


def test_an_unexplained_second_amount_is_a_persons() -> None:
    asked = ("Te betalen", "71,00")
    for more in [[asked], [("Restant", "71,00")], [("Reeds betaald", "40,00"), asked]]:
        found = read(*more)
        assert sure(found) is None, more
        assert found.cautions or found.problems, more


def test_what_payments_leave_is_not_proven_when_it_is_not_stated() -> None:
    found = read(("Reeds betaald", "50,00"))
    assert (payable(found).value, sure(found)) == (Decimal("71.00"), None)
    assert found.cautions[0].startswith("what is to be paid of the total of 121.00 is not sure: 71.00")


def test_a_total_that_is_to_be_paid_and_is_paid_is_undecided() -> None:
    found = read(("Te betalen", "121,00"), ("Reeds betaald", "121,00"))
    assert sure(found) is None
    assert (payable(found).others, len(found.cautions)) == (("0.00",), 1)


@pytest.mark.parametrize(
    ("language", "row_of_discount"),
    [
        ("de", ("2 % Skonto bei Zahlung bis 01.03.2026", "2,42")),
        ("nl", ("Betalingskorting 2%", "2,42")),
        ("nl", ("Kredietbeperking 2%", "2,42")),
        ("fr", ("Escompte 2 %", "2,42")),
        ("en", ("Early payment discount 2%", "2,42")),
    ],
)
def test_a_discount_for_early_payment_leaves_what_is_to_be_paid_as_it_is(
    language: str, row_of_discount: tuple[str, str]
) -> None:
    assert sure(read(row_of_discount, language=language)) == Decimal("121.00")
    asked = {"de": "Zahlbetrag", "nl": "Te betalen", "fr": "Net à payer", "en": "Amount due"}[language]
    with_rest = read(row_of_discount, (asked, "118,58"), language=language)
    assert sure(with_rest) is None
    assert payable(with_rest).value == Decimal("121.00")


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ([("Inhouding garantie 5%", "6,05"), ("Reeds betaald", "50,00"), ("Te betalen", "71,00")], "hold a part"),
        (["5% van dit bedrag storten op onze G-rekening"], "hold a part"),
        (["Het bedrag wordt automatisch geincasseerd rond 28 april"], "the customer's account"),
        (
            [("Reeds betaald", "50,00"), ("Te betalen", "71,00"), "Wij incasseren dit bedrag per incasso"],
            "the customer's",
        ),
        (["Openstaand saldo vorige nota"], "earlier balance"),
        (["U heeft een tegoed van een eerdere nota"], "in favour"),
        (["Dit bedrag is reeds voldaan via iDEAL"], "may say that it is paid"),
        (["Betaald op 12 maart"], "may say that it is paid"),
        ([("Aanmaningskosten", "15,00")], "nothing explains it"),
        ([("Iets anders", "15,00")], "nothing explains it"),
    ],
)
def test_what_may_change_it_makes_it_a_persons(more: list[tuple[str, str] | str], word: str) -> None:
    found = read(*more)
    assert sure(found) is None
    assert word in payable(found).rule


def test_a_condition_is_no_statement_that_it_is_paid() -> None:
    for sentence in (
        "De goederen blijven eigendom tot alles is betaald",
        "Indien niet betaald binnen 14 dagen rekenen wij rente",
    ):
        assert sure(read(sentence)) == Decimal("121.00"), sentence


@pytest.mark.parametrize(
    "more",
    [
        [("Aanbetaling", "50,00"), ("Te betalen", "71,00")],
        [("Aanbetaling 50 bij opdracht", "50,00"), ("Restant", "71,00")],
        [("Reeds betaald", "50,00"), ("Te betalen bij oplevering", "71,00")],
        [("Reeds betaald", "USD 50,00"), ("Te betalen", "EUR 71,00")],
    ],
)
def test_a_deposit_that_is_only_asked_for_and_other_conditions_are_a_persons(more: list[tuple[str, str]]) -> None:
    assert sure(read(*more)) is None


def test_a_reminder_with_a_fee_and_an_order_ask_for_no_payment_of_their_own() -> None:
    reminder = read(("Aanmaningskosten", "15,00"), ("Te betalen", "136,00"), title="AANMANING")
    assert (reminder.kind, reminder.field("payable")) == ("other", None)
    order = extract(typewritten(page(title="INKOOPORDER").replace("Factuurnummer", "Inkoopordernummer")))
    assert (order.kind, order.field("payable")) == ("purchase_order", None)
    fee = read(("Aanmaningskosten", "15,00"), ("Te betalen", "136,00"))
    assert sure(fee) is None


def test_more_paid_than_the_total_is_proven_only_with_its_minus() -> None:
    assert sure(read(("Reeds betaald", "150,00"), ("Te betalen", "-29,00"))) == Decimal("-29.00")
    assert sure(read(("Reeds betaald", "150,00"), ("Te ontvangen", "29,00"))) is None


def test_a_total_without_vat_is_told_apart_from_what_is_to_be_paid() -> None:
    text = SENDER.format(title="INVOICE", number="Invoice number")
    rows = [row("Total", "121.00"), row("Amount paid", "50.00"), row("Balance due", "71.00")]
    found = extract(typewritten(text + "\n".join(rows) + FOOT))
    total = found.field("total")
    assert total is not None
    assert (total.value, sure(found)) == (Decimal("121.00"), Decimal("71.00"))


@pytest.mark.parametrize("sign", ["", "-"])
def test_of_a_credit_note_it_is_what_is_paid_back(sign: str) -> None:
    text = page(("Te ontvangen", f"{sign}121,00"), title="CREDITNOTA", total=f"{sign}121,00")
    text = text.replace("Factuurnummer", "Creditnotanummer").replace(" 100,00", f" {sign}100,00")
    found = extract(typewritten(text.replace(" 21,00", f" {sign}21,00")))
    assert (found.kind, sure(found)) == ("credit_note", Decimal("121.00"))


def test_a_receipt_that_says_that_all_is_paid_leaves_nothing() -> None:
    text = page(("Pinpas", "121,00"), title="KASSABON").replace("Factuurnummer", "Bonnummer")
    found = extract(typewritten(text))
    assert (found.kind, sure(found), found.cautions) == ("receipt", Decimal(0), ())
    silent = extract(typewritten(page(title="KASSABON").replace("Factuurnummer", "Bonnummer")))
    assert silent.field("payable") is None


@pytest.mark.parametrize(("label", "value"), [("Over te maken", "71.00"), ("Saldo klant", "70.00")])
def test_a_template_points_at_it_and_the_arithmetic_decides(label: str, value: str) -> None:
    rows = (("Reeds betaald", "50,00"), (label, value.replace(".", ",")))
    rule = FieldRule("payable", "amount", labels=(label,))
    template = FieldTemplate("janssen", "janssen.yaml", "", ("Janssen Techniek",), fields=(rule,))
    found = read_with(typewritten(page(*rows)), template).extraction
    field = payable(found)
    assert field.value == Decimal(value)
    assert "by the template" in field.rule
    assert field.is_sure == (value == "71.00")


def test_an_electronic_invoice_inside_a_pdf_tells_what_is_paid() -> None:
    values = {"kind": "invoice", "total": Decimal("121.00"), "payable": Decimal("71.00"), "prepaid": Decimal("50.00")}
    found = stated(values, "factur-x.xml")
    assert (sure(found), found.problems) == (Decimal("71.00"), ())
    assert found.cautions == ("50.00 of the total of 121.00 is paid: 71.00 is to be paid",)
    assert stated({**values, "payable": Decimal("121.00"), "prepaid": None}, "factur-x.xml").cautions == ()
