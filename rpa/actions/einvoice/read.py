"""Read an electronic invoice or order: an XML file, or a PDF with XML inside.

UBL 2.1 and CII (Factur-X, ZUGFeRD, XRechnung) are read by exact names, and Order-X; the page of a PDF is never looked
at. A document of which something cannot be read, or that breaks a rule, is rejected with each reason.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.einvoice_file import NoEInvoice, open_einvoice
from rpa.drivers.einvoice_rules import ARITHMETIC, MEANING, check
from rpa.effects.enclosure import keep_enclosure
from rpa.effects.file import file_to_read
from rpa.errors import BusinessException
from rpa.formats.einvoice_values import enclosure_values, values_of
from rpa.model.effect import Effect
from rpa.model.einvoice_terms import Enclosure

EXAMPLES = (
    """
    - id: invoice
      einvoice.read: "{{ item.attachment }}"
    """,
    """
    - id: invoice
      einvoice.read: {file: "{{ item.attachment }}", rules: en16931, others: tell}
    - when: "{{ steps.invoice.found }}"
      check: "{{ steps.invoice.currency == 'EUR' }}"
      message: only euros here
    """,
)


class Params(ActionParams):
    """Parameters of `einvoice.read`."""

    shorthand: ClassVar[str | None] = "file"

    file: Path = Field(description="The file, relative to the workspace: XML, or a PDF with XML inside.")
    rules: str = Field(ARITHMETIC, description=MEANING)
    others: Literal["reject", "tell"] = Field(
        "reject", description="What becomes of plain PDFs, and of XML of other kinds: reject, or tell by `found`."
    )


class Outputs(ActionOutputs):
    """What later steps can use."""

    found: bool = Field(description="Whether it is an electronic document; with `others: tell` it may be false.")
    kind: str | None = Field(description="invoice, credit_note, order, order_change or order_response.")
    number: str | None = Field(description="Its number.")
    issued_on: date | None = Field(description="Its date.")
    due_on: date | None = Field(description="Last day of payment.")
    supplier: str | None = Field(description="Name of the seller.")
    supplier_vat_number: str | None = Field(description="The seller's VAT number.")
    supplier_registration: str | None = Field(description="The seller's number in the trade register.")
    customer: str | None = Field(description="Name of the buyer.")
    customer_vat_number: str | None = Field(description="The buyer's VAT number.")
    iban: str | None = Field(description="Account to pay to, when it is the only one and has the form of an IBAN.")
    currency: str | None = Field(description="ISO 4217 code of its amounts.")
    net: Decimal | None = Field(description="Total without VAT.")
    vat: Decimal | None = Field(description="VAT.")
    vat_rates: list[dict[str, Any]] = Field(
        description="Each category, rate, net and vat, with the reason of an exemption."
    )
    total: Decimal | None = Field(description="Total with VAT.")
    payable: Decimal | None = Field(description="What is still to be paid.")
    reference: str | None = Field(description="What to write with the payment; else the buyer's reference.")
    order_number: str | None = Field(description="Number of the order.")
    lines: list[dict[str, Any]] = Field(
        description="Each description, sku, quantity, unit, unit_price, net, vat_rate..."
    )
    enclosures: list[dict[str, Any]] = Field(description="Supporting documents: number, name, size, url, path.")
    warnings: list[str] = Field(description="What a person should know, a sentence each.")
    rules: list[str] = Field(description="The rules that were applied.")
    terms: dict[str, Any] = Field(description="Every term by name: addresses, payments, references, totals, ...")


NOTHING: dict[str, Any] = {
    **dict.fromkeys(Outputs.model_fields),
    **{name: [] for name in ("vat_rates", "lines", "enclosures", "warnings", "rules")},
    "found": False,
    "terms": {},
}


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Read the file and check it."""
    path = file_to_read(ctx.workspace, params.file)
    try:
        file = open_einvoice(path, path.name)
    except NoEInvoice:
        if params.others == "reject":
            raise
        return Outputs(**NOTHING)
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=str(params.file)) from None
    verdict = check(file, params.rules, ctx.workspace.root)
    document = file.document
    if wrong := [*document.problems, *map(str, verdict.broken)]:
        raise BusinessException("; ".join(wrong), place=path.name, hint="Ask the sender for a correct one.")
    values = values_of(document)
    own = {name: values[name] for name in Outputs.model_fields if name in values}
    return Outputs(
        found=True,
        **own,
        enclosures=[enclosed(number, one, ctx) for number, one in enumerate(document.enclosures, 1)],
        warnings=[*document.warnings, *map(str, verdict.warnings)],
        rules=list(verdict.applied),
        terms=values,
    )


def enclosed(number: int, one: Enclosure, ctx: Context) -> dict[str, Any]:
    """A supporting document; a file inside is kept."""
    values = enclosure_values(one)
    if one.content is not None:
        title = one.file_name or one.number or "enclosure"
        values["path"] = keep_enclosure(ctx.evidence, number, title, one.content)
    return values
