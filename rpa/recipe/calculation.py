"""Calculating with values in expressions: what does not fit together is told in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rpa.recipe.comparison import KindMismatch
from rpa.recipe.mismatch import described_value, value_kind, worded

DAYS = ("date", "moment")
FITS: dict[str, frozenset[tuple[str, str]]] = {
    "+": frozenset(
        [(one, one) for one in ("number", "money", "text", "list", "span")]
        + [(day, length) for day in DAYS for length in ("span", "months")]
        + [("span", day) for day in DAYS]
    ),
    "-": frozenset(
        [(one, one) for one in ("number", "money", "span", *DAYS)]
        + [(day, length) for day in DAYS for length in ("span", "months")]
    ),
    "*": frozenset((("number", "number"), ("money", "number"), ("number", "money"))),
    "/": frozenset((("number", "number"),)),
    "//": frozenset((("number", "number"),)),
}
"""Kinds that can be calculated with, left and right."""
VERBS = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided", "//": "divided", "%": "divided"}
TYPES = {"str": "text", "int": "number", "Decimal": "number", "decimal.Decimal": "number", "float": "number"}
TYPES |= {"Money": "money", "datetime.date": "date", "date": "date", "datetime.datetime": "moment", "bool": "boolean"}
TYPES |= {"datetime": "moment", "NoneType": "none", "datetime.timedelta": "span", "timedelta": "span"}
TYPES |= {"Months": "months", "list": "list", "tuple": "list", "dict": "mapping"}
"""Names of types in the words of Python, and the kinds they are."""
UNORDERED = re.compile(r"'\S+' not supported between instances of '(\S+)' and '(\S+)'")


def calculated(compute: Callable[[Any, Any], Any], operator: str, left: Any, right: Any) -> Any:
    """Calculate; two values that do not go together are refused.

    Raises:
        KindMismatch: With what both are, and what to write instead.
    """
    try:
        return compute(left, right)
    except TypeError:
        kinds = value_kind(left), value_kind(right)
        sides = f"{described_value(left)} and {described_value(right)}"
        raise KindMismatch(f"{sides} cannot be {VERBS[operator]}: {remedy(operator, *kinds)}") from None


def remedy(operator: str, left: str, right: str, number: str = "14") -> str:
    """What to write instead of a calculation with two kinds that do not go together."""
    kinds = {left, right}
    if kinds & set(DAYS) and "number" in kinds:
        return f"use days({number}) or months({number})"
    if kinds & set(DAYS) and "text" in kinds:
        return "a text is joined with ~, a day is written date('2026-12-31')"
    if "text" in kinds and operator == "+":
        return "texts are joined with ~"
    if "none" in kinds:
        return "ask first whether there is a value: x is not none"
    if "money" in kinds and "number" in kinds and operator in "+-":
        return "use money(amount, currency)"
    if "money" in kinds and operator.startswith("/"):
        return "calculate with its .amount"
    return "only numbers, money in one currency, and dates with days(n) or months(n) can be calculated with"


def in_words(error: Exception) -> str:
    """An error of a filter without the words of Python."""
    found = UNORDERED.search(str(error))
    if not found:
        return str(error)
    left, right = (worded(TYPES.get(name, name.lower())) for name in found.groups())
    return f"{left} and {right} cannot be put in order: only values of one kind can"
