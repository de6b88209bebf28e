"""The rows of an `.xlsx` sheet while its XML is inflated: by the quick look where it fits, else by the exact one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from rpa.drivers.workbook import Row
from rpa.drivers.xlsx_exact import ExactRows
from rpa.drivers.xlsx_shape import Shape, interleaved, learn, whole_rows
from rpa.drivers.xlsx_values import Values

BEGIN = re.compile(rb"<sheetData(?: [^<>]*)?>")
ENCODING = re.compile(rb"""^\xef?\xbb?\xbf?\s*<\?xml[^>]*encoding=["']([^"']+)""")
LONGEST_ROW = 4 * 2**20  # bytes; of a longer one, the exact look takes all that follows
END = b"</sheetData"


class SheetRows:
    """Reads the rows of one sheet.

    Args:
        pieces: The bytes of its part.
        values: What is written in the cells, as values.
    """

    def __init__(self, pieces: Iterator[bytes], values: Values) -> None:
        self.pieces, self.values = pieces, values
        self.preamble = b""
        self.shape: Shape | None = None
        self.last = -1

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """The rows with values, numbered from 0."""
        rest = self.enter()
        if not self.preamble:
            yield from self.exactly(rest, all_that_follows=True)
            return
        for piece in chain([b""], self.pieces):
            rest += piece
            if odd(rest):
                yield from self.exactly(rest, all_that_follows=True)
                return
            rows, rest = whole_rows(rest)
            if rows:
                yield from self.stretch(rows)
            elif len(rest) > LONGEST_ROW:
                yield from self.exactly(rest, all_that_follows=True)
                return
            if rest.startswith(END):
                return

    def enter(self) -> bytes:
        """Read up to the first row, and give what was read of the rows; `preamble` stays empty for an odd sheet."""
        start = b""
        for piece in self.pieces:
            start += piece
            if match := BEGIN.search(start):
                encoding = ENCODING.match(start)
                plain = encoding is None or encoding[1].lower() in (b"utf-8", b"utf8", b"us-ascii")
                if plain and not odd(start[2 : match.end()]):  # behind the first two bytes, which may declare it XML
                    self.preamble = start[: match.end()]
                    return start[match.end() :]
                break
            if len(start) > LONGEST_ROW:
                break
        return start

    def stretch(self, rows: bytes) -> Iterator[tuple[int, Row]]:
        """The rows in some whole rows of XML."""
        text = rows.decode()
        if self.shape is None:
            self.shape = learn(text, self.values)
        if self.shape is None:
            yield from self.exactly(rows)
            return
        between, found = self.shape.split(text)
        if not any(between):
            self.last = found[-1][0]
            yield from found
            return
        # Where most rows look otherwise, what rows look like is learned anew from the next stretch.
        if 2 * sum(map(len, between)) > len(text):
            self.shape = None
        for one in interleaved(between, found):
            if isinstance(one, str):
                yield from self.exactly(one.encode())
            else:
                self.last = one[0]
                yield one

    def exactly(self, text: bytes, *, all_that_follows: bool = False) -> Iterator[tuple[int, Row]]:
        """Rows by the exact look."""
        exact = ExactRows(self.values, self.last)
        yield from exact.feed(self.preamble)
        exact.outside = exact.depth
        yield from exact.feed(text)
        if all_that_follows:
            for piece in self.pieces:
                yield from exact.feed(piece)
            exact.parser.Parse(b"", True)
        elif exact.is_torn():
            raise ValueError("a row is torn")
        self.last = exact.row


def odd(text: bytes) -> bool:
    """Whether there are remarks or unparsed stretches, in which something might look like a row and be none."""
    return b"<!" in text or b"<?" in text
