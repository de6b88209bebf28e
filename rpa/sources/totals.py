"""Rows of totals below and between the rows of a table: they are no items."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rpa.drivers.workbook import CellError
from rpa.sources.columns import Layout
from rpa.sources.header import Header

WORD = re.compile(r"[^\W\d_]+")
TOTAL_WORDS = """
    total totals totaal totalen subtotal subtotaal ordertotaal ordertotal eindtotaal grandtotal summe gesamt
    gesamtsumme gesamtbetrag zwischensumme bestellsumme auftragssumme sum totalt totalsum delsum ordresum
"""
OTHER_WORDS = """
    excl incl ex inc exkl inkl eksl eks excluding including zonder met ohne mit uten med btw mwst ust mva vat
    tax netto brutto net gross bedrag betrag beløp amount order bestelling bestellung ordre grand eur euro nok
    zzgl und en og and te betalen payable
"""
UNITS = "st stk stck stuk stuks stück pc pcs pieces kg g l m uur uren std stunden timer hours"
TOTALS = frozenset(TOTAL_WORDS.split())
BESIDE_TOTALS = TOTALS | frozenset(OTHER_WORDS.split())
BESIDE_SUMS = BESIDE_TOTALS | frozenset(UNITS.split())


def is_totals(cells: tuple[Any, ...], header: Header, layout: Layout, *, below: bool) -> bool:
    """Whether a row is a total: it begins with the word, and names no group and no first field of a line.

    A row with a value in every column is none either. Below the first total, further sums (`BTW 21%`) and notes
    of a single text are passed over as well.

    Args:
        cells: The row; at least one cell holds something.
        header: The columns.
        layout: What the recipe says.
        below: Whether a total was met before.
    """
    first = next(cell for cell in cells if present(cell))
    if not isinstance(first, str):
        return False
    word = WORD.search(first)  # a quick look: most rows are no totals
    if not below and (word is None or word[0].casefold() not in TOTALS):
        return False
    filled = [column for column, cell in enumerate(cells) if present(cell)]
    if all(column in filled for column in header.columns.values()):
        return False
    for name in (layout.group_by, next(iter(layout.line_fields), "")):
        if header.columns.get(name, filled[0]) in filled[1:]:
            return False
    words = [word.casefold() for word in WORD.findall(first)]
    if words and all(each in BESIDE_TOTALS for each in words):
        return True
    return below and len(filled) == 1


def no_sum(cells: tuple[Any, ...]) -> Any:
    """What a row that begins as a total does holds behind that, and no total would; None when there is nothing.

    `Total | info@total.example` may well be a company.
    """
    behind = [cell for cell in cells if present(cell)][1:]
    return next((cell for cell in behind if not is_sum(cell)), None)


def is_sum(value: Any) -> bool:
    """Whether a value may be one of a row of totals: a number, also as text with its currency or unit."""
    if isinstance(value, str):
        return all(word.casefold() in BESIDE_SUMS for word in WORD.findall(value))
    return isinstance(value, int | Decimal | CellError) and not isinstance(value, bool)


def present(value: Any) -> bool:
    """Whether a cell holds anything."""
    return value is not None and not (type(value) is str and not value.strip())
