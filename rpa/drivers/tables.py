"""Reading exports that are text: CSV in whatever form it comes, and JSON without floats."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.drivers.text_table import TextTable, open_text_table
from rpa.errors import BusinessException

LARGEST_FILE = 100 * 2**20
AGAIN = "Export it again, as UTF-8."


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


def read_csv(content: Path | bytes, name: str) -> TextTable:
    """Look a file of separated values through; see `rpa.drivers.text_table`.

    Args:
        content: The file, or its content.
        name: What to call it in messages.

    Raises:
        BusinessException: It is no text, or two encodings or separators fit equally well.
    """
    return open_text_table(content, name)


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
        raise not_taken(error, name) from error
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
            raise not_taken(error, f"{name}:{number}") from error
    return found


def not_json(error: json.JSONDecodeError, name: str, line: int) -> BusinessException:
    """What to say about JSON that is none."""
    return BusinessException(
        f"this is no JSON: {error.msg}", place=f"{name}:{line}:{error.colno}", hint="Export it again."
    )


def not_taken(error: ValueError | RecursionError, place: str) -> BusinessException:
    """What to say about JSON that is harmful or contradicts itself."""
    message = str(error)
    if isinstance(error, RecursionError):
        message = "its objects and lists lie too deep in each other"
    elif "int_max_str_digits" in message:
        message = "it holds a number of endless digits"
    return BusinessException(f"it cannot be read: {message}", place=place, hint="Export it again.")


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
