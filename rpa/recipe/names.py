"""Which names an expression uses, and where they stand: what is checked before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes

ATTRIBUTE_FILTERS = frozenset(("sum", "sum_product", "map", "groupby", "sort", "unique", "min", "max", "join"))
FIRST_IS_ATTRIBUTE = frozenset(("selectattr", "rejectattr", "groupby"))


@dataclass(frozen=True)
class NameUse:
    """One name as an expression uses it.

    Attributes:
        parts: `("item", "lines", "0", "sku")` for `item.lines[0].sku`; `*` for a position that is computed.
        line: Line in the file, from 1.
        column: Column in the file, from 1.
        element_of: True when the last part is looked up in every element of the list before it
            (`item.lines | sum(attribute='quantity')`).
        may_be_absent: True when `default` or `is defined` asks for it.
    """

    parts: tuple[str, ...]
    line: int = 0
    column: int = 0
    element_of: bool = False
    may_be_absent: bool = False

    @property
    def dotted(self) -> str:
        """As a person writes it."""
        return ".".join(self.parts)


def chain(node: nodes.Node) -> tuple[str, ...]:
    """The parts of a dotted name; empty when the node is something else."""
    from jinja2 import nodes

    parts: list[str] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            parts.append(node.attr)
        elif isinstance(node, nodes.Getitem):
            parts.append(str(node.arg.value) if isinstance(node.arg, nodes.Const) else "*")
        else:
            return ()
        node = node.node
    return (node.name, *reversed(parts))


def written(node: nodes.Node) -> str:
    """A part of an expression as a person writes it; empty when it is too much to be shown."""
    from jinja2 import nodes

    match node:
        case nodes.Const(value=value):
            return {"True": "true", "False": "false", "None": "none"}.get(repr(value), repr(value))
        case nodes.Neg(node=inner):
            return f"-{written(inner)}" if written(inner) else ""
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(node=inner, attr=attr):
            return f"{written(inner)}.{attr}" if written(inner) else ""
        case nodes.Getitem(node=inner, arg=nodes.Const(value=value)):
            return f"{written(inner)}[{value!r}]" if written(inner) else ""
        case nodes.Call(node=nodes.Name(name=name), args=args) if all(map(written, args)) and not node.kwargs:
            return f"{name}({', '.join(map(written, args))})"
        case nodes.Filter(node=inner, name=name, args=args) if inner is not None and written(inner):
            given = [*map(written, args), *(f"{pair.key}={written(pair.value)}" for pair in node.kwargs)]
            return f"{written(inner)} | {name}" + (f"({', '.join(given)})" if given else "")
    return ""


def used_in(node: nodes.Node, *, may_be_absent: bool = False) -> Iterator[NameUse]:
    """All names below a node, without their places; a dotted name counts once, whole."""
    from jinja2 import nodes

    parts = chain(node)
    if parts:
        yield NameUse(parts, may_be_absent=may_be_absent)
        inner: nodes.Node = node
        while isinstance(inner, nodes.Getattr | nodes.Getitem):
            if isinstance(inner, nodes.Getitem):
                yield from used_in(inner.arg)
            inner = inner.node
        return
    if isinstance(node, nodes.Filter) and node.node is not None:
        yield from _attributes(node)
    asks = (isinstance(node, nodes.Filter) and node.name in ("default", "d")) or (
        isinstance(node, nodes.Test) and node.name in ("defined", "undefined")
    )
    for child in node.iter_child_nodes():
        yield from used_in(child, may_be_absent=asks and child is getattr(node, "node", None))


def _attributes(node: nodes.Filter) -> Iterator[NameUse]:
    from jinja2 import nodes

    base = chain(node.node) if node.node is not None else ()
    named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
    first = node.args[:1] if node.name in FIRST_IS_ATTRIBUTE or node.name == "sum" else []
    if not base or node.name not in ATTRIBUTE_FILTERS | FIRST_IS_ATTRIBUTE:
        return
    for given in node.args if node.name == "sum_product" else (named or first)[:1]:
        if isinstance(given, nodes.Const) and isinstance(given.value, str):
            yield NameUse((*base, given.value.split(".")[0]), element_of=True)


def misused_secrets(tree: nodes.Template) -> Iterator[NameUse]:
    """Secrets that a filter, a test or an operation would look into."""
    from jinja2 import nodes

    passing = (nodes.Output, nodes.CondExpr, nodes.Template)
    waiting: list[tuple[nodes.Node, bool]] = [(tree, True)]
    while waiting:
        node, passes = waiting.pop()
        parts = chain(node)
        if parts and parts[0] == "secrets":
            if not passes:
                yield NameUse(parts)
            continue
        for child in node.iter_child_nodes():
            in_condition = isinstance(node, nodes.CondExpr) and child is node.test
            waiting.append((child, passes and isinstance(node, passing) and not in_condition))


def offset_of(use: NameUse, raw: str) -> int:
    """Where a name stands in a value as written; 0 when it cannot be found.

    Args:
        use: The name.
        raw: The value as it stands in the file.
    """
    parts = use.parts[-1:] if use.element_of else use.parts
    pieces = [re.escape(parts[0])]
    for part in parts[1:]:
        piece = re.escape(part)
        pieces.append(
            r"\s*\[[^\]]*\]" if part == "*" else rf"\s*(?:\.\s*{piece}\b|\[\s*\\?['\"]?{piece}\\?['\"]?\s*\])"
        )
    pattern = re.compile(rf"(?<![\w.]){''.join(pieces)}(?!\w)")
    for braces in re.finditer(r"\{\{.*?\}\}", raw, re.DOTALL):
        found = pattern.search(raw, braces.start(), braces.end())
        if found:
            return found.start()
    found = pattern.search(raw)
    return found.start() if found else 0
