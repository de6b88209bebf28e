"""Marks on a page: words, rules and filled-in fields with their places, in points from its top left."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A word as it stands on the page.

    Attributes:
        text: Without blanks; ligatures are written out.
        left: In points.
        top: Where the font's ascenders end, in points.
        right: In points.
        bottom: Where its descenders end, in points.
        size: Of the font, in points.
        is_bold: By its font.
        confidence: 1 for text that is in the file; 0.8 for what a scanner has put invisibly behind its picture; for
            text that was recognised here, what the recogniser says, from 0 to 1.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool
    confidence: float = 1.0


class Rule(NamedTuple):
    """A drawn line, or one side of a drawn rectangle.

    A line that is drawn as a filled rectangle has its thickness, a stroked one has none.

    Attributes:
        left: In points.
        top: In points.
        right: In points.
        bottom: In points.
    """

    left: float
    top: float
    right: float
    bottom: float


class FormField(NamedTuple):
    """A form's field that holds a value.

    Attributes:
        name: Its full name (`invoice.number`).
        value: As it is filled in; for a box to tick: `yes` or `no`.
        left: In points.
        top: In points.
        right: In points.
        bottom: In points.
    """

    name: str
    value: str
    left: float
    top: float
    right: float
    bottom: float
