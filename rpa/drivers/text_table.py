"""Reading tables that are text (`.csv`, `.tsv`, `.txt`), line by line, in whatever form they come."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from rpa.drivers.text_encoding import AGAIN, encoding_of, no_text
from rpa.drivers.workbook_kinds import kind_of
from rpa.errors import BusinessException
from rpa.formats.decimal_marks import MarkFinder

LARGEST_FILE = 2**30
LONGEST_LINE = 1_000_000  # characters
MOST_LINES = 10_000  # of one row, whose quotation marks hold line ends
SAMPLE = 64 * 1024  # characters in which the separator is looked for
SEPARATORS = (";", ",", "\t", "|")
PIECE = 2**20


@dataclass(frozen=True)
class TextTable:
    """A file of rows.

    Attributes:
        name: What to call it in messages.
        encoding: `utf-8`, `utf-16`, `cp1252` or what was declared.
        separator: What stands between the cells.
        decimal: The decimal mark that the numbers in it prove, or that was declared; empty when nothing proves it.
        opened: The file, or its content.
        told: Whether its first line says what the separator is, and is no row.
    """

    name: str
    encoding: str
    separator: str
    decimal: str
    opened: Path | bytes = field(repr=False)
    told: bool = False

    def numbered(self) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        """The rows that hold anything: the line they begin on, from 0, and their cells; empty ones are None.

        Texts are without the spaces around them. May be called again.

        Raises:
            BusinessException: A row cannot be read.
        """
        with open_stream(self.opened, self.name) as stream:
            lines = Lines(stream, self.encoding, self.name)
            if self.told:
                next(lines)
            reader = csv.reader(lines, delimiter=self.separator, strict=True)
            while True:
                lines.begin_row()
                try:
                    row = next(reader, None)
                except csv.Error as error:
                    raise BusinessException(
                        f"the row that begins here cannot be read: {error}",
                        place=f"{self.name}:{lines.row + 1}",
                        hint="Look for a quotation mark that is opened and not closed.",
                    ) from error
                if row is None:
                    return
                cells = tuple([cell.strip() or None for cell in row])
                if any(cells):
                    yield lines.row, cells


class Lines(Iterator[str]):
    """The lines of a text file, none too long, and no more for one row than can be.

    Args:
        stream: The file.
        encoding: How it is written.
        name: What to call it in messages.

    Attributes:
        row: The line, from 0, on which the row that is being read begins.
    """

    def __init__(self, stream: BinaryIO, encoding: str, name: str) -> None:
        self.text = io.TextIOWrapper(stream, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
        self.encoding, self.name = encoding, name
        self.count = self.row = 0

    def begin_row(self) -> None:
        """Note that the next line begins a row."""
        self.row = self.count

    def __next__(self) -> str:
        """The next line, with its end."""
        place = f"{self.name}:{self.count + 1}"
        try:
            line = self.text.readline(LONGEST_LINE + 1)
        except UnicodeDecodeError as error:
            # The line is complete only with the piece in which the error is; lines before it are in that piece too.
            further = bytes(error.object[: error.start]).count(b"\n")
            place = f"{self.name}:{self.count + 1 + further}"
            raise BusinessException(f"this is not written in {self.encoding}", place=place, hint=AGAIN) from error
        except UnicodeError as error:
            raise BusinessException(f"this is not written in {self.encoding}", place=place, hint=AGAIN) from error
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise BusinessException(f"the line is longer than {LONGEST_LINE} characters", place=place, hint=AGAIN)
        if "\0" in line:
            raise no_text(self.name)
        self.count += 1
        if self.count - self.row > MOST_LINES:
            raise BusinessException(
                f"the row that begins here goes on over more than {MOST_LINES} lines",
                place=f"{self.name}:{self.row + 1}",
                hint="Look for a quotation mark that is opened and not closed.",
            )
        return line


def open_stream(opened: Path | bytes, name: str) -> BinaryIO:
    """The file, from its beginning.

    Raises:
        BusinessException: It cannot be opened.
    """
    if isinstance(opened, bytes):
        return io.BytesIO(opened)
    try:
        return opened.open("rb")
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=name) from error


def open_text_table(
    content: Path | bytes, name: str, *, encoding: str = "", separator: str = "", decimal: str = ""
) -> TextTable:
    """Look a file of separated values through once, and say how it is to be read.

    The separator is the one that divides the most lines into the same number of cells, at least two; Excel's own
    first line `sep=;` is followed.

    Args:
        content: The file, or its content.
        name: What to call it in messages.
        encoding: How it is written; found out when empty.
        separator: What stands between the cells; found out when empty.
        decimal: `,` or `.`; found out when empty, from numbers that can be read in one way only.

    Raises:
        BusinessException: It is no text, too large, or two encodings or separators fit equally well.
    """
    with open_stream(content, name) as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        refuse(stream.read(4096), size, name)
        stream.seek(0)
        encoding = encoding or encoding_of(stream, name)
        stream.seek(0)
        lines = Lines(stream, encoding, name)
        sample = beginning(lines)
        if not sample.strip():
            raise BusinessException("the file is empty", place=name, hint="Export it again.")
        first = sample.partition("\n")[0].strip()
        told = first.lower().startswith("sep=") and len(first) == 5
        separator = separator or (first[4] if told else find_separator(sample, name))
        decimal = decimal or find_decimal(lines, sample, separator)
    return TextTable(name, encoding.removesuffix("-sig"), separator, decimal, content, told)


def refuse(start: bytes, size: int, name: str) -> None:
    """Refuse what is too large, empty, or something else."""
    if size > LARGEST_FILE:
        raise BusinessException(f"the file is larger than {LARGEST_FILE // 2**20} MB", place=name, hint="Split it.")
    if not start.strip():
        raise BusinessException("the file is empty", place=name, hint="Export it again.")
    kind = kind_of(start)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        raise BusinessException(
            "this is a workbook, though its name says otherwise", place=name, hint="Rename it to end in .xlsx or .xls."
        )
    if kind in {"a PDF", "a web page", "a picture", "an XML file", "an XML spreadsheet of 2003"}:
        raise BusinessException(f"this is {kind}, and no table of separated values", place=name, hint="Export it anew.")


def beginning(lines: Lines) -> str:
    """The first lines, as many as the separator is looked for in."""
    found: list[str] = []
    size = 0
    for line in lines:
        lines.begin_row()
        found.append(line)
        size += len(line)
        if size >= SAMPLE:
            break
    return "".join(found)


def find_decimal(lines: Lines, sample: str, separator: str) -> str:
    """The decimal mark that the numbers of a file prove; empty when nothing does, or some prove the other."""
    finder = MarkFinder(separator)
    finder.look_at(sample)
    some: list[str] = []
    size = 0
    for line in lines:
        lines.begin_row()
        some.append(line)
        size += len(line)
        if size >= PIECE:
            finder.look_at("".join(some))
            some, size = [], 0
    finder.look_at("".join(some))
    return finder.mark


def find_separator(sample: str, name: str) -> str:
    """The separator of a file of values.

    Raises:
        BusinessException: Two fit equally well.
    """
    sample = sample[:SAMPLE]
    scores = {separator: score(sample, separator) for separator in SEPARATORS}
    best = max(scores.values())
    if best == (0, 0):
        return SEPARATORS[0]  # one column: no separator occurs
    fitting = [separator for separator, found in scores.items() if found == best]
    if len(fitting) > 1:
        both = " or ".join(map(repr, fitting))
        raise BusinessException(
            f"the cells may be separated by {both}",
            place=name,
            hint="Say in the recipe which it is, or export it again.",
        )
    return fitting[0]


def score(sample: str, separator: str) -> tuple[int, int]:
    """How many lines a separator divides alike, and into how many cells."""
    try:
        widths = Counter(
            len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if len(row) > 1
        )
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return (lines, width)
