"""The quick look at the rows of an `.xlsx` sheet: rows of one shape are read with one expression, by columns.

In nearly every table all rows look alike: column C holds dates, column D shared texts. What a row looks like is learned
from some rows; those that look so are taken at once, and whatever else stands between them is left for the exact look.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rpa.drivers.workbook import MOST_COLUMNS, Row
from rpa.drivers.workbook_cells import column_number
from rpa.drivers.xlsx_values import Memo, Values

SAMPLE = 24  # rows from which a shape is learned
MOST_LEARNED = 200  # columns
WIDEST = 500  # columns, with those that are empty
MOST_STYLES = 64

CELL = re.compile(r'<c r="([A-Z]{1,3})\d{1,7}"((?: [a-z]+="[^"<>]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"<>]*)"')
WAYS = "spans|ht|customHeight|s|customFormat|x14ac:dyDescent|thickBot|thickTop|collapsed|outlineLevel|ph"
ROW = (
    r'(?:<row r="\d{1,7}"(?: [A-Za-z0-9:]+="[^"<>]*")*/>)*'
    rf'<row r="(\d{{1,7}})"(?: (?:{WAYS})="[^"<>]*"| hidden="(?:false|0)")*>'
)
ROW_END = "</row>"
STYLED = r'(?: s="\d{1,5}")?'
FORMULA = r"(?:<f>[^<]*</f>|<f [^<>]*/>|<f [^<>]*>[^<]*</f>)?"
TEXT = r"([^<\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*)"
CONTENTS = {
    "s": rf'{STYLED} t="s"{STYLED}><v>(\d{{1,8}})</v></c>',
    "b": rf'{STYLED} t="b"{STYLED}>{FORMULA}<v>([01])</v></c>',
    "str": rf'{STYLED} t="str"{STYLED}>{FORMULA}<v>{TEXT}</v></c>',
    "inlineStr": rf'{STYLED} t="inlineStr"{STYLED}><is><t(?: xml:space="preserve")?>{TEXT}</t></is></c>',
}


@dataclass(frozen=True)
class Shape:
    """What most rows of a stretch look like.

    Attributes:
        pattern: Matches a row; its groups are the row's number and the contents of the columns.
        columns: From 0, in order.
        memos: For each of the columns, what is written there to its value.
    """

    pattern: re.Pattern[str] = field(repr=False)
    columns: tuple[int, ...]
    memos: tuple[Memo, ...] = field(repr=False)

    def split(self, text: str) -> tuple[list[str], list[tuple[int, Row]]]:
        """Rows of this shape in a stretch of XML.

        Returns:
            What stands before, between and behind them, one more than there are rows; and the rows: number from 0 and
            cells.
        """
        parts = self.pattern.split(text)
        step = len(self.columns) + 2
        numbers = [int(text) - 1 for text in parts[1::step]]
        nothing = [None] * len(numbers)
        cells: list[list[Any]] = [nothing] * (self.columns[-1] + 1)
        for place, (column, memo) in enumerate(zip(self.columns, self.memos, strict=True), 2):
            cells[column] = list(map(memo.__getitem__, parts[place::step]))
        return parts[::step], list(zip(numbers, zip(*cells, strict=True), strict=True))


def learn(text: str, values: Values) -> Shape | None:
    """What most rows at the end of a stretch of XML look like; None when that cannot be said.

    Args:
        text: Whole rows.
        values: Says what styles mean.
    """
    seen: dict[str, Counter[tuple[str, str]]] = {}
    for row in text.split(ROW_END)[-SAMPLE - 1 : -1]:
        for match in CELL.finditer(row):
            attributes = dict(ATTRIBUTE.findall(match[2]))
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            if kind in CONTENTS or kind == "n":
                seen.setdefault(match[1], Counter())[kind, style] += 1
    letters = sorted(seen, key=column_number)
    if not letters or len(letters) > MOST_LEARNED or column_number(letters[-1]) >= min(WIDEST, MOST_COLUMNS):
        return None
    cells, memos = [], []
    for letter in letters:
        kind, style = seen[letter].most_common(1)[0][0]
        content, memo = column(kind, style, {style for kind, style in seen[letter] if kind == "n"}, values)
        cells.append(rf'(?:<c r="{letter}\1"(?:{STYLED}/>|{content}))?')
        memos.append(memo)
    pattern = re.compile(ROW + "".join(cells) + ROW_END)
    return Shape(pattern, tuple(map(column_number, letters)), tuple(memos))


def column(kind: str, style: str, styles: set[str], values: Values) -> tuple[str, Memo]:
    """The expression for the cells of a column, and how to read what it finds.

    Args:
        kind: The type of its cells.
        style: Their most frequent style.
        styles: All styles that its numbers were seen with.
        values: Says what styles mean.
    """
    if kind != "n":
        memos = {"s": values.shared, "b": values.truth, "str": values.written, "inlineStr": values.written}
        return CONTENTS[kind], memos[kind]
    shown = values.shown_by(style)
    same = {str(place) for place, one in enumerate(values.shown) if one is shown}
    if len(same) > MOST_STYLES:
        same = {one for one in styles if one and values.shown_by(one) is shown}
    plain = values.shown_by("") is shown
    attribute = rf' s="(?:{"|".join(sorted(same))})"' if same else ""
    attribute = f"(?:{attribute})?" if plain or not attribute else attribute
    numeric = '(?: t="n")?'
    formula = "" if values.stale else FORMULA  # whether its result is one, the exact look judges
    return f"{numeric}{attribute}{numeric}>{formula}<v>([^<]+)</v></c>", values.numbers[shown]


def whole_rows(text: bytes) -> tuple[bytes, bytes]:
    """A stretch of XML up to the end of its last whole row, and the rest."""
    cut = text.rfind(b"</row>")
    cut = cut + len(b"</row>") if cut >= 0 else 0
    return text[:cut], text[cut:]


def interleaved(between: list[str], rows: list[tuple[int, Row]]) -> Iterator[str | tuple[int, Row]]:
    """What `Shape.split` gave, in order: rows, and what stood between them."""
    for text, row in zip(between, rows, strict=False):
        if text:
            yield text
        yield row
    if between[-1]:
        yield between[-1]
