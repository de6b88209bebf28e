"""How often a kind of evidence was right: what was measured, under a ceiling that its nature sets.

`MEASURED` is written by `tests/documents/calibrate.py` from the calibrating half of the made documents. Made documents
are kinder than real ones, so each kind of evidence has a ceiling as well: what rests on a place on the page alone, or
on a word that names several things, never reaches the 0.9 from which on a value is used without a person.
"""

from __future__ import annotations

from decimal import Decimal

from rpa.formats.documents.measured import MEASURED

CEILINGS = {
    # Evidence of two kinds that agree: a label and arithmetic, a label and check digits, or three places.
    "proven": "0.99",
    "checked": "0.98",
    # One strong label, and nothing that contradicts it.
    "labelled": "0.97",
    "two": "0.95",
    # A title with a number behind it, a weak word with nothing beside it that it could mean.
    "title": "0.93",
    "only": "0.92",
    # Not enough by itself.
    "weak": "0.80",
    "place": "0.70",
    "derived": "0.80",
    "one": "0.70",
    "undecided": "0.40",
    "contradicted": "0.30",
}
LEAST = Decimal("0.985")
"""Evidence that was right less often than this is not used without a person."""
BELOW = Decimal("0.85")


def confidence(name: str, grade: str) -> Decimal:
    """The confidence of a field that was found by a kind of evidence.

    Args:
        name: The field.
        grade: `kind` or `kind.detail`; the kind is one of `CEILINGS`.

    Returns:
        From 0 to 1, with two digits.
    """
    ceiling = Decimal(CEILINGS[grade.partition(".")[0]])
    right, seen = MEASURED.get((name, grade), (0, 0))
    if not seen:
        return min(ceiling, Decimal("0.95"))
    share = Decimal(right) / Decimal(seen)
    return min(ceiling, share if share >= LEAST else min(share, BELOW)).quantize(Decimal("0.01"))
