"""Runs and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

FINALLY = "/finally"
"""Behind a recipe's name: the recipe whose items are the runs' `finally:` steps."""


@dataclass(frozen=True)
class Totals:
    """How a run's items ended.

    Attributes:
        done: Finished by this run.
        rejected: Business exceptions, for the clerk.
        failed: Application exceptions that outlived their retries.
        in_doubt: A write may have happened; a person decides.
        in_review: Same key, other content; a person decides.
        skipped: Done by an earlier run, or rejected by a person before: nobody has to look at it again.
        left: Not finished: the run was stopped before.
    """

    done: int = 0
    rejected: int = 0
    failed: int = 0
    in_doubt: int = 0
    in_review: int = 0
    skipped: int = 0
    left: int = 0

    @property
    def waiting(self) -> int:
        """Items that wait for a person."""
        return self.rejected + self.in_doubt + self.in_review

    @property
    def exit_code(self) -> int:
        """3 some failed or were left · 4 some wait for a person · 0 all done; 3 wins over 4."""
        if self.failed or self.left:
            return 3
        return 4 if self.waiting else 0


@dataclass(frozen=True)
class Limits:
    """How hard a recipe may press on its target, all workers of all runs together.

    Attributes:
        interval: Shortest time from the start of one item to the start of the next; zero: no limit.
        concurrency: Most items at once; 0: no limit.
    """

    interval: timedelta = timedelta(0)
    concurrency: int = 0


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Run:
    """One run of a recipe.

    Attributes:
        id: Number of the run, from 1.
        recipe: Name of the recipe.
        recipe_hash: SHA-256 of the recipe's text.
        recipe_text: The recipe as it was: items resume on it.
        recipe_file: Where it was read from, for messages.
        params: Parameters, typed.
        started: Aware, UTC.
        finished: Aware, UTC; None while under way or when the process died.
        totals: None until finished.
        error: Why the run as a whole stopped early; empty otherwise.
        owner: Who conducts it (`host:pid:random`); empty for runs of older programs.
        stop: Why nothing more of it is to be begun; empty: it goes on.
    """

    id: int
    recipe: str
    recipe_hash: str
    recipe_text: str
    recipe_file: str
    started: datetime
    params: Mapping[str, Any] = field(default_factory=dict)
    finished: datetime | None = None
    totals: Totals | None = None
    error: str = ""
    owner: str = ""
    stop: str = ""
