"""What is different between two values, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.model.money import Money
from rpa.model.values import to_json

LONGEST = 160
"""Characters of a value that are shown."""

KINDS = {
    bool: "yes or no",
    int: "whole number",
    Decimal: "decimal",
    Money: "amount",
    datetime: "time",
    date: "date",
    Path: "path",
    str: "text",
}


def differences(before: Any, now: Any, path: str = "") -> list[str]:
    """Compare two typed values.

    Args:
        before: Mappings, lists and values that the ledger can keep.
        now: The same.
        path: Where the two stand; empty for a whole.

    Returns:
        One sentence for each field: `lines[1].quantity: 5 before, 7 now`, lists counted from 1. Empty when
        equal: to the digit, and of the same type.
    """
    return list(_compare(before, now, path))


def _compare(before: Any, now: Any, path: str) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys([*before, *now]):
            yield from _compare_part(before, now, name, f"{path}.{name}" if path else str(name))
    elif isinstance(before, list | tuple) and isinstance(now, list | tuple):
        old, new = dict(enumerate(before, 1)), dict(enumerate(now, 1))
        for place in range(1, max(len(old), len(new)) + 1):
            yield from _compare_part(old, new, place, f"{path}[{place}]")
    elif to_json(before) != to_json(now):
        old_words, new_words = _in_words(before), _in_words(now)
        if old_words == new_words:
            old_words, new_words = f"{old_words} ({_kind(before)})", f"{new_words} ({_kind(now)})"
        yield _sentence(path, *_shortened(old_words, new_words))


def _compare_part(before: Mapping[Any, Any], now: Mapping[Any, Any], name: Any, path: str) -> Iterator[str]:
    if name not in now:
        yield f"{path}: {_cut(_in_words(before[name]))} before, not there now"
    elif name not in before:
        yield f"{path}: not there before, {_cut(_in_words(now[name]))} now"
    else:
        yield from _compare(before[name], now[name], path)


def _sentence(path: str, before: str, now: str) -> str:
    return f"{path}: {before} before, {now} now" if path else f"{before} before, {now} now"


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            return f'"{value}"'
        case Mapping():
            return "{" + ", ".join(f"{name}: {_in_words(part)}" for name, part in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_in_words(part) for part in value) + "]"
    return str(value)


def _kind(value: Any) -> str:
    return KINDS.get(type(value), "path" if isinstance(value, Path) else "value")


def _shortened(before: str, now: str) -> tuple[str, str]:
    """Long texts from shortly before the place where they part."""
    if max(len(before), len(now)) <= LONGEST:
        return before, now
    parting = next(
        (at for at, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now))
    )
    start = max(0, parting - 20)
    return _cut(before, start), _cut(now, start)


def _cut(text: str, start: int = 0) -> str:
    end = start + LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
