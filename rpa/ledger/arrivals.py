"""Recording arrivals: what is new, what is known, and what a person has to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from rpa.ledger.chain import digest
from rpa.ledger.differences import differences
from rpa.ledger.journal import Page
from rpa.ledger.protocol import Sighting
from rpa.ledger.store import Database
from rpa.ledger.texts import NO_DEADLINE, Texts, kept, moment_text
from rpa.model.item import USUAL, Arrival, Changed, Failed, ItemState, Policy, Verdict
from rpa.model.values import from_json

AT_ONCE = 1000
"""Arrivals looked up together: memory stays flat however many come."""

UNFIT = ". Besides: "
"""In the reason of a held item: behind it stands why it could not be run even if nothing held it."""

NOTHING_MORE = "nothing more is to be done"
"""How the reason of an item begins that a person has rejected."""

ENDED_BADLY = (ItemState.FAILED, ItemState.REJECTED)

VERDICTS = {
    ItemState.NEW: Verdict.AGAIN,
    ItemState.CLAIMED: Verdict.AGAIN,
    ItemState.DONE: Verdict.SKIPPED,
    ItemState.IN_DOUBT: Verdict.HELD,
    ItemState.IN_REVIEW: Verdict.HELD,
}
"""What an arrival with the same content is, in the states in which it changes nothing."""


@dataclass
class Known:
    """What the ledger knows under a key.

    Attributes:
        id: Number of the item.
        content: Hash of its values.
        state: Where it stands.
        reason: Why.
        epoch: How often it was claimed or decided about, ever.
        attempts: How often it was claimed since it was recorded, taken up or decided about.
    """

    id: int
    content: str
    state: ItemState
    reason: str
    epoch: int = 0
    attempts: int = 0

    @property
    def is_set_aside(self) -> bool:
        """Whether a person has rejected it."""
        return self.state is ItemState.REJECTED and self.epoch > 0 and self.attempts == 0


@dataclass
class Recording:
    """Records the arrivals of one run, inside one transaction.

    Attributes:
        database: Where to.
        texts: Masks secrets.
        page: Takes the events.
        run: Number of the run.
        recipe: Name of its recipe.
        policy: What the recipe wants done with known keys.
        known: By key and variant: '' for the item itself, a content hash for one beside it.
    """

    database: Database
    texts: Texts
    page: Page
    run: int
    recipe: str
    policy: Policy = USUAL
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    _inserted: dict[str, tuple[int, Mapping[str, Any]]] = field(default_factory=dict, repr=False)

    def record(self, arrivals: Sequence[Arrival]) -> list[Sighting]:
        """Record arrivals in order; see `Ledger.record`."""
        sightings: list[Sighting] = []
        rest = iter(replace(one, key=kept(one.key)) if not one.key.isprintable() else one for one in arrivals)
        while some := list(islice(rest, AT_ONCE)):
            self._look_up(some)
            self._insert_unknown(some)
            sightings += [self._record_one(arrival) for arrival in some]
        self.database.change_many("insert_sighting", map(self._sighting_row, sightings))
        return sightings

    def _sighting_row(self, sighting: Sighting) -> dict[str, Any]:
        return {
            "run": self.run,
            "item": sighting.item,
            "verdict": sighting.verdict.value,
            "now": self.page.at,
        }

    def _look_up(self, arrivals: Sequence[Arrival]) -> None:
        keys = json.dumps(list({arrival.key for arrival in arrivals}))
        rows = self.database.rows("select_known", recipe=self.recipe, keys=keys)
        self.known = {
            (row["key"], row["variant"]): Known(
                row["id"], row["content"], ItemState(row["state"]), row["reason"], row["epoch"], row["attempts"]
            )
            for row in rows
        }

    def _insert_unknown(self, arrivals: Sequence[Arrival]) -> None:
        """Insert the first arrival of each unknown key, all at once; each is told of in its turn (see `_insert`)."""
        unknown: dict[str, Arrival] = {}
        for arrival in arrivals:
            if (arrival.key, "") not in self.known:
                unknown.setdefault(arrival.key, arrival)
        columns = [self._columns(one, _state(one), self.texts.text(one.reason)) for one in unknown.values()]
        rows = (
            {"recipe": self.recipe, "key": key, "variant": "", **one} for key, one in zip(unknown, columns, strict=True)
        )
        numbers = self.database.insert_many("insert_item", rows)
        self._inserted = dict(zip(unknown, zip(numbers, columns, strict=True), strict=True))

    def _record_one(self, arrival: Arrival) -> Sighting:
        first = self.known.get((arrival.key, ""))
        if first is None:
            return self._add(arrival)
        if first.content == arrival.content:
            return self._meet(arrival, first)
        beside = self.known.get((arrival.key, arrival.content))
        if beside is not None:
            return self._meet_beside(arrival, beside)
        if first.state in ENDED_BADLY and not self._write_begun(first):
            return self._end_badly(arrival, first)
        match self.policy.changed:
            case Changed.SKIP:
                return self._skip(arrival, first)
            case Changed.NEW:
                return self._add(arrival, arrival.content)
            case Changed.REJECT:
                return self._set_beside(arrival, first, ItemState.REJECTED, Verdict.REJECTED)
        return self._set_beside(arrival, first, ItemState.IN_REVIEW, Verdict.HELD)

    def _add(self, arrival: Arrival, variant: str = "") -> Sighting:
        known = self._insert(arrival, variant, _state(arrival), self.texts.text(arrival.reason))
        verdict = Verdict.REJECTED if arrival.reason else Verdict.ADDED
        return Sighting(known.id, arrival.key, verdict, known.reason)

    def _meet(self, arrival: Arrival, known: Known) -> Sighting:
        """The same content as a known item, or as one beside it."""
        is_decided = known.reason.startswith(f"{NOTHING_MORE}, says ")
        if known.state is ItemState.REJECTED and (is_decided or self._left_unknown(known)):
            return Sighting(known.id, arrival.key, Verdict.SET_ASIDE, known.reason)
        if known.state in ENDED_BADLY:
            return self._end_badly(arrival, known)
        verdict = VERDICTS[known.state]
        return Sighting(known.id, arrival.key, verdict, known.reason if verdict is Verdict.HELD else "")

    def _meet_beside(self, arrival: Arrival, beside: Known) -> Sighting:
        """The same content as one beside the item; one held and rejected stays so, work of its own is tried again."""
        is_final = self.policy.changed is not Changed.NEW or beside.is_set_aside
        if beside.state is ItemState.REJECTED and is_final:
            verdict = Verdict.SET_ASIDE if beside.is_set_aside else Verdict.REJECTED
            return Sighting(beside.id, arrival.key, verdict, beside.reason)
        return self._meet(arrival, beside)

    def _end_badly(self, arrival: Arrival, known: Known) -> Sighting:
        """An item that failed or was rejected: again, or left as it is."""
        # One that no step has rejected is no work of before: nobody but its arrival can bring it back.
        is_corrected = known.attempts == 0 and not arrival.reason and known.content != arrival.content
        if self.policy.failed is Failed.AGAIN or is_corrected:
            return self._renew(arrival, known)
        return Sighting(known.id, arrival.key, Verdict.LEFT, known.reason)

    def _skip(self, arrival: Arrival, first: Known) -> Sighting:
        """As if the known content had come again."""
        if first.state not in ENDED_BADLY:
            return self._meet(arrival, first)
        values = {"item": first.id, "run": self.run, "now": self.page.at}
        if self.policy.failed is Failed.LEAVE or self.database.row("take_up_item", **values) is None:
            return Sighting(first.id, arrival.key, Verdict.LEFT, first.reason)
        first.state, first.reason, first.attempts = ItemState.NEW, "", 0
        self.database.change("void_readings", item=first.id, reason="taken up again")
        self.page.note("item.new", first.id, self.run)
        return Sighting(first.id, arrival.key, Verdict.TAKEN_UP)

    def _renew(self, arrival: Arrival, known: Known) -> Sighting:
        known.state = ItemState.REJECTED if arrival.reason else ItemState.NEW
        known.reason = self.texts.text(arrival.reason)
        if known.content != arrival.content:
            self.database.change("drop_questions", item=known.id)
        known.content, known.attempts = arrival.content, 0
        columns = self._columns(arrival, known.state, known.reason)
        self.database.change("renew_item", item=known.id, **columns)
        self.database.change("void_readings", item=known.id, reason="taken up again")
        data = {"content": known.content, "reason": known.reason, "row": _row_digest(columns)}
        self.page.note(f"item.{known.state}", known.id, self.run, **data)
        verdict = Verdict.REJECTED if arrival.reason else Verdict.TAKEN_UP
        return Sighting(known.id, arrival.key, verdict, known.reason)

    def _set_beside(self, arrival: Arrival, first: Known, state: ItemState, verdict: Verdict) -> Sighting:
        """Keep other content of a known key as an item of its own that is not done; with the differences."""
        row = self.database.row("select_item", item=first.id)
        if row is not None and row["pruned_at"]:
            found = [f"what it held was removed on {row['pruned_at'][:10]}, the differences cannot be shown any more"]
        else:
            before = from_json(row["fields"]) if row is not None else {}
            found = differences(before, from_json(self.texts.json(arrival.values))) or ["nothing that can be shown"]
        reason = f"Item {first.id} ({first.state}) has the same key with other content: {'; '.join(found)}"
        if arrival.reason:
            reason += f"{UNFIT}{self.texts.text(arrival.reason)}"
        known = self._insert(arrival, arrival.content, state, self.texts.text(reason))
        return Sighting(known.id, arrival.key, verdict, known.reason)

    def _insert(self, arrival: Arrival, variant: str, state: ItemState, reason: str) -> Known:
        if not variant:
            number, columns = self._inserted.pop(arrival.key)
        else:
            columns = self._columns(arrival, state, reason)
            wanted = {"recipe": self.recipe, "key": arrival.key, "variant": variant, **columns}
            number = self.database.insert("insert_item", **wanted)
        known = Known(number, arrival.content, state, reason)
        self.known[arrival.key, variant] = known
        data = {"key": arrival.key, "content": arrival.content, "reason": reason, "row": _row_digest(columns)}
        self.page.note(f"item.{state}", number, self.run, **data)
        return known

    def _columns(self, arrival: Arrival, state: ItemState, reason: str) -> dict[str, Any]:
        return {
            "content": arrival.content,
            "state": state.value,
            "reason": reason,
            "run": self.run,
            "now": self.page.at,
            "place": self.texts.text(arrival.place),
            "fields": self.texts.json(arrival.values),
            "priority": arrival.priority,
            "lane": self.texts.text(arrival.lane),
            "deadline": NO_DEADLINE if arrival.deadline is None else moment_text(arrival.deadline),
            "original": self.texts.rows(arrival.original),
        }

    def _left_unknown(self, known: Known) -> bool:
        """Whether a person rejected it without knowing whether a write had happened: no arrival may repeat that."""
        return self.database.row("select_doubtful_writes", item=known.id) is not None

    def _write_begun(self, known: Known) -> bool:
        return self.database.row("select_begun_write", item=known.id, step=None) is not None


def _state(arrival: Arrival) -> ItemState:
    return ItemState.REJECTED if arrival.reason else ItemState.NEW


def _row_digest(columns: Mapping[str, Any]) -> str:
    return digest(columns["fields"], columns["original"])
