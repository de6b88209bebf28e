"""Fill fields of the page, without submitting.

Each field is named as a person sees it: by its label, the caption beside it, its placeholder or title. Values are
typed in the formats of the application, read back and compared. `{choose: text}` picks from a list of suggestions,
`{look_up: text, open: button}` from a list in a dialog or window; `{value: .., css: ..}` says explicitly which field is
meant.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.model.effect import Effect

EXAMPLES = (
    'browser.fill: {User name: "{{ settings.backoffice.user }}", Password: "{{ secrets.backoffice.password }}"}',
    'browser.fill: {Customer: {choose: "{{ item.customer }}"}, Urgent: true}',
    'browser.fill: {Quantity: {value: "{{ item.quantity }}", column: Quantity, row: 1}}',
    """browser.fill:
  Product: {look_up: "{{ item.sku }}", open: Look up product, filter: Find product, confirm: Choose}""",
)


class Params(ActionParams):
    """Which fields, and what goes into them."""

    shorthand: ClassVar[str | None] = "fields"
    whole: ClassVar[bool] = True

    fields: dict[str, Any] = Field(description="Name of each field as a person sees it, and its value.")


class Outputs(ActionOutputs):
    """How much was filled."""

    filled: int = Field(description="Number of fields filled.")


@action(Effect.READ, uses_browser=True)
def run(params: Params, ctx: Context) -> Outputs:
    """Fill the fields."""
    return Outputs(filled=len(ctx.browser().fill(params.fields)))
