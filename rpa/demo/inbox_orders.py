"""The orders in the sample company's inbox: what is fine, what must be refused, and what comes twice."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

from rpa.demo.inbox_catalog import Catalog, Customer, Product
from rpa.demo.inbox_workbooks import Form, Line, Order

DAY = dt.date(2026, 10, 5)
MANY = 28  # lines of the longest order
UNKNOWN = Product("FP-9999", "Desk organiser bamboo", Decimal("18.50"), 0)


class OrderMaker:
    """Makes orders that the stock can fill.

    Args:
        catalog: Products and customers.
        seed: The same seed makes the same orders.
    """

    def __init__(self, catalog: Catalog, seed: int) -> None:
        self.catalog = catalog
        self.chance = random.Random(seed)  # noqa: S311 - sample data, no secrets
        self.left = {product.sku: product.stock for product in catalog.products}

    def order(self, number: str | int, days_ago: int, count: int, reference: str = "") -> Order:
        """An order of some lines, taken from what is left of the stock."""
        lines = [self.line(product) for product in self.pick(count)]
        return Order(number, DAY - dt.timedelta(days=days_ago), tuple(lines), reference)

    def pick(self, count: int) -> list[Product]:
        """Different products, and some of them again when there are not enough."""
        products = [product for product in self.catalog.products if self.left[product.sku] >= 2]
        chosen = self.chance.sample(products, min(count, len(products)))
        plenty = sorted(products, key=lambda product: -product.stock)
        return chosen + plenty[: count - len(chosen)]

    def line(self, product: Product) -> Line:
        """A line of at most a twentieth of the stock."""
        quantity = self.chance.randint(1, max(1, product.stock // 20))
        self.left[product.sku] -= quantity
        return Line(product, quantity)


def form(name: str, customer: Customer, *orders: Order, **looks: bool) -> Form:
    """A workbook in the customer's own language."""
    made = Form(name, customer.language, customer.name, customer.country, customer.email, orders)
    return replace(made, **looks)  # type: ignore[arg-type]  # the looks are the yes-or-no fields


def make_forms(catalog: Catalog, seed: int) -> tuple[Form, ...]:
    """The workbooks, in the order in which they arrive."""
    make = OrderMaker(catalog, seed)
    forms = [*dutch(make), *german(make), *norwegian(make)]
    return (*forms, first_order(make), *repeats(forms))


def first_order(make: OrderMaker) -> Form:
    """From a customer nobody knows yet, who therefore gives an address."""
    order = make.order("KE-1", 0, 3, "Erstbestellung")
    new = Customer("", "Kaffeerösterei Elbe GmbH", "DE", "einkauf@kaffee-elbe.test", "de")
    return replace(
        form("Bestellung Kaffeerösterei Elbe.xlsx", new, order),
        address=("Fischmarkt 11", "22767", "Hamburg", "DE314159203"),
    )


def dutch(make: OrderMaker) -> list[Form]:
    """From the Netherlands; among them a date that could be two, and a total that does not add up."""
    bakery, freight, fitters, nursery, centre = make.catalog.customers[:5]
    doubtful = replace(make.order("KHZ-318", 2, 2), ordered_on="03/04/2026")
    wrong = make.order("BN-44", 4, 3, "Ledenavond")
    return [
        form("bestelling-VDB-0921.xlsx", bakery, make.order("VDB-0921", 1, 3, "Winkel Voorstraat"), spare_sheet=True),
        form(
            "bestellijst week 40 De Groot.xlsx",
            freight,
            *(make.order(f"DGL-{5530 + at}", 5 - at, 2 + at, f"Dock {at + 1}") for at in range(4)),
            merged=True,
            text_dates=True,
        ),
        form("JZ-2026-118.xlsx", fitters, make.order("JZ-2026-118", 3, MANY, "Magazijn Deventer")),
        form(
            "Zonnetje bestellingen.xlsx",
            nursery,
            make.order("KHZ-317", 3, 2),
            doubtful,
            make.order("KHZ-319", 1, 1),
            text_prices=True,
        ),
        form("bestelling BN-44.xlsx", centre, replace(wrong, stated_total=wrong.total + Decimal("45.00"))),
    ]


def german(make: OrderMaker) -> list[Form]:
    """From Germany; among them an article nobody sells."""
    office, storage, practice, media = make.catalog.customers[5:9]
    unknown = make.order("NM-3402", 2, 2, "Studio 4")
    return [
        form(
            "Bestellungen_KW40_Mueller.xlsx",
            office,
            *(make.order(4500078201 + at, 4 - at, 1 + at, "Lager Köln") for at in range(4)),
            text_prices=True,
        ),
        form("Bestellung ST-77020.xlsx", storage, make.order("ST-77020", 2, 4, "Halle 2"), spare_sheet=True),
        form("Bestellung Praxis Dr. Weiß.xlsx", practice, make.order("PDW-12", 4, 2), text_dates=True),
        form(
            "nordlicht-orders.xlsx",
            media,
            make.order("NM-3401", 3, 2, "Studio 1"),
            replace(unknown, lines=(*unknown.lines, Line(UNKNOWN, 3))),
            make.order("NM-3403", 1, 3),
        ),
    ]


def norwegian(make: OrderMaker) -> list[Form]:
    """From Norway; among them more than there is in stock, and a form without its customer."""
    bergen, freight, hotel = make.catalog.customers[9:12]
    short = make.order("BK-2026-322", 2, 1)
    scarce = min(make.catalog.products, key=lambda product: product.stock)
    forgotten = make.order("ØLF-20957", 1, 2, "Terminal A")
    return [
        form(
            "Bestillinger uke 40.xlsx",
            bergen,
            make.order("BK-2026-321", 4, 2, "Att: Ingrid"),
            replace(short, lines=(*short.lines, Line(scarce, scarce.stock * 5))),
            make.order("BK-2026-323", 1, 3),
            make.order("BK-2026-324", 0, 1),
            merged=True,
            spare_sheet=True,
        ),
        form("Ordre ØLF-20956.xlsx", freight, make.order("ØLF-20956", 2, 5, "Terminal B"), text_dates=True),
        form(
            "fjellstua.xlsx",
            hotel,
            *(make.order(f"FH-{880 + at}", 3 - at, 2, "Kjøkken") for at in range(3)),
            text_prices=True,
            text_dates=True,
        ),
        replace(form("Ordre ØLF-20957.xlsx", freight, forgotten), customer=""),
    ]


def repeats(forms: list[Form]) -> list[Form]:
    """What comes again: an order of before just as it was, and one of before with another quantity."""
    listed = next(form for form in forms if form.name.startswith("bestellijst"))
    single = next(form for form in forms if form.name == "bestelling-VDB-0921.xlsx")
    (order,) = single.orders
    first = replace(order.lines[0], quantity=order.lines[0].quantity + 2)
    changed = replace(order, lines=(first, *order.lines[1:]))
    return [
        replace(listed.again("bestellijst De Groot nogmaals.xlsx", listed.orders[1]), as_list=True),
        single.again("bestelling-VDB-0921 gewijzigd.xlsx", changed),
    ]
