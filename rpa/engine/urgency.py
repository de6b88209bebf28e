"""Which item goes first and until when, as the recipe's expressions say; and the ones that come too late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rpa.engine.bench import Bench
from rpa.engine.doubts import unproven
from rpa.engine.names import evaluate
from rpa.errors import BusinessException
from rpa.ledger.protocol import StepState
from rpa.model.effect import Effect
from rpa.recipe.mismatch import described_value
from rpa.recipe.plan import Items
from rpa.recipe.queue import HIGHEST

BEGUN = (StepState.STARTED, StepState.SENT, StepState.DONE, StepState.LATE)


def priority_of(items: Items, names: Mapping[str, Any]) -> int:
    """The priority of an item.

    Args:
        items: How the recipe says it.
        names: For its expression, with the item's values as `item`.

    Raises:
        BusinessException: It is no whole number, or the expression fails.
    """
    found = evaluate(items.priority, names)
    if found is None:
        return 0
    is_whole = isinstance(found, int | Decimal) and not isinstance(found, bool) and found % 1 == 0
    if not is_whole or abs(found) > HIGHEST:
        raise BusinessException(
            f"a priority is a whole number from -{HIGHEST} to {HIGHEST}, this one is {described_value(found)}"
        )
    return int(found)


def deadline_of(items: Items, names: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    """When an item should be done; None: no matter.

    Args:
        items: How the recipe says it.
        names: For its expression, with the item's values as `item`.
        zone: Where days end, and where a moment without a zone is meant.

    Raises:
        BusinessException: It is neither a date nor a moment, or the expression fails.
    """
    found = evaluate(items.deadline, names)
    match found:
        case None:
            return None
        case datetime():
            moment = found if found.tzinfo is not None else found.replace(tzinfo=zone)
        case date():
            moment = datetime.combine(found, time.max, zone)
        case _:
            raise BusinessException(f"a deadline is a date or a moment, this one is {described_value(found)}")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BusinessException(f"the deadline {found} is beyond what a calendar knows") from None


def lane_of(items: Items, names: Mapping[str, Any]) -> str:
    """What an item shares with those that are not done at the same time; empty: nothing.

    Raises:
        BusinessException: The expression fails.
    """
    found = evaluate(items.one_at_a_time, names)
    return "" if found is None else str(found).strip()


def refuse_late(bench: Bench) -> None:
    """Refuse an item whose deadline is over, where the recipe says so and nothing of it has been written.

    Raises:
        BusinessException: It is too late for it.
    """
    items = bench.recipe.items
    if items is None or items.after_deadline != "reject":
        return
    ledger, number, clock = bench.worker.ledger, bench.claim.item, bench.worker.clock
    row, now = ledger.item(number), clock.now()
    if row is None or row.deadline is None or now <= row.deadline:
        return
    is_begun = any(step.effect is Effect.WRITE and step.state in BEGUN for step in ledger.steps(number))
    if is_begun or unproven(ledger, number) or _is_decided(bench):
        return
    until, since = (f"{moment.astimezone(clock.zone):%Y-%m-%d %H:%M}" for moment in (row.deadline, now))
    raise BusinessException(
        f"too late: its deadline was {until}, its turn came at {since} ({clock.zone}), and nothing of it was written",
        hint="If it is still to be done, hand it in again with a later deadline.",
    )


def _is_decided(bench: Bench) -> bool:
    """Whether a person has decided to do this item, since it last arrived."""
    is_decided = False
    for event in bench.worker.ledger.events(item=bench.claim.item):
        # Only what an arrival brought has content.
        is_decided = event["kind"] == "item.resolved" or (is_decided and "content" not in event["data"])
    return is_decided
