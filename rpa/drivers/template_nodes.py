"""Values of a template's file, read with their mistakes."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.drivers.yaml_nodes import ListNode, Mark, Node, ScalarNode
from rpa.drivers.yaml_problems import Problems, scalar_text
from rpa.formats.documents.templates.patterns import PatternWrong, compiled

Names = Sequence[str]
MOST = 200  # entries of a list


def texts(node: Node | None, problems: Problems, expected: str) -> tuple[str, ...]:
    """A text, or a list of them."""
    if node is None:
        return ()
    if isinstance(node, ListNode):
        found = []
        for one in node.items[:MOST]:
            text = scalar_text(one)
            if text is None:
                problems.wants(one, expected)
            else:
                found.append(text)
        return tuple(found)
    text = scalar_text(node)
    if text is None:
        problems.wants(node, expected)
        return ()
    return (text,)


def checked_pattern(pattern: str, at: Node, problems: Problems) -> bool:
    """Whether a text is a regular expression; if not, that is said at the character that is wrong."""
    try:
        compiled(pattern)
    except PatternWrong as error:
        mark = at.mark
        if isinstance(at, ScalarNode) and at.style in ("", "'"):
            mark = Mark(mark.line, mark.column + error.offset + (at.style == "'"))
        problems.say(mark, f"this is no regular expression: {error}", "Put a \\ before a sign that is meant as itself.")
        return False
    return True
