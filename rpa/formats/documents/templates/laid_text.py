"""A document's text as lines of blanks and words, each character knowing the word it comes from."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from rpa.formats.documents.layout import Layout, Row, Token, around
from rpa.formats.documents.templates.patterns import LONGEST_TEXT, expanded, matches
from rpa.model.extraction import Box
from rpa.model.field_template import TextChanges

WIDTH = 5.0  # points of a blank between two cells
MOST_BLANKS = 60


@dataclass(frozen=True)
class LaidText:
    """The text.

    Attributes:
        text: The rows as lines; cells stand apart by several blanks.
        owners: For each character the number of its word; -1 for blanks and line ends.
        tokens: The words.
    """

    text: str
    owners: tuple[int, ...]
    tokens: tuple[Token, ...]

    def words(self, start: int, end: int) -> tuple[Token, ...]:
        """The text between two characters as words, each where it stands on the page.

        A part of a word has the place of the whole; one that comes from no word (it was put in) has none and is given
        the place of what is nearest before it.
        """
        found: list[Token] = []
        at = start
        for piece in self.text[start:end].split():
            at = self.text.index(piece, at)
            owned = [number for number in self.owners[at : at + len(piece)] if number >= 0]
            at += len(piece)
            if owned:
                own = [self.tokens[number] for number in dict.fromkeys(owned)]
                page = [token for token in own if token.box.page == own[0].box.page]
                found.append(Token(piece, around(page), own[0].size, own[0].is_bold))
            elif self.tokens:
                near = next((n for n in reversed(self.owners[:at]) if n >= 0), 0)
                found.append(Token(piece, self.tokens[near].box, self.tokens[near].size))
        return tuple(found)


def lay(layout: Layout) -> LaidText:
    """The rows of a document as a text."""
    text: list[str] = []
    owners: list[int] = []
    tokens: list[Token] = []
    edges: dict[int, float] = {}
    for row in layout.rows:
        edges[row.page] = min(edges.get(row.page, row.box.left), row.box.left)
    for row in layout.rows:
        add_row(row, edges[row.page], text, owners, tokens)
        if len(owners) > LONGEST_TEXT:
            break
    return LaidText("".join(text), tuple(owners), tuple(tokens))


def add_row(row: Row, edge: float, text: list[str], owners: list[int], tokens: list[Token]) -> None:
    """Add a row, as far from the left as it stands from the page's leftmost word, and its line end."""
    right: float | None = None
    for cell in row.cells:
        for place, token in enumerate(cell.tokens):
            blanks = min(MOST_BLANKS, round((token.box.left - edge) / WIDTH)) if right is None else 1
            if place == 0 and right is not None:
                blanks = max(3, min(MOST_BLANKS, round((token.box.left - right) / WIDTH)))
            text.append(" " * blanks + token.text)
            owners += [-1] * blanks + [len(tokens)] * len(token.text)
            tokens.append(token)
            right = token.box.right
    text.append("\n")
    owners.append(-1)


def change(laid: LaidText, changes: TextChanges) -> LaidText:
    """The text as a template wants it.

    Raises:
        PatternWrong: A pattern of the template is none.
        PatternTooSlow: It tries endlessly many ways.
    """
    if changes.without_spaces:
        laid = by_character(laid, lambda char: "" if char == " " else char)
    if changes.without_accents:
        laid = by_character(laid, plain)
    if changes.in_lower_case:
        laid = by_character(laid, str.lower)
    for pattern, replacement in changes.replaced:
        laid = replaced(laid, pattern, replacement)
    return laid


def plain(char: str) -> str:
    """A character without its accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))


def by_character(laid: LaidText, wanted: Callable[[str], str]) -> LaidText:
    """Every character replaced by what is wanted for it."""
    pieces = [wanted(char) for char in laid.text]
    owners = [owner for piece, owner in zip(pieces, laid.owners, strict=True) for _ in piece]
    return LaidText("".join(pieces), tuple(owners), laid.tokens)


def replaced(laid: LaidText, pattern: str, replacement: str) -> LaidText:
    """Every match replaced; what is put in belongs to the word where the match begins."""
    text: list[str] = []
    owners: list[int] = []
    at = 0
    for match in matches(pattern, laid.text):
        start, end = match.span()
        new = expanded(match, replacement)
        text += [laid.text[at:start], new]
        owners += laid.owners[at:start]
        owners += [next((number for number in laid.owners[start:end] if number >= 0), -1)] * len(new)
        at = end
    text.append(laid.text[at:])
    owners += laid.owners[at:]
    return LaidText("".join(text)[: 2 * LONGEST_TEXT], tuple(owners[: 2 * LONGEST_TEXT]), laid.tokens)


def box_of(tokens: tuple[Token, ...]) -> Box | None:
    """The place of words; of those on several pages, the first page's."""
    if not tokens:
        return None
    return around([token for token in tokens if token.box.page == tokens[0].box.page])
