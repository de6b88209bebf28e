"""What is read from a PDF: pages with their marks, and embedded files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rpa.drivers.pdf_lines import text_of
from rpa.drivers.pdf_marks import FormField, Rule, Word


@dataclass(frozen=True)
class PdfPage:
    """One page, as it is shown: turned and cropped.

    Attributes:
        number: From 1.
        width: In points.
        height: In points.
        words: In the file's order; values of form fields are among them.
        rules: Drawn lines.
        is_scanned: Whether the page is a picture without text to go by; its words are recognised ones, if any.
        fields: Fields of a form that are filled in.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    is_scanned: bool
    fields: tuple[FormField, ...] = ()

    @property
    def text(self) -> str:
        """The page's lines in order of reading, column after column."""
        return text_of(self.words)


@dataclass(frozen=True)
class PdfText:
    """A PDF as it was read.

    Attributes:
        name: What to call it in messages.
        pages: In order.
        attachments: Embedded files, name to content. A name is whatever the file says: it is no path.
        is_repaired: Whether the file's own table of contents is wrong: what was found by searching may not be all.
    """

    name: str
    pages: tuple[PdfPage, ...]
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    is_repaired: bool = False

    @property
    def text(self) -> str:
        """The text of all pages; a form feed stands between two."""
        return "\f".join(page.text for page in self.pages)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know about how it was read, as sentences."""
        found = [
            f"page {page.number} is a picture: "
            + ("its text was recognised" if any(word.confidence < 1 for word in page.words) else "it has no text")
            for page in self.pages
            if page.is_scanned
        ]
        if self.is_repaired:
            found.append("the PDF is damaged: what could still be found was read, and something may be missing")
        return tuple(found)
