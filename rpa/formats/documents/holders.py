"""The sender's address, known by its tax number: whoever charges VAT must print his own, so the only one is his."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rpa.formats.documents.blocks import Block, addresses
from rpa.formats.documents.labels import Label
from rpa.formats.documents.places import Reader
from rpa.formats.documents.tax_numbers import inside, tax_numbers_in
from rpa.model.extraction import Box

HOLDS_THE_NUMBER = "the only tax number of the document stands in its address"
LABELS = ("vat_number", "registration", "customer_vat_number", "customer_registration")
FEWEST = 8  # digits of a tax number


def holder_of_the_number(reader: Reader, blocks: Sequence[Block]) -> Block | None:
    """The highest of several addresses when every tax number of the document stands in it; None when one does not.

    A number in a lower address may be the customer's, and where no VAT is charged the only one may be his as well.
    """
    if not reader.layout.sheets or reader.of("reverse_charge"):
        return None
    half = 0.5 * reader.layout.sheets[0].height
    upper = sorted(
        (block for block in addresses(blocks) if block.box.page == 1 and block.box.top < half),
        key=lambda block: block.box.top,
    )
    if len(upper) < 2 or upper[1].box.top < upper[0].box.bottom:
        return None
    boxes = list(number_boxes(reader))
    return upper[0] if boxes and all(inside(box, upper[0].box) for box in boxes) else None


def number_boxes(reader: Reader) -> Iterator[Box]:
    """Where tax numbers stand, and labels with what may be one beside them."""
    yield from (one.box for one in tax_numbers_in(reader.layout))
    yield from (label.box for category in LABELS for label in reader.of(category) if names_a_number(reader, label))


def names_a_number(reader: Reader, label: Label) -> bool:
    """Whether digits enough for a tax number stand beside a label, and no amount."""
    for place in reader.places(label):
        text = "".join(token.text for token in place.tokens[:6])
        return sum(char.isdigit() for char in text) >= FEWEST
    return False
