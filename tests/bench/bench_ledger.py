"""What a durable step costs, beside bare commits of equal durability on the same disk, in turn with them.

Run by hand: `python -m tests.bench.bench_ledger [FOLDER]`: about a minute on an idle disk, with PostgreSQL and the
peers. The peers (Robot Framework, robocorp-workitems) are installed once, in the user's cache folder.
"""

from __future__ import annotations

import hashlib
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg

from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.protocol import Finished, Ledger, Onward
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Arrival, ItemState
from tests.bench.peers import peers, robot_keywords, work_items
from tests.bench.spending import Spent, least, memory_disk, middle, say, spent
from tests.postgres import TestServer

STEPS = ("read", "order", "compute", "check", "invoice", "note")
WRITES = ("order", "invoice")
COMMITS_PER_ITEM = 1 + 3 * len(WRITES)
ROUNDS, ITEMS_A_ROUND = 10, 50
FRAME = 4096 + 24
"""Bytes a page takes in SQLite's write-ahead log."""
INTENT = Intent("browser", "http://127.0.0.1/orders", "Save order", (("Order number", "A-1"), ("Sum", "12.50")))
Bare = Callable[[int], None]


def arrivals(first: int, count: int) -> list[Arrival]:
    found = []
    for number in range(first, first + count):
        values = {"order_no": f"A-{number}", "customer": "Jansen BV", "lines": [{"sku": "FP-1001", "quantity": 5}]}
        content = hashlib.sha256(str(values).encode()).hexdigest()
        found.append(Arrival(f"A-{number}", content, values, f"orders.xlsx Orders!A{number}", ({"Order no": "A"},)))
    return found


def work(ledger: Ledger, run: int) -> None:
    """Six steps for each item, two of them writes with *sent* and receipt; as a worker asks, by the same verbs."""
    onward = Onward("bench", "me", run)
    claim = ledger.claim("bench", "me", run)
    while claim:
        finished: list[Finished] = []
        for step in STEPS:
            if step in WRITES:
                ledger.begin(claim, step, INTENT, tuple(finished), "http://127.0.0.1/orders/new")
                finished.clear()
                ledger.sent(claim, step)
                ledger.finish(claim, step, {"number": "10001"}, Receipt("Order 10001 saved"))
            else:
                now = datetime.now(UTC)
                finished.append(Finished(step, Effect.PURE, {"total": 5}, now, now))
        claim = ledger.settle_and_claim(claim, ItemState.DONE, "", tuple(finished), onward)


def pass_through(ledger: Ledger, run: int) -> None:
    """Items without a step that writes: taken and done, one commit for each."""
    onward = Onward("bench", "me", run)
    claim = ledger.claim("bench", "me", run)
    while claim:
        claim = ledger.settle_and_claim(claim, ItemState.DONE, "", (), onward)


def bare_sqlite(path: Path, length: int, pages: int = 1) -> tuple[Bare, Callable[[], None]]:
    """Commits of rows of so many bytes, each row on a page of its own, as durable as the ledger's."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    for page in range(pages):
        connection.execute(f"create table bare_{page} (id integer primary key, body text)")

    def commit(count: int) -> None:
        for _ in range(count):
            connection.execute("begin immediate")
            for page in range(pages):
                connection.execute(f"insert into bare_{page} (body) values (?)", ("x" * length,))
            connection.execute("commit")

    return commit, connection.close


def bare_postgres(url: str, length: int) -> tuple[Bare, Callable[[], None]]:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("create table bare (id bigserial primary key, body text)")

    def commit(count: int) -> None:
        for _ in range(count):
            connection.execute("insert into bare (body) values (%s)", ("x" * length,))

    return commit, connection.close


def compare(
    where: str, ledger: Ledger, bare: tuple[Bare, Callable[[], None]], does: Callable[[Ledger, int], None]
) -> float:
    """Items and bare commits in turn; returns milliseconds an item (the least)."""
    commits = COMMITS_PER_ITEM if does is work else 1
    run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
    ours: list[Spent] = []
    floor: list[Spent] = []
    for number in range(ROUNDS + 1):
        ledger.record(run, "bench", arrivals(run * 1_000_000 + number * ITEMS_A_ROUND, ITEMS_A_ROUND))
        one = spent(lambda: does(ledger, run))
        other = spent(lambda: bare[0](commits * ITEMS_A_ROUND))
        if number:
            ours.append(one)
            floor.append(other)
    for name, all_spent in (("ledger", ours), ("bare commits", floor)):
        per = ITEMS_A_ROUND * commits / 1000
        say(
            f"{where:<34} {name:<13} {middle(all_spent) / per:7.3f} {least(all_spent) / per:7.3f} "
            f"{middle(all_spent, 'cpu') / per:7.3f} {least(all_spent, 'cpu') / per:7.3f}"
            + (f"  x{middle(ours) / middle(floor):.2f}" if name == "ledger" else "")
        )
    return least(ours) / ITEMS_A_ROUND * 1000


def on_sqlite(folder: Path, disk: str) -> tuple[float, float]:
    with closing(SqliteLedger.open(folder / "ledger.sqlite")) as ledger:
        # About the bytes of an event and what it tells of; the ledger's indexes come on top of them.
        per_item = compare(f"SQLite, {disk}, 6 steps", ledger, bare_sqlite(folder / "bare.sqlite", 400), work)
        plain = compare(f"SQLite, {disk}, no writes", ledger, bare_sqlite(folder / "bare-2.sqlite", 400), pass_through)
    return per_item, plain


def on_postgres() -> None:
    try:
        server = TestServer(settings=())
        server.start()
    except (RuntimeError, OSError) as error:
        say(f"PostgreSQL: not measured: {error}")
        return
    try:
        with closing(PostgresLedger.open(Server(server.url))) as ledger:
            compare("PostgreSQL, disk, 6 steps", ledger, bare_postgres(server.url, 400), work)
    finally:
        server.remove()


def pages_a_commit(folder: Path, does: Callable[[Ledger, int], None]) -> int:
    """How many pages of the file a commit writes: rows, and the indexes that find them."""
    file = folder / f"pages-{does.__name__}.sqlite"
    with closing(SqliteLedger.open(file)) as ledger:
        ledger.database.connection.execute("pragma wal_autocheckpoint = 0")
        run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
        for first in (0, 1000):
            ledger.record(run, "bench", arrivals(first, 500))
            before = file.with_name(file.name + "-wal").stat().st_size
            does(ledger, run)
        written = file.with_name(file.name + "-wal").stat().st_size - before
    return round(written / FRAME / 500 / (COMMITS_PER_ITEM if does is work else 1))


def floor_of_pages(folder: Path) -> None:
    """What the disk alone takes for commits of as many pages as the ledger's."""
    for does, words in ((work, "6 steps"), (pass_through, "no writes")):
        pages = pages_a_commit(folder, does)
        commit, close = bare_sqlite(folder / f"floor-{does.__name__}.sqlite", 100, pages)
        best = min(spent(partial(commit, 200)).wall for _ in range(ROUNDS)) / 200 * 1000
        close()
        per_item = COMMITS_PER_ITEM if does is work else 1
        say(f"  {words}: {pages} pages a commit; bare commits of as many: {best:.3f} ms, {best * per_item:.2f} an item")


def thousand_items(folder: Path) -> Spent:
    """1,000 items recorded, taken and done, each of them durable."""
    with closing(SqliteLedger.open(folder / "thousand.sqlite")) as ledger:
        run = ledger.start_run("bench", "bench.yaml", "name: bench", {})

        def all_of_it() -> None:
            ledger.record(run, "bench", arrivals(0, 1000))
            pass_through(ledger, run)

        return spent(all_of_it)


def steps_on(folder: Path, items: int) -> Callable[[], Spent]:
    """Items of six steps, two of them writes, on a ledger of their own; each call does as many more."""
    ledger = SqliteLedger.open(folder / "steps.sqlite")
    run = ledger.start_run("bench", "bench.yaml", "name: bench", {})
    done = 0

    def some() -> Spent:
        nonlocal done
        ledger.record(run, "bench", arrivals(done, items))
        done += items
        return spent(lambda: work(ledger, run))

    return some


def beside_peers(folder: Path) -> None:
    """In turn with Robot Framework, a keyword and a step, since a machine is not equally fast all the time."""
    ours = thousand_items(folder)
    say(f"1,000 durable items: recorded, taken, done    {ours.wall:6.2f} s, CPU {ours.cpu:5.2f} s")
    python = peers()
    if isinstance(python, str):
        say(f"Robot Framework, robocorp-workitems: not measured: {python}")
        return
    items = work_items(python, folder, 1000)
    say(
        f"robocorp-workitems, file adapter, 1,000 items {items.wall:6.2f} s, CPU {items.cpu:5.2f} s"
        f"  x{items.wall / ours.wall:.1f} of ours"
    )
    some, steps, keywords = steps_on(folder, 500), [], []
    for _ in range(5):
        without = robot_keywords(python, folder, 1).wall
        keywords.append((robot_keywords(python, folder, 3000).wall - without) / 3)
        steps.append(some().wall / (500 * len(STEPS)) * 1000)
    step, keyword = statistics.median(steps), statistics.median(keywords)
    say(f"a durable step of ours {step:.3f} ms; Robot Framework's cheapest keyword, not durable {keyword:.3f} ms")
    say(f"  x{statistics.median(a / b for a, b in zip(steps, keywords, strict=True)):.2f} of it (aim: 0.4)")


def main(folders: Sequence[tuple[str, Path]]) -> None:
    """Print the table."""
    say(f"{'ms a commit':<48} {'median':>7} {'min':>7} {'CPU':>7} {'CPU min':>7}  ratio to bare")
    for disk, folder in folders:
        per_item, _ = on_sqlite(folder, disk)
        say(f"  a step on {disk}: {per_item / len(STEPS):.3f} ms at best (aim: 0.15)")
        floor_of_pages(folder)
    on_postgres()
    beside_peers(folders[0][1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as usual:
        chosen = [("disk", Path(usual))]
        memory = memory_disk()
        if memory is None:
            main(chosen)
        else:
            with tempfile.TemporaryDirectory(dir=memory) as second:
                main([*chosen, ("memory", Path(second))])
