"""The other workers on a recipe's items: what they leave behind is taken back, and what they hold is waited for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from rpa.engine.presence import Presence, take_back
from rpa.engine.stopping import Stop
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.item import ItemState

LOOK_EVERY = 0.3
"""Seconds between two looks at whether they have ended."""
LONGEST_WAIT = 60 * 60.0
"""Seconds for which a run waits for others that hold items and do not come forward: they may be paused."""


@dataclass
class Others:
    """Whoever else works on the items of a recipe: helping machines, members of a killed run, runs beside this one.

    Attributes:
        ledger: Where they claim.
        recipe: Its name.
        presence: Tells who is alive.
        stop: Whether to go on waiting.
        stuck: Why it was no longer waited for them; empty when they have ended.
    """

    ledger: Ledger
    recipe: str
    presence: Presence
    stop: Stop
    stuck: str = ""

    def left_work(self) -> bool:
        """Wait while they hold items; True when there is something to do again."""
        before: Sequence[object] = ()
        since = time.monotonic()
        while not self.stop.reason():
            take_back(self.ledger, self.presence, self.recipe)
            if self.ledger.count(self.recipe, ItemState.NEW):
                return True
            held = self.ledger.items(self.recipe, (ItemState.CLAIMED,))
            if not held:
                return False
            now = [(row.id, row.changed_at) for row in held]
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since > LONGEST_WAIT:
                self.stuck = _said(held)
                return False
            time.sleep(LOOK_EVERY)
        return False


def _said(held: Sequence[ItemRow]) -> str:
    named = ", ".join(f"{row.key} (by {row.owner})" for row in held[:3])
    rest = f" and {len(held) - 3} more" if len(held) > 3 else ""
    return (
        f"{named}{rest}: nothing has moved there for {LONGEST_WAIT / 60:g} minutes, and their workers are alive. "
        "Look at these processes; once they have ended, the next run goes on"
    )
