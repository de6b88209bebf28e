"""The drawn lines of a page and the pictures on it, by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from rpa.drivers.pdf_calls import HANDLE, quick, ready
from rpa.drivers.pdf_marks import Rule
from rpa.drivers.pdf_words import Box, Turn

THIN = 3.0  # points: what is thinner is a line, however it is drawn
SHORTEST = 1.0  # points
DEEPEST = 8  # forms within forms
MOST_SEGMENTS = 2_000  # of one path: more is a drawing
MOST_OBJECTS = 200_000  # of one page
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


class Drawings:
    """Walks through what is drawn on a page.

    Args:
        raw: PDFium's functions.
        turn: Places a box on the page as it is shown.

    Attributes:
        rules: Lines found.
        pictures: Places of pictures.
        is_cut_short: Whether there was too much to look at all of it.
    """

    def __init__(self, raw: Any, turn: Turn) -> None:
        self.raw, self.turn = raw, turn
        self.rules: list[Rule] = []
        self.pictures: list[Box] = []
        self.left = MOST_OBJECTS
        self.is_cut_short = False
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._modes = ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._edges = (ctypes.c_float * 4)()
        self._places = [ctypes.byref(self._edges, ctypes.sizeof(ctypes.c_float) * number) for number in range(4)]
        self._bounds_of, self._count_of, self._mode_of = (
            quick(raw, "FPDFPageObj_GetBounds"),
            quick(raw, "FPDFPath_CountSegments"),
            quick(raw, "FPDFPath_GetDrawMode"),
        )

    def walk(self, page: Any) -> None:
        """Look at all objects of a page."""
        count = self.taken(self.raw.FPDFPage_CountObjects(page))
        self.look(map(quick(self.raw, "FPDFPage_GetObject", HANDLE), repeat(ready(page)), range(count)), _SAME, 0)

    def taken(self, count: int) -> int:
        """How many of so many objects may still be looked at."""
        if count > self.left:
            self.is_cut_short, count = True, self.left
        self.left -= max(count, 0)
        return count

    def look(self, numbers: Iterable[int | None], matrix: Matrix, depth: int) -> None:
        """Look at objects, and at those inside of forms."""
        raw = self.raw
        path, image, form = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM
        objects = list(map(HANDLE.from_param, numbers))
        for found, kind in zip(objects, map(quick(raw, "FPDFPageObj_GetType"), objects), strict=True):
            if kind == path:
                self.path(found, matrix)
            elif kind == image:
                box = self.bounds(found, matrix)
                if box is not None:
                    self.pictures.append(self.turn(*box))
            elif kind == form and depth < DEEPEST:
                count = self.taken(quick(raw, "FPDFFormObj_CountObjects")(found))
                inner = map(
                    quick(raw, "FPDFFormObj_GetObject", HANDLE), repeat(found), map(ctypes.c_ulong, range(count))
                )
                self.look(inner, times(self.matrix(found), matrix), depth + 1)

    def path(self, found: Any, matrix: Matrix) -> None:
        """A thin path is a line; of others, the sides that run straight across or down."""
        box = self.bounds(found, matrix)
        if box is None:
            return
        width, height = box[2] - box[0], box[3] - box[1]
        if max(width, height) < SHORTEST:
            return
        count = self._count_of(found)
        if count > MOST_SEGMENTS:
            return
        is_filled, is_stroked = self.painted(found)
        if min(width, height) <= THIN and count <= 5 and is_filled is not is_stroked:
            self.rules.append(Rule(*self.turn(*(middle_of(box) if is_stroked else box))))
        elif is_filled or is_stroked:
            self.sides(found, count, times(self.matrix(found), matrix))

    def painted(self, found: Any) -> tuple[bool, bool]:
        """Whether a path is filled, and whether it is stroked."""
        self._mode_of(found, *self._modes)
        return self._fill.value != 0, self._stroke.value != 0

    def sides(self, found: Any, count: int, matrix: Matrix) -> None:
        """The straight sides of a path."""
        for one, two in self.segments(found, count):
            (a, b), (c, d) = placed(one, matrix), placed(two, matrix)
            width, height = abs(c - a), abs(d - b)
            if min(width, height) < 0.1 and max(width, height) >= SHORTEST:
                self.rules.append(Rule(*self.turn(min(a, c), min(b, d), max(a, c), max(b, d))))

    def segments(self, found: Any, count: int) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        """The straight segments of a path, in its own measure."""
        raw, (x, y, *_) = self.raw, self._places
        point_of, kind_of, is_closed = (
            quick(raw, "FPDFPathSegment_GetPoint"),
            quick(raw, "FPDFPathSegment_GetType"),
            quick(raw, "FPDFPathSegment_GetClose"),
        )
        start = last = None
        for number in map(quick(raw, "FPDFPath_GetPathSegment", HANDLE), repeat(found), range(count)):
            segment = HANDLE.from_param(number)
            if not point_of(segment, x, y):
                continue
            point = (self._edges[0], self._edges[1])
            kind = kind_of(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
                yield last, point
            last = point
            if is_closed(segment) and start is not None and start != last:
                yield last, start
                last = start

    def bounds(self, found: Any, matrix: Matrix) -> Box | None:
        """The place of an object in the page's own measure: left, bottom, right, top."""
        if not self._bounds_of(found, *self._places):
            return None
        left, bottom, right, top = self._edges
        if matrix is _SAME:
            return left, bottom, right, top
        return around([placed((left, bottom), matrix), placed((right, top), matrix)])

    def matrix(self, found: Any) -> Matrix:
        """An object's own matrix."""
        matrix = self.raw.FS_MATRIX()
        if not quick(self.raw, "FPDFPageObj_GetMatrix")(found, ctypes.byref(matrix)):
            return _SAME
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def middle_of(box: Box) -> Box:
    """A stroked line without its thickness."""
    left, bottom, right, top = box
    if right - left > top - bottom:
        return left, (bottom + top) / 2, right, (bottom + top) / 2
    return (left + right) / 2, bottom, (left + right) / 2, top


def placed(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    """A point after a matrix."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def times(one: Matrix, two: Matrix) -> Matrix:
    """First one, then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The box around points."""
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)
