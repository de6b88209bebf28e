"""Wait until the page shows a text, no longer shows one, or has an address."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.effects.browser_waiting import wait_for
from rpa.model.effect import Effect

EXAMPLES = (
    "browser.wait: Import finished",
    "browser.wait: {gone: Loading}",
    'browser.wait: {address: "*/orders/*", seconds: 60}',
)


class Params(ActionParams):
    """What to wait for."""

    shorthand: ClassVar[str | None] = "text"

    text: str = Field("", description="Text, or regular expression, that appears.")
    gone: str = Field("", description="Text that goes away.")
    address: str = Field("", description="Pattern of the address, with * for anything.")
    seconds: float | None = Field(None, gt=0, description="Longest wait in seconds; without it, the application's own.")

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if not (self.text or self.gone or self.address):
            raise ValueError("nothing to wait for: give text, gone or address")
        return self


class Outputs(ActionOutputs):
    """Where the page stands."""

    address: str = Field(description="Address of the page afterwards.")


@action(Effect.READ, uses_browser=True)
def run(params: Params, ctx: Context) -> Outputs:
    """Wait for it."""
    session = ctx.browser()
    wait_for(session, text=params.text, gone=params.gone, address=params.address, seconds=params.seconds)
    return Outputs(address=session.address)
