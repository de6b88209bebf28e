"""Keep a processor busy for a while."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.model.effect import Effect


class Params(ActionParams):
    """How much."""

    shorthand: ClassVar[str | None] = "rounds"
    rounds: int = Field(description="Rounds of hashing, each of some ten microseconds.")


class Outputs(ActionOutputs):
    """What came of it."""

    digest: str = Field(description="The last hash.")


EXAMPLES = ("target.compute: 100",)


@action(Effect.PURE)
def run(params: Params, ctx: Context) -> Outputs:
    """Compute."""
    digest = b""
    for _ in range(params.rounds):
        digest = hashlib.sha256(digest * 100).digest()
    return Outputs(digest=digest.hex())
