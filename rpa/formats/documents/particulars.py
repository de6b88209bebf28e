"""Whether a number stands among the sender's own particulars: at the foot of the page, or beside others of them."""

from __future__ import annotations

from rpa.formats.documents.layout import Row
from rpa.formats.documents.names import DOMAIN
from rpa.formats.documents.places import Reader

FOOT = 0.8  # of a page's height: what is below is its foot
CLOSE = 0.7  # heights of a row between two rows that stand together


def stands_among_particulars(reader: Reader, row: Row, marks: frozenset[str]) -> bool:
    """Whether a row is at the foot of its page, or a row that belongs to it names another particular of the sender.

    Args:
        reader: The document.
        row: The number's row.
        marks: The categories of labels that are such particulars.
    """
    if row.box.top > FOOT * reader.layout.sheet(row.page).height:
        return True
    near = [row, *neighbours(reader, row)]
    numbers = {one.number for one in near}
    if any(label.row.number in numbers and not marks.isdisjoint(label.categories) for label in reader.labels):
        return True
    return any(DOMAIN.search(cell.text) for one in near for cell in one.cells)


def neighbours(reader: Reader, row: Row) -> list[Row]:
    """The rows right above and right below another."""
    found = []
    for number in (row.number - 1, row.number + 1):
        if not 0 <= number < len(reader.layout.rows):
            continue
        other = reader.layout.rows[number]
        gap = max(other.box.top - row.box.bottom, row.box.top - other.box.bottom)
        if other.page == row.page and gap < CLOSE * (row.box.bottom - row.box.top):
            found.append(other)
    return found
