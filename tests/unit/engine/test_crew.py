"""Several workers on one run, each a process: real ones, some of them killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.drivers.locks import lock_state
from rpa.engine.crew import PATIENCE, Crew
from rpa.engine.crew_member import told_error
from rpa.errors import EnvironmentNotReady
from rpa.model.item import ItemState
from tests.fakes.plain_office import PlainOffice, plain_office
from tests.waiting import LONGEST, wait_until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PlainOffice]:
    with plain_office(tmp_path / "office") as made:
        yield made


def once_each(office: PlainOffice, count: int) -> None:
    assert office.target() == {f"K-{number}": 1 for number in range(1, count + 1)}


def workers_of(office: PlainOffice) -> set[str]:
    with office.ledger() as ledger:
        rows = [step for row in ledger.items("chores") for step in ledger.steps(row.id)]
    return {row.receipt.details["worker"] for row in rows if row.receipt is not None}


def test_a_crew_shares_the_items(office: PlainOffice) -> None:
    office.write_recipe("before: 0.4")
    ended = office.run("run", "chores", "-w", "3", "--json")
    assert (ended.code, ended.data["totals"]["done"], ended.stderr) == (0, 8, "")
    once_each(office, 8)
    assert len(workers_of(office)) >= 2


def test_no_more_workers_than_items(office: PlainOffice) -> None:
    office.write_recipe()
    assert office.run("run", "chores", "-w", "4", "-p", "count=1").code == 0
    assert len(list((office.root / ".rpa/locks/owners").iterdir())) == 0
    once_each(office, 1)


def test_a_worker_that_dies_is_replaced_and_nothing_happens_twice(office: PlainOffice) -> None:
    office.write_recipe("dies_after: 1")
    ended = office.run("run", "chores", "-w", "2", "-p", "count=4", "--json")
    assert (ended.code, ended.data["totals"]["done"]) == (0, 4), ended
    once_each(office, 4)
    assert (office.root / "deaths.txt").read_text().count("after") == 4


def test_an_item_that_kills_worker_after_worker_is_put_aside(office: PlainOffice) -> None:
    office.write_recipe("dies: 99")
    ended = office.run("run", "chores", "-w", "1", "-p", "count=1", "--json")
    assert ended.code == -signal.SIGKILL, "one worker alone is the run itself"
    office.write_recipe("dies: 99", head="timeout: 60 s")
    ended = office.run("run", "chores", "-p", "count=1", "--json")
    (item,) = office.items().values()
    assert item.state is ItemState.FAILED, ended
    assert "8 workers died while they worked on it" in item.reason
    assert office.target() == {}


def test_an_item_over_its_time_is_stopped_and_tried_again(office: PlainOffice) -> None:
    office.write_recipe("before: \"{{ 60 if item.no == 'K-2' else 0 }}\"", head="timeout: 2 s\nattempts: 2\npause: 1 s")
    ended = office.run("run", "chores", "-p", "count=3", "--json")
    assert ended.code == 3
    items = office.items()
    assert [items[f"K-{n}"].state for n in (1, 2, 3)] == [ItemState.DONE, ItemState.FAILED, ItemState.DONE]
    assert "it took longer than 2 seconds" in items["K-2"].reason
    assert office.target() == {"K-1": 1, "K-3": 1}


def test_an_item_over_its_time_behind_its_write_is_asked_about(office: PlainOffice) -> None:
    office.write_recipe("after: 60", head="timeout: 2 s")
    ended = office.run("run", "chores", "-p", "count=1", "--json")
    assert (ended.code, ended.data["totals"]["done"]) == (0, 1), ended
    once_each(office, 1)


def test_sigterm_parks_what_the_crew_has_in_hand(office: PlainOffice) -> None:
    key = "{{{{ item.no }}}}{id}"
    enter = f'  - id: {{id}}\n    target.enter: {{{{key: "{key}", before: 1.5}}}}\n    verify: [target.look: "{key}"]\n'
    office.write_recipe(steps="".join(enter.format(id=name) for name in ("a", "b", "c")))
    running = office.start("run", "chores", "-w", "2", "-p", "count=2", "--json")
    wait_until(lambda: len(office.target()) >= 1, "the first write")
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=LONGEST)
    assert running.returncode == 3
    assert office.states() == {ItemState.NEW: 2}
    assert 1 <= len(office.target()) < 6
    assert office.run("run", "chores", "-w", "2", "-p", "count=2").code == 0
    assert office.target() == {f"K-{n}{step}": 1 for n in (1, 2) for step in "abc"}
    assert {row.attempts for row in office.items().values()} == {1}, "parking is no attempt"


def test_the_conductor_is_killed_and_its_workers_put_their_items_down(office: PlainOffice) -> None:
    office.write_recipe("before: 0.5")
    running = office.start("run", "chores", "-w", "2", "-p", "count=12", "--json")
    wait_until(lambda: len(office.target()) >= 2, "the first writes")
    os.kill(running.pid, signal.SIGKILL)
    running.communicate(timeout=LONGEST)
    wait_until(lambda: office.states()[ItemState.CLAIMED] == 0, "every worker has put its item down")
    assert office.run("run", "chores", "-w", "2", "-p", "count=12").code == 0
    once_each(office, 12)


def test_a_recipe_that_is_changed_meanwhile_does_not_change_the_run(office: PlainOffice) -> None:
    office.write_recipe("before: 0.4")
    running = office.start("run", "chores", "-w", "2", "-p", "count=8", "--json")
    wait_until(lambda: len(office.target()) >= 1, "the first write")
    office.write_recipe(steps='  - id: it\n    target.enter: {key: "{{ item.no }} anew"}\n')
    stdout, stderr = running.communicate(timeout=LONGEST)
    assert running.returncode == 0, (stdout, stderr)
    once_each(office, 8)


def test_the_breaker_counts_for_all_workers_together(office: PlainOffice) -> None:
    office.write_recipe("away: true", head="breaker: 3\nattempts: 1")
    ended = office.run("run", "chores", "-w", "2", "-p", "count=20", "--json")
    assert ended.code == 3, ended
    assert "application exceptions in a row; the rest was left untouched" in ended.data["error"]
    assert "the target does not answer" in ended.data["error"]
    assert office.states()[ItemState.FAILED] in (3, 4), "one may have been in hand when the third failed"


def test_what_must_not_be_done_at_once_is_done_one_after_another(office: PlainOffice) -> None:
    office.write_recipe("before: 0.2", items="""  one_at_a_time: "{{ 'x' }}\"""")
    assert office.run("run", "chores", "-w", "3", "-p", "count=6").code == 0
    assert never_at_once(office)
    once_each(office, 6)


def never_at_once(office: PlainOffice) -> bool:
    with office.ledger() as ledger:
        spans = sorted((s.started_at, s.ended_at) for row in ledger.items("chores") for s in ledger.steps(row.id))
    return all(end is not None and end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_rate_holds_for_all_workers_together(office: PlainOffice) -> None:
    office.write_recipe(head="limits: {rate: 2/s}")
    start = time.monotonic()
    assert office.run("run", "chores", "-w", "3", "-p", "count=6").code == 0
    assert time.monotonic() - start > 2.4
    once_each(office, 6)


def test_concurrency_holds_for_all_workers_together(office: PlainOffice) -> None:
    office.write_recipe("before: 0.2", head="limits: {concurrency: 1}")
    assert office.run("run", "chores", "-w", "3", "-p", "count=6").code == 0
    assert never_at_once(office)


def said(error: str) -> dict[str, Any]:
    """What a member says in whose place an error comes."""
    program = f"""
import sys
from rpa.cli.work import _tell_conductor
import rpa.engine.joining, rpa.errors, rpa.drivers.secret_store
def fail(*_, **__):
    raise {error}('wrong')
rpa.engine.joining.join_run = fail
sys.exit(_tell_conductor(None, 1, None))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("error", ["rpa.errors.TargetLocked", "rpa.drivers.secret_store.SecretMissing"])
def test_whatever_is_missing_for_a_worker_is_missing_for_the_run(error: str) -> None:
    assert isinstance(told_error(said(error)), EnvironmentNotReady)


def test_a_worker_that_was_taken_over_is_replaced_and_ends_nobody_else() -> None:
    member, crew = SimpleNamespace(owner="me", reason=None, trouble=None), SimpleNamespace(run=1)
    crew.worker = SimpleNamespace(watcher=None)
    Crew._hear(crew, member, said("rpa.errors.Fenced"))  # type: ignore[arg-type]
    assert (member.reason, member.trouble) == (None, None)


def test_an_action_that_prints_does_not_end_the_run(office: PlainOffice) -> None:
    office.write_recipe("prints: Hello")
    ended = office.run("run", "chores", "-w", "2", "-p", "count=3", "--json")
    assert (ended.code, ended.data["totals"]["done"], ended.stderr) == (0, 3, "")
    assert "printed: Hello" in (office.root / ".rpa/rpa.log").read_text()


def test_a_worker_that_hangs_when_its_conductor_has_died_does_not_hold_its_item_for_ever(office: PlainOffice) -> None:
    office.write_recipe("before: 600")
    running = office.start("run", "chores", "-w", "2", "-p", "count=1", "--json")
    ledger = office.root / ".rpa/ledger.sqlite"
    wait_until(lambda: ledger.exists() and office.states()[ItemState.CLAIMED] == 1, "it is held")
    (row,) = office.items().values()
    os.kill(running.pid, signal.SIGKILL)
    running.communicate(timeout=LONGEST)
    owner = office.root / f".rpa/locks/owners/{row.owner}.lock"
    wait_until(lambda: not lock_state(str(owner)), "it has ended", longest=PATIENCE + 15)


def test_nobody_goes_on_with_a_run_that_has_ended(office: PlainOffice) -> None:
    office.write_recipe("before: 0.5")
    running = office.start("run", "chores", "-p", "count=40", "--json")
    wait_until(lambda: len(office.target()) >= 1, "the first write")
    joined = office.start("work", "--run", "1")
    wait_until(lambda: len(workers_of(office)) == 2, "both work")
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=LONGEST)
    done = len(office.target())
    joined.communicate(timeout=LONGEST)
    assert len(office.target()) <= done + 1, "what was in hand was finished"
