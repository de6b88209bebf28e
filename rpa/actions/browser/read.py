"""Read values from the page, each into an output of its own name.

A value is named by the caption a person sees: the content of that field, the cell beside or below it, the text behind
`Caption:`. With `row`, each name is a column heading and the value is taken from the table row that holds the text.
`{target: Total, as: decimal}` reads a typed value, in the formats of the application.

`absent` makes the answer "it is not there" possible: the text that the page shows when there is nothing. It is believed
only when it is shown and the values are not; neither of the two is an error. Then `found` is false and the values are
none, and a step with a `message` rejects the item with it; in `verify:` it means that the write has not happened.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.effects.browser_reading import read_values
from rpa.errors import NotThere
from rpa.model.effect import Effect

EXAMPLES = (
    "browser.read: {fields: {number: Order id}}",
    """browser.read:
  open: "/orders?q={{ item.order_no }}"
  row: "{{ item.order_no }}"
  fields: {number: Order id}
  absent: No orders found""",
    "browser.read: {fields: {total: {target: Order total, as: decimal}, ordered_on: {target: Order date, as: date}}}",
)


class Params(ActionParams):
    """What to read."""

    open: str = Field(
        "", description="Address to open first, relative to the application's url; empty: the page as it is."
    )
    fields: dict[str, Any] = Field(description="Name of each output, and the caption or target of its value.")
    row: str | int | None = Field(None, description="Text in the table row to read from, or its number from 1.")
    absent: str = Field("", description="Text that the page shows when there is nothing to read.")


class Outputs(ActionOutputs):
    """One output for each name in `fields`."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    open_ended: ClassVar[str | None] = "fields"

    found: bool = Field(description="False when the page said that it is not there.")


@action(Effect.READ, uses_browser=True)
def run(params: Params, ctx: Context) -> Outputs:
    """Read the values."""
    session = ctx.browser()
    if params.open:
        session.open(params.open)
    try:
        values = read_values(session, params.fields, row=params.row, absent=params.absent, locale=ctx.locale)
    except NotThere:
        return Outputs(found=False, **dict.fromkeys(params.fields))
    return Outputs(found=True, **values)
