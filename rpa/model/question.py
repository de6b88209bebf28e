"""What a step asks a person about its readings before an item goes on with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reading:
    """One value that a person has to look at.

    Attributes:
        name: The step's output.
        caption: What people call it.
        value: As read, typed; None: not found.
        seen: The text as it stands in the document; may be empty.
        why: Why it is not sure, a sentence without its full stop.
        picture: Of the place, relative to the artifacts folder; empty: none.
    """

    name: str
    caption: str
    value: Any
    seen: str = ""
    why: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Question:
    """All that a step asks at once.

    Attributes:
        about: What was read: a document's name.
        readings: Those to be looked at, in order.
        outputs: All outputs of the step as read, typed.
        picture: Of the page with all places marked, relative to the artifacts folder; empty: none.
        details: What else whoever learns from the answer needs, in values that the ledger can keep.
    """

    about: str
    readings: tuple[Reading, ...]
    outputs: Mapping[str, Any]
    picture: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def question_parts(question: Question) -> dict[str, Any]:
    """A question as a mapping that the ledger can keep."""
    return {
        "about": question.about,
        "readings": [vars(reading) for reading in question.readings],
        "outputs": dict(question.outputs),
        "picture": question.picture,
        "details": dict(question.details),
    }


def read_question(parts: Mapping[str, Any]) -> Question:
    """What `question_parts` made, as a question again."""
    readings = tuple(Reading(**one) for one in parts["readings"])
    return Question(parts["about"], readings, parts["outputs"], parts["picture"], parts["details"])
