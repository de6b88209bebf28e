"""The end of a run: the steps of `finally:`, an item of their own for each run, so that they too happen once."""

from __future__ import annotations

from dataclasses import asdict

from rpa.ledger.protocol import Ledger
from rpa.model.item import Arrival
from rpa.model.values import content_hash
from rpa.recipe.plan import Recipe


def record_finale(ledger: Ledger, recipe: Recipe, run: int) -> None:
    """Record what a run's `finally:` is to do, with the totals as they are now; nothing without such steps."""
    if recipe.final:
        values = {"run": run, "totals": asdict(ledger.totals(run))}
        ledger.record(run, recipe.finale.name, [Arrival(f"run {run}", content_hash(values), values, f"run {run}")])
