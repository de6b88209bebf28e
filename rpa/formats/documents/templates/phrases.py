"""Words that a person has given, found in the rows of a document; and what stands below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rpa.formats.documents.figures import currency_of
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Cell, Layout, Row, Token, around
from rpa.formats.documents.places import is_under
from rpa.formats.documents.spelling import key_of
from rpa.model.extraction import Box

LONGEST = 12  # words of a phrase
CLOSE = 0.7  # how alike words must be to be proposed
FARTHEST = 4.0  # heights of a row between two cells of a column


@dataclass(frozen=True, eq=False)
class Phrase:
    """Words that were found.

    Attributes:
        row: Their row.
        cell: The cell of the first one.
        start: Number of the first word in the cell.
        tokens: The words.
    """

    row: Row
    cell: Cell
    start: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """As they stand there, without a colon."""
        return " ".join(token.text for token in self.tokens).rstrip(" :")

    @property
    def box(self) -> Box:
        """Where they stand."""
        return around(self.tokens)


def phrases(layout: Layout, words: str) -> list[Phrase]:
    """Every place of some words, whatever their case, spaces and accents."""
    key = "".join(key_of(word) for word in words.split())
    if not key:
        return []
    return [found for row in layout.rows for found in in_row(row, key)]


def in_row(row: Row, key: str) -> Iterator[Phrase]:
    """The places in one row; a phrase may go over from cell to cell."""
    tokens = row.tokens
    for start, token in enumerate(tokens):
        if not token.key or not key.startswith(token.key):
            continue
        held = ""
        for end in range(start, min(len(tokens), start + LONGEST)):
            held += tokens[end].key
            if held == key:
                cell = next(one for one in row.cells if token in one.tokens)
                yield Phrase(row, cell, cell.tokens.index(token), tokens[start : end + 1])
                break
            if not key.startswith(held):
                break


def nearly(words: str, layout: Layout) -> str:
    """What stands there that is nearly some words, for a message; empty: nothing is."""
    wanted, count = key_of(words.replace(" ", "")), len(words.split())
    starts = {key_of("".join(cell.text.split()[:count])): cell for row in layout.rows for cell in row.cells}
    near = get_close_matches(wanted, [start for start in starts if start], 1, CLOSE)
    return f"; nearly: '{' '.join(starts[near[0]].text.split()[:count]).rstrip(' :')}'" if near else ""


def label_of(phrase: Phrase, name: str) -> Label:
    """A phrase as a label of a field."""
    last = next(one for one in reversed(phrase.row.cells) if phrase.tokens[-1] in one.tokens)
    start = phrase.start if last is phrase.cell else 0
    end = last.tokens.index(phrase.tokens[-1]) + 1
    return Label(phrase.row, last, start, end, frozenset({name}), frozenset())


def stretch(phrase: Phrase) -> tuple[Token, ...]:
    """The words right of a phrase in its row, up to the next cell that is words only: the label of something else."""
    held: list[Token] = []
    for count, cell in enumerate(one for one in phrase.row.cells if one.box.right > phrase.box.right):
        words = [token for token in cell.tokens if token.box.left >= phrase.box.right - 1]
        if count and is_wording(words):
            break
        held += words
    return tuple(held)


def is_wording(words: Sequence[Token]) -> bool:
    """Whether words have no figure among them, and are more than the name of a currency."""
    letters = sum(char.isalpha() for token in words for char in token.text if not currency_of(token.text))
    return letters >= 3 and not any(char.isdigit() for token in words for char in token.text)


def column_below(layout: Layout, heading: Phrase) -> Iterator[tuple[Token, ...]]:
    """The cells below a heading, down to the first gap or the end of the page."""
    bottom = heading.box.bottom
    height = heading.box.bottom - heading.box.top
    for row in layout.rows[heading.row.number + 1 :]:
        if row.page != heading.row.page or row.box.top - bottom > FARTHEST * height:
            return
        under = [cell for cell in row.cells if is_under(cell.box, heading.box)]
        if under:
            yield under[0].tokens
            bottom = row.box.bottom
