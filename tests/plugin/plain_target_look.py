"""Look whether a line is in the plain target."""

from __future__ import annotations

from typing import ClassVar

from plain_target_enter import target_file
from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.model.effect import Effect


class Params(ActionParams):
    """What to look for."""

    shorthand: ClassVar[str | None] = "key"
    key: str = Field(description="What to look for.")


class Outputs(ActionOutputs):
    """What is there."""

    found: bool = Field(description="Whether it is there.")
    number: str | None = Field(description="Number of the entry.")


EXAMPLES = ("target.look: A-1",)


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Look."""
    file = target_file(ctx)
    found = file.exists() and params.key in file.read_text().splitlines()
    return Outputs(found=found, number=f"N-{params.key}" if found else None)
