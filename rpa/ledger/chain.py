"""The chain of events: each carries the hash of the one before, so that a later change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

FIRST_HASH = "0" * 64
"""What the first event follows."""

_quoted = json.encoder.encode_basestring
"""A text as JSON; an event is put together by hand, since a million of them are verified at once."""


class Event(NamedTuple):
    """One entry, as it is kept.

    Attributes:
        id: Its number, from 1, without gaps.
        at: ISO 8601 text, UTC.
        kind: What happened: `item.claimed`, `step.sent`.
        item: Number of the item; None when it concerns none.
        run: Number of the run; None when it concerns none.
        data: Details, as JSON text.
    """

    id: int
    at: str
    kind: str
    item: int | None
    run: int | None
    data: str

    def hash_after(self, previous: str) -> str:
        """SHA-256 (hex) over the hash before and this event's canonical JSON."""
        item = "null" if self.item is None else self.item
        run = "null" if self.run is None else self.run
        text = f"[{self.id},{_quoted(self.at)},{_quoted(self.kind)},{item},{run},{_quoted(self.data)}]"
        return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def digest(*texts: str) -> str:
    """128 bits (hex) that stand for texts as they are kept: an event with it proves that a row is still as it was."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:32]


def first_break(chain: Iterable[tuple[Event, str]], after: int = 0, previous: str = FIRST_HASH) -> int | None:
    """Find where a chain is broken.

    Args:
        chain: Events in order, each with the hash kept beside it.
        after: Number of the event before the first one; 0: the chain is all there.
        previous: Its hash.

    Returns:
        The number of the first event that is changed, or that stands where another one is missing; None when
        all follow. Events cut off at the end leave no trace in the chain itself.
    """
    for place, (event, kept) in enumerate(chain, start=after + 1):
        if event.id != place or event.hash_after(previous) != kept:
            return event.id
        previous = kept
    return None
