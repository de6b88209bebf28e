"""What was changed behind the ledger's back shows, in words, and where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import copy
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rpa.ledger.auditing import Audit, Verdict
from rpa.ledger.chain import FIRST_HASH, Event
from rpa.ledger.pruning import Pruning
from rpa.ledger.sqlite import SqliteLedger
from tests.fakes.sample_ledger import Sample, Ticking, fill_every_state, make_workspace

DOUBTFUL = "item = (select id from item where state = 'in_doubt') and step = 'order'"
TRIGGERS = ("event_is_never_changed", "event_is_never_deleted", "step_is_never_deleted")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    sample = Sample(make_workspace(tmp_path_factory.mktemp("workspace")))
    fill_every_state(sample, orders=20)
    yield sample
    sample.ledger.close()


@pytest.fixture
def sample(made: Sample) -> Iterator[Sample]:
    """A copy in memory, with the triggers gone that a database tool would have to remove first."""
    sample = copy(made)
    sample.clock = Ticking(made.clock.at)
    sample.ledger = made.ledger.copy()
    sample.ledger.clock = sample.clock
    for trigger in TRIGGERS:
        sample.ledger.database.connection.execute(f"drop trigger {trigger}")
    sample.ledger.database.connection.execute("pragma foreign_keys = off")
    yield sample
    sample.ledger.close()


def audit(sample: Sample, expected: tuple[int, str] | None = None) -> Verdict:
    return Audit(sample.ledger.database, sample.ledger.journal, expected=expected).run()


def tamper(sample: Sample, *statements: str) -> list[str]:
    for statement in statements:
        assert sample.ledger.database.connection.execute(statement).rowcount > 0, statement
    return [f"{finding.place}: {finding.message}" for finding in audit(sample).findings]


def test_a_mark_that_was_moved_by_other_means_shows(sample: Sample) -> None:
    sample.ledger.keep_mark(1, "orders", "shop", {"last": 7})
    assert audit(sample).is_whole
    found = tamper(sample, """update mark set told = '{"last":9}'""")
    assert found == ["source shop of orders: how far it was read was changed by other means"]


def test_a_whole_ledger_is_whole(sample: Sample) -> None:
    verdict = audit(sample)
    assert verdict.is_whole
    assert (verdict.events, verdict.items, verdict.writes) == (len(sample.ledger.events()), 24, 38)
    assert verdict.head == sample.ledger.journal.head()


def test_an_empty_ledger_is_whole(tmp_path: Path) -> None:
    sample = Sample(make_workspace(tmp_path))
    assert audit(sample).is_whole
    sample.ledger.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update event set data = '{}' where id = 30", r"event 30: .* was changed after it was written"),
        ("delete from event where id = 31", r"event 32: event 31 in front of it is missing"),
        ("delete from event where id between 31 and 33", r"event 34: events 31 to 33 in front of it are missing"),
        ("delete from event where id < 4", r"event 4: events 1 to 3 in front of it are missing"),
        (
            "update item set state = 'done' where state = 'in_doubt'",
            r"item \d+ .*SO-2026-0010\): it is done, its last event says in_doubt",
        ),
        ("update item set state = 'new' where id = 1", r"item 1 .*SO-2026-0001.*: it is new, its last event says done"),
        ("update item set key = 'X' where id = 1", r"item 1 .*: its key was changed"),
        ("update item set content = 'X' where id = 1", r"item 1 .*: its content was changed"),
        ('update item set fields = \'{"customer":"X"}\' where id = 1', r"item 1 .*: its values were changed"),
        (
            "update item set pruned_at = '2026-01-01' where id = 1",
            r"item 1 .*: its details were removed, and not by rpa",
        ),
        ("delete from item where id = 24", r"item 24: its row was removed"),
        ("delete from item where id = 3", r"item 3: its row was removed"),
        (
            "update step set outputs = '{\"number\":\"1\"}' where item = 1 and step = 'order'",
            r"item 1 .*: the outputs or the receipt of the write order were changed since event \d+",
        ),
        (
            "update step set receipt = '{}' where item = 1 and step = 'mail.send'",
            r"item 1 .*: the outputs or the receipt of the write mail.send were changed",
        ),
        (
            "update step set intent = '{}' where item = 1 and step = 'order'",
            r"item 1 .*: what the write order was about was changed",
        ),
        (
            f"update step set state = 'void' where {DOUBTFUL}",
            r"item \d+ .*SO-2026-0010\): the write order is kept as not happened, event \d+ says it is sent",
        ),
        (
            f"update step set state = 'done', receipt = '{{}}' where {DOUBTFUL}",
            r"item \d+ .*SO-2026-0010\): the write order is kept as done, event \d+ says it is sent",
        ),
        (
            "delete from step where item = 1 and step = 'order'",
            r"item 1 .*: the row of the write order was removed: event",
        ),
        (
            "update step set outputs = '{\"available\":1}' where item = 1 and step = 'stock'",
            r"item 1 .*: what stock gave was changed since event \d+",
        ),
        (
            "delete from step where item = 1 and step = 'stock'",
            r"item 1 .*: 0 looks and computations are kept, .* tell of 1",
        ),
        (
            "delete from number where n = 3",
            r"sequence sales-2026: \d+ numbers are kept and the last is \d+: there are gaps",
        ),
        ("update number set item = 24 where n = 3", r"sequence sales-2026: its numbers from 1 on do not agree"),
        ("delete from number", r"sequence sales-2026: its numbers were removed"),
    ],
)
def test_tampering_shows(sample: Sample, statement: str, said: str) -> None:
    found = tamper(sample, statement)
    assert any(re.match(said, line) for line in found), found


def test_a_row_put_in_shows(sample: Sample) -> None:
    columns = "recipe, key, content, state, run, last_run, changed_at, place, fields, original"
    found = tamper(
        sample,
        f"insert into item ({columns}) values ('orders', 'SO-X', 'c', 'done', 1, 1, '2026', '', '{{}}', '[]')",
        "insert into step (item, step, epoch, n, state, effect, started_at) "
        "values (2, 'pay', 1, 0, 'done', 'write', '2026')",
    )
    assert any("no event tells that it was recorded" in line for line in found)
    assert any("item 2 " in line and "no event tells of the write pay" in line for line in found)


def test_one_change_is_one_finding(sample: Sample) -> None:
    """What comes behind a changed event is checked against what is kept, not against what should have been kept."""
    assert len(tamper(sample, "update event set at = '2020-01-01' where id = 30")) == 1


def test_events_cut_off_at_the_end_show_when_the_last_was_noted(sample: Sample) -> None:
    head = sample.ledger.journal.head()
    assert audit(sample, head).is_whole
    connection = sample.ledger.database.connection
    # All traces of the last run's end, by somebody who knows the tables.
    connection.execute("delete from event where id > ?", (head[0] - 1,))
    assert audit(sample).is_whole
    verdict = audit(sample, head)
    assert [finding.place for finding in verdict.findings] == [f"event {head[0] - 1}"]
    assert "what came behind was cut off" in verdict.findings[0].message


def test_a_chain_that_was_computed_anew_shows_when_an_event_was_noted(sample: Sample) -> None:
    head = sample.ledger.journal.head()
    assert not audit(sample, (head[0], "0" * 64)).is_whole


def test_a_front_that_was_not_cut_by_the_program_shows(sample: Sample) -> None:
    connection = sample.ledger.database.connection
    kept = connection.execute("select hash from event where id = 20").fetchone()[0]
    found = tamper(sample, f"insert into chain_start values (20, '{kept}', '2026')", "delete from event where id <= 20")
    assert found[0] == "event 21: what was in front of it was removed, and not by rpa prune"


def test_a_pruned_ledger_is_whole_and_still_guarded(sample: Sample) -> None:
    sample.clock.at += timedelta(days=4000)
    pruning = Pruning(sample.ledger, lambda _seconds: None)
    assert sum(pruning.prune_details(sample.clock.at - timedelta(days=1)))
    connection = sample.ledger.database.connection
    day = connection.execute("select at from event where id = 60").fetchone()[0]
    list(pruning.prune_events(datetime.fromisoformat(day)))
    verdict = audit(sample)
    assert verdict.is_whole, verdict.findings
    assert 40 < verdict.start < 60
    number = sample.ledger.journal.start()[0] + 3
    assert "was changed" in tamper(sample, f"update event set kind = 'x' where id = {number}")[0]
    # An item whose events are still there.
    found = tamper(sample, "update item set state = 'new' where id = 23")
    assert any(line.startswith("item 23 ") for line in found)


def test_events_of_older_programs_prove_less_and_are_no_findings(sample: Sample) -> None:
    """Ledgers of before have no digests in their events."""
    connection = sample.ledger.database.connection
    previous = FIRST_HASH
    for row in connection.execute("select * from event order by id").fetchall():
        data = {
            name: value
            for name, value in json.loads(row["data"]).items()
            if name not in ("row", "intent", "proof", "found")
        }
        event = Event(row["id"], row["at"], row["kind"], row["item"], row["run"], json.dumps(data))
        previous = event.hash_after(previous)
        connection.execute("update event set data = ?, hash = ? where id = ?", (event.data, previous, event.id))
    assert audit(sample).is_whole


def test_many_findings_are_counted_and_the_first_are_told(sample: Sample) -> None:
    connection = sample.ledger.database.connection
    connection.execute("update event set hash = 'x' || id")
    verdict = audit(sample)
    assert verdict.count >= verdict.events
    assert len(verdict.findings) == 100


def test_others_go_on_writing_while_it_is_audited(made: Sample) -> None:
    sample = made
    other = SqliteLedger.open(sample.workspace.ledger_file, sample.clock, patience=0.0)
    database = sample.ledger.database
    with database.snapshot():
        before = database.rows("select_last_event")[0]["id"]
        other.start_run("x", "x", "x", {})
        assert database.rows("select_last_event")[0]["id"] == before
    assert database.rows("select_last_event")[0]["id"] == before + 1
    other.close()
