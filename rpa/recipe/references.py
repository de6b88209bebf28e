"""Checks what expressions lean on: parameters, fields, steps before, outputs, secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpa.drivers.yaml_nodes import ScalarNode
from rpa.recipe.expression import Expression, ExpressionError
from rpa.recipe.fields import Field
from rpa.recipe.inference import OF_FIELD
from rpa.recipe.kind_check import check_kinds
from rpa.recipe.kinds import PARTS as OF_KIND
from rpa.recipe.mismatch import worded
from rpa.recipe.names import NameUse
from rpa.recipe.parts import DAY_PARTS, MONEY_PARTS, PATH_PARTS, TEXT_PARTS
from rpa.recipe.problems import Problems, nearest, proposal
from rpa.recipe.scope import Scope, as_element, item_field

PARTS: Mapping[str, frozenset[str]] = {
    "text": TEXT_PARTS,
    "money": MONEY_PARTS,
    "date": DAY_PARTS,
    "file": PATH_PARTS,
    "number": frozenset(),
    "boolean": frozenset(),
}
"""What a value of each kind can be asked for."""
GROUPS = ("list", "mapping", *OF_KIND)
"""Kinds of fields whose values have parts with names of their own."""


def make_expression(node: ScalarNode, problems: Problems, locale: str) -> Expression:
    """The expression that a value is."""
    return Expression(node.text, problems.file, node.mark.line, node.mark.column, node.raw, locale)


def check_expression(expression: Expression, scope: Scope, problems: Problems) -> None:
    """Report every mistake of an expression that shows before anything runs."""
    try:
        uses = expression.names_used()
        misused = expression.misused_secrets()
    except ExpressionError as error:
        problems.at(error.line, error.column, str(error), error.hint)
        return
    for use in misused:
        message = f"{use.dotted} is a secret: it can only be passed on whole or put inside a text"
        problems.at(use.line, use.column, message, "Remove the filter, comparison or calculation.")
    for use in uses:
        check_use(use, scope, problems)
    check_kinds(expression, scope, problems)


def check_use(use: NameUse, scope: Scope, problems: Problems) -> None:
    """Report a name that is not there."""
    root = use.parts[0]
    if root not in scope.names:
        unknown_root(use, scope, problems)
    elif root in scope.bound:
        check_field(use, scope.bound[root], problems)
    elif root == "item":
        check_item(use, scope, problems)
    elif root == "params" and len(use.parts) > 1:
        check_param(use, scope, problems)
        check_part(use, 2, scope.known.param_kinds.get(use.parts[1], ""), problems)
    elif root == "steps" and len(use.parts) > 1:
        check_step(use, scope, problems)
    elif root == "settings" and scope.known.settings is not None:
        check_setting(use, scope.known.settings, problems)
    elif root == "secrets":
        check_secret(use, scope, problems)


def unknown_root(use: NameUse, scope: Scope, problems: Problems) -> None:
    """A name that nothing is called, or that is not there at this place."""
    root = use.parts[0]
    if root in ("item", "steps", "run", "secrets", "params", "settings"):
        message = f"{root!r} is not known in {scope.where}"
        problems.at(use.line, use.column, message, f"Known here are: {', '.join(sorted(scope.names))}.")
        return
    fields = scope.known.fields or ()
    if "item" in scope.roots and any(of.name == root for of in fields):
        problems.at(use.line, use.column, f"{root!r} is not known here", f"Did you mean 'item.{root}'?")
    elif root in scope.known.params:
        problems.at(use.line, use.column, f"{root!r} is not known here", f"Did you mean 'params.{root}'?")
    else:
        problems.at(use.line, use.column, f"{root!r} is not known here", proposal(root, scope.names))


def check_item(use: NameUse, scope: Scope, problems: Problems) -> None:
    """A field of the item."""
    if not scope.known.has_items and len(use.parts) > 1:
        problems.at(
            use.line, use.column, f"{use.dotted}: this recipe has no items:", "Add items: with a source, or use params."
        )
        return
    check_field(use, item_field(scope), problems)


def check_field(use: NameUse, start: Field | None, problems: Problems) -> None:
    """Follow the parts of a name through the contract."""
    found = start
    for number, part in enumerate(use.parts[1:], start=1):
        last = number == len(use.parts) - 1
        if found is not None and found.kind in OF_FIELD and found.kind not in GROUPS:
            check_part(use, number, found.kind, problems)
        if found is None or (found.kind not in GROUPS and found.kind != "any" and not (use.element_of and last)):
            return
        if found.kind == "any":
            return
        where = ".".join(use.parts[:number])
        if found.kind == "list":
            if use.element_of and last:
                found = as_element(found)
            elif part == "*" or part.lstrip("-").isdigit():
                found = as_element(found)
                continue
            else:
                hint = f"Take one element ({where}[0].{part}), or all with for_each or | map(attribute='{part}')."
                problems.at(use.line, use.column, f"{where} is a list and has no {part!r}", hint)
                return
        if part == "*":
            return
        following = found.child(part)
        if following is None and found.kind in GROUPS:
            known = [child.name for child in found.children if child.name]
            problems.at(use.line, use.column, f"{where} has no field {part!r}", proposal(part, known))
            return
        found = following


def check_part(use: NameUse, number: int, field_kind: str, problems: Problems) -> None:
    """A part of a single value, such as the year of a date."""
    kind = OF_FIELD.get(field_kind, "")
    parts = PARTS.get(kind)
    if parts is None or len(use.parts) <= number or use.element_of:
        return
    part, where = use.parts[number], ".".join(use.parts[:number])
    if part in parts or part == "*" or (kind == "text" and part.lstrip("-").isdigit()):
        return
    hint = f"For its length write {where} | length." if part in ("length", "len", "size") else ""
    near = nearest(part, parts)
    hint = hint or (f"Did you mean {near!r}?" if near else "")
    problems.at(use.line, use.column, f"{where} is {worded(kind)} and has no {part!r}", hint)


def check_param(use: NameUse, scope: Scope, problems: Problems) -> None:
    """A parameter of the recipe."""
    name = use.parts[1]
    if name != "*" and name not in scope.known.params:
        hint = proposal(name, scope.known.params) or "This recipe has no params:."
        problems.at(use.line, use.column, f"there is no parameter {name!r} (params.{name})", hint)


def check_step(use: NameUse, scope: Scope, problems: Problems) -> None:
    """An output of a step before."""
    name = use.parts[1]
    if name == "*":
        return
    if name not in scope.steps:
        if name in scope.known.ids:
            message = f"step {name!r} (line {scope.known.ids[name]}) does not run before this place"
            problems.at(use.line, use.column, message, "A step can only use the outputs of steps above it.")
        else:
            hint = proposal(name, scope.steps) or "Give the step an id: to use its outputs."
            problems.at(use.line, use.column, f"there is no step with the id {name!r} before this place", hint)
        return
    outputs = scope.steps[name]
    if outputs is None or len(use.parts) < 3 or use.parts[2] in outputs or use.parts[2] == "*":
        return
    hint = proposal(use.parts[2], outputs) or "It has no outputs."
    problems.at(use.line, use.column, f"step {name!r} has no output {use.parts[2]!r}", hint)


def check_setting(use: NameUse, settings: Mapping[str, Any], problems: Problems) -> None:
    """A setting of the workspace; one that `default` or `is defined` looks at may be missing."""
    found: Any = settings
    for number, part in enumerate(use.parts[1:], start=1):
        if use.may_be_absent or part == "*" or not isinstance(found, Mapping):
            return
        if part not in found:
            where, table = ".".join(use.parts[:number]), ".".join(use.parts[1:number])
            message = f"there is no setting {use.dotted!r}: {where} has no {part!r} in rpa.toml"
            missing = f"Add it to rpa.toml, under [{table}]." if table else "Add it to rpa.toml."
            near = nearest(part, map(str, found))
            problems.at(use.line, use.column, message, f"Did you mean {near!r}?" if near else missing)
            return
        found = found[part]


def check_secret(use: NameUse, scope: Scope, problems: Problems) -> None:
    """A secret by its name."""
    if len(use.parts) < 2 or "*" in use.parts:
        problems.at(use.line, use.column, "secrets are used by their full name", "Write {{ secrets.shop.password }}.")
        return
    name = ".".join(use.parts[1:])
    scope.known.used_secrets.add(name)
    if scope.known.secrets is not None and name not in scope.known.secrets:
        problems.at(
            use.line,
            use.column,
            f"there is no secret {name!r}",
            proposal(name, scope.known.secrets) or f"Run: rpa secret set {name}",
        )
