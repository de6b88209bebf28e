"""One item as its events tell it, beside the same item as its rows show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rpa.ledger.chain import digest
from rpa.model.item import ItemState

STATES = {*map(str, ItemState), "given_back"}
BARE = {"item.claimed": "claimed", "item.given_back": "new"}
"""Kinds of which nothing but the state counts."""
STANDING = ("started", "sent", "done")
SAID = {
    "started": "begun",
    "sent": "sent and not known to be done",
    "done": "done",
    "void": "not happened",
    "refused": "refused",
    "late": "done, reported late",
}


@dataclass
class Write:
    """A write as its events tell it.

    Attributes:
        state: How far it came; `late` when that is all that is known.
        event: The last event about it.
        intent: Digest of what was about to be written; empty when the event is of before digests were kept.
        proofs: Digests of the outputs and receipts that were accepted for it.
    """

    state: str = ""
    event: int = 0
    intent: str = ""
    proofs: list[str] = field(default_factory=list)


@dataclass
class Told:
    """An item as its events tell it.

    Attributes:
        state: Empty when no event that is left says so.
        key: Empty likewise; so are `content` and `row`, the digest of its values.
        pruned: The event that tells of its pruning; 0: none.
        writes: By step.
        answers: Digests of what a person has confirmed, by step.
        looks: Pure and read steps in order: name, or a list of names with the digest of what they gave.
    """

    state: str = ""
    key: str = ""
    content: str = ""
    row: str = ""
    row_event: int = 0
    pruned: int = 0
    writes: dict[str, Write] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    looks: list[tuple[Sequence[str], str, int]] = field(default_factory=list)

    def hear(self, number: int, kind: str, data: Mapping[str, Any]) -> None:
        """Take one event in."""
        if data.get("steps") and kind not in ("item.resolved", "item.reopened"):
            self.looks.append((data["steps"], data.get("found", ""), number))
        match kind.partition("."):
            case ("step", _, verb) if verb in SAID:
                self._hear_step(number, verb, data)
            case ("item", _, "resolved"):
                self.state = data["state"]
                self.answers |= data.get("answered", {})
                self._hear_decision(number, data)
            case ("item", _, "amended"):
                write = self.writes.setdefault(data["step"], Write("done"))
                write.event, write.proofs = number, [data["proof"]] if "proof" in data else []
            case ("item", _, "reopened"):
                self._hear_reopening(data["steps"])
            case ("item", _, "pruned"):
                self.pruned = number
            case ("item", _, verb) if verb in STATES:
                self._hear_state(number, verb, data)

    def _hear_state(self, number: int, verb: str, data: Mapping[str, Any]) -> None:
        self.state = "new" if verb == "given_back" else verb
        self.key = data.get("key", self.key)
        self.content = data.get("content", self.content)
        if "row" in data:
            self.row, self.row_event = data["row"], number

    def _hear_reopening(self, steps: Sequence[str]) -> None:
        self.state = "new"
        for step, write in self.writes.items():
            if (step in steps or step.partition("[")[0] in steps) and write.state in ("done", "late"):
                write.state = "void"

    def _hear_step(self, number: int, verb: str, data: Mapping[str, Any]) -> None:
        write = self.writes.setdefault(data["step"], Write())
        write.event = number
        if verb == "late":
            write.state = write.state or "late"
            return
        write.state = verb
        if verb == "started":
            write.intent = data.get("intent", "")
        if verb == "done":
            write.proofs = [data["proof"]] if "proof" in data else []

    def _hear_decision(self, number: int, data: Mapping[str, Any]) -> None:
        if data["decision"] in ("reject", "confirm"):
            return
        proofs = data.get("proofs", [])
        for place, step in enumerate(data["steps"]):
            write = self.writes.setdefault(step, Write())
            write.event, write.state = number, "done" if data["decision"] == "happened" else "void"
            write.proofs = proofs[place : place + 1]


def disagreements(
    item: Any, steps: Sequence[Any], told: Told, questions: Sequence[Any] = (), *, is_cut: bool
) -> Iterator[str]:
    """What the rows of an item say otherwise than its events, a sentence each.

    Args:
        item: Its row; None when there is none.
        steps: Rows of its steps, in order of their start.
        told: Its events.
        questions: What its steps have asked, with the answers.
        is_cut: Whether the front of the chain was pruned: what no event tells then proves nothing.
    """
    if item is None:
        yield "its row was removed"
        return
    if not told.state and not is_cut:
        yield "no event tells that it was recorded: its row was put in by other means"
        return
    if told.state and item["state"] != told.state:
        yield f"it is {item['state']}, its last event says {told.state}"
    for name in ("key", "content"):
        if getattr(told, name) and item[name] != getattr(told, name):
            yield f"its {name} was changed"
    if item["pruned_at"] and not told.pruned and not is_cut:
        yield "its details were removed, and not by rpa prune"
    if told.row and told.pruned < told.row_event and digest(item["fields"], item["original"]) != told.row:
        yield "its values were changed"
    for row in questions:
        known = told.answers.get(row["step"])
        if row["answer"] is not None and digest(row["answer"]) != known and not (is_cut and known is None):
            yield f"what a person has confirmed for the step {row['step']} was changed"
    yield from _writes(steps, told, is_cut=is_cut)
    yield from _looks([row for row in steps if row["effect"] != "write"], told, is_cut=is_cut)


def _writes(steps: Sequence[Any], told: Told, *, is_cut: bool) -> Iterator[str]:
    rows: dict[str, list[Any]] = {}
    for row in steps:
        if row["effect"] == "write":
            rows.setdefault(row["step"], []).append(row)
    for step in dict.fromkeys((*rows, *told.writes)):
        write = told.writes.get(step)
        if write is None:
            if not is_cut:
                yield f"no event tells of the write {step} that is kept as {SAID[_standing(rows[step])['state']]}"
        elif step not in rows:
            yield f"the row of the write {step} was removed: event {write.event} says it is {SAID[write.state]}"
        else:
            yield from _write(step, rows[step], write, told.pruned, is_cut=is_cut)


def _write(step: str, rows: Sequence[Any], write: Write, pruned: int, *, is_cut: bool) -> Iterator[str]:
    row = _standing(rows)
    if row["state"] != write.state and not (is_cut and write.state == "late"):
        yield f"the write {step} is kept as {SAID[row['state']]}, event {write.event} says it is {SAID[write.state]}"
    elif pruned < write.event:
        if row["state"] == "done" and write.proofs and digest(row["outputs"], row["receipt"] or "") not in write.proofs:
            yield f"the outputs or the receipt of the write {step} were changed since event {write.event}"
        if row["state"] in STANDING and write.intent and digest(row["intent"] or "") != write.intent:
            yield f"what the write {step} was about was changed"


def _standing(rows: Sequence[Any]) -> Any:
    """The row that counts: the one that stands, or else the newest that is no late evidence."""
    standing = [row for row in rows if row["state"] in STANDING]
    known = standing or [row for row in rows if row["state"] != "late"] or rows
    return known[-1]


def _looks(rows: Sequence[Any], told: Told, *, is_cut: bool) -> Iterator[str]:
    names = sum(len(steps) for steps, _, _ in told.looks)
    if names > len(rows) or (names < len(rows) and not is_cut):
        yield f"{len(rows)} looks and computations are kept, its events tell of {names}"
        return
    place = len(rows) - names
    for steps, found, event in told.looks:
        mine = rows[place : place + len(steps)]
        place += len(steps)
        if [row["step"] for row in mine] != list(steps):
            yield f"the steps that event {event} tells of are kept under other names"
        elif found and told.pruned < event and digest(*(row["outputs"] for row in mine)) != found:
            yield f"what {', '.join(steps)} gave was changed since event {event}"


def told_by(events: Sequence[Any]) -> Told:
    """An item's events, in order, taken together."""
    told = Told()
    for event in events:
        if event["kind"] in BARE:
            told.state = BARE[event["kind"]]
            continue
        try:
            told.hear(event["id"], event["kind"], json.loads(event["data"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            # Its data are not those of its kind: it was changed, and the chain says so.
            continue
    return told
