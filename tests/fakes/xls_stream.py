"""`.xls` files record by record: for what no library writes. The file around them is xlwt's."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from xlwt.CompoundDoc import XlsDoc


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def begin(version: int, of: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", version, of, 0x0DBB, 0x07CC, 0, 6)[: 16 if version == 0x600 else 8])


END = record(0x0A)


def book(sheets: dict[str, bytes], around: bytes = b"", version: int = 0x600) -> bytes:
    """A workbook of sheets whose records are given, with further records about the whole of it."""

    def heads(places: Sequence[int]) -> bytes:
        out = begin(version, 5) + around
        for (title, _), place in zip(sheets.items(), places, strict=True):
            name = bytes([len(title)]) + (b"\0" if version == 0x600 else b"") + title.encode("latin-1")
            out += record(0x85, struct.pack("<IBB", place, 0, 0) + name)
        return out + END

    parts = [begin(version, 0x10) + cells + END for cells in sheets.values()]
    places, at = [], len(heads([0] * len(parts)))
    for part in parts:
        places.append(at)
        at += len(part)
    return compound(heads(places) + b"".join(parts))


def compound(stream: bytes) -> bytes:
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    return out.getvalue()


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def formula(row: int, column: int, result: bytes, flags: int = 0) -> bytes:
    return record(0x06, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", flags, 0, 0))


def label(row: int, column: int, text: bytes) -> bytes:
    return record(0x204, struct.pack("<HHHH", row, column, 0, len(text)) + text)


EMPTY_TEXT = b"\x03\0\0\0\0\0\xff\xff"
TEXT_FOLLOWS = b"\0\0\0\0\0\0\xff\xff"
"""Results of formulas."""
