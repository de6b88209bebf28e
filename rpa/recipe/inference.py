"""The kinds of values in an expression, as far as they are certain before anything runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rpa.recipe.fields import Field
from rpa.recipe.kinds import PARTS
from rpa.recipe.mismatch import value_kind
from rpa.recipe.names import chain
from rpa.recipe.scope import Scope, as_element, item_field

if TYPE_CHECKING:
    from jinja2 import nodes

OF_FIELD = {"integer": "number", "decimal": "number", "money": "money", "date": "date", "boolean": "boolean"}
OF_FIELD |= dict.fromkeys(("text", "email", "phone", "iban", "vat_number", "country"), "text")
OF_FIELD |= {"path": "file", "list": "list", "mapping": "mapping", "percent": "number"}
OF_FIELD |= dict.fromkeys(PARTS, "mapping")
"""The kinds of fields and parameters; what is not here is not known."""
OF_FUNCTION = {"days": "span", "months": "months", "money": "money", "date": "date", "locale_of": "text"}
OF_FILTER = {"length": "number", "count": "number", "list": "list"}
OF_FILTER |= dict.fromkeys(
    ["upper", "lower", "title", "capitalize", "trim", "slug", "string", "amount", "date", "join", "format"], "text"
)
OF_PART = {("money", "amount"): "number", ("money", "currency"): "text", ("money", "plain"): "text"}
OF_PART |= {(day, part): "number" for day in ("date", "moment") for part in ("year", "month", "day")}
OF_PART |= {("span", "days"): "number"} | {("file", part): "text" for part in ("name", "stem", "suffix")}
CERTAIN_METHODS = frozenset(
    ["startswith", "endswith", "isdigit", "isalpha", "isalnum", "islower", "isupper", "isspace"]
)
NO_KIND = ""


@dataclass(frozen=True)
class Kinds:
    """Tells kinds at one place of a recipe.

    Attributes:
        scope: The names there.
    """

    scope: Scope

    def of(self, node: nodes.Node) -> str:
        """The kind of a part of an expression; empty when it is not certain."""
        from jinja2 import nodes

        match node:
            case nodes.Const(value=value):
                return value_kind(Decimal(repr(value)) if isinstance(value, float) else value)
            case nodes.Compare() | nodes.Not() | nodes.Test():
                return "boolean"
            case nodes.Concat():
                return "text"
            case nodes.List() | nodes.Tuple():
                return "list"
            case nodes.Dict():
                return "mapping"
            case nodes.Neg(node=inner):
                return self.of(inner)
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                return self.alike((left, right))
            case nodes.CondExpr(expr1=first, expr2=second) if second is not None:
                return self.alike((first, second))
            case nodes.BinExpr():
                return self.of_calculation(node)
        return self.of_lookup(node)

    def alike(self, parts: Iterable[nodes.Node]) -> str:
        """The kind that all parts have."""
        found = {self.of(part) for part in parts}
        return found.pop() if len(found) == 1 else NO_KIND

    def of_lookup(self, node: nodes.Node) -> str:
        """The kind of a name, a call or a filter."""
        from jinja2 import nodes

        match node:
            case nodes.Call(node=nodes.Name(name=name)):
                return OF_FUNCTION.get(name, NO_KIND) if name not in self.scope.bound else NO_KIND
            case nodes.Call(node=nodes.Getattr(node=inner, attr=attr)) if self.of(inner) == "text":
                return "boolean" if attr in CERTAIN_METHODS else NO_KIND
            case nodes.Filter(node=inner, name="round") if inner is not None:
                return self.of(inner)
            case nodes.Filter(name="sum" | "sum_product"):
                return self.of_sum(node)
            case nodes.Filter(name=name):
                return OF_FILTER.get(name, NO_KIND)
            case nodes.Getattr(node=inner, attr=attr) if (self.of(inner), attr) in OF_PART:
                return OF_PART[self.of(inner), attr]
        return self.of_name(chain(node))

    def of_name(self, parts: tuple[str, ...]) -> str:
        """The kind of a dotted name."""
        if parts == ("today",) and "today" not in self.scope.bound:
            return "date"
        if parts == ("now",):
            return "moment"
        if len(parts) == 2 and parts[0] == "params":
            return OF_FIELD.get(self.scope.known.param_kinds.get(parts[1], ""), NO_KIND)
        found = self.field(parts)
        return OF_FIELD.get(found.kind, NO_KIND) if found is not None else NO_KIND

    def field(self, parts: tuple[str, ...]) -> Field | None:
        """The field of the contract that a dotted name is."""
        if not parts:
            return None
        found = self.scope.bound.get(parts[0]) or (item_field(self.scope) if parts[0] == "item" else None)
        for part in parts[1:]:
            if found is None:
                return None
            if found.kind == "list":
                found = as_element(found) if part == "*" or part.lstrip("-").isdigit() else None
            else:
                found = found.child(part)
        return found

    def of_sum(self, node: nodes.Filter) -> str:
        """The kind of a sum over the rows of a list."""
        from jinja2 import nodes

        rows = self.field(chain(node.node)) if node.node is not None else None
        if rows is None or rows.kind != "list" or len(node.args) + len(node.kwargs) > (3 if node.name != "sum" else 1):
            return NO_KIND
        given = [*node.args, *(pair.value for pair in node.kwargs)]
        names = [one.value for one in given if isinstance(one, nodes.Const) and isinstance(one.value, str)]
        fields = [as_element(rows).child(name) for name in names]
        kinds = [OF_FIELD.get(one.kind, NO_KIND) if one else NO_KIND for one in fields]
        if not kinds or len(names) != len(given) or not set(kinds) <= {"number", "money"} or kinds.count("money") > 1:
            return NO_KIND
        return "money" if "money" in kinds else "number"

    def of_calculation(self, node: nodes.BinExpr) -> str:
        """The kind of a sum, difference, product or quotient."""
        kinds = (self.of(node.left), self.of(node.right))
        if kinds[0] in ("date", "moment") and kinds[1] in ("span", "months"):
            return kinds[0]
        if kinds == ("date", "date") and node.operator == "-":
            return "span"
        if kinds[0] == kinds[1] and (kinds[0] == "number" or (kinds[0] in ("money", "text") and node.operator in "+-")):
            return kinds[0]
        return "money" if node.operator == "*" and set(kinds) == {"money", "number"} else NO_KIND

    def currency(self, node: nodes.Node) -> str:
        """The currency of a money field, where the contract says it."""
        found = self.field(chain(node))
        return str(found.options.get("currency", "")) if found is not None else ""
