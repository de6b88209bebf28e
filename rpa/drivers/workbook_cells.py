"""The exact look at one sheet: where its errors are, and how far its cells reach."""

from __future__ import annotations

import re
from xml.parsers import expat

from rpa.errors import BusinessException

MOST_CELLS = 20_000_000  # of the rectangle around all cells: the reader behind us makes room for each of them
ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def column_number(letters: str) -> int:
    """Column letters to a number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """A column number from 0 to its letters: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class CellScan:
    """Reads the XML of a sheet in pieces.

    Args:
        name: The workbook, for messages.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.errors: dict[tuple[int, int], str] = {}
        self.row, self.column = -1, -1
        self.bottom, self.right = 0, 0
        self.kind, self.text = "", ""
        self.formula = False
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype

    def feed(self, piece: bytes) -> None:
        """Read on.

        Raises:
            BusinessException: The cells reach too far apart.
            expat.ExpatError: It is no XML.
        """
        self.parser.Parse(piece, False)

    def finish(self) -> dict[tuple[int, int], str]:
        """The cells with an error: (row, column) from 0 to its code, empty for a formula without a result."""
        self.parser.Parse(b"", True)
        return self.errors

    def refuse_doctype(self, *_: object) -> None:
        """No office program declares a document type."""
        raise ValueError("document type declared")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where a row or cell stands, and what it holds."""
        local = tag.rpartition("}")[2]
        if local == "c":
            self.enter_cell(attributes)
        elif local == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif local == "f":
            self.formula = True
        elif local in {"v", "t"}:
            self.parser.CharacterDataHandler = self.characters

    def enter_cell(self, attributes: dict[str, str]) -> None:
        """Note the place of a cell."""
        self.kind, self.text, self.formula = attributes.get("t", "n"), "", False
        if address := attributes.get("r"):
            match = ADDRESS.fullmatch(address)
            if match is None:
                raise ValueError(f"cell address {address!r}")
            self.row, self.column = int(match[2]) - 1, column_number(match[1])
        else:
            self.column += 1

    def characters(self, text: str) -> None:
        """Collect the value of a cell."""
        self.text += text

    def end(self, tag: str) -> None:
        """At the end of a cell, judge it; at the end of a row, judge the size."""
        local = tag.rpartition("}")[2]
        if local in {"v", "t"}:
            self.parser.CharacterDataHandler = None
        elif local == "c":
            self.leave_cell()
        elif local == "row" and self.bottom * self.right > MOST_CELLS:
            raise BusinessException(
                f"its cells reach to {column_letters(self.right - 1)}{self.bottom}; that is too far",
                place=self.name,
                hint="Delete the stray cells below or right of the table.",
            )

    def leave_cell(self) -> None:
        """Note an error, and how far the cells with content reach."""
        if self.kind == "e":
            self.errors[self.row, self.column] = self.text or "#VALUE!"
        elif self.formula and not self.text and self.kind != "str":
            self.errors[self.row, self.column] = ""
        if self.text:
            self.bottom, self.right = max(self.bottom, self.row + 1), max(self.right, self.column + 1)
