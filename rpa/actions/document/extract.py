"""Find the fields of an invoice, credit note, receipt or order in a PDF or a picture; in doubt a person is asked.

Labels in Dutch, German, Norwegian, English and French, places on the page, the table of lines, and arithmetic decide:
net and VAT must make the total, each rate must hold, check digits must fit. What could be two things is not guessed:
both are named, and the field is among `unsure`. Totals that contradict themselves are told in `problems`, never mended.
A template in `templates/documents/` whose keywords stand in the document says where its fields are.

A needed field that is not found or not sure, or a document that contradicts itself, sends the item to review with
pictures of the places. What the person confirms or puts right are the step's outputs then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.einvoice_file import read_attached
from rpa.drivers.einvoice_rules import ARITHMETIC, check
from rpa.drivers.paper import as_pdf
from rpa.drivers.pdf import PdfText, read_pdf
from rpa.drivers.seen_fields import looked_at
from rpa.drivers.template_folder import load_templates
from rpa.effects.document_question import USUALLY_NEEDED, Asking, doubt, doubts, question
from rpa.effects.file import file_to_read
from rpa.errors import BusinessException, MistakesFound, ReviewNeeded, StepFailed, UsageError
from rpa.formats.documents.extraction import NOBODY, Own
from rpa.formats.documents.stated import stated
from rpa.formats.documents.templates.extraction import TemplateReading, read_document, read_with
from rpa.formats.einvoice_values import values_of
from rpa.model.effect import Effect
from rpa.model.extraction import FIELDS, SURE, Box, Extraction, Line
from rpa.model.extraction import Field as Found

EXAMPLES = (
    """
    - id: bill
      document.extract: {path: "{{ item.file }}", review: false}
    - check: "{{ steps.bill.unsure == [] and steps.bill.problems == [] }}"
      message: A person has to look at this invoice
    """,
    """
    - id: bill
      document.extract: {path: "{{ item.file }}", kind: invoice, threshold: 0.95, needed: [number, total, iban]}
    """,
)
Kind = Literal["invoice", "credit_note", "receipt", "purchase_order"]
MOST_BYTES = 50_000_000
NEARLY = 0.8  # how alike a name must be to one of a field to be taken for a slip of the pen


class Params(ActionParams):
    """Parameters of `document.extract`."""

    shorthand = "path"

    path: Path = Field(description="The PDF, or a picture of the paper.")
    kind: Kind | None = Field(None, description="What it is, when that is known; else its title tells.")
    threshold: Decimal = Field(SURE, ge=0, le=1, description="Fields with less confidence are named in `unsure`.")
    needed: list[str] | None = Field(
        None,
        description="Fields that must be there and sure: `unsure` names those that are not found, too. Usually number, "
        "date, supplier, currency and total; to pay it `payable`. `lines` and fields of a template's own may be named.",
    )
    review: bool = Field(True, description="Whether a person is asked about needed fields that are not sure.")
    template: str | None = Field(None, description="Only this template, by its name; else the one that fits.")
    ocr: bool = Field(False, description="Whether the text of scanned pages is recognised; of a picture it always is.")

    @field_validator("needed")
    @classmethod
    def _known(cls, names: list[str] | None) -> list[str] | None:
        """Refuse a name that is nearly one of a field."""
        for name in names or ():
            known = (*FIELDS, "lines")
            near = get_close_matches(name, known, 1, NEARLY) if name not in known else []
            if near:
                raise ValueError(f"there is no field {name!r}; did you mean {near[0]!r}?")
        return names


class Outputs(ActionOutputs):
    """What later steps can use; a field that was not found is none."""

    kind: str = Field(description="`invoice`, `credit_note`, `receipt`, `purchase_order`, or `other`.")
    language: str = Field(description="`nl`, `de`, `nb`, `en` or `fr`; empty when it cannot be told.")
    number: str | None = Field(None, description="Number of the document.")
    issued_on: dt.date | None = Field(None, description="When it was issued.")
    due_on: dt.date | None = Field(None, description="When it is to be paid.")
    delivered_on: dt.date | None = Field(None, description="When goods or services were delivered.")
    supplier: str | None = Field(None, description="Name of the supplier.")
    supplier_vat_number: str | None = Field(None, description="The supplier's VAT number, check digits right.")
    supplier_registration: str | None = Field(None, description="KvK, HRB, orgnr, SIREN or company number.")
    customer: str | None = Field(None, description="Name of the customer.")
    customer_vat_number: str | None = Field(None, description="The customer's VAT number.")
    iban: str | None = Field(None, description="Account to pay to, check digits right.")
    currency: str | None = Field(None, description="ISO 4217 code.")
    net: Decimal | None = Field(None, description="Amount without VAT.")
    vat: Decimal | None = Field(None, description="Amount of VAT.")
    vat_rates: list[dict[str, Any]] = Field(
        default_factory=list, description="`rate` in percent, `net`, `vat`; one for each rate."
    )
    total: Decimal | None = Field(None, description="Amount with VAT.")
    payable: Decimal | None = Field(
        None,
        description="What is to be paid: the total, less what is paid already; of a credit note what is paid back.",
    )
    reference: str | None = Field(None, description="The customer's reference.")
    payment_reference: str | None = Field(None, description="What to say with the payment: KID, betalingskenmerk.")
    order_number: str | None = Field(None, description="The customer's order.")
    lines: list[dict[str, Any]] = Field(
        default_factory=list,
        description="`description`, `sku`, `quantity`, `unit`, `unit_price`, `net`, `vat_rate`, `discount`, "
        "`confidence`, `box`.",
    )
    confidence: dict[str, Decimal] = Field(description="Field to confidence, from 0 to 1.")
    boxes: dict[str, dict[str, Any]] = Field(description="Field to `page`, `left`, `top`, `right`, `bottom` in points.")
    texts: dict[str, str] = Field(description="Field to the text as it stands on the page.")
    rules: dict[str, str] = Field(description="Field to why it is this value.")
    others: dict[str, list[str]] = Field(description="Field to further candidates that nothing rules out.")
    missing: dict[str, str] = Field(description="Field that was not found to why.")
    unsure: list[str] = Field(description="Fields below the threshold, and needed ones that were not found.")
    problems: list[str] = Field(
        description="What contradicts itself: totals, dates, check digits; without `payable` among `needed` also that "
        "another amount than the total is to be paid."
    )
    template: str | None = Field(None, description="The template that was taken.")
    more: dict[str, Any] = Field(default_factory=dict, description="Fields of the template's own.")
    einvoice: str | None = Field(
        None,
        description="Name of the electronic invoice inside the PDF, whose values these are: the page was not read.",
    )


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Read the document and find its fields; ask about those that are needed and not sure."""
    path = file_to_read(ctx.workspace, params.path)
    content = content_of(path)
    paper = as_pdf(content, path.name)
    document = read_pdf(paper, path.name)
    einvoice, reading = read_einvoice(document, ctx.workspace.root) or ("", None)
    if reading is None:
        if params.ocr or paper is not content:
            document = recognised(document, paper)
        reading = looked_at(read_by_templates(document, params, ctx), document, paper)
    needed = params.needed if params.needed is not None else list(USUALLY_NEEDED.get(reading.extraction.kind, ()))
    if "payable" not in needed:  # who does not ask for it may pay the total
        reading = replace(reading, extraction=warned(reading.extraction))
    found = reading.extraction
    asking = Asking(reading, document, paper, needed, params.threshold, ctx.evidence, ctx.evidence_name)
    unsure = list(dict.fromkeys([*found.unsure(params.threshold), *(n for n in needed if doubt(n, asking))]))
    outputs = outputs_of(reading, unsure, einvoice or None)
    if params.review and (asked := doubts(asking)):
        told = "; ".join(f"{name}: {why}" for name, why in asked.items())
        details = {"learns": "document", "document": str(params.path), "template": outputs.template or ""}
        raise ReviewNeeded(shortened(told), question(asking, asked, outputs.model_dump(), details), place=path.name)
    return outputs


def read_einvoice(document: PdfText, workspace: Path) -> tuple[str, TemplateReading] | None:
    """The electronic invoice inside a PDF goes before its page: read exactly, and its amounts must add up.

    Returns:
        What it is called there, and its values; None when there is none.

    Raises:
        BusinessException: It cannot be read, or breaks a rule: the page, which may say something else, is no way out.
    """
    attached = read_attached(document.attachments, document.name)
    if attached is None:
        return None
    name, file = attached
    broken = [*file.document.problems, *map(str, check(file, ARITHMETIC, workspace).broken)]
    if broken:
        told = f"the electronic invoice inside the PDF ({name}) cannot be used: {'; '.join(broken)}"
        raise BusinessException(told, place=document.name, hint="Ask the sender for a correct one.")
    return name, TemplateReading(stated(values_of(file.document), name))


def recognised(document: PdfText, paper: bytes) -> PdfText:
    """The document with the text of its scanned pages, if it has any."""
    is_scanned = any(page.is_scanned for page in document.pages)
    return read_pdf(paper, document.name, ocr=True) if is_scanned else document


def read_by_templates(document: PdfText, params: Params, ctx: Context) -> TemplateReading:
    """The document as the template that fits it reads it, or the one that is named, or without any.

    Raises:
        StepFailed: A template has mistakes, or the one that is named is not there.
    """
    own = own_of(ctx.workspace.settings)
    try:
        templates = load_templates(ctx.workspace, [params.template] if params.template else [])
    except MistakesFound as error:
        told = "; ".join(f"{one.file}:{one.line}:{one.column}: {one.message}" for one in error.problems[:5])
        raise StepFailed(f"a template cannot be used: {told}", hint="See all: rpa document check") from None
    except UsageError as error:
        raise StepFailed(str(error)) from None
    if params.template:
        return read_with(document, templates[0], params.kind or "", own)
    return read_document(document, templates, params.kind or "", own)


def warned(found: Extraction) -> Extraction:
    """What was found, with what whoever pays the total must know among what contradicts itself."""
    return replace(found, problems=(*found.problems, *found.cautions))


def shortened(text: str) -> str:
    """A reason that fits into a list."""
    return text if len(text) <= 300 else text[:300] + "…"


def content_of(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        BusinessException: It is not there, or far larger than any invoice.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BusinessException(
                f"the file has {size} bytes, more than the {MOST_BYTES} that are read", place=path.name
            )
        return path.read_bytes()
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=str(path)) from None


def own_of(settings: Mapping[str, Any]) -> Own:
    """The company of the settings, when it is described: name, VAT number and account are never the supplier's."""
    company = settings.get("company")
    if not isinstance(company, Mapping):
        return NOBODY
    name, number, account = (company.get(key) for key in ("name", "vat_number", "iban"))
    accounts = frozenset({str(account).replace(" ", "").upper()} if account else ())
    return Own((str(name),) if name else (), frozenset({str(number)} if number else ()), accounts)


def outputs_of(reading: TemplateReading, unsure: list[str], einvoice: str | None) -> Outputs:
    """What was found as outputs."""
    found = reading.extraction
    values: dict[str, Any] = {field.name: plain_value(field) for field in found.fields}
    fields = (*found.fields, *reading.more)
    return Outputs(
        kind=found.kind,
        language=found.language,
        lines=[plain_line(line) for line in found.lines],
        confidence={field.name: field.confidence for field in fields},
        boxes={field.name: plain_box(field.box) for field in fields if field.box},
        texts={field.name: field.text for field in fields},
        rules={field.name: field.rule for field in fields},
        others={field.name: list(field.others) for field in fields if field.others},
        missing=dict(found.missing),
        unsure=unsure,
        problems=list(found.problems),
        einvoice=einvoice,
        template=reading.template.name if reading.template else None,
        more={field.name: plain_value(field) for field in reading.more},
        **values,
    )


def plain_value(field: Found) -> Any:
    """A value that the ledger can keep."""
    if isinstance(field.value, tuple):
        return [{"rate": one.rate, "net": one.net, "vat": one.vat} for one in field.value]
    return field.value


def plain_line(line: Line) -> dict[str, Any]:
    """A line as a mapping."""
    names = ("description", "sku", "quantity", "unit", "unit_price", "net", "vat_rate", "discount", "confidence")
    return {**{name: getattr(line, name) for name in names}, "box": plain_box(line.box) if line.box else None}


def plain_box(box: Box) -> dict[str, Any]:
    """A box with exact numbers, to a tenth of a point."""
    sides = {name: Decimal(str(round(getattr(box, name), 1))) for name in ("left", "top", "right", "bottom")}
    return {"page": box.page, **sides}
