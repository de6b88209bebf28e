"""What British and Irish suppliers print: balances beside the total, CIS, rates in words, registers, short dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from rpa.drivers.pdf import PdfText
from rpa.formats.documents.extraction import extract
from rpa.model.extraction import Extraction, VatRate
from tests.documents.typewritten import typewritten

HEAD = """
Allendale Lifts Ltd
Nent Mill
Hexham NE47 9PX
Tel 01434 555 710

Tynedale Housing Association
Beaumont Street
Hexham NE46 3LS

Invoice

Invoice no:      AL-9016
Invoice date:    01/04/2026
"""
TOTALS = """
                                              Net            £100.00
                                              VAT at 20%      £20.00
                                              Invoice total  £120.00
"""


def read(*more: str, head: str = HEAD, totals: str = TOTALS) -> Extraction:
    return extract(typewritten("\n".join([head, totals, *more])))


def amount(label: str, value: str) -> str:
    """A row of the totals."""
    return f"{'':<20}{label:<40}{value:>8}"


def sure(found: Extraction, name: str) -> object:
    """The value of a field when it is sure."""
    field = found.field(name)
    return field.value if field is not None and field.is_sure else None


def value(found: Extraction, name: str) -> object:
    """The value of a field."""
    field = found.field(name)
    return field.value if field is not None else None


@pytest.mark.parametrize(
    ("rows", "due"),
    [
        ([("Less CIS deduction", "-£12.00"), ("Amount now due", "£108.00")], "108.00"),
        ([("Less CIS tax deducted (20% of labour)", "-£12.00"), ("Amount due", "£108.00")], "108.00"),
        ([("Balance brought forward", "£50.00"), ("Amount now due", "£170.00")], "170.00"),
        ([("Outstanding from last bill", "£50.00"), ("Amount now due", "£170.00")], "170.00"),
        ([("Previous invoices outstanding", "£684.00"), ("Statement total", "£804.00")], "120.00"),
        ([("Previous balance", "£684.00"), ("Total outstanding on account", "£804.00")], "120.00"),
    ],
)
def test_what_stands_beside_the_total_is_a_persons_and_no_second_total(rows: list[tuple[str, str]], due: str) -> None:
    found = read(*(amount(*one) for one in rows))
    assert found.problems == ()
    assert sure(found, "total") == Decimal("120.00")
    assert value(found, "payable") == Decimal(due)
    assert sure(found, "payable") is None


def test_what_is_asked_with_an_earlier_balance_in_it_is_told() -> None:
    found = read(amount("Balance due including previous balance", "£804.00"))
    assert sure(found, "payable") is None
    assert any("804.00" in one for one in (*found.problems, *found.cautions))


def test_nothing_that_is_paid_is_no_payment() -> None:
    found = read(amount("Amount paid", "0.00"), amount("Amount due", "£120.00"))
    assert sure(found, "payable") == Decimal("120.00")


def test_a_payment_beside_one_of_nothing_is_still_one() -> None:
    found = read(amount("Amount paid", "0.00"), amount("Paid by card", "120.00"), amount("Amount due", "£120.00"))
    assert sure(found, "payable") is None


def test_totals_of_labour_and_materials_are_no_second_total() -> None:
    found = read(amount("Total labour", "£60.00"), amount("Total materials", "£40.00"))
    assert found.problems == ()
    assert sure(found, "total") == Decimal("120.00")


RATED = """
                       Goods at 0%            357.40
                       Goods at 23%           171.00
                       Total excl. VAT        528.40
                       VAT 23%                 {vat}
                       Invoice total EUR      567.73
"""


def test_what_is_taxed_at_each_rate_may_stand_in_rows_of_its_own() -> None:
    found = read(totals=RATED.format(vat="39.33"))
    assert found.problems == ()
    assert [sure(found, name) for name in ("net", "vat", "total")] == [
        Decimal("528.40"), Decimal("39.33"), Decimal("567.73")
    ]  # fmt: skip
    rates = value(found, "vat_rates")
    assert isinstance(rates, tuple)
    assert set(rates) == {
        VatRate(Decimal(23), Decimal("171.00"), Decimal("39.33")), VatRate(Decimal(0), Decimal("357.40"), Decimal(0))
    }  # fmt: skip


def test_a_tax_that_is_of_none_of_them_is_told() -> None:
    found = read(totals=RATED.format(vat="93.33"))
    assert found.problems
    assert sure(found, "vat") is None


def test_a_rate_of_zero_may_be_in_words() -> None:
    found = read(
        totals="""
VAT analysis             Goods        VAT       Total goods    £424.13
Z Zero rated            341.60       0.00       VAT             £16.51
S Standard rated 20%     82.53      16.51       TOTAL          £440.64
"""
    )
    rates = value(found, "vat_rates")
    assert isinstance(rates, tuple)
    assert {(one.rate, one.net, one.vat) for one in rates} == {
        (Decimal(0), Decimal("341.60"), Decimal(0)), (Decimal(20), Decimal("82.53"), Decimal("16.51"))
    }  # fmt: skip
    assert sure(found, "total") == Decimal("440.64")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Allendale Lifts Ltd. Registered in Scotland SC418826.", "SC418826"),
        ("Registered in Scotland No. SC118240", "SC118240"),
        ("Registered in Northern Ireland NI062345.", "NI062345"),
        ("Registered in Ireland No. 418327.", "418327"),
        ("Registered in Wales No. 04018127", "04018127"),
        ("Company registration number 601744.", "601744"),
        ("CRO: 574102", "574102"),
        ("Company No: SO301234", "SO301234"),
    ],
)
def test_the_registers_of_the_islands(line: str, number: str) -> None:
    assert sure(read("", "", "", line), "supplier_registration") == number


@pytest.mark.parametrize("line", ["Reg No 123456", "Registered charity in England 0800 123 456"])
def test_what_may_be_any_number_is_no_registration(line: str) -> None:
    assert sure(read("", "", "", line), "supplier_registration") is None


def test_a_vat_number_of_northern_ireland() -> None:
    assert sure(read("", "", "VAT registration number XI 772 0614 42"), "supplier_vat_number") == "XI772061442"
    both = read("", "", "VAT registration number GB 772 0614 42", "EU VAT number XI 772 0614 42")
    assert sure(both, "supplier_vat_number") == "GB772061442"
    wrong = read("", "", "VAT registration number XI 772 0614 43")
    assert sure(wrong, "supplier_vat_number") is None
    assert wrong.problems


SHORT = HEAD.replace("01/04/2026", "08/04/26") + "Payment due:     08/05/26\n"


def test_a_short_date_with_slashes_is_day_month_year_in_britain() -> None:
    found = read(head=SHORT)
    assert (sure(found, "issued_on"), sure(found, "due_on")) == (dt.date(2026, 4, 8), dt.date(2026, 5, 8))


def test_one_with_hyphens_may_begin_with_the_year() -> None:
    found = read(head=SHORT.replace("/", "-"))
    assert sure(found, "issued_on") is None


TO_ADDRESS = """
Hargreaves Butchers
Abattoir Lane
Clitheroe BB7 1QP
Tel 01200 555 018

{label} {name}, Barley Village, Burnley BB12 9JX

Invoice

Invoice no:      118820
Invoice date:    07/04/2026
"""


@pytest.mark.parametrize("label", ["Deliver and invoice to:", "Invoice and deliver to:", "Invoice & deliver to:"])
def test_one_label_may_name_address_and_customer(label: str) -> None:
    assert value(read(head=TO_ADDRESS.format(label=label, name="The Pendle Inn")), "customer") == "The Pendle Inn"


@pytest.mark.parametrize("name", ["Mr and Mrs S. Angove", "Mr & Mrs S. Angove", "Mr. and Mrs. S. Angove"])
def test_a_couple_is_no_half_of_one(name: str) -> None:
    head = HEAD.replace("Tynedale Housing Association", name)
    assert value(read(head=head), "customer") == "S. Angove"


def test_the_bank_behind_a_name_is_no_part_of_it() -> None:
    found = read("", "Remit to: Allendale Lifts Ltd, Lloyds Bank, 30-95-42, account 17730426")
    assert value(found, "supplier") == "Allendale Lifts Ltd"


@pytest.mark.parametrize("label", ["Remit to:", "Pay to:", "Please make payment to:"])
def test_the_one_who_is_paid_may_be_a_factor_and_is_not_surely_the_supplier(label: str) -> None:
    found = read("", f"{label} Tyneside Invoice Finance Ltd")
    assert sure(found, "supplier") is None or sure(found, "supplier") == "Allendale Lifts Ltd"


def test_the_house_of_the_registered_office_is_nobody() -> None:
    head = HEAD.replace("Allendale Lifts Ltd\nNent Mill\nHexham NE47 9PX\n", "")
    line = "Registered office: Hub House, Coleshill, Birmingham B46 1DL. Registered in England 06620417."
    assert value(read("", "", line, head=head), "supplier") != "Registered office: Hub House"


ORDER = """
Scoil Naomh Brid
Church Road
Tullow R93 P2F8

To: Slaney School Furniture Ltd, Old Dublin Road, Enniscorthy, Co. Wexford Y21 K2N4

PURCHASE ORDER

Order number:    2026/041
Order date:      20/04/2026

Item                      Quantity      Price each      Total
Desks                           10           10.00     100.00
"""


def test_an_order_is_addressed_to_the_supplier() -> None:
    assert value(read(head=ORDER), "supplier") == "Slaney School Furniture Ltd"
    bill = read(head=ORDER.replace("PURCHASE ORDER", "INVOICE").replace("Order number", "Invoice number"))
    assert value(bill, "supplier") != "Slaney School Furniture Ltd"


def test_a_street_or_a_place_is_not_who_orders() -> None:
    found = read(head=ORDER.replace("Church Road\nTullow R93 P2F8", "Church Road, Tullow, Co. Carlow R93 P2F8"))
    assert value(found, "customer") != "Church Road"
    found = read(head=ORDER.replace("Church Road\nTullow R93 P2F8", "Santry, Dublin 17, D17 XD60"))
    assert value(found, "customer") != "Santry"


UNTAXED = """
Net                 5,570.40
VAT 0%                  0.00
Total payable       5,570.40

VAT to be accounted for by the recipient: reverse charge. VAT number GB 772 0614 42
"""


def test_the_number_beside_the_words_is_the_suppliers_when_the_customer_has_another() -> None:
    head = HEAD.replace("Hexham NE46 3LS", "Hexham NE46 3LS\nVAT No. IE 8156024G")
    found = read(head=head, totals=UNTAXED)
    assert value(found, "customer_vat_number") == "IE8156024G"
    assert value(found, "supplier_vat_number") == "GB772061442"
    alone = read(totals=UNTAXED)
    assert value(alone, "supplier_vat_number") is None


BESIDE = """
Allendale Lifts Ltd                      {title}
Nent Mill                                No: AL-9016
Hexham NE47 9PX                          Date: 01/04/2026
"""


def beside_the_letterhead(title: str, *, is_bold: bool) -> PdfText:
    """A page with a small title on the line of the sender's name."""
    page = typewritten(BESIDE.format(title=title) + TOTALS)
    words = tuple(word._replace(is_bold=is_bold) if word.text == title else word for word in page.pages[0].words)
    return replace(page, pages=(replace(page.pages[0], words=words),))


def test_a_small_title_right_above_the_number_is_one() -> None:
    doubted = ("no title says what it is: it is taken for an invoice",)
    assert [
        extract(beside_the_letterhead(title, is_bold=is_bold)).problems
        for title, is_bold in (("INVOICE", True), ("Invoice", True), ("INVOICE", False))
    ] == [(), doubted, doubted]
