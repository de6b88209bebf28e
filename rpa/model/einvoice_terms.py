"""The groups of business terms that electronic invoices and orders are made of (EN 16931: BG and BT numbers)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number and the list it is from (`0106` the Dutch trade register, `0088` GLN); the scheme may be missing."""

    value: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: street lines as written, and an ISO 3166-1 country code."""

    lines: tuple[str, ...] = ()
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Trader:
    """A party: seller, buyer, payee, tax representative.

    Attributes:
        name: Legal name (BT-27, BT-44); where only a trading name is stated, that.
        trading_name: Name it trades under (BT-28, BT-45).
        identifiers: Numbers it is known by (BT-29, BT-46).
        registration: Number in the trade register (BT-30, BT-47).
        vat_number: VAT number with its country prefix (BT-31, BT-48).
        tax_numbers: Other tax registrations (BT-32).
        legal_form: Further legal information (BT-33).
        endpoint: Electronic address (BT-34, BT-49).
        address: Postal address (BG-5, BG-8).
        contact: Contact (BG-6, BG-9).
    """

    name: str | None = None
    trading_name: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    registration: Identifier | None = None
    vat_number: str | None = None
    tax_numbers: tuple[str, ...] = ()
    legal_form: str | None = None
    endpoint: Identifier | None = None
    address: Address | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of a period; one of them may be missing."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document, by its number."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where and when goods were delivered, or are to be (BG-13); `requested` is what an order asks for."""

    name: str | None = None
    location: Identifier | None = None
    delivered_on: date | None = None
    requested: Span | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One way to pay (BG-16).

    Attributes:
        code: UNTDID 4461: `30` credit transfer, `58` SEPA credit transfer, `59` SEPA direct debit.
        text: What the sender calls it (BT-82).
        remittance: What to write with the payment (BT-83).
        account: Account to pay to, as stated without spaces (BT-84): an IBAN or a national number.
        account_name: Its holder (BT-85).
        bic: Its bank (BT-86).
        card: Last digits of a card (BT-87).
        card_holder: BT-88.
        mandate: Reference of a direct-debit mandate (BT-89).
        creditor: Creditor identifier of a direct debit (BT-90).
        debited: Account that is debited (BT-91).
    """

    code: str | None = None
    text: str | None = None
    remittance: str | None = None
    account: str | None = None
    account_name: str | None = None
    bic: str | None = None
    card: str | None = None
    card_holder: str | None = None
    mandate: str | None = None
    creditor: str | None = None
    debited: str | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance or a charge (BG-20, BG-21, BG-27, BG-28); the amount is stated without a sign."""

    is_charge: bool
    amount: Decimal | None = None
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str | None = None
    reason_code: str | None = None
    vat_category: str | None = None
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class VatShare:
    """The VAT of one category and rate (BG-23); category is UNTDID 5305: `S`, `Z`, `E`, `AE`, `K`, `G`, `O`."""

    category: str | None = None
    rate: Decimal | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    exemption_reason: str | None = None
    exemption_code: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The document's totals (BG-22), as stated.

    Attributes:
        lines: Sum of the lines (BT-106).
        allowances: BT-107.
        charges: BT-108.
        net: Without VAT (BT-109).
        vat: BT-110.
        vat_accounting: VAT in the currency of the VAT return (BT-111).
        total: With VAT (BT-112).
        prepaid: BT-113.
        rounding: BT-114.
        payable: BT-115.
        place: Where they stand in the file; no term, and not compared.
    """

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    vat_accounting: Decimal | None = None
    total: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A supporting document (BG-24): inside the XML, or an address that nobody opens by itself."""

    number: str | None = None
    description: str | None = None
    url: str | None = None
    file_name: str | None = None
    content_type: str | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line (BG-25).

    Attributes:
        number: Its number (BT-126).
        description: What it is (BT-153).
        details: More of it (BT-154).
        note: BT-127.
        sku: The seller's article number (BT-155).
        buyer_sku: The buyer's (BT-156).
        standard_id: GTIN and the like (BT-157).
        classifications: BT-158.
        origin: Country it comes from (BT-159).
        properties: Name and value (BG-32).
        quantity: BT-129; of an order, what is ordered.
        unit_code: UN/ECE Recommendation 20 (BT-130).
        net: Without VAT (BT-131).
        unit_price: Net price of `base_quantity` units (BT-146).
        base_quantity: How many units the price is for (BT-149); None: one.
        base_unit_code: BT-150.
        gross_price: Price before `discount` (BT-148).
        discount: Taken off the gross price (BT-147).
        vat_category: BT-151.
        vat_rate: In percent (BT-152).
        order_line: Line of the order (BT-132).
        accounting: The buyer's account (BT-133).
        item_object: What is invoiced, a meter for example (BT-128).
        period: BG-26; of an order, when to deliver.
        adjustments: Allowances and charges.
        place: Where it stands in the file: `line 88`.
    """

    number: str | None = None
    description: str | None = None
    details: str | None = None
    note: str | None = None
    sku: str | None = None
    buyer_sku: str | None = None
    standard_id: Identifier | None = None
    classifications: tuple[Identifier, ...] = ()
    origin: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    quantity: Decimal | None = None
    unit_code: str | None = None
    net: Decimal | None = None
    unit_price: Decimal | None = None
    base_quantity: Decimal | None = None
    base_unit_code: str | None = None
    gross_price: Decimal | None = None
    discount: Decimal | None = None
    vat_category: str | None = None
    vat_rate: Decimal | None = None
    order_line: str | None = None
    accounting: str | None = None
    item_object: Identifier | None = None
    period: Span | None = None
    adjustments: tuple[Adjustment, ...] = ()
    place: str = ""
