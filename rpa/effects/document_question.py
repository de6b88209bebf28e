"""What a person is asked about a document's fields: values, reasons, and pictures of the places."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.drivers.marked_picture import marked_picture
from rpa.drivers.pdf import Frame, PdfText, picture_with_boxes
from rpa.errors import BusinessException
from rpa.formats.documents.templates.extraction import TemplateReading
from rpa.model.extraction import Box, Extraction, Field
from rpa.model.question import Question, Reading

CAPTIONS = {
    "number": "Number", "issued_on": "Date", "due_on": "Due on", "delivered_on": "Delivered on",
    "supplier": "Supplier", "supplier_vat_number": "Supplier's VAT number",
    "supplier_registration": "Supplier's registration", "customer": "Customer",
    "customer_vat_number": "Customer's VAT number", "iban": "IBAN", "currency": "Currency",
    "net": "Net amount", "vat": "VAT", "vat_rates": "VAT rates", "total": "Total", "payable": "To be paid",
    "reference": "Reference", "order_number": "Order number", "payment_reference": "Payment reference",
    "lines": "Lines",
}  # fmt: skip
USUALLY_NEEDED: Mapping[str, tuple[str, ...]] = {
    "invoice": ("number", "issued_on", "supplier", "currency", "total"),
    "credit_note": ("number", "issued_on", "supplier", "currency", "total"),
    "receipt": ("issued_on", "supplier", "currency", "total"),
    "purchase_order": ("number", "customer"),
}
AMOUNTS = ("net", "vat", "total")
SURE, UNSURE = "#1a7f37", "#d02020"
AROUND = (170.0, 45.0)  # points shown beside and above a place
MOST_WORDS, MOST_RULES = 6_000, 2_000  # kept for learning from the answer
CONFIRMED = "confirmed by a person"


@dataclass(frozen=True)
class Asking:
    """What is asked about, and where pictures go.

    Attributes:
        reading: What was found.
        document: The words with their places.
        content: The PDF that is drawn.
        needed: Fields that have to be sure.
        threshold: From here on they are.
        folder: For the pictures, absolute.
        named: A file in the folder to its name in the ledger.
    """

    reading: TemplateReading
    document: PdfText
    content: bytes
    needed: Sequence[str]
    threshold: Decimal
    folder: Path
    named: Callable[[Path], str]


def doubts(asking: Asking) -> dict[str, str]:
    """Field that has to be looked at to why; none when all that is needed is sure and nothing contradicts itself."""
    found = asking.reading.extraction
    unsure = {name: why for name in asking.needed if (why := doubt(name, asking)) is not None}
    if found.problems and not unsure:
        told = "; ".join(found.problems)
        shown = [name for name in asking.needed if found.field(name)] or [one.name for one in found.fields[:6]]
        unsure = dict.fromkeys(shown or asking.needed, f"the document contradicts itself: {told}")
    return unsure


def doubt(name: str, asking: Asking) -> str | None:
    """Why a field is not sure; None when it is."""
    found = asking.reading.extraction
    if name == "lines":
        return lines_doubt(found, asking.threshold)
    field = found.field(name) or next((one for one in asking.reading.more if one.name == name), None)
    if field is None:
        return "not found: " + "; ".join(asking.reading.why_missing(name)[:3])
    if field.confidence >= asking.threshold:
        return None
    return f"{field.rule} ({field.confidence:.2f})"


def lines_doubt(found: Extraction, threshold: Decimal) -> str | None:
    """Why the lines are not sure; None when they are."""
    if not found.lines:
        return "not found: no table of lines was recognised"
    weak = [number for number, line in enumerate(found.lines, 1) if line.confidence < threshold]
    if not weak:
        return None
    told = ", ".join(map(str, weak[:8]))
    return f"line {told} of {len(found.lines)}: quantity, price and amount do not prove each other"


def question(
    asking: Asking, unsure: Mapping[str, str], outputs: Mapping[str, Any], details: Mapping[str, Any]
) -> Question:
    """The question, its pictures written.

    Args:
        asking: What is asked about.
        unsure: Field to why, as `doubts` gives them.
        outputs: Of the step, as read.
        details: What whoever learns from the answer needs besides the words of the pages.
    """
    asking.folder.mkdir(parents=True, exist_ok=True)
    fields = {one.name: one for one in (*asking.reading.extraction.fields, *asking.reading.more)}
    readings = tuple(
        Reading(
            name,
            CAPTIONS.get(name, name.replace("_", " ")),
            shown_value(name, outputs),
            fields[name].text if name in fields else "",
            why,
            region_picture(asking, name, box_of(name, asking, fields)),
        )
        for name, why in unsure.items()
    )
    kept = asking.folder / "words.json"
    kept.write_text(json.dumps(words_of(asking.document), ensure_ascii=False), encoding="utf-8")
    sure = dict.fromkeys(unsure, Decimal(1))
    answered = {
        **outputs,
        "unsure": [name for name in outputs["unsure"] if name not in unsure],
        "problems": [],
        "confidence": {**outputs["confidence"], **sure},
        "rules": {**outputs["rules"], **dict.fromkeys(unsure, CONFIRMED)},
    }
    page = page_picture(asking, fields, unsure)
    return Question(asking.document.name, readings, answered, page, {**details, "words": asking.named(kept)})


def shown_value(name: str, outputs: Mapping[str, Any]) -> Any:
    """A value as the person sees it; of lines how many there are."""
    if name == "lines":
        lines = outputs.get("lines") or []
        nets = [line["net"] for line in lines if line.get("net") is not None]
        return f"{len(lines)} lines, together {sum(nets, Decimal(0)):f}" if lines else None
    more = outputs.get("more") or {}
    return outputs.get(name, more.get(name))


def box_of(name: str, asking: Asking, fields: Mapping[str, Field]) -> Box | None:
    """Where a field stands."""
    if name == "lines":
        lines = asking.reading.extraction.lines
        return lines[0].box if lines else None
    return fields[name].box if name in fields else None


def region_picture(asking: Asking, name: str, box: Box | None) -> str:
    """A picture of a field's place; empty when it has none."""
    if box is None:
        return ""
    wide, high = AROUND
    page = next((one for one in asking.document.pages if one.number == box.page), None)
    if page is None:
        return ""
    region = (
        max(0.0, box.left - wide), max(0.0, box.top - high), min(page.width, box.right + wide),
        min(page.height, box.bottom + high),
    )  # fmt: skip
    frame = Frame(box.left, box.top, box.right, box.bottom, "", UNSURE)
    return written(asking, asking.folder / f"{name}.png", box.page, [frame], region)


def page_picture(asking: Asking, fields: Mapping[str, Field], unsure: Mapping[str, str]) -> str:
    """The page on which most of what is asked about stands, with all places marked."""
    boxes = [field.box for name, field in fields.items() if name in unsure and field.box] or [
        field.box for field in fields.values() if field.box
    ]
    page = max({box.page for box in boxes}, key=[box.page for box in boxes].count) if boxes else 1
    return written(asking, asking.folder / f"page-{page}.png", page, frames(asking, page, unsure), None)


def frames(asking: Asking, page: int, unsure: Mapping[str, str]) -> list[Frame]:
    """The places on a page, with names and values: green what is sure, red what is asked about or below."""
    found = []
    for one in (*asking.reading.extraction.fields, *asking.reading.more):
        if one.box is None or one.box.page != page:
            continue
        colour = UNSURE if one.name in unsure or one.confidence < asking.threshold else SURE
        caption = f"{CAPTIONS.get(one.name, one.name)}: {told(one)}"
        found.append(Frame(one.box.left, one.box.top, one.box.right, one.box.bottom, caption, colour))
    lines = asking.reading.extraction.lines
    for number, line in enumerate(lines, 1):
        if line.box is not None and line.box.page == page:
            colour = SURE if line.confidence >= asking.threshold else UNSURE
            amount = f": {line.net:f}" if line.net is not None else ""
            box = line.box
            found.append(Frame(box.left, box.top, box.right, box.bottom, f"Line {number}{amount}", colour))
    return found


def told(field: Field) -> str:
    """A field's value in few characters."""
    if isinstance(field.value, tuple):
        return ", ".join(f"{one.rate:f} %" for one in field.value)
    return f"{field.value:f}" if isinstance(field.value, Decimal) else str(field.value)


def written(asking: Asking, path: Path, page: int, boxes: Sequence[Frame], region: Sequence[float] | None) -> str:
    """Draw a picture into a file; empty when the page cannot be drawn: the question is asked all the same."""
    name = asking.document.name
    try:
        if region is None:
            width = next(one.width for one in asking.document.pages if one.number == page)
            path.write_bytes(marked_picture(asking.content, page, boxes, width=width, name=name))
        else:
            path.write_bytes(picture_with_boxes(asking.content, page, boxes, region=region, name=name))
    except BusinessException:
        return ""
    return asking.named(path)


def words_of(document: PdfText) -> dict[str, Any]:
    """The words of a document as plain data, to learn from a person's answer when the document has moved on."""
    left, pages = MOST_WORDS, list[dict[str, Any]]()
    for page in document.pages:
        words = page.words[:left]
        left -= len(words)
        pages.append(
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "words": [[w.text, w.left, w.top, w.right, w.bottom, w.size, w.is_bold] for w in words],
                "rules": [[r.left, r.top, r.right, r.bottom] for r in page.rules[:MOST_RULES]],
            }
        )
    return {"name": document.name, "pages": pages}
