"""Work items from the rows a query finds in a database; nothing can be changed through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from pydantic import Field, model_validator

from rpa.drivers.query import select, typed
from rpa.model.item import Document, RawItem
from rpa.model.secret import Secret
from rpa.sources.columns import GROUP_BY, Layout, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.header import Grid
from rpa.sources.tables import read_table

QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:select|with)\b", re.IGNORECASE)

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
)


class Params(SourceParams):
    """Where the database is and what to ask it. The columns of the answer are the fields of the items."""

    url: str | Secret = Field(
        description="Address as SQLAlchemy takes it: sqlite:///file.db (relative to the workspace), postgresql+psycopg://..."
    )
    sql: str = Field(description="One SELECT, with :names for values; give it an ORDER BY.")
    params: dict[str, Any] = Field(default_factory=dict, description="Values for the :names in the query.")
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
        return self


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Ask the database; the whole answer is one document.

    Raises:
        EnvironmentNotReady: The database cannot be reached.
        UsageError: It does not understand the query.
    """
    url = params.url.reveal() if isinstance(params.url, Secret) else params.url
    answer = select(url, params.sql, params.params, ctx.workspace.root)
    rows = [tuple(map(typed, row)) for row in answer.rows]
    yield Document(None, answer.name, items(answer.columns, rows, params, answer.name))


def items(columns: Sequence[str], rows: list[tuple[Any, ...]], params: Params, name: str) -> tuple[RawItem, ...]:
    """The items of an answer; of an empty one, none."""
    if not rows:
        return ()
    grid = Grid([tuple(columns), *rows], lambda row, column: f"row {row}, {columns[column]}", {})
    return read_table(grid, layout(columns, params), name, totals=False)


def layout(columns: Sequence[str], params: Params) -> Layout:
    """The columns of an answer as fields under their own names."""
    lines: Mapping[str, list[str]] = params.lines
    below = {name for names in lines.values() for name in names}
    fields: dict[str, Any] = {name: name for name in columns if name not in below}
    fields.update({title: {name: name for name in names} for title, names in lines.items()})
    return lay_out(fields, group_by=params.group_by)
