"""Whether a run that cron starts more often than its schedule says is wanted now; most of them are not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from rpa.drivers.process_start import process_started
from rpa.errors import UsageError
from rpa.formats.cron import is_due
from rpa.formats.reading import Unreadable
from rpa.model.workspace import Workspace


def is_wanted_now(workspace: Workspace, expression: str) -> bool:
    """Whether a cron expression was due in the minute this process was started, in the workspace's time zone.

    Raises:
        UsageError: It is no cron expression.
    """
    try:
        return is_due(expression, process_started(), ZoneInfo(workspace.timezone))
    except Unreadable as error:
        raise UsageError(str(error), place="--due") from None
