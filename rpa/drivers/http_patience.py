"""Reading by HTTP from services that are busy now and then: asked again, as long as they ask to be, within bounds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rpa.drivers.http_message import HttpAnswer, HttpRequest, HttpWay
from rpa.drivers.http_reading import fetch
from rpa.errors import ApplicationException, EnvironmentNotReady, StepFailed, UsageError

_log = logging.getLogger(__name__)
ATTEMPTS = 4
PAUSES = (1.0, 2.0, 4.0)
LONGEST_PAUSE = 120.0
"""Seconds that one Retry-After is followed; a service that wants a longer pause is asked by the next run."""
NOT_NOW = (429, 503)
BROKEN = (408, 425, 500, 502, 504)


def fetch_patiently(request: HttpRequest, way: HttpWay, sleep: Callable[[float], None] = time.sleep) -> HttpAnswer:
    """Get an address, and ask again after 429, 503, another 5xx or no answer.

    Args:
        request: A GET.
        way: How.
        sleep: Waits so many seconds.

    Returns:
        An answer that is none of these.

    Raises:
        EnvironmentNotReady: The service is busy or broken for longer.
        UsageError: The address is none, or leads to another site.
    """
    last = ""
    for attempt in range(ATTEMPTS):
        pause = PAUSES[min(attempt, len(PAUSES) - 1)]
        try:
            answer = fetch(request, way)
        except StepFailed as error:
            raise UsageError(error.message, place=error.place, hint=error.hint) from error
        except ApplicationException as error:
            last = error.message
        else:
            if answer.status not in (*NOT_NOW, *BROKEN):
                return answer
            last = f"answer {answer.status}"
            asked = retry_after(answer, datetime.now(UTC)) if answer.status in NOT_NOW else None
            if asked is not None and asked > LONGEST_PAUSE:
                message = f"{last}: it wants to be left alone for {asked:.0f} seconds"
                raise EnvironmentNotReady(message, place=request.place, hint="Run again later.")
            pause = pause if asked is None else asked
        if attempt + 1 < ATTEMPTS:
            _log.info("%s: %s; asked again in %.0f seconds", request.place, last, pause)
            sleep(pause)
    raise EnvironmentNotReady(f"{last}, {ATTEMPTS} times", place=request.place, hint="Run again later.")


def retry_after(answer: HttpAnswer, now: datetime) -> float | None:
    """Seconds that a service asks to wait; None when it does not say."""
    given = answer.headers.get("retry-after", "").strip()
    if given.isascii() and given.isdecimal() and len(given) < 9:
        return float(given)
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
