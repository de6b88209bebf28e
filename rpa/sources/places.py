"""Where the values of an item stand, in words a person finds them by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rpa.sources.columns import Layout
from rpa.sources.header import Grid, Header, visible


class Places(Mapping[str, str]):
    """Field path to the words a person finds its cell by, worked out when asked.

    Args:
        grid: Names the cells.
        header: Says which column and caption is which field.
        layout: Says which fields belong to lines.
        rows: Numbers of the rows of the item.
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
        if rest or head not in {**self.layout.fields, **self.layout.cells} or head not in self.header.columns:
            raise KeyError(path)
        return self.grid.locate(self.rows[0], self.header.columns[head])

    def __iter__(self) -> Iterator[str]:
        """All paths."""
        yield from (name for name in (*self.layout.fields, *self.layout.cells) if name in self.header.columns)
        yield from self.header.beside
        for position in range(len(self.rows) if self.layout.lines else 0):
            for name in self.layout.line_fields:
                if name in self.header.columns:
                    yield f"{self.layout.lines}.{position}.{name}"

    def __len__(self) -> int:
        """How many places there are."""
        return sum(1 for _ in self)
