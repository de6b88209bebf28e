"""Enter one record: open the form, fill it, submit it, read what the target answers.

The page is filled and every value read back before anything is sent; then the submit passes the gate once. `rows` fills
a table of lines: `columns` names, for each column heading, the value of the entry that goes there. The whole way from
`submit` over `confirm` and `then` to the expected text is one write: it counts as sent from the first request on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.effects.browser_lines import fill_lines
from rpa.effects.browser_writing import Writing, write
from rpa.model.effect import Effect

EXAMPLES = (
    """browser.form:
  open: /customers/new
  fill: {Name: "{{ item.name }}", City: "{{ item.city }}"}
  submit: Save
  expect: Customer (?P<number>[0-9]+) saved""",
    """browser.form:
  open: /orders/new
  fill: {Customer: {choose: "{{ item.customer }}"}, Order date: "{{ item.ordered_on }}"}
  rows: "{{ item.lines }}"
  columns: {Product: sku, Quantity: quantity, Unit price: unit_price}
  add: Add line
  submit: Save order
  confirm: Yes, save
  expect: Order .* saved
  read: {number: Order id}""",
)


class Params(ActionParams):
    """The form, its values, and how to tell that it worked."""

    open: str = Field(
        "", description="Address of the form, relative to the application's url; empty: the page as it is."
    )
    fill: dict[str, Any] = Field({}, description="Name of each field as a person sees it, and its value.")
    rows: list[Mapping[str, Any]] = Field([], description="One entry for each line of the form's table.")
    columns: dict[str, Any] = Field({}, description="Column heading to the name of the entry's value.")
    table: str | None = Field(None, description="Heading of the table, when several have these columns.")
    add: str | dict[str, Any] | None = Field(None, description="Button that adds a line.")
    submit: str | dict[str, Any] = Field(description="Button that submits the form.")
    expect: str = Field(description="Text or regular expression that the target shows when it is done.")
    confirm: str | dict[str, Any] | None = Field(None, description="Button of a dialog that comes after the submit.")
    then: list[str | dict[str, Any]] = Field([], description="Further buttons on pages in between, in order.")
    dialogs: bool = Field(True, description="Whether the browser's own confirm boxes are accepted.")
    read: dict[str, Any] = Field({}, description="Values to read afterwards: name of the output, caption or target.")


class Outputs(ActionOutputs):
    """The confirmation, the named groups of `expect`, and one output for each name in `read`."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    open_ended: ClassVar[str | None] = "read"

    confirmation: str = Field(description="The text that fitted `expect`.")
    address: str = Field(description="Address of the page afterwards.")


@action(Effect.WRITE, uses_browser=True)
def run(params: Params, ctx: Context) -> Outputs:
    """Enter the record."""
    session = ctx.browser()
    if params.open:
        session.open(params.open)
    filled = session.fill(params.fill)
    if params.rows:
        filled += fill_lines(session, params.rows, params.columns, params.add, params.table)
    writing = Writing(
        click=params.submit,
        expect=params.expect,
        confirm=params.confirm,
        then=tuple(params.then),
        dialogs=params.dialogs,
        read=params.read,
    )
    return Outputs(**write(ctx, writing, filled))
