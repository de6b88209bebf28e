"""Two values of different kinds met in an expression: what each is, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from rpa.model.money import Money
from rpa.recipe.functions import Months, as_text

WORDS = {
    "text": "a text",
    "number": "a number",
    "money": "money",
    "date": "a date",
    "moment": "a moment (day and time)",
    "boolean": "true or false",
    "span": "a span of time",
    "months": "a number of months",
    "file": "a file",
    "list": "a list",
    "mapping": "a group of values",
    "none": "none (empty)",
}
SHOWN = ("text", "number", "money", "date", "moment", "boolean", "file")
KIND_OF: tuple[tuple[Any, str], ...] = (
    (type(None), "none"),
    (bool, "boolean"),
    ((int, Decimal, float), "number"),
    (str, "text"),
    (Money, "money"),
    (datetime, "moment"),
    (date, "date"),
    (timedelta, "span"),
    (Months, "months"),
    (PurePath, "file"),
    (Mapping, "mapping"),
    ((list, tuple), "list"),
)
"""Types and their kinds; the first that fits counts, for a moment is a date to Python and true is a number."""
ORDERED = frozenset(("text", "number", "money", "date", "moment", "span"))
"""Kinds with a smaller and a larger."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LONGEST = 40


def value_kind(value: object) -> str:
    """The kind of a value: one of `WORDS`, else the name of its type."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value).__name__.lower()
    return next((kind for type_, kind in KIND_OF if isinstance(value, type_)), type(value).__name__.lower())


def worded(kind: str) -> str:
    """A kind in words."""
    return WORDS.get(kind, f"a {kind}")


def described_value(value: object) -> str:
    """A value in words: `money (777.00 EUR)`, `a list`."""
    kind = value_kind(value)
    if kind not in SHOWN:
        return worded(kind)
    text = repr(value) if kind == "text" else as_text(value)
    return f"{worded(kind)} ({text if len(text) <= LONGEST else text[:LONGEST] + '…'})"


@dataclass(frozen=True)
class Side:
    """One side of a comparison or calculation.

    Attributes:
        kind: One of `WORDS`, or a type's name.
        written: As the recipe writes it; empty when it is too long to be shown.
        said: What it is, in words, with its value where that is known.
        literal: What stands in the recipe itself, as text; None for a value that is computed.
        currency: Of money, where it is known.
    """

    kind: str
    written: str
    said: str
    literal: str | None = None
    currency: str = ""

    @property
    def shown(self) -> str:
        """`item.limit is money (777.00 EUR)`."""
        return f"{self.written} is {self.said}" if self.written else f"one side is {self.said}"


def literal_side(value: object, written: str) -> Side:
    """A value that stands in the recipe itself."""
    kind = value_kind(value)
    return Side(kind, written, worded(kind), as_text(value))


def differ(left: Side, right: Side) -> str:
    """Say that the kinds differ."""
    return f"{left.shown} and {right.shown}"


def advice(left: Side, right: Side, ordering: bool) -> str:
    """What to write instead of comparing the two; a sentence without its first capital and full stop."""
    sides = {left.kind: left, right.kind: right}
    kinds = frozenset(sides)
    if "money" in kinds and kinds & {"number", "text"}:
        other = sides.get("number") or sides["text"]
        currency = sides["money"].currency or "EUR"
        fits = other.kind == "number" or (other.literal is not None and NUMBER.fullmatch(other.literal))
        amount = other.literal or other.written or "amount"
        return f"compare with money({amount}, {currency!r})" if fits else "compare with money(amount, currency)"
    if kinds == {"text", "number"}:
        return _text_or_number(sides["text"], sides["number"], ordering)
    if kinds in ({"date", "text"}, {"date", "moment"}):
        other = sides.get("text") or sides["moment"]
        if other.literal is not None and not DAY.fullmatch(other.literal):
            return "compare with a day such as date('2026-12-31')"
        shown = repr(other.literal) if other.literal is not None else other.written or "the other side"
        return f"compare with date({shown})"
    if "date" in kinds and "number" in kinds:
        return "count days between two dates: (today - item.since).days"
    if "span" in kinds and "number" in kinds:
        return f"compare with days({sides['number'].written or 'n'})"
    if "boolean" in kinds:
        name = sides["boolean"].written or "it"
        return f"a yes or no stands alone: {name}, or not {name}"
    if kinds == {"file", "text"}:
        return f"compare its name: {sides['file'].written or 'file'}.name, or the whole of it: | string"
    if "list" in kinds:
        return "take one element with [0], or count them with | length"
    return "only values of one kind can be compared"


def _text_or_number(text: Side, number: Side, ordering: bool) -> str:
    if text.literal is not None and NUMBER.fullmatch(text.literal):
        return f"compare with {text.literal}, without quotes"
    if ordering:
        return "make the text a number: type integer or decimal in fields: or params:"
    if number.literal is not None:
        return f"compare with {number.literal!r}, in quotes"
    return f"compare with {number.written or 'the number'} | string"
