"""What a person has rejected goes back to the clerk who handed it in: once, as a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from rpa.cli.terminal import say
from rpa.ledger.protocol import Ledger
from rpa.model.run import FINALLY
from rpa.model.workspace import Workspace


def hand_back_rejected(workspace: Workspace, ledger: Ledger, rejected: Iterable[tuple[str, int]]) -> None:
    """Write a hand-back workbook for each recipe, and say where it is.

    Args:
        workspace: Where.
        ledger: What happened.
        rejected: Recipe and number of each item.
    """
    from rpa.reports.files import write_decided

    by_recipe: dict[str, list[int]] = {}
    for recipe, item in rejected:
        by_recipe.setdefault(recipe.removesuffix(FINALLY), []).append(item)
    for recipe, items in by_recipe.items():
        path = write_decided(workspace, ledger, recipe, items)
        if path is not None:
            shown = path.relative_to(workspace.root) if path.is_relative_to(workspace.root) else path
            say(f"For the clerk: {shown}")
