"""How characters look: size, boldness, and whether they can be seen at all, by PDFium."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from rpa.drivers.pdf_calls import HANDLE, columns, quick

_BOLD = re.compile(r"bold|black|heavy|demi|fett|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_FORCED_BOLD = 1 << 18  # font flag
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text render mode
Look = tuple[float, bool, bool]
"""Size in points, is it bold, is it invisible."""


class Looks:
    """The looks of the characters of a page; asked once for each piece of text, and once for each font.

    Args:
        raw: PDFium's functions.
        text: The handle of the page's text, made ready.
        fonts: Which of the page's fonts are bold, as far as it is known.
    """

    def __init__(self, raw: Any, text: Any, fonts: dict[int | None, bool]) -> None:
        self.raw, self.text, self.fonts = raw, text, fonts

    def of(self, indexes: Sequence[int]) -> list[Look]:
        """How characters look."""
        pieces = list(map(quick(self.raw, "FPDFText_GetTextObject", HANDLE), repeat(self.text), indexes))
        firsts = dict(zip(reversed(pieces), reversed(indexes), strict=True))
        looks = dict(zip(firsts, self.asked(firsts), strict=True))
        return [looks[piece] for piece in pieces]

    def asked(self, firsts: Mapping[int | None, int]) -> Iterator[Look]:
        """How pieces of text look, by their numbers and their first characters, asked of PDFium."""
        raw, indexes = self.raw, list(firsts.values())
        sizes = map(quick(raw, "FPDFText_GetFontSize", ctypes.c_double), repeat(self.text), indexes)
        are_placed, _, _, slants, heights, _, _ = columns(quick(raw, "FPDFText_GetMatrix"), self.text, indexes, 6)
        scales = (
            math.hypot(*both) if is_placed else 1.0
            for is_placed, *both in zip(are_placed, slants, heights, strict=True)
        )
        handles = list(map(HANDLE.from_param, firsts))
        fonts = map(quick(raw, "FPDFTextObj_GetFont", HANDLE), handles)
        modes = map(quick(raw, "FPDFTextObj_GetTextRenderMode"), handles)
        for size, scale, font, mode in zip(sizes, scales, fonts, modes, strict=True):
            is_bold = self.fonts.get(font)
            if is_bold is None:
                is_bold = self.fonts[font] = bool(font) and is_bold_font(raw, font)
            yield size * scale, is_bold, mode == _INVISIBLE


def is_bold_font(raw: Any, handle: int) -> bool:
    """Whether a font is bold: by its name, its flags or its weight."""
    font = ctypes.cast(handle, raw.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", errors="replace") if 0 < length <= 256 else ""
    if _BOLD.search(name) or raw.FPDFFont_GetFlags(font) & _FORCED_BOLD:
        return True
    return bool(raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT)
