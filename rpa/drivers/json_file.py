"""Reading files of JSON, and of JSON lines: exact numbers, no floats."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rpa.drivers.text_encoding import AGAIN, encoding_of, no_text
from rpa.errors import BusinessException

LARGEST_FILE = 100 * 2**20


def decode(content: bytes, name: str) -> str:
    """A file as text; how it is written is found as in tables.

    Raises:
        BusinessException: It is empty, too large, no text, or could be written in two ways.
    """
    if not content.strip():
        raise BusinessException("the file is empty", place=name, hint="Export it again.")
    if len(content) > LARGEST_FILE:
        raise BusinessException(f"the file is larger than {LARGEST_FILE // 2**20} MB", place=name, hint="Split it.")
    try:
        text = content.decode(encoding_of(io.BytesIO(content), name))
    except BusinessException as error:
        raise BusinessException(error.message, place=error.place or name, hint=AGAIN) from error
    except UnicodeDecodeError as error:
        raise no_text(name) from error
    if "\0" in text:
        raise no_text(name)
    return text


def read_json(content: bytes, name: str) -> Any:
    """Read JSON, or JSON lines as a list; numbers with a fraction are Decimal.

    Raises:
        BusinessException: It is no JSON, is nested without end, or names a field twice in one object.
    """
    text = decode(content, name)
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
