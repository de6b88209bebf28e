"""A plan writes nothing, and says what the next run will write."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rpa.engine.plans import Plan, as_json, plan_recipe
from rpa.engine.runs import RunOptions, open_ledger
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.item import Document
from tests.fakes.world import HEAD, Desk, Killed, Trouble, World, raw

STEPS = """
steps:
  - {id: paper, world.file: {to: "out/{{ item.no }}.txt", text: "for {{ item.no }}, {{ item.n }} pieces"}}
  - id: each
    for_each: {line: "{{ item.lines }}"}
    world.write: "{{ item.no }} {{ line }} on paper {{ steps.paper.number }}"
  - {check: "{{ item.n > 0 }}", message: "{{ item.no }} has nothing in it"}
  - {when: "{{ item.n > 1 }}", world.write: "many {{ item.no }}"}
"""


def planned(desk: Desk, steps: str, head: str = HEAD) -> Plan:
    return plan_recipe(desk.workspace, desk.recipe(steps, head), RunOptions())


def prints(folder: Path) -> dict[str, str]:
    """Each file of a folder and what it holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fill(world: World) -> None:
    lines = ["x", "y"]
    items = (raw("A", n=1, lines=lines), raw("B", n=2, lines=[]), raw("C", n=0, lines=["z"]))
    world.documents.append(Document(None, "list.txt", items))


def test_a_plan_is_what_the_next_run_writes_field_by_field(desk: Desk, world: World) -> None:
    fill(world)
    plan = planned(desk, STEPS)
    told = {
        item.key: [(w.intent.kind, w.intent.target, w.intent.summary, w.intent.fields) for w in item.writes]
        for item in plan.items
    }
    outcomes = {item.key: (item.outcome, item.reason) for item in plan.items}
    assert world.there == []
    assert not (desk.workspace.root / "out").exists()
    desk.run(STEPS)
    rows = desk.items()
    journal = {
        key: [(s.intent.kind, s.intent.target, s.intent.summary, s.intent.fields) for s in desk.steps(key) if s.intent]
        for key in rows
    }
    assert told == journal
    assert outcomes == {key: (str(row.state), row.reason) for key, row in rows.items()}
    assert [len(writes) for writes in told.values()] == [3, 2, 2]
    assert outcomes["C"] == ("rejected", "C has nothing in it")


def test_what_finally_would_write_is_planned_too(desk: Desk, world: World) -> None:
    fill(world)
    steps = STEPS + 'finally: [{name: Tell, world.write: "{{ run.id }}: {{ run.totals.done }} done"}]\n'
    plan = planned(desk, steps)
    told = [(item.key, item.outcome, [write.intent.fields for write in item.writes]) for item in plan.final]
    assert told == [("run 1", "done", [(("What", "1: 2 done"),)])]
    assert len(plan.items) == 3
    assert as_json(plan)["finally"][0]["writes"][0]["summary"] == "Write 1: 2 done"
    assert world.there == []
    desk.run(steps)
    assert world.there[-1] == "1: 2 done"
    plan = planned(desk, steps)
    assert [(item.key, len(item.writes)) for item in plan.final] == [("run 2", 1)]


def test_a_finally_that_was_left_is_planned_before_that_of_the_run(desk: Desk, world: World) -> None:
    steps = 'steps: [{world.write: "{{ item.no }}"}]\nfinally: [{world.write: "told {{ run.id }}"}]\n'
    world.add("A")
    world.troubles.extend([None, Trouble("intent", Killed())])
    with pytest.raises(Killed):
        desk.run(steps)
    assert [(item.key, item.outcome) for item in planned(desk, steps).final] == [("run 1", "done"), ("run 2", "done")]


def test_a_plan_leaves_the_workspace_as_it_was(desk: Desk, world: World) -> None:
    fill(world)
    desk.run(STEPS)
    world.documents.append(Document(None, "more.txt", (raw("D", n=1, lines=["x"]),)))
    there = list(world.there)
    before = prints(desk.workspace.root)
    plan = planned(desk, STEPS)
    assert [item.key for item in plan.items] == ["C", "D"]
    assert (plan.skipped, world.there) == (2, there)
    assert prints(desk.workspace.root) == before


def test_numbers_in_a_plan_are_those_of_the_run_and_stay_unused(desk: Desk, world: World) -> None:
    fill(world)
    for _ in range(2):
        numbers = [dict(item.writes[0].intent.fields)["Number"] for item in planned(desk, STEPS).items]
        assert numbers == ["1", "2", "3"]


def test_what_is_known_only_after_a_write_is_shown_by_its_name(desk: Desk, world: World) -> None:
    steps = """
steps:
  - {id: order, world.write: "{{ item.no }}"}
  - {id: seen, world.look: "{{ steps.order.number }}"}
  - {check: "{{ steps.seen.found }}"}
  - {id: ticket, world.write: "ticket for {{ steps.order.number }} and {{ steps.seen.number }}"}
"""
    world.add("A")
    (item,) = planned(desk, steps).items
    assert item.outcome == "done"
    assert [write.intent.fields for write in item.writes] == [
        (("What", "A"),),
        (("what", "ticket for ‹order.number› and ‹seen.number›"),),
    ]
    assert world.asked == []


def test_for_each_over_something_not_known_yet_is_shown_once(desk: Desk, world: World) -> None:
    steps = """
steps:
  - {id: order, world.write: "{{ item.no }}"}
  - {id: numbers, world.value: "{{ [steps.order.number, 'fixed'] }}"}
  - {id: a, for_each: {one: "{{ steps.numbers.value }}"}, world.write: "about {{ one }}"}
  - {id: b, for_each: {one: "{{ ['x', steps.order.number] }}"}, world.write: "on {{ one }}"}
"""
    world.add("A")
    (item,) = planned(desk, steps).items
    values = [write.intent.fields[0][1] for write in item.writes]
    assert item.outcome == "done", item.reason
    assert values == ["A", "about ‹one›", "on x", "on ‹order.number›"]


def test_rejected_and_held_items_are_told_with_their_reasons(desk: Desk, world: World) -> None:
    world.add("A", n=1)
    steps = 'steps: [{world.write: "{{ item.no }}"}]'
    desk.run(steps)
    world.documents.clear()
    world.documents.append(Document(None, "bad.txt", (), "it cannot be read"))
    world.documents.append(Document(None, "new.txt", (raw("A", n=2), raw("B", n=1))))
    plan = planned(desk, steps)
    assert [(item.outcome, item.place) for item in plan.items] == [
        ("rejected", "bad.txt"),
        ("in_review", "list.txt line 1"),
        ("done", "list.txt line 1"),
    ]
    assert plan.items[0].reason == "it cannot be read"
    assert "n" in plan.items[1].reason


def test_what_would_fail_is_told_once(desk: Desk, world: World) -> None:
    world.add("A", "B")
    world.looks.extend([ApplicationException("away")] * 9)
    plan = planned(desk, "steps: [{world.look: x}, {world.write: '{{ item.no }}'}]")
    assert [item.key for item in plan.items] == ["A", "B"]
    assert {item.reason.removeprefix("after 3 attempts: ") for item in plan.items} == {"away"}


def test_a_plan_goes_on_with_what_a_killed_run_left(desk: Desk, world: World) -> None:
    steps = """
steps:
  - id: it
    world.write: "{{ item.no }}"
    verify: [{world.look: "{{ item.no }}"}]
  - {world.write: "then {{ item.no }}"}
"""
    world.add("A")
    world.troubles.append(Trouble("arrived", Killed()))
    with pytest.raises(Killed):
        desk.run(steps)
    (item,) = planned(desk, steps).items
    assert [write.intent.summary for write in item.writes] == ["Write then A"]
    assert world.there == ["A"]
    assert desk.states("A") == ["it: sent"]


def test_a_plan_that_ends_in_an_error_leaves_nothing_behind(
    desk: Desk, world: World, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    world.add("A")
    world.looks.append(EnvironmentNotReady("no browser"))
    with pytest.raises(EnvironmentNotReady):
        planned(desk, "steps: [{world.look: x}]")
    assert list(scratch.iterdir()) == []


def test_a_plan_as_data(desk: Desk, world: World) -> None:
    world.add("A")
    data = as_json(planned(desk, 'steps: [{name: Write it, world.write: "{{ item.no }}"}]'))
    assert data["items"] == [
        {
            "key": "A",
            "place": "list.txt line 1",
            "outcome": "done",
            "reason": "",
            "writes": [
                {
                    "step": "Write it",
                    "kind": "world",
                    "target": "here",
                    "summary": "Write A",
                    "fields": [["What", "A"]],
                    "picture": None,
                }
            ],
        }
    ]
    ledger = open_ledger(desk.workspace)
    assert ledger.runs() == []
    ledger.close()
