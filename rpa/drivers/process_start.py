"""When this process was started, as its kernel knows it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def process_started() -> datetime:
    """When this process was started, aware, UTC: under cron the minute it was meant for, however busy the machine.

    The time this is called where the kernel does not say.
    """
    try:
        ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        up = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return datetime.now(UTC)
    age = max(0.0, up - ticks / os.sysconf("SC_CLK_TCK"))
    return datetime.now(UTC) - timedelta(seconds=age)
