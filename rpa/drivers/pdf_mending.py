"""Words that a file draws in pieces, put together again.

A browser may draw each letter by itself, and those of several cells in turn: then PDFium sees a new word with each
letter. What stands closer than any space belongs together, unless a rule stands between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rpa.drivers.pdf_marks import Rule, Word

CLOSE = 0.1  # of the size: no space is that narrow
OVERLAP = 0.25  # of the size: how far the second may reach into the first


def mended(words: list[Word], upright: Sequence[Rule]) -> list[Word]:
    """Join the pieces; in the order of their first ones.

    Args:
        words: In the file's order.
        upright: Vertical rules.
    """
    if not goes_back(words):
        return words
    starts: dict[int, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        starts[round(word.left)].append(number)
    following: dict[int, int] = {}
    for number, word in enumerate(words):
        reach = int(word.size * OVERLAP) + 1
        near = (other for place in range(-reach, reach + 1) for other in starts.get(round(word.right) + place, ()))
        best = min((one for one in near if one != number and is_next(word, words[one])), default=None)
        if best is not None and abs(best - number) > 1 and not is_ruled_off(word, words[best], upright):
            following[number] = best
    return chained(words, following) if following else words


def goes_back(words: Sequence[Word]) -> bool:
    """Whether the file draws a line's words, others, and then that line's words again."""
    tops, bottoms = [word[2] for word in words], [word[4] for word in words]  # asked of each page: by number
    return any(low < top + 0.5 * (bottom - top) for top, bottom, low in zip(tops, bottoms, bottoms[1:], strict=False))


def is_next(word: Word, other: Word) -> bool:
    """Whether another piece begins where a word ends."""
    gap = other.left - word.right
    return (
        -OVERLAP * word.size < gap < CLOSE * word.size
        and abs(other.bottom - word.bottom) < 0.1 * word.size
        and abs(other.size - word.size) < 0.1 * word.size
        and other.left > word.left
    )


def is_ruled_off(word: Word, other: Word, upright: Sequence[Rule]) -> bool:
    """Whether a rule stands between two pieces."""
    low, high = word.right - 0.5 * word.size, other.left + 0.5 * word.size
    middle = (word.top + word.bottom) / 2
    return any(low < rule.left and rule.right < high and rule.top < middle < rule.bottom for rule in upright)


def chained(words: Sequence[Word], following: dict[int, int]) -> list[Word]:
    """Words with those that follow them joined on."""
    found: list[Word] = []
    inner = set(following.values())
    used: set[int] = set()
    for number, word in enumerate(words):
        if number in inner or number in used:
            continue
        joined, here = word, number
        used.add(number)
        while here in following and following[here] not in used:
            here = following[here]
            used.add(here)
            joined = both(joined, words[here])
        found.append(joined)
    return found + [word for number, word in enumerate(words) if number not in used]


def both(one: Word, two: Word) -> Word:
    """Two pieces as one word."""
    return one._replace(
        text=one.text + two.text,
        top=min(one.top, two.top),
        right=max(one.right, two.right),
        bottom=max(one.bottom, two.bottom),
    )
