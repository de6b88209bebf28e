"""Eight processes add the same keys and claim them: one item for each key, one claim for each item."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest

from rpa.model.item import Arrival
from tests.crash.harness import ROOT
from tests.crash.ledgers import KINDS, open_named

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]
PROCESSES = 8
KEYS = int(os.environ.get("RPA_CRASH_KEYS", "2000"))
BATCH = 500
RACER = """
import sys
from tests.crash.test_races import race
race(*sys.argv[1:])
"""


def arrivals(first: int) -> list[Arrival]:
    """A batch of keys."""
    return [Arrival(f"K-{n:06}", f"content {n}", {"n": n}, f"line {n}") for n in range(first, min(first + BATCH, KEYS))]


def race(name: str, number: str, run: str) -> None:
    """Add all keys, each racer beginning elsewhere, while claiming whatever is there; prints what it claimed."""
    mine = int(number)
    batches = list(range(0, KEYS, BATCH))
    start = mine * len(batches) // PROCESSES
    with closing(open_named(name)) as ledger:
        for first in batches[start:] + batches[:start]:
            ledger.record(int(run), "keys", arrivals(first))
            if (claim := ledger.claim("keys", f"racer-{mine}", int(run))) is not None:
                sys.stdout.write(f"{claim.item} {claim.epoch} {claim.key}\n")
        while (claim := ledger.claim("keys", f"racer-{mine}", int(run))) is not None:
            sys.stdout.write(f"{claim.item} {claim.epoch} {claim.key}\n")


@pytest.mark.parametrize("kind", KINDS)
def test_one_item_for_each_key_and_one_claim_for_each_item(fresh_ledger: Callable[[str], str], kind: str) -> None:
    name = fresh_ledger(kind)
    with closing(open_named(name)) as ledger:
        run = ledger.start_run("keys", "keys.yaml", "name: keys", {})
    command = [sys.executable, "-c", RACER, name]
    racers = [
        subprocess.Popen([*command, str(number), str(run)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    told = [racer.communicate()[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * PROCESSES
    claims = [tuple(line.split(" ", 2)) for one in told for line in one.splitlines()]
    assert Counter(key for _, _, key in claims) == {f"K-{n:06}": 1 for n in range(KEYS)}
    assert {epoch for _, epoch, _ in claims} == {"1"}
    assert len({item for item, _, _ in claims}) == KEYS
    with closing(open_named(name)) as ledger:
        rows = ledger.items("keys")
        assert len(rows) == KEYS
        assert {row.state for row in rows} == {"claimed"}
        owners = {row.key: row.owner for row in rows}
        assert all(owners[key] == f"racer-{at}" for at, one in enumerate(told) for key in keys_of(one))
        assert ledger.verify_chain() is None


def keys_of(told: str) -> list[str]:
    """The keys that one racer says it claimed."""
    return [line.split(" ", 2)[2] for line in told.splitlines()]
