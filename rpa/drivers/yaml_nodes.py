"""What a YAML file says, as a tree whose every node knows its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

Plain = str | int | Decimal | bool | None
"""What a single value can be; never a float."""


@dataclass(frozen=True, order=True, slots=True)
class Mark:
    """A place in a file: line and column, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value.

    Attributes:
        mark: Where it begins.
        value: The typed value: text, int, Decimal, bool or None.
        text: The value as text, quotes and escapes resolved.
        raw: As it stands in the file, with quotes.
        style: Empty for a plain value, else its quote (`'` or `"`) or block mark (`|` or `>`).
    """

    mark: Mark
    value: Plain
    text: str
    raw: str = ""
    style: str = ""

    @property
    def is_plain(self) -> bool:
        """True when it is written without quotes."""
        return not self.style


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    mark: Mark
    items: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a mapping."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping, in the order of the file, every key once."""

    mark: Mark
    entries: tuple[Entry, ...] = ()
    _by_name: dict[str, Entry] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Index the entries by the text of their keys."""
        self._by_name.update((entry.key.text, entry) for entry in self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def get(self, name: str) -> Node | None:
        """The value of a key, None when it is not there."""
        entry = self._by_name.get(name)
        return entry.value if entry else None

    def key(self, name: str) -> ScalarNode | None:
        """The key itself, for its place."""
        entry = self._by_name.get(name)
        return entry.key if entry else None

    @property
    def names(self) -> tuple[str, ...]:
        """The texts of all keys, in order."""
        return tuple(self._by_name)


Node = ScalarNode | ListNode | MappingNode


def plain_data(node: Node) -> Plain | list[object] | dict[str, object]:
    """The values alone: lists, dictionaries and typed single values."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, ListNode):
        return [plain_data(item) for item in node.items]
    return {entry.key.text: plain_data(entry.value) for entry in node}
