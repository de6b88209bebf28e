"""The lines of a document where a template says they stand: below its headings, or in a block of text."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rpa.formats.documents.columns import Column, Heading
from rpa.formats.documents.items import Items, find_items, first_figure, quantity_of, rate_of
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Layout, Token
from rpa.formats.documents.sums import RateRow
from rpa.formats.documents.templates.laid_text import LaidText, box_of
from rpa.formats.documents.templates.patterns import PatternTooSlow, compiled, first, matches, too_slow
from rpa.formats.documents.templates.phrases import Phrase, phrases
from rpa.model.extraction import Line
from rpa.model.field_template import BlockRule, LinesRule

MOST_SECONDS = 3.0  # for the lines of a document
MOST_BLOCKS = 100
MOST_ROWS = 5_000
LINE_NAMES = {
    "name": "description", "description": "description", "desc": "description", "product": "description",
    "code": "sku", "sku": "sku", "product_code": "sku", "qty": "quantity", "quantity": "quantity", "uom": "unit",
    "unit": "unit", "price_unit": "unit_price", "unit_price": "unit_price", "unitprice": "unit_price",
    "price": "unit_price", "price_subtotal": "net", "net": "net", "subtotal": "net", "amount": "net", "total": "net",
    "line_tax_percent": "vat_rate", "vat_rate": "vat_rate", "tax_percent": "vat_rate",
}  # fmt: skip
RATE_NAMES = {
    "line_tax_percent": "rate", "vat_rate": "rate", "tax_percent": "rate", "rate": "rate",
    "price_subtotal": "net", "net": "net", "base": "net", "amount_untaxed": "net",
    "line_tax_amount": "vat", "tax_amount": "vat", "vat": "vat", "amount_tax": "vat",
}  # fmt: skip


def by_headings(rule: LinesRule, layout: Layout, labels: list[Label], mark: str) -> tuple[Items, list[str]]:
    """Lines below the headings that a template names.

    Returns:
        The lines, and why there are none.
    """
    headings = list(headings_of(rule, layout))
    if not headings:
        missing = [words for words in rule.columns.values() if not phrases(layout, words)]
        told = ", ".join(f"'{words}'" for words in missing) if missing else "no row has all of them"
        return Items((), frozenset()), [f"the headings of the lines are not on the pages: {told}"]
    items = find_items(until_end(rule, layout, headings), headings, labels, mark)
    return items, [] if items.lines else ["below the headings of the lines stands no row with an amount"]


def headings_of(rule: LinesRule, layout: Layout) -> Iterator[Heading]:
    """The rows that hold all the headings."""
    by_row: dict[int, dict[str, Phrase]] = {}
    for name, words in rule.columns.items():
        for phrase in phrases(layout, words):
            by_row.setdefault(phrase.row.number, {}).setdefault(name, phrase)
    for number, found in by_row.items():
        if len(found) < len(rule.columns):
            continue
        row = layout.rows[number]
        named = {id(token) for phrase in found.values() for token in phrase.tokens}
        columns = [Column(name, phrase.box) for name, phrase in found.items()]
        columns += [Column("other", c.box) for c in row.cells if not any(id(token) in named for token in c.tokens)]
        yield Heading(row, tuple(sorted(columns, key=lambda one: one.box.left)))


def until_end(rule: LinesRule, layout: Layout, headings: list[Heading]) -> Layout:
    """The rows without those behind the end of the table, page by page."""
    if not rule.end:
        return layout
    starts = {heading.row.page: heading.row.number for heading in headings}
    ends: dict[int, int] = {}
    for phrase in phrases(layout, rule.end):
        if phrase.row.number > starts.get(phrase.row.page, phrase.row.number):
            ends.setdefault(phrase.row.page, phrase.row.number)
    kept = [row for row in layout.rows if row.number < ends.get(row.page, row.number + 1)]
    return Layout(tuple(kept), layout.sheets)


@dataclass
class Draft:
    """A line while it is put together: group to its words."""

    words: dict[str, tuple[Token, ...]]

    def add(self, more: Mapping[str, tuple[Token, ...]]) -> None:
        """Add the words of a further row."""
        for name, tokens in more.items():
            self.words[name] = self.words.get(name, ()) + tokens


def by_block(rule: BlockRule, text: LaidText, mark: str) -> list[Line]:
    """Lines in blocks of text, by patterns with named groups.

    Raises:
        PatternWrong: One of the patterns is none.
        PatternTooSlow: One tries endlessly many ways.
    """
    return [line for draft in drafts_by(rule, text) if (line := line_of(draft, mark)) is not None]


def rates_by_block(rule: BlockRule, text: LaidText, mark: str) -> list[RateRow]:
    """What is taxed at which rate, in blocks of text, by patterns with named groups.

    Raises:
        PatternWrong: One of the patterns is none.
        PatternTooSlow: One tries endlessly many ways.
    """
    return [row for draft in drafts_by(rule, text) if (row := rate_row_of(draft, mark)) is not None]


def drafts_by(rule: BlockRule, text: LaidText) -> list[Draft]:
    """The rows of all blocks, put together."""
    drafts: list[Draft] = []
    until = time.monotonic() + MOST_SECONDS
    for start, end in blocks(rule, text.text):
        drafts += drafts_in(rule, text, start, end, until)
    return drafts


def blocks(rule: BlockRule, text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of every block."""
    at = 0
    for _ in range(MOST_BLOCKS):
        start = first(rule.start, text[at:])
        if start is None:
            return
        begin = at + start.end()
        ends = list(matches(rule.end, text[begin:])) if rule.is_to_last else [first(rule.end, text[begin:])]
        if not ends or ends[-1] is None:
            return
        yield begin, begin + ends[-1].start()
        at = max(begin + ends[-1].end(), at + 1)


def rows_in(rule: BlockRule, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The rows of a block that are not blank."""
    compiled(rule.separator)
    at = start
    for match in [*matches(rule.separator, text[start:end]), None]:
        stop = start + match.start() if match is not None else end
        if text[at:stop].strip():
            yield at, stop
        at = start + match.end() if match is not None else end


def drafts_in(rule: BlockRule, text: LaidText, start: int, end: int, until: float) -> list[Draft]:
    """The lines of one block, as invoice2data puts them together; `until` when they have to be."""
    drafts: list[Draft] = []
    current: Draft | None = None
    for number, (begin, stop) in enumerate(rows_in(rule, text.text, start, end)):
        row = text.text[begin:stop]
        if number > MOST_ROWS:
            break
        if time.monotonic() > until:
            raise PatternTooSlow(too_slow(rule.first[0]))
        if any(first(pattern, row) for pattern in rule.skipped):
            continue
        match = any_of(rule.first, row)
        if match is not None:
            current = Draft(groups(match, text, begin))
            drafts.append(current)
            continue
        if current is None:
            continue
        match = any_of(rule.last, row)
        if match is not None:
            current.add(groups(match, text, begin))
            current = None
            continue
        match = any_of(rule.more, row)
        if match is not None:
            current.add(groups(match, text, begin))
    return drafts


def any_of(patterns: tuple[str, ...], row: str) -> Any:
    """The match of the first pattern that fits."""
    return next((match for pattern in patterns if (match := first(pattern, row)) is not None), None)


def groups(match: Any, text: LaidText, offset: int) -> dict[str, tuple[Token, ...]]:
    """The named groups of a match as words with their places."""
    found = {}
    for name in match.groupdict():
        start, end = match.span(name)
        if start >= 0:
            found[name] = text.words(offset + start, offset + end)
    return found


def known_words(draft: Draft, names: Mapping[str, str]) -> dict[str, tuple[Token, ...]]:
    """The words of the groups that mean something here, under the names they have here."""
    words: dict[str, tuple[Token, ...]] = {}
    for name, tokens in draft.words.items():
        known = names.get(name)
        if known is not None:
            words[known] = words.get(known, ()) + tokens
    return words


def rate_row_of(draft: Draft, mark: str) -> RateRow | None:
    """What a row says of one VAT rate; None without the rate or the tax."""
    words = known_words(draft, RATE_NAMES)
    rate, vat = rate_of(words.get("rate", ()), mark), first_figure(words.get("vat", ()), mark)
    said = tuple(token for tokens in words.values() for token in tokens)
    box = box_of(said)
    if rate is None or vat is None or box is None:
        return None
    return RateRow(rate, first_figure(words.get("net", ()), mark), vat, " ".join(token.text for token in said), box)


def line_of(draft: Draft, mark: str) -> Line | None:
    """The typed values of a line; None when it has nothing that a line has."""
    words = known_words(draft, LINE_NAMES)
    if not any(words.values()):
        return None
    quantity, unit = quantity_of(words.get("quantity", ()), mark)
    return Line(
        description=" ".join(token.text for token in words.get("description", ())),
        sku=" ".join(token.text for token in words.get("sku", ())),
        quantity=quantity,
        unit=" ".join(token.text for token in words.get("unit", ())) or unit,
        unit_price=first_figure(words.get("unit_price", ()), mark),
        net=first_figure(words.get("net", ()), mark),
        vat_rate=rate_of(words.get("vat_rate", ()), mark),
        box=box_of(tuple(token for tokens in words.values() for token in tokens)),
    )


def as_items(lines: list[Line], taken: Items) -> Items:
    """Lines as items; the rows of the table are those that were found without the template."""
    return replace(taken, lines=tuple(lines), grouped=frozenset())
