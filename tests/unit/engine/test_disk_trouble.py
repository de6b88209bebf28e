"""A disk that is full or read-only is nobody's fault: no item fails for it, and no attempt is used up."""

from __future__ import annotations

import errno
import os

import pytest

from rpa.engine.runs import open_ledger
from rpa.errors import EnvironmentNotReady, LedgerNotReady
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import ItemState
from tests.fakes.world import Desk, Trouble, World

STEPS = """
steps:
  - id: order
    world.write: "{{ item.no }}"
    verify:
      - world.look: "{{ item.no }}"
"""


def full(number: int = errno.ENOSPC) -> OSError:
    return OSError(number, os.strerror(number), "/pictures/before-submit.png")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("at", ["before", "intent"])
def test_a_picture_that_cannot_be_kept_stops_the_run_and_fails_no_item(
    desk: Desk, world: World, at: str, number: int
) -> None:
    world.add("A-1", "A-2")
    world.troubles.append(Trouble(at, full(number)))
    with pytest.raises(EnvironmentNotReady, match=r"/pictures/before-submit.png.*run again"):
        desk.run(STEPS)
    item = desk.item("A-1")
    assert (item.state, item.attempts) == (ItemState.NEW, 0)
    assert world.there == []
    assert desk.run(STEPS).totals.done == 2
    assert world.there == ["A-1", "A-2"]


def test_after_the_write_has_left_the_target_is_asked(desk: Desk, world: World) -> None:
    world.add("A-1")
    world.troubles.append(Trouble("arrived", full()))
    assert desk.run(STEPS).totals.done == 1
    assert world.there == ["A-1"]


def test_an_end_that_cannot_be_recorded_does_not_hide_what_stopped_the_run(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LedgerNotReady("the disk is full")

    world.add("A-1")
    world.troubles.append(Trouble("before", EnvironmentNotReady("the browser is not there")))
    with monkeypatch.context() as patched:
        patched.setattr(SqliteLedger, "finish_run", refuse)
        with pytest.raises(EnvironmentNotReady, match="the browser is not there"):
            desk.run(STEPS)
    assert desk.run(STEPS).totals.done == 1
    ledger = open_ledger(desk.workspace)
    assert [run.error for run in ledger.runs()] == ["", "its process was killed"]
    ledger.close()
