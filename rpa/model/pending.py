"""Values that a plan cannot know yet, because a write has to happen first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pending:
    """A value known only after an earlier write.

    Attributes:
        name: What it will be, dotted: `order.number`.
    """

    name: str

    def __str__(self) -> str:
        """`‹order.number›`: how a plan shows it."""
        return f"‹{self.name}›"

    def __format__(self, spec: str) -> str:
        return str(self)

    def of(self, name: object) -> Pending:
        """A part of it."""
        return Pending(f"{self.name}.{name}")


class PendingText(str):
    """A text with a pending value somewhere inside, shown as `‹name›`."""

    __slots__ = ()


def is_pending(value: Any) -> bool:
    """True when a value, or anything inside it, is not known yet."""
    if isinstance(value, Pending | PendingText):
        return True
    if isinstance(value, Mapping):
        return any(is_pending(part) for part in value.values())
    return isinstance(value, list | tuple) and any(is_pending(part) for part in value)
