"""Reports comparisons, calculations and checks that cannot work with the kinds of `fields:` and `params:`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from rpa.recipe.calculation import FITS, VERBS, remedy
from rpa.recipe.expression import Expression, ExpressionError
from rpa.recipe.inference import Kinds
from rpa.recipe.mismatch import ORDERED, Side, advice, differ, literal_side, worded
from rpa.recipe.names import NameUse, chain, used_in, written
from rpa.recipe.problems import Problems
from rpa.recipe.scope import Scope

if TYPE_CHECKING:
    from jinja2 import nodes

EQUALITY = ("eq", "ne")
UNCERTAIN = ("", "none")
LEFT_TO_THE_RUN = frozenset(("", "none", "boolean", "span", "months"))
"""Kinds whose calculations are judged when they run."""


def check_kinds(expression: Expression, scope: Scope, problems: Problems) -> None:
    """Report what is certain to fail because of the kinds of its values."""
    from jinja2 import nodes

    kinds = Kinds(scope)
    tree = expression.tree()
    found = [(node, one) for node in tree.find_all(nodes.Compare) for one in compare_mistakes(node, kinds)]
    sums = [(node, one) for node in tree.find_all(nodes.BinExpr) for one in calculation_mistake(node, kinds)]
    for node, (message, hint) in (*found, *sums):
        line, column = place_of(node, expression)
        problems.at(line, column, message, hint[:1].upper() + hint[1:] + ".")


def check_truth(expression: Expression, scope: Scope, problems: Problems) -> None:
    """Report a `check:` that is a field or parameter of another kind than true or false."""
    from jinja2 import nodes

    try:
        body = expression.tree().body
    except ExpressionError:
        return  # told when it was first read
    parts = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    if len(parts) != 1 or len(chain(parts[0])) < 2:
        return
    kind = Kinds(scope).of(parts[0])
    if kind in ("", "boolean"):
        return
    line, column = place_of(parts[0], expression)
    name = written(parts[0])
    example = {"number": f"{name} > 0", "list": f"{name} | length > 0"}.get(kind, f"{name} is not none")
    message = f"a check must give true or false, and {name} is {worded(kind)}"
    problems.at(line, column, message, f"Compare it: {{{{ {example} }}}}")


def check_whole(
    expression: Expression,
    scope: Scope,
    problems: Problems,
    allowed: Collection[str],
    needed: str,
    hints: Mapping[str, str],
) -> None:
    """Report an expression whose value is certain to be of a kind that cannot be used.

    Args:
        expression: The whole value.
        scope: The names there.
        problems: Where mistakes go.
        allowed: The kinds it may have.
        needed: What it must be, as a sentence.
        hints: What to write instead, by kind, with `{name}` for the expression.
    """
    from jinja2 import nodes

    try:
        body = expression.tree().body
    except ExpressionError:
        return  # told when it was first read
    parts = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    if not parts:
        return
    kinds = Kinds(scope)
    kind = kinds.of(parts[0]) if len(parts) == 1 else "text"
    is_fraction = kind == "number" and isinstance(parts[0], nodes.Const) and parts[0].value != int(parts[0].value)
    if kind == "" or (kind in allowed and not is_fraction):
        return
    line, column = place_of(parts[0], expression) if len(parts) == 1 else (expression.line, expression.column)
    name = written(parts[0]) if len(parts) == 1 else str(expression)
    hint = hints.get(kind, "").format(name=name or "...") if len(parts) == 1 else ""
    problems.at(line, column, f"{needed}, and {name or 'this'} is {worded(kind)}", hint)


def place_of(node: nodes.Node, expression: Expression) -> tuple[int, int]:
    """Where a part of an expression begins: its first name, else the expression."""
    use = next(iter(used_in(node)), None)
    placed = expression.placed(NameUse(use.parts)) if use else None
    return (placed.line, placed.column) if placed else (expression.line, expression.column)


def side_of(node: nodes.Node, kinds: Kinds) -> Side:
    """One side, as far as it is known."""
    from jinja2 import nodes

    inner = node.node if isinstance(node, nodes.Neg) else node
    if isinstance(inner, nodes.Const) and inner.value is not None:
        made = literal_side(inner.value, written(node))
        return Side(made.kind, made.written, made.said, written(node) if made.kind == "number" else made.literal)
    kind = kinds.of(node)
    return Side(kind, written(node), worded(kind), currency=kinds.currency(node))


def compare_mistakes(node: nodes.Compare, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """Comparisons of two kinds, or of one that has no order."""
    from jinja2 import nodes

    left: nodes.Node = node.expr
    for operand in node.ops:
        right = operand.expr
        if operand.op not in ("in", "notin"):
            yield from pair_mistake(side_of(left, kinds), side_of(right, kinds), operand.op not in EQUALITY)
        elif isinstance(right, nodes.List | nodes.Tuple):
            pairs = (pair_mistake(side_of(left, kinds), side_of(item, kinds), False) for item in right.items)
            yield from [found for pair in pairs for found in pair][:1]
        elif kinds.of(right) in ("number", "money", "date", "moment", "boolean"):
            message = f"{side_of(right, kinds).shown}, and nothing can be looked for in it"
            yield message, "behind in comes a list such as ['NL', 'DE'], or a text"
        left = right


def pair_mistake(left: Side, right: Side, ordering: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with comparing two sides."""
    if left.kind in UNCERTAIN or right.kind in UNCERTAIN:
        return
    if left.kind != right.kind:
        yield f"{differ(left, right)}: they cannot be compared", advice(left, right, ordering)
    elif ordering and left.kind not in ORDERED:
        yield f"{left.shown} and has no order", "compare with == or !="


def calculation_mistake(node: nodes.BinExpr, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """A sum, difference, product or quotient of kinds that do not go together."""
    left, right = side_of(node.left, kinds), side_of(node.right, kinds)
    fits = FITS.get(node.operator)
    both = (left.kind, right.kind)
    if fits is None or both in fits or left.kind in UNCERTAIN or right.kind in UNCERTAIN:
        return
    if set(both) <= LEFT_TO_THE_RUN or (node.operator in "*//" and set(both) & LEFT_TO_THE_RUN):
        return
    if "boolean" in both and "number" in both:
        return
    number = (right if right.kind == "number" else left).written or "14"
    hint = remedy(node.operator, *both, number=number)
    yield f"{differ(left, right)}: they cannot be {VERBS[node.operator]}", hint
