"""Who sends the document and who is to pay: the names with most reasons of different kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rpa.formats.documents.addressees import THE_ADDRESS, addressee_names, contains, is_window
from rpa.formats.documents.blocks import LEGAL_FORM, Block, addresses, find_blocks
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.names import Named
from rpa.formats.documents.places import Reader
from rpa.formats.documents.senders import first_line, sender_names
from rpa.formats.documents.spelling import key_of
from rpa.model.extraction import Box

LONGEST_HEADING = 3  # words of a heading that names the customer, above what is the customer's


@dataclass(frozen=True)
class Parties:
    """Both sides, as far as they were found.

    Attributes:
        supplier: The finding.
        customer: The finding.
        customer_boxes: Where the customer's address stands.
        lone_address: Where the only address of the document stands, when nothing tells for sure whose it is.
        doubted_boxes: Where addresses stand of which nothing tells whether they are the customer's.
    """

    supplier: Finding | None
    customer: Finding | None
    customer_boxes: tuple[Box, ...]
    lone_address: Box | None = None
    doubted_boxes: tuple[Box, ...] = ()


def find_parties(reader: Reader, kind: str, own_names: Sequence[str] = ()) -> Parties:
    """Find sender and addressee, and say which of them is the supplier."""
    blocks = [block for block in find_blocks(reader.layout) if not in_table(reader, block)]
    addressed_by, sent_by = ("supplier", "customer") if kind == "purchase_order" else ("customer", "supplier")
    own = {key_of(LEGAL_FORM.sub(" ", name)) for name in own_names}
    addressees = list(addressee_names(reader, blocks, addressed_by, own))
    addressee = best(addressed_by, addressees, frozenset())
    taken = frozenset(named.key for named in addressees if addressee and named.name == addressee.value)
    boxes = tuple(named.box for named in addressees if named.key in taken)
    senders = list(sender_names(reader, blocks, sent_by))
    if kind == "receipt":
        senders += first_line(reader)
    sender = best(sent_by, senders, taken)
    if addressee is not None and sender is not None and addressee.rule == THE_ADDRESS and sender.grade != "one":
        is_only = any(named.weight == 2 and named.why == THE_ADDRESS for named in addressees)
        addressee = replace(addressee, grade="only.window") if is_only and not addressee.others else addressee
    blocks_of = [block.box for block in blocks if any(contains(block.box, box) for box in boxes)]
    blocks_of += headed(reader, blocks, addressed_by)
    found = {addressed_by: addressee, sent_by: sender}
    if kind == "purchase_order":
        return Parties(found["supplier"], found["customer"], ())
    doubted = doubted_boxes(blocks, addressees) if addressee is not None and addressee.others else ()
    lone = lone_address(reader, blocks, sender)
    return Parties(found["supplier"], found["customer"], tuple(blocks_of), lone, doubted)


def doubted_boxes(blocks: Sequence[Block], addressees: Sequence[Named]) -> tuple[Box, ...]:
    """The addresses of all that may be the addressee."""
    return tuple(block.box for block in blocks if any(contains(block.box, named.box) for named in addressees))


def lone_address(reader: Reader, blocks: Sequence[Block], sender: Finding | None) -> Box | None:
    """The only address in the place of an envelope's window, unless the sender is known to be called so."""
    height = reader.layout.sheets[0].height if reader.layout.sheets else 0.0
    windows = [block for block in addresses(blocks) if is_window(block, height)]
    if len(windows) != 1:
        return None
    is_known = (
        sender is not None and sender.grade != "one" and key_of(str(sender.value)) in map(key_of, windows[0].lines)
    )
    return None if is_known else windows[0].box


def headed(reader: Reader, blocks: Sequence[Block], name: str) -> Iterator[Box]:
    """What stands below a short heading that names the addressee: `Gegevens afnemer`."""
    heads = {
        id(label.cell)
        for label in reader.of(name)
        if len(label.cell.tokens) <= LONGEST_HEADING
        and label.end == len(label.cell.tokens)
        and label.cell is label.row.cells[-1]
    }
    for block in blocks:
        start = next((place for place, cell in enumerate(block.cells[:-1]) if id(cell) in heads), None)
        if start is not None:
            yield Block(block.cells[start + 1 :]).box


def in_table(reader: Reader, block: Block) -> bool:
    """Whether a block is a part of the table of lines."""
    return any(reader.row_of[id(cell)] in reader.skipped for cell in block.cells)


def best(name: str, candidates: Sequence[Named], taken: frozenset[str]) -> Finding | None:
    """The name with most reasons of different kinds; two that have as many are an open question."""
    scores: dict[str, dict[str, int]] = {}
    shown: dict[str, Named] = {}
    for one in candidates:
        if not one.key or one.key in taken:
            continue
        scores.setdefault(one.key, {}).setdefault(kind_of(one.why), one.weight)
        held = shown.get(one.key)
        if held is None or (len(one.name) > len(held.name) and LEGAL_FORM.search(one.name)):
            shown[one.key] = one
    if not scores:
        return None
    ranked = sorted(scores, key=lambda key: -sum(scores[key].values()))
    first = ranked[0]
    total, why = sum(scores[first].values()), "; ".join(sorted(scores[first]))
    chosen = shown[first]
    rivals = [shown[key].name for key in ranked[1:] if sum(scores[key].values()) >= total]
    if rivals:
        rule = f"{why}; but {', '.join(rivals)} is found with as good reason"
        return Finding(name, chosen.name, chosen.name, chosen.box, rule, "undecided", tuple(rivals))
    grade = "two" if total >= 3 and len(scores[first]) >= 2 else "labelled" if "label" in why and total >= 3 else "one"
    close = [key for key in ranked[1:] if sum(scores[key].values()) >= total - 1]
    return Finding(
        name, chosen.name, chosen.name, chosen.box, why, "one" if close and grade != "one" and total < 5 else grade
    )


def kind_of(why: str) -> str:
    """A reason without the words of the document in it."""
    return why.partition(" '")[0]
