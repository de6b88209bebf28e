"""The Jinja environment expressions run in: values in, values out, no reach into Python.

Stricter than Jinja's own sandbox: attributes are allowed by type, one by one; names of a mapping are its keys and never
methods of `dict`; numbers are exact; a secret cannot be looked into; what touches a pending one is pending.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import PurePath
from typing import Any, TypeGuard

from jinja2 import StrictUndefined, nodes, pass_environment
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rpa.model.money import Money
from rpa.model.pending import Pending, PendingText
from rpa.model.secret import Secret
from rpa.recipe.calculation import calculated
from rpa.recipe.comparison import compared, comparing_tests
from rpa.recipe.functions import FUNCTIONS, as_text, rounded, slug, sum_product, total, written_amount, written_date
from rpa.recipe.names import written
from rpa.recipe.parts import DAY_PARTS, MONEY_PARTS, PATH_PARTS, TEXT_PARTS
from rpa.recipe.veil import SecretMisused, Veiled, seen

TAKEN_FROM_JINJA = (
    "abs capitalize count d default dictsort first format groupby int items join last length list lower map max min "
    "reject rejectattr replace reverse select selectattr sort title trim truncate unique upper"
)
locale_in_use: ContextVar[str] = ContextVar("locale_in_use", default="en")


class Absent(StrictUndefined):
    """A name that is not there."""

    __slots__ = ()

    @property
    def looked_in(self) -> Any:
        """The value it was looked up in."""
        return self._undefined_obj

    @property
    def wanted(self) -> str:
        """The name itself."""
        return str(self._undefined_name)


def known_names(value: object) -> tuple[str, ...]:
    """What can be asked of a value by name, for messages."""
    if isinstance(value, Mapping):
        return tuple(str(name) for name in value)
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(part.name for part in fields(value))
    model = getattr(type(value), "model_fields", None)
    return tuple(model) if isinstance(model, Mapping) else ()


def may_ask(value: object, name: str) -> bool:
    """Whether an expression may take an attribute of a value."""
    if name.startswith("_") or isinstance(value, Veiled | Secret):
        return False
    match value:
        case str():
            return name in TEXT_PARTS
        case PurePath():
            return name in PATH_PARTS
        case Money():
            return name in MONEY_PARTS
        case date():
            return name in DAY_PARTS
        case timedelta():
            return name == "days"
        case list() | tuple():
            return False
    return name in known_names(value) or isinstance(getattr(type(value), name, None), property)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of all expressions."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self) -> None:
        super().__init__(undefined=Absent, autoescape=False, keep_trailing_newline=True)
        chosen = {name: self.filters[name] for name in TAKEN_FROM_JINJA.split()}
        own = {
            "sum": sum_filter,
            "sum_product": sum_product,
            "round": rounded,
            "slug": slug,
            "amount": amount_filter,
            "date": date_filter,
            "string": as_text,
        }
        self.filters = chosen | own
        self.tests = {**self.tests, **comparing_tests()}
        self.globals = dict(FUNCTIONS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: a key of a mapping, or an allowed attribute."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`, and `obj.argument`."""
        if isinstance(obj, Pending | PendingText):
            return seen(obj.of(argument) if isinstance(obj, Pending) else Pending(str(obj).strip("‹›")))
        if isinstance(obj, Veiled):
            raise SecretMisused(obj.secret.name)
        if isinstance(obj, Mapping):
            return seen(obj[argument]) if argument in obj else self.undefined(obj=obj, name=argument)
        if isinstance(argument, int | slice):
            return self.at_position(obj, argument)
        if isinstance(argument, str) and not isinstance(obj, Undefined):
            if may_ask(obj, argument):
                return seen(getattr(obj, argument))
            if argument.startswith("_"):
                raise SecurityError(f"{argument!r} is out of reach of expressions")
        return self.undefined(obj=obj, name=argument)

    def at_position(self, obj: Any, position: int | slice) -> Any:
        """An element of a list, or of a text."""
        if not isinstance(obj, list | tuple | str):
            return self.undefined(obj=obj, name=str(position))
        try:
            return seen(obj[position])
        except IndexError:
            return self.undefined(f"there is no position {position}: the list has {len(obj)} (positions start at 0)")

    def is_safe_callable(self, obj: Any) -> bool:
        """Only our functions, and methods of plain values."""
        owner = getattr(obj, "__self__", None)
        own = obj is Decimal or obj is compared or obj in FUNCTIONS.values()
        return own or isinstance(owner, str | Money | date | datetime)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Exact arithmetic: whole numbers divide into a Decimal, powers and floats are refused."""
        for value in (left, right):
            if isinstance(value, Veiled):
                raise SecretMisused(value.secret.name)
            if isinstance(value, Pending):
                return value
        if operator == "**":
            raise SecurityError("powers (**) are not used in recipes")
        if operator == "*" and (isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple)):
            raise SecurityError("a text or list cannot be multiplied")
        if operator == "/" and isinstance(left, int):
            left = Decimal(left)
        return calculated(partial(super().call_binop, context, operator), operator, left, right)


@pass_environment
def sum_filter(environment: Sandbox, values: Any, attribute: str | int | None = None, start: Any = None) -> Any:
    """`lines | sum(attribute='quantity')`: exact, for numbers and money."""
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return total((told_if_absent(value) for value in values), start)


def told_if_absent(value: Any) -> Any:
    """The value; one that is not there raises Jinja's own error, which knows the name."""
    if isinstance(value, Undefined):
        str(value)
    return value


def amount_filter(value: object, locale: str | None = None, digits: int = 2) -> str:
    """`| amount`: as people write it."""
    return written_amount(value, locale or locale_in_use.get(), digits)


def date_filter(value: object, style: str = "short", locale: str | None = None) -> str:
    """`| date`: as people write it."""
    return written_date(value, locale or locale_in_use.get(), style)


@cache
def sandbox() -> Sandbox:
    """The one environment of this process."""
    return Sandbox()


def checked(tree: nodes.Template) -> None:
    """Make every comparison in an expression a call that refuses values of different kinds, before it is compiled."""
    for name, value in list(tree.iter_fields()):
        _replace(tree, name, value)


def _replace(parent: nodes.Node, name: str, value: Any) -> None:
    if isinstance(value, list):
        setattr(parent, name, [_checked(part) if isinstance(part, nodes.Node) else part for part in value])
    elif isinstance(value, nodes.Node):
        setattr(parent, name, _checked(value))


def _checked(node: nodes.Node) -> nodes.Node:
    texts = [written(part) for part in (node.expr, *(one.expr for one in node.ops))] if _compares(node) else []
    for name, value in list(node.iter_fields()):
        _replace(node, name, value)
    if not isinstance(node, nodes.Compare):
        return node
    sides = [node.expr, *(one.expr for one in node.ops)]
    calls = [_compare_call(one.op, sides[at : at + 2], texts[at : at + 2]) for at, one in enumerate(node.ops)]
    made: nodes.Expr = calls[0]
    for call in calls[1:]:  # 1 < x < 5
        made = nodes.And(made, call, lineno=node.lineno)
    return made.set_environment(sandbox())


def _compares(node: nodes.Node) -> TypeGuard[nodes.Compare]:
    return isinstance(node, nodes.Compare)


def _compare_call(sign: str, sides: list[nodes.Expr], texts: list[str]) -> nodes.Expr:
    given = [sides[0], nodes.Const(sign), sides[1], *map(nodes.Const, texts)]
    return nodes.Call(nodes.ImportedName(f"{compared.__module__}.{compared.__name__}"), given, [], None, None, lineno=1)


def exact(tree: nodes.Template) -> None:
    """Make every number with a decimal point in an expression a Decimal, before it is compiled."""
    for parent in [tree, *tree.find_all(nodes.Node)]:
        for name, value in list(parent.iter_fields()):
            if isinstance(value, list):
                setattr(parent, name, [_exact(part) for part in value])
            elif isinstance(value, nodes.Node):
                setattr(parent, name, _exact(value))


def _exact(node: Any) -> Any:
    if not isinstance(node, nodes.Const) or not isinstance(node.value, float):
        return node
    text = nodes.Const(repr(node.value), lineno=node.lineno)
    made = nodes.Call(nodes.ImportedName("decimal.Decimal"), [text], [], None, None, lineno=node.lineno)
    return made.set_environment(sandbox())
