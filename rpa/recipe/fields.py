"""The contract of an item: what each field is, and reading raw values as that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.item import RawItem
from rpa.model.money import Money
from rpa.recipe.kinds import READERS
from rpa.recipe.witnesses import Witnesses

NESTED = ("list", "mapping")
LIMITED = ("integer", "decimal", "percent", "money", "date")
NUMBERS = ("integer", "decimal", "percent", "money")


@dataclass(frozen=True)
class Field:
    """One field of an item's contract.

    Attributes:
        name: As used in `item.<name>`; empty for the elements of a list of single values.
        kind: One of `KINDS`, or `list` (children: the fields of each element, or one nameless field) or `mapping`.
        required: False: an empty value is allowed and gives the default.
        options: `currency decimal order decide credit century unit country names default pattern min max choices
            lines` as far as given, typed.
        children: Fields of a list's elements or of a mapping, or the parts of a kind that has some.
    """

    name: str
    kind: str = "text"
    required: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[Field, ...] = ()

    def child(self, name: str) -> Field | None:
        """The child of that name."""
        return next((child for child in self.children if child.name == name), None)

    @property
    def holds_values(self) -> bool:
        """True for a list of single values."""
        return self.kind == "list" and len(self.children) == 1 and not self.children[0].name


def read_fields(fields: Sequence[Field], raw: RawItem, locale: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read an item's raw values as its contract says.

    Args:
        fields: The contract; empty: the values are taken as they are.
        raw: The item as its source read it.
        locale: How its texts are written, BCP 47.

    Returns:
        The typed values by name, and every problem in words with its place. Values with a
        problem are left out, and so are fields that the contract does not name.
    """
    problems: list[str] = []
    if not fields:
        return dict(raw.values), tuple(problems)
    reader = _Reader(fields, raw, locale, problems)
    return reader.mapping(fields, raw.values, ""), tuple(problems)


def read_value(of: Field, value: Any, locale: str) -> Any:
    """Read one single value.

    Args:
        of: The field; no list and no mapping.
        value: Raw: text, int, Decimal, date, bool. Not empty.
        locale: How texts are written.

    Raises:
        Unreadable: It is not what the field says.
    """
    typed = READERS[of.kind](value, locale, of.options)
    _limit(of, typed)
    return typed


def read_among(of: Field, value: str, locale: str, others: Witnesses) -> Any:
    """Read a text that could mean two things as the other texts of its document prove.

    Args:
        of: A field with `decide: document`.
        value: Its text.
        locale: How texts are written.
        others: The texts of the same item, this one among them.

    Raises:
        Ambiguous: It means two things, and the document proves neither, or both.
        Unreadable: It is not what the field says.
    """
    from rpa.formats.evidence import read_date_among

    if of.kind == "date":
        return read_value(of, read_date_among(value, locale, others.dates, century=of.options.get("century")), locale)
    try:
        return read_value(replace(of, options={**of.options, "decimal": others.amounts.decided}), value, locale)
    except Ambiguous as error:
        raise others.amounts.refusal(error) if error.expected == "one number" else error from None


POSITION = re.compile(r"\.(\d+)(?=\.|$)")
"""A position in a list, in a path."""


class _Reader:
    def __init__(self, fields: Sequence[Field], raw: RawItem, locale: str, problems: list[str]) -> None:
        self.raw, self.locale, self.problems = raw, locale, problems
        self.witnesses = Witnesses(fields, raw.values)

    def say(self, path: str, message: str) -> None:
        place = self.raw.places.get(path) or self.raw.places.get(path.rpartition(".")[0]) or str(self.raw.place)
        self.problems.append(f"{place}, {for_people(path)}: {message}")

    def mapping(self, fields: Sequence[Field], values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for of in fields:
            path = prefix + of.name
            value = values.get(of.name)
            if _is_empty(value):
                self.empty(of, path, typed, is_there=of.name in values)
                continue
            found = len(self.problems)
            read = self.value(of, value, path)
            if len(self.problems) == found:
                typed[of.name] = read
        return typed

    def empty(self, of: Field, path: str, typed: dict[str, Any], *, is_there: bool) -> None:
        if of.required and of.kind == "list" and is_there:
            typed[of.name] = []
        elif of.required:
            self.say(path, f"is {'empty' if is_there else 'not there'}; expected {described(of)}")
        else:
            typed[of.name] = of.options.get("default", [] if of.kind == "list" else None)

    def value(self, of: Field, value: Any, path: str) -> Any:
        if of.kind == "list":
            return self.elements(of, value, path)
        if of.kind == "mapping":
            if isinstance(value, Mapping):
                return self.mapping(of.children, value, f"{path}.")
            self.say(path, f"{value!r} is not {described(of)}")
            return None
        try:
            if of.options.get("decide") == "document" and isinstance(value, str):
                return read_among(self.with_mark(of), value, self.locale, self.witnesses)
            return read_value(self.with_mark(of), value, self.locale)
        except Unreadable as trouble:
            self.say(path, str(trouble))
            return None

    def with_mark(self, of: Field) -> Field:
        """The field, with the decimal mark of the document where it declares none."""
        if not self.raw.decimal or of.kind not in NUMBERS or "decimal" in of.options:
            return of
        return replace(of, options={**of.options, "decimal": self.raw.decimal})

    def elements(self, of: Field, values: Any, path: str) -> list[Any] | None:
        if not isinstance(values, list | tuple):
            self.say(path, f"{values!r} is not a list")
            return None
        typed: list[Any] = []
        for position, value in enumerate(values):
            place = f"{path}.{position}"
            if of.holds_values and _is_empty(value):
                self.say(place, f"is empty; expected {described(of.children[0])}")
            elif of.holds_values:
                typed.append(self.value(of.children[0], value, place))
            elif isinstance(value, Mapping):
                typed.append(self.mapping(of.children, value, f"{place}."))
            else:
                self.say(place, f"{value!r} is not a row with {', '.join(child.name for child in of.children)}")
        return typed


def for_people(path: str) -> str:
    """A path as people read it, lists counted from 1 as in the differences of a held item: `lines[1].quantity`."""
    return POSITION.sub(lambda found: f"[{int(found[1]) + 1}]", path)


def _is_empty(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list | tuple) and not value)
    )


def described(of: Field) -> str:
    """A field in words: `a date`, `a list of sku, quantity`."""
    if of.kind in NESTED:
        inside = ", ".join(child.name or child.kind for child in of.children)
        return f"a {of.kind} of {inside}" if of.kind == "list" else f"a group of {inside}"
    words = {"integer": "a whole number", "decimal": "a number", "money": "an amount of money", "boolean": "yes or no"}
    words |= {
        "percent": "a percentage",
        "phone": "a telephone number",
        "address": "a postal address",
        "person": "the name of a person",
        "company": "the name of a company",
        "email": "an e-mail address",
        "iban": "an account number (IBAN)",
        "vat_number": "a VAT number",
        "any": "a value",
    }
    return words.get(of.kind, f"a {of.kind}")


def _limit(of: Field, value: Any) -> None:
    options = of.options
    if "pattern" in options and not re.fullmatch(options["pattern"], str(value)):
        raise Unreadable(str(value), f"a text of the form {options['pattern']}")
    choices = options.get("choices")
    if choices and value not in choices:
        raise Unreadable(str(value), f"one of {', '.join(map(str, choices))}")
    compared = value.amount if isinstance(value, Money) else value
    if "min" in options and compared < options["min"]:
        raise Unreadable(str(value), f"{described(of)} of at least {options['min']}")
    if "max" in options and compared > options["max"]:
        raise Unreadable(str(value), f"{described(of)} of at most {options['max']}")
