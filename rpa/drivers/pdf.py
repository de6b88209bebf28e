"""PDFs, read: words, rules, tables, attachments and pictures."""

from __future__ import annotations

from rpa.drivers.pdf_marks import FormField, Rule, Word
from rpa.drivers.pdf_page import PdfPage, PdfText
from rpa.drivers.pdf_tables import Cell, Table, joined_tables, tables
from rpa.errors import BusinessException

__all__ = ["Cell", "FormField", "PdfPage", "PdfText", "Rule", "Table", "Word", "joined_tables", "read_pdf", "tables"]


def read_pdf(content: bytes, name: str, *, ocr: bool = False, most_pages: int = 200) -> PdfText:
    """Read a PDF.

    Args:
        content: The file.
        name: What to call it in messages.
        ocr: Whether the text of scanned pages is recognised.
        most_pages: A PDF with more pages is refused.

    Raises:
        BusinessException: It is no PDF, locked, damaged or too large.
    """
    if ocr:
        raise BusinessException("scanned pages cannot be recognised yet", place=name)
    from rpa.drivers.pdf_pages import attachments_of, count_pages, opened, page_of, read_page

    pages = []
    with opened(content, name) as (raw, document):
        for number in range(1, count_pages(raw, document, name, most_pages) + 1):
            with page_of(raw, document, number, name) as page:
                pages.append(read_page(raw, page, number, name))
        return PdfText(name, tuple(pages), attachments_of(raw, document))
