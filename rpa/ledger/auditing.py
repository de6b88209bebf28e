"""The audit: the chain of events is followed from its beginning, and every row is held against its events."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from rpa.ledger.chain import FIRST_HASH, Event, digest
from rpa.ledger.journal import Journal
from rpa.ledger.replay import disagreements, told_by

ITEMS_AT_ONCE = 200
SHOWN = 100
"""Findings that are told; more are counted."""


class Snapshot(Protocol):
    """What an audit needs of a database: queries that all see the same moment."""

    def rows(self, query: str, **values: object) -> Sequence[Any]:
        """All rows of a named query."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything read inside is of one moment; others can go on writing."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as the ledger left it.

    Attributes:
        place: `event 12`, `item 7 (order-to-invoice SO-1)`, `sequence sales`.
        message: What is wrong, in a sentence.
    """

    place: str
    message: str


@dataclass
class Verdict:
    """What an audit found.

    Attributes:
        events: How many were followed.
        start: Number of the event before the first one: 0 unless the chain was pruned.
        head: Number and hash of the last one.
        last_at: Its time, ISO text; empty without one.
        items: How many items were held against their events.
        writes: How many of their writes were done.
        findings: What is wrong, the first `SHOWN`.
        count: How many there are in all.
    """

    events: int = 0
    start: int = 0
    head: tuple[int, str] = (0, FIRST_HASH)
    last_at: str = ""
    items: int = 0
    writes: int = 0
    findings: list[Finding] = field(default_factory=list)
    count: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.count

    def note(self, place: str, message: str) -> None:
        """Add a finding."""
        self.count += 1
        if len(self.findings) < SHOWN:
            self.findings.append(Finding(place, message))


class Audit:
    """Audits a ledger with flat memory, however long it is.

    Args:
        database: Of the ledger.
        journal: Its events.
        on_progress: Told how many more events are followed.
        expected: Number and hash of an event as they were noted elsewhere.
    """

    def __init__(
        self,
        database: Snapshot,
        journal: Journal,
        on_progress: Callable[[int], None] = lambda _more: None,
        expected: tuple[int, str] | None = None,
    ) -> None:
        self.database, self.journal, self.expected = database, journal, expected
        self.on_progress = on_progress
        self.verdict = Verdict()
        self.numbers: dict[str, Numbers] = {}
        self.marks: dict[tuple[str, str], str] = {}
        self.cuts: dict[int, str] = {}

    def run(self) -> Verdict:
        """Follow the chain, then hold the rows against it."""
        with self.database.snapshot():
            self._follow()
            self._judge_start()
            self._judge_expected()
            for place, message in (*self._sequences(), *self._marks()):
                self.verdict.note(place, message)
            for place, message in self._items():
                self.verdict.note(place, message)
        return self.verdict

    def _follow(self) -> None:
        verdict = self.verdict
        verdict.start, previous = self.journal.start()
        verdict.head = before, _ = verdict.start, previous
        for event, kept in self.journal.chain(verdict.start):
            if event.id != before + 1:
                gap = f"event {before + 1}" if event.id == before + 2 else f"events {before + 1} to {event.id - 1}"
                verdict.note(
                    f"event {event.id}", f"{gap} in front of it {'is' if 'events' not in gap else 'are'} missing"
                )
            elif event.hash_after(previous) != kept:
                verdict.note(f"event {event.id}", f"{event.kind} of {event.at[:19]} was changed after it was written")
            try:
                self._remember(event, kept)
            except (KeyError, TypeError, ValueError):
                verdict.note(f"event {event.id}", f"its data are not those of {event.kind}")
            before, previous = event.id, kept
            verdict.events, verdict.head, verdict.last_at = verdict.events + 1, (event.id, kept), event.at
            if not verdict.events % 5000:
                self.on_progress(5000)

    def _remember(self, event: Event, kept: str) -> None:
        """What the checks behind the chain need of it."""
        if event.kind == "number.given":
            data = json.loads(event.data)
            self.numbers.setdefault(data["sequence"], Numbers(int(data["n"]) - 1)).add(int(data["n"]), event.item)
        elif event.kind == "source.read":
            data = json.loads(event.data)
            self.marks[data["recipe"], data["name"]] = str(data["told"])
        elif event.kind == "events.pruned":
            data = json.loads(event.data)
            self.cuts[int(data["event"])] = str(data["hash"])
        if self.expected is not None and event.id == self.expected[0] and kept != self.expected[1]:
            self.verdict.note(f"event {event.id}", f"its hash is {kept}, noted elsewhere is {self.expected[1]}")

    def _judge_start(self) -> None:
        """A beginning other than event 1 must have been made by `rpa prune`, which leaves an event behind it."""
        start, previous = self.journal.start()
        if start and self.cuts.get(start) != previous:
            self.verdict.note(f"event {start + 1}", "what was in front of it was removed, and not by rpa prune")

    def _judge_expected(self) -> None:
        if self.expected is None:
            return
        number, last = self.expected[0], self.verdict.head[0]
        if number > last:
            message = f"the chain ends here; event {number} was noted elsewhere: what came behind was cut off"
            self.verdict.note(f"event {last}", message)
        elif number <= self.verdict.start:
            self.verdict.note(
                f"event {number}", f"was pruned; the chain begins with event {self.verdict.start + 1} now"
            )

    def _sequences(self) -> Iterator[tuple[str, str]]:
        for row in self.database.rows("select_sequences"):
            name, place = row["sequence"], f"sequence {row['sequence']}"
            if row["numbers"] != row["last"]:
                yield place, f"{row['numbers']} numbers are kept and the last is {row['last']}: there are gaps"
            told = self.numbers.pop(name, None)
            first = 0 if self.verdict.start == 0 else row["last"] if told is None else told.first
            kept = Numbers(first)
            for number, item in self._numbers_behind(name, first):
                kept.add(number, item)
            if kept.proof() != (Numbers(first) if told is None else told).proof():
                yield place, f"its numbers from {first + 1} on do not agree with the events that gave them"
        for name in self.numbers:
            yield f"sequence {name}", "its numbers were removed; there are events that gave them"

    def _marks(self) -> Iterator[tuple[str, str]]:
        """A mark moved forward by other means would pass over what nobody has recorded."""
        for row in self.database.rows("select_marks"):
            told = self.marks.pop((row["recipe"], row["name"]), None)
            if told is None and self.verdict.start:
                continue
            if told != digest(row["told"]):
                yield f"source {row['name']} of {row['recipe']}", "how far it was read was changed by other means"

    def _numbers_behind(self, sequence: str, after: int) -> Iterator[tuple[int, int]]:
        while rows := self.database.rows("select_numbers", sequence=sequence, after=after, limit=5000):
            for row in rows:
                yield row["n"], row["item"]
            after = rows[-1]["n"]

    def _items(self) -> Iterator[tuple[str, str]]:
        after = 0
        while True:
            items = self.database.rows("select_items_after", after=after, limit=ITEMS_AT_ONCE)
            # Behind the last item there may still be events of one that was removed.
            last = items[-1]["id"] if len(items) == ITEMS_AT_ONCE else 2**62
            yield from self._some_items({row["id"]: row for row in items}, after, last)
            if len(items) < ITEMS_AT_ONCE:
                return
            after = last

    def _some_items(self, items: dict[int, Any], after: int, last: int) -> Iterator[tuple[str, str]]:
        reach = {"after": after, "last": last}
        events = _by_item(self.database.rows("select_events_of_items", **reach))
        steps = _by_item(self.database.rows("select_steps_of_items", **reach))
        questions = _by_item(self.database.rows("select_questions_of_items", **reach))
        for number in sorted({*items, *events}):
            item = items.get(number)
            # An event that was pruned is no event any more, even while it is still being removed.
            told = told_by([event for event in events.get(number, ()) if event["id"] > self.verdict.start])
            if item is None and not told.state:
                continue
            mine = steps.get(number, ())
            self.verdict.items += 1
            self.verdict.writes += sum(row["effect"] == "write" and row["state"] == "done" for row in mine)
            name = f"item {number}" + (f" ({item['recipe']} {item['key']})" if item is not None else "")
            for message in disagreements(item, mine, told, questions.get(number, ()), is_cut=self.verdict.start > 0):
                yield name, message


class Numbers:
    """Numbers of a sequence in order, with whose they are, as a digest.

    Args:
        first: The number before the first one.
    """

    def __init__(self, first: int) -> None:
        self.first = first
        self._sum = hashlib.sha256()

    def add(self, number: int, item: int | None) -> None:
        """Take one more in."""
        self._sum.update(f"{number} {item}\n".encode())

    def proof(self) -> str:
        """The digest of all."""
        return self._sum.hexdigest()


def _by_item(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["item"], []).append(row)
    return found
