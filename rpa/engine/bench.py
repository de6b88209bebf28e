"""The place where one item is worked on: what its steps may use, and what they have come to so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.actions.contract import Context
from rpa.effects.gate import Gate, Planned
from rpa.engine.outputs import base, standing
from rpa.engine.step_time import seconds_of
from rpa.engine.step_values import params_of, place_of
from rpa.engine.worker import Worker
from rpa.errors import StepFailed
from rpa.ledger.protocol import Claim, Finished, Onward
from rpa.model.effect import Effect
from rpa.recipe.plan import Recipe, Step

if TYPE_CHECKING:
    from rpa.effects.browser import BrowserSession


@dataclass
class Bench:
    """The place one item is worked on.

    Attributes:
        worker: Shared things.
        claim: The item in hand.
        recipe: The recipe it runs on.
        finished: Pure and read steps since the last durable commit.
        planned: In a plan: what would have been written, as (step, Planned).
        done: Outputs of the passes that need not be done again, by the pass's key.
        left_out: Keys of the passes that `when` left out.
        answers: Outputs of passes as a person has confirmed them, until they are passed.
        page: Address to reopen when the browser has to be started afresh.
        placed: Whether the browser has been brought to this item's page.
        onward: Which item is wanted after this one; None: this is the last, or nobody knows yet.
        next: The item after this one, claimed when this one was settled.
        limit: Seconds that the step in hand may take once it has its page; None: as long as its waits take.
    """

    worker: Worker
    claim: Claim
    recipe: Recipe
    finished: list[Finished] = field(default_factory=list)
    planned: list[tuple[Step, Planned]] = field(default_factory=list)
    done: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    page: str = ""
    placed: bool = False
    limit: float | None = None
    onward: Callable[[], Onward | None] = lambda: None
    next: Claim | None = None

    def __post_init__(self) -> None:
        known = {step.id for step in self.recipe.steps}
        self.done = standing(self.recipe, self.claim)
        given = self.claim.answers.items()
        self.answers = {key: outputs for key, outputs in given if base(key) in known and key not in self.done}
        self.page = str(self.claim.state.get("page") or "")

    def _browser(self, names: dict[str, Any]) -> BrowserSession:
        """The signed-in browser, on the page where this item left it."""

        def run_step(step: Step, session: BrowserSession) -> None:
            _sign_in(self, step, names, session)

        session, is_fresh = self.worker.browsing.session(self.recipe, names, run_step)
        if self.page and (is_fresh or not self.placed):
            session.reopen(self.page)
        self.placed = True
        if self.limit is not None:
            session.limit(self.limit)
            self.limit = None
        return session

    def evidence(self, key: str) -> Path:
        """Folder for the pictures of one pass of a step."""
        folder = re.sub(r"[^A-Za-z0-9._-]+", "-", key)
        return self.worker.workspace.artifacts / f"item-{self.claim.item}" / folder

    def context(self, step: Step, key: str, names: dict[str, Any]) -> Context:
        """Everything one pass of a step may use."""
        worker = self.worker
        gate = Gate(worker.ledger, self.claim, key, worker.mode, self.finished)

        return Context(
            gate=gate,
            workspace=worker.workspace,
            locale=self.recipe.locale,
            clock=worker.clock,
            browser=lambda: self._browser(names),
            templates=worker.templates,
            key=self.claim.work,
            item=self.claim.values,
            secrets=worker.secret,
            evidence=self.evidence(key),
            extra={
                "timeout": seconds_of(step),
                "today": names["today"],
                "recipe": self.recipe.name,
            },
        )


def _sign_in(bench: Bench, step: Step, names: dict[str, Any], session: BrowserSession) -> None:
    if step.spec is None or step.spec.effect is Effect.WRITE:
        raise StepFailed(
            f"{step.action} cannot sign in", place=place_of(step), hint="Use browser.fill and browser.click."
        )
    if step.when is not None and not step.when.evaluate(names):
        return
    _, params = params_of(step, names)
    session.limit(seconds_of(step))
    try:
        step.spec.run(params, replace(bench.context(step, "sign-in", names), browser=lambda: session))
    finally:
        session.limit(None)
