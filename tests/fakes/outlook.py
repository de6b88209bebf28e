"""Files as Outlook writes them, for tests: `.msg` (a compound file), winmail.dat (TNEF), packed rich text."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
Tree = Mapping[str, Any]


class Sectors:
    """The space of a compound file, in sectors of one size, and which of them belong together."""

    def __init__(self, size: int) -> None:
        self.size, self.content, self.table = size, bytearray(), list[int]()

    def chain(self, content: bytes) -> int:
        """Take up some content; gives its first sector."""
        if not content:
            return END
        start, count = len(self.table), -(-len(content) // self.size)
        self.table += [*range(start + 1, start + count), END]
        self.content += content.ljust(count * self.size, b"\0")
        return start


def compound(tree: Tree) -> bytes:
    """A compound file (MS-CFB) of streams (bytes) and stores (mappings)."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "content": b""}]
    _list_up(entries, 0, tree)
    large, small = Sectors(SECTOR), Sectors(MINI)
    for entry in entries[1:]:
        content = entry["content"]
        entry["start"] = (small if len(content) < CUTOFF else large).chain(content) if entry["kind"] == 2 else 0
    entries[0]["content"] = bytes(small.content)
    entries[0]["start"] = large.chain(bytes(small.content))
    packed = b"".join(struct.pack("<I", one) for one in small.table)
    mini_count = -(-len(packed) // SECTOR)
    mini_start = large.chain(packed.ljust(mini_count * SECTOR, b"\xff"))
    directory = large.chain(b"".join(map(_entry, entries)))
    count = 1
    while count * 128 < len(large.table) + count:
        count += 1
    start = len(large.table)
    numbers = large.table + [FAT] * count
    numbers += [FREE] * (count * 128 - len(numbers))
    header = struct.pack("<8s16sHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, count, directory, 0, CUTOFF, mini_start, mini_count, END, 0)
    header += struct.pack("<109I", *([*range(start, start + count)] + [FREE] * 109)[:109])
    return header + bytes(large.content) + struct.pack(f"<{len(numbers)}I", *numbers)


def _list_up(entries: list[dict[str, Any]], parent: int, inside: Tree) -> None:
    """Put what is in a store into the list; each thing is to the right of the one before it."""
    holder, link = entries[parent], "child"
    for name, value in inside.items():
        entry = {"name": name, "kind": 2, "content": value}
        if isinstance(value, Mapping):
            entry |= {"kind": 1, "content": b""}
        holder[link] = at = len(entries)
        entries.append(entry)
        holder, link = entry, "right"
        if isinstance(value, Mapping):
            _list_up(entries, at, value)


def _entry(entry: dict[str, Any]) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sI8s8sIQ",
        *(name, len(name), entry["kind"], 1),
        *(FREE, entry.get("right", FREE), entry.get("child", FREE)),
        *(b"", 0, b"", b"", entry.get("start", END), len(entry["content"])),
    )


def properties(values: Mapping[tuple[int, int], Any], header: int) -> dict[str, bytes]:
    """The streams of a message (header 32 or 24), recipient or file (8)."""
    fixed, streams = bytearray(header), dict[str, bytes]()
    for (number, kind), value in values.items():
        if isinstance(value, int):
            fixed += struct.pack("<HHIq", kind, number, 6, value)
        elif isinstance(value, dt.datetime):
            ticks = int((value - EPOCH) / dt.timedelta(microseconds=1)) * 10
            fixed += struct.pack("<HHIQ", kind, number, 6, ticks)
        else:
            content = value.encode("utf-16-le" if kind == 0x1F else "cp1252") if isinstance(value, str) else value
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = content
            fixed += struct.pack("<HHIII", kind, number, 6, len(content), 0)
    return {**streams, "__properties_version1.0": bytes(fixed)}


def message(
    values: Mapping[tuple[int, int], Any],
    *,
    recipients: tuple[Mapping[tuple[int, int], Any], ...] = (),
    files: tuple[Tree, ...] = (),
    header: int = 32,
) -> dict[str, Any]:
    """A message as a tree for `compound`; a file is made with `attached`."""
    tree: dict[str, Any] = dict(properties(values, header))
    for number, one in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = properties(one, 8)
    for number, file in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = file
    return tree


def attached(name: str, content: bytes | Tree, **more: Any) -> dict[str, Any]:
    """A file, or a message (a tree made with header 24)."""
    values: dict[tuple[int, int], Any] = {(0x3707, 0x1F): name} if name else {}
    values |= {(int(key[1:], 16), 0x1F): value for key, value in more.items()}
    if isinstance(content, bytes):
        return dict(properties({**values, (0x3705, 3): 1, (0x3701, 0x102): content}, 8))
    return {**properties({**values, (0x3705, 3): 5}, 8), "__substg1.0_3701000D": content}


def attribute(level: int, kind: int, value: bytes) -> bytes:
    """One attribute of a winmail.dat."""
    return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def mapi(values: Mapping[tuple[int, int], Any]) -> bytes:
    """Properties as they stand in an attribute."""
    found = struct.pack("<I", len(values))
    for (number, kind), value in values.items():
        found += struct.pack("<HH", kind, number)
        if isinstance(value, int):
            found += struct.pack("<I", value)
            continue
        content = value.encode("utf-16-le" if kind == 0x1F else "cp1252") if isinstance(value, str) else value
        found += struct.pack("<II", 1, len(content)) + content + bytes(-len(content) % 4)
    return found


def winmail(*attributes: bytes) -> bytes:
    """A winmail.dat of attributes."""
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def winmail_file(title: str, content: bytes, values: Mapping[tuple[int, int], Any] | None = None) -> bytes:
    """The attributes of one file."""
    parts = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, title.encode("cp1252") + b"\0")
    parts += attribute(2, 0x0006800F, content) if content else b""
    return parts + (attribute(2, 0x00069005, mapi(values)) if values else b"")


def stored_rtf(text: bytes) -> bytes:
    """Rich text in Outlook's own wrapping, not packed."""
    return struct.pack("<II4sI", len(text) + 12, len(text), b"MELA", 0) + text
