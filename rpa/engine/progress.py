"""What a run tells whoever watches it: a progress bar, a log, a test."""

from __future__ import annotations

from rpa.ledger.protocol import Claim
from rpa.model.item import ItemState
from rpa.recipe.plan import Recipe, Step


class Watcher:
    """Watches a run; every method may be overridden, none has to be."""

    def shift_started(self, owner: str) -> None:
        """A worker begins, under this name in the ledger."""

    def run_started(self, recipe: Recipe, run: int) -> None:
        """A run begins."""

    def document_read(self, name: str, arrivals: int) -> None:
        """A document was read and its items are recorded."""

    def work_known(self, count: int) -> None:
        """All input is recorded: so many items are to be done."""

    def item_started(self, claim: Claim) -> None:
        """An item was claimed."""

    def step_started(self, claim: Claim, step: Step) -> None:
        """A step of it begins."""

    def item_ended(self, claim: Claim, state: ItemState, reason: str) -> None:
        """An item ended; state `new`: it will be tried again."""

    def run_ended(self, run: int) -> None:
        """The run is over."""
