"""The numbers, dates and errors of cells, as the files of spreadsheets hold them."""

from __future__ import annotations

import datetime as dt
import re
import struct
from decimal import Decimal

from rpa.drivers.serials import Shown, from_serial
from rpa.drivers.workbook import Cell, CellError, number

NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
FRACTION = re.compile(r"-?\d+\.\d*[1-9]", re.ASCII)
DOUBLE = struct.Struct("<d")
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The errors of binary workbooks."""


def read_number(text: str) -> int | Decimal | CellError:
    """The number in a cell.

    Raises:
        ValueError: It is no number.
    """
    if text.isdigit() and text.isascii() and len(text) < 16:
        return int(text)
    if len(text) < 17 and FRACTION.fullmatch(text):
        return Decimal(text)  # of fifteen digits or less, the text is the number; more come from binary fractions
    if NUMBER.fullmatch(text):
        return number(float(text))
    raise ValueError(f"a cell of numbers holds {text!r:.40}")


def compressed(raw: int) -> int | Decimal | CellError:
    """A number in the 32 bits that binary workbooks use for short ones."""
    if raw & 2:
        whole = (raw >> 2) - (1 << 30 if raw & 0x80000000 else 0)
        if not raw & 1:
            return whole
        hundredth = Decimal(whole) / 100
        return int(hundredth) if hundredth == hundredth.to_integral_value() else hundredth
    value: float = DOUBLE.unpack(b"\0\0\0\0" + (raw & 0xFFFFFFFC).to_bytes(4, "little"))[0]
    return number(value / 100 if raw & 1 else value)


def binary_error(code: int) -> CellError:
    """An error of a binary workbook."""
    return CellError(ERRORS.get(code, f"#error {code}"))


def as_shown(value: Cell, shown: Shown, *, since_1904: bool) -> Cell:
    """A number as what its format shows it as; a date that no calendar has is an error."""
    if shown is Shown.NUMBER or not isinstance(value, int | Decimal):
        return value
    found = from_serial(value, shown, since_1904=since_1904)
    return CellError(f"{value}, which is shown as a date and is none") if found is None else found


def iso_moment(text: str) -> dt.date | dt.datetime | str:
    """A date that is written down as such; a time of day stays text.

    Raises:
        ValueError: It is none.
    """
    if "T" not in text and ":" in text:
        return text
    moment = dt.datetime.fromisoformat(text)
    # To the millisecond, as Excel works: more digits come from binary fractions of a day.
    moment += dt.timedelta(microseconds=round(moment.microsecond, -3) - moment.microsecond)
    return moment if moment.time() != dt.time() or moment.tzinfo else moment.date()
