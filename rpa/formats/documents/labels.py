"""Where the document names what stands beside or below: the wordings of all languages, found in its rows."""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from rpa.formats.documents.layout import Cell, Layout, Row, Token, around
from rpa.formats.documents.spelling import key_of
from rpa.model.extraction import Box

LANGUAGES = ("nl", "de", "nb", "en", "fr")
LONGEST = 8  # words of a wording as they stand on a page
ENDS = (":", "|", "•", "·", ",", ";", "-", "–", "/", "(")
COLUMN = "c_"  # categories that begin so are headings of columns
TITLE = "title_"  # categories that begin so say what a document is
MOST_BELOW = 4  # words of a line of a wording that is broken into two
LONGEST_NAME = 4  # words between a wording and the colon of the name that it is a part of
CLOSE = 0.22  # heights of a line between its two lines
OURS = frozenset(("ons", "onze", "unsere", "unser", "our", "notre", "var", "vart"))  # before any wording
THEIRS = re.compile(
    "uw|klant(en)?|afnemer|debiteur|opdrachtgever|ihre?r?|kunden?s?|auftraggeber|(leistungs)?empfangers?|kaufers?|deres"
    "|kjopers?|your|customers?|clients?|buyers?|recipient|purchaser|votre|acheteur|destinataire|preneur"
)  # beside a wording: what it names is the customer's
OF = re.compile("van|de[rs]?|of|the|du|l[ea]|til|for|av|a")
OF_CUSTOMER = {"vat_number": "customer_vat_number", "registration": "customer_registration", "iban": "customer_iban"}
SHORTEST = 2  # letters of a wording that may stand without a colon


@dataclass(frozen=True, eq=False)
class Label:
    """A wording that was found.

    Attributes:
        row: Its row.
        cell: Its cell.
        start: Number of its first word in the cell.
        end: Number of the first word behind it.
        categories: What it may name.
        languages: In which languages.
        above: Its first words, when it is broken into two lines.
    """

    row: Row
    cell: Cell
    start: int
    end: int
    categories: frozenset[str]
    languages: frozenset[str]
    above: tuple[Token, ...] = ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its words."""
        return self.above + self.cell.tokens[self.start : self.end]

    @property
    def text(self) -> str:
        """As it stands on the page, without the colon."""
        return " ".join(token.text for token in self.tokens).rstrip(" :")

    @property
    def box(self) -> Box:
        """Where it stands."""
        return around(self.tokens)

    @property
    def rest(self) -> tuple[Token, ...]:
        """The words behind it in its cell."""
        return self.cell.tokens[self.end :]

    @property
    def is_first(self) -> bool:
        """Whether it begins its cell, or a part of it."""
        return self.start == 0 or self.cell.tokens[self.start - 1].text.endswith(ENDS)

    @property
    def has_colon(self) -> bool:
        """Whether a colon stands behind it."""
        behind = self.rest[0].text if self.rest else ""
        return self.tokens[-1].text.endswith(":") or behind.startswith(":")


@cache
def wordings() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Every wording as a key, with its categories and languages."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for language in LANGUAGES:
        labels = importlib.import_module(f"rpa.formats.documents.wordings.{language}").LABELS
        for category, lines in labels.items():
            for wording in lines.strip().splitlines():
                for spelt in spellings(wording):
                    found[spelt][0].add(category)
                    found[spelt][1].add(language)
    return {key: (frozenset(categories), frozenset(languages)) for key, (categories, languages) in found.items()}


def spellings(wording: str) -> Iterator[str]:
    """All keys of one wording: `a/b` is either word, `(a)` may be missing."""
    choices: list[tuple[str, ...]] = []
    for word in wording.split():
        if word.startswith("("):
            choices.append(("", word.strip("()")))
        else:
            choices.append(tuple(word.split("/")))
    for chosen in product(*choices):
        yield "".join(key_of(word) for word in chosen)


@cache
def beginnings() -> frozenset[str]:
    """Every beginning of a wording's key: what is none of them cannot become a wording."""
    return frozenset(key[:length] for key in wordings() for length in range(1, len(key) + 1))


def find_labels(layout: Layout) -> list[Label]:
    """Every wording in the document, row by row; in a cell the longest from the left."""
    broken = {id(label.cell): label for label in broken_labels(layout)}
    upper = {id(label.above[0]) for label in broken.values()}
    found: list[Label] = []
    for row in layout.rows:
        for cell in row.cells:
            if id(cell) in broken:
                found.append(broken[id(cell)])
            elif id(cell.tokens[0]) not in upper:
                found += labels_in(row, cell)
    return found


def broken_labels(layout: Layout) -> Iterator[Label]:
    """Wordings that a narrow cell breaks into two lines, one right below the other."""
    for above, below in pairwise(layout.rows):
        if above.page != below.page:
            continue
        for cell in below.cells:
            if len(cell.tokens) > MOST_BELOW or cell.tokens[-1].key.isdigit():
                continue
            upper = [one for one in above.cells if is_broken(one, cell)]
            if len(upper) != 1 or len(upper[0].tokens) > MOST_BELOW:
                continue
            key = "".join(token.key for token in (*upper[0].tokens, *cell.tokens))
            if key in wordings():
                yield Label(below, cell, 0, len(cell.tokens), *wordings()[key], upper[0].tokens)


def is_broken(above: Cell, below: Cell) -> bool:
    """Whether a cell goes on in the one below: the same font, close, with an edge or the middle in common."""
    one, two = above.box, below.box
    height = one.bottom - one.top
    if abs(above.size - below.size) > 0.3 or not -0.4 * height < two.top - one.bottom < CLOSE * height:
        return False
    if above.tokens[-1].text.endswith(":"):
        return False
    sides = (one.left - two.left, one.right - two.right, (one.left + one.right - two.left - two.right) / 2)
    return min(abs(side) for side in sides) < 1.5


def labels_in(row: Row, cell: Cell) -> Iterator[Label]:
    """The wordings in one cell."""
    start = 0
    while start < len(cell.tokens):
        end = longest_match(cell.tokens, start)
        skipped = int(end == start and cell.tokens[start].key in OURS)
        if skipped:
            end = longest_match(cell.tokens, start + 1)
        if end <= start + skipped:
            start += 1
            continue
        key = "".join(token.key for token in cell.tokens[start + skipped : end])
        categories, languages = wordings()[key]
        theirs = end_of_theirs(cell.tokens, start, end)
        if theirs and not categories.isdisjoint(OF_CUSTOMER):
            categories, end = frozenset(OF_CUSTOMER.get(category, category) for category in categories), theirs
        label = Label(row, cell, start, end, categories, languages)
        if is_part_of_another(label):
            start = end
            continue
        if len(key) >= SHORTEST or label.has_colon or (label.is_first and label.end == len(cell.tokens)):
            yield label
        start = end


def end_of_theirs(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a wording ends that a word beside it makes the customer's; 0 when there is no such word.

    `Customer VAT Reg`, `KvK-nr. van de klant`.
    """
    if start and THEIRS.fullmatch(tokens[start - 1].key):
        return end
    behind = end
    while behind < min(end + 3, len(tokens)) and not tokens[behind - 1].text.endswith(":"):
        if THEIRS.fullmatch(tokens[behind].key):
            return behind + 1
        if not OF.fullmatch(tokens[behind].key):
            return 0
        behind += 1
    return 0


def is_part_of_another(label: Label) -> bool:
    """Whether a wording is only the beginning of a name that is not known: `Date de facture associée : 3 mai`."""
    if label.has_colon or not label.categories.isdisjoint(OF_CUSTOMER.values()):
        return False  # whatever more is said of it: it is the customer's
    for place, token in enumerate(label.rest[:LONGEST_NAME]):
        if any(char.isdigit() for char in token.text):
            return False
        if token.text.startswith(":"):
            return place > 0
        if token.text.endswith(":"):
            return longest_match(label.cell.tokens, label.end) < label.end + place + 1
    return False


def longest_match(tokens: Sequence[Token], start: int) -> int:
    """Number of the first word behind the longest wording that begins at a word; the word itself when there is none."""
    key, best = "", start
    for end in range(start, min(len(tokens), start + LONGEST)):
        own = tokens[end].key
        key += own
        if key not in beginnings():
            break
        if own and key in wordings():
            best = end + 1
        if tokens[end].text.endswith(":") and best == end + 1:
            break
    return best
