"""Writing to databases: with a marker row in the same transaction it can be repeated, and is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rpa.drivers.effect_marker import Done, Marker
from rpa.drivers.sql_text import Statement
from rpa.drivers.statement import execute
from rpa.effects.gate import Gate
from rpa.model.effect import Intent, Receipt
from rpa.model.values import content_hash


def marker_of(recipe: str, key: str, step: str, values: Mapping[str, Any]) -> Marker:
    """What a write of one step of one item, with these values, is known by."""
    digest = hashlib.sha256(f"{recipe}\0{key}\0{step}".encode()).hexdigest()
    return Marker(digest, f"{recipe}: {step}", content_hash(values))


def execute_once(
    gate: Gate, intent: Intent, url: str, statements: Sequence[Statement], marker: Marker | None, root: Path
) -> Done:
    """Execute statements through the gate, all of them or none.

    With a marker a second attempt finds out by itself whether the first one was committed, even when its process died
    with the answer on the way. Without one `sent` is durable before the commit, and what is lost after it is in doubt.

    Args:
        gate: The step's gate.
        intent: What is about to be written; repeatable if there is a marker.
        url: Address of the database, revealed.
        statements: In order.
        marker: What it is known by; None: it is not.
        root: Folder that relative SQLite files are in.

    Raises:
        RpaError: See `rpa.drivers.statement.execute`.
    """
    made: list[Done] = []

    def act(sent: Callable[[], None]) -> Receipt:
        done = execute(url, statements, marker, root, sent if marker is None else lambda: None)
        made.append(done)
        details = {"rows": ", ".join(map(str, done.counts))}
        if done.was_done:
            details["found"] = "an earlier attempt had done it"
        return Receipt(marker.id if marker else "committed", details)

    gate.write(intent, act)
    return made[0]
