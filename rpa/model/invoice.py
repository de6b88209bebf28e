"""Invoices and credit notes as the business writes them: parties, lines, VAT per rate, totals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)

InvoiceKind = Literal["invoice", "credit_note"]
ZeroRateReason = Literal["eu", "intra_community", "reverse_charge", "export", "exempt"]

KINDS = ("invoice", "credit_note")
ZERO_RATE_REASONS = ("eu", "intra_community", "reverse_charge", "export", "exempt")
EU_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU_COUNTRIES = frozenset(EU_MEMBERS.split())


def round_cents(amount: Decimal) -> Decimal:
    """Round an amount to two decimals, halves away from zero, as invoices are rounded (EN 16931)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or buyer as it is named on a document.

    Attributes:
        name: Full legal name.
        street: Street and house number; several lines are separated by a line feed.
        postal_code: Postal code as written in the country.
        city: Town.
        country: ISO 3166-1 code of two capitals, such as ``NL``. Greece is ``GR``.
        vat_number: VAT identification number with its country prefix; empty if none.
        email: Address for questions.
        iban: Account to pay to, without spaces or in groups.
        bic: BIC of the bank; needed outside the EEA only.
        registration: Number in the trade register: KvK, HRB or organisation number.
        phone: Telephone number as printed.
        website: Web address as printed.
        legal_note: What else the law wants on letters, such as court and managing directors.
    """

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    vat_number: str = ""
    email: str = ""
    iban: str = ""
    bic: str = ""
    registration: str = ""
    phone: str = ""
    website: str = ""
    legal_note: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a party on an invoice has no name")
        if not re.fullmatch(r"[A-Z]{2}", self.country):
            raise ValueError(f"{self.name}: country {self.country!r} is not a two-letter code such as NL, DE or NO")

    @property
    def address_lines(self) -> tuple[str, ...]:
        """Street and town, line by line, without the country."""
        street = tuple(line.strip() for line in self.street.splitlines() if line.strip())
        town = f"{self.postal_code} {self.city}".strip()
        return (*street, town) if town else street


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line: so much of something, at a price without VAT.

    Attributes:
        sku: Article number; may be empty.
        description: What was delivered, in the customer's language.
        quantity: How many; negative for goods taken back, never zero.
        unit: Unit as printed, such as ``pcs`` or ``hour``; may be empty.
        unit_price: Price of one unit without VAT; any number of decimals.
        vat_rate: VAT rate in percent: 21 means 21 %.
        discount: Discount on this line in percent, 0 to 100.
    """

    sku: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    vat_rate: Decimal
    discount: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        what = f"invoice line {self.sku or self.description!r}"
        if not self.description.strip():
            raise ValueError(f"{what} has no description; say what was delivered")
        for name in ("quantity", "unit_price", "vat_rate", "discount"):
            require_decimal(getattr(self, name), f"{what}: {name}")
        if self.quantity == 0:
            raise ValueError(f"{what} has quantity 0; leave the line out or give a quantity")
        if not 0 <= self.vat_rate <= HUNDRED:
            raise ValueError(f"{what}: VAT rate {self.vat_rate} is not between 0 and 100 percent")
        if 0 < self.vat_rate < 1:
            raise ValueError(
                f"{what}: VAT rate {self.vat_rate} looks like a fraction; "
                f"write it in percent: {(self.vat_rate * HUNDRED).normalize():f}"
            )
        if not 0 <= self.discount <= HUNDRED:
            raise ValueError(f"{what}: discount {self.discount} is not between 0 and 100 percent")

    @property
    def gross(self) -> Decimal:
        """Quantity times price before discount, without VAT, in cents."""
        return round_cents(self.quantity * self.unit_price)

    @property
    def discount_amount(self) -> Decimal:
        """What the discount takes off, in cents."""
        return round_cents(self.gross * self.discount / HUNDRED)

    @property
    def net(self) -> Decimal:
        """The line total without VAT: gross less discount."""
        return self.gross - self.discount_amount


@dataclass(frozen=True, slots=True)
class VatAmount:
    """The VAT of one rate: the rate in percent, the net sum it is taken of, and the VAT itself."""

    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, or a credit note, ready to be written as a document or as an e-invoice.

    Attributes:
        number: Invoice number.
        issued_on: Invoice date.
        due_on: Last day of payment; not before the invoice date.
        currency: ISO 4217 code, three capitals.
        seller: Who invoices.
        buyer: Who pays.
        lines: At least one line, in print order.
        order_reference: The buyer's order number, if any.
        reference: What the buyer writes with the payment; the invoice number if empty.
        note: Free text below the totals.
        locale: Language and region of the document, such as ``nl-NL``.
        kind: ``invoice`` or ``credit_note``. A credit note carries positive amounts, in the buyer's favour.
        delivered_on: Day of delivery; the invoice date if None.
        corrects: For a credit note, the number of the invoice it corrects.
        zero_rate_reason: Why lines at 0 % carry no VAT. None: worked out from the countries.
    """

    number: str
    issued_on: date
    due_on: date
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    order_reference: str = ""
    reference: str = ""
    note: str = ""
    locale: str = "en-GB"
    kind: InvoiceKind = "invoice"
    delivered_on: date | None = None
    corrects: str = ""
    zero_rate_reason: ZeroRateReason | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.lines))
        if not self.number.strip():
            raise ValueError("the invoice has no number; take one from its sequence first")
        what = f"invoice {self.number}"
        if not self.lines:
            raise ValueError(f"{what} has no lines; an invoice needs at least one")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"{what}: currency {self.currency!r} is not a three-letter code such as EUR or NOK")
        if self.due_on < self.issued_on:
            raise ValueError(f"{what} is due on {self.due_on}, before it is issued on {self.issued_on}")
        if self.kind not in KINDS:
            raise ValueError(f"{what}: kind {self.kind!r} is neither 'invoice' nor 'credit_note'")
        if self.zero_rate_reason is not None and self.zero_rate_reason not in ZERO_RATE_REASONS:
            expected = ", ".join(ZERO_RATE_REASONS)
            raise ValueError(f"{what}: zero_rate_reason {self.zero_rate_reason!r} is none of {expected}")
        if self.vat_remark in ("eu", "intra_community", "reverse_charge") and not self.buyer.vat_number:
            raise ValueError(
                f"{what} charges 0 % VAT to {self.buyer.name} in {self.buyer.country}, which needs the "
                "buyer's VAT number; add it, charge VAT, or state another zero_rate_reason"
            )

    @property
    def vat_breakdown(self) -> tuple[VatAmount, ...]:
        """Net and VAT per rate, highest rate first.

        VAT is computed once per rate, on the sum of the rounded lines (EN 16931, BR-CO-17).
        """
        sums: dict[Decimal, Decimal] = {}
        for line in self.lines:
            sums[line.vat_rate] = sums.get(line.vat_rate, Decimal(0)) + line.net
        return tuple(
            VatAmount(rate, sums[rate], round_cents(sums[rate] * rate / HUNDRED)) for rate in sorted(sums, reverse=True)
        )

    @property
    def net_total(self) -> Decimal:
        """Sum of the lines without VAT."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def vat_total(self) -> Decimal:
        """Sum of the VAT of all rates."""
        return sum((part.vat for part in self.vat_breakdown), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid: net and VAT together."""
        return self.net_total + self.vat_total

    @property
    def payment_reference(self) -> str:
        """What the buyer writes with the payment."""
        return self.reference or self.number

    @property
    def vat_remark(self) -> ZeroRateReason | None:
        """Why no VAT is charged, as the law wants it said, or None if there is nothing to say.

        ``eu`` means goods or services to a business in another EU country: which of the two is not known.
        """
        if all(line.vat_rate != 0 for line in self.lines):
            return None
        if self.zero_rate_reason is not None:
            return self.zero_rate_reason
        if self.buyer.country == self.seller.country:
            return None
        inside_eu = self.seller.country in EU_COUNTRIES and self.buyer.country in EU_COUNTRIES
        return "eu" if inside_eu else "export"


def require_decimal(value: object, what: str) -> None:
    """Refuse anything but a finite Decimal.

    Raises:
        ValueError: For floats, texts, whole numbers, NaN and infinities.
    """
    if not isinstance(value, Decimal):
        raise ValueError(  # noqa: TRY004 - one kind of error for all that is wrong with an invoice
            f"{what} is {value!r} ({type(value).__name__}); expected a Decimal, "
            "because other numbers lose cents or hide where they came from"
        )
    if not value.is_finite():
        raise ValueError(f"{what} is {value}, not a number")
