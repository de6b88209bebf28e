"""Memory of reading rows of a database: ten thousand and a million, each in a process of its own.

Run: python -m tests.bench.bench_database_rows [KIND ...] (sqlite, postgresql, mariadb; those that are on this machine)
"""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.database import rows
from tests.bench.spending import say
from tests.fakes import databases

SIZES = (10_000, 1_000_000)
QUERIES = {
    "sqlite": "SELECT id, number, customer, total, changed_at FROM orders",
    "postgresql": "SELECT g AS id, 'N-' || g AS number, g / 4.0 AS total, now() AS at FROM generate_series(1, {n}) g",
    "mariadb": "SELECT seq AS id, concat('N-', seq) AS number, seq / 4 AS total, now() AS changed_at FROM seq_1_to_{n}",
}
SERVERS = {"postgresql": ("initdb", databases.postgresql), "mariadb": ("mariadbd", databases.mariadb)}


def fill(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT, customer TEXT, total REAL, changed_at TEXT)"
        )
        db.execute("CREATE INDEX orders_changed ON orders (changed_at, id)")
        made = ((n, f"N-{n}", f"Customer {n % 97}", n / 4, f"2026-03-01 {n // 86400:02}:00:00") for n in range(count))
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", made)


def read(url: str, sql: str, root: Path) -> None:
    """Read as the engine does, in portions of a thousand."""
    context = SourceContext(Workspace(root, root), "nl-NL", Clock(ZoneInfo("UTC")), lambda *_: root)
    since = rows.Since(column="changed_at", id="id") if url.startswith("sqlite") else None
    before, began, count = peak(), time.monotonic(), 0
    documents = rows.read.read(rows.Params(url=url, sql=sql, since=since), context)
    items = iter(next(documents).items)
    while portion := list(islice(items, 1000)):
        count += len(portion)
    say(f"{count} {peak():.0f} {peak() - before:.0f} {time.monotonic() - began:.1f}")


def peak() -> float:
    """Most memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def served(kind: str, folder: str, count: int) -> Iterator[str]:
    """The address of a database that has so many rows to give."""
    if kind == "sqlite":
        fill(Path(folder) / "shop.db", count)
        yield "sqlite:///shop.db"
        return
    with SERVERS[kind][1]() as url:
        yield url


def measure(kind: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, served(kind, folder, count) as url:
        words = [sys.executable, "-m", "tests.bench.bench_database_rows", "--read", url]
        sql = QUERIES[kind].replace("{n}", str(count))
        said = subprocess.run([*words, sql, folder], capture_output=True, text=True, check=True).stdout.split()
    say("{:<11} {:>9} {:>9} {:>9} {:>8}".format(kind, *said))


def main(kinds: Sequence[str]) -> None:
    """Print the table."""
    say(f"{'database':<11} {'rows':>9} {'peak MiB':>9} {'grown by':>9} {'seconds':>8}")
    for kind in kinds or QUERIES:
        if kind in SERVERS and databases.program(SERVERS[kind][0]) is None:
            say(f"{kind:<11} is not on this machine")
            continue
        for count in SIZES:
            measure(kind, count)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main(sys.argv[1:])
