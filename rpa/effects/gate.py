"""The gate: the one way from a step to the world.

A write states its intent, which becomes durable; then it acts, and calls `sent` immediately before anything can
leave the process; then it hands back its receipt, which the engine records together with the step's outputs. A plan
stops every write here and keeps what it would have written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rpa.effects.time_limit import shielded
from rpa.errors import StepFailed
from rpa.ledger.protocol import Claim, Finished, Ledger
from rpa.model.effect import Intent, Receipt


class Mode(StrEnum):
    """What the gate does with a write."""

    RUN = "run"
    PLAN = "plan"


class Planned(BaseException):
    """A plan reached a write: its intent is kept, nothing was written.

    No `Exception`, so that no handler in an action takes it for a failure.

    Attributes:
        intent: What would be written.
        picture: Picture taken instead of submitting, relative to the artifacts folder; empty without one.
        outputs: Outputs that are known before the write (an invoice's number and total).
    """

    def __init__(self, intent: Intent, picture: str = "", outputs: Mapping[str, Any] | None = None) -> None:
        super().__init__(intent.summary)
        self.intent = intent
        self.picture = picture
        self.outputs = outputs or {}


@dataclass
class Gate:
    """The gate of one step of one claimed item; a fresh one for each step.

    Attributes:
        ledger: Where intents become durable.
        claim: The item this worker holds.
        step: The step's id, with `[n]` inside a `for_each`.
        mode: Run or plan.
        finished: Pure and read steps since the last commit: made durable with the intent.
    """

    ledger: Ledger
    claim: Claim
    step: str
    mode: Mode
    finished: list[Finished] = field(default_factory=list)
    intent: Intent | None = None
    is_sent: bool = False
    receipt: Receipt | None = None

    def write(
        self,
        intent: Intent,
        act: Callable[[Callable[[], None]], Receipt],
        known: Mapping[str, Any] | None = None,
    ) -> Receipt:
        """Pass one write through.

        Args:
            intent: What is about to be written.
            act: Does it. Gets `sent`, which it must call immediately before anything can leave this process (any number
                of times; a repeatable write need not), and returns the receipt.
            known: Outputs that are known before the write; a plan goes on with them.

        Returns:
            The receipt; the engine records it when the action has returned.

        Raises:
            Planned: In a plan, before `act` is called.
            RuntimeError: If the step passes the gate a second time.
        """
        if self.intent is not None:
            message = f"step {self.step} passes the gate twice: one step, one write"
            raise RuntimeError(message)
        if self.mode is Mode.PLAN:
            raise Planned(intent, outputs=known)
        # No page is kept with it: if nothing comes of the write, the steps before it begin where they began.
        with shielded():
            self.ledger.begin(self.claim, self.step, intent, tuple(self.finished))
            self.intent = intent
            self.finished.clear()
        self.receipt = act(self._mark_sent)
        return self.receipt

    def _mark_sent(self) -> None:
        if not self.is_sent:
            with shielded():
                self.ledger.sent(self.claim, self.step)
                self.is_sent = True

    def number(self, sequence: str) -> int:
        """The item's own number of a gapless sequence, from 1 (see `Ledger.number`).

        Raises:
            StepFailed: Inside a `for_each`: every pass would get the same number.
        """
        if "[" in self.step:
            message = f"step {self.step}: an item has one number of {sequence!r}, every pass of a for_each would get it"
            raise StepFailed(message, hint="Make each element an item of its own.")
        with shielded():
            return self.ledger.number(self.claim, sequence)

    @property
    def occasion(self) -> str:
        """The step's id; when a person has said that its write is to happen once more, with the number of the time.

        What a target knows a write by (a Message-ID, an idempotency key) is made of this: after a crash it is the same
        again, for a write that is wanted a second time it is another.
        """
        times = self.claim.again.get(self.step, 0)
        return f"{self.step} (time {times + 1})" if times else self.step

    def done_before(self) -> Sequence[str]:
        """Ids of this item's steps that are done, in order."""
        return [row.step for row in self.claim.steps if row.state == "done"]
