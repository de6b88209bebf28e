"""What a request holds: its kind, its fields and files, and nothing that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from rpa.formats.json_text import BadJson, bounded, read_json
from rpa.formats.submission import SentFile

if TYPE_CHECKING:
    from flask import Request

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
JSON = "application/json"
MOST_FIELDS = 1000
LONGEST_NAME = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_UNREAL = re.compile("[\ud800-\udfff\ufffd]")


class Unreadable(ValueError):
    """The request cannot be read; the message says why, for its sender."""


def kind_of(content_type: str) -> str:
    """`form` or `json`; empty for what is neither."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in (FORM, PARTS):
        return "form"
    return "json" if kind == JSON or (kind.startswith("application/") and kind.endswith("+json")) else ""


def read_body(body: bytes) -> str:
    """The text of a JSON body.

    Raises:
        Unreadable: It is no JSON that can be taken.
    """
    try:
        bounded(read_json(body))
        return body.decode("utf-8-sig")
    except BadJson as error:
        raise Unreadable(f"this is no JSON that can be taken: {error}") from None


def read_form(
    request: Request, body: bytes, most_files: int
) -> tuple[tuple[tuple[str, str], ...], tuple[SentFile, ...]]:
    """Fields and files of a form.

    Args:
        request: With its body read already.
        body: Its body.
        most_files: How many there may be.

    Raises:
        Unreadable: It is no form, not in UTF-8, empty, or has too many parts.
    """
    is_parts = request.mimetype == PARTS
    fields = tuple(_parts(request)) if is_parts else _pairs(body)
    files = tuple(_files(request)) if is_parts else ()
    if len(files) > most_files:
        raise Unreadable(f"there are {len(files)} files; {most_files} are taken")
    if not fields and not files:
        raise Unreadable("the form is empty")
    for name, value in fields:
        if not name or len(name) > LONGEST_NAME:
            raise Unreadable(f"a field has no name, or one of more than {LONGEST_NAME} letters")
        if _UNREAL.search(name + value):
            raise Unreadable(f"the field {name[:60]!a} is not UTF-8")
    return fields, files


def _pairs(body: bytes) -> tuple[tuple[str, str], ...]:
    try:
        text = body.decode("ascii")
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except UnicodeDecodeError:
        raise Unreadable("the form is not written in UTF-8") from None
    except ValueError:
        raise Unreadable(f"the form has more than {MOST_FIELDS} fields, or cannot be read") from None


def _parts(request: Request) -> Iterator[tuple[str, str]]:
    yield from request.form.items(multi=True)


def _files(request: Request) -> Iterator[SentFile]:
    for part, sent in request.files.items(multi=True):
        content = sent.read()
        if not sent.filename and not content:
            continue  # a file's field that was left empty
        if _UNREAL.search(part) or len(part) > LONGEST_NAME:
            raise Unreadable("the name of a file's field is too long or not UTF-8")
        yield SentFile(part, _safe(sent.filename or ""), _CONTROL.sub("", sent.mimetype)[:100], content)


def _safe(name: str) -> str:
    """A file's name without folders and what cannot be shown; its ending stays."""
    last = _CONTROL.sub("_", _UNREAL.sub("_", name.replace("\\", "/"))).rpartition("/")[2].strip()
    return (last if len(last) <= LONGEST_NAME else last[-LONGEST_NAME:]) or "file"
