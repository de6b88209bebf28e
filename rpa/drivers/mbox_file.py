"""Mbox files: many mails in one file, one behind another, each begun by a line `From `."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from rpa.drivers.mail_message import LARGEST_MAIL
from rpa.errors import BusinessException

BEGINS = re.compile(
    rb"From \S.{0,200}?[ ](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ][A-Z][a-z]{2}[ ]{1,2}\d{1,2}[ ]\d\d:\d\d"
    rb"|From -? ?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ]|From \S+@\S+|From MAILER-DAEMON|From -\s*$"
)
QUOTED = re.compile(rb">+From ")
LONGEST_LINE = 1 << 20


def mails(path: Path) -> Iterator[bytes | None]:
    """The mails of a file, in order, each as it was sent; None for one that is larger than `LARGEST_MAIL`.

    Only one mail is held in memory, however large the file is.

    Raises:
        BusinessException: It does not begin as such a file does.
    """
    with path.open("rb") as stream:
        first = _first(stream)
        if first is None:
            return
        if not BEGINS.match(first):
            raise BusinessException(
                "this is no mbox file: it does not begin with a line 'From '", hint="Is the ending of its name right?"
            )
        yield from _mails(stream)


def _first(stream: BinaryIO) -> bytes | None:
    """The first line that is not empty; None when there is none."""
    while line := stream.readline(LONGEST_LINE):
        if line.strip(b"\r\n\t \xef\xbb\xbf"):
            return line.lstrip(b"\xef\xbb\xbf")
    return None


def _mails(stream: BinaryIO) -> Iterator[bytes | None]:
    lines, size, after_empty = list[bytes](), 0, False
    while line := stream.readline(LONGEST_LINE):
        if after_empty and BEGINS.match(line):
            yield _whole(lines, size)
            lines, size, after_empty = [], 0, False
            continue
        after_empty = not line.strip(b"\r\n")
        size += len(line)
        if size <= LARGEST_MAIL:
            # `>From` was `From` before it was put here; one sign is taken off (as mboxrd, the usual kind, asks).
            lines.append(line[1:] if QUOTED.match(line) else line)
        else:
            lines.clear()
    yield _whole(lines, size)


def _whole(lines: list[bytes], size: int) -> bytes | None:
    """A mail of its lines, without the empty one that ends it."""
    if size > LARGEST_MAIL:
        return None
    if lines and not lines[-1].strip(b"\r\n"):
        lines = lines[:-1]
    return b"".join(lines)
