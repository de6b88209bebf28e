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
from typing import Any, TypeVar

from rpa.ledger.auditing import Audit
from rpa.ledger.chain import Event, digest
from rpa.ledger.pruning import Pruning
from rpa.ledger.rows import intent_parts, receipt_parts
from rpa.ledger.space import forget_for_good, give_back
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Intent, Receipt
from rpa.model.values import to_json

PER_ITEM = 8
AT = "2026-07-01T07:15:00.000000+00:00"
ITEM = (
    "insert into item (id, recipe, key, content, state, epoch, attempts, run, last_run, changed_at, place, fields,"
    " original) values (?, 'bench', ?, 'c', 'done', 1, 1, ?, ?, ?, 'orders.xlsx Orders!A7', ?, '[]')"
)
STEP = (
    "insert into step (item, step, epoch, n, state, effect, intent, outputs, receipt, started_at, ended_at)"
    " values (?, ?, 1, 0, 'done', 'write', ?, ?, ?, ?, ?)"
)
EVENT = "insert into event (id, at, kind, item, run, data, hash) values (?, ?, ?, ?, ?, ?, ?)"
Found = TypeVar("Found")


def fill(ledger: SqliteLedger, events: int) -> None:
    """Items with two writes each, as the verbs would have left them; put in at once, since verbs wait for the disk."""
    run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
    connection = ledger.database.connection
    fields = to_json({"order_no": "A", "customer": "Jansen BV", "lines": [{"sku": "FP-1001", "quantity": 5}] * 3})
    intent = to_json(intent_parts(Intent("browser", "http://127.0.0.1/orders", "Save order", (("Sum", "12.50"),))))
    outputs, receipt = to_json({"number": "10001"}), to_json(receipt_parts(Receipt("Order 10001 saved")))
    started = {"step": "order", "summary": "Save order", "steps": [], "intent": digest(intent)}
    done = {"step": "order", "reference": "Order 10001 saved", "proof": digest(outputs, receipt)}
    number, previous = ledger.journal.head()
    items, steps, chain = [], [], []
    connection.execute("pragma synchronous = off")
    connection.execute("begin immediate")
    for item in range(1, events // PER_ITEM + 1):
        items.append((item, f"A-{item}", run, run, AT, fields))
        told: list[tuple[str, dict[str, Any]]] = [
            ("item.new", {"key": f"A-{item}", "content": "c", "reason": "", "row": digest(fields, "[]")}),
            ("item.claimed", {"owner": "me", "epoch": 1}),
        ]
        for step in ("order", "mail"):
            steps.append((item, step, intent, outputs, receipt, AT, AT))
            told += [("step.started", {**started, "step": step}), ("step.done", {**done, "step": step})]
        told += [("number.given", {"sequence": "sales", "n": item})]
        told += [("item.done", {"reason": "", "not_before": "", "steps": []})]
        for kind, data in told:
            number += 1
            event = Event(number, AT, kind, item, run, to_json(data))
            previous = event.hash_after(previous)
            chain.append((*event, previous))
        if not item % 5000 or item == events // PER_ITEM:
            connection.executemany(ITEM, items)
            connection.executemany(STEP, steps)
            connection.executemany(EVENT, chain)
            connection.executemany("insert into number values ('sales', ?, ?)", [(row[0], row[0]) for row in items])
            items, steps, chain = [], [], []
    connection.execute("commit")


def timed(what: str, work: Callable[[], Found]) -> Found:
    start, spent = time.perf_counter(), time.process_time()
    found = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took, cpu = time.perf_counter() - start, time.process_time() - spent
    sys.stdout.write(f"{what:<30} {took:8.2f} s, CPU {cpu:7.2f} s, peak {peak:5.0f} MB\n")
    sys.stdout.flush()
    return found


def main(path: Path, events: int) -> None:
    ledger = SqliteLedger.open(path)
    timed(f"made {events:,} events", lambda: fill(ledger, events))
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
