"""The pages of a PDF, by PDFium, in this process.

PDFium is not safe with threads, and a hostile file may make it hang or crash: `rpa.drivers.pdf` calls this in a
process of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rpa.drivers.pdf_forms import Annotations
from rpa.drivers.pdf_marks import Word
from rpa.drivers.pdf_mending import mended
from rpa.drivers.pdf_page import PdfPage
from rpa.drivers.pdf_rules import Drawings
from rpa.drivers.pdf_words import FAR, Box, TextPage, turned
from rpa.errors import BusinessException

LARGEST_SIDE = 14_400.0  # points; 5 metres, the most that Acrobat takes
MOST_WORDS = 100_000  # of one page
COVERED = 0.5  # of a page, by pictures: then it is one
SCANNERS = 0.8  # confidence in what a scanner recognised
FEW_LETTERS = 30  # of visible text on a page that is a picture


@contextmanager
def opened(content: bytes, name: str) -> Iterator[tuple[Any, Any]]:
    """PDFium's functions and an opened document, closed at the end.

    Args:
        content: The file.
        name: What to call it in messages.

    Raises:
        BusinessException: It is damaged, or it needs a password.
    """
    from pypdfium2 import raw

    raw.FPDF_GetLastError()
    document = raw.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        raise unopened(raw, raw.FPDF_GetLastError(), name)
    try:
        yield raw, document
    finally:
        raw.FPDF_CloseDocument(document)


def unopened(raw: Any, code: int, name: str) -> BusinessException:
    """Why a document could not be opened."""
    if code == raw.FPDF_ERR_PASSWORD:
        return BusinessException(
            "the PDF is locked with a password", place=name, hint="Ask the sender for one without a password."
        )
    if code == raw.FPDF_ERR_SECURITY:
        return BusinessException(
            "the PDF is encrypted in a way that cannot be read here",
            place=name,
            hint="Ask the sender for one that is not encrypted.",
        )
    return BusinessException("the PDF is damaged", place=name, hint="Ask the sender to send it again.")


def count_pages(raw: Any, document: Any, name: str, most: int) -> int:
    """How many pages a document has.

    Raises:
        BusinessException: None, or too many.
    """
    count = int(raw.FPDF_GetPageCount(document))
    if count < 1:
        raise BusinessException("the PDF has no pages", place=name, hint="Ask the sender to send it again.")
    if count > most:
        raise BusinessException(
            f"the PDF has {count} pages, more than the {most} that are read",
            place=name,
            hint="Split it, or allow more pages in the recipe.",
        )
    return count


@contextmanager
def page_of(raw: Any, document: Any, number: int, name: str) -> Iterator[Any]:
    """The handle of a page, given back at the end.

    Raises:
        BusinessException: The page is damaged.
    """
    page = raw.FPDF_LoadPage(document, number - 1)
    if not page:
        raise BusinessException(
            "the page is damaged", place=f"{name} page {number}", hint="Ask the sender to send the PDF again."
        )
    try:
        yield page
    finally:
        raw.FPDF_ClosePage(page)


def read_page(raw: Any, page: Any, form: Any, number: int, name: str) -> PdfPage:
    """What is on a page.

    Args:
        raw: PDFium's functions.
        page: The page's handle.
        form: The handle of the document's form, or None.
        number: Of the page, from 1.
        name: What to call the document in messages.

    Raises:
        BusinessException: The page is larger than any paper, or holds too much.
    """
    place = f"{name} page {number}"
    width, height, turn = turned(raw, page)
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE) or math.isnan(width + height):
        raise BusinessException(
            f"the page measures {width:.0f} x {height:.0f} points, which is no paper (at most {LARGEST_SIDE:.0f})",
            place=place,
            hint="Ask the sender to print it to a usual size.",
        )
    drawings = Drawings(raw, turn)
    drawings.walk(page)
    rules = tuple(rule for rule in drawings.rules if min(rule) > -FAR and max(rule) < FAR)
    upright = [rule for rule in rules if rule.bottom - rule.top > rule.right - rule.left]
    text = TextPage(raw, page, upright)
    try:
        visible, hidden = text.words()
    finally:
        text.close()
    if len(visible) + len(hidden) > MOST_WORDS:
        raise BusinessException(f"the page holds more than {MOST_WORDS} words", place=place)
    words, is_scanned = judged(visible, hidden, covered(drawings.pictures, width, height))
    notes = Annotations(raw, form, turn)
    notes.walk(page)
    words = [*mended(words, upright), *notes.words]
    return PdfPage(number, width, height, tuple(words), rules, is_scanned, tuple(notes.fields))


def covered(pictures: list[Box], width: float, height: float) -> float:
    """The part of a page that its pictures cover, from 0 to 1; strips of one scan count together."""
    area = 0.0
    for left, top, right, bottom in pictures:
        area += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(bottom, height) - max(top, 0.0))
    return min(1.0, area / (width * height))


def judged(visible: list[Word], hidden: list[Word], part: float) -> tuple[list[Word], bool]:
    """The words to go by, and whether the page is a picture without text to go by.

    A scanner's own recognised text lies invisible over the picture. It is taken when it reads like text.
    """
    if part < COVERED:
        return visible, False
    hidden = [word._replace(confidence=SCANNERS) for word in hidden]
    if sum(len(word.text) for word in visible) >= FEW_LETTERS:
        return visible + (hidden if is_legible(hidden) else []), False
    return (visible + hidden, False) if is_legible(hidden) else (visible, True)


def is_legible(words: list[Word]) -> bool:
    """Whether words look like text and not like what a wrong font or a poor recognition makes of it."""
    if not words:
        return False
    signs = "".join(word.text for word in words)
    plain = sum((sign.isalnum() and ord(sign) < 0x250) or sign in ".,:;-/()€$£%&'+@#*\"" for sign in signs)
    single = sum(len(word.text) == 1 for word in words)
    return len(signs) >= FEW_LETTERS and plain > 0.9 * len(signs) and single < 0.5 * len(words)
