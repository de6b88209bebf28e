"""What a step does to the world, what it is about to write, and the proof that it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Effect(StrEnum):
    """How an action touches the world; every action declares one."""

    PURE = "pure"
    """Computes only; may be repeated at will."""
    READ = "read"
    """Looks at the world and leaves it as it was; may be repeated at will."""
    WRITE = "write"
    """Changes the world; passes the gate and happens once."""


@dataclass(frozen=True)
class Intent:
    """One write, described before it happens.

    Attributes:
        kind: The way of writing: `browser`, `mail`, `file`, `http`, `sql`.
        target: Where to: an address without its query, a mailbox, a path.
        summary: One line for a person: `Save order at http://.../orders/new`.
        fields: What is written, in order, as (caption, value as the target will show it). Never a secret.
        repeatable: True when repeating it changes nothing (a file renamed into place): after a crash it is simply
            done again, without doubt.
    """

    kind: str
    target: str
    summary: str
    fields: tuple[tuple[str, str], ...] = ()
    repeatable: bool = False


@dataclass(frozen=True)
class Receipt:
    """The proof of a write.

    Attributes:
        reference: What the target called it: a confirmation text, a Message-ID, a file hash.
        details: Further facts, as texts.
        pictures: Pictures taken before the submit, as paths relative to the artifacts folder.
    """

    reference: str
    details: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
