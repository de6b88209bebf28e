"""Removing what is old: details of ended items, and the front of the chain of events.

What keeps a piece of work from being done again is never removed: recipe, key, content hash and state of its item, its
numbers, and that each of its writes was done, with the reference of the receipt.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rpa.ledger.deciding import Deciding
from rpa.ledger.journal import Page
from rpa.ledger.texts import moment_text

ITEMS_AT_ONCE = 100
EVENTS_AT_ONCE = 1000
BEGUN = ("started", "sent", "done", "late")


@dataclass(frozen=True)
class Amount:
    """How much there is to remove.

    Attributes:
        number: Items or events.
        size: About how many bytes they take.
    """

    number: int
    size: int


class Pruning:
    """Prunes a ledger in small transactions, between which others can work; it may be killed at any instant.

    Args:
        ledger: Whose rows.
        pause: Waits a number of seconds; between transactions as long as the last one took.
    """

    def __init__(self, ledger: Deciding, pause: Callable[[float], None] = time.sleep) -> None:
        self.database, self.journal, self.now = ledger.database, ledger.journal, ledger.now
        self.pause = pause

    def old_details(self, before: datetime) -> Amount:
        """Ended items that have not been touched since a moment and still have their details."""
        values = {"before": moment_text(before)}
        items = self.database.rows("count_prunable_items", **values)[0]
        steps = self.database.rows("count_prunable_steps", **values)[0]
        return Amount(items["items"], int(items["characters"]) + int(steps["characters"]))

    def prune_details(self, before: datetime) -> Iterator[int]:
        """Remove the details of ended items that have not been touched since a moment.

        Yields:
            After each transaction: how many items it pruned.
        """
        since = ""
        while True:
            begun = time.monotonic()
            with self.database.transaction():
                wanted = {"since": since, "before": moment_text(before), "limit": ITEMS_AT_ONCE}
                rows = self.database.rows("select_prunable_items", **wanted)
                page = Page(self.now())
                pruned = [self._prune(row, page) for row in rows]
                self.journal.write(page)
            if not rows:
                return
            since = rows[-1]["changed_at"]
            yield sum(pruned)
            self.pause(time.monotonic() - begun)

    def _prune(self, row: Any, page: Page) -> bool:
        mark = f"its reason was removed with its details on {page.at[:10]}"
        steps = self.database.rows("select_steps", item=row["id"])
        # It may arrive again and go on behind what was written: with what that gave, and nothing else.
        is_half_done = row["state"] == "rejected" and _has_begun(steps)
        values = {"item": row["id"], "changed_at": row["changed_at"], "now": page.at, "mark": mark}
        if self.database.row("prune_item", half_done=int(is_half_done), **values) is None:
            return False
        for step in steps:
            kept = step["outputs"] if is_half_done and step["state"] in ("done", "late") else "{}"
            parts = {"intent": _bare_intent(step["intent"]), "receipt": _bare_receipt(step["receipt"])}
            self.database.change("prune_step", id=step["id"], outputs=kept, **parts)
        self.database.change("drop_questions", item=row["id"])
        page.note("item.pruned", row["id"], None)
        return True

    def needed(self, since: datetime) -> Iterator[str]:
        """What items that are open, or changed since a moment, hold and were given, as JSON texts."""
        after = 0
        while rows := self.database.rows(
            "select_needed_items", after=after, since=moment_text(since), limit=ITEMS_AT_ONCE
        ):
            yield from (row["fields"] for row in rows)
            reach = {"first": rows[0]["id"], "last": rows[-1]["id"]}
            yield from (row["outputs"] for row in self.database.rows("select_outputs_of_items", **reach))
            after = rows[-1]["id"]

    def cut(self, before: datetime) -> int:
        """The last event that may go: it and all in front of it are older than a moment; 0: none may.

        The last event of all stays, whatever its age: the chain goes on from it.
        """
        row = self.database.row("select_first_kept_event", before=moment_text(before))
        end, _ = self.journal.head()
        start, _ = self.journal.start()
        event = min(row["id"] if row is not None and row["id"] is not None else end, end) - 1
        return max(event, 0) if event > start else start

    def old_events(self, before: datetime) -> Amount:
        """Events that may go, and those whose removal was begun and not finished."""
        row = self.database.rows("count_events", event=self.cut(before))[0]
        return Amount(row["events"], int(row["characters"]))

    def prune_events(self, before: datetime) -> Iterator[int]:
        """Let the chain begin later, then remove the events in front of its new beginning.

        Yields:
            After each transaction: how many events it removed.
        """
        event = self.cut(before)
        with self.database.transaction():
            start, _ = self.journal.start()
            row = self.database.row("select_event", event=event)
            if event > start and row is not None:
                now = self.now()
                self.database.change("insert_chain_start", event=event, hash=row["hash"], now=now)
                self.journal.note(now, "events.pruned", None, None, event=event, hash=row["hash"], until=row["at"])
        while True:
            begun = time.monotonic()
            with self.database.transaction():
                start, _ = self.journal.start()
                removed = self.database.change("delete_events", event=start, limit=EVENTS_AT_ONCE)
            if not removed:
                return
            yield removed
            self.pause(time.monotonic() - begun)


def _has_begun(steps: Sequence[Any]) -> bool:
    return any(step["effect"] == "write" and step["state"] in BEGUN for step in steps)


def _bare_intent(text: str | None) -> str | None:
    """An intent without what it was about: how it is judged after a crash stays."""
    if text is None:
        return None
    known = json.loads(text)
    bare = {"kind": known["kind"], "target": "", "summary": "", "fields": [], "repeatable": known["repeatable"]}
    return json.dumps(bare, sort_keys=True, separators=(",", ":"))


def _bare_receipt(text: str | None) -> str | None:
    """A receipt of which only the reference is left."""
    if text is None:
        return None
    bare = {"reference": json.loads(text)["reference"], "details": {}, "pictures": []}
    return json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
