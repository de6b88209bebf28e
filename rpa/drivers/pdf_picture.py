"""Pictures of pages, by PDFium, with boxes drawn on them where somebody is to look."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from rpa.errors import BusinessException

MOST_PIXELS = 16_000_000  # a larger page is drawn smaller
SMALLEST_SCALE = 0.01
_WHITE = 0xFFFFFFFF
_BGR = 2  # FPDFBitmap_BGR: three bytes for each pixel


class Frame(NamedTuple):
    """A box to draw on a picture, in points from the top left of the page.

    Attributes:
        left: In points.
        top: In points.
        right: In points.
        bottom: In points.
        caption: Written above it; may be empty.
        colour: As in HTML: `#d02020`.
    """

    left: float
    top: float
    right: float
    bottom: float
    caption: str = ""
    colour: str = "#d02020"


def drawn(raw: Any, page: Any, form: Any, scale: float, place: str) -> tuple[Any, float]:
    """A page as a picture.

    Args:
        raw: PDFium's functions.
        page: The page's handle.
        form: The handle of the document's form, or None.
        scale: Pixels for each point.
        place: File and page, for messages.

    Returns:
        The picture (Pillow's), and the scale it has: less than asked for when the page is very large.

    Raises:
        BusinessException: It has no size, or is larger than any paper.
    """
    from PIL import Image

    wide, high = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    if not (wide > 0 and high > 0):
        raise BusinessException("the page has no size, so it cannot be drawn", place=place)
    scale = max(SMALLEST_SCALE, min(scale, (MOST_PIXELS / (wide * high)) ** 0.5))
    width, height = max(1, int(wide * scale)), max(1, int(high * scale))
    if width * height > 2 * MOST_PIXELS:
        raise BusinessException("the page is too large to be drawn", place=place)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, _BGR, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
        if form:
            raw.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        content = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return Image.frombuffer("RGB", (width, height), content, "raw", "BGR", stride, 1), scale


def with_frames(picture: Any, scale: float, frames: Sequence[Frame]) -> Any:
    """A picture with boxes and their captions."""
    from PIL import ImageDraw

    picture = picture.copy()
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom, caption, colour in frames:
        box = [(left - 1) * scale, (top - 1) * scale, (right + 1) * scale, (bottom + 1) * scale]
        pen.rectangle(box, outline=colour, width=max(1, round(scale)))
        if caption:
            size = 7 * scale
            font = lettering(size)
            at = (box[0], max(0.0, box[1] - size * 1.25))
            pen.rectangle(pen.textbbox(at, caption, font=font), fill="#ffffff")
            pen.text(at, caption, fill=colour, font=font)
    return picture


def lettering(size: float) -> Any:
    """The font of captions: DejaVu where it is installed, since Pillow's own lacks signs such as that of the euro."""
    from PIL import ImageFont

    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def cut_out(picture: Any, scale: float, region: Sequence[float] | None) -> Any:
    """A part of a picture; the whole of it without a region, or with one that lies beside the page."""
    if region is None:
        return picture
    left, top, right, bottom = (round(edge * scale) for edge in region)
    box = max(0, left), max(0, top), min(picture.width, right), min(picture.height, bottom)
    return picture.crop(box) if box[0] < box[2] and box[1] < box[3] else picture


def png(picture: Any) -> bytes:
    """A picture as a PNG file."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=4)
    return stream.getvalue()
