"""Work items from the rows of Excel workbooks.

A workbook may carry title rows and a block of captions above its table. Empty rows and rows of totals are
passed over; a row is a total only when its first text is the word for one and it names no group and no
article.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from rpa.drivers.workbook import Merged, Row, Sheet, Workbook, address, open_workbook
from rpa.drivers.workbook_package import SAVE_AS
from rpa.errors import BusinessException
from rpa.model.item import Document, RawItem
from rpa.sources.columns import COLUMNS, GROUP_BY, OPTIONAL, Columns, Headings, Layout, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, find_files, read_documents
from rpa.sources.header import Grid, find_header
from rpa.sources.tables import read_table

READABLE = (".xlsx", ".xlsm", ".xltx")
MOST_FILLED = 1_000_000  # cells that merged areas may fill downwards

EXAMPLES = (
    """\
excel.rows:
  path: inbox/orders/*.xlsx
  sheet: [Bestelling, Bestellung, Ordre, Order]
  cells:
    customer: [Klant, Kunde, Customer]
  columns:
    order_no: [Bestelnummer, Bestellnummer, Ordrenr, Order no]
    ordered_on: [Besteldatum, Bestelldatum, Ordredato, Order date]
    lines:
      sku: [Artikel, Artikelnummer, Varenr, Item]
      quantity: [Aantal, Menge, Antall, Quantity]
  group_by: order_no
""",
    """\
excel.rows:
  path: inbox/new-staff.xlsx
  columns: {name: Name, starts_on: First day, email: E-mail}
""",
)


class Params(SourceParams):
    """Where the workbooks are and which column holds what."""

    path: str | list[str] = Field(description="Files with * and ?, relative to the workspace: inbox/*.xlsx.")
    sheet: str | list[str] = Field(
        default_factory=list,
        description="Name of the sheet, or names of which one is there; else the one with the headings.",
    )
    columns: Columns = Field(description=COLUMNS)
    cells: dict[str, Headings] = Field(
        default_factory=dict,
        description="Field name to the caption (or captions) that stands left of its value, above the table.",
    )
    group_by: str = Field("", description=GROUP_BY)
    optional: list[str] = Field(default_factory=list, description=OPTIONAL)
    settle: int = Field(2, ge=0, description=SETTLE)

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse what contradicts itself."""
        self.layout()
        return self

    def layout(self) -> Layout:
        """The table as the reader wants it."""
        return lay_out(self.columns, cells=self.cells, group_by=self.group_by, optional=self.optional)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the workbooks."""
    layout = params.layout()
    wanted = [params.sheet] if isinstance(params.sheet, str) else params.sheet

    def items(path: Path, name: str) -> tuple[RawItem, ...]:
        if path.suffix.lower() not in READABLE:
            raise BusinessException(
                f"'{path.suffix}' files are no workbooks that can be read", place=name, hint=SAVE_AS
            )
        with_name = open_workbook(path, name)
        try:
            return read_table(choose_grid(with_name, wanted, layout), layout, name)
        except BusinessException as error:
            raise (error if error.place else BusinessException(error.message, place=name, hint=error.hint)) from error

    return read_documents(find_files(params.path, ctx, settle=params.settle), items)


def choose_grid(book: Workbook, wanted: list[str], layout: Layout) -> Grid:
    """The sheet that is named, or the only one with the headings.

    Raises:
        BusinessException: There is none, or more than one.
    """
    if wanted:
        return grid_of(book.sheet(named_sheet(book, wanted)), layout)
    sheets = [book.sheet(name) for name in book.sheet_names]
    fitting: list[tuple[str, Grid]] = []
    trouble: dict[str, BusinessException] = {}
    for sheet in sheets:
        if not sheet.visible:
            continue
        grid = grid_of(sheet, layout)
        try:
            find_header(grid, layout)
        except BusinessException as error:
            if any(any(cell is not None for cell in row) for row in grid.rows):
                trouble[sheet.name] = error
        else:
            fitting.append((sheet.name, grid))
    if len(fitting) == 1:
        return fitting[0][1]
    if fitting:
        names = " and ".join(repr(name) for name, _ in fitting)
        raise BusinessException(f"the headings are on the sheets {names}", hint="Name the sheet in the recipe.")
    raise next(iter(trouble.values()), BusinessException("the workbook is empty: no visible sheet holds a value"))


def named_sheet(book: Workbook, wanted: list[str]) -> str:
    """The one sheet whose name is asked for, regardless of case and outer spaces."""
    plain = {name.strip().casefold() for name in wanted}
    found = [name for name in book.sheet_names if name.strip().casefold() in plain]
    if len(found) == 1:
        return found[0]
    there = ", ".join(map(repr, book.sheet_names))
    if found:
        raise BusinessException(f"the sheets {', '.join(map(repr, found))} are all asked for; one must be")
    raise BusinessException(f"there is no sheet {' or '.join(map(repr, wanted))}; there are {there}")


def grid_of(sheet: Sheet, layout: Layout) -> Grid:
    """The cells of a sheet, with values that are merged over several rows in each of the rows."""
    rows = list(sheet.rows())
    spans = {(area.top, area.left): area.right for area in sheet.merged}
    grid = Grid(rows, lambda row, column: address(sheet.name, row, column), spans)
    tall = [area for area in sheet.merged if area.bottom > area.top]
    if tall and layout.group_by:
        fill_down(rows, tall, grid, layout)
    return grid


def fill_down(rows: list[Row], areas: list[Merged], grid: Grid, layout: Layout) -> None:
    """Repeat the value of a cell that is merged over the rows of an order; only for fields of the item."""
    try:
        header = find_header(grid, layout)
    except BusinessException:
        return  # the caller asks again and reports it
    columns = {header.columns[name] for name in layout.fields if name in header.columns}
    filled = 0
    for area in areas:
        if area.top <= header.row or area.left not in columns or area.top >= len(rows):
            continue
        value = rows[area.top][area.left] if area.left < len(rows[area.top]) else None
        for row in range(area.top + 1, min(area.bottom + 1, len(rows))):
            filled += 1
            if not any(cell is not None for cell in rows[row]):
                continue
            if filled > MOST_FILLED:
                raise BusinessException("merged cells cover too many rows", hint="Undo the merging.")
            cells = list(rows[row]) + [None] * (area.left + 1 - len(rows[row]))
            cells[area.left] = value
            rows[row] = tuple(cells)
