"""Work items from the rows a query finds in a database; nothing can be changed through it.

With `since`, only rows from where the last run left off: a column that grows with every change (the time of it, or a
number). The rows at the boundary are read again where only an `id` could tell them apart; what is known is skipped.
Rows of which each is an item are taken in portions, however many there are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from rpa.drivers.query import Rows, select, streamed, typed
from rpa.drivers.workbook import CellError
from rpa.errors import UsageError
from rpa.model.item import Document, Place, RawItem
from rpa.model.secret import Secret
from rpa.sources.columns import FIELD, GROUP_BY, Layout, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.database.since import Progress
from rpa.sources.header import Grid
from rpa.sources.tables import as_came, read_table

QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:select|with)\b", re.IGNORECASE)
COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

EXAMPLES = (
    """\
database.rows:
  url: "{{ settings.erp.url }}"
  sql: SELECT number, customer, amount FROM invoices WHERE due < :today AND paid = 0 ORDER BY number
  params: {today: "{{ today }}"}
""",
    """\
database.rows:
  url: sqlite:///shop.db
  sql: SELECT o.number, o.email, l.sku, l.quantity FROM orders o JOIN lines l ON l.order_id = o.id ORDER BY o.number
  group_by: number
  lines: {lines: [sku, quantity]}
""",
    """\
database.rows:
  url: "{{ secrets.shop.database }}"
  sql: SELECT id, number, email, changed_at FROM orders WHERE state = 'paid'
  since: {column: changed_at, id: id, start: 2026-01-01, overlap: 300}
""",
)


class Since(BaseModel):
    """From where a run reads on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str = Field(description="The column that grows with every change: changed_at, or a number.")
    id: str = Field("", description="The column that tells rows of the same time apart, and grows too: id.")
    start: dt.datetime | dt.date | int | Decimal | str | None = Field(
        None, description="Where the first run begins; another start reads again from there. Without it: all rows."
    )
    overlap: int = Field(
        0,
        ge=0,
        le=31 * 86400,
        description="Seconds (or numbers) before the last value that are read again: for changes saved late.",
    )

    @field_validator("column", "id")
    @classmethod
    def _plain(cls, name: str) -> str:
        if name and not COLUMN.fullmatch(name):
            raise ValueError(f"{name!r} is no plain name of a column; give it one in the query: AS changed_at")
        return name


class Params(SourceParams):
    """Where the database is and what to ask it. The columns of the answer are the fields of the items."""

    url: str | Secret = Field(
        description="Address as SQLAlchemy takes it: sqlite:///file.db (relative to the workspace), postgresql+psycopg://..."
    )
    sql: str = Field(description="One SELECT, with :names for values; give it an ORDER BY, unless it has since.")
    params: dict[str, Any] = Field(default_factory=dict, description="Values for the :names in the query.")
    since: Since | None = Field(None, description="Only rows from where the last run left off.")
    group_by: str = Field("", description=GROUP_BY)
    lines: dict[str, list[str]] = Field(
        default_factory=dict, description="Name of the list of lines, and the columns that belong to a line."
    )

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse what is no query, and lines without a group."""
        if not QUERY.match(self.sql):
            raise ValueError("sql must be one SELECT")
        if len(self.lines) > 1 or bool(self.lines) != bool(self.group_by):
            raise ValueError("give group_by and one list of lines, or neither")
        if self.since and self.since.column in {name for names in self.lines.values() for name in names}:
            raise ValueError("the column of since must be the same for all rows of an item, not one of a line")
        if self.since and self.lines and self.since.id:
            raise ValueError("rows of one item stay together: leave the id of since out where rows are grouped")
        return self


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Ask the database; the whole answer is one document.

    Raises:
        EnvironmentNotReady: The database cannot be reached, or the connection broke.
        UsageError: It does not understand the query.
    """
    url = params.url.reveal() if isinstance(params.url, Secret) else params.url
    progress = Progress.of(params, ctx)
    sql, values = progress.query()
    if params.group_by:
        answer = select(url, sql, values, ctx.workspace.root)
        for row in answer.rows:
            progress.note(answer.columns, row)
        rows = [tuple(map(typed, row)) for row in answer.rows]
        name, found = answer.name, items(answer.columns, rows, params, answer.name)
        yield Document(None, name, found, mark=progress.mark())
        return
    with ExitStack() as opened:
        rows_found = opened.enter_context(streamed(url, sql, values, ctx.workspace.root))
        refuse_names(rows_found.columns, rows_found.name)
        yield Document(None, rows_found.name, each(rows_found, progress), mark=progress.mark())


def each(rows: Rows, progress: Progress) -> Iterator[RawItem]:
    """Each row as an item, while the rows are fetched."""
    for number, row in enumerate(rows.found, 1):
        progress.note(rows.columns, row)
        yield item(rows, number, tuple(map(typed, row)))


class RowPlaces(Mapping[str, str]):
    """Where the fields of a row stand, in words, worked out when asked."""

    def __init__(self, number: int, columns: Sequence[str]) -> None:
        self.number, self.columns = number, columns

    def __getitem__(self, name: str) -> str:
        """The place of a column.

        Raises:
            KeyError: There is none of that name.
        """
        if name not in self.columns:
            raise KeyError(name)
        return f"row {self.number}, {name}"

    def __iter__(self) -> Iterator[str]:
        """All columns."""
        return iter(self.columns)

    def __len__(self) -> int:
        """How many columns."""
        return len(self.columns)


def item(rows: Rows, number: int, row: Sequence[Any]) -> RawItem:
    """One row as an item."""
    values: dict[str, Any] = {}
    problems = []
    for name, value in zip(rows.columns, row, strict=True):
        if isinstance(value, CellError):
            problems.append(f"row {number}, {name} holds {value}")
            values[name] = None
        else:
            values[name] = (value.strip() or None) if isinstance(value, str) else value
    original = {name: as_came(value) for name, value in zip(rows.columns, row, strict=True)}
    place = Place(rows.name, f"row {number}, {rows.columns[0]}")
    return RawItem(values, place, RowPlaces(number, rows.columns), tuple(problems), (original,))


def items(columns: Sequence[str], rows: list[tuple[Any, ...]], params: Params, name: str) -> tuple[RawItem, ...]:
    """The items of grouped rows; of an empty answer, none."""
    if not rows:
        return ()
    refuse_names(columns, name)
    grid = Grid([tuple(columns), *rows], lambda row, column: f"row {row}, {columns[column]}", {})
    return read_table(grid, layout(columns, params), name, totals=False)


def refuse_names(columns: Sequence[str], name: str) -> None:
    """Refuse columns that cannot be fields.

    Raises:
        UsageError: Says how to name them.
    """
    for column in columns:
        if not FIELD.fullmatch(column) or columns.count(column) > 1:
            plain = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_") or "value"
            reason = "is there twice" if columns.count(column) > 1 else "is no field name"
            raise UsageError(
                f"the column {column!r} {reason}",
                place=name,
                hint=f"Small letters, digits and _, each name once; say in the query: AS {plain}",
            )


def layout(columns: Sequence[str], params: Params) -> Layout:
    """The columns of an answer as fields under their own names."""
    lines: Mapping[str, list[str]] = params.lines
    below = {name for names in lines.values() for name in names}
    fields: dict[str, Any] = {name: name for name in columns if name not in below}
    fields.update({title: {name: name for name in names} for title, names in lines.items()})
    return lay_out(fields, group_by=params.group_by)
