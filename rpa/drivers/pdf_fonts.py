"""How characters look: size, boldness, and whether they can be seen at all, by PDFium."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable
from typing import Any

_BOLD = re.compile(r"bold|black|heavy|demi|fett|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_FORCED_BOLD = 1 << 18  # font flag
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text render mode
HANDLE = ctypes.c_void_p
Look = tuple[float, bool, bool]
"""Size in points, is it bold, is it invisible."""


class Looks:
    """The looks of the characters of a page; asked once for each piece of text, and once for each font.

    Handles are plain numbers here, since this is asked for each word.

    Args:
        raw: PDFium's functions.
        number: The handle of the page's text.
    """

    def __init__(self, raw: Any, number: int) -> None:
        self.raw, self.number = raw, number
        self.piece_of = function(raw.FPDFText_GetTextObject, HANDLE, HANDLE, ctypes.c_int)
        self.size_of = function(raw.FPDFText_GetFontSize, ctypes.c_double, HANDLE, ctypes.c_int)
        self.matrix_of = function(raw.FPDFText_GetMatrix, ctypes.c_int, HANDLE, ctypes.c_int, HANDLE)
        self.font_of = function(raw.FPDFTextObj_GetFont, HANDLE, HANDLE)
        self.mode_of = function(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, HANDLE)
        self.pieces: dict[int | None, Look] = {}
        self.fonts: dict[int | None, bool] = {}
        self.matrix = (ctypes.c_float * 6)()
        self.where = ctypes.addressof(self.matrix)

    def of(self, index: int) -> Look:
        """How a character looks."""
        piece = self.piece_of(self.number, index)
        look = self.pieces.get(piece)
        if look is None:
            look = self.pieces[piece] = self.asked(index, piece)
        return look

    def asked(self, index: int, piece: int | None) -> Look:
        """How a character looks, asked of PDFium."""
        size = self.size_of(self.number, index)
        if self.matrix_of(self.number, index, self.where):
            size *= math.hypot(self.matrix[2], self.matrix[3])
        if not piece:
            return size, False, False
        font = self.font_of(piece)
        is_bold = self.fonts.get(font)
        if is_bold is None:
            is_bold = self.fonts[font] = bool(font) and is_bold_font(self.raw, font)
        return size, is_bold, self.mode_of(piece) == _INVISIBLE


def function(raw_function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of PDFium with plain numbers for handles and places: for what must be fast."""
    address = ctypes.cast(raw_function, HANDLE).value or 0
    return ctypes.CFUNCTYPE(result, *arguments)(address)


def is_bold_font(raw: Any, handle: int) -> bool:
    """Whether a font is bold: by its name, its flags or its weight."""
    font = ctypes.cast(handle, raw.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", errors="replace") if 0 < length <= 256 else ""
    if _BOLD.search(name) or raw.FPDFFont_GetFlags(font) & _FORCED_BOLD:
        return True
    return bool(raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT)
