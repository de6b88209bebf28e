"""What an auditor reads: what was written and decided, when and for which item; and the whole chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rpa.ledger.chain import Event
from rpa.ledger.deciding import Deciding
from rpa.ledger.texts import moment_text

WORDS = {
    "step.done": "written",
    "step.late": "written, reported late",
    "item.resolved": "decided",
    "item.amended": "corrected",
    "item.reopened": "to be done again",
    "item.pruned": "details removed",
    "events.pruned": "events removed",
    "ledger.accepted": "ledger accepted",
}
FORMAT = "rpa-audit-1"


@dataclass(frozen=True)
class Choice:
    """What of the trail is wanted.

    Attributes:
        since: From this moment on, aware; None: from the beginning.
        until: Before this moment; None: to the end.
        recipe: Only of this recipe; None: of all.
    """

    since: datetime | None = None
    until: datetime | None = None
    recipe: str | None = None

    def takes(self, at: str, recipe: str) -> bool:
        """Whether something of this time (ISO text) and recipe is wanted."""
        early = self.since is not None and at < moment_text(self.since)
        late = self.until is not None and at >= moment_text(self.until)
        return not early and not late and self.recipe in (None, recipe)


@dataclass(frozen=True)
class Entry:
    """One line of the trail.

    Attributes:
        at: Aware, UTC.
        event: Its number in the chain.
        what: In a word or two.
        recipe: Empty when it concerns no item; likewise `key`.
        item: Number of the item; None likewise.
        run: Number of the run; None when it concerns none.
        step: Which write; for a decision those it was about.
        detail: The receipt's reference, or who decided what.
    """

    at: datetime
    event: int
    what: str
    recipe: str
    key: str
    item: int | None
    run: int | None
    step: str
    detail: str


class Trail:
    """Reads a ledger for an auditor, with flat memory.

    Args:
        ledger: Which.
        choice: What is wanted.
    """

    def __init__(self, ledger: Deciding, choice: Choice) -> None:
        self.database, self.journal, self.choice = ledger.database, ledger.journal, choice
        self._names: dict[int, tuple[str, str]] = {}

    def entries(self) -> Iterator[Entry]:
        """What was written and decided, in order."""
        for event, _ in self.journal.chain(self.journal.start()[0]):
            if event.kind in WORDS:
                recipe, key = self._name(event.item) if event.item is not None else ("", "")
                if self.choice.takes(event.at, recipe):
                    yield _entry(event, recipe, key)

    def items(self) -> Iterator[Any]:
        """Rows of the items, in order of their number."""
        after = 0
        while rows := self.database.rows("select_items_after", after=after, limit=500):
            yield from (row for row in rows if self.choice.takes(row["changed_at"], row["recipe"]))
            after = rows[-1]["id"]

    def lines(self) -> Iterator[str]:
        """The chain as JSON Lines: what it follows, then every event with its hash."""
        after, previous = self.journal.start()
        yield _line({"format": FORMAT, "after": after, "hash": previous})
        for event, kept in self.journal.chain(after):
            yield _line({**event._asdict(), "hash": kept})

    def _name(self, item: int) -> tuple[str, str]:
        if item not in self._names:
            if len(self._names) > 10_000:
                self._names.clear()
            row = self.database.row("select_item", item=item)
            self._names[item] = ("", "") if row is None else (row["recipe"], row["key"])
        return self._names[item]


def _entry(event: Event, recipe: str, key: str) -> Entry:
    data = json.loads(event.data)
    steps = [data["step"]] if "step" in data else data.get("steps", [])
    parts = [data.get(name) for name in ("reference", "decision", "who", "note")]
    if event.kind == "events.pruned":
        parts = [f"up to event {data['event']} of {data['until'][:10]}"]
    elif event.kind == "ledger.accepted":
        parts = [data["seen"], data["who"]]
    detail = ", ".join(str(part) for part in parts if part)
    at = datetime.fromisoformat(event.at)
    return Entry(at, event.id, WORDS[event.kind], recipe, key, event.item, event.run, ", ".join(steps), detail)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
