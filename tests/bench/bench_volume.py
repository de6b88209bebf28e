"""Many items from end to end, as whole runs: items a second, and the most memory, with ten and a hundred times as many.

Run by hand: `python -m tests.bench.bench_volume [ITEMS ...]` (1,000 and 10,000 when none are named: about a minute;
100,000: a quarter of an hour). The workspace lies in memory where that can be done, so that the disk is not measured.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.spending import Spent, memory_disk, say, spent_by
from tests.fakes.plain_office import plain_office

NO_OP = """\
  - check: "{{ item.no != '' }}"
"""
STEPS = {"a check": NO_OP, "one write": ""}


def measure(steps: str, count: int) -> Spent:
    with tempfile.TemporaryDirectory(dir=memory_disk()) as folder, plain_office(Path(folder) / "office") as office:
        office.write_recipe(steps=steps)
        command = [sys.executable, "-m", "rpa.cli.main", "run", "chores", "-q", "-p", f"count={count}"]
        return spent_by([*command, "-C", str(office.root)], office.environment)


def main(counts: Sequence[int]) -> None:
    """Print the table."""
    say(f"{'steps':<10} {'items':>8} {'seconds':>8} {'CPU s':>8} {'items/s':>8} {'ms CPU an item':>14} {'peak MiB':>8}")
    for name, steps in STEPS.items():
        for count in counts:
            one = measure(steps, count)
            say(
                f"{name:<10} {count:>8,} {one.wall:8.1f} {one.cpu:8.1f} {count / one.wall:8.0f} "
                f"{one.cpu / count * 1000:14.2f} {one.peak:8.0f}"
            )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 10_000])
