"""A ledger on PostgreSQL is audited and pruned like one in a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rpa.ledger.auditing import Audit, Verdict
from rpa.ledger.moving import move_ledger
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.pruning import Pruning
from rpa.model.item import ItemState
from tests.fakes.sample_ledger import RECIPE, Sample, fill_every_state, make_workspace

YEARS = timedelta(days=10 * 366)


@pytest.fixture
def ledger(postgres: Server, tmp_path: Path) -> Iterator[PostgresLedger]:
    """With items in every state, moved over; ten years on."""
    sample = Sample(make_workspace(tmp_path))
    fill_every_state(sample, orders=20)
    sample.ledger.close()
    move_ledger(sample.workspace.ledger_file, postgres)
    sample.clock.at += YEARS
    ledger = PostgresLedger.open(postgres, sample.clock)
    yield ledger
    ledger.close()


def audit(ledger: PostgresLedger) -> Verdict:
    return Audit(ledger.database, ledger.journal).run()


def test_what_was_moved_is_whole_and_what_was_changed_shows(ledger: PostgresLedger) -> None:
    assert audit(ledger).is_whole, audit(ledger).findings
    done = ledger.items(states=[ItemState.DONE])[0]
    ledger.database.connection.execute("update item set state = 'new' where id = %s", (done.id,))
    assert not audit(ledger).is_whole


def test_details_and_events_of_old_items_go_and_the_chain_stays_whole(ledger: PostgresLedger) -> None:
    before = len(ledger.events())
    day = ledger.clock() - timedelta(days=1)
    pruning = Pruning(ledger, lambda _seconds: None)
    amount = pruning.old_details(day)
    assert amount.number > 0
    assert sum(pruning.prune_details(day)) == amount.number
    assert {str(row.values) for row in ledger.items(states=[ItemState.DONE])} == {"{}"}
    assert sum(pruning.prune_events(day)) > before / 2
    assert len(ledger.events()) < before
    assert audit(ledger).is_whole, audit(ledger).findings
    run = ledger.start_run(RECIPE, "r.yaml", "name: r", {})
    assert ledger.verify_chain() is None
    assert ledger.run(run) is not None
    copy = ledger.copy()
    assert copy.start_run(RECIPE, "r.yaml", "name: r", {}) == run + 1
    assert copy.verify_chain() is None
    copy.close()


def test_a_snapshot_sees_nothing_of_what_comes_meanwhile(ledger: PostgresLedger, postgres: Server) -> None:
    other = PostgresLedger.open(postgres)
    with ledger.database.snapshot():
        count = len(ledger.runs())
        other.start_run(RECIPE, "r.yaml", "name: r", {})
        assert len(ledger.runs()) == count
    assert len(ledger.runs()) == count + 1
    ledger.start_run(RECIPE, "r.yaml", "name: r", {})
    assert ledger.verify_chain() is None
    other.close()
