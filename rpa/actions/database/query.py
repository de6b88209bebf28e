"""Ask a database; nothing can be changed through it.

The columns of the answer are the names in each row. `found` is false when there is no row: a step with a `message` then
rejects the item with it, and in `verify:` it means that the write has not happened.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.query import select, typed
from rpa.drivers.workbook import CellError
from rpa.errors import BusinessException
from rpa.model.effect import Effect
from rpa.model.secret import Secret

EXAMPLES = (
    """
    - id: sales
      database.query:
        url: "{{ settings.backoffice.database }}"
        sql: SELECT number, total FROM invoices WHERE issued_on BETWEEN :first AND :last ORDER BY number
        params: {first: "{{ item.start }}", last: "{{ item.end }}"}
    """,
)


class Params(ActionParams):
    """Parameters of `database.query`."""

    url: str | Secret = Field(description="Address as SQLAlchemy takes it: sqlite:///file.db, postgresql+psycopg://...")
    sql: str = Field(description="One SELECT, with :names for values; give it an ORDER BY.")
    params: dict[str, Any] = Field(default_factory=dict, description="Values for the :names in the query.")


class Outputs(ActionOutputs):
    """What later steps can use."""

    found: bool = Field(description="Whether there is a row.")
    count: int = Field(description="How many rows there are.")
    row: dict[str, Any] = Field(description="The first row; empty when there is none.")
    rows: list[dict[str, Any]] = Field(description="All rows, column name to value.")


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Run the query."""
    url = params.url.reveal() if isinstance(params.url, Secret) else params.url
    limit = ctx.extra.get("timeout")
    # The database ends it a little before the step's own alarm: only then it does not go on with it for nobody.
    answer = select(url, params.sql, params.params, ctx.workspace.root, limit and limit * 0.95)
    rows = [dict(zip(answer.columns, map(typed, row), strict=True)) for row in answer.rows]
    for number, row in enumerate(rows, 1):
        if wrong := [name for name, value in row.items() if isinstance(value, CellError)]:
            raise BusinessException(f"row {number} of {answer.name}: {', '.join(wrong)} holds binary data")
    return Outputs(found=bool(rows), count=len(rows), row=rows[0] if rows else {}, rows=rows)
