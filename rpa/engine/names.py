"""The names a recipe's expressions can use: `params item steps settings secrets run today now`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from rpa.model.clock import Clock
from rpa.model.money import Money
from rpa.model.secret import Secret
from rpa.recipe.expression import Expression


def nest(secrets: Iterable[Secret]) -> dict[str, Any]:
    """Secrets by dotted name as nested mappings: `backoffice.user` becomes `{"backoffice": {"user": ...}}`."""
    tree: dict[str, Any] = {}
    for secret in secrets:
        *folders, name = secret.name.split(".")
        branch = tree
        for folder in folders:
            branch = branch.setdefault(folder, {})
        branch[name] = secret
    return tree


def run_names(
    params: Mapping[str, Any],
    settings: Mapping[str, Any],
    secrets: Mapping[str, Any],
    clock: Clock,
    today: date,
    run: int,
) -> dict[str, Any]:
    """Names that are the same for all items of a run.

    Args:
        params: Typed parameters.
        settings: The workspace's settings.
        secrets: Nested secrets (see `nest`).
        clock: For `now`, in the company's time zone.
        today: The run's business day: an item that is resumed tomorrow keeps it.
        run: Number of the run.
    """
    return {
        "params": params,
        "settings": settings,
        "secrets": secrets,
        "today": today,
        "now": clock.now().astimezone(clock.zone),
        "run": {"id": run, "day": today},
    }


def evaluate(value: Any, names: Mapping[str, Any]) -> Any:
    """A recipe's value with every expression in it evaluated; mappings and lists are copied."""
    match value:
        case Expression():
            return value.evaluate(names)
        case Mapping():
            return {name: evaluate(part, names) for name, part in value.items()}
        case list() | tuple():
            return [evaluate(part, names) for part in value]
    return value


def plain(outputs: BaseModel) -> dict[str, Any]:
    """An action's outputs as a mapping of plain typed values.

    Raises:
        TypeError: For a value that the ledger cannot keep: a float, a secret.
    """
    return {name: _plain(value) for name, value in outputs}


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return plain(value)
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case None | bool() | int() | str() | Decimal() | date() | Money() | Path():
            return value
    message = f"an action cannot give a {type(value).__name__}: it could not be kept"
    raise TypeError(message)
