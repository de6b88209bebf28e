"""Which template a document is for: that whose keywords all stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rpa.formats.documents.layout import Layout
from rpa.formats.documents.spelling import key_of
from rpa.formats.documents.templates.laid_text import LaidText, change, lay
from rpa.formats.documents.templates.patterns import PatternTooSlow, PatternWrong, first
from rpa.formats.documents.templates.phrases import phrases
from rpa.model.field_template import FieldTemplate

BLANKS = re.compile(r"\s+")
SHORT = 6  # letters; shorter words must be words of their own
LOOKS_LIKE_A_PATTERN = re.compile(r"\\[sdwbSDW]|\(\?|\[[^\]]+\]|\.[*+?]")


@dataclass(frozen=True)
class Choice:
    """The template for a document.

    Attributes:
        template: The one to take; None when none fits, or several do and nothing decides.
        fitting: All that fit.
        problem: Why none of several is taken, a sentence.
    """

    template: FieldTemplate | None
    fitting: tuple[FieldTemplate, ...] = ()
    problem: str = ""


def choose(templates: Sequence[FieldTemplate], layout: Layout) -> Choice:
    """Choose the template for a document: of those that fit the one of the highest priority.

    Args:
        templates: All there are.
        layout: The document.
    """
    seen = Seen(layout)
    fitting = tuple(one for one in templates if not missing_words(one, seen))
    if not fitting:
        return Choice(None)
    highest = max(one.priority for one in fitting)
    best = [one for one in fitting if one.priority == highest]
    if len(best) == 1:
        return Choice(best[0], fitting)
    named = " and ".join(one.file for one in best[:4])
    return Choice(
        None,
        fitting,
        f"{len(best)} templates fit, so none was taken: {named}. Give one of them a higher priority, or words under "
        "keywords or exclude that tell them apart",
    )


class Seen:
    """A document's text in the forms that keywords are compared with.

    Args:
        layout: The document.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.laid: LaidText = lay(layout)
        self.spaced = BLANKS.sub(" ", self.laid.text)
        self.key = key_of(BLANKS.sub("", self.laid.text))


def missing_words(template: FieldTemplate, seen: Seen) -> list[str]:
    """What keeps a template from fitting a document: keywords that are not there, excluded ones that are."""
    has = has_foreign(template, seen) if template.is_foreign else lambda word: is_there(word, seen)
    missing = [f"'{word}' is not in the document" for word in template.keywords if not has(word)]
    if template.identities and not any(has(one) for one in template.identities):
        missing.append(f"none of {', '.join(template.identities)} is in the document")
    return missing + [f"'{word}' is in the document" for word in template.excluded if has(word)]


def is_there(word: str, seen: Seen) -> bool:
    """Whether words stand in a document, whatever their case, accents and spaces."""
    key = key_of(BLANKS.sub("", word))
    if len(key) < SHORT:
        return bool(phrases(seen.layout, word)) if key else word in seen.spaced
    return key in seen.key


def has_foreign(template: FieldTemplate, seen: Seen) -> Callable[[str], bool]:
    """How invoice2data compares: letter by letter, in the text as the template changes it; some write patterns."""
    try:
        text = change(seen.laid, template.changes).text
    except (PatternTooSlow, PatternWrong):
        return lambda _: False
    spaced = BLANKS.sub(" ", text)

    def has(word: str) -> bool:
        if word in text or BLANKS.sub(" ", word) in spaced:
            return True
        if not LOOKS_LIKE_A_PATTERN.search(word):
            return False
        try:
            return first(word, text) is not None
        except (PatternTooSlow, PatternWrong):
            return False

    return has


def has_identity(template: FieldTemplate, seen: Seen) -> bool:
    """Whether something in the document proves whose it is: one of its numbers, or a keyword with eight figures."""
    words = [*template.identities, *template.keywords]
    return any(sum(char.isdigit() for char in word) >= 8 and is_there(word, seen) for word in words)
