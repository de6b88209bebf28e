"""Whom a document is sent to: names below labels, and in the window of the envelope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rpa.formats.documents.blocks import LEGAL_FORM, POSTAL, Block, addresses
from rpa.formats.documents.holders import holder_of_the_number
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Token, around
from rpa.formats.documents.names import DOMAIN, FORMED, PERSON, SEPARATED, Named, is_name, name_in
from rpa.formats.documents.places import Place, Reader, fields_of
from rpa.formats.documents.spelling import key_of
from rpa.model.extraction import Box

CODE = re.compile(r"(?=[^0-9]*[0-9]{2})[A-Z0-9][A-Z0-9./_-]*|[0-9]{2,}(?: [0-9]{2,})*")  # of a customer, no name
PAIRED = 3.0  # points between the left edges of two values in a list
THE_ADDRESS = "it is the first line of the address"


def addressee_names(reader: Reader, blocks: Sequence[Block], name: str, own: set[str]) -> Iterator[Named]:
    """Names of the one the document is sent to, each with its reason."""
    sent_by = "customer" if name == "supplier" else "supplier"
    for label in reader.of(name) + (reader.of("addressed_to") if name == "supplier" else []):
        if not stands_alone(label) or label.row.page != 1:
            continue
        if named := name_at(reader, label, blocks):
            mixed = any(contains(block.box, named[1]) and is_own(reader, block, sent_by) for block in blocks)
            weight = 3 if named[2] and not mixed else 1
            yield Named(named[0], named[1], f"it is called by the label '{label.text}'", weight)
    sheet = reader.layout.sheets[0]
    shipped = [label.box for label in reader.of("ship_to")]
    holder = holder_of_the_number(reader, blocks)
    windows = [
        block
        for block in addresses(blocks)
        if is_window(block, sheet.height) and block is not holder and not is_own(reader, block, sent_by)
    ]
    windows = [
        block for block in windows if not any(contains(block.box, box) or sits_under(block, box) for box in shipped)
    ]
    for block in windows:
        if named := name_in(block.cells):
            yield Named(named[0], named[1], THE_ADDRESS, 2 if len(windows) == 1 and named[2] else 1)
    for block in blocks:
        for cell in block.cells:
            if own and key_of(LEGAL_FORM.sub(" ", cell.text)) in own:
                yield Named(cell.text, cell.box, "it is our own name", 4)


def stands_alone(label: Label) -> bool:
    """Whether a label is one: it begins its cell and has a colon, or fills it. `Van Dijk` is a name."""
    return label.start == 0 and (label.has_colon or label.end == len(label.cell.tokens))


def sits_under(block: Block, label: Box) -> bool:
    """Whether a block stands right under a label."""
    box = block.box
    return box.page == label.page and 0 <= box.top - label.bottom < 20 and abs(box.left - label.left) < 8


def is_window(block: Block, height: float) -> bool:
    """Whether a block stands where an envelope has its window: in the upper half, below the letterhead."""
    box = block.box
    return box.page == 1 and box.top < 0.5 * height and 2 <= len(block.cells) <= 8 and box.top > 0.07 * height


def is_own(reader: Reader, block: Block, sent_by: str) -> bool:
    """Whether an address is the sender's: it has a telephone, a site, an account or a register's number in it.

    Args:
        reader: The document.
        block: The address.
        sent_by: What the sender is: `supplier`, or `customer` of an order.
    """
    marks = ("phone", "iban", "registration", "bic")
    inside = [label for label in reader.labels if any(label.cell is cell for cell in block.cells)]
    if any(not fields_of(label).isdisjoint(marks) and (label.start == 0 or label.has_colon) for label in inside):
        return True
    if any(
        sent_by in label.categories and label.start == 0 and label.end == len(label.cell.tokens) for label in inside
    ):
        return True
    return any(DOMAIN.search(text) for text in block.lines)


def name_at(reader: Reader, label: Label, blocks: Sequence[Block]) -> tuple[str, Box, bool] | None:
    """The name beside or below a label, and whether it is plain; above an address, below goes first."""
    places = list(reader.places(label))
    is_alone = label.end == len(label.cell.tokens)
    if is_alone:  # above an address; what stands beside it may be the other side's
        below = [place for place in places if place.side == "below" and name_below(place.tokens[0], blocks)]
        beside_first = label.has_colon or is_pair(reader, places)
        places = below or sorted(places, key=lambda place: beside_first == (place.side == "below"))
    is_coded = any(place.side != "below" and CODE.fullmatch(bare_text(place)) for place in places)
    for place in places:
        if place.side != "behind" and (named := name_below(place.tokens[0], blocks)):
            return named
        if is_coded or in_skipped(reader, place):
            continue  # `Customer: C-1042`: what stands below is the next line, or the table
        text = PERSON.sub("", " ".join(token.text for token in place.tokens)).strip(" :,;")
        text = SEPARATED.split(text)[0] if POSTAL.search(" " + text) else text
        formed = FORMED.match(text)
        text = formed[1] if formed is not None else text
        if is_name(text):
            return text, around(place.tokens), True
    return None


def bare_text(place: Place) -> str:
    """The words of a place."""
    return " ".join(token.text for token in place.tokens).strip(" :,;")


def in_skipped(reader: Reader, place: Place) -> bool:
    """Whether words stand in the table of lines, or in its heading."""
    first = place.tokens[0]
    return any(first in reader.layout.rows[number].tokens for number in reader.skipped)


def is_pair(reader: Reader, places: Sequence[Place]) -> bool:
    """Whether what stands below a label is the next name of a list of names and values: its own value is beside it."""
    right = next((place.tokens[0].box for place in places if place.side == "right"), None)
    below = next((place.tokens[0] for place in places if place.side == "below"), None)
    if right is None or below is None:
        return False
    row = next(row for row in reader.layout.rows if below in row.tokens)
    return any(abs(cell.box.left - right.left) < PAIRED for cell in row.cells if cell.box.left > below.box.right)


def name_below(first: Token, blocks: Sequence[Block]) -> tuple[str, Box, bool] | None:
    """The name in the block of lines that goes on from a word, when it is an address."""
    for block in blocks:
        start = next((place for place, cell in enumerate(block.cells) if cell.tokens[0] is first), None)
        if start is not None:
            lines = block.cells[start:]
            is_address = any(POSTAL.search(" " + cell.text) for cell in lines[:7])
            return name_in(lines[:7]) if is_address else None
    return None


def contains(outer: Box, inner: Box) -> bool:
    """Whether a box lies within another."""
    return (
        outer.page == inner.page
        and outer.top <= inner.top + 1
        and inner.bottom <= outer.bottom + 1
        and outer.left <= inner.left + 1
        and inner.right <= outer.right + 1
    )
