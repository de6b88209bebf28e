"""The third quarter of 2026: what the company sold and bought, for its VAT return."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

SALES_INVOICES = 80
FIRST_INVOICE_NUMBER = 161
QUARTER_START = date(2026, 7, 1)
QUARTER_DAYS = 92
BULKY_CENTS = 20000

# supplier, country, what it sells, VAT rate on the invoice, lowest and highest net cents, invoices a month
SUPPLIERS: tuple[tuple[str, str, str, int, int, int, int], ...] = (
    ("Papiergroothandel Twente B.V.", "Netherlands", "Paper and binders", 21, 45000, 130000, 2),
    ("Kantoormeubel Import B.V.", "Netherlands", "Chairs and desks", 21, 80000, 210000, 1),
    ("Verpakkingscentrum Tiel B.V.", "Netherlands", "Boxes, tape and film", 21, 30000, 95000, 2),
    ("Koffiebranderij De Molen", "Netherlands", "Coffee and tea", 9, 40000, 95000, 1),
    ("Bedrijfspand Beheer Zwolle", "Netherlands", "Rent of the warehouse", 21, 145000, 145000, 1),
    ("Energie Noord N.V.", "Netherlands", "Electricity and gas", 21, 38000, 61000, 1),
    ("Transport Van Dalen", "Netherlands", "Freight", 21, 20000, 60000, 2),
    ("Telefonie Zakelijk B.V.", "Netherlands", "Telephone and internet", 21, 14500, 16500, 1),
    ("Boekhandel Broer", "Netherlands", "Handbooks", 9, 12000, 30000, 1),
)


def share(amount: int, percent: int) -> int:
    """The percentage of an amount, rounded half up.

    Args:
        amount: Whole cents, not negative.
        percent: Whole per cent.

    Returns:
        Whole cents.
    """
    return (amount * percent + 50) // 100


def write_quarter(
    db: sqlite3.Connection,
    countries: Mapping[str, str],
    products: Sequence[tuple[str, str, int, int, int]],
) -> None:
    """Write the sales and purchase invoices of July to September 2026; the same every time.

    Args:
        db: A connection inside a transaction.
        countries: Country by customer number.
        products: Rows of sku, name, price in cents, VAT rate, stock.
    """
    chance = random.Random(20263)  # noqa: S311 - sample data that must come out the same each time
    customers = list(countries)
    for n in range(SALES_INVOICES):
        day = QUARTER_START + timedelta(days=n * QUARTER_DAYS // SALES_INVOICES)
        customer = customers[n % len(customers)] if n < 2 * len(customers) else chance.choice(customers)
        lines = draw_lines(chance, countries[customer], products)
        write_invoice(db, f"2026-{FIRST_INVOICE_NUMBER + n:05}", customer, day, lines)
    write_purchases(db, chance)


def draw_lines(
    chance: random.Random, country: str, products: Sequence[tuple[str, str, int, int, int]]
) -> list[tuple[str, str, int, int, str, int, int, int]]:
    """Make up the lines of one sales invoice.

    Args:
        chance: Where the luck comes from.
        country: The customer's country; it decides on the VAT.
        products: What can be sold.

    Returns:
        Rows of sku, description, quantity, unit price, VAT treatment, VAT rate, net, VAT; money in cents.
    """
    lines = []
    for sku, name, price, rate, _ in chance.sample(products, chance.randint(1, 4)):
        quantity = chance.randint(1, 3 if price > BULKY_CENTS else 18)
        treatment = {"Netherlands": "domestic", "Norway": "export"}.get(country, "eu")
        charged = rate if treatment == "domestic" else 0
        net = price * quantity
        lines.append((sku, name, quantity, price, treatment, charged, net, share(net, charged)))
    return lines


def write_invoice(
    db: sqlite3.Connection,
    number: str,
    customer: str,
    day: date,
    lines: Sequence[tuple[str, str, int, int, str, int, int, int]],
) -> None:
    """Write one sales invoice of the history.

    Args:
        db: A connection inside a transaction.
        number: The invoice number.
        customer: The customer number.
        day: The invoice date.
        lines: As ``draw_lines`` returns them.
    """
    vat = sum(line[7] for line in lines)
    total = sum(line[6] for line in lines) + vat
    cursor = db.execute(
        "INSERT INTO invoices (number, customer_no, invoiced_on, total_cents, vat_cents) VALUES (?, ?, ?, ?, ?)",
        (number, customer, day.isoformat(), total, vat),
    )
    db.executemany(
        "INSERT INTO invoice_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(cursor.lastrowid, n, *line) for n, line in enumerate(lines, 1)],
    )


def write_purchases(db: sqlite3.Connection, chance: random.Random) -> None:
    """Write the purchase invoices of the quarter.

    Args:
        db: A connection inside a transaction.
        chance: Where the luck comes from.
    """
    for month in (7, 8, 9):
        for supplier, country, what, rate, low, high, times in SUPPLIERS:
            for _ in range(times):
                day = date(2026, month, chance.randint(1, 28))
                net = chance.randint(low, high)
                number = f"{supplier[:2].upper()}{day:%y%m}-{chance.randint(100, 999)}"
                db.execute(
                    "INSERT INTO purchases (number, supplier, country, description, invoiced_on, vat_rate,"
                    " net_cents, vat_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (number, supplier, country, what, day.isoformat(), rate, net, share(net, rate)),
                )
