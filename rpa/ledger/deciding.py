"""The verbs of a person: what is in doubt or held is decided, what has ended is taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rpa.errors import UsageError
from rpa.ledger.arrivals import UNFIT
from rpa.ledger.chain import digest
from rpa.ledger.holding import Holding
from rpa.ledger.journal import Page
from rpa.ledger.rows import receipt_parts
from rpa.model.effect import Receipt
from rpa.model.item import Decision, ItemState, Verdict

STATE_AFTER = {
    (ItemState.IN_DOUBT, Decision.HAPPENED): ItemState.NEW,
    (ItemState.IN_DOUBT, Decision.REPEAT): ItemState.NEW,
    (ItemState.IN_DOUBT, Decision.REJECT): ItemState.REJECTED,
    (ItemState.IN_REVIEW, Decision.HAPPENED): ItemState.DONE,
    (ItemState.IN_REVIEW, Decision.REPEAT): ItemState.NEW,
    (ItemState.IN_REVIEW, Decision.REJECT): ItemState.REJECTED,
}
WORDS = {
    Decision.HAPPENED: "it has happened",
    Decision.REPEAT: "it is to be done",
    Decision.REJECT: "nothing more is to be done",
}


class Deciding(Holding):
    """What a person, or a command in a person's name, may change."""

    def resolve(
        self, item: int, decision: Decision, who: str, note: str = "", outputs: Mapping[str, Any] | None = None
    ) -> ItemState:
        """Carry out a person's word about an item in doubt or in review; see `Ledger.resolve`."""
        now, note, who = self.now(), self.texts.text(note), self.texts.text(who)
        said = f"{WORDS[decision]}, says {who}{': ' + note if note else ''}"
        with self.database.transaction():
            before = self._waiting(item, decision)
            state = STATE_AFTER[before, decision]
            steps = self._settle_doubts(item, decision, said, outputs or {}, now)
            reason = said if state in (ItemState.REJECTED, ItemState.DONE) else ""
            row = self.database.row("resolve_item", item=item, state=state.value, reason=reason, now=now)
            data = {"decision": decision.value, "who": who, "note": note, "steps": steps, "before": before.value}
            data["proofs"] = self._proofs(item, steps)
            self.journal.note(now, "item.resolved", item, row["last_run"] if row else None, state=state.value, **data)
        return state

    def _waiting(self, item: int, decision: Decision) -> ItemState:
        """The state of an item that waits for this decision.

        Raises:
            UsageError: It does not.
        """
        row = self.database.row("select_item", item=item)
        if row is None:
            raise UsageError(f"there is no item {item}.", hint="See: rpa review")
        state = ItemState(row["state"])
        if (state, decision) not in STATE_AFTER:
            message = f"item {item} ({row['key']}) is {state}: there is nothing to decide about it."
            raise UsageError(message, hint="Those that wait: rpa review")
        if decision is Decision.REPEAT and UNFIT in row["reason"]:
            why = row["reason"].partition(UNFIT)[2]
            message = f"item {item} ({row['key']}) cannot be run as it came: {why}."
            raise UsageError(message, hint="Have it corrected and handed in again, or reject it.")
        return state

    def _settle_doubts(
        self, item: int, decision: Decision, said: str, outputs: Mapping[str, Any], now: str
    ) -> list[str]:
        """Write a decision into the steps it is about; returns their ids."""
        rows = self.database.rows("select_doubtful_writes", item=item)
        if decision is Decision.REJECT:
            return [row["step"] for row in rows]
        for row in rows:
            if decision is Decision.REPEAT:
                self.database.change("discard_step", id=row["id"], reason=said, now=now)
                continue
            given = self.texts.json(outputs) if outputs or row["state"] != "late" else row["outputs"]
            proof = self.texts.json(receipt_parts(Receipt(said)))
            self.database.change("accept_step", id=row["id"], outputs=given, receipt=proof, now=now)
        return [row["step"] for row in rows]

    def _proofs(self, item: int, steps: Sequence[str]) -> list[str]:
        """Digests of what is now kept as the proof of these steps, of those that are done."""
        rows = self.database.rows("select_standing_steps", item=item) if steps else []
        done = {row["step"]: row for row in rows if row["state"] == "done"}
        return [digest(done[step]["outputs"], done[step]["receipt"] or "") for step in steps if step in done]

    def reopen(self, item: int, steps: Sequence[str], who: str, run: int | None = None) -> bool:
        """Make an ended item new again and count these steps as not done; see `Ledger.reopen`."""
        now, who = self.now(), self.texts.text(who)
        with self.database.transaction():
            if self.database.row("reopen_item", item=item, run=run, now=now) is None:
                return False
            for step in steps:
                # `_` and `%` cannot stand in an id, but `like` would take them for any character.
                passes = step.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "[%"
                self.database.change(
                    "undo_steps", item=item, step=step, passes=passes, reason=f"again, says {who}", now=now
                )
            if run is not None:
                self._sight(run, item, Verdict.TAKEN_UP, now)
            self.journal.note(now, "item.reopened", item, run, who=who, steps=list(steps))
        return True

    def take_up(self, items: Sequence[int], run: int | None = None) -> int:
        """Make failed or rejected items new again (attempts 0), in the given run when there is one.

        Items rejected on arrival stay: their values are not fit to run on. They are taken up when they
        arrive again, corrected.

        Returns:
            How many are new now.
        """
        page, taken = Page(self.now()), 0
        with self.database.transaction():
            for item in items:
                if self.database.row("take_up_item", item=item, run=run, now=page.at) is None:
                    continue
                taken += 1
                self.database.change("void_readings", item=item, reason="taken up again")
                if run is not None:
                    self._sight(run, item, Verdict.TAKEN_UP, page.at)
                page.note("item.new", item, run)
            self.journal.write(page)
        return taken

    def _sight(self, run: int, item: int, verdict: Verdict, now: str) -> None:
        self.database.change("insert_sighting", run=run, item=item, verdict=verdict.value, now=now)
