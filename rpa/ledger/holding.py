"""The verbs of a worker that holds an item: its steps, its numbers, its end; all fenced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rpa.errors import Fenced, InDoubt
from rpa.ledger.chain import digest
from rpa.ledger.journal import Journal
from rpa.ledger.protocol import Claim, Finished, StepState
from rpa.ledger.reading import Reading
from rpa.ledger.rows import intent_parts, receipt_parts
from rpa.ledger.store import Database, Row
from rpa.ledger.texts import Texts, moment_text
from rpa.model.effect import Intent, Receipt
from rpa.model.item import ItemState
from rpa.model.question import Question, question_parts
from rpa.model.values import from_json

DOUBTS = {
    StepState.STARTED: "the write was begun at {} and has no end yet.",
    StepState.SENT: "the write was sent at {}; whether it arrived is not known.",
    StepState.DONE: "the write was done at {}: it cannot be begun, sent or undone again.",
    StepState.LATE: "a worker that had been taken over reported this write as done, late, at {}.",
}
"""What stands in the way of a write."""


class Holding(Reading):
    """What a claim gives the right to.

    Args:
        database: The open ledger.
        journal: Its events.
        texts: Masks secrets.
        clock: Gives the present moment, aware.
    """

    def __init__(self, database: Database, journal: Journal, texts: Texts, clock: Callable[[], datetime]) -> None:
        super().__init__(database, journal)
        self.texts = texts
        self.clock = clock

    def now(self) -> str:
        """The present moment as it is kept."""
        return moment_text(self.clock())

    def settle(
        self,
        claim: Claim,
        state: ItemState,
        reason: str = "",
        finished: Sequence[Finished] = (),
        not_before: datetime | None = None,
    ) -> None:
        """End a claim; as new, the item may be claimed again from `not_before` on.

        New without a reason and a time means given back untried: that was no attempt.
        """
        with self.database.transaction():
            self._settle(claim, state, reason, finished, not_before)

    def _settle(
        self,
        claim: Claim,
        state: ItemState,
        reason: str,
        finished: Sequence[Finished],
        not_before: datetime | None = None,
    ) -> int:
        """End a claim, inside a transaction; returns the working run."""
        if state is ItemState.CLAIMED:
            message = "a claim cannot end as claimed"
            raise ValueError(message)
        due = "" if not_before is None else moment_text(not_before)
        now, reason = self.now(), self.texts.text(reason)
        untried = int(state is ItemState.NEW and not reason and not_before is None)
        values = {"state": state.value, "reason": reason, "not_before": due, "untried": untried}
        run = int(self._fence("settle_item", claim, now=now, **values)["last_run"])
        steps = self._keep_finished(claim, finished)
        if not untried:
            is_trouble = state in (ItemState.FAILED, ItemState.NEW)
            self.database.change("count_trouble" if is_trouble else "forget_trouble", run=run)
        self.journal.note(now, f"item.{state}", claim.item, run, reason=reason, not_before=due, **steps)
        return run

    def ask(self, claim: Claim, step: str, question: Question, reason: str, finished: Sequence[Finished] = ()) -> None:
        """End a claim as in review, because of a reading; see `Ledger.ask`."""
        now, words = self.now(), self.texts.json(question_parts(question))
        with self.database.transaction():
            run = self._settle(claim, ItemState.IN_REVIEW, reason, finished)
            self.database.change("keep_question", item=claim.item, step=step, asked=words, now=now)
            self.journal.note(now, "step.asked", claim.item, run, step=step, asked=digest(words))

    def begin(self, claim: Claim, step: str, intent: Intent, finished: Sequence[Finished], page: str = "") -> None:
        """Make a write's intent durable, together with the pure and read steps before it.

        Raises:
            InDoubt: If the write is under way, done, or was done by a worker that had been taken over.
        """
        now, words = self.now(), self.texts.json(intent_parts(intent))
        with self.database.transaction():
            row = self._fence("fence", claim)
            self._keep_page(claim, row, now, page, deaths=row["deaths"])
            steps = self._keep_finished(claim, finished)
            values = {"item": claim.item, "step": step, "epoch": claim.epoch}
            if not self.database.change("begin_step", intent=words, now=now, **values):
                raise self._doubt(claim, step)
            data = {"step": step, "summary": intent.summary, "intent": digest(words), **steps}
            self.journal.note(now, "step.started", claim.item, int(row["last_run"]), **data)

    def sent(self, claim: Claim, step: str) -> None:
        """Make durable that the write may leave now.

        Raises:
            InDoubt: If a worker that had been taken over did the write meanwhile.
        """
        now = self.now()
        with self.database.transaction():
            row = self.database.row("send_step", now=now, item=claim.item, step=step, epoch=claim.epoch)
            if row is None:
                raise self._why_not(claim, step)
            self.journal.note(now, "step.sent", claim.item, int(row["last_run"]), step=step)

    def finish(self, claim: Claim, step: str, outputs: Mapping[str, Any], receipt: Receipt, page: str = "") -> None:
        """Record a write's receipt and outputs. When fenced, they are kept as late evidence before it raises.

        Raises:
            InDoubt: If the write is not under way (void, or done already): kept as late evidence as well.
        """
        now = self.now()
        proof = {"outputs": self.texts.json(outputs), "receipt": self.texts.json(receipt_parts(receipt))}
        values = {"item": claim.item, "step": step, "epoch": claim.epoch, "now": now, **proof}
        trouble: Exception | None = None
        with self.database.transaction():
            row = self.database.row("finish_step", **values)
            if row is None:
                trouble, run = self._why_not(claim, step), None
                self.database.change("insert_late_step", **values)
            else:
                run = int(row["last_run"])
                self._keep_page(claim, row, now, page, deaths=0)
            kind = "step.late" if row is None else "step.done"
            data = {"step": step, "reference": receipt.reference, "proof": digest(proof["outputs"], proof["receipt"])}
            self.journal.note(now, kind, claim.item, run, **data)
        if trouble is not None:
            raise trouble

    def void(self, claim: Claim, step: str, reason: str, *, refused: bool = False) -> None:
        """Record that a begun write has provably not happened (or is repeatable): it may be begun again.

        Raises:
            InDoubt: If the write is not under way: never begun, void already, or done.
        """
        now, reason, state = self.now(), self.texts.text(reason), "refused" if refused else "void"
        with self.database.transaction():
            run = int(self._fence("fence", claim)["last_run"])
            values = {"state": state, "reason": reason, "now": now}
            if not self.database.change("void_step", item=claim.item, step=step, **values):
                raise self._doubt(claim, step)
            self.journal.note(now, f"step.{state}", claim.item, run, step=step, reason=reason)

    def accept(self, claim: Claim, step: str) -> Mapping[str, Any] | None:
        """Take a write that was sent for done, if its own worker has reported it late; returns its outputs, or None."""
        now = self.now()
        with self.database.transaction():
            run = int(self._fence("fence", claim)["last_run"])
            rows = self.database.rows("select_doubtful_writes", item=claim.item)
            mine = [row for row in rows if row["step"] == step]
            late = next((row for row in mine if row["state"] == "late"), None)
            begun = next((row for row in mine if row["state"] != "late"), None)
            if late is None or begun is None:
                return None
            values = {"outputs": late["outputs"], "receipt": late["receipt"], "now": now}
            self.database.change("accept_step", id=begun["id"], **values)
            data = {"step": step, "reference": "reported late by its own worker"}
            data["proof"] = digest(late["outputs"], late["receipt"])
            self.journal.note(now, "step.done", claim.item, run, **data)
        outputs: Mapping[str, Any] = from_json(late["outputs"])
        return outputs

    def number(self, claim: Claim, sequence: str) -> int:
        """The item's number of a gapless sequence, from 1: the same item gets the same number, always."""
        now, wanted = self.now(), {"sequence": sequence, "item": claim.item}
        with self.database.transaction():
            run = int(self._fence("fence", claim)["last_run"])
            row = self.database.row("select_number", **wanted)
            if row is None:
                row = self.database.rows("insert_number", **wanted)[0]
                self.journal.note(now, "number.given", claim.item, run, sequence=sequence, n=row["n"])
        return int(row["n"])

    def _fence(self, query: str, claim: Claim, **values: object) -> Row:
        """Run a query that finds its row only while the claim holds."""
        row = self.database.row(query, item=claim.item, epoch=claim.epoch, **values)
        if row is None:
            message = f"another worker took item {claim.item} ({claim.key}) over"
            raise Fenced(message, hint="This worker has stopped; the other one goes on with the item.")
        return row

    def _why_not(self, claim: Claim, step: str) -> Exception:
        """Why a write could not go on: the claim does not hold any more, or the write is in doubt."""
        try:
            self._fence("fence", claim)
        except Fenced as fenced:
            return fenced
        return self._doubt(claim, step)

    def _keep_page(self, claim: Claim, row: Row, now: str, page: str, *, deaths: int) -> None:
        """Note the page and the deaths of an item; its row is written only where something of it changes."""
        page = self.texts.text(page)
        if page not in ("", row["page"]) or deaths != row["deaths"]:
            self.database.change("keep_page", item=claim.item, page=page or row["page"], deaths=deaths, now=now)

    def _keep_finished(self, claim: Claim, finished: Sequence[Finished]) -> dict[str, Any]:
        """Keep pure and read steps; returns what the event says of them."""
        if not finished:
            return {"steps": []}
        texts = [self.texts.json(step.outputs) for step in finished]
        rows = [
            {
                "item": claim.item,
                "step": step.step,
                "epoch": claim.epoch,
                "effect": step.effect.value,
                "outputs": outputs,
                "started_at": moment_text(step.started_at),
                "ended_at": moment_text(step.ended_at),
            }
            for step, outputs in zip(finished, texts, strict=True)
        ]
        self.database.change_many("insert_finished_step", rows)
        return {"steps": [step.step for step in finished], "found": digest(*texts)}

    def _doubt(self, claim: Claim, step: str) -> InDoubt:
        """Why a write cannot go on: what the ledger knows of it."""
        row = self.database.row("select_begun_write", item=claim.item, step=step)
        place = f"item {claim.item} ({claim.key}), step {step}"
        if row is None:
            return InDoubt("the write is not under way in the ledger.", place=place, hint="Look at the item's steps.")
        message = DOUBTS[row["state"]].format(row["ended_at"] or row["sent_at"] or row["started_at"])
        return InDoubt(message, place=place, hint="Look in the target whether it is there before it is done again.")
