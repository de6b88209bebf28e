"""Reading exports that are text: CSV in whatever form it comes, and JSON without floats."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rpa.errors import BusinessException

LARGEST_FILE = 100 * 2**20
SAMPLE = 64 * 1024  # characters in which the separator is looked for
SEPARATORS = (";", ",", "\t", "|")
AGAIN = "Export it again, as UTF-8."


@dataclass(frozen=True)
class TextTable:
    """A file of rows.

    Attributes:
        rows: Each row's cells, as texts; empty lines are empty rows.
        lines: The line in the file on which each row begins, from 1.
        encoding: `utf-8`, `utf-16` or `cp1252`.
        separator: What stands between the cells.
    """

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str
    separator: str


def decode(content: bytes, name: str) -> tuple[str, str]:
    """A text file as text, and the encoding it was in: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises:
        BusinessException: It is empty, too large, or no text.
    """
    if not content.strip():
        raise BusinessException("the file is empty", place=name, hint="Export it again.")
    if len(content) > LARGEST_FILE:
        raise BusinessException(f"the file is larger than {LARGEST_FILE // 2**20} MB", place=name, hint="Split it.")
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding.removesuffix("-sig")
    raise BusinessException("this is no text file", place=name, hint=AGAIN)


def read_csv(content: bytes, name: str) -> TextTable:
    """Read a file of separated values.

    The separator is the one that divides the most lines into the same number of cells, at least two; Excel's own
    first line `sep=;` is followed.

    Args:
        content: The file.
        name: What to call it in messages.

    Raises:
        BusinessException: It is no text, its quotes do not end, or two separators fit equally well.
    """
    text, encoding = decode(content, name)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return TextTable(*rows_of(rest, first.strip()[4], name, offset=1), encoding, first.strip()[4])
    separator = find_separator(text, name)
    return TextTable(*rows_of(text, separator, name, offset=0), encoding, separator)


def rows_of(
    text: str, separator: str, name: str, *, offset: int
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """The rows, and the lines they begin on."""
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for row in reader:
            rows.append(tuple(row))
            lines.append(before + 1 + offset)
            before = reader.line_num
    except csv.Error as error:
        raise BusinessException(
            f"the row that begins here cannot be read: {error}",
            place=f"{name}:{before + 1 + offset}",
            hint="Look for a quotation mark that is opened and not closed.",
        ) from error
    return tuple(rows), tuple(lines)


def find_separator(text: str, name: str) -> str:
    """The separator of a file of values."""
    sample = text[:SAMPLE]
    scores = {separator: score(sample, separator) for separator in SEPARATORS}
    best = max(scores.values())
    if best == (0, 0):
        return SEPARATORS[0]  # one column: no separator occurs
    fitting = [separator for separator, found in scores.items() if found == best]
    if len(fitting) > 1:
        both = " or ".join(map(repr, fitting))
        raise BusinessException(f"the cells may be separated by {both}", place=name, hint=AGAIN)
    return fitting[0]


def score(sample: str, separator: str) -> tuple[int, int]:
    """How many lines a separator divides alike, and into how many cells."""
    try:
        widths = Counter(
            len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if len(row) > 1
        )
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return (lines, width)


def read_json(content: bytes, name: str) -> Any:
    """Read JSON, or JSON lines as a list; numbers with a fraction are Decimal.

    Raises:
        BusinessException: It is no JSON, is nested without end, or names a field twice in one object.
    """
    text, _ = decode(content, name)
    try:
        return json_value(text)
    except json.JSONDecodeError as error:
        lines = text.splitlines()
        if error.lineno == 1 or not text.lstrip().startswith("{") or len(lines) < 2:
            raise not_json(error, name, error.lineno) from error
        whole = error
    except (ValueError, RecursionError) as error:
        raise BusinessException(f"it cannot be read: {error}", place=name, hint=AGAIN) from error
    return json_lines(lines, name, whole)


def json_lines(lines: Iterable[str], name: str, whole: json.JSONDecodeError) -> list[Any]:
    """A list of the objects that stand on a line each.

    Args:
        lines: The lines; empty ones are passed over.
        name: The file.
        whole: Why the file as a whole is no JSON; reported when its first line is none either.
    """
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(json_value(line))
        except json.JSONDecodeError as error:
            place = (error, number) if found else (whole, whole.lineno)
            raise not_json(place[0], name, place[1]) from error
        except (ValueError, RecursionError) as error:
            raise BusinessException(f"it cannot be read: {error}", place=f"{name}:{number}", hint=AGAIN) from error
    return found


def not_json(error: json.JSONDecodeError, name: str, line: int) -> BusinessException:
    """What to say about JSON that is none."""
    return BusinessException(
        f"this is no JSON: {error.msg}", place=f"{name}:{line}:{error.colno}", hint="Export it again."
    )


def json_value(text: str) -> Any:
    """One JSON value, without floats."""
    return json.loads(text, parse_float=Decimal, parse_constant=refuse_constant, object_pairs_hook=unique)


def refuse_constant(word: str) -> Any:
    """Refuse NaN and infinities: they are no JSON and no amounts."""
    raise ValueError(f"{word} is no number")


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a field that is there twice has no value one could trust."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice!r} is there twice in one object")
    return found
