"""The tables in the XML of an OpenDocument spreadsheet, while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.parsers import expat

from rpa.drivers.cell_numbers import iso_moment, read_number
from rpa.drivers.serials import clock_text
from rpa.drivers.text_store import LONGEST
from rpa.drivers.workbook import MOST_COLUMNS, MOST_ROWS, Cell, CellError, HiddenRow, Merged, Row
from rpa.drivers.workbook_archive import AGAIN
from rpa.drivers.xlsx_exact import DEEPEST, LONGEST_TAG, SLICE, refuse_doctype
from rpa.errors import BusinessException
from rpa.formats.cell_errors import error_code

MOST_MERGED = 200_000
OFFICE, TABLE, TEXT, STYLE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
TABLES = (f"{TABLE}table", f"{TABLE}dde-links")
HIDDEN = ("collapse", "filter")
CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
DURATION = re.compile(
    r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:[.,]\d{1,12})?)S)?)?(?<![PT])", re.ASCII
)
WHITE = re.compile(r"[ \t\r\n]+")
NUMBERS = ("float", "percentage", "currency")


@dataclass
class Facts:
    """What a first look at a sheet finds.

    Attributes:
        visible: False for a hidden one.
        merged: Its merged areas.
        hidden_columns: From 0.
    """

    visible: bool = True
    merged: list[Merged] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


class OdsScan:
    """Reads the XML of a spreadsheet in pieces.

    Args:
        wanted: Name of the sheet whose rows are given; None: none, only what there is to know of all sheets.

    Attributes:
        sheets: Name to what was found.
        done: Whether the wanted sheet has ended.
    """

    def __init__(self, wanted: str | None) -> None:
        self.wanted, self.done = wanted, False
        self.sheets: dict[str, Facts] = {}
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.title = ""
        self.tables, self.depth, self.cell_depth, self.fed = 0, 0, 0, 0
        self.row, self.column, self.columns = 0, 0, 0
        self.repeat_row, self.row_hidden = 1, False
        self.cells: list[Cell] = []
        self.attributes: dict[str, str] = {}
        self.text: list[str] = []
        self.length, self.paragraph, self.note = 0, 0, 0
        self.at_space = True
        self.found: list[tuple[int, int, Row]] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def feed(self, piece: bytes) -> Iterator[tuple[int, Row]]:
        """Read on, and give the rows that are complete.

        Raises:
            ValueError: It is not what a spreadsheet holds.
            expat.ExpatError: It is no XML.
        """
        for at in range(0, len(piece), SLICE):
            self.parser.Parse(piece[at : at + SLICE], False)
            self.fed += SLICE
            if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                raise ValueError("a tag is too long")
            for number, count, row in self.found:
                for place in range(count):
                    yield number + place, row
            self.found = []

    def finish(self) -> None:
        """Say that nothing follows."""
        self.parser.Parse(b"", True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note what begins."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("its tags are nested too deep")
        if self.cell_depth:
            self.inside_cell(tag, attributes)
        elif tag in CELLS and self.tables == 1:
            self.cell_depth, self.attributes = self.depth, attributes
            self.text, self.length = [], 0
        elif tag == f"{TABLE}table-row" and self.tables == 1:
            self.repeat_row = times(attributes, "number-rows-repeated", MOST_ROWS)
            self.row_hidden = attributes.get(f"{TABLE}visibility") in HIDDEN
            self.column, self.cells = 0, []
        elif tag == f"{TABLE}table-column" and self.tables == 1:
            count = times(attributes, "number-columns-repeated", MOST_COLUMNS)
            if attributes.get(f"{TABLE}visibility") in HIDDEN:
                self.sheets[self.title].hidden_columns.update(range(self.columns, self.columns + count))
            self.columns += count
        elif tag in TABLES:
            self.enter_table(tag, attributes)
        elif tag == f"{STYLE}style":
            self.style = attributes.get(f"{STYLE}name", "")
        elif tag == f"{STYLE}table-properties" and attributes.get(f"{TABLE}display") == "false":
            self.hidden_styles.add(self.style)

    def enter_table(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a sheet; the tables among links to other workbooks are copies, and no sheets."""
        self.tables += 1
        if self.tables > 1 or tag != TABLES[0]:
            return
        self.title = attributes.get(f"{TABLE}name", "")
        if self.title in self.sheets:
            raise ValueError(f"two sheets are called {self.title!r:.40}")
        self.sheets[self.title] = Facts(attributes.get(f"{TABLE}style-name", "") not in self.hidden_styles)
        self.row, self.columns = 0, 0

    def inside_cell(self, tag: str, attributes: dict[str, str]) -> None:
        """Take up the paragraphs of a cell, but not those of its notes and drawings."""
        if tag == f"{TEXT}p" and self.depth == self.cell_depth + 1:
            if self.text:
                self.add("\n")
            self.paragraph, self.at_space = self.depth, True
            self.parser.CharacterDataHandler = self.characters
        elif self.paragraph and tag == f"{TEXT}s":
            self.add(" " * times(attributes, "c", LONGEST, TEXT))
        elif self.paragraph and tag == f"{TEXT}tab":
            self.add("\t")
        elif self.paragraph and tag == f"{TEXT}line-break":
            self.add("\n")
        elif self.paragraph and tag == f"{OFFICE}annotation":
            self.note = self.depth
            self.parser.CharacterDataHandler = None

    def characters(self, text: str) -> None:
        """Collect the text of a cell; white space means one space, and at the beginning nothing."""
        folded = WHITE.sub(" ", text)
        begins = self.at_space and folded.startswith(" ")
        self.add(folded[1:] if begins else folded)
        self.at_space = folded.endswith(" ")

    def add(self, text: str) -> None:
        """Collect text as it is."""
        self.at_space = False
        self.text.append(text)
        self.length += len(text)
        if self.length > LONGEST:
            raise ValueError("a text is too long for a cell")

    def end(self, tag: str) -> None:
        """Note what has ended."""
        if self.note == self.depth:
            self.note = 0
            self.parser.CharacterDataHandler = self.characters
        if self.paragraph == self.depth:
            self.paragraph = 0
            self.parser.CharacterDataHandler = None
        if self.cell_depth == self.depth:
            self.cell_depth = 0
            self.leave_cell(covered=tag == CELLS[1])
        elif not self.cell_depth and tag == f"{TABLE}table-row" and self.tables == 1:
            self.leave_row()
        elif not self.cell_depth and tag in TABLES:
            self.tables -= 1
            self.done = self.done or (not self.tables and self.title == self.wanted)
        self.depth -= 1

    def leave_row(self) -> None:
        """Keep a row."""
        if self.cells and self.title == self.wanted:
            row = HiddenRow(self.cells) if self.row_hidden else tuple(self.cells)
            self.found.append((self.row, self.repeat_row, row))
        self.row += self.repeat_row

    def leave_cell(self, *, covered: bool) -> None:
        """Put the value of a cell into its place, as often as it is repeated."""
        count = times(self.attributes, "number-columns-repeated", MOST_COLUMNS)
        if self.wanted is None:
            self.note_merged()
        elif self.title == self.wanted and not covered:
            value = self.value()
            if value is not None:
                if self.column + count > MOST_COLUMNS:
                    raise ValueError(f"the cells of row {self.row + 1} reach too far")
                self.cells += [None] * (self.column - len(self.cells))
                self.cells += [value] * count
        self.column += count

    def note_merged(self) -> None:
        """Note a merged area."""
        right = times(self.attributes, "number-columns-spanned", MOST_COLUMNS) - 1
        down = times(self.attributes, "number-rows-spanned", MOST_ROWS) - 1
        if right or down:
            merged = self.sheets[self.title].merged
            merged.append(Merged(self.row, self.column, self.row + down, self.column + right))
            if len(merged) > MOST_MERGED:
                raise BusinessException("there are too many merged cells", hint=AGAIN)

    def value(self) -> Cell:
        """The value of a cell.

        Raises:
            ValueError: No cell can hold that.
        """
        kind = next((value for key, value in self.attributes.items() if key.endswith("}value-type")), "")
        text = "".join(self.text)
        formula = f"{TABLE}formula" in self.attributes
        if self.attributes.get(CALC_TYPE) == "error" or (formula and error_code(text)):
            return CellError(text.strip() or "#VALUE!")
        if formula and not kind:
            return CellError("")
        given = {key[len(OFFICE) :]: value for key, value in self.attributes.items() if key.startswith(OFFICE)}
        if kind in NUMBERS:
            return read_number(given["value"])
        if kind in READERS:
            written = given[f"{kind}-value"]
            try:
                return READERS[kind](written)
            except ValueError:
                return CellError(f"{written!r:.40}, which is given as a {kind} and is none that can be read")
        if kind == "boolean":
            return {"true": True, "false": False}[given["boolean-value"]]
        return given.get("string-value", text) or None


def times(attributes: dict[str, str], name: str, most: int, space: str = TABLE) -> int:
    """How often something is repeated, or over how many cells it goes.

    Raises:
        ValueError: That is no number that can be.
    """
    text = attributes.get(space + name, "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise ValueError(f"{name} is {text!r:.40}")
    return int(text)


def time_text(text: str) -> str:
    """A duration as it is written down, `PT12H30M00S`, as `12:30:00`.

    Raises:
        ValueError: It is none.
    """
    match = DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"a cell of times holds {text!r:.40}")
    days, hours, minutes, seconds = match.groups(default="0")
    whole = ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60
    # To the millisecond, as the other kinds of workbooks: more digits come from binary fractions of a day.
    return clock_text(whole * 1000 + int((Decimal(seconds.replace(",", ".")) * 1000).to_integral_value()))


READERS: dict[str, Callable[[str], Cell]] = {"date": iso_moment, "time": time_text}
