"""PDFs, read: words, rules, tables, attachments and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rpa.drivers.pdf_marks import FormField, Rule, Word
from rpa.drivers.pdf_page import PdfPage, PdfText
from rpa.drivers.pdf_picture import Frame
from rpa.drivers.pdf_process import BROKEN, answers
from rpa.drivers.pdf_tables import Cell, Table, joined_tables, tables
from rpa.drivers.pdf_wire import Kind, page_of, values_of
from rpa.errors import BusinessException

__all__ = [
    "Cell",
    "FormField",
    "Frame",
    "PdfPage",
    "PdfText",
    "Rule",
    "Table",
    "Word",
    "joined_tables",
    "picture",
    "picture_with_boxes",
    "read_pdf",
    "tables",
]


LARGEST_FILE = 200 << 20  # bytes
BEGIN, END = b"%PDF-", b"%%EOF"
PADDING = b"\0\t\n\f\r \x1a"


def read_pdf(content: bytes, name: str, *, ocr: bool = False, most_pages: int = 200) -> PdfText:
    """Read a PDF.

    Args:
        content: The file.
        name: What to call it in messages.
        ocr: Whether the text of scanned pages is recognised.
        most_pages: A PDF with more pages is refused.

    Raises:
        BusinessException: It is no PDF, locked, damaged or too large; says on which page.
        EnvironmentNotReady: PDFs cannot be read on this machine.
    """
    refuse_at_sight(content, name)
    plain = read_once(content, name, ocr=False, most_pages=most_pages)
    if ocr and any(page.is_scanned for page in plain.pages):  # only then is it given more memory and time
        return read_once(content, name, ocr=True, most_pages=most_pages)
    return plain


def read_once(content: bytes, name: str, *, ocr: bool, most_pages: int) -> PdfText:
    """Read a PDF by one of the reading processes."""
    frames = answers("read", content, name, ocr=ocr, most_pages=most_pages)
    try:
        return text_from(frames, name)
    except ValueError:
        raise BusinessException("the PDF cannot be read", place=name, hint=BROKEN) from None


def text_from(frames: Iterable[tuple[Kind, bytes]], name: str) -> PdfText:
    """What an answer says.

    Raises:
        ValueError: It says something else.
    """
    pages: list[PdfPage] = []
    attachments: dict[str, bytes] = {}
    title, is_repaired = "", False
    for kind, payload in frames:
        match kind:
            case Kind.OPENED:
                is_repaired = bool(values_of(payload).get("is_repaired"))
            case Kind.PAGE:
                pages.append(page_of(payload))
            case Kind.NAME:
                title = payload.decode()
            case Kind.ATTACHMENT:
                attachments[title] = payload
    return PdfText(name, tuple(pages), attachments, is_repaired)


def refuse_at_sight(content: bytes, name: str) -> None:
    """Refuse what need not be looked into.

    Raises:
        BusinessException: It is empty, too large, or no PDF.
    """
    if not content:
        raise BusinessException("the file is empty", place=name, hint="Ask the sender to send it again.")
    if len(content) > LARGEST_FILE:
        raise BusinessException(
            f"the PDF has {len(content) >> 20} MB, more than the {LARGEST_FILE >> 20} MB that are read",
            place=name,
            hint="Ask the sender for a smaller one.",
        )
    if BEGIN not in content[:1024]:
        raise BusinessException("it is no PDF", place=name, hint="Ask the sender what kind of file it is.")
    if END not in content.rstrip(PADDING)[-1024:]:  # what is left of it might be read, and nobody would notice
        raise BusinessException(
            "the PDF ends in the middle: it was not sent whole", place=name, hint="Ask the sender to send it again."
        )


def picture(
    content: bytes, page: int, *, scale: float = 2.0, region: Sequence[float] | None = None, name: str = "the PDF"
) -> bytes:
    """A page as a picture.

    Args:
        content: The file.
        page: From 1.
        scale: Pixels for each point; less for a page that would have more than 16 million pixels.
        region: Left, top, right and bottom of the part wanted, in points; None: the whole page.
        name: What to call it in messages.

    Returns:
        A PNG file.

    Raises:
        BusinessException: As `read_pdf`.
    """
    return picture_with_boxes(content, page, (), scale=scale, region=region, name=name)


def picture_with_boxes(
    content: bytes,
    page: int,
    boxes: Iterable[Frame],
    *,
    scale: float = 2.0,
    region: Sequence[float] | None = None,
    name: str = "the PDF",
) -> bytes:
    """A page as a picture, with boxes drawn on it.

    Args:
        content: The file.
        page: From 1.
        boxes: What to draw, in points.
        scale: Pixels for each point; less for a page that would have more than 16 million pixels.
        region: Left, top, right and bottom of the part wanted, in points; None: the whole page.
        name: What to call it in messages.

    Returns:
        A PNG file.

    Raises:
        BusinessException: As `read_pdf`.
    """
    refuse_at_sight(content, name)
    part = list(region) if region else None
    for kind, payload in answers("draw", content, name, page=page, scale=scale, frames=list(boxes), region=part):
        if kind is Kind.PICTURE:
            return payload
    raise BusinessException("the page cannot be drawn", place=f"{name} page {page}")
