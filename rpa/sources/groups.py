"""Rows put together to items, while they are read.

Rows of one item usually stand together; then an item is complete as soon as the next one begins, and nothing
else is kept. Where they do not, that is known before the first of them is handed on.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from rpa.drivers.workbook import CellError
from rpa.errors import BusinessException
from rpa.sources.body import Line
from rpa.sources.header import Grid

AT_HAND = 20_000  # rows that are kept, so that a usual table is read once
MOST_APART = 200_000  # rows of items whose rows do not stand together
MOST_OF_ONE = 200_000  # rows of one item
BUCKETS = 64


@dataclass
class Group:
    """Rows that are one item.

    Attributes:
        value: What they have in common.
        lines: The rows.
        problems: Why they are no item.
    """

    value: Any
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Take a row in.

        Raises:
            BusinessException: There are too many.
        """
        if len(self.lines) >= MOST_OF_ONE:
            raise BusinessException(f"more than {MOST_OF_ONE} rows would be one item", hint="Split the file.")
        self.lines.append(line)


class Grouping:
    """Puts rows together by their value in one column.

    Args:
        lines: The rows; gone through up to three times.
        column: The column.
        heading: What it is headed.
        grid: Names the cells.
        value_of: The value of a row in a column.
        gather: Whether rows that do not stand together are one item all the same; else that is its problem.
    """

    def __init__(
        self,
        lines: Iterable[Line],
        column: int,
        heading: str,
        grid: Grid,
        *,
        gather: bool = False,
    ) -> None:
        self.lines, self.column, self.heading, self.grid, self.gather = lines, column, heading, grid, gather
        self.apart = frozenset[int]()
        self.waiting: dict[str, Group] = {}
        self.count_apart = 0

    def __iter__(self) -> Iterator[Group]:
        """The items, each as soon as it is complete; those whose rows stand apart behind all others.

        Raises:
            BusinessException: Too many rows stand apart.
        """
        rows = iter(self.lines)
        first = list(islice(rows, AT_HAND))
        self.apart = self.values_apart(chain(first, rows))
        if len(first) < AT_HAND:
            yield from sorted(self.assembled(first), key=lambda group: group.lines[0].number)
        else:
            del first
            yield from self.assembled(self.lines)

    def value(self, line: Line) -> Any:
        """What a row is grouped by: None when it holds nothing there, or an error."""
        cells = line.cells
        value = cells[self.column] if self.column < len(cells) else None
        if isinstance(value, CellError):
            return None
        return value.strip() or None if isinstance(value, str) else value

    def values_apart(self, lines: Iterable[Line]) -> frozenset[int]:
        """The values that come again behind other ones, each as a number of 64 bits.

        Two values might share a number: then both are looked at as if they came again, and are found not to.
        """
        buckets = [array("q") for _ in range(BUCKETS)]
        last = None
        for line in lines:
            value = self.value(line)
            if value is None:
                continue
            key = hash(str(value))
            if key != last:
                buckets[key % BUCKETS].append(key)
                last = key
        twice: set[int] = set()
        for bucket in buckets:
            seen: set[int] = set()
            for key in bucket:
                (twice if key in seen else seen).add(key)
        return frozenset(twice)

    def assembled(self, lines: Iterable[Line]) -> Iterator[Group]:
        """Rows put together."""
        last: Group | None = None
        last_key: str | None = None
        for line in lines:
            value = self.value(line)
            if value is None:
                last = last if last is not None else Group(None)
                last.problems.append(
                    f"{self.grid.locate(line.number, self.column)}: the row has values but no {self.heading}"
                )
                last.add(line)
                continue
            key = str(value)
            if last is None or key != last_key:
                if last is not None and last_key not in self.waiting:
                    yield last
                last, last_key = self.begin(key, value, line), key
            last.add(line)
            self.count(key)
        if last is not None and last_key not in self.waiting:
            yield last
        yield from self.waiting.values()

    def begin(self, key: str, value: Any, line: Line) -> Group:
        """The group that a row begins, or goes on with."""
        if hash(key) not in self.apart:
            return Group(value)
        group = self.waiting.get(key)
        if group is None:
            self.waiting[key] = group = Group(value)
        elif not self.gather:
            group.problems.append(
                f"{self.grid.locate(line.number, self.column)}: {value} comes again here, after other rows; "
                f"it began at {self.grid.locate(group.lines[0].number, self.column)}: put its rows together"
            )
        return group

    def count(self, key: str) -> None:
        """Refuse to keep too many rows."""
        if key in self.waiting:
            self.count_apart += 1
            if self.count_apart > MOST_APART:
                raise BusinessException(
                    f"more than {MOST_APART} rows stand apart from those that have the same {self.heading}",
                    hint=f"Sort the table by {self.heading}.",
                )
