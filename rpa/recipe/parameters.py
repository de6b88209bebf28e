"""Parameters of a recipe: how they are declared, and reading what a person sets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rpa.drivers.yaml_nodes import MappingNode, Node, ScalarNode
from rpa.errors import UsageError
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.recipe import plan
from rpa.recipe.expression import holds_expression
from rpa.recipe.fields import Field, described, read_value
from rpa.recipe.problems import Problems, nearest, proposal

TYPES = ("text", "integer", "decimal", "money", "date", "boolean", "path")
KEYS = ("type", "default", "help")
EXPECTED = {
    "integer": ("a whole number", "1250"),
    "decimal": ("a number", "1250.00"),
    "money": ("an amount", "1250.00 EUR"),
    "date": ("a date", "2026-12-31"),
}
"""What people call a type that has one form in recipes and commands, and an example of it."""
STANDING = ("there is no", "it has a fraction", "it is a")
"""How reasons begin that hold in whatever form a text is written."""
NAME = re.compile(r"[a-z][a-z0-9_]*")


def read_parameters(node: MappingNode | None, problems: Problems) -> tuple[plan.Param, ...]:
    """The parameters declared under `params:`."""
    found = []
    for entry in node or ():
        if not NAME.fullmatch(entry.key.text):
            problems.say(
                entry.key,
                f"{entry.key.text!r} cannot be a parameter's name",
                "Use small letters, digits and _, such as due_days.",
            )
            continue
        found.append(read_parameter(entry.key.text, entry.value, problems))
    return tuple(found)


def read_parameter(name: str, node: Node, problems: Problems) -> plan.Param:
    """`due_days: {type: integer, default: 14}`, or `inbox: path`."""
    if isinstance(node, ScalarNode):
        return plan.Param(name, type_named(node, problems), required=True)
    if not isinstance(node, MappingNode):
        problems.wants(node, f"a type or a mapping for the parameter {name!r}", "Write {type: integer, default: 14}.")
        return plan.Param(name, "text")
    problems.known_keys(node, KEYS, f"the parameter {name!r}")
    given = node.get("type")
    if given is None:
        problems.say(node, f"the parameter {name!r} has no type", f"Add type: {' | '.join(TYPES)}.")
    kind = type_named(given, problems) if isinstance(given, ScalarNode) else "text"
    help_text = node.get("help")
    if help_text is not None and not (isinstance(help_text, ScalarNode) and isinstance(help_text.value, str)):
        problems.wants(help_text, "a text for help:")
    words = help_text.text if isinstance(help_text, ScalarNode) else ""
    default = node.get("default")
    value = default_value(kind, default, problems) if default is not None and given is not None else None
    return plan.Param(name, kind, value, required=default is None, help=words)


def type_named(node: ScalarNode, problems: Problems) -> str:
    """The type a word names."""
    if node.text in TYPES:
        return node.text
    problems.say(node, f"there is no type {node.text!r} for a parameter", proposal(node.text, TYPES))
    return "text"


def default_value(kind: str, node: Node, problems: Problems) -> Any:
    """A typed default; `null` is none at all, and makes the parameter optional."""
    if not isinstance(node, ScalarNode):
        problems.wants(node, f"{described(Field('', kind))} for default:")
        return None
    if node.value is None:
        return None
    if isinstance(node.value, str) and holds_expression(node.text):
        problems.say(
            node, "a default is a plain value, not an expression", "Compute it in the step: {{ params.day or today }}"
        )
        return None
    if kind == "boolean" and not isinstance(node.value, bool):
        also = "NO is the text NO here (Norway), write false." if node.text.upper() == "NO" else ""
        problems.wants(node, "true or false for default:", also)
        return None
    if kind == "text" and not isinstance(node.value, str):
        problems.wants(node, "a text for default:", f'Put it in quotes: "{node.text}"')
        return None
    try:
        return typed(kind, node.value)
    except Unreadable as trouble:
        problems.say(node, str(trouble))
        return None


def typed(kind: str, value: Any) -> Any:
    """A value as a type, written as recipes and commands write: `1250.00`, `2026-12-31`, `12.50 EUR`, `true`.

    Args:
        kind: One of `TYPES`.
        value: A text, or a typed value of the recipe.

    Raises:
        Unreadable: It is not of that type.
    """
    options: dict[str, Any] = {"decimal": "."} if kind in EXPECTED and kind != "date" else {}
    options |= {"order": "ymd"} if kind == "date" else {}
    if "decimal" in options and isinstance(value, str) and "," in value:
        raise in_one_form(kind, value)  # 2,867 is 2.867 for many, where 2.867 has its one meaning
    try:
        return read_value(Field("", kind, options=options), value, "en")
    except Unreadable:
        if kind not in EXPECTED or not isinstance(value, str):
            raise
        raise in_one_form(kind, value) from None


def in_one_form(kind: str, text: str) -> Unreadable:
    """What to say of a text that is not in the one form of numbers and days: how it is to be written.

    Args:
        kind: One of `EXPECTED`.
        text: What was written.
    """
    expected, example = EXPECTED[kind]
    reason = ""
    try:
        found = read_value(Field("", kind), text, "en")
    except Ambiguous as several:
        return Ambiguous(text, expected, several.readings, "write the one that is meant")
    except Unreadable as trouble:
        reason = trouble.hint
    else:
        return Unreadable(text, expected, f"write {found:f}" if isinstance(found, Decimal) else f"write {found}")
    if kind == "decimal" and (amount := without_currency(text)):
        return Unreadable(text, expected, f"write {amount}")
    if reason.startswith(STANDING):
        return Unreadable(text, expected, reason)
    year = "with a year of four digits, " if "two digits" in reason else ""
    return Unreadable(text, expected, f"write it {year}as in {example}")


def without_currency(text: str) -> str:
    """The number of an amount that states its currency, as recipes and commands write it; empty when it is none."""
    try:
        found = read_value(Field("", "money"), text, "en")
    except Unreadable:
        return ""
    return f"{found.amount:f}"


def typed_params(params: Sequence[plan.Param], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of all parameters, those a person set and the defaults of the others.

    Args:
        params: As the recipe declares them.
        given: Name to text, as in `-p name=value`.

    Raises:
        UsageError: With everything that is wrong: an unknown name, a value of another type, a required one not given.
    """
    known = {param.name: param for param in params}
    values: dict[str, Any] = {param.name: param.default for param in params}
    wrong: list[str] = []
    for name, text in given.items():
        if name not in known:
            near = nearest(name, known)
            wrong.append(
                f"there is no parameter {name!r}"
                + (f"; did you mean {near!r}?" if near else f"; there are: {', '.join(known) or 'none'}")
            )
            continue
        try:
            values[name] = typed(known[name].type, text)
        except Unreadable as trouble:
            wrong.append(f"{name}: {trouble}")
    missing = [param.name for param in params if param.required and param.name not in given]
    wrong += [f"{name} is required: -p {name}={known[name].type.upper()}" for name in missing]
    if wrong:
        raise UsageError("; ".join(wrong), place="params")
    return values
