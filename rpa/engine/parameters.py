"""A recipe's parameters: from the texts of a command line to typed values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rpa.errors import UsageError
from rpa.formats.amounts import read_decimal, read_integer
from rpa.formats.dates import read_date
from rpa.formats.texts import read_boolean
from rpa.recipe.plan import Param, Recipe

_READERS: dict[str, Callable[[str, str], Any]] = {
    "text": lambda text, _locale: text,
    "path": lambda text, _locale: Path(text),
    "integer": read_integer,
    "decimal": lambda text, locale: Decimal(text) if _is_plain(text) else read_decimal(text, locale),
    "money": lambda text, locale: Decimal(text) if _is_plain(text) else read_decimal(text, locale),
    "date": read_date,
    "boolean": read_boolean,
}


def _is_plain(text: str) -> bool:
    """True for `1250.00` as every program writes it, whatever the locale."""
    whole, point, part = text.lstrip("-").partition(".")
    return whole.isascii() and whole.isdigit() and (not point or (len(part) == 2 and part.isdigit()))


def read_params(recipe: Recipe, given: Mapping[str, str]) -> dict[str, Any]:
    """Type the parameters of a run.

    Args:
        recipe: Declares them.
        given: Name to text, from `-p name=value`.

    Returns:
        Every declared parameter with its value.

    Raises:
        UsageError: For unknown names, unreadable values and missing ones, all at once.
    """
    declared = {param.name: param for param in recipe.params}
    wrong = [_unknown(name, declared) for name in given if name not in declared]
    values: dict[str, Any] = {}
    for param in recipe.params:
        if param.name in given:
            try:
                values[param.name] = _READERS[param.type](given[param.name], recipe.locale)
            except ValueError as error:
                wrong.append(f"{param.name}: {error}")
        elif param.required:
            wrong.append(f"{param.name} is required ({param.help or param.type}): -p {param.name}=...")
        else:
            values[param.name] = param.default
    if wrong:
        raise UsageError("; ".join(wrong), place=f"recipe {recipe.name}")
    return values


def _unknown(name: str, declared: Mapping[str, Param]) -> str:
    near = get_close_matches(name, declared, 1)
    known = f"did you mean {near[0]}?" if near else f"it has {', '.join(declared) or 'none'}"
    return f"there is no parameter {name}: {known}"
