"""Regular expressions that other people have written: looked for with a limit of time, told what is wrong with them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

LONGEST = 2_000  # characters of a pattern
LONGEST_TEXT = 400_000  # characters that are looked through
SECONDS = 0.5  # for one look at a document
MOST_MATCHES = 2_000


class PatternTooSlow(Exception):
    """A pattern took longer than it may: it tries endlessly many ways."""


class PatternWrong(Exception):
    """It is no regular expression.

    Attributes:
        offset: Of the character that is wrong, from 0.
    """

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> Any:
    """A regular expression, ready to look with.

    Raises:
        PatternWrong: It is none, or far too long.
    """
    import regex  # of PyPI, for its limit of time: the standard library's has none

    if len(pattern) > LONGEST:
        raise PatternWrong(f"the pattern has more than {LONGEST} characters")
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise PatternWrong(str(error.msg), int(error.pos or 0)) from None
    except (RecursionError, OverflowError, MemoryError, ValueError) as error:
        raise PatternWrong(f"it cannot be used ({type(error).__name__})") from None


def matches(pattern: str, text: str, *, seconds: float = SECONDS) -> Iterator[Any]:
    """Every match of a pattern, from the beginning.

    Raises:
        PatternWrong: It is no regular expression.
        PatternTooSlow: It took longer than `seconds` altogether.
    """
    found = compiled(pattern)
    until = time.monotonic() + seconds
    try:
        for count, match in enumerate(found.finditer(text[:LONGEST_TEXT], timeout=seconds)):
            yield match
            if count >= MOST_MATCHES or time.monotonic() > until:
                return
    except TimeoutError:
        raise PatternTooSlow(too_slow(pattern)) from None


def first(pattern: str, text: str, *, seconds: float = SECONDS) -> Any:
    """The first match, or None.

    Raises:
        PatternWrong: It is no regular expression.
        PatternTooSlow: It took longer than `seconds`.
    """
    return next(matches(pattern, text, seconds=seconds), None)


def changed(pattern: str, replacement: str, text: str, *, seconds: float = SECONDS) -> str:
    """A text with every match replaced.

    Raises:
        PatternWrong: It is no regular expression, or the replacement names a group that is not there.
        PatternTooSlow: It took longer than `seconds`.
    """
    import regex

    try:
        return str(compiled(pattern).sub(replacement, text[:LONGEST_TEXT], timeout=seconds))
    except TimeoutError:
        raise PatternTooSlow(too_slow(pattern)) from None
    except (regex.error, LookupError, ValueError) as error:
        raise PatternWrong(f"the replacement {replacement!r} does not fit: {error}") from None


def too_slow(pattern: str) -> str:
    """What to say of a pattern that tries endlessly many ways."""
    shown = pattern if len(pattern) <= 60 else pattern[:60] + "…"
    return f"the pattern {shown!r} was stopped: it tries too many ways (often a repeat inside of a repeat)"


def expanded(match: Any, replacement: str) -> str:
    """A replacement with the groups of a match filled in.

    Raises:
        PatternWrong: It names a group that is not there.
    """
    import regex

    try:
        return str(match.expand(replacement))
    except (regex.error, LookupError, ValueError) as error:
        raise PatternWrong(f"the replacement {replacement!r} does not fit: {error}") from None


LITERAL = re.compile(r"\\.|\[[^\]]*\]|\(\?[a-zA-Z:=!<>P]*[^)]{0,20}?[>:)]")


def words_of(pattern: str) -> str:
    """The letters that a pattern asks for as they are: what makes it more than a form of figures."""
    return "".join(char for char in LITERAL.sub(" ", pattern) if char.isalpha())
