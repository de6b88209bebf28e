"""Make an invoice as PDF/A, numbered without gaps.

The number belongs to the work item: after a crash the same item gets the same number again, and no number is left
out. The seller is the company of the settings (`[company]` in `rpa.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.html_pdf import DocumentError
from rpa.effects.file import file_to_write, write_document
from rpa.errors import BusinessException, StepFailed
from rpa.formats.locales import UnknownLocale, convention
from rpa.formats.writing import write_date, write_money
from rpa.model.company import own_company
from rpa.model.effect import Effect, Intent
from rpa.model.invoice import Invoice, InvoiceLine, Party
from rpa.model.money import Money

EXAMPLES = (
    """
    - id: invoice
      invoice.create:
        sequence: sales
        buyer: "{{ steps.customer }}"
        lines: "{{ item.lines }}"
        issued_on: "{{ today }}"
        due_on: "{{ today + days(14) }}"
        locale: nl-NL
    """,
)


class Params(ActionParams):
    """Parameters of `invoice.create`."""

    sequence: str = Field(
        description="Name of the number sequence; numbers start again each year.", pattern=r"^[a-z][a-z0-9_-]*$"
    )
    number: str = Field("{year}-{n:05}", description="How a number is written: {year} and {n} are filled in.")
    buyer: dict[str, Any] = Field(description="Who pays: name, street, postal_code, city, country, vat_number, email.")
    lines: list[dict[str, Any]] = Field(
        description="One mapping a line: description, quantity, unit_price, vat_rate (percent); sku, unit, discount.",
        min_length=1,
    )
    issued_on: date = Field(description="Invoice date.")
    due_on: date = Field(description="Last day of payment.")
    locale: str = Field(description="Language and country of the invoice, such as nl-NL.")
    currency: str = Field("EUR", description="ISO 4217 code.", pattern="^[A-Z]{3}$")
    vat_rate: Decimal | None = Field(
        None, description="One rate for all lines instead of their own: 0 for exports.", ge=0
    )
    order_reference: str = Field("", description="The buyer's order number.")
    reference: str = Field("", description="What the buyer writes with the payment; the invoice number when empty.")
    note: str = Field("", description="Free text below the totals.")
    kind: Literal["invoice", "credit_note"] = Field("invoice", description="Invoice or credit note.")
    corrects: str = Field("", description="For a credit note: number of the invoice it corrects.")
    template: str = Field("invoice/default.html.j2", description="Template of the document.")
    to: str = Field("invoices/{number}.pdf", description="Where the PDF goes, relative to the workspace.")

    @model_validator(mode="after")
    def _can_be_named(self) -> Params:
        if self.named(1)[0] == self.named(2)[0]:
            raise ValueError("number: {n} is missing, every invoice would get the same number")
        return self

    def named(self, n: int) -> tuple[str, str]:
        """Number and file name of the n-th invoice of the year.

        Raises:
            ValueError: If one of them has other fields in braces than {year}, {n} and (`to`) {number}.
        """
        year = self.issued_on.year
        try:
            number = self.number.format(year=year, n=n)
            return number, self.to.format(number=number, year=year)
        except (LookupError, AttributeError, ValueError) as error:
            known = "number takes {year} and {n}, to takes {number} and {year}"
            raise ValueError(f"{known}; this cannot be filled in: {error}") from None


class Outputs(ActionOutputs):
    """What later steps can use."""

    number: str = Field(description="Number of the invoice.")
    kind: str = Field(description="`invoice` or `credit_note`.")
    pdf: Path = Field(description="The document, absolute path.")
    issued_on: date = Field(description="Date of the invoice.")
    due_on: date = Field(description="When it has to be paid.")
    currency: str = Field(description="Three letters, such as EUR.")
    net: Decimal = Field(description="Sum without VAT.")
    vat: Decimal = Field(description="VAT.")
    total: Decimal = Field(description="Sum with VAT.")
    payment_reference: str = Field(description="What the customer names when paying.")
    seller: dict[str, Any] = Field(description="Who sends it, as on the document.")
    buyer: dict[str, Any] = Field(description="Who gets it, as on the document.")


def _known(names: type, found: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in fields(names)}
    return {name: value for name, value in found.items() if name in known and value is not None}


def _decimal(value: Any, what: str, currency: str) -> Decimal:
    if isinstance(value, Money):
        if value.currency != currency:
            raise BusinessException(f"{what} is {value}, the invoice is in {currency}")
        return value.amount
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BusinessException(f"{what}: {value!r} is no number")
    return Decimal(value)


def _line(number: int, found: Mapping[str, Any], currency: str) -> InvoiceLine:
    what = f"invoice line {number}"
    if missing := [name for name in ("quantity", "unit_price", "vat_rate") if found.get(name) is None]:
        raise BusinessException(f"{what} has no {', '.join(missing)}")
    texts = {"sku": "", "unit": "", "description": found.get("sku") or ""} | _known(InvoiceLine, found)

    def number_of(name: str) -> Decimal:
        return _decimal(texts.get(name, 0), f"{what}: {name}", currency)

    try:
        return InvoiceLine(
            sku=str(texts["sku"] or ""),
            description=str(texts["description"] or ""),
            quantity=number_of("quantity"),
            unit=str(texts["unit"] or ""),
            unit_price=number_of("unit_price"),
            vat_rate=number_of("vat_rate"),
            discount=number_of("discount"),
        )
    except ValueError as error:
        raise BusinessException(str(error)) from None


def make_invoice(params: Params, number: str, seller: Party) -> Invoice:
    """The invoice these parameters describe.

    Raises:
        BusinessException: If they describe none.
    """
    rate = {} if params.vat_rate is None else {"vat_rate": params.vat_rate}
    try:
        convention(params.locale)
        buyer = Party(**{name: str(value) for name, value in _known(Party, params.buyer).items()})
        return Invoice(
            number=number,
            issued_on=params.issued_on,
            due_on=params.due_on,
            currency=params.currency,
            seller=seller,
            buyer=buyer,
            lines=tuple(_line(count, line | rate, params.currency) for count, line in enumerate(params.lines, 1)),
            order_reference=params.order_reference,
            reference=params.reference,
            note=params.note,
            locale=params.locale,
            kind=params.kind,
            corrects=params.corrects,
        )
    except TypeError as error:
        raise BusinessException(f"the buyer is not complete: {error}") from None
    except (ValueError, UnknownLocale) as error:
        raise BusinessException(str(error)) from None


def _plain(party: Party) -> dict[str, Any]:
    return {field.name: getattr(party, field.name) for field in fields(Party)}


def _intent_fields(invoice: Invoice) -> list[tuple[str, str]]:
    def money(amount: Decimal) -> str:
        return write_money(Money(amount, invoice.currency), invoice.locale)

    return [
        ("Number", invoice.number),
        ("To", invoice.buyer.name),
        ("Date", write_date(invoice.issued_on, invoice.locale)),
        ("Due", write_date(invoice.due_on, invoice.locale)),
        ("Lines", str(len(invoice.lines))),
        ("Net", money(invoice.net_total)),
        ("VAT", money(invoice.vat_total)),
        ("Total", money(invoice.total)),
    ]


def _describe(values: Mapping[str, Any], ctx: Context) -> Intent:
    buyer = values.get("buyer")
    name = buyer.get("name", "") if isinstance(buyer, Mapping) else ""
    return Intent(
        "file", "", "Make the invoice", (("To", str(name)), ("Order", str(values.get("order_reference", ""))))
    )


@action(Effect.WRITE, describe=_describe)
def run(params: Params, ctx: Context) -> Outputs:
    """Number the invoice and write it as PDF/A-3b."""
    seller = own_company(ctx.workspace.settings)
    make_invoice(params, "0", seller)  # what is wrong with it is said before it takes a number
    file_to_write(ctx.workspace, params.named(1)[1])
    n = ctx.gate.number(f"{params.sequence}-{params.issued_on.year}")
    number, file = params.named(n)
    invoice = make_invoice(params, number, seller)
    path = file_to_write(ctx.workspace, file)
    outputs = Outputs(
        number=number,
        kind=invoice.kind,
        pdf=path,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        net=invoice.net_total,
        vat=invoice.vat_total,
        total=invoice.total,
        payment_reference=invoice.payment_reference,
        seller=_plain(seller),
        buyer=_plain(invoice.buyer),
    )

    def make() -> bytes:
        try:
            return ctx.templates.render_invoice(params.template, invoice)
        except DocumentError as error:
            raise StepFailed(str(error)) from None

    write_document(
        ctx.gate,
        path,
        make,
        summary=f"Make {'invoice' if invoice.kind == 'invoice' else 'credit note'} {number}",
        fields=_intent_fields(invoice),
        known=dict(outputs),
    )
    return outputs
