"""The records of which the parts of an `.xlsb` consist."""

from __future__ import annotations

import struct
from collections.abc import Iterator

LARGEST_RECORD = 16 * 2**20
LENGTH = struct.Struct("<I")


def records(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a part: kind and content.

    Args:
        pieces: The bytes of the part.

    Raises:
        ValueError: They are no records.
    """
    rest = b""
    for piece in pieces:
        rest += piece
        at, size = 0, len(rest)
        while at + 6 < size:  # the longest head of a record
            kind, start = rest[at], at + 1
            if kind & 0x80:
                kind += (rest[start] - 1) << 7
                start += 1
            length, shift = 0, 0
            while True:
                byte = rest[start]
                start += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift > 21:
                    break
            if length > LARGEST_RECORD:
                raise ValueError("a record is too long")
            if start + length > size:
                break
            yield kind, rest[start : start + length]
            at = start + length
        rest = rest[at:]
    yield from last_records(rest)


def last_records(rest: bytes) -> Iterator[tuple[int, bytes]]:
    """The last, short records of a part."""
    if not rest:
        return
    # Heads are at most six bytes long: what is added here is never taken for content.
    padded, at = rest + b"\0" * 6, 0
    while at < len(rest):
        kind, start = padded[at], at + 1
        if kind & 0x80:
            kind += (padded[start] - 1) << 7
            start += 1
        length = padded[start]
        if length & 0x80 or start + 1 + length > len(rest):
            raise ValueError("the last record is cut off")
        yield kind, padded[start + 1 : start + 1 + length]
        at = start + 1 + length


def wide_text(content: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends; a missing one is empty.

    Raises:
        ValueError: It is longer than what holds it.
    """
    (length,) = LENGTH.unpack_from(content, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(content):
        raise ValueError("a text is cut off")
    return content[at + 4 : end].decode("utf-16-le"), end
