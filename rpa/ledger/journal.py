"""The journal: one event for every change of state, chained by hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rpa.ledger.chain import FIRST_HASH, Event, first_break
from rpa.ledger.store import Database
from rpa.ledger.texts import Texts

AT_ONCE = 2000
"""Events read together."""


@dataclass
class Page:
    """Events of one transaction, chained when they are written.

    Attributes:
        at: The time of all of them, ISO text.
        entries: Kind, item, run and data of each, in order.
    """

    at: str
    entries: list[tuple[str, int | None, int | None, Mapping[str, Any]]] = field(default_factory=list)

    def note(self, kind: str, item: int | None, run: int | None, **data: Any) -> None:
        """Add an event."""
        self.entries.append((kind, item, run, data))


@dataclass(frozen=True)
class Journal:
    """Writes and reads events.

    Attributes:
        database: Where they are kept.
        texts: Masks secrets.
    """

    database: Database
    texts: Texts

    def note(self, at: str, kind: str, item: int | None, run: int | None, **data: Any) -> None:
        """Write one event, inside the transaction of what it tells."""
        page = Page(at)
        page.note(kind, item, run, **data)
        self.write(page)

    def write(self, page: Page) -> None:
        """Write the events of a page, inside the transaction of what they tell."""
        before, previous = self.head()
        self.database.change_many("insert_event", self._chained(page, before, previous))

    def _chained(self, page: Page, before: int, previous: str) -> Iterator[dict[str, Any]]:
        for number, (kind, item, run, data) in enumerate(page.entries, start=before + 1):
            event = Event(number, page.at, kind, item, run, self.texts.json(data))
            previous = event.hash_after(previous)
            yield {**event._asdict(), "hash": previous}

    def start(self) -> tuple[int, str]:
        """Number and hash of the event before the first one that is kept: 0 while none was pruned."""
        row = self.database.row("select_chain_start")
        return (0, FIRST_HASH) if row is None else (row["event"], row["hash"])

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event; 0 when there is none."""
        row = self.database.row("select_last_event")
        return self.start() if row is None else (row["id"], row["hash"])

    def first_break(self) -> int | None:
        """See `rpa.ledger.chain.first_break`."""
        after, previous = self.start()
        return first_break(self.chain(after), after, previous)

    def chain(self, after: int) -> Iterator[tuple[Event, str]]:
        """Events behind one, in order, each with its hash; memory stays flat however many there are."""
        while rows := self.database.rows("select_events_after", after=after, limit=AT_ONCE):
            for row in rows:
                yield Event(row["id"], row["at"], row["kind"], row["item"], row["run"], row["data"]), row["hash"]
            after = rows[-1]["id"]
