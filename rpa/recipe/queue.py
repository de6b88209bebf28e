"""What a recipe says about its queue: which item goes first, how fast, until when, and what a known key means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rpa.drivers.yaml_nodes import MappingNode, Node, ScalarNode
from rpa.model.item import USUAL, Changed, Failed, Policy
from rpa.model.run import NO_LIMITS, Limits
from rpa.recipe.expression import Expression, holds_expression
from rpa.recipe.kind_check import check_whole
from rpa.recipe.problems import nearest
from rpa.recipe.scope import ALWAYS, Known, Scope
from rpa.recipe.times import proposed_rate, read_rate
from rpa.recipe.values import Reader

LIMIT_KEYS = ("rate", "concurrency")
AGAIN_KEYS = ("changed", "failed")
AFTER_DEADLINE = ("go_on", "reject")
HIGHEST = 1_000_000
MOST_AT_ONCE = 1000
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
SPAN = re.compile(r"([0-9]{1,4})\s*(?:d|days?|dag(?:en|er)?|tage?)")
PRIORITY_HINTS: Mapping[str, str] = {
    "boolean": "Write: {{{{ 10 if {name} else 0 }}}}",
    "text": "Say what it is worth: {{{{ 10 if {name} == 'urgent' else 0 }}}}",
    "money": "Say from where on it is urgent: {{{{ 10 if {name} > money(1000, 'EUR') else 0 }}}}",
    "date": 'What is due first goes first by itself: deadline: "{{{{ {name} }}}}"',
}
DEADLINE_HINTS: Mapping[str, str] = {
    "text": "Make it a date in fields:, or write a day: {{{{ date('2026-12-31') }}}}",
    "number": "Count from a day: {{{{ today + days({name}) }}}}",
    "span": "Count from a day: {{{{ today + {name} }}}}",
    "months": "Count from a day: {{{{ today + {name} }}}}",
}


def read_limits(node: Node | None, reader: Reader) -> Limits:
    """`limits:`: how hard the recipe may press on its target."""
    if isinstance(node, ScalarNode) and proposed_rate(node.text):
        reader.problems.wants(node, "a mapping", f"Write: limits: {{rate: {proposed_rate(node.text)}}}")
        return NO_LIMITS
    given = reader.mapping(node, "limits:")
    if given is None:
        return NO_LIMITS
    reader.problems.known_keys(given, LIMIT_KEYS, "limits:")
    concurrency = reader.count(given.get("concurrency"), "concurrency:", 0, most=MOST_AT_ONCE)
    rate = given.get("rate")
    interval = read_rate(rate.text) if isinstance(rate, ScalarNode) else None
    if rate is not None and interval is None:
        _wrong_rate(rate, reader)
    return Limits(interval or NO_LIMITS.interval, concurrency)


def _wrong_rate(node: Node, reader: Reader) -> None:
    likely = proposed_rate(node.text) if isinstance(node, ScalarNode) else ""
    hint = f"Write: rate: {likely}" if likely else ""
    if isinstance(node, ScalarNode) and node.text.isdigit() and int(node.text):
        hint = f"Say in what time: rate: {node.text}/min"
    reader.problems.wants(node, "a rate such as 2/s, 30/min or 500/h, 1000/s at most, for rate:", hint)


def read_priority(node: Node | None, reader: Reader, known: Known) -> int | Expression:
    """`priority:`: a whole number, or an expression over `item` that gives one."""
    if node is None:
        return 0
    scope = Scope(frozenset(("item", *ALWAYS)), "items: priority:", known)
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and holds_expression(node.text):
        made = reader.expression(node, scope)
        check_whole(made, scope, reader.problems, ("number",), "a priority must be a whole number", PRIORITY_HINTS)
        return made
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= HIGHEST:
        return value
    example = 'priority: "{{ 10 if item.urgent else 0 }}"'
    wanted = f"a whole number from -{HIGHEST} to {HIGHEST}, or an expression such as {example}"
    reader.problems.wants(node, wanted, _quoted(node, "priority"))
    return 0


def read_deadline(node: Node | None, reader: Reader, known: Known) -> Expression | None:
    """`deadline:`: an expression over `item` that gives a day or a moment."""
    if node is None:
        return None
    scope = Scope(frozenset(("item", *ALWAYS)), "items: deadline:", known)
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and holds_expression(node.text):
        made = reader.expression(node, scope)
        allowed = ("date", "moment", "none")
        check_whole(made, scope, reader.problems, allowed, "a deadline must be a date or a moment", DEADLINE_HINTS)
        return made
    reader.problems.wants(
        node,
        'an expression such as deadline: "{{ item.ordered_on + days(2) }}"',
        _dated(node) or _quoted(node, "deadline"),
    )
    return None


def _dated(node: Node) -> str:
    text = node.text.strip().lower() if isinstance(node, ScalarNode) else ""
    if ISO_DAY.fullmatch(text):
        return f"Write: deadline: \"{{{{ date('{text}') }}}}\""
    span = SPAN.fullmatch(text)
    return f'Write: deadline: "{{{{ today + days({span[1]}) }}}}"' if span else ""


def _quoted(node: Node, word: str) -> str:
    is_name = isinstance(node, ScalarNode) and re.match(r"(item|params|settings|today|now)\b", node.text)
    return f'Write: {word}: "{{{{ {node.text} }}}}"' if is_name and isinstance(node, ScalarNode) else ""


def read_one_at_a_time(node: Node | None, reader: Reader, known: Known) -> Expression | None:
    """`one_at_a_time:`: an expression over `item`; items for which it gives the same are never done at once."""
    if node is None:
        return None
    scope = Scope(frozenset(("item", *ALWAYS)), "items: one_at_a_time:", known)
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and holds_expression(node.text):
        return reader.expression(node, scope)
    example = 'an expression such as one_at_a_time: "{{ item.email }}"'
    reader.problems.wants(node, example, _quoted(node, "one_at_a_time"))
    return None


def read_after_deadline(items: MappingNode, reader: Reader) -> str:
    """`after_deadline:`: what becomes of an item that was not begun in time."""
    node = items.get("after_deadline")
    if node is not None and items.get("deadline") is None:
        message = "after_deadline: without deadline:"
        hint = 'Say until when: deadline: "{{ item.ordered_on + days(2) }}"'
        reader.problems.say(items.key("after_deadline") or node, message, hint)
    return reader.choice(node, "after_deadline:", AFTER_DEADLINE, AFTER_DEADLINE[0])


def read_again(node: Node | None, reader: Reader) -> Policy:
    """`again:`: what becomes of an arrival whose key is known."""
    if isinstance(node, ScalarNode) and node.value is not None:
        words = {**dict.fromkeys(map(str, Changed), "changed"), **dict.fromkeys(map(str, Failed), "failed")}
        near = nearest(node.text, words)
        hint = f"Write: again: {{{words[near]}: {near}}}" if near else "Write: again: {changed: hold, failed: again}"
        reader.problems.wants(node, "a mapping", hint)
        return USUAL
    given = reader.mapping(node, "again:")
    if given is None:
        return USUAL
    reader.problems.known_keys(given, AGAIN_KEYS, "again:")
    changed = reader.choice(given.get("changed"), "changed:", tuple(map(str, Changed)), USUAL.changed)
    failed = reader.choice(given.get("failed"), "failed:", tuple(map(str, Failed)), USUAL.failed)
    return Policy(Changed(changed), Failed(failed))
