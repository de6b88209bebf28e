"""How much a durable step costs, beside bare SQLite commits on the same disk.

Run by hand: python tests/bench/bench_ledger.py [FOLDER]
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rpa.ledger.protocol import Finished
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Arrival, ItemState

ITEMS = 1000
STEPS = ("read", "order", "compute", "check", "invoice", "note")
WRITES = ("order", "invoice")
COMMITS_PER_ITEM = 2 + 3 * len(WRITES)


@contextmanager
def stopwatch(report: Callable[[float], str]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    sys.stdout.write(report(time.perf_counter() - start) + "\n")


def arrivals(count: int) -> list[Arrival]:
    found = []
    for number in range(count):
        values = {"order_no": f"A-{number}", "customer": "Jansen BV", "lines": [{"sku": "FP-1001", "quantity": 5}]}
        content = hashlib.sha256(str(values).encode()).hexdigest()
        found.append(Arrival(f"A-{number}", content, values, f"orders.xlsx Orders!A{number}", ({"Order no": "A"},)))
    return found


def work(ledger: SqliteLedger, run: int) -> None:
    intent = Intent("browser", "http://127.0.0.1/orders", "Save order", (("Order number", "A-1"), ("Sum", "12.50")))
    while claim := ledger.claim("bench", "me", run):
        finished: list[Finished] = []
        for step in STEPS:
            if step in WRITES:
                ledger.begin(claim, step, intent, tuple(finished), "http://127.0.0.1/orders/new")
                finished.clear()
                ledger.sent(claim, step)
                ledger.finish(claim, step, {"number": "10001"}, Receipt("Order 10001 saved"))
            else:
                now = datetime.now(UTC)
                finished.append(Finished(step, Effect.PURE, {"total": 5}, now, now))
        ledger.settle(claim, ItemState.DONE, finished=tuple(finished))


def bare_commits(path: Path, count: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table t (id integer primary key, body text)")
    with stopwatch(lambda s: f"bare commits            {s / count * 1000:7.3f} ms each"):
        for _ in range(count):
            connection.execute("begin immediate")
            connection.execute("insert into t (body) values (?)", ("x" * 60,))
            connection.execute("commit")
    connection.close()


def main(folder: Path) -> None:
    commits = ITEMS * COMMITS_PER_ITEM
    bare_commits(folder / "bare.sqlite", commits)
    ledger = SqliteLedger.open(folder / "ledger.sqlite")
    run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
    ledger.record(run, "bench", arrivals(ITEMS))
    with stopwatch(
        lambda s: (
            f"{ITEMS} items x {len(STEPS)} steps   {s / commits * 1000:7.3f} ms a commit, "
            f"{s / ITEMS / len(STEPS) * 1000:.3f} ms a step, {s:.2f} s in all"
        )
    ):
        work(ledger, run)
    for what in ("new", "known"):
        with stopwatch(lambda s, what=what: f"10,000 {what} arrivals   {s:7.3f} s"):  # type: ignore[misc]
            ledger.record(run, "many", arrivals(10_000))
    for waiting in (0, 100_000):
        ledger.record(run, "many", arrivals(10_000 + waiting))
        with stopwatch(lambda s, n=waiting: f"claim with {n + 10_000:>7} waiting {s:7.3f} ms each"):  # type: ignore[misc]
            for _ in range(1000):
                ledger.claim("many", "me", run)
    ledger.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
