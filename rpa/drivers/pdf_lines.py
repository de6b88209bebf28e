"""Order of reading: words to lines, and columns of prose one after the other."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter

from rpa.drivers.pdf_marks import Word

WIDE_GAP = 3.0  # heights of a line: what lies further apart is set apart, as in a table
_LEFT = itemgetter(1)
Stretches = Sequence[tuple[float, float]]
Reach = tuple[list[float], list[float]]
"""Of a line: the left edges of its words, and the farthest right edge up to each of them."""
FEWEST_LINES = 4  # of prose in each column
FEWEST_WORDS = 3  # in a usual line of a column of prose


def text_of(words: Iterable[Word]) -> str:
    """Words as lines of text, in order of reading."""
    return "\n".join(" ".join([word[0] for word in line]) for line in reading_order(list(words)))


def reading_order(words: Sequence[Word]) -> list[list[Word]]:
    """Words as lines in order of reading: from the top, except that columns of prose are read one by one."""
    upright = [word for word in words if word[4] - word[2] > 1.5 * (word[3] - word[1]) and len(word[0]) > 2]
    if not upright:
        return in_columns(lines_of(words))
    level = [word for word in words if not (word[4] - word[2] > 1.5 * (word[3] - word[1]) and len(word[0]) > 2)]
    return in_columns(lines_of(level)) + lines_beside(upright)


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Group words whose middles lie at one height, from the top; each line from the left."""
    lines: list[list[Word]] = []
    line: list[Word] = []
    middle = height = 0.0
    heights = [word[2] + word[4] for word in words]
    for twice, _, number in sorted(zip(heights, map(_LEFT, words), range(len(words)), strict=True)):
        word = words[number]
        tall = word[4] - word[2]
        if line and twice / 2 - middle <= (tall if tall < height else height) * 0.4:
            line.append(word)
        else:
            line = [word]
            lines.append(line)
            middle, height = twice / 2, tall
    for line in lines:
        line.sort(key=_LEFT)
    return lines


def lines_beside(words: Sequence[Word]) -> list[list[Word]]:
    """Words that run up or down, those of one column together, in the file's order."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.left):
        if lines and abs(lines[-1][-1].left - word.left) < 1:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def in_columns(lines: list[list[Word]]) -> list[list[Word]]:
    """Read the columns of each part of the page that is set in columns one after the other."""
    ordered: list[list[Word]] = []
    tried: list[tuple[int, float, float]] = []
    blanks = [gaps(line) for line in lines]
    reaches: dict[int, Reach] = {}
    start = 0
    while start < len(lines):
        end, gutter = start, None
        for left, right in blanks[start]:
            if is_known(tried, start, left, right):
                continue  # a part of what was no block of columns before
            end, gutter = block_at(lines, reaches, blanks, start, left, right)
            if gutter is not None:
                break
            tried.append((end, left, right))
        if gutter is None:
            ordered.append(lines[start])
            start += 1
            continue
        first = [[word for word in line if word.right <= gutter] for line in lines[start:end]]
        second = [[word for word in line if word.left >= gutter] for line in lines[start:end]]
        ordered += [line for line in first if line]
        ordered += in_columns([line for line in second if line])
        start = end
    return ordered


def is_known(tried: Sequence[tuple[int, float, float]], start: int, left: float, right: float) -> bool:
    """Whether a stretch of a line belongs to what was tried before: ends of blocks and their stretches."""
    for last, near, far in tried:  # noqa: SIM110 - asked for each gap of each line
        if start < last and left < far and right > near:
            return True
    return False


def gaps(line: Sequence[Word]) -> list[tuple[float, float]]:
    """Blank stretches between the words of a line that are wider than a usual space."""
    return [(one[3], two[1]) for one, two in itertools.pairwise(line) if two[1] - one[3] > 0.8 * (one[4] - one[2])]


def reach_of(line: Sequence[Word]) -> Reach:
    """Where the words of a line begin, in order, and how far it reaches with each."""
    rights = [word[3] for word in line]
    if sorted(rights) != rights:
        rights = list(itertools.accumulate(rights, max))
    return [word[1] for word in line], rights


def block_at(
    lines: Sequence[Sequence[Word]],
    reaches: dict[int, Reach],
    blanks: Sequence[Stretches],
    start: int,
    left: float,
    right: float,
) -> tuple[int, float | None]:
    """Where the block of lines that leave a stretch blank ends, and its gutter when it is two columns of prose.

    Args:
        lines: All lines.
        reaches: Of those that were looked at before, by their numbers.
        blanks: The gaps of each.
        start: The first line of the block.
        left: Of the stretch.
        right: Likewise.
    """
    end = start
    while end < len(lines):
        if end not in reaches:
            reaches[end] = reach_of(lines[end])
        lefts, rights = reaches[end]
        before = bisect_left(lefts, right)
        if before and rights[before - 1] > left:  # a word stands in the stretch
            left, right = narrowed(lines[end], left, right)
            if left >= right:
                break
        end += 1
    return end, block_gutter(lines[start:end], blanks[start:end])


def narrowed(line: Sequence[Word], left: float, right: float) -> tuple[float, float]:
    """The widest part of a stretch that a line leaves blank."""
    edges = [left, *(edge for word in line for edge in (word.left, word.right) if left < edge < right), right]
    best = (left, left)
    for one, two in itertools.pairwise(edges):
        taken = any(word.left < two and word.right > one for word in line)
        if not taken and two - one > best[1] - best[0]:
            best = (one, two)
    return best


def block_gutter(lines: Sequence[Sequence[Word]], blanks: Sequence[Stretches]) -> float | None:
    """The gutter of lines that are two columns of prose."""
    if len(lines) < FEWEST_LINES:
        return None
    left, right = common_gap(blanks)
    height = middle([word[4] - word[2] for line in lines for word in line])
    if right - left < 0.8 * height:
        return None
    half = (left + right) / 2
    for is_left in (True, False):
        side = [[word for word in line if (word[3] <= half) is is_left] for line in lines]
        if not is_prose([line for line in side if line]):
            return None
    return half


def common_gap(blanks: Iterable[Stretches]) -> tuple[float, float]:
    """The blank stretch that all lines share, by the gaps of each."""
    left, right = float("-inf"), float("inf")
    for found in blanks:
        stretches = [gap for gap in found if gap[0] < right and gap[1] > left]
        if stretches:
            best = stretches[0]
            if len(stretches) > 1:
                best = max(stretches, key=lambda gap: min(gap[1], right) - max(gap[0], left))
            left, right = max(left, best[0]), min(right, best[1])
    return left, right


def middle(numbers: Iterable[float]) -> float:
    """The median, the higher one of two."""
    found = sorted(numbers)
    return found[len(found) // 2]


def is_prose(lines: Sequence[Sequence[Word]]) -> bool:
    """Whether lines are running text: several words each, close to each other, and mostly of one width."""
    if len(lines) < FEWEST_LINES or middle(map(len, lines)) < FEWEST_WORDS:
        return False
    if any(two - one > WIDE_GAP * (line[0].bottom - line[0].top) for line in lines for one, two in gaps(line)):
        return False
    widths = sorted(line[-1].right - line[0].left for line in lines)
    return widths[len(widths) // 2] > 0.7 * widths[-1]
