"""What was found for a field, before its confidence is known; and how one of several candidates is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rpa.model.extraction import Box, Value

ORDINARY = "weak", "strong"


@dataclass(frozen=True)
class Candidate:
    """A value that a field may have.

    Attributes:
        value: Typed.
        text: As it stands on the page.
        box: Where; None when it stands nowhere by itself.
        rule: Why, in words.
        grade: Kind of evidence: the key of the table of confidences.
        rank: Of two candidates with different values, the one of higher rank is taken; of one rank, none.
    """

    value: Value
    text: str
    box: Box | None
    rule: str
    grade: str
    rank: int


@dataclass(frozen=True)
class Finding:
    """The candidate that was chosen for a field, and those that nothing rules out."""

    name: str
    value: Value
    text: str
    box: Box | None
    rule: str
    grade: str
    others: tuple[str, ...] = ()

    def doubted(self, why: str, grade: str = "contradicted") -> Finding:
        """The same with less confidence, for a reason."""
        return replace(self, rule=f"{self.rule}; but {why}", grade=grade)


def choose(name: str, candidates: Sequence[Candidate]) -> Finding | None:
    """Take the candidate of the highest rank; two values of one rank are an open question, and both are named."""
    if not candidates:
        return None
    highest = max(one.rank for one in candidates)
    best = [one for one in candidates if one.rank == highest]
    best.sort(key=lambda one: one.grade.startswith("weak"))
    first = best[0]
    others = {str(one.value): one.text for one in best if one.value != first.value}
    if others and all(text == first.text for text in others.values()):  # one text with two readings
        rule = f"{first.rule}; but '{first.text}' may mean {' or '.join((str(first.value), *others))}"
        return Finding(name, first.value, first.text, first.box, rule, "undecided", tuple(others))
    if others:
        named = ", ".join(f"'{text}'" for text in others.values())
        rule = f"{first.rule}; but {named} is found in the same way, and nothing decides"
        return Finding(name, first.value, first.text, first.box, rule, "undecided", tuple(others.values()))
    seen = len({(one.box.page, round(one.box.top), round(one.box.left)) for one in best if one.box})
    rule = f"{first.rule}, and {seen - 1} more time{'s' if seen > 2 else ''}" if seen > 1 else first.rule
    return Finding(name, first.value, first.text, first.box, rule, first.grade)
