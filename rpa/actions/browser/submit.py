"""Press a button that writes, on the page as it is, and wait for the target's confirmation.

Everything the click sends is held until the ledger knows about it. `expect` is the text that only success brings, or a
regular expression; its named groups become outputs: `Order (?P<number>[0-9]+) saved`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.effects.browser_writing import Writing, write
from rpa.model.effect import Effect

EXAMPLES = (
    "browser.submit: {click: Approve, expect: Approved}",
    'browser.submit: {click: {text: Delete, row: "{{ item.number }}"}, confirm: "Yes, delete", expect: deleted}',
    'browser.submit: {click: File return, then: [Confirm and file], expect: "Receipt (?P<receipt>[A-Z0-9-]+)"}',
)


class Params(ActionParams):
    """What to press, and how to tell that it worked."""

    click: str | dict[str, Any] = Field(description="Button or link that writes.")
    expect: str = Field(description="Text or regular expression that the target shows when it is done.")
    confirm: str | dict[str, Any] | None = Field(None, description="Button of a dialog that comes after the click.")
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
    """Press it."""
    writing = Writing(
        click=params.click,
        expect=params.expect,
        confirm=params.confirm,
        then=tuple(params.then),
        dialogs=params.dialogs,
        read=params.read,
    )
    return Outputs(**write(ctx, writing, ()))
