"""What was found in a document: typed values, each with its place, its reason and its confidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

KINDS = ("invoice", "credit_note", "receipt", "purchase_order")
FIELDS = (
    "number",
    "issued_on",
    "due_on",
    "delivered_on",
    "supplier",
    "supplier_vat_number",
    "supplier_registration",
    "customer",
    "customer_vat_number",
    "iban",
    "currency",
    "net",
    "vat",
    "vat_rates",
    "total",
    "payable",
    "reference",
    "order_number",
    "payment_reference",
)
"""Every field that is looked for, in the order in which a person reads them."""
SURE = Decimal("0.9")
"""From here on a value may be used without a person: of such values 99 in 100 must be right."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page.

    Attributes:
        page: From 1.
        left: Left edge in points from the left edge of the page.
        top: Upper edge in points from the upper edge of the page.
        right: Right edge, likewise.
        bottom: Lower edge, likewise.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class VatRate:
    """What is taxed at one rate.

    Attributes:
        rate: In percent.
        net: The amount that is taxed; None when the document does not say it.
        vat: The tax.
    """

    rate: Decimal
    net: Decimal | None
    vat: Decimal


Value = str | Decimal | dt.date | tuple[VatRate, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value.

    Attributes:
        name: One of `FIELDS`.
        value: Typed: text, an amount, a date, or the VAT rates.
        text: As it stands on the page.
        box: Where it stands; None for what stands nowhere by itself (a currency that follows from the country).
        rule: Why it is this one, in words.
        confidence: From 0 to 1; the share of values found in this way that were right.
        others: Further candidates, as they stand on the page, that nothing could rule out.
    """

    name: str
    value: Value
    text: str
    box: Box | None
    rule: str
    confidence: Decimal
    others: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it may be used without a person."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice or an order; what the document does not say is None or empty.

    Attributes:
        description: With its continuation lines, joined by spaces.
        sku: The article's number.
        quantity: How much.
        unit: Of the quantity.
        unit_price: For one of it.
        net: The amount of the line as printed; whether VAT is in it follows from the totals.
        vat_rate: In percent.
        discount: In percent of quantity times price.
        box: Where it stands.
        confidence: From 0 to 1.
    """

    description: str = ""
    sku: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    net: Decimal | None = None
    vat_rate: Decimal | None = None
    discount: Decimal | None = None
    box: Box | None = None
    confidence: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was found in one document.

    Attributes:
        kind: One of `KINDS`.
        language: `nl`, `de`, `nb`, `en` or `fr`; empty when it cannot be told.
        fields: Those that were found, in the order of `FIELDS`.
        lines: The lines of the table, in their order.
        problems: What contradicts itself, one sentence each: totals that do not add up, wrong check digits.
        missing: Fields that were not found, and why.
        cautions: What whoever pays the total must know: that another amount is to be paid, one sentence each.
    """

    kind: str
    language: str
    fields: tuple[Field, ...]
    lines: tuple[Line, ...] = ()
    problems: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, if it was found."""
        return next((one for one in self.fields if one.name == name), None)

    def unsure(self, threshold: Decimal = SURE) -> tuple[str, ...]:
        """Names of the fields that were found, but that a person must look at."""
        return tuple(one.name for one in self.fields if one.confidence < threshold)
