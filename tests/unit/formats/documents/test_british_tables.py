"""Tables of British and Irish invoices: headings with a currency, or with a name that is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rpa.formats.documents.extraction import extract
from rpa.model.extraction import SURE, Extraction
from tests.documents.typewritten import typewritten

PAGE = """
D. J. Pullen Carpentry Ltd
27 Saxon Way
Romsey SO51 7DE

Invoice

Invoice no:      0614
Invoice date:    10/04/2026

{heading}
{rows}

                                           Net            £2,490.00
                                           VAT at 20%       £498.00
                                           Total          £2,988.00
"""
ROWS = """
First fix carpentry             1        1,860.00          1,860.00
Hanging doors                  14           45.00            630.00
"""
WANTED = [
    ("First fix carpentry", Decimal(1), Decimal("1860.00"), Decimal("1860.00")),
    ("Hanging doors", Decimal(14), Decimal("45.00"), Decimal("630.00")),
]


def read(heading: str, rows: str = ROWS) -> Extraction:
    return extract(typewritten(PAGE.format(heading=heading, rows=rows.strip("\n"))))


def sure_lines(found: Extraction) -> list[tuple[object, ...]]:
    """Description, quantity, price and amount of every line that is sure."""
    return [(one.description, one.quantity, one.unit_price, one.net) for one in found.lines if one.confidence >= SURE]


@pytest.mark.parametrize(
    "heading",
    [
        "Description                   Qty          Unit £           Total £",
        "Description                   Qty        Rate (£)        Charge (£)",
        "Description                   Qty           Price                 £",
        "Description                   Qty           Price             Goods",
        "Item                       Number            Each              Cost",
        "Service                     Items            Rate            Charge",
        "Work done                     Qty          Rate £          Amount £",
        "Work                        Hours     Hourly rate               Fee",
        "Hire items                    Qty      Price each             Total",
        "Reason                        Qty            Rate            Credit",
    ],
)
def test_the_lines_are_read(heading: str) -> None:
    assert sure_lines(read(heading)) == WANTED


@pytest.mark.parametrize("heading", ["Work done                     Qty          Rate £          Amount £"])
def test_the_headings_of_a_table_are_no_rivals_of_the_total(heading: str) -> None:
    found = read(heading)
    assert found.problems == ()
    total = found.field("total")
    assert total is not None
    assert total.value == Decimal("2988.00")
    assert total.confidence >= SURE


def test_two_columns_of_goods_stay_description_and_number() -> None:
    found = read(
        "Goods      Description          Qty      Price             Total",
        """
A-100      First fix carpentry    1   1,860.00          1,860.00
B-20       Hanging doors         14      45.00            630.00
""",
    )
    assert [line.sku for line in found.lines] == ["A-100", "B-20"]
    assert sure_lines(found) == WANTED


def test_an_amount_below_the_lines_that_is_of_nothing_is_no_line() -> None:
    found = read(
        "Description                   Qty           Price             Total",
        f"""{ROWS}
                                 Labour and fittings       2,490.00
""",
    )
    assert sure_lines(found) == WANTED
    assert len(found.lines) == 2


def test_a_freight_below_the_lines_with_where_it_goes_is_counted() -> None:
    page = """
Mourne Precast Ltd
Newry Road
Kilkeel BT34 4ET

Invoice

Invoice no:      MP26117
Invoice date:    15/04/2026

Description                   Qty            Price             Total
Precast wall panel             16           312.00          4,992.00
Lifting anchors                32             6.20            198.40

                                Carriage to Dundalk           380.00
                                Total net                  £5,570.40
                                VAT 20%                    £1,114.08
                                Total payable              £6,684.48
"""
    found = extract(typewritten(page))
    assert [line.net for line in found.lines] == [Decimal("4992.00"), Decimal("198.40")]
    assert all(line.confidence >= SURE for line in found.lines)


@pytest.mark.parametrize("name", ["Net order value", "Net credit", "Total net credit", "Total order net"])
def test_the_net_amount_right_below_the_lines_is_no_line(name: str) -> None:
    found = read(
        "Description                   Qty           Price             Total",
        f"""{ROWS}{name}                                          2,490.00
""",
    )
    assert sure_lines(found) == WANTED
    assert len(found.lines) == 2


@pytest.mark.parametrize(("name", "discounts"), [("Disc %", ("10.00", "5.0")), ("Disc%", ("10", "5"))])
def test_a_discount_below_a_percent_sign_is_in_percent(name: str, discounts: tuple[str, str]) -> None:
    found = read(
        f"Description                   Qty       Price    {name:>6}           Goods",
        f"""
Treated carcassing             24        9.85     {discounts[0]:>5}          212.76
Wood screws                    10        7.95     {discounts[1]:>5}           75.53
Work                            1    2,201.71                  2,201.71
""",
    )
    assert [line.discount for line in found.lines] == [Decimal(10), Decimal(5), None]
    assert all(line.confidence >= SURE for line in found.lines)


def test_a_discount_below_another_name_is_not_taken_for_percent() -> None:
    found = read(
        "Description                   Qty       Price      Disc           Goods",
        """
Treated carcassing             24        9.85     23.64          212.76
Work                            1    2,277.24                  2,277.24
""",
    )
    assert [line.discount for line in found.lines] == [None, None]
    assert found.lines[0].confidence < SURE


def test_a_sum_that_is_carried_over_ends_no_table() -> None:
    found = read(
        "Description                   Qty           Price             Total",
        """
First fix carpentry             1        1,860.00          1,860.00
                                         Carried forward   1,860.00
                                         Brought forward   1,860.00
Hanging doors                  14           45.00            630.00
""",
    )
    assert sure_lines(found) == WANTED
