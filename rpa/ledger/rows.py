"""Rows of the tables as the types that the ledger hands out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rpa.ledger.protocol import Claim, ItemRow, QuestionRow, StepRow, StepState
from rpa.ledger.store import Row
from rpa.ledger.texts import NO_DEADLINE
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import ItemState, Verdict, is_skipped
from rpa.model.question import read_question
from rpa.model.run import Run, Totals
from rpa.model.values import from_json

TOTAL_OF_STATE = {
    ItemState.NEW: "left",
    ItemState.CLAIMED: "left",
    ItemState.DONE: "done",
    ItemState.REJECTED: "rejected",
    ItemState.FAILED: "failed",
    ItemState.IN_DOUBT: "in_doubt",
    ItemState.IN_REVIEW: "in_review",
}


def intent_parts(intent: Intent) -> dict[str, Any]:
    """An intent as a mapping that JSON can keep."""
    return {
        "kind": intent.kind,
        "target": intent.target,
        "summary": intent.summary,
        "fields": intent.fields,
        "repeatable": intent.repeatable,
    }


def receipt_parts(receipt: Receipt) -> dict[str, Any]:
    """A receipt as a mapping that JSON can keep."""
    return {"reference": receipt.reference, "details": receipt.details, "pictures": receipt.pictures}


def read_intent(text: str | None) -> Intent | None:
    """The intent kept as JSON."""
    if text is None:
        return None
    parts = json.loads(text)
    fields = tuple((caption, value) for caption, value in parts["fields"])
    return Intent(parts["kind"], parts["target"], parts["summary"], fields, parts["repeatable"])


def read_receipt(text: str | None) -> Receipt | None:
    """The receipt kept as JSON."""
    if text is None:
        return None
    parts = json.loads(text)
    return Receipt(parts["reference"], parts["details"], tuple(parts["pictures"]))


def step_row(row: Row) -> StepRow:
    """A row of `step`."""
    return StepRow(
        step=row["step"],
        epoch=row["epoch"],
        state=StepState(row["state"]),
        effect=Effect(row["effect"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        intent=read_intent(row["intent"]),
        outputs=from_json(row["outputs"]),
        receipt=read_receipt(row["receipt"]),
        reason=row["reason"],
        sent_at=_moment(row["sent_at"]),
        ended_at=_moment(row["ended_at"]),
    )


def newest_steps(rows: Iterable[Row]) -> tuple[StepRow, ...]:
    """Of each step the newest row, in order of their start."""
    newest: dict[str, Row] = {}
    for row in rows:
        newest.pop(row["step"], None)
        newest[row["step"]] = row
    return tuple(step_row(row) for row in newest.values())


@dataclass(frozen=True)
class Taken:
    """What was read of an item when it was claimed.

    Attributes:
        row: As the claim gave it back.
        steps: Its steps that stand, in order.
        undone: Its writes that are to be done again, with how often.
        run: Its own run.
        questions: What its steps have asked, with the answers.
    """

    row: Row
    steps: Sequence[Row]
    undone: Sequence[Row]
    run: Run
    questions: Sequence[Row]

    def claim(self) -> Claim:
        """The claim, for the worker; made outside the transaction, which others wait for."""
        row, run = self.row, self.run
        owner, _, epoch = row["suspect"].rpartition("#")
        return Claim(
            item=row["id"],
            run=run.id,
            epoch=row["epoch"],
            key=row["key"],
            attempts=row["attempts"],
            values=from_json(row["fields"]),
            state={"page": row["page"]} if row["page"] else {},
            steps=newest_steps(self.steps),
            place=row["place"],
            recipe_file=run.recipe_file,
            recipe_text=run.recipe_text,
            params=run.params,
            deaths=row["deaths"],
            suspect=owner,
            suspect_epoch=int(epoch or 0),
            variant=row["variant"],
            again={one["step"]: one["times"] for one in self.undone},
            answers={one["step"]: from_json(one["answer"]) for one in self.questions if one["answer"] is not None},
        )


def question_row(row: Row) -> QuestionRow:
    """A row of `question`."""
    return QuestionRow(
        step=row["step"],
        question=read_question(from_json(row["asked"])),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        answer=None if row["answer"] is None else from_json(row["answer"]),
        said=row["said"],
    )


def item_row(row: Row) -> ItemRow:
    """A row of `item` with a verdict beside it."""
    return ItemRow(
        id=row["id"],
        recipe=row["recipe"],
        key=row["key"],
        state=ItemState(row["state"]),
        reason=row["reason"],
        place=row["place"],
        # Rows are kept as pairs, in the order of the source; ledgers of before have mappings, sorted by caption, or
        # texts alone.
        original=tuple(dict(pairs) for pairs in from_json(row["original"])),
        values=from_json(row["fields"]),
        attempts=row["attempts"],
        run=row["last_run"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        priority=row["priority"],
        deadline=None if row["deadline"] == NO_DEADLINE else datetime.fromisoformat(row["deadline"]),
        deaths=row["deaths"],
        owner=row["owner"],
        variant=row["variant"],
        pruned_at=_moment(row["pruned_at"] or None),
        own_run=row["run"],
        epoch=row["epoch"],
    )


def run_row(row: Row) -> Run:
    """A row of `run` with its recipe's text beside it."""
    return Run(
        id=row["id"],
        recipe=row["recipe"],
        recipe_hash=row["recipe_sha256"],
        recipe_text=row["body"],
        recipe_file=row["recipe_file"],
        started=datetime.fromisoformat(row["started_at"]),
        params=from_json(row["params"]),
        finished=_moment(row["finished_at"]),
        totals=None if row["totals"] is None else Totals(**json.loads(row["totals"])),
        error=row["error"],
        owner=row["owner"],
        stop=row["stop"],
    )


def totals_text(totals: Totals) -> str:
    """Totals as JSON."""
    return json.dumps(asdict(totals), sort_keys=True, separators=(",", ":"))


def add_up(rows: Iterable[Row]) -> Totals:
    """Totals of rows with `state`, `verdict` and a number of `items`."""
    sums: dict[str, int] = {}
    for row in rows:
        state = ItemState(row["state"])
        name = "skipped" if is_skipped(state, Verdict(row["verdict"])) else TOTAL_OF_STATE[state]
        sums[name] = sums.get(name, 0) + row["items"]
    return Totals(**sums)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
