"""What a parameter model refuses, told at the place in the recipe and in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from rpa.drivers.yaml_nodes import MappingNode, Node, ScalarNode
from rpa.recipe.call import Call, Model, fields_of, has_expression, kinds_in
from rpa.recipe.expression import Expression
from rpa.recipe.problems import Problems, kind_of, nearest, proposal


def report(call: Call, error: ValidationError, problems: Problems) -> None:
    """Report what the model refused, one problem per place; what an expression stands for is not judged yet."""
    errors = error.errors(include_url=False)
    with_holes = {item["loc"][:1] for item in errors if isinstance(item["input"], Expression)}
    told: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for item in errors:
        if isinstance(item["input"], Expression):
            continue
        structural = item["type"] in ("missing", "extra_forbidden")
        if not structural and item["loc"][:1] in with_holes and has_expression(item["input"]):
            continue
        if not item["loc"] and has_expression(item["input"]):
            continue
        if item["type"] == "missing" and _meant_by_another(call, item["loc"], errors):
            continue
        node, followed = call.node_at(item["loc"])
        told.setdefault((id(node), hash(item["loc"]) if structural else 0), []).append((item, node, followed))
    for group in told.values():
        say(call, group, problems)


def _meant_by_another(call: Call, path: tuple[Any, ...], errors: Sequence[Any]) -> bool:
    """Whether a missing parameter is there under a name that is nearly its own: that is one mistake, not two."""
    extra = [item["loc"] for item in errors if item["type"] == "extra_forbidden" and item["loc"][:-1] == path[:-1]]
    known = _fields_at(call.model, path[:-1])
    return any(nearest(str(loc[-1]), known) == str(path[-1]) for loc in extra)


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


def _models_at(model: Model, path: Sequence[Any]) -> list[Model]:
    found = [model]
    for part in path:
        inner = [one for item in found for one in kinds_in(getattr(fields_of(item).get(str(part)), "annotation", None))]
        models = [one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)]
        found = models or found
    return found


def _fields_at(model: Model, path: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(name for one in _models_at(model, path) for name in fields_of(one)))


def _description(model: Model, path: Sequence[Any]) -> str:
    for one in _models_at(model, path[:-1]):
        of = fields_of(one).get(str(path[-1]))
        if of is not None and of.description:
            return of.description
    return ""
