"""Documents as they are read, from texts as a typewriter sets them: every character has its place."""

from __future__ import annotations

import re

from rpa.drivers.pdf import PdfPage, PdfText, Word

WIDE, HIGH, SIZE = 5.0, 14.0, 9.0
LEFT, TOP = 40.0, 50.0
WIDTH, HEIGHT = 595.0, 842.0


def typed(*texts: str, name: str = "bill.pdf") -> PdfText:
    """A document; each text is a page. More than one blank sets cells apart."""
    return PdfText(name, tuple(page(number, text) for number, text in enumerate(texts, 1)))


def page(number: int, text: str) -> PdfPage:
    words = []
    for row, line in enumerate(text.strip("\n").splitlines()):
        top = TOP + row * HIGH
        for found in re.finditer(r"\S+", line):
            left, right = LEFT + WIDE * found.start(), LEFT + WIDE * found.end() - 0.5
            words.append(Word(found[0], left, top, right, top + SIZE + 1, SIZE, is_bold=False))
    return PdfPage(number, WIDTH, HEIGHT, tuple(words), (), is_scanned=False)
