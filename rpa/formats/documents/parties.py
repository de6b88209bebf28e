"""Who sends the document, and who is to pay: names by labels, addresses, letterheads and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rpa.formats.documents.accounts import accounts_in
from rpa.formats.documents.blocks import LEGAL_FORM, POSTAL, Block, addresses, find_blocks
from rpa.formats.documents.figures import figures_in
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.labels import Label, is_broken, labels_in
from rpa.formats.documents.layout import Cell, Layout, Row, Token, around
from rpa.formats.documents.places import Reader, fields_of
from rpa.formats.documents.spelling import key_of
from rpa.formats.documents.tax_numbers import tax_numbers_in
from rpa.model.extraction import Box

PERSON = re.compile(
    r"^(?:t\.?a\.?v\.?|z\.?\s?hd\.?|attn\.?|att\.?|attention|v/|c/o|p\.a\.|[aà] l'attention|herrn?|frau|de heer|"
    r"mevrouw|mr\.?|mrs\.?|ms\.?|firma|to|an|aan|til)\b[.:]?\s*",
    re.IGNORECASE,
)
DOMAIN = re.compile(
    r"(?:@|www\.|https?://)((?:[a-z0-9-]+\.)+[a-z]{2,})|\b((?:[a-z0-9-]{3,}\.)+(?:nl|de|no|com|fr|be|eu|at|ch|co\.uk|ie|net|org|test|example))\b",
    re.IGNORECASE,
)
SEPARATED = re.compile(r"\s*(?:[·•|*]|\s[-–—]\s|,\s)\s*")
FREE_MAIL = frozenset(("gmail", "hotmail", "outlook", "gmx", "web", "online", "ziggo", "kpnmail", "orange", "example"))
THE_ADDRESS = "it is the first line of the address"
GOES_ON = re.compile(r"\([^()]{3,40}\)|(?:GmbH )?& Co\.? ?(?:KG|OHG)")
AT_THE_FOOT = "it is the first line of an address at the foot"
MOST_DOMAINS = 10
LONGEST = 60  # characters of a name
STREET = re.compile(r"\s\d{1,4}(?:\s?[a-zA-Z]|[-/]\d+)?$|^\d{1,4}(?:\s?(?:bis|ter|[a-zA-Z]))?,?\s")


@dataclass(frozen=True)
class Named:
    """A name that may be a party's, and one reason."""

    name: str
    box: Box
    why: str
    weight: int = 1

    @property
    def key(self) -> str:
        """The name without legal form, case and signs: two spellings of one name agree."""
        return key_of(LEGAL_FORM.sub(" ", self.name)) or key_of(self.name)


@dataclass(frozen=True)
class Parties:
    """Both sides, as far as they were found.

    Attributes:
        supplier: The finding.
        customer: The finding.
        customer_boxes: Where the customer's address stands.
    """

    supplier: Finding | None
    customer: Finding | None
    customer_boxes: tuple[Box, ...]


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
    blocks_of = tuple(block.box for block in blocks if any(contains(block.box, box) for box in boxes))
    found = {addressed_by: addressee, sent_by: sender}
    return Parties(found["supplier"], found["customer"], blocks_of if kind != "purchase_order" else ())


def in_table(reader: Reader, block: Block) -> bool:
    """Whether a block is a part of the table of lines."""
    return any(reader.row_of[id(cell)] in reader.skipped for cell in block.cells)


def contains(outer: Box, inner: Box) -> bool:
    """Whether a box lies within another."""
    return (
        outer.page == inner.page
        and outer.top <= inner.top + 1
        and inner.bottom <= outer.bottom + 1
        and outer.left <= inner.left + 1
        and inner.right <= outer.right + 1
    )


def addressee_names(reader: Reader, blocks: Sequence[Block], name: str, own: set[str]) -> Iterator[Named]:
    """Names of the one the document is sent to, each with its reason."""
    for label in reader.of(name):
        if not stands_alone(label) or label.row.page != 1:
            continue
        if named := name_at(reader, label, blocks):
            mixed = any(contains(block.box, named[1]) and is_own(reader, block) for block in blocks)
            weight = 3 if named[2] and not mixed else 1
            yield Named(named[0], named[1], f"it is called by the label '{label.text}'", weight)
    sheet = reader.layout.sheets[0]
    shipped = [label.box for label in reader.of("ship_to")]
    windows = [block for block in addresses(blocks) if is_window(block, sheet.height) and not is_own(reader, block)]
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


def is_own(reader: Reader, block: Block) -> bool:
    """Whether an address is the sender's: it has a telephone, a site, an account or a register's number in it."""
    marks = ("phone", "iban", "registration", "bic")
    inside = [label for label in reader.labels if any(label.cell is cell for cell in block.cells)]
    if any(not fields_of(label).isdisjoint(marks) and (label.start == 0 or label.has_colon) for label in inside):
        return True
    if any(
        "supplier" in label.categories and label.start == 0 and label.end == len(label.cell.tokens) for label in inside
    ):
        return True
    return any(DOMAIN.search(text) for text in block.lines)


def name_at(reader: Reader, label: Label, blocks: Sequence[Block]) -> tuple[str, Box, bool] | None:
    """The name beside or below a label, and whether it is plain; above an address, below goes first."""
    places = list(reader.places(label))
    is_alone = label.end == len(label.cell.tokens)
    if is_alone:  # above an address; what stands beside it may be the other side's
        below = [place for place in places if place.side == "below" and name_below(place.tokens[0], blocks)]
        places = below or sorted(places, key=lambda place: label.has_colon == (place.side == "below"))
    for place in places:
        if place.side != "behind" and (named := name_below(place.tokens[0], blocks)):
            return named
        text = PERSON.sub("", " ".join(token.text for token in place.tokens)).strip(" :,;")
        text = SEPARATED.split(text)[0] if POSTAL.search(" " + text) else text
        if is_name(text):
            return text, around(place.tokens), True
    return None


def name_below(first: Token, blocks: Sequence[Block]) -> tuple[str, Box, bool] | None:
    """The name in the block of lines that goes on from a word, when it is an address."""
    for block in blocks:
        start = next((place for place, cell in enumerate(block.cells) if cell.tokens[0] is first), None)
        if start is not None:
            lines = block.cells[start:]
            is_address = any(POSTAL.search(" " + cell.text) for cell in lines[:7])
            return name_in(lines[:7]) if is_address else None
    return None


def is_name(text: str) -> bool:
    """Whether a text may be a name: letters enough, not too long, no sentence, no address of its own."""
    letters = sum(char.isalpha() for char in text)
    if STREET.search(text) or POSTAL.search(" " + text):
        return False
    return (
        letters >= 2
        and len(text) <= LONGEST
        and "@" not in text
        and letters >= 0.5 * len(text.replace(" ", ""))
        and not text.endswith((":", "?"))
    )


def first_name(block: Block) -> tuple[str, Box] | None:
    """The name in an address, when there is one only."""
    found = name_in(block.cells)
    return (found[0], found[1]) if found else None


def name_in(cells: Sequence[Cell]) -> tuple[str, Box, bool] | None:
    """The name in the lines of an address, and whether it is plain.

    Labels and lines for a person (`t.a.v.`) are passed over. Several lines before the street may be a person or a
    department and a company, or one name that is broken: plain is only a first line with a legal form.
    """
    names: list[tuple[str, Box]] = []
    for cell in cells:
        label = next(labels_in(Row(0, (cell,)), cell), None)
        rest = cell.tokens
        if label is not None and label.start == 0 and (label.has_colon or label.end == len(cell.tokens)):
            if names and not label.rest:
                break
            rest = label.rest
        plain = " ".join(token.text for token in rest).strip(" :,;")
        text = PERSON.sub("", plain).strip(" :,;")
        if STREET.search(plain) or POSTAL.search(" " + plain) or DOMAIN.search(plain):
            break
        if names and (GOES_ON.fullmatch(plain) or LEGAL_FORM.fullmatch(plain)):
            names[-1] = (f"{names[-1][0]} {plain}", names[-1][1])
        elif is_name(text) and not (names and text != plain):
            names.append((text, cell.box))
    formed = [one for one in names if LEGAL_FORM.search(one[0])]
    if not names:
        return None
    best = formed[0] if formed else names[0]
    return (*best, len(names) == 1 or (len(formed) == 1 and best == names[0]))


def sender_names(reader: Reader, blocks: Sequence[Block], name: str) -> Iterator[Named]:
    """Names of the one the document comes from, each with its reason."""
    layout = reader.layout
    for category, why in ((name, "it is called by the label"), ("account_holder", "the account is in this name:")):
        for label in reader.of(category):
            if stands_alone(label) and (named := name_at(reader, label, blocks)):
                yield Named(named[0], named[1], f"{why} '{label.text}'", 3 if named[2] else 1)
    yield from letterhead(reader, blocks)
    yield from footer_names(layout)
    domains = domains_of(layout)
    for cell in [cell for row in layout.rows if row.page == 1 for cell in row.cells]:
        for part in SEPARATED.split(cell.text):
            key = key_of(LEGAL_FORM.sub(" ", part))
            if (
                len(key) >= 4
                and is_name(part)
                and any(key == domain or (LEGAL_FORM.search(part) and domain in key) for domain in domains)
            ):
                yield Named(part, cell.box, "the domain of the document is called so", 2)


def first_line(reader: Reader) -> Iterator[Named]:
    """The first line of a till's roll."""
    cells = [row.cells[0] for row in reader.layout.rows[:2]]
    if cells and is_plain_name(reader, cells[0]) and (named := name_in(cells)):
        yield Named(named[0], named[1], "it is the first line of the receipt", 1)


def letterhead(reader: Reader, blocks: Sequence[Block]) -> Iterator[Named]:
    """Names in the upper part of the first page, and in the sender's own address."""
    layout = reader.layout
    sheet = layout.sheets[0]
    upper = [row for row in layout.on_page(sheet.number) if row.box.top < 0.3 * sheet.height]
    yield from largest_line(reader, [cell for row in upper for cell in row.cells if is_plain_name(reader, cell)])
    for block in addresses(blocks):
        is_lowest = block.box.top > 0.8 * layout.sheet(block.box.page).height
        is_above = block.box.page == 1 and (is_own(reader, block) or block.box.top <= 0.07 * sheet.height)
        if (is_lowest or is_above) and (named := first_name(block)):
            yield Named(*named, AT_THE_FOOT if is_lowest else "it is the first line of the sender's own address", 2)
    for row in upper + layout.on_page(sheet.number)[len(upper) : len(upper) + 8]:
        for cell in row.cells:
            split = SEPARATED.split(cell.text)
            is_line = len(split) >= 3 and POSTAL.search(" " + cell.text) and not DOMAIN.search(split[0])
            if is_line and is_name(split[0]):
                yield Named(split[0], cell.box, "it begins the sender's line above the address", 2)


def largest_line(reader: Reader, cells: Sequence[Cell]) -> Iterator[Named]:
    """The largest line of the letterhead, when it is larger than usual; a name may be broken into two lines."""
    if not cells:
        return
    largest = max(cells, key=lambda cell: (round(cell.size, 1), -cell.box.top))
    usual = sorted(token.size for row in reader.layout.on_page(1) for token in row.tokens)
    if largest.size > 1.2 * usual[len(usual) // 2]:
        going_on = [cell for cell in cells if is_broken(largest, cell) and cell.box.top > largest.box.top]
        text = " ".join(cell.text for cell in (largest, *going_on[:1]))
        yield Named(text, largest.box, "it is the largest line of the letterhead", 1)


def is_plain_name(reader: Reader, cell: Cell) -> bool:
    """Whether a line of the letterhead may be a name: it is no title, no label, no number."""
    labels = [label for label in reader.labels if label.cell is cell and label.start == 0]
    if labels and (labels[0].end == len(cell.tokens) or len(labels[0].rest) <= 2 or labels[0].has_colon):
        return False
    return is_name(cell.text) and not figures_in(cell.tokens, "") and not DOMAIN.fullmatch(cell.text)


def footer_names(layout: Layout) -> Iterator[Named]:
    """Names with a legal form in the lowest part of a page, or beside the account and the VAT number."""
    numbered = {account.row.number for account in accounts_in(layout)} | {
        one.row.number for one in tax_numbers_in(layout)
    }
    seen: set[str] = set()
    for row in layout.rows:
        sheet = layout.sheet(row.page)
        is_low = row.box.top > 0.85 * sheet.height
        if not is_low and row.number not in numbered:
            continue
        for cell in row.cells:
            for part in SEPARATED.split(cell.text):
                if LEGAL_FORM.search(part) and is_name(part) and part not in seen and not DOMAIN.search(part):
                    seen.add(part)
                    yield Named(
                        part,
                        cell.box,
                        "it stands in the footer" if is_low else "it stands beside the account or the VAT number",
                        2,
                    )


def domains_of(layout: Layout) -> set[str]:
    """The names of the domains of sites and mail addresses, without their endings; mail for everybody is left out."""
    found = set()
    for match in DOMAIN.finditer(layout.text):
        labels = (match[1] or match[2]).lower().split(".")
        core = labels[-3] if len(labels) > 2 and labels[-2] in ("co", "com") else labels[-2] if len(labels) > 1 else ""
        if len(core) >= 4 and core not in FREE_MAIL:
            found.add(key_of(core))
    return set(sorted(found)[:MOST_DOMAINS])


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
