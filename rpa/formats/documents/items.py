"""The lines of an invoice or an order: the rows below the headings, put together and checked by multiplication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rpa.formats.documents.columns import Heading, spread
from rpa.formats.documents.figures import currency_of, figures_in, percentages_in
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Layout, Row, Token, around
from rpa.model.extraction import Box, Line

END = frozenset(("net", "net_weak", "vat", "total", "total_weak", "line_sum", "payable"))
PASSED_OVER = frozenset(("carried",))
FARTHEST = 1.7  # heights of a row between a description and its continuation
ALIGNED = 4.0  # points between the left edges of a description and its continuation
INDENTED = 40.0  # points; a text that begins further right than the descriptions is none
CENT = Decimal("0.01")
UNIT = re.compile(r"[^\W\d_]{1,10}\.?|m2|m3|m²|m³")


@dataclass
class Draft:
    """A line while it is put together.

    Attributes:
        words: By the kind of their column.
        rows: It stands in.
        heading: What heads its columns.
    """

    words: dict[str, list[Token]]
    rows: list[Row]
    heading: Heading

    @property
    def box(self) -> Box:
        """What it covers; of one that goes over to another page, its first part."""
        tokens = [token for ones in self.words.values() for token in ones]
        return around([token for token in tokens if token.box.page == self.rows[0].page])


@dataclass(frozen=True)
class Items:
    """What was read of the table.

    Attributes:
        lines: The lines.
        rows: Numbers of the rows that belong to the table, headings included.
        grouped: Numbers of the lines, from 0, below which stands a text that may head the next ones instead.
    """

    lines: tuple[Line, ...]
    rows: frozenset[int]
    grouped: frozenset[int] = frozenset()


def find_items(layout: Layout, headings: Sequence[Heading], labels: Sequence[Label], mark: str) -> Items:
    """Read the table of lines."""
    if not headings:
        return Items((), frozenset())
    starting: dict[int, list[Label]] = {}
    for label in labels:
        if label.start == 0:
            starting.setdefault(label.row.number, []).append(label)
    firsts = {
        label.row.number: label for label in reversed(labels) if label.start == 0 and label.cell is label.row.cells[0]
    }
    starts = {heading.row.number: heading for heading in headings}
    drafts: list[Draft] = []
    taken: set[int] = set()
    heading: Heading | None = None
    has_groups = False
    for row in layout.rows:
        if row.number in starts:
            heading = starts[row.number]
            taken.add(row.number)
        elif heading is not None and row.page == heading.row.page:
            first = starting.get(row.number, [])
            has_carried = any(label.categories & PASSED_OVER for label in first)
            if ends_table(row, heading, first, mark) or (not has_carried and is_of_nothing(row, heading, drafts, mark)):
                heading = None
                continue
            taken.add(row.number)
            if is_carried(row, firsts):
                continue
            add_row(row, heading, drafts, mark)
            has_groups |= not drafts and set(spread(row, heading)) == {"description"}
    grouped = frozenset(place for place, draft in enumerate(drafts) if has_groups and len(draft.rows) > 1)
    return Items(tuple(line_of(draft, mark) for draft in drafts), frozenset(taken), grouped)


def ends_table(row: Row, heading: Heading, labels: Sequence[Label], mark: str) -> bool:
    """Whether a row is the first of the totals, or heads the table of the VAT rates."""
    cells = spread(row, heading)
    if figures_in(cells.get("quantity", []), mark):
        return False
    for label in labels:
        is_plain = label.has_colon or not any(token.key.isalpha() and len(token.key) > 4 for token in label.rest)
        if label.categories & END and not label.categories & PASSED_OVER and is_plain:
            return True
    rated = [label for label in labels if label.categories & {"c_vat_rate", "c_base", "c_vat"}]
    return len(rated) >= 2 and not any(figure.has_cents for figure in figures_in(row.tokens, mark))


def is_of_nothing(row: Row, heading: Heading, drafts: Sequence[Draft], mark: str) -> bool:
    """Whether a row has an amount, but no text where every line before it has one: it is the first of the totals."""
    words = spread(row, heading)
    numbers = [*words.get("quantity", []), *words.get("unit_price", []), *words.get("sku", [])]
    if figures_in(numbers, mark) or not any(figures_in(words.get(kind, []), mark) for kind in ("net", "gross")):
        return False
    starts = [draft.words["description"][0].box.left for draft in drafts if draft.words.get("description")]
    own = words.get("description")
    return bool(starts) and len(starts) == len(drafts) and not (own and own[0].box.left < max(starts) + INDENTED)


def is_carried(row: Row, firsts: dict[int, Label]) -> bool:
    """Whether a row only carries a sum over from page to page."""
    label = firsts.get(row.number)
    return label is not None and bool(label.categories & PASSED_OVER)


def add_row(row: Row, heading: Heading, drafts: list[Draft], mark: str) -> None:
    """Begin a line with a row, or continue one."""
    words = spread(row, heading)
    amount = "net" if heading.has("net") else "gross" if heading.has("gross") else "unit_price"
    is_line = bool(figures_in(words.get(amount, []), mark))
    if is_line:
        drafts.append(Draft(words, [row], heading))
        return
    if not drafts or not continues(drafts[-1].rows[-1], row) or any(f.has_cents for f in figures_in(row.tokens, mark)):
        return
    draft = drafts[-1]
    start = min((token.box.left for token in draft.words.get("description", [])), default=None)
    text = [cell for cell in row.cells if start is not None and abs(cell.box.left - start) < ALIGNED]
    if text:
        draft.words.setdefault("description", []).extend(text[0].tokens)
        draft.rows.append(row)


def continues(above: Row, below: Row) -> bool:
    """Whether a row stands so close below another that it continues it."""
    height = above.box.bottom - above.box.top
    return above.page == below.page and below.box.top - above.box.bottom < (FARTHEST - 1) * height


def line_of(draft: Draft, mark: str) -> Line:
    """The typed values of a line."""
    words = draft.words
    quantity, unit = quantity_of(words.get("quantity", []), mark)
    unit = unit or text_of(words.get("unit", []))
    rate = rate_of(words.get("vat_rate", []), mark)
    amount = first_figure(words.get("net", []), mark)
    if amount is None:
        amount = first_figure(words.get("gross", []), mark)
    return Line(
        description=text_of(words.get("description", [])),
        sku=text_of(words.get("sku", [])),
        quantity=quantity,
        unit=unit,
        unit_price=price_of(words.get("unit_price", []), mark, draft.heading.per),
        net=amount,
        vat_rate=rate,
        discount=discount_of(words.get("discount", []), mark if draft.heading.has_percent else None),
        box=draft.box,
    )


def text_of(tokens: Sequence[Token]) -> str:
    """Words with single spaces, in the order of the page; a hyphen at the end of a line joins."""
    return re.sub(r"(?<=[^\W\d_]-) (?=[a-zà-ÿ])", "", " ".join(token.text for token in tokens))


def first_figure(tokens: Sequence[Token], mark: str) -> Decimal | None:
    """The only number among some words; None when there is none, or more than one."""
    found = figures_in(tokens, mark)
    return found[0].value if len(found) == 1 else None


def price_of(tokens: Sequence[Token], mark: str, per: Decimal | None) -> Decimal | None:
    """The price for one, of a price for so many; None where that is not known."""
    price = first_figure(tokens, mark)
    return price if per == 1 or price is None else price / per if per else None


def quantity_of(tokens: Sequence[Token], mark: str) -> tuple[Decimal | None, str]:
    """Quantity and unit: `10`, `2,5 uur`, `3 Stk.`, `10x`."""
    plain = [
        Token(token.text.removesuffix("x"), token.box, token.size) for token in tokens if token.text not in ("x", "×")
    ]
    found = figures_in(plain, mark)
    units = [token.text for token in plain if UNIT.fullmatch(token.text) and not currency_of(token.text)]
    return (found[0].value if len(found) == 1 else None), " ".join(units)


def rate_of(tokens: Sequence[Token], mark: str) -> Decimal | None:
    """A VAT rate, with or without its sign."""
    percent = percentages_in(tokens)
    if percent:
        return percent[0].value
    value = first_figure(tokens, mark)
    return value.normalize() + 0 if value is not None and 0 <= value <= 30 else None


def discount_of(tokens: Sequence[Token], mark: str | None) -> Decimal | None:
    """A discount in percent; one that is an amount is none.

    Args:
        tokens: What stands in its column.
        mark: The decimal mark, when the heading says that a plain number is in percent; else None.
    """
    percent = percentages_in(tokens)
    if percent:
        return percent[0].value
    value = first_figure(tokens, mark) if mark is not None else None
    return value.normalize() + 0 if value is not None and 0 <= value <= 100 else None


def product_holds(line: Line) -> bool | None:
    """Whether quantity times price is the amount, within a cent; None when one of them is missing."""
    if line.quantity is None or line.unit_price is None or line.net is None:
        return None
    off = Decimal(1) - (line.discount or Decimal(0)) / 100
    return abs(abs(line.quantity * line.unit_price * off) - abs(line.net)) <= CENT
