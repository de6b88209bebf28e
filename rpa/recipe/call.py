"""The parameters behind an action's or source's name, checked against its model with expressions as holes."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from rpa.recipe.expression import Expression, holds_expression
from rpa.recipe.problems import Problems, kind_of, proposal

Model = type[BaseModel]
BOOLEAN_WORDS = {
    **dict.fromkeys(("yes", "on", "y", "ja"), "true"),
    **dict.fromkeys(("no", "off", "n", "nein", "nee", "nei"), "false"),
}


@dataclass(frozen=True)
class Call:
    """A name with what stands behind it.

    Attributes:
        name: `noun.verb`.
        key: The name in the file.
        node: The value behind it.
        model: The model of its parameters.
        shorthand: The field that takes a value written directly behind the name.
        whole: True: a mapping is that field's value, too.
    """

    name: str
    key: ScalarNode
    node: Node
    model: Model
    shorthand: str | None
    whole: bool

    @property
    def is_short(self) -> bool:
        """True when the value stands directly behind the name."""
        if isinstance(self.node, MappingNode):
            return self.whole and self.shorthand is not None
        return self.shorthand is not None and not _is_nothing(self.node)

    def node_at(self, path: Sequence[Any]) -> tuple[Node, tuple[str, ...]]:
        """The node a path of the model leads to, and the names followed; branches of a union are passed over."""
        node, followed = self.node, list[str]()
        rest = list(path)
        if self.is_short and rest[:1] == [self.shorthand]:
            followed.append(str(rest.pop(0)))
        for part in rest:
            inner = _part_of(node, part)
            if inner is not None:
                node = inner
                followed.append(str(part))
        return node, tuple(followed)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None


def _part_of(node: Node, part: Any) -> Node | None:
    if isinstance(node, MappingNode):
        return node.get(str(part))
    if isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def check_call(call: Call, values: Any, problems: Problems) -> dict[str, Any]:
    """Check the parameters; what is still an expression is left for the run.

    Args:
        call: The name and its nodes.
        values: The node's values, expressions standing as `Expression`.
        problems: Where mistakes go.

    Returns:
        Field name to value, as written.
    """
    params = _as_mapping(call, values, problems)
    if params is None:
        return {}
    check_booleans(call, call.model, call.node, problems)
    try:
        call.model.model_validate(params)
    except ValidationError as error:
        report(call, error, problems)
    except (TypeError, AttributeError, ValueError):
        # A model's own validator looked into an expression. It runs again with the real value.
        if not _has_expression(params):
            raise
    return params


def _as_mapping(call: Call, values: Any, problems: Problems) -> dict[str, Any] | None:
    if call.is_short:
        return {str(call.shorthand): values}
    if isinstance(values, Mapping):
        return dict(values)
    if values is None:
        return {}
    fields = ", ".join(call.model.model_fields)
    problems.wants(
        call.node,
        f"a mapping behind {call.name}",
        f"Its parameters are: {fields}." if fields else "It has no parameters.",
    )
    return None


def _has_expression(value: Any) -> bool:
    if isinstance(value, Expression):
        return True
    if isinstance(value, Mapping):
        return any(_has_expression(part) for part in value.values())
    return isinstance(value, list) and any(_has_expression(part) for part in value)


def report(call: Call, error: ValidationError, problems: Problems) -> None:
    """Report what the model refused, one problem per place; what an expression stands for is not judged yet."""
    errors = error.errors(include_url=False)
    with_holes = {item["loc"][:1] for item in errors if isinstance(item["input"], Expression)}
    told: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for item in errors:
        if isinstance(item["input"], Expression):
            continue
        structural = item["type"] in ("missing", "extra_forbidden")
        if not structural and item["loc"][:1] in with_holes and _has_expression(item["input"]):
            continue
        if not item["loc"] and _has_expression(item["input"]):
            continue
        node, followed = call.node_at(item["loc"])
        told.setdefault((id(node), hash(item["loc"]) if structural else 0), []).append((item, node, followed))
    for group in told.values():
        say(call, group, problems)


def say(call: Call, group: list[tuple[Any, ...]], problems: Problems) -> None:
    """Report what is wrong at one node."""
    item, node, followed = group[0]
    name = str(item["loc"][-1]) if item["loc"] else ""
    inside = ".".join(followed)
    owner = f"{call.name} {inside}".strip()
    if item["type"] == "missing":
        at: Any = call.key if not inside or node is call.node else node
        described = _description(call.model, item["loc"])
        problems.say(at, f"{owner} needs {name!r}" + (f": {described}" if described else ""))
    elif item["type"] == "extra_forbidden":
        holder, _ = call.node_at(item["loc"][:-1])
        key = holder.key(name) if isinstance(holder, MappingNode) else None
        owner = f"{call.name} {'.'.join(followed[:-1])}".strip()
        known = _fields_at(call.model, item["loc"][:-1])
        problems.say(key or node, f"{owner} has no parameter {name!r}", proposal(name, known))
    else:
        at = call.key if isinstance(node, MappingNode) and node is call.node else node
        messages = dict.fromkeys(plain_words(one) for one, _, _ in group)
        quote = _quote_hint(group, node)
        found = f"found {kind_of(node)}" if not any("already" in message for message in messages) else ""
        text = " or ".join(messages)
        own = item["type"] in ("value_error", "assertion_error")
        problems.say(at, f"{owner}: {text}" if own else f"{owner}: expected {text}, {found}", quote)


def plain_words(item: Any) -> str:
    """What a model's error expects, in words."""
    kind, context = item["type"], item.get("ctx", {})
    words = {
        "string_type": "a text",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "bool_type": "true or false",
        "bool_parsing": "true or false",
        "decimal_type": "a number",
        "decimal_parsing": "a number",
        "list_type": "a list",
        "tuple_type": "a list",
        "dict_type": "a mapping (name: value)",
        "mapping_type": "a mapping (name: value)",
        "model_type": "a mapping (name: value)",
        "path_type": "a path",
        "date_type": "a date such as 2026-12-31",
        "date_parsing": "a date such as 2026-12-31",
        "date_from_datetime_parsing": "a date such as 2026-12-31",
        "time_delta_parsing": "a duration",
        "none_required": "nothing",
    }
    if kind in words:
        return words[kind]
    if kind in ("literal_error", "enum"):
        return str(context.get("expected", item["msg"]))
    message = str(item["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return message.replace("Input should be ", "").replace("String should", "a text that should")


def _quote_hint(group: list[tuple[Any, ...]], node: Node) -> str:
    wants_text = any(item["type"] == "string_type" for item, _, _ in group)
    if wants_text and isinstance(node, ScalarNode) and node.value is not None and not isinstance(node.value, str):
        return f'To mean the text, put it in quotes: "{node.text}"'
    return ""


def check_booleans(call: Call, model: Model, node: Node, problems: Problems) -> None:
    """Refuse `NO`, `yes`, `on` where true or false is expected: in YAML 1.2 they are texts."""
    if call.is_short and node is call.node:
        check_boolean(call, model.model_fields.get(call.shorthand or ""), node, problems)
        return
    if not isinstance(node, MappingNode):
        return
    for entry in node:
        check_boolean(call, model.model_fields.get(entry.key.text), entry.value, problems)


def check_boolean(call: Call, of: Any, node: Node, problems: Problems) -> None:
    """Refuse a boolean word for one field; look into the models inside it."""
    kinds = _kinds(of.annotation) if of is not None else set()
    if isinstance(node, ListNode):
        for item in node.items:
            check_boolean(call, of, item, problems)
    if isinstance(node, MappingNode):
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                check_booleans(call, kind, node, problems)
        return
    if bool not in kinds or kinds & {str, Any} or not isinstance(node, ScalarNode):
        return
    if not isinstance(node.value, bool | None) and not holds_expression(node.text):
        meant = BOOLEAN_WORDS.get(node.text.lower())
        also = " (Norway)" if node.text == "NO" else ""
        hint = f"{node.text} is the text {node.text} here{also}: write {meant}." if meant else "Write true or false."
        problems.say(node, f"{call.name}: expected true or false, found {kind_of(node)}", hint)


def _kinds(annotation: Any) -> set[Any]:
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        return _kinds(arguments[0])
    if not arguments or typing.get_origin(annotation) not in (list, tuple, typing.Union, types.UnionType):
        return {annotation}
    return set().union(*(_kinds(part) for part in arguments))


def _models_at(model: Model, path: Sequence[Any]) -> list[Model]:
    found = [model]
    for part in path:
        inner = [one for item in found for one in _kinds(getattr(item.model_fields.get(str(part)), "annotation", None))]
        models = [one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)]
        found = models or found
    return found


def _fields_at(model: Model, path: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(name for one in _models_at(model, path) for name in one.model_fields))


def _description(model: Model, path: Sequence[Any]) -> str:
    for one in _models_at(model, path[:-1]):
        of = one.model_fields.get(str(path[-1]))
        if of is not None and of.description:
            return of.description
    return ""


def outputs_of(model: Model, open_ended: str | None, node_values: Any) -> frozenset[str] | None:
    """Names a step gives to later ones; None when they are only known at the run.

    Args:
        model: The model of the outputs.
        open_ended: The field of the parameters (dotted) whose names are outputs as well.
        node_values: The parameters as written.
    """
    names = set(model.model_fields)
    if open_ended is None:
        return frozenset(names)
    value = node_values
    for part in open_ended.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, Mapping):
        names.update(map(str, value))
    elif isinstance(value, list) and all(isinstance(part, str) for part in value):
        names.update(value)
    elif value is not None:
        return None
    return frozenset(names)
