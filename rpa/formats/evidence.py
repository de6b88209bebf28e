"""What the texts of one document prove together, where one of them alone could mean two things.

`1.250` may be 1250 or 1.25. When the same writer also wrote `12,50`, the comma is his decimal mark, and `1.250` is
1250. When he wrote `3.75` as well, he uses both, and nothing is proven.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from rpa.formats.dates import numeric_separator, proven_order, read_date
from rpa.formats.numerals import proven_mark
from rpa.formats.reading import Ambiguous, Unreadable


@dataclass(frozen=True, slots=True)
class Evidence:
    """What texts of one hand prove.

    Attributes:
        proofs: Each meaning that is proven (`,` or `.`; `dmy` or `mdy`), with the first text that proves it.
    """

    proofs: tuple[tuple[str, str], ...] = ()

    @property
    def decided(self) -> str | None:
        """The one meaning that is proven; None when there is none, or when two contradict each other."""
        return self.proofs[0][0] if len(self.proofs) == 1 else None

    @property
    def contradicts_itself(self) -> bool:
        """Whether two meanings are proven."""
        return len(self.proofs) > 1

    @property
    def told(self) -> str:
        """The proofs in words, for messages; empty when there is none."""
        return " and ".join(f"'{text}' proves {meaning}" for meaning, text in self.proofs)

    def refusal(self, of: Ambiguous) -> Ambiguous:
        """An ambiguity with what the document says about it."""
        if self.contradicts_itself:
            hint = f"its document contradicts itself: {self.told}"
        else:
            hint = "nothing else in its document decides"
        return Ambiguous(of.text, of.expected, of.readings, "; ".join(filter(None, (hint, of.hint))))


def decimal_evidence(texts: Iterable[object]) -> Evidence:
    """What the amounts of one document or column prove about its decimal mark.

    Args:
        texts: All its amounts, and nothing else: dates, times and numbers of sections are none. Gone through once;
            what is no text (a typed cell) proves nothing and is passed over.

    Returns:
        Its `decided` is what `read_decimal` and `read_money` take as `decimal`.
    """
    return _collected((mark, text) for text in texts if isinstance(text, str) and (mark := proven_mark(text)))


def order_evidence(texts: Iterable[object], separator: str) -> Evidence:
    """What the dates of one document or column prove about the order of day and month.

    Args:
        texts: All its dates. Gone through once; what is no text proves nothing.
        separator: Only dates with this separator prove something: who writes `13-04-2026` in one place and
            `03/04/2026` in another may have copied one of them.

    Returns:
        Its `decided` is what `read_date` takes as `order`.
    """
    proven = ((proven_order(text), text) for text in texts if isinstance(text, str))
    return _collected((found[1], text) for found, text in proven if found is not None and found[0] == separator)


def read_date_among(value: str, locale: str, texts: Iterable[object], *, century: int | None = None) -> dt.date:
    """Read a date by the order that the other dates of its document prove; it goes before the locale's own.

    Args:
        value: The date.
        locale: Where it was written.
        texts: The dates of the document, this one may be among them.
        century: As for `read_date`.

    Raises:
        Ambiguous: It means two days, and the document proves no order, or both.
        Unreadable: It is no date.
    """
    separator = numeric_separator(value)
    evidence = order_evidence(texts, separator) if separator else Evidence()
    try:
        if not evidence.contradicts_itself:
            return read_date(value, locale, order=evidence.decided, century=century)
        return _in_either_order(value, locale, century)
    except Ambiguous as error:
        raise evidence.refusal(error) from None


def _in_either_order(value: str, locale: str, century: int | None) -> dt.date:
    days: list[dt.date] = []
    trouble: Unreadable | None = None
    for order in ("dmy", "mdy"):
        try:
            day = read_date(value, locale, order=order, century=century)
        except Unreadable as error:
            trouble = error
            continue
        if day not in days:
            days.append(day)
    if len(days) > 1:
        raise Ambiguous(value, "one date", tuple(day.isoformat() for day in days), "declare the order (order: dmy)")
    if trouble and not days:
        raise trouble
    return days[0]


def _collected(proofs: Iterable[tuple[str, str]]) -> Evidence:
    found: dict[str, str] = {}
    for meaning, text in proofs:
        found.setdefault(meaning, " ".join(text.split())[:40])
    return Evidence(tuple(found.items()))
