"""What is asked of the pages of a document: words with their places, and drawn lines.

Whoever reads a kind of file gives objects that have these attributes (`rpa.drivers.pdf` does). All lengths are points
(1/72 inch), measured from the upper left corner of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Word(Protocol):
    """A run of characters without a space."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def left(self) -> float:
        """Left edge."""

    @property
    def top(self) -> float:
        """Upper edge."""

    @property
    def right(self) -> float:
        """Right edge."""

    @property
    def bottom(self) -> float:
        """Lower edge."""

    @property
    def size(self) -> float:
        """Size of the font."""

    @property
    def is_bold(self) -> bool:
        """Whether the font is a bold one."""


class Rule(Protocol):
    """A drawn line."""

    @property
    def left(self) -> float:
        """Left edge."""

    @property
    def top(self) -> float:
        """Upper edge."""

    @property
    def right(self) -> float:
        """Right edge."""

    @property
    def bottom(self) -> float:
        """Lower edge."""


class Page(Protocol):
    """One page."""

    @property
    def number(self) -> int:
        """From 1."""

    @property
    def width(self) -> float:
        """In points."""

    @property
    def height(self) -> float:
        """In points."""

    @property
    def words(self) -> Sequence[Word]:
        """In any order."""

    @property
    def rules(self) -> Sequence[Rule]:
        """Drawn lines."""

    @property
    def is_scanned(self) -> bool:
        """Whether the words were recognised in a picture."""


class PagedText(Protocol):
    """A document as it was read."""

    @property
    def name(self) -> str:
        """What to call it in messages."""

    @property
    def pages(self) -> Sequence[Page]:
        """In their order."""

    @property
    def attachments(self) -> Mapping[str, bytes]:
        """Files inside the document, name to content."""
