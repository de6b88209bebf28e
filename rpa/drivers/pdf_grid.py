"""From drawn lines to the cells they enclose.

Lines that nearly meet are taken to meet, with the measures that pdfplumber uses (3 points), so that a ruled table has
the same cells here as there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rpa.drivers.pdf_marks import Rule

NEAR = 3.0  # points
SHORTEST = 1.0  # points; a side that is shorter says nothing of where a line runs
MOST_STEPS = 2_000_000  # in the search for cells: what takes more is a drawing, no table
Point = tuple[float, float]
Edge = tuple[float, float, float]
"""A line of the grid: where it lies, and from where to where it runs."""
Box = tuple[float, float, float, float]
"""A cell's place: left, top, right, bottom. Plain, since there are many."""
Crossing = tuple[frozenset[int], frozenset[int]]
"""What meets at a point: the numbers of the upright and of the level edges."""


def grids(rules: Iterable[Rule]) -> list[list[Box]]:
    """The cells that rules enclose, those that hang together as one grid, from the top; single boxes are left out."""
    upright, level = edges_of(rules)
    if len(upright) < 2 or len(level) < 2 or len(upright) * len(level) > MOST_STEPS:
        return []
    return together(cells_of(crossings(upright, level), upright, level))


def edges_of(rules: Iterable[Rule]) -> tuple[list[Edge], list[Edge]]:
    """Upright and level edges: the sides of rules, snapped to one another and joined."""
    upright: list[Edge] = []
    level: list[Edge] = []
    for left, top, right, bottom in rules:
        if bottom - top >= SHORTEST:
            upright += {(left, top, bottom), (right, top, bottom)}
        if right - left >= SHORTEST:
            level += {(top, left, right), (bottom, left, right)}
    return merged(upright), merged(level)


def merged(edges: list[Edge]) -> list[Edge]:
    """Edges near to each other as one at their mean, and pieces that nearly touch as one piece."""
    found: list[Edge] = []
    group: list[Edge] = []
    for edge in sorted(edges):
        if group and edge[0] > group[-1][0] + NEAR:
            found += joined(group)
            group = []
        group.append(edge)
    if group:
        found += joined(group)
    return found


def joined(group: list[Edge]) -> list[Edge]:
    """Edges on one line: pieces that nearly touch as one piece, without the shortest."""
    at = sum([edge[0] for edge in group]) / len(group)
    pieces: list[list[float]] = []
    for start, end in sorted([edge[1:] for edge in group]):
        if pieces and start <= pieces[-1][1] + NEAR:
            pieces[-1][1] = max(pieces[-1][1], end)
        else:
            pieces.append([start, end])
    return [(at, start, end) for start, end in pieces if end - start >= NEAR]


def crossings(upright: Sequence[Edge], level: Sequence[Edge]) -> dict[Point, Crossing]:
    """The points where upright and level edges meet; both are in order of their place."""
    found: dict[Point, Crossing] = {}
    heights = [edge[0] for edge in level]
    levels = [frozenset((index,)) for index in range(len(level))]  # shared, since nearly all points have one of each
    for number, (x, top, bottom) in enumerate(upright):
        alone = frozenset((number,))
        for index in range(bisect_left(heights, top - NEAR), len(level)):
            y, left, right = level[index]
            if y > bottom + NEAR:
                break
            if left - NEAR <= x <= right + NEAR:
                known = found.get((x, y))
                both = alone, levels[index]
                found[x, y] = (known[0] | both[0], known[1] | both[1]) if known else both
    return found


def cells_of(found: dict[Point, Crossing], upright: Sequence[Edge], level: Sequence[Edge]) -> list[Box]:
    """The smallest cell to the lower right of each crossing, from left to right."""
    columns: dict[float, list[float]] = defaultdict(list)
    rows: dict[float, list[float]] = defaultdict(list)
    for x, y in sorted(found):
        columns[x].append(y)
        rows[y].append(x)
    cells: list[Box] = []
    steps = [MOST_STEPS]
    for x, column in columns.items():
        for number, y in enumerate(column[:-1], 1):
            row = rows[y]
            beside = bisect_right(row, x)
            if beside == len(row):
                continue
            nearest = x, y, row[beside], column[number]
            cell: Box | None = nearest
            if not closes(found, nearest):
                here = found[x, y]
                low = max(upright[one][2] for one in here[0]) + NEAR
                far = max(level[one][2] for one in here[1]) + NEAR
                cell = first_cell(found, (x, y), corners(column, row, (x, y), (far, low)), steps)
            if cell:
                cells.append(cell)
            if steps[0] < 0:  # a drawing, no table
                return []
    return cells


def first_cell(found: dict[Point, Crossing], start: Point, ends: Iterator[Point], steps: list[int]) -> Box | None:
    """The first cell that closes; `steps` is how many tries are left."""
    for right, bottom in ends:
        steps[0] -= 1
        cell = (*start, right, bottom)
        if steps[0] < 0 or closes(found, cell):
            return cell
    return None


def corners(column: Sequence[float], row: Sequence[float], start: Point, end: Point) -> Iterator[Point]:
    """Where a cell may end: each place below with each place beside, the nearest first."""
    first = bisect_right(row, start[0])
    last = bisect_left(row, end[0], first)
    below = bisect_right(column, start[1])
    while below < len(column) and column[below] < end[1]:
        for beside in range(first, last):
            yield row[beside], column[below]
        below += 1


def closes(found: dict[Point, Crossing], cell: Box) -> bool:
    """Whether a cell has its four corners, and edges that run from each to the next."""
    left, top, right, bottom = cell
    corner = found.get((right, bottom))
    if corner is None:
        return False
    here, below, beside = found[left, top], found[left, bottom], found[right, top]
    return not (
        (here[0] is not below[0] and here[0].isdisjoint(below[0]))
        or (here[1] is not beside[1] and here[1].isdisjoint(beside[1]))
        or (corner[0] is not beside[0] and corner[0].isdisjoint(beside[0]))
        or (corner[1] is not below[1] and corner[1].isdisjoint(below[1]))
    )


def together(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that share corners, directly or by others, as one grid; from the top, then from the left."""
    parents = list(range(len(cells)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    corners: dict[Point, int] = {}
    for number, (left, top, right, bottom) in enumerate(cells):
        for corner in ((left, top), (left, bottom), (right, top), (right, bottom)):
            known = corners.setdefault(corner, number)
            if parents[known] != parents[number]:
                parents[root(number)] = root(known)
    groups: dict[int, list[Box]] = defaultdict(list)
    for number, cell in enumerate(cells):
        groups[root(number)].append(cell)
    several = [group for group in groups.values() if len(group) > 1]
    return sorted(several, key=lambda group: min((top, left) for left, top, _, _ in group))
