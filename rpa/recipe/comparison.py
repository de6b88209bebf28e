"""Comparing values in expressions: of one kind, or it is an error in words, never a silent false."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from jinja2.runtime import Undefined

from rpa.model.money import Money
from rpa.model.pending import Pending, PendingText
from rpa.model.secret import Secret
from rpa.recipe.functions import SumOfNothing
from rpa.recipe.mismatch import ORDERED, Side, advice, described_value, differ, literal_side, value_kind, worded
from rpa.recipe.veil import SecretMisused, Veiled, seen

SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}
TESTS = {"eq": "== equalto", "ne": "!=", "lt": "< lessthan", "lteq": "<= le", "gt": "> greaterthan", "gteq": ">= ge"}
TESTS |= {"in": ""}
"""Names that a comparison has as a test (`selectattr('quantity', 'gt', 2)`), besides its own."""


class KindMismatch(TypeError):
    """Values of different kinds were compared or calculated with."""


def compared(left: Any, sign: str, right: Any, left_written: str = "", right_written: str = "") -> Any:
    """Compare two values.

    Args:
        left: One value.
        sign: `eq ne lt lteq gt gteq in notin`.
        right: The other.
        left_written: How the recipe writes it, for messages.
        right_written: How the recipe writes the other.

    Returns:
        True or false; a pending value when one of them is.

    Raises:
        KindMismatch: They are of different kinds, or have no order. None is equal to none and to nothing else.
        SecretMisused: One is a secret.
    """
    left, right = plain(left), plain(right)
    for value in (left, right):
        if isinstance(value, Pending | PendingText):
            return seen(value)
    if sign in ("in", "notin"):
        found = contained(left, right, left_written, right_written)
        return found if sign == "in" or isinstance(found, Pending) else not found
    left, right = evened(left, right)
    refuse_mismatch(left, right, left_written, right_written, ordering=sign not in ("eq", "ne"))
    return SIGNS[sign](left, right)


def plain(value: Any) -> Any:
    """A value as it is compared: a name that is not there and a secret are refused, a fraction is made exact."""
    if isinstance(value, Undefined):
        str(value)
    if isinstance(value, Veiled | Secret):
        raise SecretMisused((value.secret if isinstance(value, Veiled) else value).name)
    return Decimal(repr(value)) if isinstance(value, float) else value


def evened(left: Any, right: Any) -> tuple[Any, Any]:
    """The sum of an empty list has no currency: beside money it is that much of nothing."""
    if isinstance(left, SumOfNothing) and isinstance(right, Money):
        return Money(Decimal(0), right.currency), right
    if isinstance(right, SumOfNothing) and isinstance(left, Money):
        return left, Money(Decimal(0), left.currency)
    return left, right


def refuse_mismatch(left: Any, right: Any, left_written: str, right_written: str, *, ordering: bool) -> None:
    """Refuse two values that cannot be compared.

    Raises:
        KindMismatch: With both kinds, and what to write instead.
    """
    kinds = value_kind(left), value_kind(right)
    if not ordering and (kinds[0] == kinds[1] or "none" in kinds):
        return
    if ordering and kinds[0] == kinds[1] and kinds[0] in ORDERED:
        return
    sides = side(left, left_written), side(right, right_written)
    if "none" in kinds:
        empty = sides[0] if kinds[0] == "none" else sides[1]
        name = empty.written or "the value"
        raise KindMismatch(f"{empty.shown} and has no order: ask first, with {name} is not none and ...")
    if kinds[0] == kinds[1]:
        raise KindMismatch(f"{worded(kinds[0])} has no order: it can only be compared with == and !=")
    raise KindMismatch(f"{differ(*sides)}: {advice(*sides, ordering)}")


def side(value: Any, written: str) -> Side:
    """A value as one side of a comparison."""
    if written and (written[0] in "'\"-" or written[0].isdigit() or written in ("true", "false")):
        return literal_side(value, written)
    currency = value.currency if isinstance(value, Money) else ""
    return Side(value_kind(value), written, described_value(value), currency=currency)


def contained(value: Any, place: Any, value_written: str, place_written: str) -> Any:
    """`value in place`: a part of a text, an element of a list, a name of a mapping."""
    if isinstance(place, str):
        if isinstance(value, str):
            return value in place
        sides = side(value, value_written), side(place, place_written)
        raise KindMismatch(f"{differ(*sides)}: only a text is looked for in a text")
    if not isinstance(place, Mapping | list | tuple) and not hasattr(place, "__next__"):
        shown = side(place, place_written).shown
        raise KindMismatch(f"{shown}, and nothing can be looked for in it: behind in comes a list or a text")
    return among(value, place, value_written)


def among(value: Any, elements: Iterable[Any], written: str) -> Any:
    """Whether a value is one of several; all of them have to be of its kind."""
    found = False
    for element in elements:
        answer = compared(value, "eq", element, written, str(element) if isinstance(element, int) else "")
        if isinstance(answer, Pending | PendingText):
            return answer
        found = found or bool(answer)
    return found


def test_of(sign: str) -> Callable[[Any, Any], Any]:
    """A comparison as a test."""

    def test(value: Any, other: Any) -> Any:
        return compared(value, sign, other)

    return test


def comparing_tests() -> dict[str, Callable[[Any, Any], Any]]:
    """The tests of expressions that compare, by name."""
    own = {"lteq": "le", "gteq": "ge"}
    return {name: test_of(sign) for sign, names in TESTS.items() for name in (own.get(sign, sign), *names.split())}
