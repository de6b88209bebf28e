"""The words of a document as rows and cells: what stands at one height, and what stands together in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

from rpa.formats.documents.spelling import key_of
from rpa.model.extraction import Box
from rpa.model.page_text import Page, PagedText, Rule, Word

MOST_WORDS = 20_000  # of a document; what comes behind is not looked at
GLUED = re.compile(r"([^\W\d_][^:]{2,40}:)([^:/\\\s][^:]*)")  # a label and its value without a space between
FEWEST_APART = 4  # single letters in a row that are a word set apart
WORD_ENDS = 1.6  # times the space between two letters
USUAL_SPACE = 0.3  # of the font's size
SET_APART = 0.32  # of the font's size, beyond the usual space: what is further apart is another cell


@dataclass(frozen=True)
class Token:
    """A word with its place.

    Attributes:
        text: The characters.
        box: Where it stands.
        size: Of the font, in points.
        is_bold: Whether the font is a bold one.
        spacing: Between its letters, in points, when they are set apart; 0 when they are not.
    """

    text: str
    box: Box
    size: float
    is_bold: bool = False
    spacing: float = 0.0

    @cached_property
    def key(self) -> str:
        """The word as wordings are compared: folded, letters and digits only."""
        return key_of(self.text)


@dataclass(frozen=True, eq=False)
class Cell:
    """Words that stand together on one row.

    Attributes:
        tokens: From the left; at least one.
    """

    tokens: tuple[Token, ...]

    @cached_property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(token.text for token in self.tokens)

    @cached_property
    def box(self) -> Box:
        """What they cover."""
        return around(self.tokens)

    @property
    def size(self) -> float:
        """The largest font in it."""
        return max(token.size for token in self.tokens)


@dataclass(frozen=True, eq=False)
class Row:
    """Everything at one height of a page.

    Attributes:
        number: Counted through the whole document, from 0.
        cells: From the left; at least one.
    """

    number: int
    cells: tuple[Cell, ...]

    @cached_property
    def box(self) -> Box:
        """What it covers."""
        return around([token for cell in self.cells for token in cell.tokens])

    @property
    def page(self) -> int:
        """From 1."""
        return self.cells[0].tokens[0].box.page

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All words from the left."""
        return tuple(token for cell in self.cells for token in cell.tokens)

    @property
    def text(self) -> str:
        """All words; cells are set apart by three spaces."""
        return "   ".join(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """Size of a page in points, and whether it was recognised in a picture."""

    number: int
    width: float
    height: float
    is_scanned: bool


@dataclass(frozen=True)
class Layout:
    """A document as rows.

    Attributes:
        rows: Of all pages, from the top.
        sheets: The pages.
    """

    rows: tuple[Row, ...]
    sheets: tuple[Sheet, ...]

    def on_page(self, number: int) -> list[Row]:
        """The rows of one page."""
        return self.by_page.get(number, [])

    @cached_property
    def by_page(self) -> dict[int, list[Row]]:
        """The rows of each page."""
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.page, []).append(row)
        return found

    def sheet(self, number: int) -> Sheet:
        """A page by its number."""
        return self.sheets[number - self.sheets[0].number]

    @cached_property
    def text(self) -> str:
        """All rows, one a line."""
        return "\n".join(row.text for row in self.rows)


def around(tokens: Iterable[Token]) -> Box:
    """The box around words of one page."""
    boxes = [token.box for token in tokens]
    return Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def lay_out(document: PagedText) -> Layout:
    """Group the words of a document to rows and cells."""
    rows: list[Row] = []
    left = MOST_WORDS
    for page in document.pages:
        tokens = [token for word in page.words[:left] for token in tokens_of(word, page.number)]
        left -= len(page.words[:left])
        space = usual_space(lines_of(tokens))
        upright = [rule for rule in page.rules if rule.bottom - rule.top > rule.right - rule.left]
        for line in map(with_whole_words, lines_of(tokens)):
            rows.append(Row(len(rows), tuple(cells_of(line, space, upright))))
    return Layout(tuple(rows), tuple(sheet_of(page) for page in document.pages))


def sheet_of(page: Page) -> Sheet:
    """Size and kind of a page."""
    return Sheet(page.number, page.width, page.height, page.is_scanned)


def tokens_of(word: Word, page: int) -> Iterator[Token]:
    """A word as tokens: cut behind a colon in it; text that runs up or down the page is left out."""
    text = word.text.strip()
    if not text or (len(text) > 2 and word.bottom - word.top > 1.5 * (word.right - word.left)):
        return
    size = word.size if word.size > 1 else (word.bottom - word.top) * 0.85
    glued = GLUED.fullmatch(text)
    if glued is None:
        yield Token(text, Box(page, word.left, word.top, word.right, word.bottom), size, word.is_bold)
        return
    middle = word.left + (word.right - word.left) * len(glued[1]) / len(text)
    yield Token(glued[1], Box(page, word.left, word.top, middle, word.bottom), size, word.is_bold)
    yield Token(glued[2], Box(page, middle, word.top, word.right, word.bottom), size, word.is_bold)


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Group words whose middles lie at one height, from the top; each line from the left."""
    lines: list[list[Token]] = []
    middle = height = 0.0
    for token in sorted(tokens, key=lambda one: (one.box.top + one.box.bottom, one.box.left)):
        own, tall = (token.box.top + token.box.bottom) / 2, token.box.bottom - token.box.top
        if lines and own - middle <= min(height, tall) * 0.4:
            lines[-1].append(token)
        else:
            lines.append([token])
            middle, height = own, tall
    for line in lines:
        line.sort(key=lambda one: one.box.left)
    return lines


def with_whole_words(line: Sequence[Token]) -> list[Token]:
    """A line in which letters that are set apart (`I N V O I C E`) are words."""
    found: list[Token] = []
    for is_letter, group in groupby(line, key=lambda token: len(token.text) == 1 and token.text.isalpha()):
        tokens = list(group)
        found += joined(tokens) if is_letter and len(tokens) >= FEWEST_APART else tokens
    return found


def joined(letters: Sequence[Token]) -> Iterator[Token]:
    """The words that single letters spell: a word ends where the next letter is much further away."""
    gaps = [two.box.left - one.box.right for one, two in pairwise(letters)]
    usual = median(gaps)
    held = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > max(WORD_ENDS * usual, 0.1 * letter.size) or gap > letter.size:
            yield word_of(held, usual)
            held = []
        held.append(letter)
    yield word_of(held, usual)


def word_of(letters: Sequence[Token], spacing: float) -> Token:
    """One word of letters that are set apart."""
    text = "".join(letter.text for letter in letters)
    return Token(text, around(letters), letters[0].size, letters[0].is_bold, max(spacing, 0.0))


def usual_space(lines: Sequence[Sequence[Token]]) -> float:
    """The space between two words of a page, as a part of the font's size; wide in a typewriter's font."""
    found = [
        (two.box.left - one.box.right) / two.size
        for line in lines
        for one, two in pairwise(line)
        if 0.1 < (two.box.left - one.box.right) / two.size < 0.75
    ]
    return median(found) if len(found) >= 10 else USUAL_SPACE


def cells_of(line: Sequence[Token], space: float, upright: Sequence[Rule]) -> Iterator[Cell]:
    """Cut a line where its words are far apart, or a vertical rule stands between them."""
    held = [line[0]]
    for one, two in pairwise(line):
        gap = two.box.left - one.box.right
        height = (two.box.top + two.box.bottom) / 2
        apart = gap > (space + SET_APART) * min(one.size, two.size) + 2 * min(one.spacing, two.spacing)
        if apart or any(
            one.box.right - 1 <= (rule.left + rule.right) / 2 <= two.box.left + 1 and rule.top < height < rule.bottom
            for rule in upright
        ):
            yield Cell(tuple(held))
            held = []
        held.append(two)
    yield Cell(tuple(held))
