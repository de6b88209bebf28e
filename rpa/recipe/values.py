"""From nodes of the file to values of the plan: expressions are made and checked on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from rpa.recipe.expression import Expression, holds_expression
from rpa.recipe.kind_check import check_truth
from rpa.recipe.problems import Problems, nearest
from rpa.recipe.references import check_expression, make_expression
from rpa.recipe.scope import Scope
from rpa.recipe.times import proposed_duration, read_duration, written_duration

YES = frozenset(("yes", "y", "on", "1", "ja", "wahr", "waar", "sant"))
NO = frozenset(("no", "n", "off", "0", "nein", "nee", "nei", "falsch", "onwaar"))
EXAMPLES = {"key": "item.order_no", "locale": "locale_of(item.country)"}


@dataclass(frozen=True)
class Reader:
    """Reads values of one recipe.

    Attributes:
        problems: Where mistakes go.
        locale: The recipe's locale, BCP 47.
    """

    problems: Problems
    locale: str

    def value(self, node: Node, scope: Scope) -> Any:
        """Plain values, with an `Expression` wherever there are braces."""
        if isinstance(node, ListNode):
            return [self.value(item, scope) for item in node.items]
        if isinstance(node, MappingNode):
            for entry in node:
                if holds_expression(entry.key.text):
                    self.problems.say(
                        entry.key, "a name cannot be an expression", "Only the value behind the colon can."
                    )
            return {entry.key.text: self.value(entry.value, scope) for entry in node}
        if isinstance(node.value, str) and holds_expression(node.text):
            return self.expression(node, scope)
        return node.value

    def expression(self, node: ScalarNode, scope: Scope) -> Expression:
        """An expression, checked."""
        made = make_expression(node, self.problems, self.locale)
        check_expression(made, scope, self.problems)
        return made

    def condition(self, node: Node, scope: Scope, word: str) -> Expression | None:
        """The expression behind `when:` or `check:`."""
        if isinstance(node, ScalarNode) and isinstance(node.value, str) and holds_expression(node.text):
            made = self.expression(node, scope)
            if word == "check":
                check_truth(made, scope, self.problems)
            return made
        hint = ""
        if isinstance(node, ScalarNode) and node.value is not None:
            hint = f'Write: {word}: "{{{{ {node.text} }}}}"'
        example = EXAMPLES.get(word, "item.total > 0")
        self.problems.wants(node, f'an expression such as {word}: "{{{{ {example} }}}}"', hint)
        return None

    def text(self, node: Node | None, what: str) -> str | None:
        """A text without expressions; numbers and booleans must be quoted."""
        if node is None:
            return None
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            return node.text
        quote = f'Put it in quotes: "{node.text}"' if isinstance(node, ScalarNode) and node.value is not None else ""
        self.problems.wants(node, f"a text for {what}", quote)
        return None

    def text_or_expression(self, node: Node | None, scope: Scope, what: str) -> str | Expression | None:
        """A text, or an expression that gives one."""
        text = self.text(node, what)
        if text is not None and isinstance(node, ScalarNode) and holds_expression(text):
            return self.expression(node, scope)
        return text

    def choice(self, node: Node | None, what: str, allowed: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        if node is None:
            return default
        if isinstance(node, ScalarNode) and node.text in allowed:
            return node.text
        near = nearest(node.text, allowed) if isinstance(node, ScalarNode) else ""
        self.problems.wants(node, f"{' or '.join(allowed)} for {what}", f"Did you mean {near!r}?" if near else "")
        return default

    def truth(self, node: Node | None, what: str) -> bool:
        """True or false; false when it is not there."""
        if node is None:
            return False
        value = node.value if isinstance(node, ScalarNode) else None
        if isinstance(value, bool):
            return value
        said = node.text.lower() if isinstance(node, ScalarNode) else ""
        meant = "true" if said in YES else "false" if said in NO else ""
        self.problems.wants(node, f"true or false for {what}", f"Write: {what} {meant}" if meant else "")
        return False

    def count(self, node: Node | None, what: str, default: int, *, least: int = 1, most: int = 100) -> int:
        """A whole number within limits."""
        if node is None:
            return default
        value = node.value if isinstance(node, ScalarNode) else None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.problems.wants(node, f"a whole number from {least} to {most} for {what}")
            return default
        return value

    def duration(
        self, node: Node | None, what: str, within: tuple[timedelta, timedelta] | None = None
    ) -> timedelta | None:
        """A time such as `30s`, within limits."""
        if node is None:
            return None
        text = node.text if isinstance(node, ScalarNode) else ""
        found = read_duration(text)
        if found is None:
            likely = proposed_duration(text)
            hint = f"Write: {what} {likely}" if likely else ""
            self.problems.wants(node, f"a time such as 500ms, 30s, 5min or 1h for {what}", hint)
        elif within is not None and not within[0] <= found <= within[1]:
            limits = f"from {written_duration(within[0])} to {written_duration(within[1])}"
            self.problems.wants(node, f"a time {limits} for {what}")
            return None
        return found

    def mapping(self, node: Node | None, what: str) -> MappingNode | None:
        """A mapping."""
        if node is None or isinstance(node, MappingNode):
            return node
        self.problems.wants(node, f"a mapping (name: value) for {what}")
        return None

    def elements(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The elements of a list."""
        if node is None:
            return ()
        if isinstance(node, ListNode):
            return node.items
        self.problems.wants(node, f"a list (lines that begin with -) for {what}")
        return ()
