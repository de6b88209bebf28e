"""How reports say things: states, moments, durations and values in words that people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rpa.ledger.protocol import ItemRow
from rpa.model.item import ItemState, is_skipped

STATES = {
    "done": "done",
    "rejected": "rejected",
    "failed": "failed",
    "in_doubt": "in doubt",
    "in_review": "in review",
    "skipped": "skipped",
    "left": "left",
}
"""Outcomes in the order in which they are counted, with their words."""

MEANINGS = {
    "done": "finished",
    "rejected": "back to the clerk",
    "failed": "did not work out",
    "in_doubt": "may have happened",
    "in_review": "a person confirms",
    "skipped": "done before",
    "left": "for the next run",
}

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


PRUNED = "Its details were removed on {}, because they were older than this company keeps them."


def pruned(item: ItemRow, zone: ZoneInfo) -> str:
    """That an item's details were removed, and when; empty when they are there."""
    return PRUNED.format(day(item.pruned_at.astimezone(zone).date())) if item.pruned_at else ""


def outcome(item: ItemRow) -> str:
    """What became of an item in its run: one of `STATES`."""
    if is_skipped(item.state, item.verdict):
        return "skipped"
    return "left" if item.state in (ItemState.NEW, ItemState.CLAIMED) else item.state.value


def day(value: date) -> str:
    """`Mon 23 Nov 2026`: no order of numbers to mistake."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """`Mon 23 Nov 2026, 07:15` in the company's time zone."""
    local = value.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def clock_time(value: datetime, zone: ZoneInfo) -> str:
    """`07:15:02` in the company's time zone."""
    return f"{value.astimezone(zone):%H:%M:%S}"


def duration(value: timedelta) -> str:
    """`40 ms`, `3.2 s`, `1 min 12 s`, `2 h 03 min`."""
    seconds = max(value.total_seconds(), 0.0)
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s" if whole % 60 else f"{whole // 60} min"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min"


def count(number: int, word: str) -> str:
    """`1 item`, `2 items`, `12,000 items`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def written(value: Any, zone: ZoneInfo | None = None) -> str:
    """A typed value as one text."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"{value.astimezone(zone) if zone and value.tzinfo else value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case Mapping():
            return "; ".join(f"{name}: {written(part, zone)}" for name, part in value.items())
        case str():
            return value
        case Sequence():
            return ", ".join(written(part, zone) for part in value)
    return str(value)


def as_came(value: Any, zone: ZoneInfo | None = None) -> str:
    """A cell of a row as it came, for a person: typed or text; an empty one is an empty text."""
    return "" if value is None else written(value, zone)


def headline(totals: Mapping[str, int]) -> str:
    """How a run went, in one sentence.

    Args:
        totals: Outcome (see `STATES`) to number of items.
    """
    worked = sum(totals.values()) - totals["skipped"]
    if not worked:
        skipped = totals["skipped"]
        return f"Nothing new: {count(skipped, 'item')} done before." if skipped else "There was nothing to do."
    if worked == totals["done"]:
        return "It is done." if worked == 1 else f"All {count(worked, 'item')} are done."
    person = totals["rejected"] + totals["in_doubt"] + totals["in_review"]
    parts = [f"{totals['done']:,} of {count(worked, 'item')} done"]
    if person:
        parts.append(f"{person:,} {'needs' if person == 1 else 'need'} a person")
    parts += [f"{totals[name]:,} {words}" for name, words in (("failed", "failed"), ("left", "left")) if totals[name]]
    return ", ".join(parts) + "."
