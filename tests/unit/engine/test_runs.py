"""Runs: who takes part, when they stop, and what they end with."""

from __future__ import annotations

import os
import signal
from datetime import date

import pytest

from rpa.drivers.locks import recipe_lock
from rpa.engine.runs import RunOutcome, open_ledger
from rpa.engine.stopping import Stop
from rpa.errors import AlreadyRunning, ApplicationException, BusinessException, EnvironmentNotReady, UsageError
from rpa.model.item import ItemState
from rpa.model.run import Totals
from tests.fakes.world import HEAD, Desk, Killed, Seen, Trouble, World

WRITE = 'steps: [{id: it, world.write: "{{ item.no }}"}]\n'
AWAY = Trouble("intent", ApplicationException("away"))


def runs(desk: Desk) -> list[tuple[str, str]]:
    from rpa.engine.runs import open_ledger

    ledger = open_ledger(desk.workspace)
    try:
        return [(run.recipe, run.error) for run in ledger.runs()]
    finally:
        ledger.close()


def test_done_before_is_skipped_and_new_is_done(desk: Desk, world: World) -> None:
    world.add("A", "B")
    assert desk.run(WRITE).totals == Totals(done=2)
    world.add("C")
    assert desk.run(WRITE).totals == Totals(done=1, skipped=2)
    assert world.there == ["A", "B", "C"]


def test_the_same_item_twice_in_one_delivery_is_done_once(desk: Desk, world: World) -> None:
    world.add("A", "A", "B")
    outcome = desk.run(WRITE)
    assert (outcome.exit_code, world.there) == (0, ["A", "B"])


def test_the_breaker_leaves_the_rest_untouched(desk: Desk, world: World) -> None:
    world.add("A", "B", "C", "D")
    world.troubles.extend([AWAY] * 9)
    outcome = desk.run(f"breaker: 2\nattempts: 1\n{WRITE}")
    assert outcome.error.startswith("stopped after 2 application exceptions in a row; the rest was left untouched")
    assert outcome.error.endswith("The last one: after 1 attempt: away")
    assert (outcome.exit_code, outcome.totals) == (3, Totals(failed=2, left=2))
    assert desk.states("C") == desk.states("D") == []
    world.troubles.clear()
    assert desk.run(f"breaker: 2\nattempts: 1\n{WRITE}").totals == Totals(done=4)


def test_one_that_works_resets_the_breaker(desk: Desk, world: World) -> None:
    world.add("A", "B", "C", "D")
    world.troubles.extend([AWAY, None, AWAY, None])
    outcome = desk.run(f"breaker: 2\nattempts: 1\n{WRITE}")
    assert (outcome.error, outcome.totals) == ("", Totals(done=2, failed=2))


def test_rejections_are_no_trouble_for_the_breaker(desk: Desk, world: World) -> None:
    world.add("A", "B", "C")
    world.troubles.extend([Trouble("before", BusinessException("bad"))] * 3)
    outcome = desk.run(f"breaker: 2\n{WRITE}")
    assert (outcome.error, outcome.totals, outcome.exit_code) == ("", Totals(rejected=3), 4)


def test_sigterm_ends_after_the_item_in_hand(desk: Desk, world: World) -> None:
    world.add("A", "B", "C")
    seen = Seen(on_item=lambda: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    outcome = desk.run(WRITE, seen)
    assert outcome.error == "stopped on request; the rest was left untouched"
    assert (outcome.exit_code, outcome.totals, world.there) == (3, Totals(done=1, left=2), ["A"])
    assert signal.getsignal(signal.SIGTERM) is before
    assert desk.run(WRITE).totals.done >= 2
    assert world.there == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("totals", "error", "code"),
    [
        (Totals(done=3, skipped=2), "", 0),
        (Totals(done=3, rejected=1), "", 4),
        (Totals(in_doubt=1), "", 4),
        (Totals(in_review=1), "", 4),
        (Totals(failed=1, rejected=1), "", 3),
        (Totals(left=1), "", 3),
        (Totals(done=1), "stopped", 3),
    ],
)
def test_exit_codes(totals: Totals, error: str, code: int) -> None:
    assert RunOutcome(1, totals, error).exit_code == code


def test_a_killed_item_goes_on_with_the_recipe_and_day_of_its_own_run(desk: Desk, world: World) -> None:
    old = 'steps: [{id: it, world.write: "old {{ item.no }} {{ today }}"}]\n'
    world.add("A")
    world.troubles.append(Trouble("intent", Killed()))
    with pytest.raises(Killed):
        desk.run(old, today=date(2026, 10, 5))
    world.add("B")
    outcome = desk.run(old.replace("old", "new"), today=date(2026, 10, 6))
    assert outcome.totals == Totals(done=2)
    assert world.there == ["old A 2026-10-05", "new B 2026-10-06"]


def test_an_item_whose_old_recipe_no_longer_fits_fails_and_stops_nobody(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("A")
    world.troubles.append(Trouble("intent", Killed()))
    with pytest.raises(Killed):
        desk.run('steps: [{world.file: {to: a.txt, text: "{{ item.no }}"}}, {world.write: "old {{ item.no }}"}]')
    from rpa import catalog

    names = {group: dict(catalog.files(group)) for group in (catalog.ACTIONS, catalog.SOURCES)}
    del names[catalog.ACTIONS]["world.file"]
    monkeypatch.setattr(catalog, "files", names.__getitem__)
    monkeypatch.setattr(catalog, "modules", names.__getitem__)
    world.documents.clear()
    world.add("B")
    outcome = desk.run(WRITE)
    assert world.there == ["B"]
    assert outcome.totals == Totals(done=1, failed=1)
    reason = desk.item("A").reason
    assert "the recipe as run 1 read it no longer fits this program (line 5: " in reason
    assert "world.file" in reason
    # and it can be done on today's recipe
    assert desk.run(WRITE, take_in=False, retried=(desk.item("A").id,)).totals.done == 1
    assert world.there == ["B", "A"]


def test_a_sent_write_whose_recipe_no_longer_fits_is_in_doubt(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", Killed()))
    with pytest.raises(Killed):
        desk.run('steps: [{id: it, world.write: "old {{ item.no }}"}, {world.file: {to: a.txt, text: x}}]')
    from rpa import catalog

    names = {group: dict(catalog.files(group)) for group in (catalog.ACTIONS, catalog.SOURCES)}
    del names[catalog.ACTIONS]["world.file"]
    monkeypatch.setattr(catalog, "files", names.__getitem__)
    monkeypatch.setattr(catalog, "modules", names.__getitem__)
    assert desk.run(WRITE, take_in=False).exit_code == 4
    assert desk.item("A").state is ItemState.IN_DOUBT
    assert "look at the target" in desk.item("A").reason
    assert world.there == ["old A"]


def test_a_finally_that_is_put_down_at_once_ends_the_run(desk: Desk, world: World) -> None:
    world.add("A")
    slow = WRITE + "finally:\n  - {world.look: first}\n  - {world.look: second}\n  - {world.write: the end}\n"
    calls = 0

    def stop(self: Stop) -> bool:
        nonlocal calls
        calls += world.there == ["A"]
        assert calls < 50, "put down and taken up again for ever"
        return bool(calls % 2 == 0 and calls)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stop, "is_parking", stop)
        desk.run(slow)
    assert world.there == ["A"]
    desk.run(slow)
    assert world.there == ["A", "the end", "the end"]


def test_without_taking_in_only_what_the_ledger_has_is_done(desk: Desk, world: World) -> None:
    world.add("A", "B")
    world.troubles.append(Trouble("intent", Killed()))
    with pytest.raises(Killed):
        desk.run(WRITE)
    world.add("C")
    desk.run(WRITE, take_in=False)
    assert world.there == ["A", "B"]


def test_retried_items_start_afresh(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.extend([AWAY] * 3)
    desk.run(WRITE)
    world.troubles.extend([AWAY] * 2)
    item = desk.item("A")
    assert item.state is ItemState.FAILED
    assert desk.run(WRITE, take_in=False, retried=(item.id,)).totals == Totals(done=1)
    assert desk.item("A").attempts == 3


FINAL = WRITE + 'finally: [{id: told, world.write: "told {{ run.id }}"}]\n'


def test_finally_is_done_once_a_run_and_is_no_item_of_it(desk: Desk, world: World) -> None:
    world.add("A")
    assert desk.run(FINAL).totals == Totals(done=1)
    assert world.there == ["A", "told 1"]
    assert desk.run(FINAL).totals == Totals(skipped=1)
    assert world.there == ["A", "told 1", "told 2"]
    assert [row.state for row in desk.items("chores/finally").values()] == [ItemState.DONE] * 2


def test_finally_is_done_after_failures_too(desk: Desk, world: World) -> None:
    world.add("A", "B")
    world.troubles.extend([AWAY, None])
    outcome = desk.run(f"breaker: 1\nattempts: 1\n{FINAL}")
    assert outcome.error.startswith("stopped after 1")
    assert world.there == ["told 1"]


def test_a_killed_finally_is_finished_by_the_next_run(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.extend([None, Trouble("intent", Killed())])
    with pytest.raises(Killed):
        desk.run(FINAL)
    desk.run(FINAL)
    assert world.there == ["A", "told 1", "told 2"]


def test_one_run_of_a_recipe_at_a_time(desk: Desk, world: World) -> None:
    world.add("A")
    with recipe_lock(desk.workspace.locks, "chores"), pytest.raises(AlreadyRunning):
        desk.run(WRITE)
    assert world.there == []
    assert desk.run(WRITE).totals.done == 1


def test_a_missing_secret_is_said_before_anything_runs(desk: Desk, world: World) -> None:
    world.add("A")
    with pytest.raises(EnvironmentNotReady, match=r"the secret office\.token is not set"):
        desk.run('steps: [{world.value: "{{ secrets.office.token }}"}]')
    assert runs(desk) == []


def test_a_wrong_parameter_is_said_before_anything_runs(desk: Desk, world: World) -> None:
    world.add("A")
    recipe = desk.recipe(WRITE, f"{HEAD}params: {{days: integer, note: {{type: text, default: x}}}}\n")
    with pytest.raises(UsageError, match="days is required"):
        desk.run(recipe)
    with pytest.raises(UsageError, match=r"days: .*; there is no parameter 'nite'; did you mean 'note'"):
        desk.run(recipe, params={"days": "x", "nite": "y"})
    assert desk.run(recipe, params={"days": "3"}).totals.done == 1
    assert len(runs(desk)) == 1


def test_the_run_keeps_why_it_ended_early(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("before", EnvironmentNotReady("no browser")))
    with pytest.raises(EnvironmentNotReady):
        desk.run(WRITE)
    world.troubles.append(Trouble("before", Killed()))
    with pytest.raises(Killed):
        desk.run(WRITE)
    assert runs(desk) == [("chores", "Killed"), ("chores", "no browser")]


def test_the_watcher_is_told_what_is_to_do(desk: Desk, world: World) -> None:
    world.add("A", "B")
    world.add("C", document="other.txt")
    seen = Seen()
    desk.run(WRITE, seen)
    assert seen.calls == ["read list.txt: 2", "read other.txt: 1", "known: 3"]


def test_no_lock_and_no_owner_is_left_behind(desk: Desk, world: World) -> None:
    world.add("A")
    desk.run(WRITE)
    assert list((desk.workspace.locks / "owners").iterdir()) == []


def test_a_killed_run_is_told_as_killed_by_the_next(desk: Desk, world: World) -> None:
    world.add("A")
    ledger = open_ledger(desk.workspace)
    dead = ledger.start_run("chores", "chores.yaml", HEAD, {"values": {}, "today": date(2026, 10, 5)})
    ledger.close()
    assert desk.run(WRITE).totals == Totals(done=1)
    ledger = open_ledger(desk.workspace)
    row = ledger.run(dead)
    ledger.close()
    assert row is not None
    assert row.finished is not None
    assert row.error == "its process was killed"
