"""Blocks of lines that stand below each other, and addresses among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rpa.formats.documents.layout import Cell, Layout
from rpa.model.extraction import Box

NEAR = 3.5  # points between edges that agree
FARTHEST = 40.0  # points; no line joins a block that ended further above
CLOSEST = 1.1  # heights of a line between two lines of a block
POSTAL = re.compile(
    r"(?:^|[\s,·|•-])(?:(?:NL|D|DE|F|FR|N|NO|B|BE|A|AT|CH|S|SE|DK)[- ])?"
    r"(?:[1-9]\d{3} ?[A-Z]{2}\b(?! ?\d)|\d{3} ?\d{2}|\d{5}|\d{4}),?\s+[^\W\d_]{2,}"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"  # United Kingdom
    r"|\b[AC-FHKNPRTV-Y]\d[\dW] [AC-FHKNPRTV-Y][\dAC-FHKNPRTV-Y]{3}\b"  # Ireland
    r"|\b[A-Z][a-z]+,? [A-Z]{2} \d{5}\b"
)
LEGAL_FORM = re.compile(
    r"(?:^|[\s,])(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|C\.?V\.?|GmbH(?: & Co\.? KG)?|gGmbH|AG|KG|OHG|"
    r"PartG(?: mbB|mbB)?|UG(?: \(haftungsbeschränkt\))?|e\.?K\.?|GbR|eG|SE|"
    r"A/?S|ASA|ANS|DA|ENK|SA|NUF|Ltd\.?|Limited|LLP|LLC|Inc\.?|PLC|plc|DAC|CLG|CIC|CIO|Teoranta|Corp\.?|S\.?A\.?R\.?L\.?|S\.?A\.?S\.?U?|S\.?A\.?|E\.?U\.?R\.?L\.?|"
    r"SPRL|SRL|AB|ApS|Oy|Stichting|Coöperatie|U\.?A\.?)(?=$|[\s,.|·•)-])"
)


@dataclass(eq=False)
class Block:
    """Lines with one left or right edge or one middle, close below each other.

    Attributes:
        cells: From the top.
    """

    cells: list[Cell] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """What it covers."""
        boxes = [cell.box for cell in self.cells]
        return Box(
            boxes[0].page,
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    @property
    def lines(self) -> list[str]:
        """The lines as text."""
        return [cell.text for cell in self.cells]

    @property
    def postal_line(self) -> int | None:
        """Number of the first line with a postal code and a place; None when it is no address."""
        return next((number for number, text in enumerate(self.lines) if POSTAL.search(text)), None)


def find_blocks(layout: Layout) -> list[Block]:
    """The blocks of a document, in the order of their first lines."""
    blocks: list[Block] = []
    for sheet in layout.sheets:
        open_blocks: list[Block] = []
        for row in layout.on_page(sheet.number):
            open_blocks = [block for block in open_blocks if row.box.top - block.cells[-1].box.bottom < FARTHEST]
            for cell in row.cells:
                home = next((block for block in reversed(open_blocks) if joins(block.cells[-1], cell)), None)
                if home is None:
                    home = Block()
                    open_blocks.append(home)
                    blocks.append(home)
                home.cells.append(cell)
    return blocks


def joins(above: Cell, below: Cell) -> bool:
    """Whether a line continues the block of another."""
    one, two = above.box, below.box
    height = min(one.bottom - one.top, two.bottom - two.top)
    if one.page != two.page or not -0.5 * height < two.top - one.bottom < CLOSEST * height * 0.7:
        return False
    if abs(one.left - two.left) < NEAR or abs(one.right - two.right) < NEAR:
        return True
    return abs((one.left + one.right) - (two.left + two.right)) < NEAR


def addresses(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that have a postal code below a name."""
    return [block for block in blocks if block.postal_line is not None and 1 <= block.postal_line <= 6]
