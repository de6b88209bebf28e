"""Time as the engine sees it: one clock, so that a run can be placed on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """The time of a run.

    Attributes:
        zone: The company's time zone: decides which day it is.
        fixed_day: The business day of the run when it is not today (`--today`).
    """

    zone: ZoneInfo
    fixed_day: date | None = None

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The business day in the company's time zone."""
        return self.fixed_day or self.now().astimezone(self.zone).date()
