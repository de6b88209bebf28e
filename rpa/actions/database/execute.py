"""Write to a database: one or several statements in one transaction, all of them or none, once.

Together with them a row is written into the table `rpa_effect` of that database (made when it is missing), which tells
after a crash that it was done: there is no doubt. `marker: false` does without; then give the step a `verify:`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.sql_text import Statement, check_statement
from rpa.effects.sql import execute_once, marker_of
from rpa.errors import StepFailed
from rpa.model.effect import Effect, Intent
from rpa.model.secret import Secret

EXAMPLES = (
    """
    - id: paid
      database.execute:
        url: "{{ secrets.backoffice.database }}"
        sql: UPDATE invoices SET paid_on = :day WHERE number = :number AND paid_on IS NULL
        params: {day: "{{ today }}", number: "{{ item.number }}"}
        expect_rows: 1
    """,
    """
    - id: order
      database.execute:
        url: postgresql+psycopg://robot@db.example.org/shop
        statements:
          - sql: INSERT INTO orders (number, total) VALUES (:number, :total) RETURNING id
            params: {number: "{{ item.order_no }}", total: "{{ item.total }}"}
          - sql: UPDATE customers SET orders = orders + 1 WHERE number = :customer
            params: {customer: "{{ item.customer_no }}"}
            expect_rows: 1
    """,
)


class OneStatement(ActionParams):
    """One of several statements."""

    sql: str = Field(description="INSERT, UPDATE, DELETE ... with :names for values.")
    params: dict[str, Any] = Field(default_factory=dict, description="Values for the :names.")
    expect_rows: int | None = Field(None, ge=0, description="Rows it has to change; otherwise the item is rejected.")


class Params(ActionParams):
    """Parameters of `database.execute`."""

    url: str | Secret = Field(description="Address as SQLAlchemy takes it: sqlite:///file.db, postgresql+psycopg://...")
    sql: str | None = Field(None, description="The one statement, with :names for values.")
    params: dict[str, Any] = Field(default_factory=dict, description="Values for the :names in it.")
    expect_rows: int | None = Field(None, ge=0, description="Rows it has to change; otherwise the item is rejected.")
    statements: list[OneStatement] = Field(default_factory=list, description="Several, in one transaction.")
    marker: bool = Field(True, description="Whether a row in the table rpa_effect tells that it was done.")

    @model_validator(mode="after")
    def _one_form(self) -> Params:
        if (self.sql is None) == (not self.statements):
            raise ValueError("give either sql, or statements")
        if self.sql is None and (self.params or self.expect_rows is not None):
            raise ValueError("params and expect_rows belong to each of the statements")
        return self

    def all_statements(self) -> list[OneStatement]:
        """The statements in either form."""
        if self.sql is None:
            return self.statements
        return [OneStatement(sql=self.sql, params=self.params, expect_rows=self.expect_rows)]


class Outputs(ActionOutputs):
    """What later steps can use."""

    counts: list[int] = Field(description="Rows changed by each statement.")
    row: dict[str, Any] = Field(description="First row of the last statement that gives any (RETURNING).")


def _value(name: str, value: Any) -> Any:
    """A value as it can be bound."""
    match value:
        case Secret():
            return value.reveal()
        case Path():
            return str(value)
        case None | bool() | int() | str() | Decimal() | datetime() | date():
            return value
    kind = type(value).__name__.lower()
    hint = "Give its amount and its currency." if kind == "money" else "Give one value of it."
    raise StepFailed(f"the value of :{name} is a {kind}, which a database does not take", hint=hint)


def _fields(statements: list[OneStatement]) -> Iterator[tuple[str, str]]:
    for count, one in enumerate(statements, 1):
        yield f"Statement {count}", " ".join(one.sql.split())
        yield from ((f":{name}", "" if value is None else str(value)) for name, value in one.params.items())


def _shown(url: str) -> str:
    """The address without its password."""
    before, at, host = url.rpartition("@")
    scheme, mark, user = before.partition("://")
    return f"{scheme}{mark}{user.partition(':')[0]}{at}{host}".partition("?")[0] if at else url.partition("?")[0]


def _describe(values: Mapping[str, Any], ctx: Context) -> Intent:
    """The intent when not all values are known yet."""
    fields = [(name, str(values[name])) for name in ("sql", "params", "statements") if values.get(name)]
    return Intent("sql", _shown(str(values.get("url"))), "Write to the database", tuple(fields))


@action(Effect.WRITE, describe=_describe)
def run(params: Params, ctx: Context) -> Outputs:
    """Execute the statements through the gate."""
    url = params.url.reveal() if isinstance(params.url, Secret) else params.url
    given = params.all_statements()
    for one in given:
        check_statement(one.sql)
    statements = [
        Statement(one.sql, {name: _value(name, value) for name, value in one.params.items()}, one.expect_rows)
        for one in given
    ]
    marker = marker_of(ctx.extra["recipe"], ctx.key, ctx.gate.occasion, ctx.item) if params.marker else None
    first = " ".join(given[0].sql.split())
    summary = first if len(given) == 1 else f"{first} and {len(given) - 1} more"
    intent = Intent("sql", _shown(url), summary[:200], tuple(_fields(given)), repeatable=params.marker)
    done = execute_once(ctx.gate, intent, url, statements, marker, ctx.workspace.root)
    return Outputs(counts=list(done.counts), row=dict(done.row))
