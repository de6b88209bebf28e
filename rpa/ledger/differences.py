"""What is different between two values, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Change:
    """One field that is different.

    Attributes:
        path: Where it stands: `lines[1].quantity`, lists counted from 1; empty for a value as a whole.
        before: The value in words, cut when it is long; None when it was not there.
        now: Likewise.
    """

    path: str
    before: str | None
    now: str | None

    def __str__(self) -> str:
        before = "not there before" if self.before is None else f"{self.before} before"
        now = "not there now" if self.now is None else f"{self.now} now"
        return f"{self.path}: {before}, {now}" if self.path else f"{before}, {now}"


def changes(before: Any, now: Any) -> list[Change]:
    """Compare two typed values.

    Args:
        before: Mappings, lists and values that the ledger can keep.
        now: The same.

    Returns:
        Each field that differs; empty when equal: to the digit, and of the same type.
    """
    return list(_compare(before, now, ""))


def differences(before: Any, now: Any) -> list[str]:
    """Likewise, one sentence for each field: `lines[1].quantity: 5 before, 7 now`."""
    return [str(change) for change in changes(before, now)]


def _compare(before: Any, now: Any, path: str) -> Iterator[Change]:
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
        yield Change(path, *_shortened(old_words, new_words))


def _compare_part(before: Mapping[Any, Any], now: Mapping[Any, Any], name: Any, path: str) -> Iterator[Change]:
    if name not in now:
        yield Change(path, _cut(_in_words(before[name])), None)
    elif name not in before:
        yield Change(path, None, _cut(_in_words(now[name])))
    else:
        yield from _compare(before[name], now[name], path)


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
