"""Quick calls: whole handles, answers in order, however many are asked for."""

from __future__ import annotations

import ctypes
from typing import Any

from rpa.drivers.pdf_calls import HANDLE, ROOM, columns, quick, ready

FAR = 0x7FFF_1234_5678  # a handle of more than 32 bits
seen: list[int] = []


def edges(handle: int | None, index: int, place: Any) -> int:
    seen.append(handle or 0)
    if index % 7 == 3:
        return 0
    place[0], place[1] = index, -index
    return 1


def same(handle: int | None) -> int | None:
    return handle


class Library:
    edges = ctypes.CFUNCTYPE(ctypes.c_int, HANDLE, ctypes.c_int, ctypes.POINTER(ctypes.c_float))(edges)
    same = ctypes.CFUNCTYPE(HANDLE, HANDLE)(same)


def test_a_handle_arrives_whole_and_nothing_is_none() -> None:
    call = quick(Library, "same", HANDLE)
    assert call(ready(HANDLE(FAR))) == FAR
    assert call(ready(HANDLE(None))) is None
    assert call(ready(None)) is None


def test_each_index_has_its_own_numbers_beyond_the_room_for_one_go() -> None:
    seen.clear()
    indexes = range(2 * ROOM + 5)
    answers, firsts, seconds = columns(quick(Library, "edges"), ready(HANDLE(FAR)), indexes, 2)
    assert set(seen) == {FAR}
    assert answers == [0 if index % 7 == 3 else 1 for index in indexes]
    written = [index for index in indexes if answers[index]]
    assert [(firsts[index], seconds[index]) for index in written] == [(index, -index) for index in written]
    assert len(firsts) == len(seconds) == len(indexes)
    assert columns(quick(Library, "edges"), ready(HANDLE(FAR)), [], 2) == [[], [], []]
