"""Checks the parameters of an action or source against its model; expressions are left for the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from rpa.recipe.call import Call, Model, fields_of, has_expression, kinds_in
from rpa.recipe.expression import holds_expression
from rpa.recipe.problems import Problems, kind_of
from rpa.recipe.refusal import report

BOOLEAN_WORDS = {
    **dict.fromkeys(("yes", "on", "y", "ja"), "true"),
    **dict.fromkeys(("no", "off", "n", "nein", "nee", "nei"), "false"),
}


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
    except (TypeError, AttributeError, ValueError) as error:
        # A model's own validator looked into an expression. It runs again with the real value.
        if not has_expression(params):
            problems.say(call.key, f"{call.name} cannot check these parameters: {error}")
    return params


def _as_mapping(call: Call, values: Any, problems: Problems) -> dict[str, Any] | None:
    if call.is_short:
        return {str(call.shorthand): values}
    if isinstance(values, Mapping):
        return dict(values)
    if values is None:
        return {}
    fields = ", ".join(fields_of(call.model))
    problems.wants(
        call.node,
        f"a mapping behind {call.name}",
        f"Its parameters are: {fields}." if fields else "It has no parameters.",
    )
    return None


def check_booleans(call: Call, model: Model, node: Node, problems: Problems) -> None:
    """Refuse `NO`, `yes`, `on` where true or false is expected: in YAML 1.2 they are texts."""
    if call.is_short and node is call.node:
        check_boolean(call, fields_of(model).get(call.shorthand or ""), node, problems)
        return
    if not isinstance(node, MappingNode):
        return
    fields = fields_of(model)
    for entry in node:
        check_boolean(call, fields.get(entry.key.text), entry.value, problems)


def check_boolean(call: Call, of: Any, node: Node, problems: Problems) -> None:
    """Refuse a boolean word for one field; look into the models inside it."""
    kinds = kinds_in(of.annotation) if of is not None else set()
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
