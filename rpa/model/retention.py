"""How long what a workspace keeps is kept: by kind, as the company says in `rpa.toml`; without a word, for ever."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from rpa.errors import UsageError

_PERIOD = re.compile(r"\s*(\d{1,4})\s*(day|week|month|year)s?\s*", re.IGNORECASE)
FOR_EVER = "for ever"


class Kind(StrEnum):
    """What may be removed when it is old enough."""

    DETAILS = "details"
    """What items held and what was read and written for them, field by field."""
    EVENTS = "events"
    """The front of the chain of events."""
    PICTURES = "pictures"
    """Pictures and pages kept as evidence."""
    INPUTS = "inputs"
    """Attachments kept out of mails."""
    REPORTS = "reports"
    """Reports and hand-back workbooks of runs."""
    PLANS = "plans"
    """Pages of plans."""
    LOGS = "logs"
    """Older files of the log."""
    BACKUPS = "backups"
    """Copies of the ledger made before it was migrated."""


@dataclass(frozen=True)
class Period:
    """A length of time on the calendar.

    Attributes:
        number: How many.
        unit: `day`, `week`, `month` or `year`.
    """

    number: int
    unit: str

    def before(self, day: date) -> date:
        """The day that lies this long before another one; 29 February becomes the 28th where there is none."""
        if self.unit in ("day", "week"):
            return day - timedelta(days=self.number * (7 if self.unit == "week" else 1))
        months = day.year * 12 + day.month - 1 - self.number * (12 if self.unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'s' if self.number != 1 else ''}"


@dataclass(frozen=True)
class Retention:
    """What a company keeps for how long.

    Attributes:
        periods: By kind; what is not named is kept for ever.
    """

    periods: Mapping[Kind, Period] = field(default_factory=dict)

    def older_than(self, kind: Kind, today: date, zone: ZoneInfo) -> datetime | None:
        """The moment before which things of a kind may go, aware: the beginning of a day; None: nothing may."""
        period = self.periods.get(kind)
        if period is None:
            return None
        day = period.before(today)
        return datetime(day.year, day.month, day.day, tzinfo=zone)


def read_retention(settings: Mapping[str, Any], place: str = "rpa.toml") -> Retention:
    """Read `[retention]`.

    Args:
        settings: What `rpa.toml` says.
        place: Its name, for messages.

    Raises:
        UsageError: A kind or a period that is not known: nothing is removed on a guess.
    """
    table, where = settings.get("retention", {}), f"{place} [retention]"
    if not isinstance(table, Mapping):
        raise UsageError(
            "retention is no table.", place=place, hint='Write [retention] and below it: details = "7 years"'
        )
    periods: dict[Kind, Period] = {}
    for name, text in table.items():
        if name not in tuple(Kind):
            near = get_close_matches(name, [kind.value for kind in Kind], 1)
            known = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(Kind)}."
            raise UsageError(f"there is nothing called {name} to keep or remove.", place=where, hint=known)
        if (period := read_period(text, f"{where} {name}")) is not None:
            periods[Kind(name)] = period
    return Retention(periods)


def read_period(text: Any, place: str) -> Period | None:
    """Read `90 days`, `18 months`, `7 years`; None for `for ever`.

    Raises:
        UsageError: It is no period of at least a day.
    """
    if isinstance(text, str) and text.strip().lower() == FOR_EVER:
        return None
    found = _PERIOD.fullmatch(text) if isinstance(text, str) else None
    if found is None or int(found[1]) == 0 or (found[2].lower() == "year" and int(found[1]) > 200):
        raise UsageError(
            f"{text!r} is no length of time.",
            place=place,
            hint=f'Write "90 days", "18 months", "7 years" or "{FOR_EVER}".',
        )
    return Period(int(found[1]), found[2].lower())
