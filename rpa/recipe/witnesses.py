"""The texts of one item that may decide how another of its texts is read: `decide: document`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rpa.formats.evidence import Evidence
    from rpa.recipe.fields import Field

AMOUNTS = ("integer", "decimal", "percent", "money", "quantity")
DECLARED = {"date": "order", **dict.fromkeys(AMOUNTS, "decimal")}


class Witnesses:
    """The amounts and dates of one item, all of one document.

    Only texts of fields that the contract names count, and of these none whose field declares its own mark or order:
    somebody else may have written it.
    """

    def __init__(self, fields: Sequence[Field], values: Mapping[str, Any]) -> None:
        self.fields, self.values = fields, values

    @cached_property
    def amounts(self) -> Evidence:
        """What its amounts prove about the decimal mark."""
        from rpa.formats.evidence import decimal_evidence

        return decimal_evidence(texts_of(self.fields, self.values, AMOUNTS))

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """Its dates as they were written."""
        return tuple(texts_of(self.fields, self.values, ("date",)))


def texts_of(fields: Sequence[Field], values: Mapping[str, Any], kinds: Sequence[str]) -> Iterator[str]:
    """The raw texts of all fields of some kinds, those in lists and groups among them."""
    for of in fields:
        yield from texts_in(of, values.get(of.name), kinds)


def texts_in(of: Field, value: Any, kinds: Sequence[str]) -> Iterator[str]:
    """Likewise, in the value of one field."""
    if of.kind in kinds:
        if isinstance(value, str) and DECLARED[of.kind] not in of.options:
            yield value
    elif of.kind == "mapping" and isinstance(value, Mapping):
        yield from texts_of(of.children, value, kinds)
    elif of.kind == "list" and isinstance(value, list | tuple):
        for element in value:
            if of.holds_values:
                yield from texts_in(of.children[0], element, kinds)
            elif isinstance(element, Mapping):
                yield from texts_of(of.children, element, kinds)
