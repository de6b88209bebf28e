"""The two charts of a run's report as numbers: how its items ended, and how long they took or when they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rpa.reports.wording import STATES, clock_time, duration

WIDTH = 1000.0
HEIGHT = 100.0
BARS = 80
"""With more items than this, single bars say nothing: the chart shows how many ended when."""
_BUCKETS = 40
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)


@dataclass(frozen=True)
class Bar:
    """One rectangle of a chart, in its own units.

    Attributes:
        x: Left edge; `y` the upper one, `width` and `height` its size.
        tone: Outcome that gives the colour.
        label: What it says when pointed at.
    """

    x: float
    y: float
    width: float
    height: float
    tone: str
    label: str


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        title: Heading.
        summary: What it shows, for those who cannot see it.
        bars: From left to right.
        top: What its upper edge stands for.
        first: What its left edge stands for; `last` its right edge.
    """

    title: str
    summary: str
    bars: tuple[Bar, ...]
    top: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Worked:
    """An item as the charts see it.

    Attributes:
        key: Business key.
        outcome: See `STATES`.
        took: Time this run spent on it; None when not known.
        ended: When it was changed last.
    """

    key: str
    outcome: str
    took: timedelta | None
    ended: datetime


def outcome_chart(totals: Mapping[str, int]) -> Chart | None:
    """Outcomes as parts of one bar; None without items."""
    whole = sum(totals.values())
    if not whole:
        return None
    x, bars = 0.0, []
    for name, words in STATES.items():
        if totals[name]:
            width = WIDTH * totals[name] / whole
            bars.append(Bar(x, 0, width, HEIGHT, name, f"{totals[name]:,} {words}"))
            x += width
    return Chart("How the items ended", ", ".join(bar.label for bar in bars), tuple(bars))


def time_chart(items: Sequence[Worked], zone: ZoneInfo) -> Chart | None:
    """Time per item; for many items, how many ended when; None with fewer than two items.

    Args:
        items: Those the run worked on, in order.
        zone: The company's time zone.
    """
    timed = [item for item in items if item.took is not None]
    if len(timed) >= 2 and len(items) <= BARS:
        return _per_item(timed)
    return _over_time(items, zone) if len(items) > BARS else None


def _ceiling(seconds: float) -> float:
    return next((step for step in _STEPS if step >= seconds), seconds)


def _per_item(items: Sequence[Worked]) -> Chart:
    seconds = [item.took.total_seconds() if item.took else 0.0 for item in items]
    top, slot = _ceiling(max(seconds)), WIDTH / len(items)
    bars = []
    for number, (item, value) in enumerate(zip(items, seconds, strict=True)):
        height = max(HEIGHT * value / top, 0.8)
        took = duration(timedelta(seconds=value))
        label = f"{item.key}: {took}, {STATES[item.outcome]}"
        bars.append(Bar(slot * (number + 0.12), HEIGHT - height, slot * 0.76, height, item.outcome, label))
    median = sorted(seconds)[len(seconds) // 2]
    slowest = items[seconds.index(max(seconds))]
    summary = (
        f"Half of the items took less than {duration(timedelta(seconds=median))}; "
        f"the slowest, {slowest.key}, took {duration(timedelta(seconds=max(seconds)))}"
    )
    bound = duration(timedelta(seconds=top))
    return Chart("Time per item, in order", summary, tuple(bars), bound, items[0].key, items[-1].key)


def _over_time(items: Sequence[Worked], zone: ZoneInfo) -> Chart:
    first, last = min(item.ended for item in items), max(item.ended for item in items)
    span = max((last - first).total_seconds(), 1.0)
    buckets: list[Counter[str]] = [Counter() for _ in range(_BUCKETS)]
    for item in items:
        at = (item.ended - first).total_seconds() / span
        buckets[min(int(at * _BUCKETS), _BUCKETS - 1)][item.outcome] += 1
    most, slot = max(bucket.total() for bucket in buckets), WIDTH / _BUCKETS
    bars = []
    for number, bucket in enumerate(buckets):
        floor = HEIGHT
        since = first + timedelta(seconds=span * number / _BUCKETS)
        for name, words in STATES.items():
            if bucket[name]:
                height = HEIGHT * bucket[name] / most
                floor -= height
                label = f"from {clock_time(since, zone)}: {bucket[name]} {words}"
                bars.append(Bar(slot * (number + 0.06), floor, slot * 0.88, height, name, label))
    pace = len(items) / span * 60
    summary = f"{len(items):,} items in {duration(timedelta(seconds=span))}, {pace:,.0f} a minute"
    ends = clock_time(first, zone), clock_time(last, zone)
    return Chart("When the items ended", summary, tuple(bars), f"{most:,} items", *ends)
