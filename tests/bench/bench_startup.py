"""Start-up, as whole processes, beside what it is built on: `python tests/bench/bench_startup.py [ROUNDS]`.

Commands run in turn (A B C A B C ...), the first round is not counted; medians and ratios are printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RPA = str(Path(sys.executable).with_name("rpa"))
NO_OP = """\
name: nothing
steps:
  - check: "{{ 1 + 1 == 2 }}"
"""


def commands(workspace: Path) -> dict[str, list[str]]:
    """What is timed, by name; the first is the yardstick."""
    (workspace / "rpa.toml").write_text("")
    (workspace / "recipes").mkdir()
    (workspace / "recipes" / "nothing.yaml").write_text(NO_OP)
    at = ["-C", str(workspace)]
    return {
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "rpa --help": [RPA, "--help"],
        "rpa --version": [RPA, "--version"],
        "rpa check nothing": [RPA, "check", str(workspace / "recipes" / "nothing.yaml")],
        "rpa runs": [RPA, "runs", *at],
        "rpa run nothing": [RPA, "run", "nothing", "-q", *at],
    }


def main(rounds: int) -> None:
    """Time all commands and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        timed = commands(Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in timed}
        for number in range(rounds + 1):
            for name, command in timed.items():
                started = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, cwd=folder)
                if number:
                    seconds[name].append(time.perf_counter() - started)
    yardstick = statistics.median(next(iter(seconds.values())))
    sys.stdout.write(f"{'command':28} {'median ms':>9} {'min':>6} {'max':>6} {'ratio':>6}\n")
    for name, found in seconds.items():
        middle = statistics.median(found)
        low, high = min(found) * 1e3, max(found) * 1e3
        sys.stdout.write(f"{name:28} {middle * 1e3:9.0f} {low:6.0f} {high:6.0f} {middle / yardstick:6.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
