"""Click something that does not write: a link, a tab, a button that opens or searches.

A click that tries to send a write is held back and the step fails: such a step is a `browser.form` or `browser.submit`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.effects.browser_waiting import wait_for
from rpa.model.effect import Effect

EXAMPLES = (
    "browser.click: Sign in",
    'browser.click: {on: {text: Details, row: "{{ item.order_no }}"}}',
    "browser.click: {on: Discard changes, dialogs: accept, gone: Discard changes}",
)


class Params(ActionParams):
    """What to click."""

    shorthand: ClassVar[str | None] = "on"

    on: str | dict[str, Any] = Field(description="Text of the button or link, or an explicit target such as {css: ..}.")
    dialogs: Literal["accept", "dismiss"] = Field(
        "dismiss", description="What to answer to a confirm box of the browser."
    )
    text: str = Field("", description="Text to wait for afterwards.")
    gone: str = Field("", description="Text to wait for until it is gone.")


class Outputs(ActionOutputs):
    """Where the page stands."""

    address: str = Field(description="Address of the page afterwards.")


@action(Effect.READ, uses_browser=True)
def run(params: Params, ctx: Context) -> Outputs:
    """Click it."""
    session = ctx.browser()
    session.click(params.on, accept_dialogs=params.dialogs == "accept")
    if params.text or params.gone:
        wait_for(session, text=params.text, gone=params.gone)
    return Outputs(address=session.address)
