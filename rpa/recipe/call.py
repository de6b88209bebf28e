"""An action's or source's name in a recipe with the parameters behind it, and what it gives to later steps."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from rpa.recipe.expression import Expression

Model = type[BaseModel]
GROUP = re.compile(r"\(\?P<(\w+)>")


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


def fields_of(model: Model) -> dict[str, FieldInfo]:
    """The fields of a model by the names recipes use."""
    return {of.alias or name: of for name, of in model.model_fields.items()}


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None


def _part_of(node: Node, part: Any) -> Node | None:
    if isinstance(node, MappingNode):
        return node.get(str(part))
    if isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def has_expression(value: Any) -> bool:
    """True when a value is an expression or has one inside."""
    if isinstance(value, Expression):
        return True
    if isinstance(value, Mapping):
        return any(has_expression(part) for part in value.values())
    return isinstance(value, list) and any(has_expression(part) for part in value)


def kinds_in(annotation: Any) -> set[Any]:
    """The types a type is made of: the alternatives of a union, the elements of a list."""
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        return kinds_in(arguments[0])
    if not arguments or typing.get_origin(annotation) not in (list, tuple, typing.Union, types.UnionType):
        return {annotation}
    return set().union(*(kinds_in(part) for part in arguments))


def outputs_of(model: Model, open_ended: str | None, node_values: Any) -> frozenset[str] | None:
    """Names a step gives to later ones; None when they are only known at the run.

    Args:
        model: The model of the outputs.
        open_ended: The field of the parameters (dotted) whose names are outputs as well.
        node_values: The parameters as written.
    """
    names = set(model.model_fields)
    if model.model_config.get("extra") == "allow":
        names.update(_groups_in(node_values))
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


def _groups_in(values: Any) -> set[str]:
    """Names of the groups of patterns among the parameters; what they catch becomes outputs as well."""
    if isinstance(values, Mapping):
        return set().union(*(_groups_in(part) for part in values.values()))
    if isinstance(values, list):
        return set().union(*(_groups_in(part) for part in values))
    text = values.source if isinstance(values, Expression) else values
    return set(GROUP.findall(text)) if isinstance(text, str) else set()
