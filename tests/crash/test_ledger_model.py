"""Workers claim, write, die, are taken over and wake, a person decides: in any order each write happens once.

The target of this model counts what reaches it. The workers do as the engine does: what was only begun is begun anew;
what was sent is looked for at the target, and a worker that may only be paused is not believed to be dead.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rpa.errors import Fenced
from rpa.ledger.protocol import Claim, Ledger, StepState
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, Decision, ItemState
from rpa.model.values import content_hash
from tests.crash.ledgers import KINDS, fresh, open_named

SAVE = Intent("browser", "http://127.0.0.1/orders", "Save order")
STEPS = ("order", "invoice")
KEYS = st.sampled_from(["A-1", "A-2"])
EXAMPLES = int(os.environ.get("RPA_CRASH_EXAMPLES", "150"))
pytestmark = [pytest.mark.crash, pytest.mark.timeout(max(300, EXAMPLES))]
WHICH = st.integers(0, 1)


class Phase(Enum):
    """How far a worker is with the step in hand."""

    NEXT = auto()
    """It has the item and looks what is to be done."""
    BEGUN = auto()
    SENT = auto()
    """It may write now: a worker that is paused here writes when it wakes."""
    WRITTEN = auto()
    """The target has it, the ledger does not know."""


@dataclass
class Worker:
    """One worker; while no rule picks it, it is paused."""

    name: str
    claim: Claim | None = None
    step: str = ""
    phase: Phase = Phase.NEXT
    done: tuple[str, ...] = ()

    def drop(self) -> None:
        """Let go of the item."""
        self.claim, self.step, self.phase, self.done = None, "", Phase.NEXT, ()


class World(RuleBasedStateMachine):
    """Workers, a person, a target, and one ledger: on the PostgreSQL server `url`, or in a file."""

    url = ""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger: Ledger = open_named(fresh(Path(self.folder.name), self.url))
        self.run = self.ledger.start_run("orders", "orders.yaml", "name: orders", {})
        self.born = 0
        self.workers = [self.fresh_worker() for _ in range(2)]
        self.target: Counter[tuple[int, str]] = Counter()
        self.arrived: set[str] = set()
        self.arrive("A-1", 1)

    def fresh_worker(self) -> Worker:
        """A worker of a name that nobody had before."""
        self.born += 1
        return Worker(f"worker-{self.born}")

    def teardown(self) -> None:
        if not hasattr(self, "ledger"):
            return
        with closing(self.ledger), self.folder:
            self.finish_everything()

    # what happens

    @rule(key=KEYS, quantity=st.integers(1, 2))
    def arrive(self, key: str, quantity: int) -> None:
        values = {"quantity": quantity}
        self.ledger.record(self.run, "orders", [Arrival(key, content_hash(values), values, "a file")])
        self.arrived.add(key)

    @rule(which=WHICH, until=st.sampled_from(Phase), passes=st.integers(1, 2))
    def work(self, which: int, until: Phase, passes: int) -> None:
        """Work until the worker has come so far, once or twice; then it is paused."""
        worker = self.workers[which % len(self.workers)]
        for _ in range(passes * len(Phase)):
            self.advance(worker)
            if worker.phase is until:
                passes -= 1
            if not passes:
                return

    @rule(which=WHICH)
    def move(self, which: int) -> None:
        """One move of one worker."""
        self.advance(self.workers[which % len(self.workers)])

    @rule(which=WHICH)
    def die(self, which: int) -> None:
        self.workers[which % len(self.workers)] = self.fresh_worker()

    @rule()
    def give_back_what_the_dead_held(self) -> None:
        names = {worker.name for worker in self.workers}
        self.ledger.reap("orders", names.__contains__)

    @rule(which=WHICH)
    def take_over_from_a_silent_one(self, which: int) -> None:
        """As between machines: a worker without a sign of life may be dead or not."""
        silent = self.workers[which % len(self.workers)].name
        names = {worker.name for worker in self.workers}
        self.ledger.reap("orders", lambda owner: owner in names and owner != silent, lambda owner: owner not in names)

    @rule(which=WHICH, state=st.sampled_from([ItemState.NEW, ItemState.FAILED, ItemState.REJECTED]))
    def give_up(self, which: int, state: ItemState) -> None:
        """An error that came before anything could leave."""
        worker = self.workers[which % len(self.workers)]
        if worker.claim is None or worker.phase is not Phase.NEXT:
            return
        with fenced(worker):
            self.ledger.settle(worker.claim, state, "trouble")
        worker.drop()

    @rule()
    def take_up(self) -> None:
        rows = self.ledger.items("orders", (ItemState.FAILED, ItemState.REJECTED))
        self.ledger.take_up([row.id for row in rows], self.run)

    @rule(index=st.integers(0, 5))
    def decide(self, index: int) -> None:
        waiting = self.ledger.items("orders", (ItemState.IN_DOUBT,))
        if waiting:
            self.decide_about(waiting[index % len(waiting)].id)

    def decide_about(self, item: int) -> None:
        """A person looks at the target and says what is there; at peace only when nobody can still write."""
        if any(worker.claim and worker.claim.item == item and worker.phase is Phase.SENT for worker in self.workers):
            return
        (step,) = {row.step for row in self.ledger.steps(item) if row.state in (StepState.SENT, StepState.LATE)} & {
            step for step in STEPS if not self.is_done(item, step)
        }
        happened = bool(self.target[item, step])
        decision = Decision.HAPPENED if happened else Decision.REPEAT
        assert self.ledger.resolve(item, decision, "a person") is ItemState.NEW
        assert self.is_done(item, step) == happened

    # how a worker works

    def advance(self, worker: Worker) -> None:
        """One move of one worker: as the engine would do it."""
        if worker.claim is None:
            worker.claim = self.ledger.claim("orders", worker.name, self.run)
            if worker.claim is not None:
                worker.done = tuple(row.step for row in worker.claim.steps if row.state is StepState.DONE)
            return
        with fenced(worker):
            match worker.phase:
                case Phase.NEXT:
                    self.look(worker, worker.claim)
                case Phase.BEGUN:
                    self.ledger.sent(worker.claim, worker.step)
                    worker.phase = Phase.SENT
                case Phase.SENT:
                    self.target[worker.claim.item, worker.step] += 1
                    worker.phase = Phase.WRITTEN
                case Phase.WRITTEN:
                    self.ledger.finish(worker.claim, worker.step, {}, Receipt("saved"))
                    worker.done, worker.phase = (*worker.done, worker.step), Phase.NEXT

    def look(self, worker: Worker, claim: Claim) -> None:
        """Take the next step up where an earlier worker left it."""
        left = [step for step in STEPS if step not in worker.done]
        if not left:
            self.ledger.settle(claim, ItemState.DONE)
            worker.drop()
            return
        worker.step = left[0]
        states = {row.state for row in claim.steps if row.step == worker.step and row.epoch < claim.epoch}
        if StepState.SENT in states and not self.clear_up(worker, claim):
            return
        if StepState.STARTED in states:
            self.ledger.void(claim, worker.step, "nothing left")
        if worker.step not in worker.done:
            self.ledger.begin(claim, worker.step, SAVE, ())
            worker.phase = Phase.BEGUN

    def clear_up(self, worker: Worker, claim: Claim) -> bool:
        """Ask about a write that was sent; False when the item is in doubt now."""
        if self.ledger.accept(claim, worker.step) is not None:
            worker.done = (*worker.done, worker.step)
        elif self.target[claim.item, worker.step]:
            self.ledger.finish(claim, worker.step, {}, Receipt("found at the target"))
            worker.done = (*worker.done, worker.step)
        elif claim.suspect and self.sent_under(claim, worker.step) <= claim.suspect_epoch:
            self.ledger.settle(claim, ItemState.IN_DOUBT, "the one who sent it may still be at it")
            worker.drop()
            return False
        else:
            self.ledger.void(claim, worker.step, "not there")
        return True

    @staticmethod
    def sent_under(claim: Claim, step: str) -> int:
        """The epoch of the worker that sent a write."""
        return max(row.epoch for row in claim.steps if row.step == step)

    # what must hold

    def is_done(self, item: int, step: str) -> bool:
        """Whether the ledger says that a write is done."""
        return any(row.step == step and row.state is StepState.DONE for row in self.ledger.steps(item))

    @invariant()
    def nothing_happened_twice_and_nothing_is_lost(self) -> None:
        if not hasattr(self, "ledger"):
            return
        assert max(self.target.values(), default=0) <= 1, "a write happened twice"
        rows = self.ledger.items("orders")
        assert {row.key for row in rows} == self.arrived, "an arrival is lost, or came from nowhere"
        for row in rows:
            steps = self.ledger.steps(row.id)
            receipts = Counter(step.step for step in steps if step.state is StepState.DONE)
            assert max(receipts.values(), default=0) <= 1, "a write has two receipts"
            assert all(self.target[row.id, step] for step in receipts), "a receipt of what never happened"
            if row.state is ItemState.DONE:
                assert set(receipts) == set(STEPS), "done without all of its writes"
            if row.state is ItemState.IN_DOUBT:
                assert any(step.state in (StepState.SENT, StepState.LATE) for step in steps), "a doubt about nothing"

    def finish_everything(self) -> None:
        """All wake or die, all that waits is decided; then everything is done, and was done once."""
        for worker in self.workers:
            while worker.claim is not None:
                self.advance(worker)
        self.workers = [self.fresh_worker()]
        for _ in range(50):
            self.give_back_what_the_dead_held()
            self.take_up()
            for row in self.ledger.items("orders", (ItemState.IN_DOUBT,)):
                self.decide_about(row.id)
            for _ in range(10):
                self.advance(self.workers[0])
            rows = self.ledger.items("orders")
            if all(row.state in (ItemState.DONE, ItemState.IN_REVIEW) for row in rows):
                break
        else:
            raise AssertionError(f"not done: {[(row.key, row.state, row.reason) for row in rows]}")
        self.nothing_happened_twice_and_nothing_is_lost()
        done = [row.id for row in rows if row.state is ItemState.DONE]
        assert all(self.target[item, step] == 1 for item in done for step in STEPS)
        assert {row.key for row in rows if row.state is ItemState.DONE} == self.arrived, "the first of each key is done"
        assert self.ledger.verify_chain() is None


@contextmanager
def fenced(worker: Worker) -> Iterator[None]:
    """Whoever has been taken over lets go of the item."""
    try:
        yield
    except Fenced:
        worker.drop()


@pytest.mark.parametrize("kind", KINDS)
def test_no_order_of_events_writes_twice_or_loses(request: pytest.FixtureRequest, kind: str) -> None:
    class OfThisKind(World):
        url = request.getfixturevalue("postgres_url") if kind == "postgres" else ""

    examples = EXAMPLES // 5 if kind == "postgres" else EXAMPLES  # a fresh schema takes longer than a fresh file
    run_state_machine_as_test(
        OfThisKind, settings=settings(max_examples=examples, stateful_step_count=40, deadline=None)
    )
