"""What tests of every ledger share: a clock, arrivals, claims, and the ways a ledger is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rpa.ledger.protocol import Claim, Finished, Ledger, StepState
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Arrival, ItemState, Verdict
from rpa.model.values import content_hash

SAVE = Intent("browser", "http://127.0.0.1/orders/new", "Save order", (("Order number", "A-1"), ("Sum", "1.50")))
SAVED = Receipt("Order 10001 saved", {"address": "http://127.0.0.1/orders/10001"}, ("run-1/order.png",))


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise."""

    at: datetime = datetime(2026, 7, 1, 7, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


Opened = Callable[..., Ledger]
"""Opens a ledger on the same store once more, as a second worker would."""


def new_run(ledger: Ledger) -> int:
    return ledger.start_run("orders", "recipes/orders.yaml", "name: orders\n", {"due_days": 14})


def arrival(key: str = "A-1", reason: str = "", **values: Any) -> Arrival:
    found = values or {"quantity": 5}
    return Arrival(key, content_hash(found), found, f"orders.xlsx {key}", ({"Order no": key},), reason)


def claimed(ledger: Ledger, run: int, *arrivals: Arrival, owner: str = "me") -> Claim:
    ledger.record(run, "orders", arrivals or (arrival(),))
    claim = ledger.claim("orders", owner, run)
    assert claim is not None
    return claim


def again(ledger: Ledger, run: int) -> Claim:
    claim = ledger.claim("orders", "another", run)
    assert claim is not None
    return claim


def taken_over(ledger: Ledger, run: int) -> Claim:
    assert ledger.reap("orders", lambda owner: owner != "me") == 1
    return again(ledger, run)


def looked_up(step: str, clock: Clock, **outputs: Any) -> Finished:
    return Finished(step, Effect.READ, outputs, clock.at, clock.forward(0.5))


def states(ledger: Ledger, item: int, step: str | None = None) -> list[StepState]:
    return [row.state for row in ledger.steps(item) if step in (None, row.step)]


def state(ledger: Ledger, item: int) -> ItemState:
    row = ledger.item(item)
    assert row is not None
    return row.state


def verdicts(ledger: Ledger, run: int) -> Mapping[int, Verdict | None]:
    return {row.id: row.verdict for row in ledger.items(run=run)}
