"""Open a page of the application.

The address is relative to the `url` of the recipe's `browser:` part. Pages that come now and then are clicked away, and
a page that asks to sign in instead is an error that leads to a new sign-in.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.model.effect import Effect

EXAMPLES = (
    "browser.open: /orders/new",
    'browser.open: "/orders?q={{ item.order_no }}"',
)


class Params(ActionParams):
    """Which page."""

    shorthand: ClassVar[str | None] = "address"

    address: str = Field(description="Address of the page, relative to the application's url.")


class Outputs(ActionOutputs):
    """Where the page stands."""

    address: str = Field(description="Address the page has in the end.")
    status: int = Field(description="HTTP status of the answer; 0 when the page was open already.")


@action(Effect.READ, uses_browser=True)
def run(params: Params, ctx: Context) -> Outputs:
    """Open the page."""
    session = ctx.browser()
    status = session.open(params.address)
    return Outputs(address=session.address, status=status)
