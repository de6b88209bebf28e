"""Reads a YAML 1.2 file into a tree with places, or says everything that is wrong with its writing.

Stricter than YAML, so that what stands there is what is meant: no floats (`1.10` is the Decimal 1.10), no anchors,
tags, directives or second documents, every key once; `NO`, `on`, `yes`, `0123` and dates are texts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rpa.drivers.yaml_braces import Unquoted, cover, find_unquoted, quoted
from rpa.drivers.yaml_nodes import Entry, ListNode, MappingNode, Mark, Node, Plain, ScalarNode
from rpa.drivers.yaml_syntax import explain, syntax_errors
from rpa.errors import Problem, RecipeError

LARGEST = 1 << 20  # bytes
DEEPEST = 40  # levels; deeper than any recipe, and shallow enough to walk with plain recursion
MOST_MENDED = 50
LONGEST_EXCERPT = 300

INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})", re.ASCII)
DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}", re.ASCII)
WORDS: dict[str, Plain] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
LINE_VALUE = re.compile(r"(\s*(?:- +)*(?:[^\s:#][^:#]*: +)?)(\S.*)")


def plain_value(text: str) -> Plain:
    """What a value without quotes means."""
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if DECIMAL.fullmatch(text) else text


@dataclass
class Source:
    """The text of a file and what was found wrong in it so far.

    Attributes:
        file: Its name as the user gave it.
        text: Its text, line ends as line feeds.
        problems: In the order they were found.
    """

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find the lines."""
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def mark(self, offset: int) -> Mark:
        """Line and column of an offset."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset)
        return Mark(line, offset - self.starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """A line without its end, shortened when it is endless; empty when there is no such line."""
        if not 1 <= number <= len(self.starts):
            return ""
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end][:LONGEST_EXCERPT]

    def report(self, mark: Mark, message: str, hint: str = "") -> None:
        """Keep a problem at a place."""
        problem = Problem(self.file, mark.line, mark.column, message, hint, self.line(mark.line))
        if problem not in self.problems:
            self.problems.append(problem)


def read_yaml(text: str | bytes, file: str) -> tuple[Node | None, Source]:
    """Read a file's text.

    Args:
        text: The text, or its bytes in UTF-8.
        file: Its name as the user gave it, for messages.

    Returns:
        The tree (None when the file is empty or could not be read) and the source with all problems of writing. The
        tree may be there although there are problems: what could be mended was, so that more can be checked.
    """
    source = Source(file, "")
    if len(text) > LARGEST:
        source.report(Mark(0, 0), f"the file has more than {LARGEST >> 10} KiB: that is no recipe")
        return None, source
    if isinstance(text, bytes):
        content = text
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            source.report(Mark(line, 0), "the file is not UTF-8 text", "Save it as UTF-8 in your editor.")
            return None, source
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(file, text)
    root = _Reader(source, text, {}).read()
    if not source.problems:
        return root, source
    # What was found may come from an expression without quotes, a mapping to YAML: those first, and then all the rest.
    source = Source(file, text)
    covered, unquoted = _cover_unquoted(source)
    return _Reader(source, covered, unquoted).read(), source


def load_yaml(text: str | bytes, file: str) -> Node:
    """Read a file's text.

    Raises:
        RecipeError: With every problem of writing; also when the file is empty.
    """
    node, source = read_yaml(text, file)
    if node is None and not source.problems:
        source.report(Mark(0, 0), "the file is empty")
    if source.problems or node is None:
        raise RecipeError(source.problems)
    return node


def _cover_unquoted(source: Source) -> tuple[str, dict[int, Unquoted]]:
    text, found = source.text, dict[int, Unquoted]()
    while len(found) < MOST_MENDED and (place := find_unquoted(text)):
        found[place.start] = place
        hint = f"Write: {place.corrected.strip()}" if place.corrected else "Put the whole value in quotes."
        source.report(
            source.mark(place.start), "an expression must stand in quotes, or YAML takes {{ for a mapping", hint
        )
        text = cover(text, place)
    return text, found


class _Unreadable(Exception):
    def __init__(self, offset: int, message: str, hint: str = "") -> None:
        self.offset, self.message, self.hint = offset, message, hint


class _Reader:
    """Turns parser events into nodes; mends lines whose value only wants quotes, and reads on."""

    def __init__(self, source: Source, covered: str, unquoted: dict[int, Unquoted]) -> None:
        self.source = source
        self.covered = covered
        self.unquoted = unquoted

    def read(self) -> Node | None:
        for _ in range(MOST_MENDED):
            try:
                return self.document()
            except _Unreadable as trouble:
                self.source.report(self.source.mark(trouble.offset), trouble.message, trouble.hint)
                return None
            except syntax_errors() as error:
                if not self.mended(error):
                    return None
        return None

    def mended(self, error: Exception) -> bool:
        """Report a syntax error; True when its value could be covered, so that reading can go on."""
        offset, message, hint = explain(error, self.covered)
        mark = self.source.mark(offset)
        wants_quotes = message.startswith(("a colon", "a value cannot begin"))
        line = self.source.line(mark.line)
        found = LINE_VALUE.fullmatch(line)
        start = self.source.starts[mark.line - 1] + (found.start(2) if found else 0)
        if message.startswith("a colon") and offset < start:
            message, hint = (
                "this line is indented deeper, but the line above already has a value",
                "Indent the keys of one mapping alike.",
            )
            wants_quotes = False
        if message.startswith("a tab"):
            self.report_tabs(mark)
        if not wants_quotes or found is None or start in self.unquoted or found[2][0] in "'\"[{|>":
            self.source.report(mark, message, hint)
            return False
        value = found[2].rstrip()
        place = Unquoted(start, start + len(value), found[1] + quoted(value))
        self.source.report(mark, message, f"Write: {place.corrected.strip()}")
        self.unquoted[start] = place
        self.covered = cover(self.covered, place)
        return True

    def report_tabs(self, first: Mark) -> None:
        for number in range(1, len(self.source.starts) + 1):
            indent = re.match(r" *\t", self.source.line(number))
            if indent and number != first.line:
                self.source.report(
                    Mark(number, indent.end()), "a tab stands where spaces must be", "Indent with spaces."
                )

    def document(self) -> Node | None:
        from ruamel.yaml import YAML

        events = iter(YAML(typ="safe", pure=True).parse(self.covered))
        root: Node | None = None
        seen = False
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                if seen:
                    raise _Unreadable(
                        event.start_mark.index,
                        "a second document begins here",
                        "One file is one recipe: remove the --- line.",
                    )
                if event.version or event.tags:
                    self.say(event, "a %-directive stands here", "Remove the line; recipes are YAML 1.2.")
                seen = True
            elif kind in ("ScalarEvent", "AliasEvent", "SequenceStartEvent", "MappingStartEvent"):
                root = self.node(event, events, 0)
        return None if isinstance(root, ScalarNode) and not root.raw else root

    def say(self, event: Any, message: str, hint: str) -> None:
        self.source.report(self.source.mark(event.start_mark.index), message, hint)

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        kind = type(event).__name__
        if depth > DEEPEST:
            raise _Unreadable(event.start_mark.index, f"values are nested more than {DEEPEST} deep")
        if kind == "AliasEvent" or event.anchor:
            self.say(
                event,
                "anchors (&name) and aliases (*name) are not used in recipes",
                "Quote the text, or write the value out.",
            )
        if kind != "AliasEvent" and (event.tag or getattr(event, "ctag", None)):
            self.say(event, "tags (!name) are not used in recipes", "Remove it, or quote the text.")
        if kind == "SequenceStartEvent":
            return self.sequence(event, events, depth)
        if kind == "MappingStartEvent":
            return self.mapping(event, events, depth)
        return self.scalar(event)

    def scalar(self, event: Any) -> ScalarNode:
        start, end = event.start_mark.index, event.end_mark.index
        mark = self.source.mark(start)
        if start in self.unquoted:
            text = self.source.text[start : self.unquoted[start].end]
            return ScalarNode(mark, text, text, text)
        text = getattr(event, "value", None) or ""
        raw = self.source.text[start:end]
        style = getattr(event, "style", None) or ""
        if style:
            return ScalarNode(mark, text, text, raw, style)
        return ScalarNode(mark, plain_value(text), text, raw)

    def sequence(self, event: Any, events: Iterator[Any], depth: int) -> ListNode:
        items: list[Node] = []
        for inner in events:
            if type(inner).__name__ == "SequenceEndEvent":
                break
            items.append(self.node(inner, events, depth + 1))
        return ListNode(self.source.mark(event.start_mark.index), tuple(items))

    def mapping(self, event: Any, events: Iterator[Any], depth: int) -> MappingNode:
        entries: dict[str, Entry] = {}
        for inner in events:
            if type(inner).__name__ == "MappingEndEvent":
                break
            key = self.node(inner, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, ScalarNode):
                self.source.report(
                    key.mark, "a list or mapping stands where a name must be", "Names are single words or quoted texts."
                )
            elif key.text in entries:
                first = entries[key.text].key.mark.line
                self.source.report(
                    key.mark, f"{key.text!r} is given twice (first on line {first})", "Keep one of them."
                )
            else:
                entries[key.text] = Entry(key, value)
        return MappingNode(self.source.mark(event.start_mark.index), tuple(entries.values()))
