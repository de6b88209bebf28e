"""A step's `timeout:`, kept by whatever the step does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rpa.effects.time_limit import limited, overrun_words
from rpa.errors import ApplicationException
from rpa.recipe.plan import Step

if TYPE_CHECKING:
    from rpa.engine.bench import Bench


def seconds_of(step: Step) -> float | None:
    """The timeout of a step; None when it has none."""
    return step.timeout.total_seconds() if step.timeout is not None else None


@contextmanager
def in_time(bench: Bench, step: Step) -> Iterator[None]:
    """Let one attempt of a step take no longer than its timeout; a step in the browser gets its time on its page.

    Raises:
        ApplicationException: It took longer.
    """
    seconds = seconds_of(step)
    if seconds is None or step.spec is None or not step.spec.uses_browser:
        with limited(seconds):
            yield
        return
    bench.limit, browsing = seconds, bench.worker.browsing
    try:
        yield
    except ApplicationException as error:
        session = browsing.current()
        if session is not None and session.time_left() == 0:
            raise ApplicationException(f"{overrun_words(seconds)}: {error.message}", place=error.place) from error
        raise
    finally:
        bench.limit, session = None, browsing.current()
        if session is not None:
            session.limit(None)
