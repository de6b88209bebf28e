"""What a worker process tells the conductor of its run."""

from __future__ import annotations

from collections.abc import Callable

from rpa.cli.progress import Logged
from rpa.ledger.protocol import Claim
from rpa.model.item import ItemState
from rpa.recipe.plan import Step


class Told(Logged):
    """Hands on what happens, event by event.

    Args:
        say: Takes the event's name and its data.
    """

    def __init__(self, say: Callable[..., None]) -> None:
        self._say = say

    def shift_started(self, owner: str) -> None:
        """The worker's name in the ledger."""
        self._say("hello", owner=owner)

    def item_started(self, claim: Claim) -> None:
        """What it holds, as far as the conductor must know to settle it in the worker's place."""
        self._say(
            "item_started",
            item=claim.item,
            epoch=claim.epoch,
            key=claim.key,
            attempts=claim.attempts,
            place=claim.place,
        )

    def step_started(self, claim: Claim, step: Step) -> None:
        """Where it is."""
        self._say("step_started", step=step.id)

    def item_ended(self, claim: Claim, state: ItemState, reason: str) -> None:
        """How it ended."""
        super().item_ended(claim, state, reason)
        self._say("item_ended", state=state.value, reason=reason)
