"""Typed values to JSON and back, without loss: a Decimal stays a Decimal, a date a date."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.model.money import Money

_SURROGATE = re.compile("[\ud800-\udfff]")


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
"""Made once: every commit of the ledger writes JSON. What it is given is a fresh tree, without circles."""
_PLAIN = frozenset((str, int, bool, type(None)))


def _encode(value: Any) -> Any:
    # Nearly everything is one of these, and the patterns below are slow to find that out.
    if type(value) in _PLAIN:
        return value
    match value:
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return [part if type(part) in _PLAIN else _encode(part) for part in value]
        case Decimal():
            return {"$decimal": str(value)}
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case Money():
            return {"$money": [str(value.amount), value.currency]}
        case Path():
            return {"$path": str(value)}
        case dict() | Mapping():
            found = {str(name): part if type(part) in _PLAIN else _encode(part) for name, part in value.items()}
            # A mapping that looks like one of ours is kept as a list of pairs, lest it is read back as a value.
            return {"$mapping": [list(pair) for pair in found.items()]} if _is_tagged(found) else found
    message = f"a {type(value).__name__} cannot be kept in the ledger"
    raise TypeError(message)


def _is_tagged(found: Mapping[str, Any]) -> bool:
    return len(found) == 1 and next(iter(found)).startswith("$")


def _decode(found: dict[str, Any]) -> Any:
    if len(found) != 1:
        return found
    ((tag, value),) = found.items()
    match tag:
        case "$decimal":
            return Decimal(value)
        case "$datetime":
            return datetime.fromisoformat(value)
        case "$date":
            return date.fromisoformat(value)
        case "$money":
            return Money(Decimal(value[0]), value[1])
        case "$path":
            return Path(value)
        case "$mapping":
            return dict(value)
    return found


def to_json(value: Any) -> str:
    """Write typed values as JSON text.

    Args:
        value: None, bool, int, str, Decimal, date, datetime, Money, Path, or mappings and sequences of these.

    Returns:
        JSON with sorted keys and no spaces: the same values give the same text, which can be written as UTF-8.

    Raises:
        TypeError: For anything else, floats and secrets among it.
    """
    text = _encoder.encode(_encode(value))
    if text.isascii():
        return text
    # Bytes that were no UTF-8 come out of mail headers and file names as lone surrogates, which no file can hold.
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def from_json(text: str) -> Any:
    """Read what `to_json` wrote; tuples come back as lists."""
    return json.loads(text, object_hook=_decode)


def content_hash(value: Any) -> str:
    """SHA-256 in hex over the JSON of typed values."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()
