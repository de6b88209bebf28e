"""What comes out of an expression: plain values, texts, secrets, or a message about a name that is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from jinja2.runtime import Undefined

from rpa.model.secret import Secret
from rpa.recipe.functions import Months, SumOfNothing, as_text
from rpa.recipe.mismatch import described_value
from rpa.recipe.names import NameUse
from rpa.recipe.sandbox import Absent, known_names
from rpa.recipe.veil import Veiled


def refuse_absent(value: Any) -> None:
    """Raise Jinja's error for a name that is not there."""
    if isinstance(value, Undefined):
        str(value)


def plain_result(value: Any) -> Any:
    """A result without the wrappers of the sandbox.

    Raises:
        TypeError: It is a float.
        ValueError: It is something that is no value.
    """
    if isinstance(value, Veiled):
        return value.secret
    refuse_absent(value)
    if isinstance(value, float):
        raise TypeError("the result is a binary fraction, which is not exact; use whole numbers and decimals")
    if isinstance(value, SumOfNothing):
        return Decimal(value)
    if isinstance(value, Mapping):
        return {name: plain_result(part) for name, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [plain_result(part) for part in value]
    if isinstance(value, list | tuple) or hasattr(value, "__next__"):
        return [plain_result(part) for part in value]
    if isinstance(value, Months | timedelta) or callable(value) or type(value).__module__.startswith("jinja2"):
        raise ValueError(
            "the result is no value; add days(n) and months(n) to a date, and call a function with its brackets"
        )
    return value


def join_parts(values: Sequence[Any]) -> str | Secret:
    """The text made of the parts; a secret when one of them is."""
    names: list[str] = []
    texts: list[str] = []
    for value in values:
        if isinstance(value, Veiled):
            names.append(value.secret.name)
            texts.append(value.secret.reveal())
        else:
            texts.append(as_text(plain_result(value)))
    text = "".join(texts)
    return Secret("+".join(dict.fromkeys(names)), text) if names else text


def describe_absent(error: Exception, names: Mapping[str, Any], uses: Sequence[NameUse]) -> tuple[str, str]:
    """Say what was wanted and what there is.

    Args:
        error: Jinja's error.
        names: The names the expression was given.
        uses: The names it uses.

    Returns:
        The message, and the part of a name that was not there (empty when it cannot be told).
    """
    for use in uses:
        value: Any = names
        for number, part in enumerate(use.parts if not use.element_of else use.parts[:-1]):
            found = _looked_up(value, part)
            if isinstance(found, Absent):
                where = ".".join(use.parts[:number])
                return (
                    f"{where} {absence(value, part)}" if where else f"{part!r} is not known; known are {known(value)}"
                ), part
            value = found
    return str(error).replace("'dict object'", "an entry of the list"), ""


def known(value: object) -> str:
    """The names a value has, for messages."""
    return ", ".join(name for name in known_names(value) if name != "locale") or "nothing"


def absence(value: object, part: str) -> str:
    """Say that a value does not have a part, and what it has."""
    if isinstance(value, list | tuple):
        return (
            f"has no position {part}; it has {len(value)}, counted from 0"
            if part.isdigit()
            else f"is a list and has no {part!r}"
        )
    there = known(value)
    if there != "nothing":
        return f"has no {part!r}; it has {there}"
    hint = "; for its length write | length" if part in ("length", "len", "size") and isinstance(value, str) else ""
    return f"has no {part!r}; it is {described_value(value)}{hint}"


def _looked_up(value: Any, part: str) -> Any:
    from rpa.recipe.sandbox import sandbox

    if part == "*" or isinstance(value, Undefined | Veiled):
        return None
    position = int(part) if part.isdigit() and isinstance(value, list | tuple) else part
    return None if value is None else sandbox().getitem(value, position)
