"""A crew: several workers on one run, each a process with a browser of its own that its conductor can end."""

from __future__ import annotations

import logging
import selectors
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rpa.engine.crew_member import Member, start_member, told_claim, told_error
from rpa.engine.items import pause_behind
from rpa.engine.presence import Presence, take_back
from rpa.engine.stopping import Stop, told_with_cause
from rpa.engine.worker import Worker
from rpa.errors import EnvironmentNotReady, Fenced, RpaError
from rpa.ledger.protocol import Claim, StepState
from rpa.model.item import ItemState
from rpa.recipe.plan import Recipe

_log = logging.getLogger(__name__)
LOOK_EVERY = 0.2
"""Seconds between two looks at the crew when nobody says anything."""
PATIENCE = 30.0
"""Seconds that a worker asked to stop has to put down its item, before it is ended."""
MORE_TRIES = 2
"""Claims beyond the recipe's attempts that an item over its time may still have to ask about what it had sent."""


@dataclass
class Crew:
    """Works a run off with several processes.

    Attributes:
        worker: The conductor's own things; its watcher is told what the members do.
        recipe: The run's recipe.
        run: Number of the run.
        size: How many workers.
        presence: Tells who is alive.
        stop: Whether to go on.
        today: Business day given instead of today; None: today.
        is_leading: Whether what is missing here stops the run for everybody; False on a machine that only helps.
        last_trouble: Why the last item that failed did.
    """

    worker: Worker
    recipe: Recipe
    run: int
    size: int
    presence: Presence
    stop: Stop
    today: date | None = None
    is_leading: bool = True
    last_trouble: str = ""
    _members: list[Member] = field(default_factory=list, repr=False)
    _idle_ends: int = field(default=0, repr=False)
    _asked_at: float | None = field(default=None, repr=False)

    def work_off(self) -> str:
        """Let the members work until no new item is left; returns why they stopped early, or nothing.

        Raises:
            EnvironmentNotReady: A member found that nothing can be done on this machine.
            RpaError: Members end one after the other.
        """
        reason, trouble = "", None
        with selectors.DefaultSelector() as selector:
            try:
                self._fill(selector)
                while self._members:
                    self._listen(selector)
                    for member in [one for one in self._members if one.process.poll() is not None]:
                        self._listen(selector, timeout=0)
                        reason = self._part_with(member, selector) or reason
                        trouble = trouble or member.trouble
                        if self.is_leading and isinstance(member.trouble, EnvironmentNotReady):
                            self.worker.ledger.stop_run(self.run, str(member.trouble))
                    self._end_overdue()
                    self._pass_on_stop()
                    if not trouble and not self.stop.reason():
                        self._fill(selector)
            finally:
                # Reached with members only by an error or a person's Ctrl-C: what they had sent is asked about later.
                for member in self._members:
                    member.end()
                    member.close()
                self._reap()
        if trouble is not None:
            raise trouble
        return told_with_cause(reason, self.last_trouble)

    # members come and go

    def _fill(self, selector: selectors.BaseSelector) -> None:
        """Start as many members as there is work for."""
        wanted = min(
            self.size, len(self._members) + self.worker.ledger.count(self.recipe.name, ItemState.NEW, self.size)
        )
        while len(self._members) < wanted:
            if self._idle_ends > 2 * self.size + 2:
                raise RpaError(
                    f"workers of run {self.run} end one after the other before they begin an item",
                    place=str(self.worker.workspace.log_file),
                    hint="The log has their last words. Run it with one worker to see more: rpa run -w 1.",
                )
            member = start_member(self.worker.workspace.root, self.run, self.today)
            selector.register(member.voice, selectors.EVENT_READ, member)
            self._members.append(member)

    def _part_with(self, member: Member, selector: selectors.BaseSelector) -> str:
        """Take a member that has ended out of the crew; what it held goes back. Returns why it ended early."""
        selector.unregister(member.voice)
        member.end()  # a browser it may have left behind
        self._members.remove(member)
        if member.reason is None:
            self._idle_ends += 1
            words = member.last_words()
            _log.warning(
                "worker %s of run %s died (%s): %s", member.process.pid, self.run, member.process.returncode, words
            )
            if member.claim is not None:
                reason = f"its worker died ({member.death})"
                self.worker.watcher.item_ended(member.claim, ItemState.NEW, reason)
        member.close()
        self._reap()
        return member.reason or ""

    def _reap(self) -> None:
        take_back(self.worker.ledger, self.presence, self.recipe.name)

    # what members say

    def _listen(self, selector: selectors.BaseSelector, timeout: float = LOOK_EVERY) -> None:
        for key, _ in selector.select(timeout):
            member: Member = key.data
            for said in member.hear():
                self._hear(member, said)

    def _hear(self, member: Member, said: Mapping[str, Any]) -> None:
        watcher = self.worker.watcher
        match said["event"]:
            case "hello":
                member.owner = said["owner"]
            case "item_started":
                self._idle_ends = 0
                member.claim, member.since = told_claim(said, self.run), time.monotonic()
                watcher.item_started(member.claim)
            case "step_started" if member.claim is not None:
                step = next((one for one in self.recipe.steps if one.id == said["step"]), None)
                if step is not None:
                    watcher.step_started(member.claim, step)
            case "item_ended" if member.claim is not None:
                state, reason = ItemState(said["state"]), said["reason"]
                if state in (ItemState.NEW, ItemState.FAILED):
                    self.last_trouble = reason
                watcher.item_ended(member.claim, state, reason)
                member.claim = None
            case "ended":
                member.reason = said["reason"]
            case "trouble" if Fenced.__name__ in said["kinds"]:
                _log.warning("worker %s of run %s was taken for dead: %s", member.owner, self.run, said["message"])
            case "trouble":
                member.reason, member.trouble = "", told_error(said)

    # time and stop

    def _end_overdue(self) -> None:
        """End members whose item is over its time; it is tried again, or was its last attempt."""
        longest = self.recipe.timeout
        if longest is None:
            return
        for member in self._members:
            claim = member.claim
            if claim is None or time.monotonic() - member.since <= longest.total_seconds():
                continue
            member.end()
            member.claim, member.reason = None, ""
            state, reason = self._settle_overdue(claim, longest)
            self.last_trouble = reason
            self.worker.watcher.item_ended(claim, state, reason)

    def _settle_overdue(self, claim: Claim, longest: timedelta) -> tuple[ItemState, str]:
        ledger = self.worker.ledger
        reason = f"it took longer than {longest.total_seconds():g} seconds, and its worker was ended"
        state = ItemState.NEW
        if claim.attempts >= self.recipe.attempts + MORE_TRIES:
            is_open = any(row.state is StepState.SENT for row in ledger.steps(claim.item))
            state = ItemState.IN_DOUBT if is_open else ItemState.FAILED
        again_at = self.worker.clock.now() + pause_behind(self.recipe.pause, claim.attempts)
        try:
            ledger.settle(claim, state, reason, not_before=again_at if state is ItemState.NEW else None)
        except Fenced:
            # It was settled in the very moment in which its time ran out.
            row = ledger.item(claim.item)
            return (row.state, row.reason) if row else (state, reason)
        return state, reason

    def _pass_on_stop(self) -> None:
        """Pass a signal on to the members; one that does not put its item down in time is ended."""
        if not self.stop.is_signalled:
            return
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            for member in self._members:
                member.process.terminate()
        elif time.monotonic() - self._asked_at > PATIENCE:
            for member in self._members:
                member.end()
