"""What a target says when it is asked whether an earlier attempt of a write happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rpa.model.effect import Receipt


@dataclass(frozen=True)
class Happened:
    """It was done, and is not done again.

    Attributes:
        receipt: The proof, as far as the target still gives it.
        outputs: The step's outputs that can still be told; the others are none.
    """

    receipt: Receipt
    outputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Repeat:
    """It may be done again: the target does not have it, or doing it twice changes nothing.

    Attributes:
        reason: Why, for the journal.
        settle: How long after `sent` this is believed at the earliest; None: as long as the recipe says.
        is_proof: True: the target does not have it. False: nobody knows, but a repetition does no harm for now.
    """

    reason: str
    settle: timedelta | None = None
    is_proof: bool = True


@dataclass(frozen=True)
class Unclear:
    """Nobody can tell.

    Attributes:
        reason: Why not, for the person who has to look.
    """

    reason: str


Answer = Happened | Repeat | Unclear
