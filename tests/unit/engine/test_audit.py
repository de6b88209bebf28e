"""Sequences that once made an effect happen twice, be lost, or go untold."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import ApplicationException, BusinessException, LedgerError
from rpa.ledger.protocol import Claim
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Receipt
from rpa.model.item import Document, ItemState, Place, RawItem
from tests.fakes.world import HEAD, Desk, Trouble, World

WRITE = """
steps:
  - {id: it, world.write: "{{ item.no }}"}
"""
VERIFIED = """
steps:
  - id: it
    world.write: "{{ item.no }}"
    verify: [{world.look: "{{ item.no }}"}]
"""
TWO = """
steps:
  - {id: first, world.write: "{{ item.no }} first"}
  - {id: second, world.write: "{{ item.no }} second"}
"""
FINAL = WRITE + 'finally: [{id: told, world.write: "told {{ run.id }}"}]\n'


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ledger cannot keep the next receipt; afterwards there is room again."""
    failed: list[str] = []
    finish = SqliteLedger.finish

    def fails_once(
        self: SqliteLedger, claim: Claim, step: str, outputs: Mapping[str, Any], receipt: Receipt, page: str = ""
    ) -> None:
        if not failed:
            failed.append(step)
            raise LedgerError("the ledger cannot grow: the disk is full")
        finish(self, claim, step, outputs, receipt, page)

    monkeypatch.setattr(SqliteLedger, "finish", fails_once)
    return failed


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("steps", [WRITE, VERIFIED])
def test_a_receipt_that_could_not_be_kept_is_no_failure(desk: Desk, world: World, steps: str) -> None:
    world.add("A")
    with pytest.raises(LedgerError, match="disk is full"):
        desk.run(steps)
    assert desk.item("A").state is ItemState.CLAIMED  # neither failed nor done: the next run asks
    desk.run(steps)
    assert world.there == ["A"]
    assert desk.item("A").state is (ItemState.DONE if steps is VERIFIED else ItemState.IN_DOUBT)


@pytest.mark.parametrize(
    "renamed",
    [
        TWO.replace("id: first", "id: begin"),
        TWO.replace("id: first,", 'id: first, for_each: {n: "{{ [1] }}"},'),
    ],
)
def test_a_done_write_whose_step_is_gone_from_the_recipe_is_not_repeated(
    desk: Desk, world: World, renamed: str
) -> None:
    world.add("A")
    world.troubles.extend([None, Trouble("before", BusinessException("odd"))])
    desk.run(TWO)
    assert world.there == ["A first"]
    assert desk.run(renamed).exit_code == 3
    row = desk.item("A")
    assert world.there == ["A first"]
    assert row.state is ItemState.FAILED
    assert "first" in row.reason
    assert desk.run(TWO).totals.done == 1
    assert world.there == ["A first", "A second"]


def test_what_finally_could_not_do_is_told(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.extend([None, Trouble("sent", ApplicationException("answer lost"))])
    outcome = desk.run(FINAL)
    assert desk.items("chores/finally")["run 1"].state is ItemState.IN_DOUBT
    assert outcome.totals.done == 1
    assert "finally" in outcome.error
    assert "answer lost" in outcome.error
    assert outcome.exit_code != 0


def test_finally_is_tried_again_in_the_same_run(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.extend([None, Trouble("intent", ApplicationException("away"))])
    assert desk.run(FINAL).exit_code == 0
    assert world.there == ["A", "told 1"]


def test_half_a_character_in_an_error_does_not_stop_the_run(desk: Desk, world: World) -> None:
    world.add("A", "B")
    world.troubles.append(Trouble("intent", BusinessException("the page says \ud83d")))
    assert desk.run(WRITE).totals.rejected == 1
    assert world.there == ["B"]


@pytest.mark.parametrize("key", ["half \ud83d", "nul \x00 a"])
def test_an_odd_key_is_a_key_like_any_other(desk: Desk, world: World, key: str) -> None:
    world.add(key, "B")
    assert desk.run(WRITE).totals.done == 2
    assert desk.run(WRITE).totals.skipped == 2
    assert len(world.there) == 2


def test_an_input_that_changed_after_it_was_read_stays_in_the_inbox(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = desk.workspace.root / "inbox"
    inbox.mkdir()
    file = inbox / "orders.txt"
    file.write_text("A")
    os.utime(file, (1, 1))
    world.documents.append(Document(file, "orders.txt", (RawItem({"no": "A"}, Place("orders.txt")),)))
    record = SqliteLedger.record

    def replaced_meanwhile(self: SqliteLedger, *given: Any) -> Any:
        found = record(self, *given)
        file.write_text("A and B")
        return found

    monkeypatch.setattr(SqliteLedger, "record", replaced_meanwhile)
    desk.run(desk.recipe(WRITE, HEAD + "  archive: done\n"))
    assert file.read_text() == "A and B"
    assert not (desk.workspace.root / "done").exists()


def test_a_clock_set_back_makes_nobody_wait_for_hours(
    desk: Desk, world: World, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.now(UTC) + timedelta(hours=5)
    monkeypatch.setattr("rpa.ledger.holding.Holding.now", lambda _self: later.isoformat(timespec="microseconds"))
    world.add("A")
    world.troubles.append(Trouble("sent", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        desk.run(VERIFIED)
    assert desk.run(VERIFIED).totals.done == 1
    assert world.there == ["A"]
    assert waits
    assert max(waits) <= 60


def test_one_item_has_one_number_so_passes_may_not_each_take_it(desk: Desk, world: World) -> None:
    world.add("A")
    steps = """
steps:
  - {id: paper, for_each: {n: "{{ [1, 2] }}"}, world.file: {to: "{{ n }}.txt", text: x}}
"""
    desk.run(steps)
    row = desk.item("A")
    assert row.state is ItemState.FAILED
    assert "for_each" in row.reason
    assert not list(Path(desk.workspace.root).glob("*.txt"))
