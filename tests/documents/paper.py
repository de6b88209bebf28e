"""A made document: what it is about, its sums, how it writes amounts and dates, and its truth."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rpa.formats.months import named
from tests.documents.companies import Company, company
from tests.documents.words import GOODS, WORDS

COUNTRY = {"nl": "NL", "de": "DE", "nb": "NO", "en": "GB", "fr": "FR"}
RATES = {"NL": (21, 9), "DE": (19, 7), "NO": (25, 15), "GB": (20, 5), "FR": (20, Decimal("5.5"))}
CURRENCY = {"NL": "EUR", "DE": "EUR", "NO": "NOK", "GB": "GBP", "FR": "EUR"}
UNITS = {"nl": ("st", "uur"), "de": ("Stk", "Std"), "nb": ("stk", "timer"), "en": ("pcs", "hrs"), "fr": ("pce", "h")}
CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Rounded to cents."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Good:
    """A line."""

    sku: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    rate: Decimal

    @property
    def net(self) -> Decimal:
        """Quantity times price."""
        return cents(self.quantity * self.price)


@dataclass(frozen=True)
class Style:
    """How a document writes.

    Attributes:
        mark: Decimal mark.
        group: Between groups of three.
        sign: Where the currency stands: `before`, `after`, `code before`, `code after`, `none`.
        day: Writes a date.
    """

    mark: str
    group: str
    sign: str
    day: Callable[[dt.date], str]


@dataclass(frozen=True)
class Paper:
    """Everything that a layout needs."""

    name: str
    language: str
    half: int
    kind: str
    supplier: Company
    customer: Company
    number: str
    issued_on: dt.date
    due_on: dt.date | None
    delivered_on: dt.date | None
    goods: tuple[Good, ...]
    currency: str
    style: Style
    order_number: str = ""
    reference: str = ""
    customer_number: str = ""
    project: str = ""
    original: str = ""
    freight: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    is_reverse: bool = False
    shows_customer_vat: bool = False
    seed: int = 0
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def sign(self) -> int:
        """Minus one for credit notes that print negative amounts."""
        return -1 if self.changes.get("negative") else 1

    @property
    def line_sum(self) -> Decimal:
        """The lines added up."""
        return self.sign * sum((good.net for good in self.goods), Decimal(0))

    @property
    def rates(self) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Rate, net and VAT; freight and discount belong to the first rate."""
        bases: dict[Decimal, Decimal] = {}
        for good in self.goods:
            rate = Decimal(0) if self.is_reverse else good.rate
            bases[rate] = bases.get(rate, Decimal(0)) + good.net
        first = max(bases)
        bases[first] += self.freight - self.discount
        return [
            (rate, self.sign * base, self.sign * cents(base * rate / 100))
            for rate, base in sorted(bases.items(), reverse=True)
        ]

    @property
    def net(self) -> Decimal:
        """Without VAT."""
        return sum((net for _, net, _ in self.rates), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """The VAT."""
        return sum((vat for _, _, vat in self.rates), Decimal(0))

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return self.net + self.vat

    @property
    def left(self) -> Decimal:
        """What is still to be paid."""
        return self.total - self.paid

    def say(self, key: str) -> str:
        """What the document calls something: one of its half's wordings, always the same in one document."""
        if self.kind == "purchase_order":  # the one it is sent to supplies
            key = {"customer": "supplier", "supplier": "customer"}.get(key, key)
        choices = WORDS[self.language][key][self.half]
        return random.Random(f"{self.name}-{key}").choice(choices)

    @property
    def title(self) -> str:
        """Its title."""
        return self.say(self.kind)

    @property
    def number_label(self) -> str:
        """What its number is called."""
        return self.say("number" if self.kind == "invoice" else f"{self.kind}_number")

    @property
    def date_label(self) -> str:
        """What its date is called."""
        return self.say("purchase_order_date" if self.kind == "purchase_order" else "issued_on")

    def amount(self, value: Decimal) -> str:
        """A number as the document writes it."""
        whole, _, fraction = f"{abs(value):.2f}".partition(".")
        groups: list[str] = []
        while whole:
            groups.insert(0, whole[-3:])
            whole = whole[:-3]
        return ("-" if value < 0 else "") + self.style.group.join(groups) + self.style.mark + fraction

    def money(self, value: Decimal) -> str:
        """An amount with its currency where the document puts it."""
        plain = self.amount(value)
        sign = {"EUR": "€", "GBP": "£", "NOK": "kr", "USD": "US$"}[self.currency]
        match self.style.sign:
            case "before":
                return f"{sign}&nbsp;{plain}" if sign != "£" else f"£{plain}"
            case "after":
                return f"{plain}&nbsp;{sign}"
            case "code before":
                return f"{self.currency}&nbsp;{plain}"
            case "code after":
                return f"{plain}&nbsp;{self.currency}"
        return plain

    def count(self, value: Decimal) -> str:
        """A quantity."""
        return f"{value.normalize():f}".replace(".", self.style.mark)

    def percent(self, value: Decimal) -> str:
        """A rate."""
        return f"{value.normalize():f}".replace(".", self.style.mark) + (
            "%" if self.language in ("nl", "en") else "&nbsp;%"
        )

    def day(self, value: dt.date) -> str:
        """A date."""
        return self.style.day(value)

    @property
    def truth(self) -> dict[str, Any]:
        """The values that stand on the page; None for what does not."""
        sign = self.sign  # a credit is given without the minus that it may be printed with
        rates = [{"rate": str(rate), "net": str(sign * net), "vat": str(sign * vat)} for rate, net, vat in self.rates]
        payee = self.supplier
        found: dict[str, Any] = {
            "kind": self.kind,
            "number": self.number,
            "issued_on": str(self.issued_on),
            "due_on": str(self.due_on) if self.due_on else None,
            "delivered_on": str(self.delivered_on) if self.delivered_on else None,
            "supplier": payee.name,
            "supplier_vat_number": payee.vat_number,
            "supplier_registration": payee.registration,
            "customer": self.customer.name,
            "customer_vat_number": self.customer.vat_number if self.shows_customer_vat else None,
            "iban": payee.iban,
            "currency": self.currency,
            "net": str(sign * self.net),
            "vat": str(sign * self.vat),
            "vat_rates": None if self.is_reverse else rates,
            "total": str(sign * self.total),
            "payable": str(sign * self.left),
            "reference": self.reference or None,
            "order_number": self.order_number or None,
            "lines": [
                {
                    "description": good.description,
                    "quantity": str(good.quantity),
                    "unit_price": str(good.price),
                    "net": str(good.net),
                }
                for good in self.goods
            ],
        }
        if self.kind == "purchase_order":  # the one whose paper it is orders, and the one it is sent to supplies
            absent = ("supplier_vat_number", "supplier_registration", "iban", "order_number", "payable")
            sides = {"supplier": self.customer.name, "customer": payee.name, "customer_vat_number": payee.vat_number}
            found = {**found, **dict.fromkeys(absent), **sides}
        if self.kind == "receipt":
            absent_too = (
                "customer",
                "customer_vat_number",
                "iban",
                "order_number",
                "reference",
                "due_on",
                "delivered_on",
                "lines",
            )
            found = {**found, **dict.fromkeys(absent_too)}
            found["payable"] = "0" if self.half == 0 else None  # paid by card; or in cash, with the change behind it
            found["supplier_registration"] = payee.registration if self.language == "nb" else None
        return {**found, **self.changes.get("truth", {})}


def months(language: str) -> dict[int, str]:
    """Long names of months in a language."""
    wanted = {"en": "en_GB"}.get(language, language)
    found: dict[int, str] = {}
    for name, number, own in named("months"):
        if own == wanted and len(name) > len(found.get(number, "")):
            found[number] = name
    return found


def day_styles(language: str) -> list[Callable[[dt.date], str]]:
    """How dates are written in a language."""
    names = months(language)

    def long(day: dt.date) -> str:
        name = names[day.month].title() if language in ("de", "en") else names[day.month]
        return f"{day.day}{'.' if language in ('de', 'nb') else ''} {name} {day.year}"

    short = {"nl": "%d-%m-%Y", "de": "%d.%m.%Y", "nb": "%d.%m.%Y", "en": "%d/%m/%Y", "fr": "%d/%m/%Y"}[language]
    return [lambda day: day.strftime(short), long, lambda day: day.strftime(short), lambda day: day.isoformat()]


def styles(language: str, chance: random.Random) -> Style:
    """A way of writing that occurs in a language."""
    mark, groups = {
        "nl": (",", ["."]), "de": (",", ["."]), "nb": (",", ["&nbsp;", "&#8239;", "."]), "en": (".", [","]), "fr": (",", ["&nbsp;", "&#8239;"]),
    }[language]  # fmt: skip
    signs = {
        "nl": ["before", "before", "code before", "none"], "de": ["after", "code after", "after"], "nb": ["none", "code before", "before", "after"],
        "en": ["before", "before", "code before"], "fr": ["after", "after", "code after"],
    }[language]  # fmt: skip
    return Style(mark, chance.choice(groups), chance.choice(signs), chance.choice(day_styles(language)))


def paper(name: str, language: str, half: int, seed: int, kind: str = "invoice", **wanted: Any) -> Paper:
    """Make a document up: the same arguments give the same one."""
    chance = random.Random(f"{language}-{half}-{seed}-{kind}")
    country = COUNTRY[language]
    rates = [Decimal(str(rate)) for rate in RATES[country]]
    issued = dt.date(2026, chance.randint(1, 12), chance.randint(1, 28))
    several = wanted.pop("several_rates", chance.random() < 0.4)
    goods = tuple(
        Good(
            f"{chance.randint(1000, 99999)}",
            description,
            Decimal(chance.choice(("1", "2", "3", "10", "12", "2.5", "40"))),
            chance.choice(UNITS[language]),
            Decimal(chance.randint(195, 89999)) / 100,
            rates[place % 2] if several else rates[0],
        )
        for place, description in enumerate(chance.sample(GOODS[language], wanted.pop("lines", chance.randint(2, 5))))
    )
    first = chance.randint(0, 11)
    number = chance.choice(
        (
            f"2026-{chance.randint(100, 9999):04d}",
            f"F{chance.randint(10000, 99999)}",
            f"{chance.randint(202600001, 202699999)}",
            f"RE-2026/{chance.randint(100, 999)}",
        )
    )
    made = Paper(
        name,
        language,
        half,
        kind,
        company(country, first),
        company(country, first + chance.randint(1, 10)),
        number,
        issued,
        issued + dt.timedelta(days=chance.choice((14, 30))) if kind == "invoice" else None,
        issued + dt.timedelta(days=7)
        if kind == "purchase_order"
        else issued - dt.timedelta(days=2)
        if chance.random() < 0.4
        else None,
        goods,
        CURRENCY[country],
        styles(language, chance),
        order_number=f"PO-{chance.randint(1000, 9999)}" if chance.random() < 0.6 else "",
        reference=f"K{chance.randint(100, 999)}/{chance.randint(10, 99)}" if chance.random() < 0.5 else "",
        customer_number=f"{chance.randint(10000, 99999)}",
        project=f"P{chance.randint(100, 999)}",
        seed=seed,
    )
    return replace(made, **wanted)
