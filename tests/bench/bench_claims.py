"""Whether a ledger with a million items answers as fast as one with a thousand.

Run by hand: `python -m tests.bench.bench_claims [MANY]`: about two minutes with a million, on SQLite and PostgreSQL.
The ledgers are asked in turn; medians in ms, and the ratio of the large one to the small one. Processor time of this
process alone is no measure for PostgreSQL, so the clock is.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.protocol import Ledger
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import ItemState
from tests.bench.spending import memory_disk, say
from tests.postgres import TestServer

NUMBERS = "with recursive numbers (n) as (select {first} union all select n + 1 from numbers where n < {last})"
FILL = (
    NUMBERS + " insert into item (recipe, key, content, state, run, last_run, changed_at, place, fields, original,"
    " priority, deadline) select 'bench', 'A-' || n, 'c', '{state}', {run}, {run}, '2026-07-01T07:15:00.000000+00:00',"
    " 'orders.xlsx Orders!A7', '{{}}', '[]', {urgency} from numbers"
)
PLAIN = "0, '9999'"
URGENT = "n % 7, '2026-07-' || (10 + n % 19) || 'T00:00:00.000000+00:00'"
Execute = Callable[[str], object]
ASKED = 200


def cases(many: int) -> Mapping[str, list[tuple[int, str, str]]]:
    """What a ledger holds: how many, in which state, how urgent."""
    return {
        "1,000 new": [(1000, "new", PLAIN)],
        f"{many:,} new": [(many, "new", PLAIN)],
        f"{many:,} done, 1,000 new": [(many, "done", PLAIN), (1000, "new", PLAIN)],
        f"{many:,} new, with priorities": [(many, "new", URGENT)],
    }


def fill(ledger: Ledger, execute: Execute, parts: list[tuple[int, str, str]]) -> int:
    run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
    first = 1
    for count, state, urgency in parts:
        execute(FILL.format(first=first, last=first + count - 1, state=state, run=run, urgency=urgency))
        first += count
    return run


def questions(ledger: Ledger, run: int) -> Mapping[str, Callable[[], object]]:
    return {
        "claim": lambda: ledger.claim("bench", "me", run),
        "next_due": lambda: ledger.next_due("bench"),
        "count, up to 4": lambda: ledger.count("bench", ItemState.NEW, 4),
        "stop_reason": lambda: ledger.stop_reason(run, 5),
    }


def compare(kind: str, ledgers: Mapping[str, tuple[Ledger, int]]) -> None:
    took: dict[tuple[str, str], list[float]] = {}
    for _ in range(ASKED):
        for name, (ledger, run) in ledgers.items():
            for what, ask in questions(ledger, run).items():
                started = time.perf_counter()
                ask()
                took.setdefault((what, name), []).append((time.perf_counter() - started) * 1000)
    small = next(iter(ledgers))
    for (what, name), found in sorted(took.items(), key=lambda one: one[0][0]):
        middle, base = statistics.median(found), statistics.median(took[what, small])
        say(f"{kind:<11} {what:<15} {name:<32} {middle:8.3f} {min(found):8.3f}  x{middle / base:.2f}")


def on_sqlite(many: int) -> None:
    with tempfile.TemporaryDirectory(dir=memory_disk()) as folder, ExitStack() as opened:
        ledgers: dict[str, tuple[Ledger, int]] = {}
        for number, (name, parts) in enumerate(cases(many).items()):
            ledger = opened.enter_context(closing(SqliteLedger.open(Path(folder) / f"{number}.sqlite")))
            ledgers[name] = ledger, fill(ledger, ledger.database.connection.execute, parts)
        compare("SQLite", ledgers)


def on_postgres(many: int) -> None:
    try:
        server = TestServer()
        server.start()
    except (RuntimeError, OSError) as error:
        say(f"PostgreSQL: not measured: {error}")
        return
    try:
        with ExitStack() as opened:
            ledgers: dict[str, tuple[Ledger, int]] = {}
            for number, (name, parts) in enumerate(cases(many).items()):
                where = Server(server.url, f"bench_{number}", accept_no_fsync=True)
                ledger = opened.enter_context(closing(PostgresLedger.open(where)))
                connection = ledger.database.connection
                connection.execute("set statement_timeout = 0")
                ledgers[name] = ledger, fill(ledger, lambda sql, on=connection: on.execute(sql), parts)  # type: ignore[misc]
                connection.execute("analyze item")
            compare("PostgreSQL", ledgers)
    finally:
        server.remove()


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    say(f"{'':<11} {'question':<15} {'the ledger holds':<32} {'median':>8} {'min':>8}  ratio to 1,000")
    on_sqlite(asked)
    on_postgres(asked)
