"""What is wrong in a file that people write: collected with its place, told all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rpa.drivers.yaml_file import Source
from rpa.drivers.yaml_nodes import ListNode, MappingNode, Mark, Node, ScalarNode
from rpa.errors import MistakesFound, RecipeError

LIKE = 55  # of 100: how alike two names must be to propose one for the other


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like a word; empty when none is like it."""
    from rapidfuzz import fuzz, process

    names = list(known)
    lower = [name.lower() for name in names]
    found = process.extractOne(word.lower(), lower, scorer=fuzz.ratio, score_cutoff=LIKE)
    return names[found[2]] if found else ""


def proposal(word: str, known: Iterable[str]) -> str:
    """A hint: the nearest name, else all there are."""
    names = sorted(known)
    near = nearest(word, names)
    if near:
        return f"Did you mean {near!r}?"
    return f"There are: {', '.join(names)}." if names else ""


def kind_of(node: Node) -> str:
    """A node in words, for messages."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    if node.value is None:
        return "nothing"
    shown = node.raw if len(node.raw) <= 60 else node.raw[:60] + "…"
    return f"the text {node.text!r}" if isinstance(node.value, str) else shown


@dataclass
class Problems:
    """Collects the problems of one file."""

    source: Source

    @property
    def file(self) -> str:
        """The file as the user named it."""
        return self.source.file

    def say(self, at: Mark | Node, message: str, hint: str = "") -> None:
        """Keep a problem."""
        mark = at if isinstance(at, Mark) else at.mark
        self.source.report(mark, message, hint)

    def at(self, line: int, column: int, message: str, hint: str = "") -> None:
        """Keep a problem at a line and column."""
        self.source.report(Mark(line, column), message, hint)

    def line(self, number: int) -> str:
        """A line of the file."""
        return self.source.line(number)

    @property
    def any(self) -> bool:
        """True when there is at least one."""
        return bool(self.source.problems)

    def raise_any(self, kind: type[MistakesFound] = RecipeError) -> None:
        """End the check if there is a problem.

        Args:
            kind: What is raised.

        Raises:
            MistakesFound: With all of them.
        """
        if self.source.problems:
            raise kind(list(dict.fromkeys(self.source.problems)))

    def known_keys(self, node: MappingNode, known: Iterable[str], what: str) -> None:
        """Report every key that is none of the known ones."""
        names = tuple(known)
        for entry in node:
            if entry.key.text not in names:
                self.say(entry.key, f"{what} has no {entry.key.text!r}", proposal(entry.key.text, names))

    def wants(self, node: Node, expected: str, hint: str = "") -> None:
        """Report that something else stands here than was expected."""
        self.say(node, f"expected {expected}, found {kind_of(node)}", hint)


def scalar_text(node: Node | None) -> str | None:
    """The text of a single value that is no null; None for everything else."""
    return node.text if isinstance(node, ScalarNode) and node.value is not None else None
