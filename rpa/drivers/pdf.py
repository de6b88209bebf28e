"""PDFs, read: words, rules, tables, attachments and pictures."""

from __future__ import annotations

from rpa.drivers.pdf_marks import FormField, Rule, Word
from rpa.drivers.pdf_page import PdfPage, PdfText
from rpa.drivers.pdf_process import answers
from rpa.drivers.pdf_tables import Cell, Table, joined_tables, tables
from rpa.drivers.pdf_wire import Kind, page_of
from rpa.errors import BusinessException

__all__ = ["Cell", "FormField", "PdfPage", "PdfText", "Rule", "Table", "Word", "joined_tables", "read_pdf", "tables"]


LARGEST_FILE = 200 << 20  # bytes


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
    pages: list[PdfPage] = []
    attachments: dict[str, bytes] = {}
    title = ""
    for kind, payload in answers("read", content, name, ocr=ocr, most_pages=most_pages):
        match kind:
            case Kind.PAGE:
                pages.append(page_of(payload))
            case Kind.NAME:
                title = payload.decode()
            case Kind.ATTACHMENT:
                attachments[title] = payload
    return PdfText(name, tuple(pages), attachments)


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
