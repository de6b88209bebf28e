"""Which decimal mark a file uses, proved by those of its numbers that can be read in one way only."""

from __future__ import annotations

import re

GROUPED = r"[-+]?\d{1,3}(?:[%s '’\u00a0\u202f]\d{3})+%s\d+"
# A comma before one, two, or more than three digits is no grouping. A dot may be part of a date or a time of day
# (12.10), so it must stand behind three digits or a lonely zero.
COMMA = (GROUPED % (r"\.", ","), r"[-+]?\d+,(?:\d{1,2}|\d{4,})", r"[-+]?0,\d+")
DOT = (GROUPED % (",", r"\."), r"[-+]?\d{3,}\.(?:\d{1,2}|\d{4,})", r"[-+]?0\.\d{3,}")
MONEY = r"(?:(?:€|EUR|kr\.?|NOK|SEK|DKK|CHF|£|GBP|\$|USD) ?)?"


class MarkFinder:
    """Looks for proofs in the text of a file of separated values.

    Args:
        separator: What stands between its cells.
    """

    def __init__(self, separator: str) -> None:
        # Between commas, `12,50` is two cells; there only what stands in quotation marks is one.
        edges = ('"', '"') if separator == "," else (rf'["\n{re.escape(separator)}]', rf'["\r\n{re.escape(separator)}]')
        self.comma, self.dot = (
            re.compile(rf"(?:{edges[0]}) ?{MONEY}(?:{'|'.join(proofs)}) ?(?={edges[1]})") for proofs in (COMMA, DOT)
        )
        if separator == ",":
            self.dot = re.compile(rf'[",\n] ?{MONEY}(?:{"|".join(DOT[1:])}) ?(?=[",\r\n])|"(?:{DOT[0]})"')
        self.commas = self.dots = False

    def look_at(self, text: str) -> None:
        """Take whole lines of the file in."""
        self.commas = self.commas or self.comma.search(text) is not None
        self.dots = self.dots or self.dot.search(text) is not None

    @property
    def mark(self) -> str:
        """The mark that is proved; empty for none, or when both are."""
        if self.commas == self.dots:
            return ""
        return "," if self.commas else "."
