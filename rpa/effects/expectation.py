"""What a person expects to see after a write: a text, or a pattern whose named groups become outputs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from rpa.errors import StepFailed

SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Expectation:
    """A text, or a regular expression, on the page.

    Attributes:
        pattern: As the recipe has it, tried as plain text and as a regular expression; spaces fit any white space.
    """

    pattern: str

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        literal = re.compile(r"\s+".join(map(re.escape, self.pattern.split())))
        if not SPECIAL.search(self.pattern):
            return (literal,)
        try:
            return (literal, re.compile(self.pattern.replace(" ", r"\s+")))
        except re.error as error:
            message = f"expect: {self.pattern!r} is no regular expression: {error}"
            raise StepFailed(message) from error

    def matches(self, text: str) -> Counter[str]:
        """All places that fit, as texts with how often each occurs."""
        found: Counter[str] = Counter()
        for expression in self._expressions:
            found.update(shown(match[0]) for match in expression.finditer(text) if match[0].strip())
        return found

    def groups(self, matched: str) -> dict[str, str]:
        """The named groups of a text that fitted."""
        for expression in self._expressions:
            match = expression.search(matched)
            if match and match.groupdict():
                return {name: shown(value or "") for name, value in match.groupdict().items()}
        return {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the groups."""
        return tuple(name for expression in self._expressions for name in expression.groupindex)


def shown(text: str) -> str:
    """A text with its white space as a person sees it."""
    return SPACES.sub(" ", text).strip()
