"""The table of a document's lines: its headings, and what stands below each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from rpa.formats.documents.figures import currency_of, figures_of_row
from rpa.formats.documents.labels import COLUMN, Label
from rpa.formats.documents.layout import Cell, Row, Token
from rpa.model.extraction import Box

PRIORITY = (
    "c_description", "c_quantity", "c_unit_price", "c_vat_rate", "c_net", "c_gross", "c_vat", "c_discount",
    "c_unit", "c_sku", "c_position",
)  # fmt: skip
NUMERIC = frozenset(("quantity", "unit_price", "net", "gross", "vat", "vat_rate", "discount"))
TEXTS = frozenset(("position", "sku", "description", "unit"))
COVERED = 0.6  # of a row's letters, by headings
NEAR = 5.0  # points between edges that agree
PER = frozenset(("per", "pro", "je", "pr", "par"))  # behind a price: how many it is for
LONGEST_NAME = 4  # words of a heading that is not known
HUNDREDS = re.compile(r"\(?(10{1,2}|10?[.,'’]?000)\)?")


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the table.

    Attributes:
        kind: `description`, `quantity`, `unit_price`, ...; `other` for one that is not known.
        box: Of its heading.
    """

    kind: str
    box: Box


@dataclass(frozen=True, eq=False)
class Heading:
    """A row of headings.

    Attributes:
        row: The row.
        columns: From left to right.
        per: How many a price is for, as in `Price per 1000`; None: the heading says a number that is not understood.
        has_percent: Whether the heading of the discounts says that they are in percent: `Disc %`.
    """

    row: Row
    columns: tuple[Column, ...]
    per: Decimal | None = Decimal(1)
    has_percent: bool = False

    def has(self, kind: str) -> bool:
        """Whether there is such a column."""
        return any(column.kind == kind for column in self.columns)


def find_headings(labels: Sequence[Label], mark: str) -> list[Heading]:
    """The rows that are headings of a table of lines, on every page."""
    found = []
    for _, group in groupby(labels, key=lambda label: label.row.number):
        own = list(group)
        heading = heading_of(own[0].row, own, mark)
        if heading is not None:
            found.append(heading)
    return found


def heading_of(row: Row, labels: Sequence[Label], mark: str) -> Heading | None:
    """The columns that a row of labels heads; None when it is no row of headings."""
    heads = [label for label in labels if any(category.startswith(COLUMN) for category in label.categories)]
    heads, per = with_prices_whole([with_currency(label) for label in heads])
    things = described_by(row, heads)
    heads = [label for label in heads if label.cell is not things]
    words = [token for cell in row.cells if cell is not things for token in cell.tokens]
    letters = sum(len(token.key) for token in words if not currency_of(token.text))
    covered = sum(len(token.key) for label in heads for token in label.tokens)
    if len(heads) < 2 or covered < COVERED * letters or any(f.has_cents for f in figures_of_row(row, mark)):
        return None
    columns = assigned(row, heads)
    kinds = {column.kind for column in columns}
    has_amount = bool(kinds & {"net", "gross", "unit_price"})
    has_thing = bool(kinds & {"description", "sku"})
    is_table = has_thing and has_amount and (len(kinds - {"other"}) >= 3 or kinds >= {"description", "net"})
    percent = any("c_discount" in label.categories and "%" in label.cell.text for label in heads)
    return Heading(row, tuple(columns), per, percent) if is_table else None


def with_currency(label: Label) -> Label:
    """A heading, the price of one where a unit has a currency behind it: `Unit £`."""
    is_price = "c_unit" in label.categories and bool(label.rest) and bool(currency_of(label.rest[0].text))
    return replace(label, categories=frozenset(("c_unit_price",))) if is_price else label


def described_by(row: Row, heads: Sequence[Label]) -> Cell | None:
    """The heading of the descriptions, where it has a name that is not known: the first one, before a quantity.

    Those who sell work, hire or refunds call what they describe after it: `Work done`, `Hire items`, `Reason`.
    """
    first = row.cells[0]
    kinds = {kind for label in heads if label.cell is not first for kind in label.categories}
    is_known = not kinds.isdisjoint(("c_description", "c_sku"))
    is_known |= any(label.cell is first and label.start == 0 for label in heads)
    if is_known or "c_quantity" not in kinds or kinds.isdisjoint(("c_net", "c_gross")):
        return None
    is_text = len(first.tokens) <= LONGEST_NAME and all(not has_digit(token) for token in first.tokens)
    return first if is_text and any(token.key for token in first.tokens) else None


def with_prices_whole(heads: Sequence[Label]) -> tuple[list[Label], Decimal | None]:
    """Headings such as `Price per 1000` and `Price per box` in one piece, and how many a price is for."""
    per: Decimal | None = Decimal(1)
    whole: list[Label] = []
    for label in heads:
        before = whole[-1] if whole else None
        if before is not None and label.cell is before.cell and label.start < before.end:
            continue  # `per` would be a heading of its own, that of the unit
        if "c_unit_price" in label.categories and label.rest and label.rest[0].key in PER:
            starts = {one.start for one in heads if one.cell is label.cell and one.start > label.end}
            end, per = end_of_price(label, starts)
            whole.append(replace(label, end=end, categories=frozenset(("c_unit_price",))))
        else:
            whole.append(label)
    return whole, per


def end_of_price(label: Label, starts: set[int]) -> tuple[int, Decimal | None]:
    """Number of the first word behind `Price per 1000 pieces`, and the 1000.

    Args:
        label: The price.
        starts: Numbers of the words in its cell that begin other headings.
    """
    tokens, end = label.cell.tokens, label.end + 1
    per: Decimal | None = Decimal(1)
    if end < len(tokens) and has_digit(tokens[end]):
        first = end
        while end < len(tokens) and has_digit(tokens[end]):
            end += 1
        number = HUNDREDS.fullmatch("".join(token.text for token in tokens[first:end]))
        per = Decimal(re.sub(r"\D", "", number[1])) if number else None
    if end < len(tokens) and end not in starts:
        end += 1
    return end, per


def assigned(row: Row, heads: Sequence[Label]) -> list[Column]:
    """One kind for each heading: those that can be one thing only first, of equals the usual order decides."""
    options = {id(label): [kind for kind in PRIORITY if kind in label.categories] for label in heads}
    chosen: dict[int, str] = {}
    for label in sorted(heads, key=lambda one: len(options[id(one)])):
        free = [kind for kind in options[id(label)] if kind not in chosen.values()]
        if free:
            chosen[id(label)] = free[0]
    described = [
        label
        for label in heads
        if options[id(label)][:1] == ["c_description"] and chosen.get(id(label), "c_description") == "c_description"
    ]
    if len(described) > 1:  # `Item` and `Description`: the widest of them is the text
        widest = max(described, key=lambda label: room_of(label, heads))
        for label in described:
            chosen[id(label)] = "c_description" if label is widest else "c_sku"
    net = [label for label in heads if "c_net" in options[id(label)] and chosen.get(id(label), "c_net") == "c_net"]
    if len(net) > 1:  # two columns are called amount: the last one is the line's
        for label in net:
            chosen.pop(id(label), None)
        chosen[id(net[-1])] = "c_net"
    columns = [Column(chosen.get(id(label), "c_other").removeprefix(COLUMN), label.box) for label in heads]
    named = {id(token) for label in heads for token in label.tokens}
    unnamed = [cell for cell in row.cells if not any(id(token) in named for token in cell.tokens)]
    things, known = described_by(row, heads), set(chosen.values())
    for cell in unnamed:
        is_money = known.isdisjoint(("c_net", "c_gross")) and all(currency_of(token.text) for token in cell.tokens)
        columns.append(Column("description" if cell is things else "net" if is_money else "other", cell.box))
    return sorted(columns, key=lambda column: column.box.left)


def room_of(label: Label, heads: Sequence[Label]) -> float:
    """How far it is from a heading to the next."""
    return (
        min((one.box.left for one in heads if one.box.left > label.box.left), default=label.box.right) - label.box.left
    )


def spread(row: Row, heading: Heading) -> dict[str, list[Token]]:
    """The words of a row by the kind of their column; a cell that reaches over several columns is taken apart.

    A number's column that has a cell of its own in the row takes no words of a text that reaches under its heading.
    """
    over = {id(cell): [c for c in heading.columns if overlap(cell.box, c.box) > 0] for cell in row.cells}
    single = {id(cell): nearest(cell.box, heading.columns) for cell in row.cells if len(over[id(cell)]) < 2}
    taken = {id(column) for column in single.values() if column.kind in NUMERIC}
    free = [column for column in heading.columns if id(column) not in taken]
    found: dict[str, list[Token]] = {}
    for cell in row.cells:
        alone = single.get(id(cell))
        parts = [(alone, cell.tokens)] if alone else parts_of(cell, free or heading.columns)
        for column, tokens in parts:
            found.setdefault(column.kind, []).extend(tokens)
    return found


def parts_of(cell: Cell, columns: Sequence[Column]) -> Iterator[tuple[Column, Sequence[Token]]]:
    """The words of a cell with their columns."""
    placed: list[tuple[Column, Token]] = []
    for token in cell.tokens:
        column = column_of(token, columns)
        is_word = not has_digit(token) and not currency_of(token.text)
        is_back = bool(placed) and column.box.left < placed[-1][0].box.left
        if placed and (not token.key or is_back or (column.kind in NUMERIC and is_word)):
            column = placed[-1][0]  # a sign, a unit behind its number, or a word that reaches under a number's heading
        placed.append((column, token))
    for column, pairs in groupby(placed, key=lambda pair: pair[0]):
        yield column, tuple(token for _, token in pairs)


def column_of(token: Token, columns: Sequence[Column]) -> Column:
    """The column of one word: a number goes under the heading it is aligned with, a text behind the last left edge."""
    near = [c for c in columns if overlap(token.box, c.box) > 0 or abs(token.box.right - c.box.right) < NEAR]
    numeric = [column for column in near if column.kind not in TEXTS]
    if numeric and (has_digit(token) or currency_of(token.text)):
        return nearest(token.box, numeric)
    texts = [column for column in columns if column.kind in TEXTS and column.box.left <= token.box.left + 3]
    return max(texts, key=lambda column: column.box.left) if texts else nearest(token.box, columns)


def has_digit(token: Token) -> bool:
    """Whether a digit is in a word."""
    return any(char.isdigit() for char in token.text)


def nearest(box: Box, columns: Sequence[Column]) -> Column:
    """The column whose heading a box is aligned with, else the one it overlaps most, else the nearest."""

    def distance(column: Column) -> tuple[float, float]:
        head = column.box
        edges = min(
            abs(box.left - head.left),
            abs(box.right - head.right),
            abs((box.left + box.right) - (head.left + head.right)) / 2,
        )
        common = overlap(box, head)
        if common > 0 or edges < NEAR:
            return (0.0, edges)
        return (1.0, -common)

    return min(columns, key=distance)


def overlap(one: Box, two: Box) -> float:
    """How far two boxes overlap from left to right; below zero: how far they are apart."""
    return min(one.right, two.right) - max(one.left, two.left)
