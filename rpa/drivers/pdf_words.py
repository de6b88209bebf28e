"""The words of a page, by PDFium: characters to words with place, size and boldness."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rpa.drivers.pdf_fonts import HANDLE, Looks, function
from rpa.drivers.pdf_marks import Rule, Word

_WORD = re.compile(r"[^\s\x00\x01\x03-\x1f]+")
SPELT_OUT = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\ufffe": "-", "\x02": "-", "\xad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": "",
    }
)  # fmt: skip
"""Ligatures written out, PDFium's mark for a hyphen at a line's end, and what nobody can see."""
FAR = 1e5  # points: what reaches further is a trick
_SPECIAL = re.compile(f"[{''.join(map(chr, SPELT_OUT))}]")
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
    x, right = min(box.left, box.right), max(box.left, box.right)
    y, top = min(box.bottom, box.top), max(box.bottom, box.top)
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
        upright: Vertical rules; a word is cut where one crosses it.
    """

    def __init__(self, raw: Any, page: Any, upright: Sequence[Rule]) -> None:
        self.raw = raw
        self.width, self.height, self.turn = turned(raw, page)
        self.handle = raw.FPDFText_LoadPage(page)
        self.number = ctypes.cast(self.handle, ctypes.c_void_p).value or 0
        self.edges = (ctypes.c_float * 4)()
        self.where = ctypes.addressof(self.edges)
        self.box_of = function(raw.FPDFText_GetLooseCharBox, ctypes.c_int, HANDLE, ctypes.c_int, HANDLE)
        self.looks = Looks(raw, self.number)
        self.upright = sorted(upright)
        self.lefts = [rule.left for rule in self.upright]
        self.is_spelt_out = False
        self.highest = min((rule.top for rule in upright), default=0.0)
        self.lowest = max((rule.bottom for rule in upright), default=0.0)

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
        written = self.raw.FPDFText_GetText(self.handle, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
        if len(text) == count and (text.isascii() or max(text) <= "\uffff"):
            return text
        return "".join(character(self.raw.FPDFText_GetUnicode(self.handle, index)) for index in range(count))

    def words(self) -> tuple[list[Word], list[Word]]:
        """The words on the page that can be seen, and those that cannot, in the file's order."""
        seen: list[Word] = []
        hidden: list[Word] = []
        number, where, edges, box_of, look, turn, make = (
            self.number, self.where, self.edges, self.box_of, self.looks.of, self.turn, tuple.__new__,
        )  # fmt: skip
        highest, lowest = self.highest, self.lowest
        text = self.characters()
        self.is_spelt_out = not _SPECIAL.search(text)
        for match in _WORD.finditer(text):
            start, end = match.span()
            box_of(number, start, where)
            left, top, right, bottom = edges[:]
            size, is_bold, is_hidden = look(start)
            found = hidden if is_hidden else seen
            if end - start > 1:
                box_of(number, end - 1, where)
                begin, high, right, _ = edges[:]
                if not (begin >= left and -0.5 < (high - top) / (top - bottom or 1) < 0.5):
                    found += self.parts(match.group(), start, size, is_bold=is_bold)
                    continue
            left, top, right, bottom = turn(left, bottom, right, top)
            if top < lowest and bottom > highest and self.is_cut(left, top, right, bottom):
                found += self.parts(match.group(), start, size, is_bold=is_bold)
            else:
                found.append(make(Word, (match.group(), left, top, right, bottom, size, is_bold, 1.0)))
        return self.on_page(seen), self.on_page(hidden)

    def on_page(self, words: list[Word]) -> list[Word]:
        """Words that lie on the page, spelt out."""
        found = [
            word for word in words if word[3] > 0 and word[4] > 0 and word[1] < self.width and word[2] < self.height
        ]
        if self.is_spelt_out:
            return found
        for number, word in enumerate(found):
            if not word[0].isascii():
                found[number] = word._replace(text=word.text.translate(SPELT_OUT))
        return [word for word in found if word[0]]

    def is_cut(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether a vertical rule runs through a word."""
        first, last = bisect_right(self.lefts, left + 1), bisect_left(self.lefts, right - 1)
        middle = (top + bottom) / 2
        return first < last and any(rule.top < middle < rule.bottom for rule in self.upright[first:last])

    def parts(self, text: str, start: int, size: float, *, is_bold: bool) -> Iterator[Word]:
        """A word whose characters do not stand beside each other, or with rules between: cut there."""
        held: list[tuple[str, Box]] = []
        for index, sign in enumerate(text):
            box = self.place(start + index)
            if held and self.is_apart(held[-1][1], box):
                yield joined(held, size, is_bold=is_bold)
                held = []
            held.append((sign, box))
        yield joined(held, size, is_bold=is_bold)

    def place(self, index: int) -> Box:
        """Where a character stands, as high as its font."""
        self.box_of(self.number, index, self.where)
        left, top, right, bottom = self.edges[:]
        return self.turn(min(left, right), min(top, bottom), max(left, right), max(top, bottom))

    def is_apart(self, one: Box, two: Box) -> bool:
        """Whether two characters belong to different words."""
        wide, high = one[2] - one[0], one[3] - one[1]
        size = max(wide, high)
        across = 0.0 if two[0] <= one[2] and one[0] <= two[2] else max(two[0] - one[2], one[0] - two[2])
        down = 0.0 if two[1] <= one[3] and one[1] <= two[3] else max(two[1] - one[3], one[1] - two[3])
        if across > 0.5 * size or down > 0.5 * size or (across > 0 and down > 0):
            return True
        middle, other, height = (one[0] + one[2]) / 2, (two[0] + two[2]) / 2, (one[1] + one[3]) / 2
        return any(middle < rule.left <= other and rule.top < height < rule.bottom for rule in self.upright)


def character(code: int) -> str:
    """A code as a character; what is none becomes the sign for that."""
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def joined(held: Sequence[tuple[str, Box]], size: float, *, is_bold: bool) -> Word:
    """Characters as one word."""
    lefts, tops, rights, bottoms = zip(*(box for _, box in held), strict=True)
    text = "".join(sign for sign, _ in held)
    return Word(text, min(lefts), min(tops), max(rights), max(bottoms), size, is_bold)
