"""From documents to recorded items."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rpa.effects.gate import Mode
from rpa.engine.intake import Intake
from rpa.engine.names import run_names
from rpa.engine.progress import Watcher
from rpa.engine.runs import make_worker
from rpa.errors import UsageError
from rpa.ledger.protocol import Sighting
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Arrival, Document, ItemState, Place, Policy, RawItem, Verdict
from rpa.model.secret import Redactor
from tests.fakes.world import HEAD, Desk, Killed, World, raw

STEPS = 'steps: [{world.write: "{{ item.no }}"}]\n'
FIELDS = """\
name: chores
locale: nl-NL
items:
  from: {world.items: x}
  key: "{{ item.no }} {{ item.day }}"
  fields: {no: text, day: date, amount: decimal}
  archive: archive/inbox
"""


def take_in(desk: Desk, head: str = HEAD, mode: Mode = Mode.RUN, ledger: Any = None) -> list[Sighting]:
    recipe = desk.recipe(STEPS, head)
    redactor = Redactor()
    ledger = ledger or SqliteLedger.open(desk.workspace.ledger_file, redactor=redactor)
    worker = make_worker(desk.workspace, ledger, redactor, mode, Watcher(), None)
    today = worker.clock.today()
    run = ledger.start_run(recipe.name, "chores.yaml", recipe.text, {"values": {}, "today": today})
    names = run_names({}, {}, {}, worker.clock, today, run)
    try:
        return list(Intake(worker, recipe, run, names).take_in())
    finally:
        ledger.close()


def item(line: int, **values: Any) -> RawItem:
    return RawItem(values, Place("list.txt", f"line {line}"), original=({"No": str(values.get("no"))},))


def test_everything_wrong_with_an_item_is_said_at_once(desk: Desk, world: World) -> None:
    bad = RawItem(
        {"no": "A", "day": "31-02-2026", "amount": "1.250"},
        Place("list.txt", "line 1"),
        {"day": "list.txt line 1, column 2"},
        ("the picture is missing",),
        ({"No": "A"},),
    )
    world.documents.append(Document(None, "list.txt", (bad,)))
    (seen,) = take_in(desk, FIELDS)
    assert seen.verdict is Verdict.REJECTED
    for part in ("the picture is missing", "31-02-2026", "1.250", "list.txt line 1, column 2"):
        assert part in seen.reason
    row = next(iter(desk.items().values()))
    assert row.state is ItemState.REJECTED
    assert row.original == ({"No": "A"},)
    assert row.values == {"no": "A"}


def test_an_item_without_a_key_is_rejected_and_found_again_by_its_place(desk: Desk, world: World) -> None:
    world.documents.append(Document(None, "list.txt", (item(1, other="x"), item(2, no="  "), item(3, no=None))))
    seen = take_in(desk)
    assert [one.verdict for one in seen] == [Verdict.REJECTED] * 3
    assert seen[0].reason.startswith("no business key: ")
    assert seen[1].reason == seen[2].reason == "the business key is empty"
    assert all(one.key.startswith(f"unreadable: list.txt line {n} (") for n, one in enumerate(seen, 1))
    assert [one.item for one in take_in(desk)] == [one.item for one in seen]


def test_a_key_that_no_index_could_hold_is_rejected(desk: Desk, world: World) -> None:
    world.documents.append(Document(None, "form", (item(1, no="x" * 501), item(2, no="x" * 500))))
    long, fine = take_in(desk)
    assert (long.verdict, long.reason) == (Verdict.REJECTED, "the business key has 501 characters; 500 are allowed")
    assert long.key.startswith("unreadable: ")
    assert fine.verdict is Verdict.ADDED


def test_a_document_that_cannot_be_read_is_an_item_for_the_clerk(desk: Desk, world: World) -> None:
    world.documents.append(Document(None, "broken.xlsx", (), "it is no workbook"))
    (seen,) = take_in(desk)
    assert (seen.verdict, seen.reason) == (Verdict.REJECTED, "it is no workbook")
    assert seen.key.startswith("unreadable: broken.xlsx (")
    (row,) = desk.items().values()
    assert (row.place, row.values) == ("broken.xlsx", {"document": "broken.xlsx"})


def test_the_key_is_trimmed_and_the_same_again_is_the_same_item(desk: Desk, world: World) -> None:
    world.add(" A ")
    assert take_in(desk)[0].key == "A"
    assert take_in(desk)[0].verdict is Verdict.AGAIN


class SpyLedger:
    """Passes on to a ledger, and notes what the file system looked like at each recording."""

    def __init__(self, ledger: SqliteLedger, look: Any, dies: bool = False) -> None:
        self._ledger, self._look, self._dies = ledger, look, dies
        self.seen: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def record(self, run: int, recipe: str, arrivals: Sequence[Arrival], policy: Policy) -> list[Sighting]:
        self.seen.append(("before", self._look()))
        if self._dies:
            raise Killed
        sightings = self._ledger.record(run, recipe, arrivals, policy)
        self.seen.append(("after", self._look()))
        return sightings


def in_inbox(desk: Desk, world: World, *names: str) -> Path:
    inbox = desk.workspace.root / "inbox"
    inbox.mkdir()
    for name in names:
        (inbox / name).write_text(name)
        world.documents.append(Document(inbox / name, name, (item(1, no=name, day="5-10-2026", amount="1,50"),)))
    return inbox


def test_a_document_is_filed_away_only_after_its_items_are_recorded(desk: Desk, world: World) -> None:
    inbox = in_inbox(desk, world, "a.txt", "b.txt")
    spy = SpyLedger(SqliteLedger.open(desk.workspace.ledger_file), lambda: sorted(f.name for f in inbox.iterdir()))
    take_in(desk, FIELDS, ledger=spy)
    both, one = ["a.txt", "b.txt"], ["b.txt"]
    assert spy.seen == [("before", both), ("after", both), ("before", one), ("after", one)]
    assert sorted(f.name for f in (desk.workspace.root / "archive/inbox").iterdir()) == both
    assert list(inbox.iterdir()) == []


def test_a_document_whose_items_were_not_recorded_stays_where_it_is(desk: Desk, world: World) -> None:
    inbox = in_inbox(desk, world, "a.txt")
    spy = SpyLedger(SqliteLedger.open(desk.workspace.ledger_file), lambda: None, dies=True)
    with pytest.raises(Killed):
        take_in(desk, FIELDS, ledger=spy)
    assert [f.name for f in inbox.iterdir()] == ["a.txt"]
    assert desk.items() == {}


def test_a_plan_leaves_documents_where_they_are(desk: Desk, world: World) -> None:
    inbox = in_inbox(desk, world, "a.txt")
    take_in(desk, FIELDS, Mode.PLAN)
    assert [f.name for f in inbox.iterdir()] == ["a.txt"]
    assert not (desk.workspace.root / "archive").exists()


PER_ITEM = """\
name: chores
locale: nl-NL
items:
  from: {world.items: x}
  locale: "{{ locale_of(item.country) }}"
  key: "{{ item.no }}"
  fields: {no: text, country: text, amount: decimal}
"""


def test_each_item_is_read_in_its_own_locale(desk: Desk, world: World) -> None:
    world.documents.append(
        Document(
            None,
            "list.txt",
            (
                item(1, no="A", country="NL", amount="1.250,00"),
                item(2, no="B", country="NO", amount="1 250,00"),
                item(3, no="C", country="nowhere", amount="1,00"),
                item(4, no="D", amount="1,00"),
            ),
        )
    )
    seen = take_in(desk, PER_ITEM)
    assert [one.verdict for one in seen] == [Verdict.ADDED, Verdict.ADDED, Verdict.REJECTED, Verdict.REJECTED]
    rows = desk.items()
    assert rows["A"].values["amount"] == rows["B"].values["amount"]
    assert "nowhere" in rows["C"].reason
    assert "country" in rows["D"].reason


def test_where_an_attachment_lies_does_not_make_it_other_content(desk: Desk, world: World) -> None:
    def arrives(folder: str, name: str = "scan.pdf") -> Verdict:
        kept = desk.workspace.root / folder / "0123abcd" / name
        world.documents[:] = [Document(None, "mail", (raw("A", files=[{"path": kept, "name": name}]),))]
        return take_in(desk)[0].verdict

    assert arrives("here") is Verdict.ADDED
    assert arrives("there") is Verdict.AGAIN
    desk.run(STEPS, take_in=False)
    assert arrives("elsewhere") is Verdict.SKIPPED
    assert arrives("elsewhere", "other.pdf") is Verdict.HELD


def test_the_same_file_under_another_name_is_the_same_again(desk: Desk, world: World) -> None:
    def arrives(name: str, digest: str) -> Verdict:
        values = {"no": "A", "name": name, "sha256": digest}
        same = RawItem(values, Place(name), incidental=frozenset(("name",)))
        world.documents[:] = [Document(None, name, (same,))]
        return take_in(desk)[0].verdict

    assert arrives("bill.pdf", "ab") is Verdict.ADDED
    desk.run(STEPS, take_in=False)
    assert arrives("bill (1).pdf", "ab") is Verdict.SKIPPED
    assert arrives("bill.pdf", "cd") is Verdict.HELD


@pytest.mark.parametrize(
    "name",
    [
        *("../../evil.sh", "a/b\\c.pdf", "x\x00\n.pdf", "..", "", "C:\\temp\\a.pdf"),
        *("n" * 300 + ".pdf", "請求書" * 40 + ".pdf", "\U0001f600" * 120, "half \ud83d a letter.pdf"),
    ],
)
def test_kept_attachments_stay_in_their_folder(desk: Desk, name: str) -> None:
    recipe = desk.recipe(STEPS)
    redactor = Redactor()
    ledger = SqliteLedger.open(desk.workspace.ledger_file)
    worker = make_worker(desk.workspace, ledger, redactor, Mode.RUN, Watcher(), None)
    try:
        intake = Intake(worker, recipe, 1, {})
        kept = intake.keep("ab" * 32, name, b"content")
        assert kept == intake.keep("ab" * 32, name, b"content")
    finally:
        ledger.close()
    folder = desk.workspace.state / "artifacts" / "inputs" / ("ab" * 16)
    assert kept.parent == folder
    assert kept.resolve().is_relative_to(folder.resolve())
    assert kept.read_bytes() == b"content"
    assert len(kept.name.encode()) <= 200


def test_kept_files_of_long_names_that_end_alike_are_not_taken_for_one(desk: Desk) -> None:
    ledger = SqliteLedger.open(desk.workspace.ledger_file)
    worker = make_worker(desk.workspace, ledger, Redactor(), Mode.RUN, Watcher(), None)
    try:
        intake = Intake(worker, desk.recipe(STEPS), 1, {})
        one, other = (intake.keep("ab" * 32, f"{n}{'請' * 100}.pdf", n.encode()) for n in "12")
    finally:
        ledger.close()
    assert (one.read_bytes(), other.read_bytes()) == (b"1", b"2")
    assert one.suffix == other.suffix == ".pdf"


def test_of_very_many_problems_the_first_are_told(desk: Desk, world: World) -> None:
    problems = tuple(f"line {number} is wrong" for number in range(10_000))
    bad = RawItem({"no": "A", "day": "2026-01-31", "amount": "1,00"}, Place("list.txt"), {}, problems)
    world.documents[:] = [Document(None, "list.txt", (bad,))]
    take_in(desk, FIELDS)
    (row,) = desk.items().values()
    assert row.reason.startswith("line 0 is wrong; line 1 is wrong")
    assert row.reason.endswith("; line 19 is wrong; and 9980 more")


def test_a_recipe_without_items_has_one_a_day(desk: Desk, world: World) -> None:
    head = "name: chores\n"
    steps = 'steps: [{world.write: "on {{ today }}"}]\n'
    for _ in range(2):
        desk.run(desk.recipe(steps, head))
    (row,) = desk.items().values()
    assert world.there == [f"on {row.key}"]
    assert row.place == f"the day {row.key}"


def test_a_parameter_that_does_not_fit_the_source_is_a_usage_error(desk: Desk, world: World) -> None:
    head = HEAD.replace("{world.items: x}", '{world.items: {path: "{{ settings.number }}"}}')
    recipe = desk.recipe(STEPS, head)
    object.__setattr__(desk.workspace, "settings", {"number": ["a", "list"]})
    with pytest.raises(UsageError, match=r"world\.items: path: Input should be a valid string"):
        desk.run(recipe)


def test_a_file_from_before_the_clock_was_set_back_is_filed_away(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time of change lies in the future; that is no change while it was read."""
    hours = 5 * 3600 * 10**9
    real = time.time_ns
    monkeypatch.setattr("rpa.engine.intake.time.time_ns", lambda: real() - hours)
    path = desk.workspace.root / "inbox" / "list.txt"
    path.parent.mkdir()
    path.write_text("A-1")
    world.documents.append(Document(path, "list.txt", (raw("A-1"),)))
    head = 'name: chores\nitems:\n  from: {world.items: x}\n  key: "{{ item.no }}"\n  archive: filed\n'
    desk.run(desk.recipe("steps:\n  - world.write: '{{ item.no }}'\n", head))
    assert (desk.workspace.root / "filed" / "list.txt").is_file()
