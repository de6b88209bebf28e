"""One action by hand: the same gate and ledger, one attempt, and never somebody else's item."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.locks import recipe_lock
from rpa.engine.hand import NAME, do_once
from rpa.engine.runs import open_ledger
from rpa.errors import AlreadyRunning, ApplicationException, EnvironmentNotReady, RecipeError, UsageError
from rpa.model.item import Decision, ItemState
from tests.fakes.world import Desk, Killed, Trouble, World


def do(desk: Desk, action: str = "world.write", *, plan: bool = False, **values: Any) -> Any:
    return do_once(desk.workspace, action, values, today=None, plan=plan)


def test_it_is_done_and_kept_in_the_ledger(desk: Desk, world: World) -> None:
    assert do(desk, what="A") == (ItemState.DONE, "", {"number": "N-A"}, [])
    assert world.there == ["A"]
    ((key, row),) = desk.items(NAME).items()
    assert key.startswith("world.write ")
    assert (row.state, row.place) == (ItemState.DONE, "by hand")
    assert [str(step.state) for step in desk.steps(key, NAME)] == ["done"]


def test_the_same_twice_is_two_pieces_of_work(desk: Desk, world: World) -> None:
    do(desk, what="A")
    do(desk, what="A")
    assert world.there == ["A", "A"]
    assert len(desk.items(NAME)) == 2


def test_a_plan_shows_and_keeps_nothing(desk: Desk, world: World) -> None:
    state, reason, outputs, intents = do(desk, plan=True, what="A")
    assert (state, reason, world.there) == (ItemState.DONE, "", [])
    assert [intent.summary for intent in intents] == ["Write A"]
    assert str(outputs["number"]) == "‹it.number›"
    assert desk.items(NAME) == {}


def test_values_are_checked_like_a_recipe(desk: Desk) -> None:
    with pytest.raises(RecipeError) as caught:
        do(desk, nothing="A")
    assert "world.write by hand" in str(caught.value.problems[0])


def test_there_is_one_attempt(desk: Desk, world: World) -> None:
    world.troubles.extend([Trouble("intent", ApplicationException("away"))] * 3)
    state, reason, *_ = do(desk, what="A")
    assert (state, reason) == (ItemState.FAILED, "after 1 attempt: away")
    assert len(world.troubles) == 2


def test_what_an_earlier_command_left_is_ended_not_done(desk: Desk, world: World) -> None:
    for at in ("before", "sent"):
        world.troubles.append(Trouble(at, Killed()))
        with pytest.raises(Killed):
            do(desk, what=f"killed {at}")
    assert do(desk, "world.look", what="B")[0] is ItemState.DONE
    assert world.there == []
    rows = list(desk.items(NAME).values())
    assert [str(row.state) for row in rows] == ["failed", "in_doubt", "done"]
    assert rows[1].reason == "the command ended before it was done; it may have happened"


def test_what_may_have_been_committed_is_not_called_undone(desk: Desk, world: World) -> None:
    """Given again it is another piece of work: its mark at the target is another one."""
    world.troubles.append(Trouble("arrived", Killed()))
    with pytest.raises(Killed):
        do(desk, what="A", repeatable=True)
    do(desk, "world.look", what="B")
    assert next(iter(desk.items(NAME).values())).state is ItemState.IN_DOUBT
    assert world.there == ["A"]


def test_what_a_person_has_found_at_the_target_is_done(desk: Desk, world: World) -> None:
    world.troubles.append(Trouble("arrived", ApplicationException("the connection broke")))
    state, _, _, _ = do(desk, what="A")
    assert state is ItemState.IN_DOUBT
    ledger = open_ledger(desk.workspace)
    try:
        assert ledger.resolve(1, Decision.HAPPENED, "anna") is ItemState.NEW
    finally:
        ledger.close()
    do(desk, what="B")
    assert {row.state for row in desk.items("by-hand").values()} == {ItemState.DONE}
    assert world.there == ["A", "B"]


def test_a_missing_environment_ends_the_run_and_does_not_come_back(desk: Desk, world: World) -> None:
    world.troubles.append(Trouble("before", EnvironmentNotReady("no mail server")))
    with pytest.raises(EnvironmentNotReady):
        do(desk, what="A")
    ledger = open_ledger(desk.workspace)
    try:
        (run,) = ledger.runs()
        assert (run.error, run.finished is not None) == ("no mail server", True)
    finally:
        ledger.close()
    do(desk, what="B")
    assert world.there == ["B"]


def test_commands_at_the_same_time_do_their_own(desk: Desk, world: World) -> None:
    wrong: list[BaseException] = []

    def one(name: str) -> None:
        try:
            _, _, outputs, _ = do(desk, what=name)
            assert outputs == {"number": f"N-{name}"}
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)

    threads = [threading.Thread(target=one, args=(f"T{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(world.there) == ["T0", "T1", "T2", "T3"]


def test_it_does_not_wait_for_ever(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.engine.hand._PATIENCE", 0.05)
    with recipe_lock(desk.workspace.locks, NAME), pytest.raises(AlreadyRunning):
        do(desk, what="A")
    assert world.there == []


def test_values_of_every_kind_get_through(desk: Desk, world: World) -> None:
    value = {"a": [1, True, Path("x/y"), Decimal("10.50"), Decimal(-3)], "b": "1.50", "c": "NO", "d": "- {x: y"}
    state, reason, outputs, _ = do(desk, "world.value", value=value)
    assert (state, reason) == (ItemState.DONE, "")
    told = outputs["value"]
    assert told == {**value, "a": [1, True, "x/y", Decimal("10.50"), Decimal(-3)]}
    assert isinstance(told["a"][3], Decimal)


def test_a_browser_action_needs_an_address(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no address for the browser"):
        do(desk, "world.page", what="A")
