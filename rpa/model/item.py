"""Work items: one piece of work each, under one business key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any


class ItemState(StrEnum):
    """Where a work item stands in the ledger."""

    NEW = "new"
    CLAIMED = "claimed"
    DONE = "done"
    REJECTED = "rejected"
    """A business exception: the clerk gets it back with the reason."""
    FAILED = "failed"
    """An application exception that outlived its retries."""
    IN_DOUBT = "in_doubt"
    """A write may have happened; a person decides."""
    IN_REVIEW = "in_review"
    """Held for a person: the same key came with other content, or something was read that has to be confirmed."""


class Decision(StrEnum):
    """What a person says about an item that waits for one."""

    HAPPENED = "happened"
    """The write in doubt has happened: go on behind it. A held item: somebody has done it by hand."""
    CONFIRM = "confirm"
    """What was read is right, or has been put right: go on with it."""
    REPEAT = "repeat"
    """The write in doubt has not happened: do it. A held item is work of its own: do it. A reading: read it again."""
    REJECT = "reject"
    """Nothing more is to be done; a write in doubt stays as unknown as it is."""


class Changed(StrEnum):
    """What becomes of an arrival whose key was done or begun before, with other content."""

    HOLD = "hold"
    """It waits for a person, with the differences."""
    SKIP = "skip"
    """The difference does not matter: as if the known content had come again."""
    NEW = "new"
    """It is work of its own: done too, each content once."""
    REJECT = "reject"
    """The clerk gets it back, with the differences."""


class Failed(StrEnum):
    """What becomes of an arrival whose item failed or was rejected before."""

    AGAIN = "again"
    """It is tried again, with the newest content."""
    LEAVE = "leave"
    """It stays as it ended until a person takes it up; one that was unfit on arrival may still come corrected."""


@dataclass(frozen=True)
class Policy:
    """What a recipe wants done with arrivals whose key is known.

    Attributes:
        changed: Done or begun before, now with other content.
        failed: Failed or rejected before, nothing written yet or with the same content.
    """

    changed: Changed = Changed.HOLD
    failed: Failed = Failed.AGAIN


USUAL = Policy()
"""What a recipe that says nothing of it wants."""


class Verdict(StrEnum):
    """What became of an input when a run looked at it."""

    ADDED = "added"
    AGAIN = "again"
    """Known and not finished yet: its work goes on."""
    TAKEN_UP = "taken_up"
    """Failed or rejected before: tried again."""
    SKIPPED = "skipped"
    """Done before, with the same content."""
    HELD = "held"
    """Done or begun before with other content: waits for a person."""
    REJECTED = "rejected"
    """Could not be read as the recipe's fields ask."""
    LEFT = "left"
    """Failed or rejected before, and left so: the recipe's policy."""
    SET_ASIDE = "set_aside"
    """A person has rejected it before: nothing more is to be done, and nobody has to look at it again."""
    RESUMED = "resumed"
    """Left behind by an earlier run and finished by this one."""


ENDED_BEFORE = {(ItemState.DONE, Verdict.SKIPPED), (ItemState.REJECTED, Verdict.SET_ASIDE)}


def is_skipped(state: ItemState, verdict: Verdict | None) -> bool:
    """Whether an item had come to its end before the run looked at it: done, or rejected by a person."""
    return (state, verdict) in ENDED_BEFORE


@dataclass(frozen=True)
class Place:
    """Where an input stands, in words a clerk finds it by.

    Attributes:
        document: File name, mail subject or table.
        detail: Place inside it: `Orders!A7`, `page 2`, `row 12`; may be empty.
    """

    document: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.document} {self.detail}".strip()


@dataclass(frozen=True)
class RawItem:
    """One item as a source read it, before the recipe's fields are applied.

    Attributes:
        values: Field name to raw value: text, int, Decimal, date, bool, None, list or mapping of these. Never float.
        place: Where the item as a whole stands.
        places: Field path (`lines.0.quantity`, list positions from 0) to its own place (`Orders!D9`).
        problems: What could not be read, one sentence each with its place; such an item is rejected.
        original: The rows as they came, caption to value, for the hand-back workbook: int, Decimal, date, naive
            datetime, bool or None where the source has types; only what came as text is text.
        decimal: The decimal mark of the texts of its document, declared there or proved by its other numbers; empty
            when it is not known. A field's own `decimal:` goes first.
        incidental: Values that say where it lay and not what it is: the same file under another name is the same again.
    """

    values: Mapping[str, Any]
    place: Place
    places: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    original: tuple[Mapping[str, Any], ...] = ()
    decimal: str = ""
    incidental: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Arrival:
    """An item ready for the ledger.

    Attributes:
        key: The business key; for an item without one, a key made of its place and content.
        content: SHA-256 (hex) over the typed values: tells "the same again" from "the same key, other content".
        values: The typed values (see `rpa.model.values` for how they are kept).
        place: Where it stands, for people.
        original: The rows as they came, caption to value (see `RawItem`).
        reason: Why it is rejected; empty when it is fit to run.
        priority: The higher, the earlier.
        deadline: When it should be done, aware; None: no matter. Among equal priorities the nearest comes first.
        lane: Items of one lane are done one after another, never at once; empty: beside any other.
    """

    key: str
    content: str
    values: Mapping[str, Any]
    place: str
    original: tuple[Mapping[str, Any], ...] = ()
    reason: str = ""
    priority: int = 0
    deadline: datetime | None = None
    lane: str = ""


@dataclass(frozen=True)
class Mark:
    """How far a source was read.

    Attributes:
        name: Which source: what it reads and where, without secrets; one mark is kept for each name.
        told: Asked behind the last item: what the source wants to know when it is read again.
    """

    name: str
    told: Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Document:
    """One input document and what was read from it.

    Attributes:
        path: The file, absolute; None when the source is no file (a database, a calendar, a mailbox).
        name: What to call it in messages.
        items: The items found in it, in order; gone through once, and recorded in portions while it is read.
        problem: Why nothing could be read from it at all; empty when it was read.
        mark: Kept once all its items are recorded; None: the source needs none.
        file_away: Files the document away where it lies, once its items are recorded and its mark is kept; called with
            the recipe's `archive` (a folder's name), empty when it has none. None: it is a file, which the engine
            moves. May be called again for a document whose items were recorded before.
    """

    path: Path | None
    name: str
    items: Iterable[RawItem]
    problem: str = ""
    mark: Mark | None = None
    file_away: Callable[[str], None] | None = None
