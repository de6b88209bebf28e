"""The records of which an `.xls` consists, and the texts in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from rpa.drivers.text_store import LONGEST, TextStore

HEAD = struct.Struct("<HH")
CONTINUE = 0x3C
BEGIN, END = 0x0809, 0x000A
BIFF8 = 0x0600
RICH, FAR_EAST, WIDE = 0x8, 0x4, 0x1
CODE_PAGES = {1200: "utf-16-le", 10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252", 367: "ascii"}


def records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a workbook, to its end: kind and content, without those of charts inside of it.

    Args:
        stream: The workbook.
        at: Where the part begins.

    Raises:
        ValueError: It is cut off, or no part begins there.
    """
    depth = 0
    while at + 4 <= len(stream):
        kind, length = HEAD.unpack_from(stream, at)
        content = stream[at + 4 : at + 4 + length]
        if len(content) < length:
            break
        if kind == BEGIN:
            depth += 1
        elif not depth:
            raise ValueError("no sheet begins where one should")
        if depth == 1:
            yield kind, content
        if kind == END:
            depth -= 1
            if not depth:
                return
        at += 4 + length
    raise ValueError("the sheet is cut off")


def encoding_of(code_page: int) -> str:
    """The name of a code page.

    Raises:
        LookupError: It is not known.
    """
    name = CODE_PAGES.get(code_page, f"cp{code_page}")
    "".encode(name)
    return name


def text_in(content: bytes, at: int, *, encoding: str, short: bool = False) -> str:
    """A text with its length before it.

    Args:
        content: The record.
        at: Where the length stands.
        encoding: Of workbooks before Excel 97; empty for later ones, whose texts say themselves how they are written.
        short: Whether the length is a single byte.

    Raises:
        ValueError: It is cut off.
    """
    length = content[at] if short else int.from_bytes(content[at : at + 2], "little")
    at += 1 if short else 2
    if encoding:
        found = content[at : at + length]
        if len(found) < length:
            raise ValueError("a text is cut off")
        return found.decode(encoding, "replace")
    flags = content[at]
    at += 1 + (2 if flags & RICH else 0) + (4 if flags & FAR_EAST else 0)
    size = 2 * length if flags & WIDE else length
    if at + size > len(content):
        raise ValueError("a text is cut off")
    return content[at : at + size].decode("utf-16-le" if flags & WIDE else "latin-1", "replace")


def whole_letters(text: str) -> str:
    """A text with the halves of letters put together."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def long_text(segments: list[bytes], *, encoding: str) -> str:
    """A text with its length before it, which goes on over several records.

    Args:
        segments: Content of the first record, and of those that continue it.
        encoding: See `text_in`.

    Raises:
        ValueError: It is cut off.
    """
    if encoding or len(segments) == 1:
        return text_in(b"".join(segments), 0, encoding=encoding)
    return SharedTexts(segments, 0).text()


class SharedTexts:
    """Reads the list of shared texts, which goes on over several records.

    Args:
        segments: Content of the first record, and of those that continue it.
        at: Where the texts begin.
    """

    def __init__(self, segments: list[bytes], at: int = 8) -> None:
        self.segments = segments
        self.place, self.at = 0, at

    def read(self) -> TextStore:
        """All texts.

        Raises:
            ValueError: They are cut off.
        """
        store = TextStore()
        (count,) = struct.unpack_from("<I", self.segments[0], 4)
        for _ in range(count):
            if self.place == len(self.segments) - 1 and self.at >= len(self.segments[-1]):
                break  # some programs count more than they write; whoever points behind the end is told
            store.add(self.text())
        return store

    def text(self) -> str:
        """The next text."""
        length, flags = struct.unpack("<HB", self.take(3))
        runs = int.from_bytes(self.take(2), "little") if flags & RICH else 0
        extra = int.from_bytes(self.take(4), "little") if flags & FAR_EAST else 0
        if length > LONGEST:
            raise ValueError("a text is too long for a cell")
        found: list[str] = []
        wide = flags & WIDE
        while length:
            if self.at >= len(self.segments[self.place]):
                self.go_on()
                wide = self.take(1)[0] & WIDE  # where a text goes on in another record, it says anew how it is written
            segment = self.segments[self.place]
            some = min(length, (len(segment) - self.at) // (2 if wide else 1))
            if not some:
                raise ValueError("a text is cut off")
            size = some * 2 if wide else some
            # Half a letter may stand at the end of a record, the other half in the next.
            found.append(segment[self.at : self.at + size].decode("utf-16-le" if wide else "latin-1", "surrogatepass"))
            self.at += size
            length -= some
        self.skip(4 * runs + extra)
        return whole_letters("".join(found))

    def go_on(self) -> None:
        """Go to the next record."""
        self.place, self.at = self.place + 1, 0
        if self.place >= len(self.segments):
            raise ValueError("the list of texts is cut off")

    def take(self, size: int) -> bytes:
        """Some bytes, wherever records end."""
        found = b""
        while len(found) < size:
            if self.at >= len(self.segments[self.place]):
                self.go_on()
            piece = self.segments[self.place][self.at : self.at + size - len(found)]
            self.at += len(piece)
            found += piece
        return found

    def skip(self, size: int) -> None:
        """Pass over some bytes."""
        while size:
            if self.at >= len(self.segments[self.place]):
                self.go_on()
            some = min(size, len(self.segments[self.place]) - self.at)
            self.at += some
            size -= some
