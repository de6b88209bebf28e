"""Reasons in the words of a clerk: what is wrong with the data, apart from what only a recipe's author can change."""

from __future__ import annotations

import re

FOR_AUTHOR = re.compile(r"; (declare [^;]*)")
HELD = re.compile(r"Item \d+ \([a-z_ ]+\) has the same key with other content:")
NO_PAGE = "chrome-error://chromewebdata/: "
"""Where a browser says it is when it has no page; it tells nobody anything."""
POSITION = re.compile(r"\b([A-Za-z_]+)\[(\d+)\](\.?)")


def in_words(reason: str) -> str:
    """A reason without technical paths: `line 1, quantity`, and `the one that came first`."""
    reason = reason.replace(NO_PAGE, "")
    held = HELD.sub("It is different from the one that came first under this key:", reason)
    # Paths of differences count from 1; a path with a 0 in it counts from 0.
    shift = 1 if re.search(r"\[0\]", held) else 0
    return POSITION.sub(lambda found: _position(found, shift), held)


def for_clerk(reason: str) -> str:
    """What is wrong, without advice that only the recipe's author can follow."""
    return in_words(FOR_AUTHOR.sub("", reason))


def for_author(reason: str) -> str:
    """The advice to the recipe's author in a reason; empty when there is none."""
    return "; ".join(dict.fromkeys(FOR_AUTHOR.findall(reason)))


def _position(found: re.Match[str], shift: int) -> str:
    name, number, dot = found[1], int(found[2]) + shift, found[3]
    one = name[:-1] if name.endswith("s") and not name.endswith("ss") else name
    return f"{one} {number}{', ' if dot else ''}"
