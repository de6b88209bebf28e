"""Reading the ledger, for commands and reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rpa.ledger.journal import Journal
from rpa.ledger.protocol import IN_A_ROW, ItemRow, QuestionRow, StepRow
from rpa.ledger.rows import add_up, item_row, question_row, run_row, step_row
from rpa.ledger.store import Database
from rpa.ledger.texts import kept
from rpa.model.item import ItemState
from rpa.model.run import Run, Totals
from rpa.model.values import from_json

WAITING = frozenset({ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT, ItemState.IN_REVIEW})
"""States with an index of their own (`item_waiting`)."""

NO_LIMIT = 1 << 62
"""More rows than there can be: SQLite and PostgreSQL have no word for "all" in common."""


class Reading:
    """The verbs that change nothing.

    Args:
        database: The open ledger.
        journal: Its events.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        self.database = database
        self.journal = journal

    def runs(self, recipe: str | None = None, limit: int = 50) -> list[Run]:
        """Runs, newest first."""
        return [run_row(row) for row in self.database.rows("select_runs", recipe=recipe, limit=limit)]

    def run(self, run: int) -> Run | None:
        """One run."""
        row = self.database.row("select_run", run=run)
        return None if row is None else run_row(row)

    def unfinished_runs(self, recipe: str | None = None) -> list[Run]:
        """Runs that have no end, oldest first; of all recipes when none is named."""
        return [run_row(row) for row in self.database.rows("select_unfinished_runs", recipe=recipe)]

    def count(self, recipe: str, state: ItemState, most: int | None = None) -> int:
        """How many items of a recipe are new or claimed; counted no further than `most`.

        Raises:
            ValueError: Another state.
        """
        queries = {ItemState.NEW: "count_new", ItemState.CLAIMED: "count_claimed"}
        if state not in queries:
            message = f"there is no index to count {state} items by"
            raise ValueError(message)
        row = self.database.row(queries[state], recipe=recipe, most=NO_LIMIT if most is None else most)
        return 0 if row is None else int(row["items"])

    def stop_reason(self, run: int, breaker: int = 0) -> str:
        """Why nothing more of a run is to be begun; empty: it goes on."""
        row = self.database.row("select_stop", run=run)
        if row is None:
            return ""
        if not row["stop"] and 0 < breaker <= row["trouble"]:
            return f"stopped after {row['trouble']} {IN_A_ROW}; the rest was left untouched"
        if not row["stop"] and row["finished_at"] is not None:
            return f"run {run} has ended; the rest was left untouched"
        return str(row["stop"])

    def items(
        self,
        recipe: str | None = None,
        states: Sequence[ItemState] = (),
        run: int | None = None,
        limit: int | None = None,
    ) -> list[ItemRow]:
        """Items in order of their number; with `run`, those that run looked at, with its verdict."""
        wanted = {
            "recipe": recipe,
            "states": json.dumps([state.value for state in states]) if states else None,
            "limit": NO_LIMIT if limit is None else limit,
        }
        if run is not None:
            rows = self.database.rows("select_items_of_run", run=run, **wanted)
        elif recipe is not None and tuple(states) == (ItemState.CLAIMED,):
            rows = self.database.rows("select_claimed_items", recipe=recipe, limit=wanted["limit"])
        elif states and WAITING.issuperset(states):
            rows = self.database.rows("select_waiting_items", **wanted)
        else:
            rows = self.database.rows("select_items", **wanted)
        return [item_row(row) for row in rows]

    def item(self, item: int) -> ItemRow | None:
        """One item."""
        row = self.database.row("select_item", item=item)
        return None if row is None else item_row(row)

    def steps(self, item: int) -> list[StepRow]:
        """All rows of an item's steps, void ones too, in order of their start."""
        return [step_row(row) for row in self.database.rows("select_steps", item=item)]

    def questions(self, item: int) -> list[QuestionRow]:
        """What the steps of an item have asked a person, and the answers, in order."""
        return [question_row(row) for row in self.database.rows("select_questions", item=item)]

    def events(self, item: int | None = None, run: int | None = None) -> list[Mapping[str, Any]]:
        """Events in order: `at` (datetime), `kind`, `item`, `run`, `data` (mapping), `hash` (hex)."""
        query = "select_events" if item is None else "select_events_of_item"
        values: dict[str, object] = {"run": run} if item is None else {"run": run, "item": item}
        return [
            {
                "at": datetime.fromisoformat(row["at"]),
                "kind": row["kind"],
                "item": row["item"],
                "run": row["run"],
                "data": from_json(row["data"]),
                "hash": row["hash"],
            }
            for row in self.database.rows(query, **values)
        ]

    def totals(self, run: int) -> Totals:
        """How the items a run looked at stand now."""
        return add_up(self.database.rows("count_run", run=run))

    def sizes(self) -> Mapping[str, int]:
        """How many `runs`, `items`, `steps` and `events` there are, and the number of the tables' `format`."""
        row = self.database.rows("select_sizes")[0]
        return {name: int(row[name] or 0) for name in ("runs", "items", "steps", "events", "format")}

    def mark(self, recipe: str, name: str) -> Mapping[str, Any]:
        """How far a source of a recipe was read, in its own words; empty when it never was."""
        row = self.database.row("select_mark", recipe=recipe, name=kept(name))
        found: Mapping[str, Any] = {} if row is None else from_json(row["told"])
        return found

    def peek_number(self, sequence: str) -> int:
        """The number the next item would get."""
        row = self.database.row("select_last_number", sequence=sequence)
        return 1 if row is None or row["n"] is None else int(row["n"]) + 1

    def verify_chain(self) -> int | None:
        """The number of the first event that does not follow from the one before; None when all do."""
        return self.journal.first_break()
