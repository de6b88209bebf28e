"""Schedules: what they read, and when they fire in the nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.formats.cron import is_due, machine_times, read_schedule, times
from rpa.formats.reading import Unreadable

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = ("Europe/Amsterdam", "Europe/Oslo", "Europe/Berlin")
SPRING = datetime(2026, 3, 29, 1, tzinfo=UTC)  # 02:00 becomes 03:00
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)  # 03:00 becomes 02:00
MINUTE = timedelta(minutes=1)


def firing(expression: str, start: datetime, hours: int, zone: ZoneInfo = AMSTERDAM) -> list[str]:
    """Every minute at which it is due, found by asking in each one of them."""
    minutes = (start + count * MINUTE for count in range(hours * 60))
    return [minute.astimezone(zone).strftime("%H:%M%z") for minute in minutes if is_due(expression, minute, zone)]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("15 7 * * mon-fri", "15 7 * * 1-5"),
        ("  0   9\t1 JAN,jul  * ", "0 9 1 1,7 *"),
        ("@daily", "0 0 * * *"),
        ("@Hourly", "0 * * * *"),
        ("@yearly", "0 0 1 1 *"),
        ("5/15 * * * *", "5-59/15 * * * *"),
        ("0 6,8/4 * * 1/2", "0 6,8-23/4 * * 1-7/2"),
        ("*/10 8-18 * * sun", "*/10 8-18 * * 0"),
        ("0 9 L * *", "0 9 L * *"),
    ],
)
def test_reads(text: str, expression: str) -> None:
    assert read_schedule(text).expression == expression


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "five fields"),
        ("7:15", "five fields"),
        ("0 15 7 * * mon", "five fields"),
        ("60 7 * * *", "bad minute"),
        ("0 24 * * *", "bad hour"),
        ("0 7 * * fri-mon", "bad day-of-week"),
        ("0 7 * * maandag", "bad day-of-week"),
        ("0 0 31 2 *", "bad day-of-month"),
        ("0 7 */0 * *", "bad day-of-month"),
        ("@reboot", "no time"),
        ("@fortnightly", "five fields"),
        ("0 7 * * * rm -rf /", "five fields"),
    ],
)
def test_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match="15 7 \\* \\* mon-fri") as error:
        read_schedule(text)
    assert said in str(error.value)


@given(st.text(max_size=30) | st.from_regex(r"[0-9*/,A-Z#-]{1,6}( [0-9*/,LW#-]{1,5}){4}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        schedule = read_schedule(text)
    except Unreadable:
        return
    assert read_schedule(schedule.expression).expression == schedule.expression


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("expression", "spring", "autumn"),
    [
        ("30 2 * * *", ["03:00+0200"], ["02:30+0200"]),
        ("0 2 * * *", ["03:00+0200"], ["02:00+0200"]),
        ("0 3 * * *", ["03:00+0200"], ["03:00+0100"]),
        ("59 1 * * *", ["01:59+0100"], ["01:59+0200"]),
        ("30 2,3 * * *", ["03:00+0200", "03:30+0200"], ["02:30+0200", "03:30+0100"]),
        ("0,30 2 * * *", ["03:00+0200"], ["02:00+0200", "02:30+0200"]),
        (
            "30 * * * *",
            ["01:30+0100", "03:30+0200"],
            ["01:30+0200", "02:30+0200", "02:30+0100", "03:30+0100"],
        ),
        ("*/30 2 * * *", [], ["02:00+0200", "02:30+0200", "02:00+0100", "02:30+0100"]),
        ("30 2 * * mon", [], []),
        ("30 2 29 3 *", ["03:00+0200"], []),
    ],
)
def test_the_nights_of_the_clock_change(zone: str, expression: str, spring: list[str], autumn: list[str]) -> None:
    # From 01:30 to 04:29 on the wall, each minute asked.
    local = ZoneInfo(zone)
    assert firing(expression, SPRING - 30 * MINUTE, 2, local) == spring
    assert firing(expression, AUTUMN - 90 * MINUTE, 4, local) == autumn


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "day", [SPRING, AUTUMN, datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]
)
def test_a_fixed_time_fires_exactly_once_in_each_night(zone: str, day: datetime) -> None:
    for hour in range(24):
        moments = times(f"30 {hour} {day.day} {day.month} *", day - timedelta(hours=4), ZoneInfo(zone))
        fired = [moment for moment in islice(moments, 2) if moment < day + timedelta(hours=24)]
        assert len(fired) == 1


def test_next_times_are_in_order_and_each_once() -> None:
    found = list(islice(times("0,30 2-3 * * *", SPRING - timedelta(hours=3), AMSTERDAM), 4))
    assert [one.isoformat() for one in found] == [
        "2026-03-29T03:00:00+02:00",
        "2026-03-29T03:30:00+02:00",
        "2026-03-30T02:00:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


def test_the_second_of_two_equal_hours_is_not_the_first() -> None:
    between = AUTUMN + timedelta(minutes=10)  # 02:10, the second time
    assert next(times("30 2 * * *", between, AMSTERDAM)).isoformat() == "2026-10-26T02:30:00+01:00"


@pytest.mark.parametrize(
    ("late", "tolerance", "due"),
    [(0, 60, True), (59.9, 60, True), (60, 60, False), (-0.1, 60, False), (90, 120, True), (120, 120, False)],
)
def test_tolerance(late: float, tolerance: float, due: bool) -> None:
    moment = datetime(2026, 11, 23, 6, 15, tzinfo=UTC) + timedelta(seconds=late)
    assert is_due("15 7 * * mon-fri", moment, AMSTERDAM, timedelta(seconds=tolerance)) is due


FIELD = st.one_of(st.just("*"), st.integers(0, 23).map(str), st.sampled_from(["*/2", "1-3", "2,3", "0-23/3"]))
MINUTES = st.one_of(st.just("*"), st.integers(0, 59).map(str), st.sampled_from(["*/15", "0,30", "20-40", "7/20"]))
DAYS = st.sampled_from(["*", "*", "29", "25", "*/2", "L", "28-31"])
WEEKDAYS = st.sampled_from(["*", "*", "sun", "mon-fri", "0#4", "6L"])


@settings(max_examples=40, deadline=None)
@given(
    minutes=MINUTES,
    hours=FIELD,
    day=DAYS,
    weekday=WEEKDAYS,
    change=st.sampled_from([SPRING, AUTUMN, datetime(2026, 7, 1, 1, tzinfo=UTC)]),
    zone=st.sampled_from(ZONES),
)
def test_against_an_oracle_that_looks_at_every_minute(
    minutes: str, hours: str, day: str, weekday: str, change: datetime, zone: str
) -> None:
    local = ZoneInfo(zone)
    expression = f"{minutes} {hours} {day} * {weekday}"
    schedule = read_schedule(expression)
    start, length = change - timedelta(hours=26), 50 * 60
    expected = []
    for count in range(length):
        moment = start + count * MINUTE
        wall = moment.astimezone(local)
        before = (moment - MINUTE).astimezone(local)
        # Naive wall minutes that this one stands for: itself, and after a gap those that the clock left out.
        walls = [wall.replace(tzinfo=None, fold=0)]
        if not schedule.follows_clock:
            left_out = wall.replace(tzinfo=None, fold=0) - before.replace(tzinfo=None, fold=0) - MINUTE
            walls += [walls[0] - step * MINUTE for step in range(1, left_out // MINUTE + 1)]
            if wall.fold:
                walls = []
        if any(plainly_matches(schedule.expression, one) for one in walls):
            expected.append(moment)
    found = list(islice(times(expression, start - MINUTE, local), len(expected) + 1))
    assert [one.astimezone(UTC) for one in found[: len(expected)]] == expected
    assert found[-1] >= start + length * MINUTE
    for moment in expected[:5]:
        assert is_due(expression, moment, local)


def plainly_matches(expression: str, wall: datetime) -> bool:
    """Field by field on one naive minute, with no memory and no zone."""
    minute, hour, day, _, weekday = expression.split()
    if wall.minute not in numbers(minute, 0, 59) or wall.hour not in numbers(hour, 0, 23):
        return False
    last = (wall.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    days = {last.day} if day == "L" else numbers(day, 1, 31)
    on_day = wall.day in days
    today = wall.isoweekday() % 7
    if "#" in weekday:
        on_weekday = today == int(weekday[0]) and (wall.day - 1) // 7 + 1 == int(weekday[2])
    elif weekday.endswith("L"):
        on_weekday = today == int(weekday[0]) and wall.day > last.day - 7
    else:
        on_weekday = today in {number % 7 for number in numbers(weekday, 0, 7)}
    both = day.startswith("*") or weekday.startswith("*")
    return (on_day and on_weekday) if both else (on_day or on_weekday)


def numbers(field: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        begin = low if span == "*" else int(first)
        end = high if span == "*" else int(last or first)
        found |= set(range(begin, end + 1, int(step or 1)))
    return found


@pytest.mark.parametrize(
    ("expression", "machine", "fields", "exact"),
    [
        ("15 7 * * mon-fri", "Europe/Amsterdam", "15 7 * * 1-5", True),
        ("15 7 * * mon-fri", "Europe/Oslo", "15 7 * * 1-5", True),
        ("15 7 * * mon-fri", "UTC", "15 5-6 * * 1-5", False),
        ("30 0 1 * *", "UTC", "30 22-23 * * *", False),
        ("30 2 * * *", "UTC", "0,30 0-2 * * *", False),
        ("15 7 * * mon-fri", "America/New_York", "15 * * * 1-5", False),
        ("15 7 * * *", "Asia/Kolkata", "45 10-11 * * *", False),
        ("*/15 * * * *", "UTC", "0,15,30,45 * * * *", False),
        ("0 9 L * *", "Europe/Amsterdam", "0 9 * * *", False),
    ],
)
def test_fields_on_the_machines_clock(expression: str, machine: str, fields: str, exact: bool) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    found = machine_times(read_schedule(expression), AMSTERDAM, ZoneInfo(machine), now)
    assert (found.fields, found.exact) == (fields, exact)


@settings(max_examples=25, deadline=None)
@given(
    minutes=MINUTES,
    hours=FIELD,
    day=DAYS,
    weekday=WEEKDAYS,
    machine=st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/London"]),
    change=st.sampled_from([SPRING, AUTUMN, datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC)]),
)
def test_no_moment_is_missing_from_the_machines_fields(
    minutes: str, hours: str, day: str, weekday: str, machine: str, change: datetime
) -> None:
    expression = f"{minutes} {hours} {day} * {weekday}"
    there = machine_times(read_schedule(expression), AMSTERDAM, ZoneInfo(machine), datetime(2026, 1, 1, tzinfo=UTC))
    start = change - timedelta(days=1)
    for moment in times(expression, start, AMSTERDAM):
        if moment > change + timedelta(days=1):
            break
        wall = moment.astimezone(ZoneInfo(machine)).replace(tzinfo=None)
        assert plainly_matches(there.fields, wall)
