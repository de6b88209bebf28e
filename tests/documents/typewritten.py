"""Pages as if typed on a typewriter: the words of a text with the places that its columns give them."""

from __future__ import annotations

import re

from rpa.drivers.pdf import PdfPage, PdfText, Word

WIDTH, HEIGHT, SIZE = 5.0, 12.0, 8.4  # points of a letter and of a line; size of the font


def typewritten(text: str) -> PdfText:
    """A document of one page: every letter 5 points wide, every line 12 points high."""
    words = []
    for number, line in enumerate(text.strip("\n").split("\n")):
        top = 40 + number * HEIGHT
        for match in re.finditer(r"\S+", line):
            left = 40 + match.start() * WIDTH
            words.append(Word(match[0], left, top, left + len(match[0]) * WIDTH, top + 9.8, SIZE, False))
    return PdfText("typed", (PdfPage(1, 595.0, 842.0, tuple(words), (), False),), {})
