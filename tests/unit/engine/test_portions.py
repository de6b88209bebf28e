"""A document is recorded in portions, and marked and filed away only once all of it is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from rpa.engine import intake
from rpa.errors import ApplicationException, BusinessException
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Document, Mark, RawItem
from tests.fakes.world import Desk, Killed, World, raw

HEAD = 'name: chores\nitems:\n  from: {world.items: x}\n  key: "{{ item.no }}"\n'
ARCHIVE = HEAD + "  archive: Done\n"
STEPS = 'steps:\n  - world.write: "{{ item.no }}"\n'


class Box:
    """Something that items lie in, which is no file."""

    def __init__(self, count: int, dies_behind: int = 10**9, *, is_stuck: bool = False) -> None:
        self.count, self.dies_behind, self.is_stuck = count, dies_behind, is_stuck
        self.filed: list[str] = []
        self.told: list[int] = []

    def items(self) -> Iterator[RawItem]:
        for number in range(1, self.count + 1):
            if number > self.dies_behind:
                raise Killed
            yield raw(f"A-{number}", line=number)

    def file_away(self, folder: str) -> None:
        if self.is_stuck:
            raise ApplicationException("the server hung up")
        self.filed.append(folder)

    def mark(self) -> dict[str, int]:
        self.told.append(self.count)
        return {"last": self.count}

    def document(self) -> Document:
        return Document(None, "box", self.items(), mark=Mark("box one", self.mark), file_away=self.file_away)


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "AT_ONCE", 10)


def marks(desk: Desk) -> dict[str, int]:
    with closing(SqliteLedger.open(desk.workspace.ledger_file)) as ledger:
        return dict(ledger.mark("chores", "box one"))


def test_all_portions_are_recorded_then_marked_then_filed(desk: Desk, world: World) -> None:
    box = Box(25)
    world.documents.append(box.document())
    desk.run(desk.recipe(STEPS, ARCHIVE))
    assert len(world.there) == 25
    assert (box.filed, box.told, marks(desk)) == (["Done"], [25], {"last": 25})


def test_killed_behind_a_portion_it_is_neither_marked_nor_filed_and_read_again(desk: Desk, world: World) -> None:
    box = Box(25, dies_behind=15)
    world.documents.append(box.document())
    recipe = desk.recipe(STEPS, ARCHIVE)
    with pytest.raises(Killed):
        desk.run(recipe)
    assert (box.filed, box.told, marks(desk)) == ([], [], {})
    again = Box(25)
    world.documents[:] = [again.document()]
    desk.run(recipe)
    assert sorted(world.there) == sorted(f"A-{number}" for number in range(1, 26))
    assert (again.filed, marks(desk)) == (["Done"], {"last": 25})


def test_what_cannot_be_filed_away_now_is_worked_on_and_filed_away_by_the_next_run(desk: Desk, world: World) -> None:
    recipe = desk.recipe(STEPS, HEAD)
    world.documents.append(Box(3, is_stuck=True).document())
    assert desk.run(recipe).totals.done == 3
    box = Box(3)
    world.documents[:] = [box.document()]
    assert desk.run(recipe).totals.skipped == 3
    assert box.filed == [""]
    assert len(world.there) == 3


def test_a_mark_is_kept_only_when_it_has_moved(desk: Desk, world: World) -> None:
    recipe = desk.recipe(STEPS, HEAD)
    for _ in range(2):
        world.documents[:] = [Box(3).document()]
        desk.run(recipe)
    with closing(SqliteLedger.open(desk.workspace.ledger_file)) as ledger:
        assert [event["kind"] for event in ledger.events()].count("source.read") == 1


def test_what_turns_out_unreadable_half_way_is_said_and_the_rest_is_worked_on(desk: Desk, world: World) -> None:
    def items() -> Iterator[RawItem]:
        yield raw("A-1")
        raise BusinessException("the file ends in the middle of a row", place="list.txt line 2", hint="Send it again.")

    world.documents.append(Document(None, "list.txt", items()))
    outcome = desk.run(desk.recipe(STEPS, HEAD))
    assert world.there == ["A-1"]
    assert outcome.totals.rejected == 1
    with closing(SqliteLedger.open(desk.workspace.ledger_file)) as ledger:
        assert "list.txt line 2: the file ends in the middle of a row. Send it again." in ledger.items()[-1].reason
