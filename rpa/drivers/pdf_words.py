"""The words of a page, by PDFium: characters to words with place, size and boldness."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rpa.drivers.pdf_marks import Rule, Word

_WORD = re.compile(r"[^\s\x00-\x1f]+")
_BOLD = re.compile(r"bold|black|heavy|demi|fett|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_FORCED_BOLD = 1 << 18  # font flag
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text render mode
SPELT_OUT = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\ufffe": "-", "\x02": "-", "\xad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": "",
    }
)  # fmt: skip
"""Ligatures written out, PDFium's mark for a hyphen at a line's end, and what nobody can see."""
Box = tuple[float, float, float, float]
Turn = Callable[[float, float, float, float], Box]


def turned(raw: Any, page: Any) -> tuple[float, float, Turn]:
    """The size of a page as it is shown, and how a box of its own is placed on it.

    Args:
        raw: PDFium's functions.
        page: The page's handle.

    Returns:
        Width and height in points; a function from left, bottom, right, top to left, top, right, bottom.
    """
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    x, y, right, top = (
        min(box.left, box.right),
        min(box.bottom, box.top),
        max(box.left, box.right),
        max(box.bottom, box.top),
    )
    width, height = right - x, top - y
    match raw.FPDFPage_GetRotation(page):
        case 1:
            return height, width, lambda a, b, c, d: (b - y, a - x, d - y, c - x)
        case 2:
            return width, height, lambda a, b, c, d: (right - c, b - y, right - a, d - y)
        case 3:
            return height, width, lambda a, b, c, d: (top - d, right - c, top - b, right - a)
    return width, height, lambda a, b, c, d: (a - x, top - d, c - x, top - b)


class TextPage:
    """The text of one page; to be closed.

    Args:
        raw: PDFium's functions.
        page: The page's handle.
        turn: Places a box on the page as it is shown.
    """

    def __init__(self, raw: Any, page: Any, turn: Turn) -> None:
        self.raw, self.turn = raw, turn
        self.handle = raw.FPDFText_LoadPage(page)
        self.box = raw.FS_RECTF()
        self.looks: dict[int | None, tuple[float, bool, bool]] = {}

    def close(self) -> None:
        """Give the handle back."""
        if self.handle:
            self.raw.FPDFText_ClosePage(self.handle)
            self.handle = None

    def characters(self) -> str:
        """All characters, one for each of PDFium's: a position in it is a position there."""
        count = self.raw.FPDFText_CountChars(self.handle)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count * 2 + 2))()
        self.raw.FPDFText_GetText(self.handle, 0, count, buffer)
        text = bytes(buffer).decode("utf-16-le", errors="replace").partition("\0")[0]
        if len(text) == count and text.isascii():
            return text
        get = self.raw.FPDFText_GetUnicode
        if len(text) != count or any(ord(one) > 0xFFFF for one in text):
            return "".join(character(get(self.handle, index)) for index in range(count))
        return text

    def words(self, upright: Sequence[Rule]) -> Iterator[tuple[Word, bool]]:
        """The words in the file's order, each with whether it is invisible.

        Args:
            upright: Vertical rules; a word is cut where one crosses it.
        """
        for match in _WORD.finditer(self.characters()):
            yield from self.word(match.group(), match.start(), match.end(), upright)

    def word(self, text: str, start: int, end: int, upright: Sequence[Rule]) -> Iterator[tuple[Word, bool]]:
        """One word, or its parts."""
        first = self.place(start)
        last = first if end - start == 1 else self.place(end - 1)
        size, is_bold, is_hidden = self.look(start)
        left, top, right, bottom = (
            min(first[0], last[0]),
            min(first[1], last[1]),
            max(first[2], last[2]),
            max(first[3], last[3]),
        )
        height = first[3] - first[1]
        in_line = last[0] >= first[0] and abs(last[1] - first[1]) < 0.5 * height
        if not in_line and not (abs(last[0] - first[0]) < 1 and abs(last[2] - first[2]) < 1):
            yield from self.parts(text, start, ())
            return
        crossed = [
            (rule.left + rule.right) / 2
            for rule in upright
            if left + 1 < rule.left and rule.right < right - 1 and rule.top < (top + bottom) / 2 < rule.bottom
        ]
        if crossed and in_line:
            yield from self.parts(text, start, sorted(crossed))
            return
        yield Word(text.translate(SPELT_OUT), left, top, right, bottom, size, is_bold), is_hidden

    def parts(self, text: str, start: int, cuts: Sequence[float]) -> Iterator[tuple[Word, bool]]:
        """A word whose characters do not stand beside each other, or with rules between: cut there."""
        held: list[tuple[str, Box]] = []
        for index, sign in enumerate(text):
            box = self.place(start + index)
            if held and is_apart(held[-1][1], box, cuts):
                yield self.joined(held, start + index - 1)
                held = []
            held.append((sign, box))
        if held:
            yield self.joined(held, start + len(text) - 1)

    def joined(self, held: Sequence[tuple[str, Box]], index: int) -> tuple[Word, bool]:
        """Characters as one word."""
        size, is_bold, is_hidden = self.look(index)
        lefts, tops, rights, bottoms = zip(*(box for _, box in held), strict=True)
        text = "".join(sign for sign, _ in held).translate(SPELT_OUT)
        return Word(text, min(lefts), min(tops), max(rights), max(bottoms), size, is_bold), is_hidden

    def place(self, index: int) -> Box:
        """Where a character stands, as high as its font."""
        box = self.box
        self.raw.FPDFText_GetLooseCharBox(self.handle, index, box)
        low, high = (box.bottom, box.top) if box.bottom <= box.top else (box.top, box.bottom)
        left, right = (box.left, box.right) if box.left <= box.right else (box.right, box.left)
        return self.turn(left, low, right, high)

    def look(self, index: int) -> tuple[float, bool, bool]:
        """Size in points, boldness, and invisibility of a character; looked up once for each text object."""
        found = self.raw.FPDFText_GetTextObject(self.handle, index)
        key = ctypes.cast(found, ctypes.c_void_p).value
        look = self.looks.get(key)
        if look is None:
            look = self.looks[key] = self.looked_up(found, index)
        return look

    def looked_up(self, found: Any, index: int) -> tuple[float, bool, bool]:
        """Size, boldness and invisibility, asked of PDFium."""
        raw, matrix = self.raw, self.raw.FS_MATRIX()
        size = raw.FPDFText_GetFontSize(self.handle, index)
        if raw.FPDFText_GetMatrix(self.handle, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        if not found:
            return size, False, False
        is_hidden = raw.FPDFTextObj_GetTextRenderMode(found) == _INVISIBLE
        font = raw.FPDFTextObj_GetFont(found)
        return size, bool(font) and is_bold_font(raw, font), is_hidden


def character(code: int) -> str:
    """A code as a character; what is none becomes the sign for that."""
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def is_bold_font(raw: Any, font: Any) -> bool:
    """Whether a font is bold: by its name, its flags or its weight."""
    buffer = ctypes.create_string_buffer(256)
    length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", errors="replace") if 0 < length <= 256 else ""
    if _BOLD.search(name) or raw.FPDFFont_GetFlags(font) & _FORCED_BOLD:
        return True
    return bool(raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT)


def is_apart(one: Box, two: Box, cuts: Sequence[float]) -> bool:
    """Whether two characters belong to different words."""
    height = one[3] - one[1]
    if abs((one[1] + one[3]) / 2 - (two[1] + two[3]) / 2) > 0.5 * height:
        return True
    if two[0] - one[2] > 0.5 * height or two[0] < one[0] - height:
        return True
    middle, other = (one[0] + one[2]) / 2, (two[0] + two[2]) / 2
    return any(middle < cut <= other for cut in cuts)
