"""Who sends a document: letterhead, footer, the name of the account, the domain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rpa.formats.documents.accounts import accounts_in
from rpa.formats.documents.addressees import is_own, name_at, stands_alone
from rpa.formats.documents.blocks import LEGAL_FORM, POSTAL, Block, addresses
from rpa.formats.documents.figures import figures_in
from rpa.formats.documents.holders import HOLDS_THE_NUMBER, holder_of_the_number
from rpa.formats.documents.labels import is_broken
from rpa.formats.documents.layout import Cell, Layout
from rpa.formats.documents.names import DOMAIN, SEPARATED, Named, first_name, is_name, name_in
from rpa.formats.documents.places import Reader
from rpa.formats.documents.spelling import key_of
from rpa.formats.documents.tax_numbers import tax_numbers_in

FREE_MAIL = frozenset(("gmail", "hotmail", "outlook", "gmx", "web", "online", "ziggo", "kpnmail", "orange", "example"))
CODE_ALONE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}|[A-Z][0-9][0-9W] [A-Z0-9]{4}")  # of a place
NO_NAME = re.compile(r":|\b(?:Road|Street|Lane|Avenue|Drive|Terrace|Square|Close|Crescent)$")  # `Office: Hub House`
MOST_DOMAINS = 10
AT_THE_FOOT = "it is the first line of an address at the foot"


def sender_names(reader: Reader, blocks: Sequence[Block], name: str) -> Iterator[Named]:
    """Names of the one the document comes from, each with its reason."""
    layout = reader.layout
    for category, why in ((name, "it is called by the label"), ("account_holder", "the account is in this name:")):
        for label in reader.of(category):
            if stands_alone(label) and (named := name_at(reader, label, blocks)):
                yield Named(named[0], named[1], f"{why} '{label.text}'", 3 if named[2] else 1)
    yield from letterhead(reader, blocks, name)
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


def letterhead(reader: Reader, blocks: Sequence[Block], sent_by: str) -> Iterator[Named]:
    """Names in the upper part of the first page, and in the sender's own address."""
    layout = reader.layout
    sheet = layout.sheets[0]
    upper = [row for row in layout.on_page(sheet.number) if row.box.top < 0.3 * sheet.height]
    yield from largest_line(reader, [cell for row in upper for cell in row.cells if is_plain_name(reader, cell)])
    holder = holder_of_the_number(reader, blocks)
    if holder is not None and (found := name_in(holder.cells)) and found[2]:
        yield Named(found[0], found[1], HOLDS_THE_NUMBER, 2)
    for block in addresses(blocks):
        is_lowest = block.box.top > 0.8 * layout.sheet(block.box.page).height
        is_above = block.box.page == 1 and (
            block is holder or is_own(reader, block, sent_by) or block.box.top <= 0.07 * sheet.height
        )
        if (is_lowest or is_above) and (named := first_name(block)):
            yield Named(*named, AT_THE_FOOT if is_lowest else "it is the first line of the sender's own address", 2)
    for row in upper + layout.on_page(sheet.number)[len(upper) : len(upper) + 8]:
        for cell in row.cells:
            split = [part for part in SEPARATED.split(cell.text) if not CODE_ALONE.fullmatch(part)]
            is_line = len(split) >= 3 and POSTAL.search(" " + cell.text) and not DOMAIN.search(split[0])
            if is_line and is_name(split[0]) and not NO_NAME.search(split[0]):
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
