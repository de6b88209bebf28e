"""Pictures of pages on which places are marked, each with its caption in the margin, where it covers nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from rpa.drivers.pdf import Frame, picture_with_boxes
from rpa.drivers.pdf_picture import lettering

SCALE = 2.0
MARGIN = 215  # points beside the page
TEXT = 8.5  # points
STEP = 12.0  # points from caption to caption


def marked_picture(content: bytes, page: int, boxes: Sequence[Frame], *, name: str) -> bytes:
    """A page with boxes, and beside it what each of them is.

    Args:
        content: The PDF.
        page: From 1.
        boxes: What to mark, in points, with captions.
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
        scale = SCALE
        picture = Image.new("RGB", (drawn.width + int(MARGIN * scale), drawn.height), "#ffffff")
        picture.paste(drawn, (0, 0))
        edge = drawn.width
    pen = ImageDraw.Draw(picture)
    pen.line([(edge, 0), (edge, picture.height)], fill="#c0c0c0")
    font = lettering(TEXT * scale)
    for box, height in zip(*placed(boxes, picture.height / scale), strict=True):
        write(pen, box, height, edge, scale, font)
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=4)
    return stream.getvalue()


def placed(boxes: Sequence[Frame], page: float) -> tuple[list[Frame], list[float]]:
    """The boxes from the top, each with the height of its caption: beside it, or as near as others leave room."""
    ordered = sorted(boxes, key=lambda box: (box.top, -box.right))
    heights: list[float] = []
    for box in ordered:
        wanted = (box.top + box.bottom) / 2
        heights.append(max(wanted, heights[-1] + STEP) if heights else max(wanted, STEP))
    over = heights[-1] + STEP - page if heights else 0
    return ordered, [height - over for height in heights] if over > 0 else heights


def write(pen: Any, box: Frame, height: float, edge: int, scale: float, font: Any) -> None:
    """Write a caption into the margin, as much of it as there is room for, with a line from its box."""
    at = (edge + 14 * scale, (height - TEXT * 0.6) * scale)
    caption, room = box.caption, (MARGIN - 14 - 2) * scale
    while len(caption) > 1 and font.getlength(caption) > room:
        caption = caption.removesuffix("…")[:-1] + "…"
    under = (box.bottom + 1) * scale  # below the words of its row, not through them
    bend = [((box.right + 1) * scale, under), (edge, under), (edge + 11 * scale, height * scale)]
    pen.line(bend, fill=box.colour, width=1)
    pen.text(at, caption, fill=box.colour, font=font)
