"""What the kills came to, as one table at the end of the test run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.harness import SEED
from tests.crash.ledgers import fresh

COLUMNS = (
    *("what was killed", "kill points", "kills", "done", "in doubt", "resolved by verify"),
    *("doubled", "lost", "false doubt"),
)


@pytest.fixture
def fresh_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes the name of a fresh ledger of a kind; the PostgreSQL server is started when first asked for."""

    def make(kind: str) -> str:
        return fresh(tmp_path, request.getfixturevalue("postgres_url") if kind == "postgres" else "")

    return make


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the many ways of writing a third in the usual run, another third with another seed; all by `make crash`."""
    if os.environ.get("RPA_CRASH_ALL") or os.environ.get("RPA_CRASH_WIDE") or config.getoption("keyword"):
        return
    many = [item for item in items if item.path.name == "test_ways_of_writing.py"]
    if len(many) < 40:
        return  # somebody asked for some of them by name
    left_out = {item for item in many if hashlib.sha256(f"{SEED} {item.name}".encode()).digest()[0] % 3}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up the rows that the tests handed over."""
    sums: dict[str, list[int]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "call":
                continue
            for name, row in report.user_properties:
                if name == "kills":
                    point, *numbers = row
                    before = sums.get(point, [0] * len(numbers))
                    sums[point] = [a + b for a, b in zip(before, numbers, strict=True)]
    if not sums:
        return
    rows = [[point, *map(str, numbers)] for point, numbers in sorted(sums.items())]
    rows.append(["all", *(str(sum(column)) for column in zip(*sums.values(), strict=True))])
    widths = [max(len(row[at]) for row in [COLUMNS, *rows]) for at in range(len(COLUMNS))]
    terminalreporter.section(f"kills (seed {SEED})")
    for row in (COLUMNS, *rows):
        terminalreporter.write_line("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)))
