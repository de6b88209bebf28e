"""Electronic invoices and orders as they were sent: the business terms of EN 16931, whatever the XML around them.

Amounts and quantities are exact Decimals in the document's currency, days are dates. What a document does not state is
None, or an empty tuple: nothing is worked out, filled in or rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rpa.model.einvoice_terms import (
    Adjustment,
    Delivery,
    Enclosure,
    Identifier,
    Line,
    Payment,
    Reference,
    Span,
    Totals,
    Trader,
    VatShare,
)

Kind = Literal["invoice", "credit_note", "order", "order_change", "order_response"]
Syntax = Literal["UBL", "CII", "ZUGFeRD 1.0", "Order-X"]


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An electronic invoice, credit note or order.

    Attributes:
        syntax: The family of XML it came in.
        kind: What it is, by its root and type code.
        customization: The specification it says it keeps to (BT-24).
        process: BT-23.
        type_code: UNTDID 1001 (BT-3): `380` invoice, `381` credit note, `220` order.
        is_test: True when it says that it is only a test.
        number: BT-1.
        issued_on: BT-2.
        tax_point_on: Day that counts for VAT (BT-7).
        tax_point_code: BT-8.
        due_on: Last day of payment (BT-9).
        valid_until: Last day on which an order holds.
        currency: BT-5.
        vat_currency: Currency of the VAT return (BT-6).
        notes: Free texts, each with its subject's code or None (BG-1).
        buyer_reference: BT-10.
        project, contract, order_number, sales_order: BT-11 to BT-14.
        receipt, despatch, tender: BT-15 to BT-17.
        quotation: Of an order, the offer it is based on.
        invoiced_object: BT-18.
        accounting: The buyer's account (BT-19).
        payment_terms: BT-20.
        preceding: Invoices it corrects (BG-3).
        supplier: Seller (BG-4).
        customer: Buyer (BG-7).
        payee: Who is paid, where it is not the seller (BG-10).
        tax_representative: BG-11.
        delivery: BG-13.
        period: What it is for (BG-14).
        payments: BG-16.
        adjustments: Allowances and charges of the document (BG-20, BG-21).
        vat_shares: BG-23.
        totals: BG-22.
        enclosures: BG-24.
        lines: BG-25.
        problems: What stands there but cannot be read, a sentence each, with its place. Such a term is None.
        warnings: What a person should know, though it could be read.
    """

    syntax: Syntax
    kind: Kind
    customization: str | None = None
    process: str | None = None
    type_code: str | None = None
    is_test: bool = False
    number: str | None = None
    issued_on: date | None = None
    tax_point_on: date | None = None
    tax_point_code: str | None = None
    due_on: date | None = None
    valid_until: date | None = None
    currency: str | None = None
    vat_currency: str | None = None
    notes: tuple[tuple[str | None, str], ...] = ()
    buyer_reference: str | None = None
    project: str | None = None
    contract: str | None = None
    order_number: str | None = None
    sales_order: str | None = None
    receipt: str | None = None
    despatch: str | None = None
    tender: str | None = None
    quotation: str | None = None
    invoiced_object: Identifier | None = None
    accounting: str | None = None
    payment_terms: str | None = None
    preceding: tuple[Reference, ...] = ()
    supplier: Trader | None = None
    customer: Trader | None = None
    payee: Trader | None = None
    tax_representative: Trader | None = None
    delivery: Delivery | None = None
    period: Span | None = None
    payments: tuple[Payment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    vat_shares: tuple[VatShare, ...] = ()
    totals: Totals = field(default_factory=Totals)
    enclosures: tuple[Enclosure, ...] = ()
    lines: tuple[Line, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a document breaks.

    Attributes:
        rule: Its number: `BR-CO-15`.
        words: What it asks, and what the document states.
        place: Where in the document; may be empty.
        is_fatal: False for a rule that only warns.
    """

    rule: str
    words: str
    place: str = ""
    is_fatal: bool = True

    def __str__(self) -> str:
        """`BR-CO-15: what it asks (line 12)`."""
        return f"{self.rule}: {self.words}" + (f" ({self.place})" if self.place else "")
