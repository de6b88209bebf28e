"""What was read, looked at on the drawn page: text that nobody can see is not sure.

White letters on white, letters below a picture or outside of what is drawn are words of a PDF like all others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from rpa.drivers.pdf import PdfText, picture
from rpa.errors import BusinessException
from rpa.formats.documents.templates.extraction import TemplateReading
from rpa.model.extraction import Box, Field, Line

SCALE = 1.0  # pixels for each point
FAINTEST = 12  # of 255: what differs less from its ground is not to be seen
CORE = 0.2  # of its height that is left out above and below: there, rules and other rows may reach in
MOST = Decimal("0.3")
NOTHING = "nothing is to be seen there"


def looked_at(reading: TemplateReading, document: PdfText, content: bytes) -> TemplateReading:
    """A reading in which what is sure is to be seen as well.

    Args:
        reading: What was found.
        document: Its pages; those that are pictures are not looked at: their words were seen there.
        content: The PDF.
    """
    found = reading.extraction
    every: list[Field | Line] = [*found.fields, *reading.more, *found.lines]
    read = {page.number: page.width for page in document.pages if not page.is_scanned}
    wanted = {one.box.page for one in every if one.box and one.box.page in read and one.confidence > MOST}
    pages = {number: drawn(content, number, read[number], document.name) for number in sorted(wanted)}
    fields, told_fields = seen(found.fields, pages)
    more, told_more = seen(reading.more, pages)
    lines, told = list(found.lines), [*told_fields, *told_more]
    for at, one in enumerate(lines):
        if one.box and is_hidden(one, pages):
            lines[at] = replace(one, confidence=min(one.confidence, MOST))
            told.append(f"line {at + 1} of the table, on page {one.box.page}: {NOTHING}")
    if not told:
        return reading
    extraction = replace(found, fields=fields, lines=tuple(lines), problems=(*found.problems, *told))
    return replace(reading, extraction=extraction, more=more)


@dataclass(frozen=True)
class Drawn:
    """A page as a picture.

    Attributes:
        picture: Pillow's; None when the page cannot be drawn: then nothing of it is to be seen.
        scale: Its pixels for each point.
    """

    picture: Any
    scale: float


def drawn(content: bytes, page: int, width: float, name: str) -> Drawn:
    """A page as a picture.

    Args:
        content: The PDF.
        page: From 1.
        width: Of the page in points: a very large one is drawn smaller than asked for.
        name: What to call the file in messages.
    """
    from PIL import Image

    try:
        found = Image.open(io.BytesIO(picture(content, page, scale=SCALE, name=name))).convert("RGB")
    except BusinessException:
        return Drawn(None, SCALE)
    return Drawn(found, found.width / width)


def seen(fields: Iterable[Field], pages: Mapping[int, Drawn]) -> tuple[tuple[Field, ...], list[str]]:
    """Fields, those that cannot be seen with less confidence, and a sentence about each of these."""
    found, told = list[Field](), list[str]()
    for one in fields:
        if one.box and is_hidden(one, pages):
            told.append(f"{one.name} '{one.text}' on page {one.box.page}: {NOTHING}")
            found.append(replace(one, rule=f"{one.rule}; but {NOTHING}", confidence=min(one.confidence, MOST)))
        else:
            found.append(one)
    return tuple(found), told


def is_hidden(one: Field | Line, pages: Mapping[int, Drawn]) -> bool:
    """Whether it has a place on a page that was drawn, and all is of one colour there."""
    return one.box is not None and one.box.page in pages and is_empty(pages[one.box.page], one.box)


def is_empty(page: Drawn, box: Box) -> bool:
    """Whether all pixels of a place are as good as one colour."""
    if page.picture is None:
        return True
    scale, core = page.scale, CORE * (box.bottom - box.top)
    left, top = max(0, int(box.left * scale)), max(0, int((box.top + core) * scale))
    right, bottom = (
        min(page.picture.width, int(box.right * scale) + 1),
        min(page.picture.height, int((box.bottom - core) * scale) + 1),
    )
    if left >= right or top >= bottom:
        return True  # beside the page
    extrema = page.picture.crop((left, top, right, bottom)).getextrema()
    return all(most - least < FAINTEST for least, most in extrema)
