"""PDFium's functions for what is asked of each word and each drawn line: without checks of types, many in one go.

pypdfium2's own functions look at the type of each argument again with each call. Here handles and places are made ready
before, which makes a call three times as fast. Handles must not be given as plain numbers: they would be cut short.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat
from typing import Any

HANDLE = ctypes.c_void_p
ROOM = 1_024  # places that are asked for in one go
WIDTH = 8  # numbers that each has room for
_NUMBERS = (ctypes.c_float * (WIDTH * ROOM))()
_ROOMS = [ctypes.byref(_NUMBERS, ctypes.sizeof(ctypes.c_float) * WIDTH * number) for number in range(ROOM)]


@cache
def quick(raw: Any, name: str, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function of PDFium that takes its arguments as they come: whole numbers, and what has been made ready.

    It keeps the interpreter's lock, which nobody else in the reading process waits for.

    Args:
        raw: PDFium's functions.
        name: Of the function.
        result: The type of what it returns.
    """
    address = ctypes.cast(getattr(raw, name), HANDLE).value or 0
    return ctypes.PYFUNCTYPE(result)(address)


def ready(handle: Any) -> Any:
    """A handle of pypdfium2's as an argument."""
    return HANDLE.from_param(ctypes.cast(handle, HANDLE).value or 0)


def columns(ask: Callable[..., int], handle: Any, indexes: Sequence[int], count: int) -> list[list[Any]]:
    """Numbers that PDFium writes for each index, such as the edges of characters.

    Args:
        ask: The function: handle, index, place to write to.
        handle: Made ready.
        indexes: What is asked for.
        count: How many numbers it writes.

    Returns:
        What it returned for each index (0: nothing was written, the numbers mean nothing), the first number of each,
        the second of each, and so on.
    """
    found: list[list[Any]] = [[] for _ in range(count + 1)]
    for start in range(0, len(indexes), ROOM):
        part = indexes[start : start + ROOM]
        found[0] += map(ask, repeat(handle), part, _ROOMS)
        end = WIDTH * len(part)
        for number in range(count):
            found[number + 1] += _NUMBERS[number:end:WIDTH]
    return found
