"""Runs that ended before they could tell what became of their items: killed, interrupted, or cut off while reporting.

What they have rejected stands nowhere but in the ledger, and their input is filed away: the next run tells it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rpa.errors import LedgerError
from rpa.ledger.arrivals import NOTHING_MORE
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.ledger.reading import WAITING
from rpa.model.run import FINALLY, Run, Totals

_log = logging.getLogger(__name__)
MARK = "rpa: told"
"""Name of the mark that says up to which run of a recipe everything was told."""
LOOKED_BACK = 50
"""Runs; each one tells what it finds, so that there is never more than a handful."""


@dataclass(frozen=True)
class Untold:
    """A run that nobody was told about.

    Attributes:
        run: The run.
        rows: Its items that a person has to look at, as they stand now.
        left: How many of its items nobody has finished; looked up only for a run that has no end.
    """

    run: Run
    rows: Sequence[ItemRow]
    left: int = 0

    @property
    def totals(self) -> Totals:
        """How many of its items wait for a person, by state."""
        return Totals(**Counter(row.state.value for row in self.rows))

    @property
    def why(self) -> str:
        """Why it did not tell, in words."""
        if self.run.finished is None:
            return "its process was killed"
        return self.run.error or "it was cut off while it told of them"


def untold_runs(ledger: Ledger, recipe: str, before: int | None = None) -> tuple[Untold, ...]:
    """The ended runs of a recipe that nobody was told about and that left something for a person, oldest first.

    Args:
        ledger: Where to look.
        recipe: Name of the recipe.
        before: Only runs before this one; None: all.
    """
    mark = ledger.mark(recipe, MARK)
    last, but = int(mark.get("run", 0)), set(mark.get("but", ()))
    found = []
    for run in reversed(ledger.runs(recipe, limit=LOOKED_BACK)):
        is_earlier = before is None or run.id < before
        is_told = run.id <= last and run.id not in but
        if is_earlier and not is_told and _may_have_left_something(run) and (rows := _news(ledger, run)):
            found.append(Untold(run, rows))
    return tuple(found)


def unheard_runs(ledger: Ledger, is_alive: Callable[[str], bool]) -> tuple[Untold, ...]:
    """The same for all recipes, and every run that was killed and that no later run has ended yet, oldest first.

    Args:
        ledger: Where to look.
        is_alive: Whether an owner lives.
    """
    killed = [run for run in ledger.unfinished_runs() if not run.owner or not is_alive(run.owner)]
    found = [Untold(run, _news(ledger, run), ledger.totals(run.id).left) for run in killed]
    recipes = {row.recipe for row in ledger.items(states=tuple(WAITING)) if not row.recipe.endswith(FINALLY)}
    found += [one for recipe in recipes for one in untold_runs(ledger, recipe)]
    return tuple(sorted(found, key=lambda one: one.run.id))


def keep_told(ledger: Ledger, recipe: str, run: int) -> None:
    """Note that everything up to this run was told; runs that are still under way will tell themselves.

    To be called after the telling, never before: who is killed between the two tells it again.
    """
    try:
        under_way = [one.id for one in ledger.unfinished_runs(recipe) if one.id < run]
        ledger.keep_mark(run, recipe, MARK, {"run": run, "but": under_way})
    except LedgerError as error:
        _log.warning("that run %s was told could not be noted, the next run tells it again: %s", run, error)


def _may_have_left_something(run: Run) -> bool:
    """Whether its totals name an item for a person, or an open one that became one later: most runs are all done."""
    totals = run.totals
    return run.finished is not None and (totals is None or bool(totals.waiting or totals.failed or totals.left))


def _news(ledger: Ledger, run: Run) -> list[ItemRow]:
    """Items for a person that stand as that run left them: a later run, or the person who decided, knows of others."""
    rows = ledger.items(run.recipe, tuple(WAITING), run=run.id)
    return [row for row in rows if row.run == run.id and not row.reason.startswith(NOTHING_MORE)]
