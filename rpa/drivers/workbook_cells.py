"""How the cells of a sheet are called."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def column_number(letters: str) -> int:
    """Column letters to a number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """A column number from 0 to its letters: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_place(address: str) -> tuple[int, int]:
    """Row and column, both from 0, of an address such as `D9`.

    Raises:
        ValueError: It is none.
    """
    match = ADDRESS.fullmatch(address)
    if match is None or not int(match[2]):
        raise ValueError(f"cell address {address!r:.40}")
    return int(match[2]) - 1, column_number(match[1])
