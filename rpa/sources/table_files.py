"""The items of a file that holds a table, while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rpa.drivers.text_table import TextTable, open_text_table
from rpa.drivers.workbook import open_workbook
from rpa.errors import BusinessException
from rpa.model.item import RawItem
from rpa.sources.columns import Layout
from rpa.sources.header import Grid
from rpa.sources.sheets import choose_grid
from rpa.sources.table_params import TableParams
from rpa.sources.tables import stream_table


def workbook_items(path: Path, name: str, layout: Layout, params: TableParams) -> Iterator[RawItem]:
    """The items of a workbook.

    Raises:
        BusinessException: It cannot be read; its place names the document.
    """
    try:
        with open_workbook(path, name) as book:
            grid = choose_grid(book, params.sheets, layout, hidden=params.hidden, decimal=params.decimal)
            yield from stream_table(grid, layout, name)
    except BusinessException as error:
        raise placed(error, name) from error


def text_items(
    path: Path, name: str, layout: Layout, params: TableParams, encoding: str = "", separator: str = ""
) -> Iterator[RawItem]:
    """The items of a file of separated values.

    Raises:
        BusinessException: It cannot be read; its place names the document.
    """
    try:
        table = open_text_table(path, name, encoding=encoding, separator=separator, decimal=params.decimal)
        yield from stream_table(text_grid(table), layout, name)
    except BusinessException as error:
        raise placed(error, name) from error


def text_grid(table: TextTable) -> Grid:
    """The cells of a file of separated values."""
    return Grid(
        table, lambda row, column: f"line {row + 1}, column {column + 1}", {}, decimal=table.decimal, separated=True
    )


def placed(error: BusinessException, name: str) -> BusinessException:
    """An error whose place names the document."""
    return error if error.place else BusinessException(error.message, place=name, hint=error.hint)
