"""Taking a mail out of an opaque signature (S/MIME)."""

from __future__ import annotations

from collections.abc import Iterator

SEQUENCE, OBJECT, OCTETS, CONTEXT, CONSTRUCTED = 0x30, 0x06, 0x04, 0xA0, 0x20
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
DEEPEST = 20
MOST_ELEMENTS = 200_000


def unsealed(content: bytes) -> bytes:
    """The mail inside of an opaque signature (CMS, RFC 5652); empty when there is none, or it cannot be read.

    Only the wrapping is taken off: whether the signature is good is not looked at, as with any signed mail here.
    """
    try:
        at, end = _inside(content, 0, len(content), SEQUENCE)
        kind, kind_start, kind_end, at = _element(content, at, end)
        if kind != OBJECT or content[kind_start:kind_end] != SIGNED_DATA:
            return b""
        at, end = _inside(content, at, end, CONTEXT)
        at, end = _inside(content, at, end, SEQUENCE)
        for _ in range(2):  # its version, and the ways of digesting
            *_, at = _element(content, at, end)
        at, end = _inside(content, at, end, SEQUENCE)
        *_, at = _element(content, at, end)  # the kind of what is signed
        at, end = _inside(content, at, end, CONTEXT)
        return b"".join(_octets(content, at, end, 0))
    except (IndexError, ValueError):
        return b""


def _element(content: bytes, at: int, end: int, depth: int = 0) -> tuple[int, int, int, int]:
    """One element of BER: its tag, where its content begins and ends, and where the next one begins."""
    tag, size, start = content[at], content[at + 1], at + 2
    if size == 0x80:  # its end is marked, not counted
        stop = _marked_end(content, start, end, depth)
        return tag, start, stop, stop + 2
    if size > 0x80:
        count = size & 0x7F
        if count > 4:
            raise ValueError("too large")
        size, start = int.from_bytes(content[start : start + count], "big"), start + count
    if start + size > end:
        raise ValueError("cut off")
    return tag, start, start + size, start + size


def _marked_end(content: bytes, at: int, end: int, depth: int) -> int:
    if depth > DEEPEST:
        raise ValueError("too deep")
    for _ in range(MOST_ELEMENTS):
        if content[at : at + 2] == b"\0\0":
            return at
        *_, at = _element(content, at, end, depth + 1)
        if at >= end:
            break
    raise ValueError("its end is missing")


def _inside(content: bytes, at: int, end: int, wanted: int) -> tuple[int, int]:
    tag, start, stop, _ = _element(content, at, end)
    if tag != wanted:
        raise ValueError("something else")
    return start, stop


def _octets(content: bytes, at: int, end: int, depth: int) -> Iterator[bytes]:
    """The bytes of an octet string, which may be cut in pieces."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    while at < end:
        tag, start, stop, at = _element(content, at, end)
        if tag == OCTETS:
            yield content[start:stop]
        elif tag == OCTETS | CONSTRUCTED:
            yield from _octets(content, start, stop, depth + 1)
        else:
            raise ValueError("something else")
