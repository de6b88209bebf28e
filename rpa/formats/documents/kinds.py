"""What a document is: an invoice, a credit note, a receipt or an order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rpa.formats.documents.labels import TITLE, Label, wordings
from rpa.formats.documents.layout import Layout
from rpa.formats.documents.places import is_under

ORDINAL = re.compile(r"[1-9]\.?(?:e|re|er|ère|st|nd|rd|te|de)?", re.IGNORECASE)
NUMBERS = frozenset(("number", "order_number", "order_number_weak", "other_number"))
SLIP = re.compile("ticket|kassabon|kvittering|receipt|quittung|^bon(nummer|g)?\\b", re.IGNORECASE)
BILL = re.compile("fact|fakt|rechn|invoice|bill", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """What a document is.

    Attributes:
        name: One of `rpa.model.extraction.KINDS`, or `other`: a quote, a delivery note, a reminder.
        is_plain: Whether something says so: a title, or the name of an invoice's number.
    """

    name: str
    is_plain: bool

    @property
    def problem(self) -> str:
        """What a person must know of it; empty when nothing."""
        if self.name == "other":
            return "its title says that it is no invoice, credit note, receipt or order"
        return "" if self.is_plain else "no title says what it is: it is taken for an invoice"


def find_kind(layout: Layout, labels: Sequence[Label]) -> Kind:
    """The kind whose title is the largest word of a title in the upper part of the first page.

    Small words in boxes are names of values, not titles. What has an invoice's number or a day to pay by is no order.
    """
    sizes = sorted(token.size for row in layout.rows if row.page == 1 for token in row.tokens)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    best: tuple[float, str] = (0.0, "")
    for label in labels:
        kinds = kinds_of(label)
        if kinds and is_title(label, usual):
            weight = weight_of(label, layout.sheets[0].height)
            best = max(best, (weight, kinds[0]))
    named = [label.text for label in labels if "number" in label.categories and "purchase_order" not in kinds_of(label)]
    named += [label.text for label in labels if "title_invoice" in label.categories and label.has_colon and label.rest]
    is_bill = any(BILL.search(text) for text in named)
    is_due = any("due_on" in label.categories and label.is_first for label in labels)
    if best[1] in ("", "purchase_order") and (is_bill or is_due):
        return Kind("invoice", is_bill)
    if not best[1] and any(heads_its_number(layout, label, labels) for label in labels):
        return Kind("invoice", is_plain=True)
    if not best[1] and any(SLIP.search(text) for text in named):
        return Kind("receipt", is_plain=True)
    return Kind(best[1] or "invoice", bool(best[1]))


def kinds_of(label: Label) -> list[str]:
    """The kinds whose titles a label is; the name of a number may begin with one: `Bon de commande n°`."""
    categories = label.categories
    if not categories.isdisjoint(NUMBERS):
        keys = ("".join(token.key for token in label.tokens[:end]) for end in range(len(label.tokens) - 1, 0, -1))
        known = (wordings()[key][0] for key in keys if key in wordings())
        categories = categories | next(known, frozenset())
    return sorted(category.removeprefix(TITLE) for category in categories if category.startswith(TITLE))


def is_title(label: Label, usual: float) -> bool:
    """Whether a word may be the title: alone or with a number behind it, and not smaller than the text.

    A count may stand before it: `1. Mahnung`.
    """
    begins = label.start == 0 or (label.start == 1 and ORDINAL.fullmatch(label.cell.tokens[0].text))
    if label.row.page != 1 or not begins or label.has_colon or label.above:
        return False
    is_large = label.cell.size > 1.15 * usual
    is_alone = len(label.row.cells) == 1 and label.cell.size > 0.97 * usual
    return (is_large or is_alone) and len(label.rest) <= 3


def heads_its_number(layout: Layout, label: Label, labels: Sequence[Label]) -> bool:
    """Whether a small word is an invoice's title beside a letterhead: bold, in capitals, right above its number."""
    if "title_invoice" not in label.categories or label.row.page != 1 or not label.text.isupper():
        return False
    if label.cell.tokens != label.tokens or label.has_colon or not all(token.is_bold for token in label.tokens):
        return False
    below = layout.rows[label.row.number + 1 : label.row.number + 3]
    cells = {id(cell) for row in below if row.page == 1 for cell in row.cells if is_under(cell.box, label.box)}
    numbers = (one for one in labels if not one.categories.isdisjoint(("number", "number_weak")))
    return any(id(one.cell) in cells and one.start == 0 and one.rest for one in numbers)


def weight_of(label: Label, height: float) -> float:
    """How much a word looks like the title: large, bold, in capitals, alone, high on the page."""
    weight = label.cell.size - 6.0 * label.box.top / height
    weight += 2.0 * any(token.is_bold for token in label.tokens)
    weight += 1.5 * (label.end == len(label.cell.tokens) and len(label.row.cells) == 1)
    return weight + 1.0 * label.text.isupper()
