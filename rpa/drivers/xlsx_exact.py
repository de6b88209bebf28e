"""The exact look at the XML of an `.xlsx` sheet, for every way of writing it that is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from rpa.drivers.text_store import LONGEST
from rpa.drivers.workbook import MOST_COLUMNS, Cell, HiddenRow, Row
from rpa.drivers.workbook_cells import cell_place
from rpa.drivers.xlsx_values import Values

TRUE = ("1", "true")
SLICE = 2**14  # so many bytes hold few rows, however many cells these claim to have
LONGEST_TAG = 2**21
DEEPEST = 64


class ExactRows:
    """Reads the XML of a sheet in pieces, and gives its rows.

    Args:
        values: What is written in the cells, as values.
        row: The row before the first, from 0; -1 for none.
    """

    def __init__(self, values: Values, row: int = -1) -> None:
        self.values, self.row, self.column = values, row, -1
        self.hidden = False
        self.cells: list[Cell] = []
        self.kind, self.style, self.formula = "n", "", False
        self.text: list[str] = []
        self.length = 0
        self.inside, self.phonetic = False, False
        self.found: list[tuple[int, Row]] = []
        self.fed = self.depth = self.outside = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def feed(self, piece: bytes) -> Iterator[tuple[int, Row]]:
        """Read on, and give the rows that are complete.

        Raises:
            ValueError: It is not what a sheet holds.
            expat.ExpatError: It is no XML.
        """
        for at in range(0, len(piece), SLICE):
            self.parser.Parse(piece[at : at + SLICE], False)
            self.fed += SLICE
            if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                raise ValueError("a tag is too long")
            yield from self.found
            self.found = []

    def is_torn(self) -> bool:
        """Whether something that was begun behind `outside` has not ended."""
        self.parser.Parse(b"<!---->", False)  # an error where a tag is open
        return self.depth != self.outside

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where a row or cell stands, and what it holds."""
        local = tag.rpartition("}")[2]
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("its tags are nested too deep")
        if local == "c":
            self.enter_cell(attributes)
        elif local == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column, self.cells = -1, []
            self.hidden = attributes.get("hidden") in TRUE
        elif not self.inside:
            return
        elif local == "f":
            self.formula = True
        elif local == "rPh":
            self.phonetic = True
        elif local in {"v", "t"} and not self.phonetic:
            self.parser.CharacterDataHandler = self.characters

    def enter_cell(self, attributes: dict[str, str]) -> None:
        """Note the place of a cell."""
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.text, self.length, self.formula = [], 0, False
        self.inside, self.phonetic = True, False
        if address := attributes.get("r"):
            row, column = cell_place(address)
            if row != self.row:
                raise ValueError(f"the cell {address} stands in row {self.row + 1}")
        else:
            column = self.column + 1
        if not self.column < column < MOST_COLUMNS:
            raise ValueError(f"a cell in row {self.row + 1} is out of place")
        self.column = column

    def characters(self, text: str) -> None:
        """Collect the value of a cell."""
        self.text.append(text)
        self.length += len(text)
        if self.length > LONGEST:
            raise ValueError("a text is too long for a cell")

    def end(self, tag: str) -> None:
        """At the end of a cell, read it; at the end of a row, keep it."""
        local = tag.rpartition("}")[2]
        self.depth -= 1
        if local in {"v", "t"}:
            self.parser.CharacterDataHandler = None
        elif local == "rPh":
            self.phonetic = False
        elif local == "c":
            self.leave_cell()
        elif local == "row":
            if self.cells:
                self.found.append((self.row, HiddenRow(self.cells) if self.hidden else tuple(self.cells)))
            self.cells = []

    def leave_cell(self) -> None:
        """Put the value of a cell into its place."""
        self.inside = False
        value = self.values.value(self.kind, self.style, "".join(self.text), formula=self.formula)
        if value is not None:
            self.cells += [None] * (self.column - len(self.cells))
            self.cells.append(value)


def refuse_doctype(*_: object) -> None:
    """No office program declares a document type."""
    raise ValueError("document type declared")
