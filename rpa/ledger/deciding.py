"""The verbs of a person: what is in doubt or held is decided, what has ended is taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rpa.errors import UsageError
from rpa.ledger.arrivals import NOTHING_MORE, UNFIT
from rpa.ledger.chain import digest
from rpa.ledger.holding import Holding
from rpa.ledger.journal import Page
from rpa.ledger.rows import read_receipt, receipt_parts
from rpa.ledger.store import Row
from rpa.model.effect import Receipt
from rpa.model.item import Decision, ItemState, Verdict
from rpa.model.values import from_json

STATE_AFTER = {
    (ItemState.IN_DOUBT, Decision.HAPPENED): ItemState.NEW,
    (ItemState.IN_DOUBT, Decision.REPEAT): ItemState.NEW,
    (ItemState.IN_DOUBT, Decision.REJECT): ItemState.REJECTED,
    (ItemState.IN_REVIEW, Decision.HAPPENED): ItemState.DONE,
    (ItemState.IN_REVIEW, Decision.CONFIRM): ItemState.NEW,
    (ItemState.IN_REVIEW, Decision.REPEAT): ItemState.NEW,
    (ItemState.IN_REVIEW, Decision.REJECT): ItemState.REJECTED,
}
WORDS = {
    Decision.HAPPENED: "it has happened",
    Decision.CONFIRM: "what was read is confirmed",
    Decision.REPEAT: "it is to be done",
    Decision.REJECT: NOTHING_MORE,
}


def is_decided(receipt: Receipt) -> bool:
    """Whether a write counts as done by a person's word."""
    happened = f"{WORDS[Decision.HAPPENED]}, says "
    return receipt.reference.startswith(happened) or "decision" in receipt.details


class Deciding(Holding):
    """What a person, or a command in a person's name, may change."""

    def resolve(
        self,
        item: int,
        decision: Decision,
        who: str,
        note: str = "",
        outputs: Mapping[str, Any] | None = None,
        epoch: int | None = None,
    ) -> ItemState:
        """Carry out a person's word about an item in doubt or in review; see `Ledger.resolve`."""
        now, note, who = self.now(), self.texts.text(note), self.texts.text(who)
        said = f"{WORDS[decision]}, says {who}{': ' + note if note else ''}"
        with self.database.transaction():
            before = self._waiting(item, decision)
            state = STATE_AFTER[before, decision]
            reason = said if state in (ItemState.REJECTED, ItemState.DONE) else ""
            values = {"item": item, "before": before.value, "state": state.value, "reason": reason, "now": now}
            row = self.database.row("resolve_item", epoch=epoch, **values)
            if row is None:
                raise self._not_waiting(item)
            asked = [row for row in self.database.rows("select_questions", item=item) if row["answer"] is None]
            answered = self._settle_questions(item, decision, said, outputs or {}, now, asked)
            steps = self._settle_doubts(item, decision, said, outputs or {}, now)
            data: dict[str, Any] = {"decision": decision.value, "who": who, "note": note, "steps": steps}
            data |= {"answered": answered, "readings": [row["step"] for row in asked]} if asked else {}
            data |= {"before": before.value, "state": state.value, "outputs": dict(outputs or {})}
            self.journal.note(now, "item.resolved", item, row["last_run"], proofs=self._proofs(item, steps), **data)
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
            raise self._not_waiting(item)
        if decision is Decision.REPEAT and state is ItemState.IN_REVIEW and UNFIT in row["reason"]:
            why = row["reason"].partition(UNFIT)[2]
            message = f"item {item} ({row['key']}) cannot be run as it came: {why}."
            raise UsageError(message, hint="Have it corrected and handed in again, or reject it.")
        return state

    def _not_waiting(self, item: int) -> UsageError:
        """Says where an item stands, and who has decided about it before."""
        row = self.database.row("select_item", item=item)
        assert row is not None  # noqa: S101 - items are never deleted
        state = {"claimed": "being worked on"}.get(row["state"], row["state"].replace("_", " "))
        decided = [event for event in self.events(item=item) if event["kind"] == "item.resolved"]
        before = ""
        if decided:
            data, at = decided[-1]["data"], decided[-1]["at"]
            before = f"{data['who']} decided on {at:%Y-%m-%d at %H:%M} UTC: {WORDS[Decision(data['decision'])]}; "
        message = f"item {item} ({row['key']}) is {state}: {before}there is nothing to decide about it."
        if (ItemState(row["state"]), Decision.REJECT) in STATE_AFTER:
            message = f"item {item} ({row['key']}) has moved on since you looked: {before}it is {state} anew."
            return UsageError(message, hint=f"Look again: rpa review show {item}")
        return UsageError(message, hint="Those that wait: rpa review")

    def _settle_questions(
        self, item: int, decision: Decision, said: str, outputs: Mapping[str, Any], now: str, asked: Sequence[Row]
    ) -> dict[str, str]:
        """Write a person's answer behind the question; returns its step with the digest of the answer.

        Raises:
            UsageError: A reading is to be confirmed and none was asked about.
        """
        if decision is Decision.REPEAT and asked:
            self.database.change("drop_open_questions", item=item)
        if decision is not Decision.CONFIRM:
            return {}
        if not asked:
            message = f"item {item}: no reading of it waits to be confirmed."
            raise UsageError(message, hint=f"See: rpa review show {item}")
        answer, step = self.texts.json(outputs), asked[-1]["step"]
        self.database.change("answer_question", item=item, step=step, answer=answer, said=said, now=now)
        return {step: digest(answer)}

    def _settle_doubts(
        self, item: int, decision: Decision, said: str, outputs: Mapping[str, Any], now: str
    ) -> list[str]:
        """Write a decision into the steps it is about; returns their ids.

        Raises:
            UsageError: There is no step that can have happened, or that the outputs can belong to.
        """
        doubts: dict[str, list[Row]] = {}
        for row in self.database.rows("select_doubtful_writes", item=item):
            doubts.setdefault(row["step"], []).append(row)
        if decision is Decision.HAPPENED:
            self._refuse_homeless(item, doubts, outputs)
        for rows in doubts.values():
            if decision is Decision.REPEAT:
                for row in rows:
                    self.database.change("discard_step", id=row["id"], reason=said, now=now)
            elif decision is Decision.HAPPENED:
                self._accept(rows, said, outputs, now)
        return list(doubts)

    def _refuse_homeless(self, item: int, doubts: Mapping[str, object], outputs: Mapping[str, Any]) -> None:
        row = self.database.row("select_item", item=item)
        assert row is not None  # noqa: S101 - it has just been changed
        if not doubts and (outputs or row["state"] == ItemState.NEW):
            message = f"item {item} ({row['key']}): no write of it is open, so none can have happened"
            raise UsageError(message, hint="Decide with repeat (it goes on where it stands) or reject.")
        if outputs and len(doubts) > 1:
            message = f"item {item} ({row['key']}): several of its steps are in doubt: {', '.join(doubts)}"
            raise UsageError(message, hint="Decide without outputs: they would be given to each of them.")

    def _accept(self, rows: Sequence[Row], said: str, outputs: Mapping[str, Any], now: str) -> None:
        """Take one write for done; what its own worker reported late stays the proof of it."""
        late = next((row for row in reversed(rows) if row["state"] == "late"), None)
        row = next((row for row in rows if row["state"] != "late"), late)
        assert row is not None  # noqa: S101 - there is at least one
        proof = Receipt(said)
        if late is not None and (reported := read_receipt(late["receipt"])):
            proof = replace(reported, details={**reported.details, "decision": said})
        given = late["outputs"] if late is not None and not outputs else self.texts.json(outputs)
        values = {"outputs": given, "receipt": self.texts.json(receipt_parts(proof)), "now": now}
        self.database.change("accept_step", id=row["id"], **values)

    def _proofs(self, item: int, steps: Sequence[str]) -> list[str]:
        """Digests of what is now kept as the proof of these steps, of those that are done."""
        rows = self.database.rows("select_standing_steps", item=item) if steps else []
        done = {row["step"]: row for row in rows if row["state"] == "done"}
        return [digest(done[step]["outputs"], done[step]["receipt"] or "") for step in steps if step in done]

    def amend(self, item: int, step: str, outputs: Mapping[str, Any], who: str, note: str = "") -> None:
        """Replace the outputs that a person gave for a write; see `Ledger.amend`."""
        now, note, who = self.now(), self.texts.text(note), self.texts.text(who)
        with self.database.transaction():
            row = self.database.row("touch_item", item=item, now=now)
            if row is None:
                hint = "Wait until it has failed, or let it be." if self.item(item) else "See: rpa items"
                raise UsageError(f"item {item} is under way, done or not there: nothing can be corrected.", hint=hint)
            write = self.database.row("select_done_write", item=item, step=step)
            proof = read_receipt(write["receipt"]) if write is not None else None
            if write is None or proof is None or not is_decided(proof):
                message = f"step {step} of item {item} is not done by a person's word: its outputs are the target's."
                raise UsageError(message, hint=f"See: rpa items {item}")
            values = {"outputs": self.texts.json(outputs), "receipt": write["receipt"], "now": write["ended_at"]}
            self.database.change("accept_step", id=write["id"], **values)
            data = {"step": step, "who": who, "note": note, "outputs": dict(outputs)}
            data["proof"] = digest(values["outputs"], values["receipt"])
            self.journal.note(now, "item.amended", item, row["last_run"], before=from_json(write["outputs"]), **data)

    def reopen(self, item: int, steps: Sequence[str], who: str, run: int | None = None) -> bool:
        """Make an ended item new again and count these steps as not done; see `Ledger.reopen`."""
        now, who = self.now(), self.texts.text(who)
        with self.database.transaction():
            if self.database.row("reopen_item", item=item, run=run, now=now) is None:
                return False
            for step in steps:
                # `_` and `%` cannot stand in an id, but `like` would take them for any character.
                passes = step.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "[%"
                self.database.change("drop_questions_of_step", item=item, step=step, passes=passes)
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
