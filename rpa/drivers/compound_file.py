"""The little file system inside of files of Office 97: sectors in chains, and a directory."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

FREE = 0xFFFFFFFA  # and above: no sector
HEADER = struct.Struct("<24xHHHHH6xIIIIIIIII")
ENTRY = 128
STREAM, ROOT = 2, 5
MOST_ENTRIES = 10_000


@dataclass(frozen=True)
class Entry:
    """An entry of the directory."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """A compound file.

    Args:
        content: All of it.

    Raises:
        ValueError: It is damaged.
        struct.error: It is cut off.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        fields = HEADER.unpack_from(content)
        self.shift, self.mini_shift = fields[3], fields[4]
        if self.shift not in (9, 12) or self.mini_shift != 6:
            raise ValueError("sectors of that size are not known")
        _, directory, _, self.cutoff, mini, _, more, _ = fields[6:]
        self.sectors = (len(content) >> self.shift) + 1
        self.table = self.allocation(more)
        self.entries = list(self.directory(b"".join(self.chain(directory))))
        self.mini_table = numbers(b"".join(self.chain(mini)) if mini < FREE else b"")
        root = self.entries[0]
        self.mini = b"".join(self.chain(root.start)) if root.start < FREE else b""

    def allocation(self, more: int) -> array[int]:
        """Which sector follows which.

        Args:
            more: Where the list of its own sectors goes on, behind the header.
        """
        places = list(numbers(self.content[76:512]))
        seen = 0
        while more < FREE:
            listed = numbers(self.sector(more))
            places += listed[:-1]
            more, seen = listed[-1], seen + 1
            if seen > self.sectors:
                raise ValueError("its sectors go round in a circle")
        table = array("L")
        for place in places:
            if place < FREE:
                table.extend(numbers(self.sector(place)))
            if len(table) > self.sectors + (1 << self.shift):
                break
        return table

    def sector(self, number: int) -> bytes:
        """The bytes of a sector; the last of a file may be short."""
        start = (number + 1) << self.shift
        found = self.content[start : start + (1 << self.shift)]
        if not found:
            raise ValueError("a sector is missing")
        return found

    def chain(self, start: int) -> Iterator[bytes]:
        """The sectors of a chain.

        Raises:
            ValueError: It goes round in a circle.
        """
        seen = 0
        while start < FREE:
            found = self.sector(start)
            yield found
            start, seen = self.table[start], seen + 1
            if start < FREE and len(found) < 1 << self.shift:
                raise ValueError("a sector is cut off")
            if seen > self.sectors:
                raise ValueError("its sectors go round in a circle")

    def directory(self, content: bytes) -> Iterator[Entry]:
        """The entries, the root first."""
        for at in range(0, min(len(content), MOST_ENTRIES * ENTRY) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            left, right, child = struct.unpack_from("<III", content, at + 68)
            start, size = struct.unpack_from("<II", content, at + 116)
            name = content[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            yield Entry(name, kind, left, right, child, start, size)

    def names(self) -> dict[str, Entry]:
        """The entries right below the root, by name in small letters; those of embedded objects are none of them."""
        found: dict[str, Entry] = {}
        waiting, seen = [self.entries[0].child], set[int]()
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            entry = self.entries[number]
            found.setdefault(entry.name.lower(), entry)
            waiting += [entry.left, entry.right]
        return found

    def read(self, entry: Entry) -> bytes:
        """The content of a stream.

        Raises:
            ValueError: It is shorter than the directory says.
        """
        if entry.size < self.cutoff:
            content = b"".join(self.mini_chain(entry.start))
        else:
            content = b"".join(self.chain(entry.start))
        if len(content) < entry.size:
            raise ValueError("a stream is cut off")
        return content[: entry.size]

    def mini_chain(self, start: int) -> Iterator[bytes]:
        """The small sectors of a chain."""
        seen = 0
        while start < FREE:
            yield self.mini[start << self.mini_shift : (start + 1) << self.mini_shift]
            start, seen = self.mini_table[start], seen + 1
            if seen > len(self.mini_table):
                raise ValueError("its sectors go round in a circle")


def numbers(content: bytes) -> array[int]:
    """Bytes as numbers of four bytes each."""
    return array("L", struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))
