"""JSON as other programs send and want it: exact numbers, no doubled names, one value found by its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import Any

_PART = re.compile(r"([^.\[\]]+)|\[(\d{1,9})\]")
_PATH = re.compile(r"(?:[^.\[\]]+|\[\d{1,9}\])(?:\.[^.\[\]]+|\[\d{1,9}\])*")
_SURROGATE = re.compile("[\ud800-\udfff]")
DEEPEST = 64
MOST_DIGITS = 1000


class BadJson(ValueError):
    """The text is no JSON that can be taken as it is; the message says why."""


class NoValue(LookupError):
    """There is nothing at a path; the message says how far it goes and what is there."""


def read_json(content: bytes) -> Any:
    """Read JSON strictly.

    Args:
        content: UTF-8, with or without a byte order mark.

    Returns:
        None, bool, int, Decimal (never float), str, list, dict.

    Raises:
        BadJson: It is no JSON, names a member twice, holds NaN, or is nested too deeply.
    """
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise BadJson("it is not UTF-8") from None
    except RecursionError:
        raise BadJson("it is nested too deeply") from None
    except BadJson:
        raise
    except ValueError as error:
        raise BadJson(str(error)) from None


def bounded(value: Any, deepest: int = DEEPEST) -> Any:
    """The value itself, when whoever works with it later need not fear its shape.

    Args:
        value: As `read_json` gives it.
        deepest: Lists and objects in one another.

    Raises:
        BadJson: It is nested more deeply, or holds a number of more digits than any amount has.
    """
    layer, depth = [value], 0
    while layer:
        if depth > deepest:
            raise BadJson(f"it is nested more than {deepest} deep")
        for one in layer:
            if isinstance(one, Decimal) and not -MOST_DIGITS < one.adjusted() < MOST_DIGITS:
                raise BadJson(f"a number has more than {MOST_DIGITS} digits")
            if isinstance(one, int) and abs(one) >= 10**MOST_DIGITS:
                raise BadJson(f"a number has more than {MOST_DIGITS} digits")
        layer = [
            part
            for one in layer
            if isinstance(one, list | dict)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
        depth += 1
    return value


def _refuse(name: str) -> Any:
    raise BadJson(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        doubled = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise BadJson(f"{doubled!r} is there twice in one object")
    return found


def write_json(value: Any) -> bytes:
    """Write values as JSON.

    Args:
        value: None, bool, int, Decimal (written with every digit), str, date, path, lists and mappings of these.

    Returns:
        UTF-8, members in the order given: the same values give the same bytes.

    Raises:
        TypeError: For anything else, floats and money among it.
    """
    return "".join(_written(value)).encode()


def _written(value: Any) -> Iterable[str]:
    match value:
        case Decimal() if value.is_finite():
            yield f"{value:f}"
        case None | bool() | int():
            yield json.dumps(value)
        case str() | StrEnum():
            yield json.dumps(_SURROGATE.sub("\ufffd", str(value)), ensure_ascii=False)
        case datetime() | date():
            yield json.dumps(value.isoformat())
        case PurePath():
            yield json.dumps(str(value), ensure_ascii=False)
        case Mapping():
            yield from _joined("{}", ((*_written(str(name)), ":", *_written(part)) for name, part in value.items()))
        case list() | tuple():
            yield from _joined("[]", (tuple(_written(part)) for part in value))
        case _:
            kind = type(value).__name__.lower()
            hint = "; give its amount and its currency" if kind == "money" else ""
            message = f"{value!r} ({kind}) cannot be written as JSON{hint}"
            raise TypeError(message)


def _joined(brackets: str, parts: Iterable[tuple[str, ...]]) -> Iterable[str]:
    yield brackets[0]
    for count, part in enumerate(parts):
        if count:
            yield ","
        yield from part
    yield brackets[1]


def is_path(path: str) -> bool:
    """Whether a text is a path: `order.lines[0].sku`."""
    return _PATH.fullmatch(path) is not None


def value_at(value: Any, path: str) -> Any:
    """The value at a path such as `order.lines[0].sku`; `[0]` counts from 0.

    Raises:
        NoValue: There is none.
    """
    done = ""
    for name, index in _PART.findall(path):
        step = f"[{index}]" if index else f".{name}" if done else name
        if index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        elif name and isinstance(value, dict) and name in value:
            value = value[name]
        else:
            raise NoValue(f"there is no {done}{step}; {done or 'the answer'} is {_described(value)}")
        done += step
    return value


def _described(value: Any) -> str:
    match value:
        case dict():
            names = ", ".join(list(value)[:12])
            return f"an object with {names}" if value else "an empty object"
        case list():
            return f"a list of {len(value)}"
        case None:
            return "null"
    return f"{str(value)[:60]!r}"
