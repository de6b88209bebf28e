"""How long the audit and the pruning of a large ledger take, and how much memory.

Run by hand: python tests/bench/bench_audit.py [EVENTS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from rpa.ledger.auditing import Audit
from rpa.ledger.database import Database
from rpa.ledger.pruning import Pruning
from rpa.ledger.space import forget_for_good, give_back
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, ItemState

PER_ITEM = 8
Found = TypeVar("Found")


def fill(ledger: SqliteLedger, events: int) -> None:
    """Items with two writes each; without waiting for the disk, as nobody's work hangs on it."""
    ledger.database.connection.execute("pragma synchronous = off")
    run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
    intent = Intent("browser", "http://127.0.0.1/orders", "Save order", (("Order number", "A-1"), ("Sum", "12.50")))
    values = {"order_no": "A", "customer": "Jansen BV", "lines": [{"sku": "FP-1001", "quantity": 5}] * 3}
    for first in range(0, events // PER_ITEM, 5000):
        keys = range(first, min(first + 5000, events // PER_ITEM))
        ledger.record(run, "bench", [Arrival(f"A-{key}", "c", values, "orders.xlsx Orders!A7") for key in keys])
        while claim := ledger.claim("bench", "me", run):
            for step in ("order", "mail"):
                ledger.begin(claim, step, intent, ())
                if step == "order":
                    ledger.sent(claim, step)
                ledger.finish(claim, step, {"number": "10001"}, Receipt("Order 10001 saved"))
            ledger.settle(claim, ItemState.DONE)


def timed(what: str, work: Callable[[], Found]) -> Found:
    start = time.perf_counter()
    found = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{what:<40} {time.perf_counter() - start:8.2f} s   peak {peak:6.0f} MB\n")
    sys.stdout.flush()
    return found


def main(path: Path, events: int) -> None:
    ledger = SqliteLedger.open(path)
    timed(f"made {events:,} events", lambda: fill(ledger, events))
    assert isinstance(ledger.database, Database)
    timed("chain alone", ledger.verify_chain)
    verdict = timed("audit", lambda: Audit(ledger.database, ledger.journal).run())
    sys.stdout.write(f"  {verdict.events:,} events, {verdict.items:,} items, {verdict.count} findings\n")
    forget_for_good(ledger.database.connection)
    pruning, now = Pruning(ledger, lambda _seconds: None), datetime.now(UTC) + timedelta(days=1)
    timed("details counted", lambda: pruning.old_details(now))
    timed("details removed", lambda: sum(pruning.prune_details(now)))
    timed("events removed", lambda: sum(pruning.prune_events(now)))
    timed("file written anew", lambda: give_back(ledger.database.connection, path))
    verdict = timed("audit again", lambda: Audit(ledger.database, ledger.journal).run())
    sys.stdout.write(f"  {verdict.events:,} events, {verdict.items:,} items, {verdict.count} findings\n")
    ledger.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder) / "ledger.sqlite", int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
