"""Order workbooks as offices in three countries make them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from rpa.demo.inbox_catalog import Product

MADE = dt.datetime(2026, 10, 5, 7, 0)  # noqa: DTZ001 - a workbook keeps no time zone
COLUMNS = ("item", "description", "quantity", "price", "amount")


@dataclass(frozen=True)
class Words:
    """What an order form says in one language."""

    title: str
    sheet: str
    spare: str
    customer: str
    country: str
    email: str
    order_no: str
    ordered_on: str
    reference: str
    total: str
    item: str
    description: str
    quantity: str
    price: str
    amount: str
    sum: str
    note: str
    date: str  # how a date is typed as text, for strftime
    address: tuple[str, str, str, str]  # street, postal code, city, VAT number


WORDS = {
    "nl": Words(
        "Bestelformulier", "Bestelling", "Blad2", "Klant", "Land", "E-mail", "Bestelnummer", "Besteldatum",
        "Referentie", "Ordertotaal", "Artikelnummer", "Omschrijving", "Aantal", "Prijs per stuk", "Bedrag",
        "Totaal excl. btw", "Graag leveren op werkdagen tussen 8 en 16 uur.", "%d-%m-%Y",
        ("Straat", "Postcode", "Plaats", "Btw-nummer"),
    ),
    "de": Words(
        "Bestellung", "Bestellung", "Tabelle2", "Kunde", "Land", "E-Mail", "Bestellnummer", "Bestelldatum", "Referenz",
        "Auftragssumme", "Artikelnummer", "Bezeichnung", "Menge", "Einzelpreis", "Betrag", "Summe netto",
        "Lieferung bitte frei Haus, Anlieferung bis 15 Uhr.", "%d.%m.%Y",
        ("Straße", "Postleitzahl", "Ort", "USt-IdNr."),
    ),
    "nb": Words(
        "Bestilling", "Bestilling", "Ark2", "Kunde", "Land", "E-post", "Ordrenr.", "Ordredato", "Referanse",
        "Ordresum", "Varenr.", "Beskrivelse", "Antall", "Pris pr. stk", "Beløp", "Sum eks. mva",
        "Leveres på rampe, ring sjåføren ved ankomst.", "%d.%m.%Y",
        ("Gate", "Postnummer", "Sted", "MVA-nummer"),
    ),
    "en": Words(
        "Purchase order", "Order", "Sheet2", "Customer", "Country", "E-mail", "Order no", "Order date", "Reference",
        "Order total", "Item", "Description", "Quantity", "Unit price", "Amount", "Total excl. VAT",
        "Please confirm delivery by e-mail.", "%d %B %Y",
        ("Street", "Postal code", "City", "VAT number"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of an order."""

    product: Product
    quantity: int

    @property
    def amount(self) -> Decimal:
        """Quantity times price."""
        return self.product.price * self.quantity


@dataclass(frozen=True)
class Order:
    """An order as its customer writes it.

    Attributes:
        number: The customer's order number; an int is typed into the cell as a number.
        ordered_on: The day; a text is typed as it is.
        lines: What is ordered.
        reference: May be empty.
        stated_total: The total the form states when it is not the sum of the lines.
    """

    number: str | int
    ordered_on: dt.date | str
    lines: tuple[Line, ...]
    reference: str = ""
    stated_total: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The total that the form states."""
        return self.stated_total or sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Form:
    """A workbook of orders.

    Attributes:
        name: File name.
        language: nl, de, nb or en.
        customer: Name; empty when the sender forgot it.
        country: NL, DE or NO.
        email: Address of the customer.
        orders: Its orders; one makes a form with a head block, several make a list.
        as_list: Whether a single order is written as a list nevertheless.
        text_dates: Dates are typed as text.
        text_prices: Prices are typed as text, with a decimal comma.
        merged: In a list, the order number is merged over the rows of its order.
        spare_sheet: Whether the empty second sheet was left in.
        address: Street, postal code, city and VAT number of a customer who orders for the first time.
    """

    name: str
    language: str
    customer: str
    country: str
    email: str
    orders: tuple[Order, ...] = field(repr=False)
    as_list: bool = False
    text_dates: bool = False
    text_prices: bool = False
    merged: bool = False
    spare_sheet: bool = False
    address: tuple[str, str, str, str] | None = None

    def again(self, name: str, *orders: Order) -> Form:
        """Another workbook of the same sender."""
        return replace(self, name=name, orders=orders)


class FormWriter:
    """Writes one workbook.

    Args:
        form: What to write.
        path: Where to.
    """

    def __init__(self, form: Form, path: Path) -> None:
        self.form, self.words = form, WORDS[form.language]
        self.book = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"})
        self.book.set_properties({"created": MADE, "author": form.customer or "Office"})
        self.sheet = self.book.add_worksheet(self.words.sheet)
        make = self.book.add_format
        self.title = make({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.caption = make({"bold": True})
        self.heading = make({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True, "valign": "top"})
        self.plain = make({"bottom": 4})
        self.middle = make({"bottom": 4, "valign": "vcenter"})
        self.money = make({"bottom": 4, "num_format": "#,##0.00", "align": "right"})
        self.date = make({"num_format": "dd.mm.yyyy" if form.language != "nl" else "dd-mm-yyyy", "align": "left"})
        self.strong = make({"bold": True, "top": 1, "num_format": "#,##0.00"})

    def write(self) -> None:
        """Write the workbook and close it."""
        listed = self.form.as_list or len(self.form.orders) > 1
        (self.write_list if listed else self.write_form)()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        if self.form.spare_sheet:
            self.book.add_worksheet(self.words.spare)
        self.book.close()

    def write_head(self, width: int) -> int:
        """The title over all columns, and who orders; gives the next row."""
        self.sheet.merge_range(0, 0, 1, width - 1, f"{self.words.title} {self.form.customer}".strip(), self.title)
        for row, (caption, value) in enumerate(
            (
                (self.words.customer, self.form.customer),
                (self.words.country, self.form.country),
                (self.words.email, self.form.email),
                *zip(self.words.address, self.form.address or (), strict=False),
            ),
            3,
        ):
            self.sheet.write(row, 0, f"{caption}:", self.caption)
            self.sheet.write(row, 1, value or None)
        return 6 + len(self.form.address or ())

    def write_form(self) -> None:
        """One order: everything about it stands above its lines."""
        (order,) = self.form.orders
        self.sheet.set_column("A:A", 18)
        self.sheet.set_column("B:B", 40)
        self.sheet.set_column("C:E", 13)
        row = self.write_head(5)
        self.sheet.write(row, 0, f"{self.words.order_no}:", self.caption)
        self.sheet.write(row, 1, order.number)
        self.sheet.write(row + 1, 0, f"{self.words.ordered_on}:", self.caption)
        self.put_date(row + 1, 1, order)
        self.sheet.write(row + 2, 0, f"{self.words.reference}:", self.caption)
        self.sheet.write(row + 2, 1, order.reference or None)
        self.sheet.write(row, 3, f"{self.words.total}:", self.caption)
        self.sheet.write_number(row, 4, float(order.total), self.money)
        first = row + 5
        for column, name in enumerate(COLUMNS):
            self.sheet.write(first - 1, column, getattr(self.words, name), self.heading)
        for at, line in enumerate(order.lines):
            self.put_line(first + at, 0, line)
        self.write_foot(first, first + len(order.lines), 4, sum((line.amount for line in order.lines), Decimal(0)))
        self.sheet.freeze_panes(first, 0)

    def write_list(self) -> None:
        """Several orders below one another, each row with its order's number and date."""
        self.sheet.set_column("A:D", 16)
        self.sheet.set_column("E:E", 40)
        self.sheet.set_column("F:H", 13)
        row = self.write_head(8) + 2
        captions = (self.words.order_no, self.words.ordered_on, self.words.reference)
        for column, text in enumerate((*captions, *(getattr(self.words, name) for name in COLUMNS))):
            self.sheet.write(row - 1, column, text, self.heading)
        self.sheet.freeze_panes(row, 0)
        first = row
        for order in self.form.orders:
            self.put_order(row, order)
            row += len(order.lines)
        total = sum((line.amount for order in self.form.orders for line in order.lines), Decimal(0))
        self.write_foot(first, row, 7, total)

    def put_order(self, row: int, order: Order) -> None:
        """The rows of one order in a list."""
        last = row + len(order.lines) - 1
        merged = self.form.merged and last > row
        for at, line in enumerate(order.lines, row):
            if not merged:
                self.sheet.write(at, 0, order.number, self.plain)
            if at == row or not merged:
                self.put_date(at, 1, order)
                self.sheet.write(at, 2, order.reference or None, self.plain)
            self.put_line(at, 3, line)
        if merged:
            self.sheet.merge_range(row, 0, last, 0, order.number, self.middle)

    def put_date(self, row: int, column: int, order: Order) -> None:
        """A day, as a date or as text."""
        day = order.ordered_on
        if isinstance(day, str):
            self.sheet.write_string(row, column, day, self.plain)
        elif self.form.text_dates:
            self.sheet.write_string(row, column, day.strftime(self.words.date), self.plain)
        else:
            self.sheet.write_datetime(row, column, dt.datetime.combine(day, dt.time()), self.date)

    def put_line(self, row: int, column: int, line: Line) -> None:
        """Article, text, quantity, price and amount."""
        self.sheet.write_string(row, column, line.product.sku, self.plain)
        self.sheet.write_string(row, column + 1, line.product.name, self.plain)
        self.sheet.write_number(row, column + 2, line.quantity, self.plain)
        if self.form.text_prices:
            self.sheet.write_string(row, column + 3, f"{line.product.price:.2f}".replace(".", ","), self.money)
            self.sheet.write_number(row, column + 4, float(line.amount), self.money)
        else:
            self.sheet.write_number(row, column + 3, float(line.product.price), self.money)
            cells = [xlsxwriter.utility.xl_rowcol_to_cell(row, column + at) for at in (2, 3)]
            self.sheet.write_formula(row, column + 4, f"={cells[0]}*{cells[1]}", self.money, float(line.amount))

    def write_foot(self, first: int, below: int, column: int, total: Decimal) -> None:
        """The sum below the lines, and a note."""
        cells: Any = xlsxwriter.utility.xl_range(first, column, below - 1, column)
        self.sheet.write(below + 1, 0, self.words.sum, self.strong)
        for between in range(1, column):
            self.sheet.write_blank(below + 1, between, None, self.strong)
        self.sheet.write_formula(below + 1, column, f"=SUM({cells})", self.strong, float(total))
        self.sheet.write(below + 3, 0, self.words.note)


def write_form(form: Form, folder: Path) -> Path:
    """Write a workbook of orders into a folder; the same form gives the same bytes."""
    path = folder / form.name
    FormWriter(form, path).write()
    return path
