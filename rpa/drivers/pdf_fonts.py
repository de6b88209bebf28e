"""How characters look: size, boldness, and whether they can be seen at all, by PDFium."""

from __future__ import annotations

import ctypes
import math
import re
from typing import Any

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
        handle: The handle of the page's text.
    """

    def __init__(self, raw: Any, handle: Any) -> None:
        self.raw, self.handle = raw, handle
        self.number = ctypes.cast(handle, ctypes.c_void_p).value or 0
        address = ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
        self.piece_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(address)
        self.pieces: dict[int | None, Look] = {}
        self.fonts: dict[int | None, bool] = {}
        self.matrix = raw.FS_MATRIX()

    def of(self, index: int) -> Look:
        """How a character looks."""
        piece = self.piece_of(self.number, index)
        look = self.pieces.get(piece)
        if look is None:
            look = self.pieces[piece] = self.asked(index)
        return look

    def asked(self, index: int) -> Look:
        """How a character looks, asked of PDFium."""
        raw, matrix = self.raw, self.matrix
        size = raw.FPDFText_GetFontSize(self.handle, index)
        if raw.FPDFText_GetMatrix(self.handle, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        piece = raw.FPDFText_GetTextObject(self.handle, index)
        if not piece:
            return size, False, False
        font = raw.FPDFTextObj_GetFont(piece)
        key = ctypes.cast(font, ctypes.c_void_p).value
        is_bold = self.fonts.get(key)
        if is_bold is None:
            is_bold = self.fonts[key] = bool(font) and is_bold_font(raw, font)
        return size, is_bold, raw.FPDFTextObj_GetTextRenderMode(piece) == _INVISIBLE


def is_bold_font(raw: Any, font: Any) -> bool:
    """Whether a font is bold: by its name, its flags or its weight."""
    buffer = ctypes.create_string_buffer(256)
    length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", errors="replace") if 0 < length <= 256 else ""
    if _BOLD.search(name) or raw.FPDFFont_GetFlags(font) & _FORCED_BOLD:
        return True
    return bool(raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT)
