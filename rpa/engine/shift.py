"""A worker's shift on a run: items are claimed and done, one by one, until none is left or the run is to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rpa.engine.bench import Bench
from rpa.engine.items import run_item
from rpa.engine.stopping import Stop, told_with_cause
from rpa.engine.worker import Worker
from rpa.errors import RecipeError
from rpa.ledger.protocol import Claim, Onward, StepState
from rpa.model.item import ItemState
from rpa.model.run import FINALLY
from rpa.recipe.checker import check_recipe
from rpa.recipe.plan import Recipe

LONGEST_NAP = 1.0
"""Seconds after which a waiting worker looks again: somebody may have stopped the run, or died."""


@dataclass
class Shift:
    """One worker on one run.

    Attributes:
        worker: What its items share.
        recipe: The run's recipe.
        run: Number of the run.
        owner: This worker as the ledger knows it.
        stop: Whether to go on.
        reap: Gives back what the dead hold of a recipe (its name): their lanes and places are free then.
        last_trouble: Why the last item that failed did.
    """

    worker: Worker
    recipe: Recipe
    run: int
    owner: str
    stop: Stop
    reap: Callable[[str], object]
    last_trouble: str = ""
    _next: Claim | None = field(default=None, repr=False)
    _reaped_at: float = field(default_factory=time.monotonic, repr=False)
    _recipes: dict[str, Recipe] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._recipes[self.recipe.text] = self.recipe

    def work_off(self) -> str:
        """Claim and do items until no new one is left; returns why it stopped early, or nothing."""
        ledger, recipe = self.worker.ledger, self.recipe
        while not (reason := self.stop.reason()):
            claim = ledger.claim(recipe.name, self.owner, self.run, recipe.limits)
            if claim is None and not self._nap(recipe.name):
                return ""
            while claim is not None:
                self.do(claim, onward=self._onward)
                claim, self._next = self._next, None
                if claim is not None and self.stop.is_signalled:
                    ledger.settle(claim, ItemState.NEW)
                    claim = None
        return told_with_cause(reason, self.last_trouble)

    def work_off_final(self) -> str:
        """The same for the steps of `finally:`; returns what went wrong with them, or nothing."""
        name, wrong = self.recipe.name + FINALLY, ""
        while not self.stop.is_signalled:
            claim = self.worker.ledger.claim(name, self.owner, self.run)
            if claim is None:
                if not self._nap(name):
                    break
                continue
            state, reason = self.do(claim, is_final=True)
            if state is ItemState.NEW and not reason:
                break  # put down because the run is to stop at once: the next run goes on with it
            if state not in (ItemState.DONE, ItemState.NEW):
                wrong = f"finally: {reason}"
        return wrong

    def _onward(self) -> Onward | None:
        """The next item is claimed as this one is settled, unless there may be none."""
        if self.stop.is_signalled:
            return None
        return Onward(self.recipe.name, self.owner, self.run, self.recipe.limits, self.recipe.breaker)

    def do(
        self, claim: Claim, *, is_final: bool = False, onward: Callable[[], Onward | None] = lambda: None
    ) -> tuple[ItemState, str]:
        """Do one claimed item; returns its state afterwards and the reason."""
        watcher = self.worker.watcher
        watcher.item_started(claim)
        try:
            recipe = self._recipe_of(claim)
        except RecipeError as error:
            # The program has changed since: this item cannot go on, the others can.
            is_open = any(row.state is StepState.SENT for row in claim.steps)
            state, reason = (
                ItemState.IN_DOUBT if is_open else ItemState.FAILED,
                _unreadable(claim, error, is_open=is_open),
            )
            self.worker.ledger.settle(claim, state, reason)
            watcher.item_ended(claim, state, reason)
            return state, reason
        if is_final:
            recipe = recipe.finale
        bench = Bench(self.worker, claim, recipe, onward=onward)
        state, reason = run_item(bench)
        self._next = bench.next
        if state in (ItemState.NEW, ItemState.FAILED):
            self.last_trouble = reason
        watcher.item_ended(claim, state, reason)
        return state, reason

    def _recipe_of(self, claim: Claim) -> Recipe:
        """The recipe as it was when the item's run began."""
        if claim.recipe_text not in self._recipes:
            self._recipes[claim.recipe_text] = check_recipe(Path(claim.recipe_file), claim.recipe_text)
        return self._recipes[claim.recipe_text]

    def _nap(self, name: str) -> bool:
        """Wait for an item that may be claimed later; False when there is none."""
        due = self.worker.ledger.next_due(name, self.recipe.limits)
        if due is None:
            return False
        if time.monotonic() - self._reaped_at >= LONGEST_NAP:
            self.reap(name)
            self._reaped_at = time.monotonic()
        wait = (due - self.worker.clock.now()).total_seconds()
        time.sleep(min(max(wait, 0.01), LONGEST_NAP))
        return True


def _unreadable(claim: Claim, error: RecipeError, *, is_open: bool) -> str:
    mistakes = "; ".join(f"line {problem.line}: {problem.message}" for problem in error.problems)
    then = "A write was sent and may have happened: look at the target." if is_open else "Try again: rpa retry"
    return f"the recipe as run {claim.run} read it no longer fits this program ({mistakes}). {then}"
