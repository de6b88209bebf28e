"""Any order of verbs, by any worker, living, dead or taken over, against a small model of the promise."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rpa.errors import Fenced, InDoubt
from rpa.ledger.auditing import Audit
from rpa.ledger.conducting import Conducting
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.protocol import Claim, StepState
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Arrival, ItemState
from rpa.model.values import content_hash

SAVE = Intent("browser", "http://127.0.0.1/orders", "Save order")
KEYS = st.sampled_from(["A-1", "A-2", "A-3"])
STEPS = st.sampled_from(["order", "mail"])
ENDS = st.sampled_from([state for state in ItemState if state is not ItemState.CLAIMED])
WHICH = st.integers(0, 50)
LIVE = (StepState.STARTED, StepState.SENT, StepState.DONE)


class LedgerMachine(RuleBasedStateMachine):
    """Claims are kept for ever: a worker may act on one long after it was taken over."""

    @initialize()
    def open(self) -> None:
        self.at = datetime(2026, 7, 1, tzinfo=UTC)
        self.ledger = self.open_ledger()
        self.run = self.ledger.start_run("orders", "orders.yaml", "name: orders", {})
        self.arrived: set[tuple[str, int]] = set()
        self.claims: list[Claim] = []
        self.holder: dict[int, Claim] = {}
        self.dead: set[str] = set()
        self.live: dict[tuple[int, str], StepState] = {}
        self.late: set[tuple[int, str]] = set()
        self.rows: Counter[int] = Counter()
        self.numbers: dict[int, int] = {}

    def open_ledger(self) -> Conducting:
        # Memory makes no difference to what is tested here and keeps thousands of commits off the disk.
        return SqliteLedger.in_memory("ledger", lambda: self.at)

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            assert self.ledger.verify_chain() is None
            verdict = Audit(self.ledger.database, self.ledger.journal).run()
            assert verdict.is_whole, verdict.findings
            self.ledger.close()

    def pick(self, which: int) -> tuple[Claim, bool]:
        claim = self.claims[which % len(self.claims)]
        return claim, self.holder.get(claim.item) is claim

    def has_claims(self) -> bool:
        return bool(self.claims)

    @rule(key=KEYS, quantity=st.integers(1, 2), unfit=st.booleans())
    def record(self, key: str, quantity: int, unfit: bool) -> None:
        values = {"quantity": quantity}
        reason = "unfit" if unfit else ""
        known = {row.id: row.values for row in self.ledger.items()}
        begun = {item for item, _ in [*self.live, *self.late]}
        found = self.ledger.record(self.run, "orders", [Arrival(key, content_hash(values), values, "p", (), reason)])
        assert found[0].key == key
        for row in self.ledger.items():
            if row.id in begun:
                assert row.values == known[row.id], "what is being written never changes"
        self.arrived.add((key, quantity))

    @rule(owner=st.sampled_from(["a", "b"]), generation=st.integers(0, 3))
    def claim(self, owner: str, generation: int) -> None:
        name = f"{owner}{generation}"
        if name in self.dead:
            return
        waiting = [row.id for row in self.ledger.items(states=[ItemState.NEW])]
        claim = self.ledger.claim("orders", name, self.run)
        if claim is None:
            due = self.ledger.next_due("orders")
            assert not waiting or (due is not None and due > self.at)
            return
        assert claim.item in waiting
        assert claim.item not in self.holder
        standing = {(claim.item, row.step): row.state for row in claim.steps if row.effect is Effect.WRITE}
        assert standing == {key: state for key, state in self.live.items() if key[0] == claim.item}
        self.claims.append(claim)
        self.holder[claim.item] = claim

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    @rule(owner=st.sampled_from(["a", "b"]), generation=st.integers(0, 2))
    def die_and_reap(self, owner: str, generation: int) -> None:
        self.dead.add(f"{owner}{generation}")
        rows = self.ledger.database.rows("select_owners", recipe="orders")
        gone = {row["owner"] for row in rows} & self.dead
        held = {item for item in self.holder if self.state(item) is ItemState.CLAIMED}
        count = self.ledger.reap("orders", lambda name: name not in self.dead)
        given_back = {item for item in held if self.state(item) is ItemState.NEW}
        assert count == len(given_back)
        assert bool(gone) == bool(given_back)
        for item in given_back:
            del self.holder[item]

    def state(self, item: int) -> ItemState:
        row = self.ledger.item(item)
        assert row is not None
        return row.state

    @precondition(has_claims)
    @rule(which=WHICH, step=STEPS)
    def begin(self, which: int, step: str) -> None:
        claim, holds = self.pick(which)
        key = (claim.item, step)
        try:
            self.ledger.begin(claim, step, SAVE, ())
        except Fenced:
            assert not holds
        except InDoubt:
            assert holds
            assert key in self.live or key in self.late
        else:
            assert holds
            assert key not in self.live
            assert key not in self.late
            self.live[key] = StepState.STARTED
            self.rows[claim.item] += 1

    @precondition(has_claims)
    @rule(which=WHICH, step=STEPS)
    def sent(self, which: int, step: str) -> None:
        claim, holds = self.pick(which)
        key = (claim.item, step)
        try:
            self.ledger.sent(claim, step)
        except Fenced:
            assert not holds
        except InDoubt:
            assert holds
        else:
            assert holds
            assert key not in self.late
            assert self.live[key] in (StepState.STARTED, StepState.SENT)
            self.live[key] = StepState.SENT

    @precondition(has_claims)
    @rule(which=WHICH, step=STEPS)
    def finish(self, which: int, step: str) -> None:
        claim, holds = self.pick(which)
        key = (claim.item, step)
        under_way = self.live.get(key) in (StepState.STARTED, StepState.SENT)
        try:
            self.ledger.finish(claim, step, {"n": 1}, Receipt("saved"))
        except Fenced:
            assert not holds
            self.keep_late(key)
        except InDoubt:
            assert holds
            assert not under_way
            self.keep_late(key)
        else:
            assert holds
            assert under_way
            self.live[key] = StepState.DONE

    def keep_late(self, key: tuple[int, str]) -> None:
        self.late.add(key)
        self.rows[key[0]] += 1

    @precondition(has_claims)
    @rule(which=WHICH, step=STEPS, refused=st.booleans())
    def void(self, which: int, step: str, refused: bool) -> None:
        claim, holds = self.pick(which)
        key = (claim.item, step)
        under_way = self.live.get(key) in (StepState.STARTED, StepState.SENT)
        try:
            self.ledger.void(claim, step, "nothing left", refused=refused)
        except Fenced:
            assert not holds
        except InDoubt:
            assert holds
            assert not under_way
        else:
            assert holds
            assert under_way
            del self.live[key]

    @precondition(has_claims)
    @rule(which=WHICH)
    def number(self, which: int) -> None:
        claim, holds = self.pick(which)
        try:
            n = self.ledger.number(claim, "sales")
        except Fenced:
            assert not holds
        else:
            assert holds
            assert self.numbers.setdefault(claim.item, len(self.numbers) + 1) == n

    @precondition(has_claims)
    @rule(which=WHICH, end=ENDS, wait=st.integers(0, 90))
    def settle(self, which: int, end: ItemState, wait: int) -> None:
        claim, holds = self.pick(which)
        due = self.at + timedelta(seconds=wait) if end is ItemState.NEW and wait else None
        try:
            self.ledger.settle(claim, end, "because", (), due)
        except Fenced:
            assert not holds
        else:
            assert holds
            assert self.state(claim.item) is end
            del self.holder[claim.item]

    @precondition(has_claims)
    @rule(which=WHICH)
    def take_up(self, which: int) -> None:
        item = self.pick(which)[0].item
        row = self.ledger.item(item)
        assert row is not None
        badly = row.state is ItemState.FAILED or (row.state is ItemState.REJECTED and row.attempts > 0)
        assert self.ledger.take_up([item]) == badly

    @invariant()
    def no_write_stands_twice_and_no_history_is_lost(self) -> None:
        if not hasattr(self, "ledger"):
            return
        for item in {claim.item for claim in self.claims}:
            rows = self.ledger.steps(item)
            standing = [((item, row.step), row.state) for row in rows if row.state in LIVE]
            assert len(standing) == len(dict(standing)), "a write stands at most once"
            assert dict(standing) == {key: state for key, state in self.live.items() if key[0] == item}
            assert len(rows) == self.rows[item], "no row is lost"

    @invariant()
    def no_arrival_is_lost(self) -> None:
        if not hasattr(self, "ledger"):
            return
        rows = self.ledger.items()
        assert {row.key for row in rows} == {key for key, _ in self.arrived}
        assert {(row.key, row.values["quantity"]) for row in rows} <= self.arrived
        claimed = {row.id for row in rows if row.state is ItemState.CLAIMED}
        assert claimed == set(self.holder)


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_postgres(postgres_url: str) -> None:
    """The rules are the same, so a few examples suffice to tell whether the database makes a difference."""

    class PostgresMachine(LedgerMachine):
        def open_ledger(self) -> Conducting:
            server = Server(postgres_url, f"t_{uuid.uuid4().hex[:16]}", accept_no_fsync=True)
            return PostgresLedger.open(server, lambda: self.at)

    few = settings(max_examples=8, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(PostgresMachine, settings=few)
