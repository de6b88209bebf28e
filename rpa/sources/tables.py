"""From the cells of a table to work items: rows read, grouped, and judged strictly."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rpa.drivers.workbook import CellError
from rpa.errors import BusinessException
from rpa.model.item import Place, RawItem
from rpa.sources.columns import Layout
from rpa.sources.header import Grid, Header, find_header, value_at, visible

WORD = re.compile(r"[^\W\d_]+")
TOTAL_WORDS = """
    total totals totaal totalen subtotal subtotaal ordertotaal ordertotal eindtotaal grandtotal summe gesamt
    gesamtsumme gesamtbetrag zwischensumme bestellsumme auftragssumme sum totalt totalsum delsum ordresum
"""
OTHER_WORDS = """
    excl incl ex inc exkl inkl eksl eks excluding including zonder met ohne mit uten med btw mwst ust mva vat
    tax netto brutto net gross bedrag betrag beløp amount order bestelling bestellung ordre grand eur euro nok
    zzgl und en og and te betalen payable
"""
TOTALS = frozenset(TOTAL_WORDS.split())
BESIDE_TOTALS = TOTALS | frozenset(OTHER_WORDS.split())


class Places(Mapping[str, str]):
    """Field path to the words a person finds its cell by, worked out when asked.

    Args:
        grid: Names the cells.
        header: Says which column and caption is which field.
        layout: Says which fields belong to lines.
        rows: The rows of the item.
    """

    def __init__(self, grid: Grid, header: Header, layout: Layout, rows: Sequence[int]) -> None:
        self.grid, self.header, self.layout, self.rows = grid, header, layout, rows

    def __getitem__(self, path: str) -> str:
        """The place of `customer` or `lines.0.sku`.

        Raises:
            KeyError: The field has no place of its own.
        """
        head, _, rest = path.partition(".")
        if head == self.layout.lines and rest:
            position, _, name = rest.partition(".")
            if name not in self.layout.line_fields or not position.isdecimal() or int(position) >= len(self.rows):
                raise KeyError(path)
            return self.grid.locate(self.rows[int(position)], self.header.columns[name])
        if head in self.header.beside:
            return self.grid.locate(*visible(self.header.beside[head]))
        if rest or head not in self.layout.fields:
            raise KeyError(path)
        return self.grid.locate(self.rows[0], self.header.columns[head])

    def __iter__(self) -> Iterator[str]:
        """All paths."""
        yield from (name for name in self.layout.fields if name in self.header.columns)
        yield from self.header.beside
        for position in range(len(self.rows) if self.layout.lines else 0):
            for name in self.layout.line_fields:
                if name in self.header.columns:
                    yield f"{self.layout.lines}.{position}.{name}"

    def __len__(self) -> int:
        """How many places there are."""
        return sum(1 for _ in self)


@dataclass
class Group:
    """Rows that are one item, while they are collected."""

    value: Any
    rows: list[int]
    problems: list[str]


class TableReader:
    """Reads the items of one table.

    Args:
        grid: The cells; values merged over several rows already stand in each of them.
        layout: What the recipe says.
        document: Name of the document.
        totals: Whether there may be rows of totals.

    Raises:
        BusinessException: The headings are not there.
    """

    def __init__(self, grid: Grid, layout: Layout, document: str, *, totals: bool = True) -> None:
        self.grid, self.layout, self.document, self.totals = grid, layout, document, totals
        self.header = find_header(grid, layout)
        headings = grid.rows[self.header.row]
        self.captions = [(column, str(cell)) for column, cell in enumerate(headings) if cell is not None]
        self.first_line = next(iter(layout.line_fields), "")
        self.above = {name: value_at(grid, place) for name, place in self.header.beside.items()}

    def items(self) -> tuple[RawItem, ...]:
        """All items in order.

        Raises:
            BusinessException: There are headings but no rows.
        """
        groups = self.groups()
        if not groups:
            raise BusinessException(
                f"there are no rows below the headings in {self.grid.locate(self.header.row, 0)} and its row"
            )
        return tuple(map(self.item, groups))

    def body(self) -> Iterator[int]:
        """The rows that hold data: no empty rows, no totals, no notes below the totals."""
        mapped = sorted(set(self.header.columns.values()))
        below_totals = False
        for row in range(self.header.row + 1, len(self.grid.rows)):
            cells = self.grid.rows[row]
            if not any(column < len(cells) and present(cells[column]) for column in mapped):
                continue
            if self.totals and self.is_totals(cells, below=below_totals):
                below_totals = True
                continue
            yield row

    def is_totals(self, cells: tuple[Any, ...], *, below: bool) -> bool:
        """Whether a row is a total: it begins with the word, and names no group and no first field of a line.

        A row with a value in every column is none either. Below the first total, further sums (`BTW 21%`) and notes
        of a single text are passed over as well.
        """
        first = next(cell for cell in cells if present(cell))
        if not isinstance(first, str):
            return False
        word = WORD.search(first)  # a quick look: most rows are no totals
        if not below and (word is None or word[0].casefold() not in TOTALS):
            return False
        filled = [column for column, cell in enumerate(cells) if present(cell)]
        if all(column in filled for column in self.header.columns.values()):
            return False
        for name in (self.layout.group_by, self.first_line):
            if self.header.columns.get(name, filled[0]) in filled[1:]:
                return False
        words = [word.casefold() for word in WORD.findall(first)]
        if words and all(each in BESIDE_TOTALS for each in words):
            return True
        return below and len(filled) == 1

    def groups(self) -> list[Group]:
        """Rows put together as the recipe asks."""
        if self.layout.single:
            rows = list(self.body())
            return [Group(None, rows, [])] if rows else []
        column = self.header.columns.get(self.layout.group_by, -1)
        if not self.layout.group_by:
            return [Group(None, [row], []) for row in self.body()]
        if column < 0:  # the group's value stands above the table, so all rows are one item
            rows = list(self.body())
            return [Group(self.above.get(self.layout.group_by), rows, [])] if rows else []
        return self.grouped(column)

    def grouped(self, column: int) -> list[Group]:
        """Adjacent rows with one value; a row out of place is a problem of the group it may belong to."""
        groups: dict[str, Group] = {}
        last: Group | None = None
        for row in self.body():
            value = self.cell(row, column)
            if value is None or isinstance(value, CellError):
                last = last or groups.setdefault("", Group(None, [], []))
                last.rows.append(row)
                last.problems.append(
                    f"{self.grid.locate(row, column)}: the row has values but no {self.heading(column)}"
                )
                continue
            group = groups.setdefault(str(value), Group(value, [], []))
            if group.rows and group is not last:
                group.problems.append(
                    f"{self.grid.locate(row, column)}: {value} comes again here, after other rows; "
                    f"it began at {self.grid.locate(group.rows[0], column)}: put its rows together"
                )
            group.rows.append(row)
            last = group
        return list(groups.values())

    def heading(self, column: int) -> str:
        """What a column is headed."""
        return str(self.grid.rows[self.header.row][column]).strip()

    def cell(self, row: int, column: int) -> Any:
        """A value; text without the spaces around it, None when there is nothing."""
        cells = self.grid.rows[row]
        value = cells[column] if column < len(cells) else None
        if type(value) is str:
            return value.strip() or None
        return value

    def item(self, group: Group) -> RawItem:
        """One item from its rows."""
        problems = list(group.problems)
        values: dict[str, Any] = {}
        for name, value in self.above.items():
            values[name] = self.sound(value, self.header.beside[name], problems)
        for name in (*self.layout.fields, *self.layout.cells):
            if name in self.header.columns:
                values[name] = self.agreed(name, group.rows, problems)
            values.setdefault(name, None)
        if self.layout.lines:
            values[self.layout.lines] = [self.line(row, problems) for row in group.rows]
        place = self.grid.locate(group.rows[0], 0)
        return RawItem(
            values,
            Place(self.document, place),
            Places(self.grid, self.header, self.layout, group.rows),
            tuple(problems),
            tuple(map(self.original, group.rows)),
        )

    def line(self, row: int, problems: list[str]) -> dict[str, Any]:
        """The fields of one line."""
        columns = self.header.columns
        return {
            name: self.sound(self.cell(row, columns[name]), (row, columns[name]), problems) if name in columns else None
            for name in self.layout.line_fields
        }

    def agreed(self, name: str, rows: Sequence[int], problems: list[str]) -> Any:
        """The one value that an item's rows have in a column; rows may leave it empty."""
        column = self.header.columns[name]
        first, at = None, rows[0]
        for row in rows:
            value = self.sound(self.cell(row, column), (row, column), problems)
            if first is None:
                first, at = value, row
            elif value is not None and value != first:
                problems.append(
                    f"{self.heading(column)} is {first} at {self.grid.locate(at, column)} "
                    f"and {value} at {self.grid.locate(row, column)}; the rows of one item must agree"
                )
                break
        return first

    def sound(self, value: Any, place: tuple[int, int], problems: list[str]) -> Any:
        """The value, or None and a problem when the cell holds an error."""
        if isinstance(value, CellError):
            problems.append(f"{self.grid.locate(*visible(place))} holds {value}")
            return None
        return value

    def original(self, row: int) -> dict[str, Any]:
        """A row as it came, behind what stands above the table."""
        cells = self.grid.rows[row]
        found = {name: as_came(value) for name, value in self.above.items()}
        found.update(
            (caption, as_came(cells[column]) if column < len(cells) else None) for column, caption in self.captions
        )
        return found


def present(value: Any) -> bool:
    """Whether a cell holds anything."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def as_came(value: Any) -> Any:
    """A cell for the hand-back: typed as it came, so that it is read again as the same; else text for a person."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.isoformat(" ")  # no cell holds a time zone
    if value is None or isinstance(value, str | int | Decimal | dt.date):
        return value
    return value.code or "#?" if isinstance(value, CellError) else str(value)


def read_table(grid: Grid, layout: Layout, document: str, *, totals: bool = True) -> tuple[RawItem, ...]:
    """Read the items of a table.

    Args:
        grid: The cells.
        layout: What the recipe says.
        document: Name of the document.
        totals: Whether there may be rows of totals; an export of a system has none.

    Raises:
        BusinessException: The headings or the rows are not there.
    """
    return TableReader(grid, layout, document, totals=totals).items()
