"""Reads `fields:`, the contract of an item."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode, plain_data
from rpa.formats.reading import Unreadable
from rpa.formats.units import KNOWN
from rpa.model.money import CURRENCIES
from rpa.recipe.fields import LIMITED, Field, described, read_value
from rpa.recipe.kinds import KINDS, PARTS
from rpa.recipe.problems import Problems, proposal
from rpa.recipe.witnesses import AMOUNTS

OPTIONS = ("type", "optional", "default", "pattern", "choices")
OF_KIND = {
    "text": ("lines",),
    "integer": ("decimal", "decide", "credit", "min", "max"),
    "decimal": ("decimal", "decide", "credit", "min", "max"),
    "percent": ("decimal", "decide", "min", "max"),
    "money": ("currency", "decimal", "decide", "credit", "min", "max"),
    "quantity": ("unit", "decimal", "decide"),
    "date": ("order", "decide", "century", "min", "max"),
    "phone": ("country",),
    "vat_number": ("country",),
    "address": ("country",),
    "person": ("names",),
}
WANTED = {
    "optional": "true or false",
    "lines": "true or false",
    "decimal": "',' or '.'",
    "order": "dmy, mdy or ymd",
    "decide": "document",
    "credit": "minus or plus",
    "century": "1900 or 2000",
    "names": "given_first or family_first",
    "unit": "the code of a unit such as H87, KGM or HUR",
    "currency": "a currency code such as EUR",
    "country": "a country code such as NL",
    "pattern": "a pattern such as [0-9]{6}",
    "choices": "a list of values",
}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def contract_fields(node: Node | None, problems: Problems) -> tuple[Field, ...]:
    """The fields of a mapping `name: kind`.

    Args:
        node: The mapping behind `fields:`.
        problems: Where mistakes go.
    """
    if node is None:
        return ()
    if not isinstance(node, MappingNode):
        problems.wants(node, "a mapping of field names: order_no: text")
        return ()
    found = []
    for entry in node:
        if not NAME.fullmatch(entry.key.text):
            problems.say(
                entry.key,
                f"{entry.key.text!r} cannot be a field's name",
                "Use letters, digits and _, such as order_no.",
            )
            continue
        found.append(one_field(entry.key.text, entry.value, problems))
    return tuple(found)


def one_field(name: str, node: Node, problems: Problems) -> Field:
    """One field in any of its forms; one with mistakes becomes `any`, so that they are not told twice."""
    if isinstance(node, ListNode):
        return list_field(name, node, problems)
    if isinstance(node, MappingNode):
        kind = node.get("type")
        if isinstance(kind, ScalarNode) or any(name in node for name in OPTIONS[1:]):
            return long_field(name, node, problems)
        return Field(name, "mapping", children=contract_fields(node, problems))
    named = kind_named(node, problems)
    return Field(name, named, children=parts_of(named))


def parts_of(kind: str) -> tuple[Field, ...]:
    """The parts that values of a kind have, as fields."""
    of_lists = {"list": (Field("", "text"),)}
    return tuple(Field(name, part, children=of_lists.get(part, ())) for name, part in PARTS.get(kind, {}).items())


def kind_named(node: ScalarNode, problems: Problems) -> str:
    """The kind a word names."""
    if node.text in KINDS:
        return node.text
    problems.say(node, f"there is no kind of field {node.text!r}", proposal(node.text, KINDS))
    return "any"


def list_field(name: str, node: ListNode, problems: Problems) -> Field:
    """`[{sku: text, quantity: decimal}]`, or `[text]`."""
    if len(node.items) != 1:
        problems.say(
            node,
            "a list names its elements once",
            f"Write {name}: [{{sku: text, quantity: decimal}}] or {name}: [text].",
        )
        return Field(name, "any")
    element = node.items[0]
    if isinstance(element, MappingNode) and not isinstance(element.get("type"), ScalarNode):
        return Field(name, "list", children=contract_fields(element, problems))
    return Field(name, "list", children=(one_field("", element, problems),))


def long_field(name: str, node: MappingNode, problems: Problems) -> Field:
    """`{type: money, currency: EUR, optional: true}`."""
    given = node.get("type")
    if not isinstance(given, ScalarNode):
        problems.say(node, f"the field {name!r} has no type", f"Add type: {' | '.join(KINDS)}.")
        return Field(name, "any")
    kind = kind_named(given, problems)
    if kind == "any" and given.text != "any":
        return Field(name, "any")
    problems.known_keys(node, (*OPTIONS, *OF_KIND.get(kind, ())), f"a field of type {kind}")
    before = len(problems.source.problems)
    options = {entry.key.text: option(entry.key.text, entry.value, problems) for entry in node}
    optional = bool(options.pop("optional", False)) or "default" in options
    options.pop("type", None)
    declared = next((word for word in ("decimal", "order") if word in options), "")
    if "decide" in options and declared:
        problems.say(node, f"{declared}: and decide: exclude each other", "Leave out decide:, what is declared counts.")
    if len(problems.source.problems) > before:
        return Field(name, "any", required=not optional)
    return typed_options(Field(name, kind, not optional, options, parts_of(kind)), node, problems)


def option(name: str, node: Node, problems: Problems) -> Any:
    """The value of one option; what is wrong with it is reported."""
    value = plain_data(node)
    fits = {
        "optional": isinstance(value, bool),
        "lines": isinstance(value, bool),
        "decimal": value in (",", "."),
        "order": value in ("dmy", "mdy", "ymd"),
        "decide": value == "document",
        "credit": value in ("minus", "plus"),
        "century": value in (1900, 2000, 2100) and not isinstance(value, bool),
        "names": value in ("given_first", "family_first"),
        "unit": isinstance(value, str) and value in KNOWN,
        "currency": isinstance(value, str) and value in CURRENCIES,
        "country": isinstance(value, str) and bool(re.fullmatch("[A-Z]{2}", value)),
        "choices": isinstance(value, list) and bool(value) and not any(isinstance(part, list | dict) for part in value),
        "pattern": isinstance(value, str) and is_pattern(value),
    }
    if not fits.get(name, True):
        also = (
            "NO is the text NO here (Norway), write false." if value == "NO" and name in ("optional", "lines") else ""
        )
        problems.wants(node, f"{WANTED[name]} for {name}:", also)
    return value


def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def typed_options(of: Field, node: MappingNode, problems: Problems) -> Field:
    """The field with its limits, choices and default typed like its values."""
    plain = Field(
        of.name,
        of.kind,
        of.required,
        {name: of.options[name] for name in ("currency", "order", "country", "unit", "names") if name in of.options},
    )
    typed = dict(of.options)
    for name in ("min", "max"):
        if name in typed and of.kind in LIMITED:
            bound = plain if of.kind != "money" else Field(of.name, "decimal")
            typed[name] = as_typed(bound, typed[name], node.get(name) or node, problems)
    if "choices" in typed:
        typed["choices"] = tuple(
            as_typed(plain, part, node.get("choices") or node, problems) for part in typed["choices"]
        )
    if typed.get("default") is not None:
        typed["default"] = as_typed(plain, typed["default"], node.get("default") or node, problems)
    return Field(of.name, of.kind, of.required, typed, of.children)


def as_typed(of: Field, value: Any, node: Node, problems: Problems) -> Any:
    """A value of the recipe as the field's type; in recipes, numbers are written with a dot and dates as 2026-12-31."""
    if value is None or isinstance(value, list | dict):
        problems.wants(node, described(of))
        return value
    try:
        decimal = {"decimal": "."} if of.kind in AMOUNTS else {}
        return read_value(Field(of.name, of.kind, options={**of.options, **decimal}), value, "en")
    except Unreadable as trouble:
        problems.say(node, str(trouble))
        return Decimal(0) if of.kind in ("decimal", "money") else value
