"""Pictures of pages on which places are marked, each with its caption in the margin, where it covers nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from rpa.drivers.pdf import Frame, picture_with_boxes
from rpa.drivers.pdf_picture import lettering

SCALE = 2.0
MARGIN = 215  # points beside the page
TEXT = 7.5  # points
STEP = 12.0  # points from caption to caption, at most
LEAD = 14  # points between the page and a caption


def marked_picture(content: bytes, page: int, boxes: Sequence[Frame], *, width: float, name: str) -> bytes:
    """A page with boxes, and beside it what each of them is.

    Args:
        content: The PDF.
        page: From 1.
        boxes: What to mark, in points, with captions.
        width: Of the page, in points: a very large one is drawn smaller.
        name: What to call the file in messages.

    Returns:
        A PNG file.

    Raises:
        BusinessException: The page cannot be drawn.
    """
    from PIL import Image, ImageDraw

    bare = [box._replace(caption="") for box in boxes]
    plain = picture_with_boxes(content, page, bare, scale=SCALE, name=name)
    if not boxes:
        return plain
    with Image.open(io.BytesIO(plain)) as drawn:
        scale = drawn.width / width
        picture = Image.new("RGB", (drawn.width + round(MARGIN * scale), drawn.height), "#ffffff")
        picture.paste(drawn, (0, 0))
        edge = drawn.width
    pen = ImageDraw.Draw(picture)
    pen.line([(edge, 0), (edge, picture.height)], fill="#c0c0c0")
    ordered, heights = placed(boxes, picture.height / scale)
    size = min(TEXT, TEXT / STEP * picture.height / scale / len(boxes))
    for box, height in zip(ordered, heights, strict=True):
        write(pen, box, height, edge, scale, size)
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=4)
    return stream.getvalue()


def placed(boxes: Sequence[Frame], page: float) -> tuple[list[Frame], list[float]]:
    """The boxes from the top, each with the height of its caption: beside it, or as near as others leave room.

    Args:
        boxes: What to mark.
        page: Height of the page in points; more captions than it has room for stand closer.
    """
    ordered = sorted(boxes, key=lambda box: (box.top, -box.right))
    step = min(STEP, page / (len(ordered) + 1))
    heights: list[float] = []
    for box in ordered:
        wanted = (box.top + box.bottom) / 2
        heights.append(max(wanted, heights[-1] + step) if heights else max(wanted, step))
    lowest = page - step / 2
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], lowest)
        lowest = heights[place] - step
    return ordered, heights


def write(pen: Any, box: Frame, height: float, edge: int, scale: float, size: float) -> None:
    """Write a caption into the margin, with a line from its box."""
    font = lettering(size * scale)
    at = (edge + LEAD * scale, (height - size * 0.6) * scale)
    caption, room = box.caption, (MARGIN - LEAD - 2) * scale
    while len(caption) > 1 and pen.textlength(caption, font=font) > room:
        caption = caption.removesuffix("…")[:-1] + "…"
    under = (box.bottom + 1) * scale  # below the words of its row, not through them
    bend = [((box.right + 1) * scale, under), (edge, under), (edge + 11 * scale, height * scale)]
    pen.line(bend, fill=box.colour, width=1)
    pen.text(at, caption, fill=box.colour, font=font)
