"""What more workers bring: a recipe that waits for a slow target, and one that computes.

Run by hand: `python -m tests.bench.bench_crew [ITEMS]`: two minutes with the usual 40 items on an idle machine. Whole
runs; counted is the time from the first claim to the last end. On two processors, work that computes cannot go more
than twice as fast.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.bench.spending import say, spent_by
from tests.fakes.plain_office import plain_office
from tests.postgres import TestServer

WAITS = """\
  - id: it
    target.enter: {key: "{{ item.no }}", before: 0.2}
"""
COMPUTES = """\
  - target.compute: 20000
"""


def rate(settings: str, steps: str, workers: int, items: int) -> float:
    """Items a second, from the first claim to the last end as the ledger tells them."""
    with tempfile.TemporaryDirectory() as folder, plain_office(Path(folder) / "office", settings) as office:
        office.write_recipe(steps=steps)
        command = [sys.executable, "-m", "rpa.cli.main", "run", "chores", "-q", "-w", str(workers)]
        spent_by([*command, "-p", f"count={items}", "-C", str(office.root)], office.environment)
        with office.ledger() as ledger:
            events = ledger.events(run=1)
    began = min(event["at"] for event in events if event["kind"] == "item.claimed")
    ended = max(event["at"] for event in events if event["kind"] == "item.done")
    return float(items / (ended - began).total_seconds())


def compare(ledger: str, settings: str, items: int) -> None:
    """Print the lines of one kind of ledger."""
    for number, (name, steps) in enumerate({"waits 0.2 s": WAITS, "computes": COMPUTES}.items()):
        alone = 0.0
        for workers in (1, 2, 4):
            found = rate(settings.format(of=f"{number}_{workers}"), steps, workers, items)
            alone = alone or found
            say(f"{ledger:<11} {name:<12} {workers:>7} {found:8.2f}  x{found / alone:.2f}")


def main(items: int) -> None:
    """Print the table."""
    say(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.1f} processes wanted them when this began")
    say(f"{'ledger':<11} {'recipe':<12} {'workers':>7} {'items/s':>8}  ratio to one worker")
    compare("SQLite", "", items)
    try:
        server = TestServer(settings=())
        server.start()
    except (RuntimeError, OSError) as error:
        say(f"PostgreSQL: not measured: {error}")
        return
    try:
        compare("PostgreSQL", f'[ledger]\nurl = "{server.url}"\nschema = "bench_{{of}}"\n', items)
    finally:
        server.remove()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
