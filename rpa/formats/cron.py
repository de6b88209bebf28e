"""Cron expressions on a wall clock: when they fire, also in the nights when the clocks change.

The rules are those of Debian's cron. An expression at a fixed time fires exactly once in either night: in
spring at the first minute after the gap, in autumn in the first of the two equal hours. One with a `*` in its
minutes or hours follows the clock: not in the gap, and in both equal hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from cronsim import CronSim, CronSimError
from cronsim.cronsim import SpecItem

from rpa.formats.reading import Unreadable

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
EXPECTED = "a schedule such as 15 7 * * mon-fri"
ORDER = "minute, hour, day of the month, month, day of the week"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
HIGHEST = (59, 23, 31, 12, 7)
MINUTE = timedelta(minutes=1)
ANY_DAY = "* * *"
SAMPLED = timedelta(days=3 * 366)  # how far ahead two zones are compared


@dataclass(frozen=True)
class Schedule:
    """A cron expression that has been read.

    Attributes:
        text: As written.
        fields: Minute, hour, day of the month, month, day of the week; numbers for names.
        minutes: Minutes of the hour it may fire at, sorted.
        hours: Hours of the day it may fire at, sorted.
    """

    text: str
    fields: tuple[str, str, str, str, str]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]

    @property
    def expression(self) -> str:
        """The five fields in one line."""
        return " ".join(self.fields)

    @property
    def follows_clock(self) -> bool:
        """True with a `*` in minutes or hours: then it is bound to no fixed time of the day."""
        return self.fields[0].startswith("*") or self.fields[1].startswith("*")

    @property
    def is_plain(self) -> bool:
        """True when every cron reads it alike: no `L`, `LW`, `#`."""
        return re.search("[L#]", self.expression) is None


@dataclass(frozen=True)
class MachineTimes:
    """What stands in a crontab for a schedule.

    Attributes:
        fields: The five fields, in the machine's time.
        exact: True when they say just the schedule; False when they name more minutes than it has, so that
            the command must ask `is_due`.
    """

    fields: str
    exact: bool


def read_schedule(text: str) -> Schedule:
    """Read a cron expression of five fields, or `@daily` and its like.

    Raises:
        Unreadable: It is none, or it never fires (31 February).
    """
    line = NICKNAMES.get(text.strip().lower(), text.strip())
    if line.lower() == "@reboot":
        raise Unreadable(text, EXPECTED, "a start of the machine is no time")
    parts = line.upper().split()
    if len(parts) != 5:
        raise Unreadable(text, EXPECTED, f"five fields: {ORDER}")
    try:
        simulated = CronSim(" ".join(parts), datetime(2026, 1, 1, tzinfo=UTC))
        next(simulated)
    except CronSimError as error:
        raise Unreadable(text, EXPECTED, f"{_lower(str(error))}; in order: {ORDER}") from None
    except StopIteration:
        raise Unreadable(text, EXPECTED, "there is no such day") from None
    minute, hour, day, month, weekday = (_in_numbers(part, at) for at, part in enumerate(parts))
    fields = (minute, hour, day, month, weekday)
    return Schedule(text, fields, _numbers(simulated.minutes), _numbers(simulated.hours))


def times(expression: str, after: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The moments a schedule fires at, in the order of time, without end.

    Args:
        expression: As `read_schedule`.
        after: Aware; the first moment is later than this.
        zone: The wall clock it is meant for.

    Returns:
        Aware datetimes in `zone`, each once.

    Raises:
        Unreadable: It is no schedule.
    """
    schedule = read_schedule(expression)
    last = after.astimezone(UTC)
    # A fixed time is found on the wall clock alone, which the hour before a change shows twice or not at all:
    # begin a little earlier and leave out what is past.
    start = (last if schedule.follows_clock else last - timedelta(hours=4)).astimezone(zone)
    for moment in CronSim(schedule.expression, start):
        found = moment.astimezone(UTC)
        imaginary = found.astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None)
        if found > last and not imaginary:
            last = found
            yield last.astimezone(zone)


def is_due(expression: str, now: datetime, zone: tzinfo, tolerance: timedelta = MINUTE) -> bool:
    """Whether a schedule fires now.

    Args:
        expression: As `read_schedule`.
        now: Aware.
        zone: The wall clock it is meant for.
        tolerance: How long after its moment it still counts; the default is the minute itself.

    Raises:
        Unreadable: It is no schedule.
    """
    # Moments are whole minutes, and one that is exactly `tolerance` ago is over.
    before = now.astimezone(UTC) - tolerance
    moment = next(times(expression, before, zone), None)
    return moment is not None and moment.astimezone(UTC) <= now.astimezone(UTC)


def machine_times(schedule: Schedule, zone: tzinfo, machine: tzinfo, now: datetime) -> MachineTimes:
    """A schedule on the company's clock as fields for a cron that runs on the machine's.

    Args:
        schedule: What to install.
        zone: The company's time zone.
        machine: The machine's.
        now: Aware; the zones are compared for three years from here.

    Returns:
        The schedule's own fields when the clocks agree; else a simple set of minutes that holds all its
        moments, to be used with `is_due`.
    """
    shifts, machine_changes = _compare(zone, machine, now)
    if shifts == {0}:
        fields = schedule.fields if schedule.is_plain else (*schedule.fields[:2], *ANY_DAY.split())
        return MachineTimes(" ".join(fields), exact=schedule.is_plain)
    local = _moments_of_day(schedule, zone, now)
    shifted = {minute + shift for minute in local for shift in shifts}
    same_day = schedule.is_plain and all(0 <= minute < 1440 for minute in shifted)
    minutes = _ranges({minute % 60 for minute in shifted}, 59)
    # Where the machine's clock changes as well, its cron may leave out or move a fixed hour; a `*` it obeys
    # to the minute, and the command itself decides.
    hours = "*" if machine_changes else _ranges({minute % 1440 // 60 for minute in shifted}, 23)
    days = " ".join(schedule.fields[2:]) if same_day else ANY_DAY
    return MachineTimes(f"{minutes} {hours} {days}", exact=False)


def _moments_of_day(schedule: Schedule, zone: tzinfo, now: datetime) -> set[int]:
    found = {hour * 60 + minute for hour in schedule.hours for minute in schedule.minutes}
    if schedule.follows_clock:
        return found
    # A fixed time inside a spring gap fires at the gap's end, which is no time of the schedule.
    gap_ends = {end % 1440 for begin, end in _gaps(zone, now) if any(begin <= minute < end for minute in found)}
    return found | gap_ends


def _gaps(zone: tzinfo, now: datetime) -> Iterator[tuple[int, int]]:
    """Minutes of the day at which a gap in the wall clock begins and ends, for the years compared."""
    moments = _hours_from(now)
    earlier = _offset(zone, next(moments))
    for moment in moments:
        later = _offset(zone, moment)
        if later > earlier:
            while _offset(zone, moment - MINUTE) == later:
                moment -= MINUTE  # noqa: PLW2901 - back to the very minute of the change
            end = moment.astimezone(zone)
            minute = end.hour * 60 + end.minute
            yield minute - (later - earlier), minute
        earlier = later


def _compare(zone: tzinfo, machine: tzinfo, now: datetime) -> tuple[set[int], bool]:
    """Minutes the machine's clock is ahead, all that occur; and whether the machine's clock changes."""
    shifts, offsets = set(), set()
    for moment in _hours_from(now):
        offset = _offset(machine, moment)
        offsets.add(offset)
        shifts.add(offset - _offset(zone, moment))
    return shifts, len(offsets) > 1


def _hours_from(now: datetime) -> Iterator[datetime]:
    start = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    yield from (start + timedelta(hours=count) for count in range(SAMPLED // timedelta(hours=1)))


def _offset(zone: tzinfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset / MINUTE) if offset is not None else 0


def _in_numbers(part: str, at: int) -> str:
    """A field as every cron reads it: numbers for names, and `5/15` as the range it means."""
    if at >= 3:
        names = MONTHS if at == 3 else WEEKDAYS
        for number, name in enumerate(names, start=1 if at == 3 else 0):
            part = part.replace(name, str(number))
    return re.sub(r"(^|,)(\d+)/", rf"\1\2-{HIGHEST[at]}/", part)


def _numbers(items: set[SpecItem] | set[int]) -> tuple[int, ...]:
    return tuple(sorted(item for item in items if isinstance(item, int)))


def _ranges(numbers: set[int], highest: int) -> str:
    if len(numbers) == highest + 1:
        return "*"
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
