"""The words of a page, by PDFium: characters to words with place, size and boldness."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from rpa.drivers.pdf_calls import ROOM, columns, quick, ready
from rpa.drivers.pdf_fonts import Looks
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
        self.text = ready(self.handle)
        self.fonts: dict[int | None, bool] = {}
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
        text = self.characters()
        self.is_spelt_out = not _SPECIAL.search(text)
        matches = _WORD.finditer(text)
        while spans := list(map(re.Match.span, islice(matches, ROOM))):
            self.sort(text, spans, seen, hidden)
        return self.spelt_out(seen), self.spelt_out(hidden)

    def sort(self, text: str, spans: Sequence[tuple[int, int]], seen: list[Word], hidden: list[Word]) -> None:
        """Add words, by the positions of their characters, to those that can be seen or to those that cannot."""
        turn, make, highest, lowest, wide, high = (
            self.turn, tuple.__new__, self.highest, self.lowest, self.width, self.height,
        )  # fmt: skip
        firsts = [start for start, _ in spans]
        looks = Looks(self.raw, self.text, self.fonts).of(firsts)
        first = zip(*self.boxes(firsts), strict=True)
        last = zip(*self.boxes([end - 1 for _, end in spans]), strict=True)
        for (start, end), look, (begin, above, _, below), (before, over, far, _) in zip(
            spans, looks, first, last, strict=True
        ):
            size, is_bold, is_hidden = look
            found = hidden if is_hidden else seen
            word = text[start:end]
            if end - start > 1 and not (before >= begin and -0.5 < (over - above) / (above - below or 1) < 0.5):
                found += self.on_page(self.parts(word, start, size, is_bold=is_bold))
                continue
            left, top, right, bottom = turn(begin, below, far, above)
            if top < lowest and bottom > highest and self.is_cut(left, top, right, bottom):
                found += self.on_page(self.parts(word, start, size, is_bold=is_bold))
            elif right > 0 and bottom > 0 and left < wide and top < high:
                found.append(make(Word, (word, left, top, right, bottom, size, is_bold, 1.0)))

    def boxes(self, indexes: Sequence[int]) -> list[list[float]]:
        """The edges of characters, as high as their font: all left ones, upper ones, right ones, lower ones."""
        return columns(quick(self.raw, "FPDFText_GetLooseCharBox"), self.text, indexes, 4)[1:]

    def on_page(self, words: Iterable[Word]) -> list[Word]:
        """Words that lie on the page."""
        return [
            word for word in words if word[3] > 0 and word[4] > 0 and word[1] < self.width and word[2] < self.height
        ]

    def spelt_out(self, words: list[Word]) -> list[Word]:
        """Words with their ligatures written out, without what nobody can see."""
        if self.is_spelt_out:
            return words
        for number, word in enumerate(words):
            if not word[0].isascii():
                words[number] = word._replace(text=word.text.translate(SPELT_OUT))
        return [word for word in words if word[0]]

    def is_cut(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether a vertical rule runs through a word."""
        first, last = bisect_right(self.lefts, left + 1), bisect_left(self.lefts, right - 1)
        middle = (top + bottom) / 2
        return first < last and any(rule.top < middle < rule.bottom for rule in self.upright[first:last])

    def parts(self, text: str, start: int, size: float, *, is_bold: bool) -> Iterator[Word]:
        """A word whose characters do not stand beside each other, or with rules between: cut there."""
        held: list[tuple[str, Box]] = []
        edges = zip(*self.boxes(range(start, start + len(text))), strict=True)
        for sign, (left, top, right, bottom) in zip(text, edges, strict=True):
            box = self.turn(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            if held and self.is_apart(held[-1][1], box):
                yield joined(held, size, is_bold=is_bold)
                held = []
            held.append((sign, box))
        yield joined(held, size, is_bold=is_bold)

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
