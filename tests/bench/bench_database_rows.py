"""Memory of reading rows of a database: ten thousand and a million, each in a process of its own.

Run: python -m tests.bench.bench_database_rows
"""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.database import rows
from tests.bench.spending import say

SIZES = (10_000, 1_000_000)
SQL = "SELECT id, number, customer, total, changed_at FROM orders"


def fill(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT, customer TEXT, total REAL, changed_at TEXT)"
        )
        db.execute("CREATE INDEX orders_changed ON orders (changed_at, id)")
        made = ((n, f"N-{n}", f"Customer {n % 97}", n / 4, f"2026-03-01 {n // 86400:02}:00:00") for n in range(count))
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", made)


def read(root: Path) -> None:
    """Read as the engine does, in portions of a thousand."""
    context = SourceContext(Workspace(root, root), "nl-NL", Clock(ZoneInfo("UTC")), lambda *_: root)
    params = rows.Params(url="sqlite:///shop.db", sql=SQL, since=rows.Since(column="changed_at", id="id"))
    before, began, count = peak(), time.monotonic(), 0
    documents = rows.read.read(params, context)
    items = iter(next(documents).items)
    while portion := list(islice(items, 1000)):
        count += len(portion)
    say(f"{count} {peak():.0f} {peak() - before:.0f} {time.monotonic() - began:.1f}")


def peak() -> float:
    """Most memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    if len(sys.argv) > 1:
        read(Path(sys.argv[1]))
        return
    say(f"{'rows':>9} {'peak MiB':>9} {'grown by':>9} {'seconds':>8}")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder) / "shop.db", count)
            words = [sys.executable, "-m", "tests.bench.bench_database_rows", folder]
            said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
            say("{:>9} {:>9} {:>9} {:>8}".format(*said))


if __name__ == "__main__":
    main()
