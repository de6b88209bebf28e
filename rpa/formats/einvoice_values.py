"""An electronic invoice or order as plain values, under the names that recipes use for every invoice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rpa.formats.rec20 import unit_name
from rpa.model.einvoice import EInvoice
from rpa.model.einvoice_terms import Address, Adjustment, Enclosure, Identifier, Line, Payment, Span, Trader, VatShare

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def values_of(document: EInvoice) -> dict[str, Any]:
    """Every term, by name: texts, Decimals, dates, None, and lists and mappings of these.

    The names of every invoice are there (`number`, `issued_on`, `supplier`, `iban`, `net`, `vat_rates`, `total`,
    `lines` and so on), and beside them the terms that only electronic documents have. Enclosed files are left out.
    """
    sums, payment = document.totals, first_payment(document.payments)
    return {
        "kind": document.kind,
        "syntax": document.syntax,
        "customization": document.customization,
        "process": document.process,
        "type_code": document.type_code,
        "is_test": document.is_test,
        "number": document.number,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "tax_point_on": document.tax_point_on,
        "tax_point_code": document.tax_point_code,
        "valid_until": document.valid_until,
        "currency": document.currency,
        "vat_currency": document.vat_currency,
        **party("supplier", document.supplier),
        **party("customer", document.customer),
        "payee": document.payee.name if document.payee else None,
        "tax_representative": document.tax_representative.name if document.tax_representative else None,
        "tax_representative_vat_number": document.tax_representative.vat_number
        if document.tax_representative
        else None,
        **references(document),
        **delivery(document),
        "payment_terms": document.payment_terms,
        **payment,
        "payments": [shallow(one) for one in document.payments],
        "net": sums.net,
        "vat": sums.vat,
        "total": sums.total,
        "lines_total": sums.lines,
        "allowances_total": sums.allowances,
        "charges_total": sums.charges,
        "vat_accounting": sums.vat_accounting,
        "prepaid": sums.prepaid,
        "rounding": sums.rounding,
        "payable": sums.payable,
        "vat_rates": [vat_share(one) for one in document.vat_shares],
        "adjustments": [adjustment(one) for one in document.adjustments],
        "notes": [text for _, text in document.notes],
        "lines": [line(one) for one in document.lines],
    }


def references(document: EInvoice) -> dict[str, Any]:
    """The numbers of other documents; `reference` is what to write with the payment, or the buyer's reference."""
    remittance = first_payment(document.payments)["remittance"]
    return {
        "reference": remittance or document.buyer_reference,
        "buyer_reference": document.buyer_reference,
        "order_number": document.order_number,
        "sales_order": document.sales_order,
        "contract": document.contract,
        "project": document.project,
        "quotation": document.quotation,
        "receipt": document.receipt,
        "despatch": document.despatch,
        "tender": document.tender,
        "invoiced_object": number(document.invoiced_object),
        "accounting": document.accounting,
        "preceding": [shallow(one) for one in document.preceding],
    }


def party(role: str, trader: Trader | None) -> dict[str, Any]:
    """A party, each term under its role: `supplier`, `supplier_vat_number`, ..."""
    one = trader or Trader()
    contact = one.contact
    return {
        role: one.name,
        f"{role}_trading_name": one.trading_name,
        f"{role}_vat_number": one.vat_number,
        f"{role}_tax_number": next(iter(one.tax_numbers), None),
        f"{role}_registration": number(one.registration),
        f"{role}_identifiers": [shallow(found) for found in one.identifiers],
        f"{role}_legal_form": one.legal_form,
        f"{role}_endpoint": number(one.endpoint),
        f"{role}_endpoint_scheme": one.endpoint.scheme if one.endpoint else None,
        f"{role}_address": address(one.address),
        f"{role}_country": one.address.country if one.address else None,
        f"{role}_contact": contact.name if contact else None,
        f"{role}_phone": contact.phone if contact else None,
        f"{role}_email": contact.email if contact else None,
    }


def number(identifier: Identifier | None) -> str | None:
    """The number alone."""
    return identifier.value if identifier else None


def address(found: Address | None) -> dict[str, Any] | None:
    """A postal address."""
    if found is None:
        return None
    return {
        "street": "\n".join(found.lines) or None,
        "postal_code": found.postal_code,
        "city": found.city,
        "region": found.region,
        "country": found.country,
    }


def delivery(document: EInvoice) -> dict[str, Any]:
    """Where and when it went, and the period it is for."""
    found, period = document.delivery, document.period or Span()
    requested = (found.requested if found else None) or Span()
    return {
        "delivered_on": found.delivered_on if found else None,
        "deliver_from": requested.start,
        "deliver_until": requested.end,
        "delivered_to": found.name if found else None,
        "delivery_location": number(found.location) if found else None,
        "delivery_address": address(found.address) if found else None,
        "period_start": period.start,
        "period_end": period.end,
    }


def first_payment(payments: Iterable[Payment]) -> dict[str, Any]:
    """The account to pay to, when only one is stated; a recipe that takes others looks into `payments`."""
    stated = tuple(payments)
    accounts = {one.account for one in stated if one.account}
    only = next((one for one in stated if one.account), stated[0] if stated else Payment())
    remittances = {one.remittance for one in stated if one.remittance}
    account = only.account if len(accounts) == 1 else None
    return {
        "iban": account.upper() if account and IBAN.fullmatch(account.upper()) else None,
        "account": account,
        "account_name": only.account_name if account else None,
        "bic": only.bic if account else None,
        "payment_code": only.code,
        "remittance": remittances.pop() if len(remittances) == 1 else None,
        "mandate": only.mandate,
        "creditor": only.creditor,
        "debited_account": only.debited,
    }


def vat_share(one: VatShare) -> dict[str, Any]:
    """The VAT of one category and rate."""
    return {name: value for name, value in shallow(one).items() if name != "place"}


def adjustment(one: Adjustment) -> dict[str, Any]:
    """An allowance or a charge."""
    return shallow(one)


def line(one: Line) -> dict[str, Any]:
    """One line; `unit_price` is the price of `base_quantity` units, where that is stated."""
    period = one.period or Span()
    plain = shallow(one)
    del plain["place"], plain["period"], plain["item_object"]
    return plain | {
        "unit": unit_name(one.unit_code),
        "standard_id": number(one.standard_id),
        "item_object": number(one.item_object),
        "classifications": [shallow(found) for found in one.classifications],
        "properties": [{"name": name, "value": value} for name, value in one.properties],
        "adjustments": [adjustment(part) for part in one.adjustments],
        "period_start": period.start,
        "period_end": period.end,
    }


def shallow(part: Any) -> dict[str, Any]:
    """The fields of a group of terms."""
    return {field.name: getattr(part, field.name) for field in fields(part)}


def original_of(document: EInvoice) -> Mapping[str, Any]:
    """The terms that a person finds a document by, for the hand-back workbook: only plain cells."""
    values = values_of(document)
    captions = {
        "Number": "number",
        "Issued on": "issued_on",
        "Due on": "due_on",
        "Seller": "supplier",
        "Seller's VAT number": "supplier_vat_number",
        "Buyer": "customer",
        "Order": "order_number",
        "Currency": "currency",
        "Without VAT": "net",
        "VAT": "vat",
        "Total": "total",
        "To be paid": "payable",
    }
    plain = str | int | Decimal | date | datetime | None
    return {caption: values[name] for caption, name in captions.items() if isinstance(values[name], plain)}


def enclosure_values(one: Enclosure) -> dict[str, Any]:
    """A supporting document, without its content; `path` is None until it is kept."""
    return {
        "number": one.number,
        "description": one.description,
        "name": one.file_name,
        "content_type": one.content_type,
        "size": None if one.content is None else len(one.content),
        "url": one.url,
        "path": None,
    }
