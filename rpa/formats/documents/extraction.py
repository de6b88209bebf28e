"""Everything together: from the words of a document to its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rpa.formats.documents.accounts import accounts_in, find_iban
from rpa.formats.documents.arithmetic import Facts, changes
from rpa.formats.documents.columns import find_headings
from rpa.formats.documents.confidence import confidence
from rpa.formats.documents.credit_signs import credited, credited_lines
from rpa.formats.documents.dates import find_dates
from rpa.formats.documents.debits import Theirs
from rpa.formats.documents.evidence import Evidence, weigh, without_customer
from rpa.formats.documents.figures import currency_of
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.items import Items, find_items, product_holds
from rpa.formats.documents.kinds import Kind, find_kind
from rpa.formats.documents.labels import Label, find_labels
from rpa.formats.documents.layout import Layout, lay_out
from rpa.formats.documents.parties import find_parties
from rpa.formats.documents.payable import find_payable, told_payable
from rpa.formats.documents.places import Reader
from rpa.formats.documents.references import find_number, find_order_number, find_reference
from rpa.formats.documents.registrations import find_registration
from rpa.formats.documents.tax_numbers import Owners, find_vat_numbers
from rpa.formats.documents.totals import find_currency, find_totals, gather
from rpa.formats.negative_totals import told_negative
from rpa.model.extraction import FIELDS, Extraction, Field, Line
from rpa.model.page_text import PagedText

PROVEN = ("proven", "checked")
UNSURE = ("undecided", "contradicted")
SCANNED = "weak.picture"
SIDES = frozenset(
    (
        "supplier",
        "customer",
        "iban",
        "supplier_vat_number",
        "customer_vat_number",
        "supplier_registration",
        "order_number",
    )
)
"""Fields that mean the other side, or something else, when the document is an order and no invoice."""
NO_WORDS = "no label for it was found on the pages"
WHY_MISSING = {
    "iban": "no account number with right check digits was found",
    "supplier_vat_number": "no VAT number was found that is the supplier's",
    "customer_vat_number": "no VAT number was found that is the customer's",
    "supplier": "no name was found in a letterhead, a footer or beside a label",
    "customer": "no address and no label of a customer was found",
    "currency": "no currency is named, or its sign is that of several countries",
    "net": "no amount without VAT is named, and none follows from the others",
    "vat": "no VAT is named",
    "vat_rates": "no rates are stated with what they are of",
    "total": "no amount is named as the total",
    "payable": "nothing says what is to be paid, or it is no invoice and no credit note",
}


@dataclass(frozen=True)
class Own:
    """The company that reads: what is its own is the customer's.

    Attributes:
        names: How it is written to.
        vat_numbers: Canonical.
        ibans: Its accounts, canonical: never the one to pay to.
    """

    names: Sequence[str] = ()
    vat_numbers: frozenset[str] = frozenset()
    ibans: frozenset[str] = frozenset()


NOBODY = Own()


class Guide:
    """What somebody adds who knows the documents of this sender (a template); this one adds nothing."""

    def kind(self) -> str:
        """What it is, when that is known."""
        return ""

    def evidence(self, found: Evidence) -> Evidence:
        """What the document says about itself, or what is known better."""
        return found

    def items(self, layout: Layout, labels: Sequence[Label], evidence: Evidence, found: Items) -> Items:  # noqa: ARG002
        """The lines."""
        return found

    def facts(self, reader: Reader, evidence: Evidence, found: Facts) -> Facts:  # noqa: ARG002
        """What the arithmetic starts from."""
        return found

    def fields(self, layout: Layout, found: dict[str, Finding], problems: list[str]) -> dict[str, Finding]:  # noqa: ARG002
        """The fields; what contradicts itself may be added to the problems."""
        return found


NO_GUIDE = Guide()


def extract(document: PagedText, kind: str = "", own: Own = NOBODY, guide: Guide = NO_GUIDE) -> Extraction:
    """Find the fields of an invoice, a credit note, a receipt or an order, without a template.

    Args:
        document: Its words with their places.
        kind: What it is, when that is known; empty to find out.
        own: The company that reads.
        guide: Who knows the documents of this sender.

    Returns:
        What was found, each value with its place, its reason and its confidence; what contradicts itself; what is
        missing, and why.
    """
    looked = look(document, kind, own, guide)
    fields = tuple(field_of(looked.found[name]) for name in FIELDS if name in looked.found)
    pictures = {sheet.number for sheet in looked.layout.sheets if sheet.is_scanned}
    lines = lines_of(looked.items, looked.facts, looked.found, pictures)
    why = missing(looked.found, looked.layout, own)
    return Extraction(looked.kind, looked.language, fields, lines, looked.problems, why, looked.cautions)


def graded(document: PagedText) -> list[tuple[Field, str]]:
    """Every field that is found, with its kind of evidence: for measuring how often that is right."""
    return [(field_of(finding), finding.grade) for finding in look(document, "", NOBODY).found.values()]


@dataclass(frozen=True)
class Looked:
    """What a look at a document gave."""

    kind: str
    language: str
    layout: Layout
    found: Mapping[str, Finding]
    items: Items
    facts: Facts
    problems: tuple[str, ...]
    cautions: tuple[str, ...] = ()


def look(document: PagedText, kind: str, own: Own, guide: Guide = NO_GUIDE) -> Looked:
    """Everything but the confidences."""
    layout = lay_out(document)
    labels = find_labels(layout)
    evidence = guide.evidence(weigh(layout, labels))
    kind = kind or guide.kind()
    what = Kind(kind, is_plain=True) if kind else find_kind(layout, labels)
    items = find_items(layout, find_headings(labels, evidence.mark), labels, evidence.mark)
    items = guide.items(layout, labels, evidence, items)
    reader = Reader(layout, labels, items.rows)
    found, problems = header(reader, evidence, what.name, own)
    if not what.is_plain:
        found = {name: one.doubted(what.problem, "weak.kind") if name in SIDES else one for name, one in found.items()}
    problems += [what.problem] if what.problem else []
    facts = guide.facts(reader, evidence, gather(reader, evidence, items.rows, sum_of(items)))
    found |= totals_of(facts, layout, evidence, problems)
    payable = find_payable(found.get("total"), facts, reader, evidence.mark, what.name)
    found |= {"payable": payable} if payable is not None else {}
    found = guide.fields(layout, found, problems)
    if what.name == "credit_note":
        found, items = credited(found), replace(items, lines=credited_lines(items.lines))
    if "total" in found and (told := told_negative(what.name, found["total"].value)):
        problems.append(told)
    caution = told_payable(found.get("total"), found.get("payable")) if what.name != "receipt" else ""
    found = {name: one for name, one in found.items() if name != "iban" or one.value not in own.ibans}
    pictures = {sheet.number for sheet in layout.sheets if sheet.is_scanned}
    found = {name: in_picture(one, pictures) for name, one in found.items()}
    cautions = (caution,) if caution else ()
    return Looked(what.name, evidence.language, layout, found, items, facts, tuple(problems), cautions)


def totals_of(facts: Facts, layout: Layout, evidence: Evidence, problems: list[str]) -> dict[str, Finding]:
    """The amounts and their currency; what contradicts itself is added to the problems."""
    found, wrong = find_totals(facts)
    problems += wrong
    currency = find_currency(layout, facts, evidence)
    return {**found, "currency": currency} if currency is not None else found


def in_picture(finding: Finding, pictures: set[int]) -> Finding:
    """What was recognised in a picture is not sure, but for check digits and arithmetic that hold."""
    if finding.box is None or finding.box.page not in pictures or finding.grade.partition(".")[0] in PROVEN:
        return finding
    return finding.doubted("it was recognised in a picture", SCANNED) if finding.grade not in UNSURE else finding


def header(reader: Reader, evidence: Evidence, kind: str, own: Own) -> tuple[dict[str, Finding], list[str]]:
    """Every field but the amounts, and what contradicts itself."""
    parties = find_parties(reader, kind, own.names)
    owners = Owners(parties.customer_boxes, own.vat_numbers, parties.doubted_boxes)
    numbers, wrong_numbers = find_vat_numbers(reader, evidence, owners, kind)
    theirs_too = [*parties.customer_boxes, *([parties.lone_address] if parties.lone_address else [])]
    shown = [numbers["customer_vat_number"].text] if "customer_vat_number" in numbers else []
    by_sender = without_customer(evidence, reader.layout, theirs_too, [*own.vat_numbers, *shown])
    dates, problems = find_dates(reader, by_sender, kind)
    called = [str(parties.customer.value)] if parties.customer is not None else []
    theirs = Theirs(parties.customer_boxes, parties.lone_address, (*called, *own.names), own.ibans)
    iban, wrong_accounts = find_iban(reader, kind, theirs)
    if kind == "purchase_order":
        iban = None  # an order asks for goods; whose account its paper names is not for paying to
    number = find_number(reader, kind)
    single = {
        "number": number,
        "order_number": find_order_number(reader) if kind != "purchase_order" else None,
        "reference": find_reference(reader, "reference", number),
        "payment_reference": find_reference(reader, "payment_reference", number),
        "supplier": parties.supplier,
        "customer": parties.customer,
        "supplier_registration": find_registration(reader, owners, kind),
        "iban": iban,
    }
    found = {name: finding for name, finding in single.items() if finding is not None}
    return {**found, **dates, **numbers}, [*problems, *wrong_accounts, *wrong_numbers]


def sum_of(items: Items) -> Decimal | None:
    """What the lines add up to; None when there are none, or one has no amount."""
    nets = [line.net for line in items.lines]
    if not nets or any(net is None for net in nets):
        return None
    return sum((net for net in nets if net is not None), Decimal(0))


def field_of(finding: Finding) -> Field:
    """A finding with its confidence."""
    sure = confidence(finding.name, finding.grade)
    return Field(finding.name, finding.value, finding.text, finding.box, finding.rule, sure, finding.others)


def lines_of(items: Items, facts: Facts, found: Mapping[str, Finding], pictures: set[int]) -> tuple[Line, ...]:
    """The lines with their confidence: sure when each multiplies out and all, with freight and discount, add up."""
    sums = {
        abs(value)
        for name in ("net", "total")
        if isinstance(value := found[name].value if name in found else None, Decimal)
    }
    sums |= {abs(one.value) for one in facts.named("net_weak", "line_sum")}
    adds_up = facts.lines is not None and any(abs(facts.lines + changed) in sums for changed in changes(facts))
    weighed = [
        replace(line, confidence=line_confidence(line, adds_up, is_grouped=place in items.grouped))
        for place, line in enumerate(items.lines)
    ]
    unsure = confidence("lines", SCANNED)  # sums hold, but words may be misread
    return tuple(
        replace(line, confidence=min(line.confidence, unsure)) if line.box and line.box.page in pictures else line
        for line in weighed
    )


def line_confidence(line: Line, adds_up: bool, is_grouped: bool) -> Decimal:
    """The confidence of one line; a text below it that may head the next lines is no sure part of its description."""
    holds = product_holds(line)
    if holds is False:
        return confidence("lines", "contradicted")
    if not line.description or any(currency_of(word) for word in line.description.split()):
        return confidence("lines", "weak.alone")
    if is_grouped:
        return confidence("lines", "weak.grouped")
    if adds_up and holds:
        return confidence("lines", "proven")
    return confidence("lines", "weak.sum" if adds_up else "weak.product" if holds else "weak.alone")


def missing(found: Mapping[str, Finding], layout: Layout, own: Own = NOBODY) -> dict[str, str]:
    """Why each of the other fields was not found."""
    if not layout.rows:
        why = "the pages have no words: they are pictures, and were not recognised"
        return {name: why for name in FIELDS if name not in found}
    reasons = {name: WHY_MISSING.get(name, NO_WORDS) for name in FIELDS if name not in found}
    ours = next((one for one in accounts_in(layout) if one.number in own.ibans), None) if "iban" in reasons else None
    return (
        reasons
        if ours is None
        else {**reasons, "iban": f"'{ours.text}' on page {ours.box.page}: it is our own account"}
    )
