"""The verbs of a run: it is begun and ended, takes arrivals in, and gives items to workers, within its limits."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rpa.errors import LedgerError
from rpa.ledger.arrivals import Recording
from rpa.ledger.chain import digest
from rpa.ledger.deciding import Deciding
from rpa.ledger.journal import Journal, Page
from rpa.ledger.protocol import Claim, Finished, Ledger, Onward, Sighting
from rpa.ledger.rows import Taken, run_row, totals_text
from rpa.ledger.store import Database
from rpa.ledger.texts import Texts, kept, moment_text
from rpa.model.item import USUAL, Arrival, ItemState, Policy, Verdict
from rpa.model.run import FINALLY, NO_LIMITS, Limits, Run, Totals
from rpa.model.secret import Redactor

SET_BACK = timedelta(minutes=1)
"""An item changed further than this in the future was so before the clock was set back: it waits for nothing."""

TO_BE_DONE = frozenset((Verdict.ADDED, Verdict.AGAIN, Verdict.TAKEN_UP))
"""Verdicts of arrivals that are new items now."""

CROWDED = timedelta(seconds=0.2)
"""How long to wait before looking again when as many items are under way as may be, or those of a lane."""


def present() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


class Conducting(Deciding, ABC):
    """All verbs of a ledger, whatever the database: every one that changes something is one durable transaction.

    Args:
        database: The open ledger.
        name: The file or server, for messages.
        clock: Gives the present moment, aware.
        redactor: Masks secrets in everything that is stored; it may learn more of them later.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        clock: Callable[[], datetime] = present,
        redactor: Redactor | None = None,
    ) -> None:
        texts = Texts(redactor)
        super().__init__(database, Journal(database, texts), texts, clock)
        self.name, self._redactor = name, redactor
        self._runs: dict[int, Run] = {}

    @abstractmethod
    def copy(self) -> Ledger:
        """A copy in memory: a plan works on it and leaves this one alone."""

    def announce(self, run: int, items: int) -> None:
        """Called inside the transaction that has recorded work; a ledger that others share may tell them."""

    def close(self) -> None:
        """Let go of the file or the connection."""
        self.database.close()

    # runs and arrivals

    def start_run(self, recipe: str, file: str, text: str, params: Mapping[str, Any], owner: str = "") -> int:
        """Record a run, conducted by `owner`; returns its number."""
        now, sha256 = self.now(), hashlib.sha256(text.encode()).hexdigest()
        values = {"recipe": recipe, "recipe_file": file, "recipe_sha256": sha256, "now": now, "owner": owner}
        with self.database.transaction():
            self.database.change("keep_recipe_text", sha256=sha256, body=text)
            run = self.database.insert("insert_run", params=self.texts.json(params), **values)
            self.journal.note(now, "run.started", None, run, recipe=recipe, recipe_sha256=sha256)
        return run

    def finish_run(self, run: int, totals: Totals, error: str = "") -> None:
        """Record how a run ended."""
        now, error = self.now(), self.texts.text(error)
        with self.database.transaction():
            self.database.change("finish_run", run=run, totals=totals_text(totals), error=error, now=now)
            self.journal.note(now, "run.finished", None, run, error=error, **vars(totals))

    def stop_run(self, run: int, reason: str) -> bool:
        """Ask all workers of a run to begin nothing more of it; see `Ledger.stop_run`."""
        now, reason = self.now(), self.texts.text(reason)
        with self.database.transaction():
            is_asked = bool(self.database.change("stop_run", run=run, reason=reason))
            if is_asked:
                self.journal.note(now, "run.stopped", None, run, reason=reason)
        return is_asked

    def record(self, run: int, recipe: str, arrivals: Sequence[Arrival], policy: Policy = USUAL) -> list[Sighting]:
        """Record arrivals in one transaction, in order; see `Ledger.record`."""
        page = Page(self.now())
        with self.database.transaction():
            sightings = Recording(self.database, self.texts, page, run, recipe, policy).record(arrivals)
            self.journal.write(page)
            if not recipe.endswith(FINALLY):
                self.announce(run, sum(one.verdict in TO_BE_DONE for one in sightings))
        return sightings

    def keep_mark(self, run: int, recipe: str, name: str, told: Mapping[str, Any]) -> None:
        """Keep how far a source was read; see `Ledger.keep_mark`."""
        now, name, words = self.now(), kept(name), self.texts.json(told)
        with self.database.transaction():
            self.database.change("keep_mark", recipe=recipe, name=name, told=words)
            self.journal.note(now, "source.read", None, run, recipe=recipe, name=name, told=digest(words))

    # claims

    def claim(self, recipe: str, owner: str, run: int, limits: Limits = NO_LIMITS) -> Claim | None:
        """Claim the first new item of a recipe whose time has come; see `Ledger.claim`."""
        with self.database.transaction():
            taken = self._take(Onward(recipe, owner, run, limits))
        return None if taken is None else taken.claim()

    def settle_and_claim(
        self, claim: Claim, state: ItemState, reason: str, finished: Sequence[Finished], onward: Onward
    ) -> Claim | None:
        """End a claim and claim the next item in one transaction; see `Ledger.settle_and_claim`."""
        with self.database.transaction():
            self._settle(claim, state, reason, finished)
            taken = None if self.stop_reason(onward.run, onward.breaker) else self._take(onward)
        return None if taken is None else taken.claim()

    def _take(self, onward: Onward) -> Taken | None:
        """Claim an item, inside a transaction."""
        recipe, run, limits, moment = onward.recipe, onward.run, onward.limits, self.clock()
        now = moment_text(moment)
        if self._is_limited(recipe, limits, now):
            return None
        future = moment_text(moment + SET_BACK)
        row = self.database.row("claim_item", recipe=recipe, owner=onward.owner, run=run, now=now, future=future)
        if row is None:
            return None
        if limits.interval:
            self.database.change("keep_rate", name=recipe, next_at=moment_text(moment + limits.interval))
        item, epoch = row["id"], row["epoch"]
        if row["run"] != run:
            # Leaves the verdict alone when this run has met the item among its arrivals.
            self._sight(run, item, Verdict.RESUMED, now)
        # Nothing can have happened before the first claim.
        steps = self.database.rows("select_standing_steps", item=item) if epoch > 1 else []
        undone = self.database.rows("count_undone_writes", item=item) if epoch > 1 else []
        questions = self.database.rows("select_questions", item=item) if epoch > 1 else []
        own = self._run_of(row["run"])
        # Last: an event goes along with the commit.
        self.journal.note(now, "item.claimed", item, run, owner=onward.owner, epoch=epoch)
        return Taken(row, steps, undone, own, questions)

    def _is_limited(self, recipe: str, limits: Limits, now: str) -> bool:
        """Whether the limits allow no further item now."""
        if limits.concurrency and self.count(recipe, ItemState.CLAIMED, limits.concurrency) >= limits.concurrency:
            return True
        return bool(limits.interval) and self._rate_allows_at(recipe, limits, now) > now

    def _rate_allows_at(self, recipe: str, limits: Limits, now: str) -> str:
        """When the next item may be begun; a clock that was set back does not hold it up.

        Clocks of several machines differ a little: a time just beyond the interval is another one's, and counts.
        """
        row = self.database.row("select_rate", name=recipe)
        if row is None or row["next_at"] > moment_text(datetime.fromisoformat(now) + limits.interval + SET_BACK):
            return now
        return str(row["next_at"])

    def _run_of(self, number: int) -> Run:
        """An item's own run; what a claim needs of it never changes."""
        if number not in self._runs:
            row = self.database.row("select_run", run=number)
            if row is None:
                raise LedgerError(f"run {number} is missing", place=self.name, hint="Put a backup back.")
            self._runs[number] = run_row(row)
        return self._runs[number]

    def reap(
        self, recipe: str, is_alive: Callable[[str], bool], is_proven: Callable[[str], bool] = lambda _owner: True
    ) -> int:
        """Give items of dead owners back as new; see `Ledger.reap`."""
        owners = [row["owner"] for row in self.database.rows("select_owners", recipe=recipe)]
        dead = [owner for owner in owners if not is_alive(owner)]
        if not dead:
            return 0
        page = Page(self.now())
        with self.database.transaction():
            for owner in dead:
                suspect = "" if is_proven(owner) else owner
                values = {"recipe": recipe, "owner": owner, "suspect": suspect, "now": page.at}
                for row in self.database.rows("give_back_items", **values):
                    page.note("item.given_back", row["id"], row["last_run"], owner=owner, is_proven=not suspect)
            self.journal.write(page)
        return len(page.entries)

    def next_due(self, recipe: str, limits: Limits = NO_LIMITS) -> datetime | None:
        """When it is worth while to claim again; None when no new item of the recipe waits."""
        now = self.now()
        future = moment_text(self.clock() + SET_BACK)
        row = self.database.row("select_next_due", recipe=recipe, now=now, future=future)
        if row is None or row["due"] is None:
            return None
        due = max(row["due"], self._rate_allows_at(recipe, limits, now) if limits.interval else "") or now
        if limits.concurrency and self.count(recipe, ItemState.CLAIMED, limits.concurrency) >= limits.concurrency:
            # Nobody tells when one of the others ends.
            due = max(due, moment_text(self.clock() + CROWDED))
        elif due <= now and self.database.row("select_taken_lane", recipe=recipe) is not None:
            due = moment_text(self.clock() + CROWDED)
        return datetime.fromisoformat(due)
