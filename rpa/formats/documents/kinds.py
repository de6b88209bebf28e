"""What a document is: an invoice, a credit note, a receipt or an order."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Layout

TITLE = "title_"


def find_kind(layout: Layout, labels: Sequence[Label]) -> str:
    """The kind whose title is the largest word of a title in the upper part of the first page.

    Returns:
        One of `rpa.model.extraction.KINDS`; `invoice` when no title is there; `other` when the title is that of a
        quote, a delivery note or a reminder.
    """
    best: tuple[float, str] = (0.0, "invoice")
    for label in labels:
        kinds = [category.removeprefix(TITLE) for category in label.categories if category.startswith(TITLE)]
        if not kinds or label.row.page != 1 or not label.is_first or label.has_colon:
            continue
        alone = label.start == 0 and (label.end == len(label.cell.tokens) or len(label.rest) <= 3)
        if not alone:
            continue
        size = label.cell.size + (2.0 if any(token.is_bold for token in label.tokens) else 0.0)
        size += 1.5 if label.end == len(label.cell.tokens) and len(label.row.cells) == 1 else 0.0
        size += 1.0 if label.text.isupper() else 0.0
        size -= 6.0 * label.box.top / layout.sheets[0].height
        if size > best[0]:
            best = (size, kinds[0])
    return best[1]
