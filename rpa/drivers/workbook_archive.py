"""The zip archive that a workbook is, opened as a stranger's: counted first, inflated in pieces, never kept whole.

Nothing is inflated beyond what its table of contents says, and that is refused when it is far too much.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree as ET

from rpa.errors import BusinessException

LARGEST_FILE = 200 * 2**20
LARGEST_UNPACKED = 2 * 2**30
LARGEST_SMALL_PART = 32 * 2**20  # of the parts that are read as a whole: styles, relations, list of sheets
MOST_TIMES = 250  # that a part may be larger than its packed form, once it is more than `HARMLESS`
HARMLESS = 64 * 2**20
MOST_PARTS = 5_000
LARGEST_ENTRY = 1_000  # bytes in the table of contents, on average
MOST_TAGS = 1_000_000  # of a part that is read as a whole
PIECE = 2**18
ENCRYPTED = 0x1
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
AGAIN = "Ask for the file again, or open it in Excel and save it anew."
TROUBLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError)


class Archive:
    """The parts of a workbook.

    Args:
        stream: The file; read at any place.
        name: What to call it in messages.

    Attributes:
        parts: Name in the archive to its entry.

    Raises:
        BusinessException: It is damaged or locked, or would unpack into far too much.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream, self.name = stream, name
        try:
            if contents_size(stream) > MOST_PARTS * LARGEST_ENTRY:
                raise self.too_much()
            with zipfile.ZipFile(stream) as archive:
                infos = archive.infolist()
        except TROUBLE as error:
            raise self.damaged() from error
        except (UnicodeDecodeError, ValueError, OverflowError) as error:
            raise self.damaged() from error
        self.parts = {info.filename: info for info in infos}
        self.check(infos)

    def check(self, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse an archive by its table of contents: too much, twice the same, or locked."""
        blown = any(info.file_size > max(HARMLESS, MOST_TIMES * info.compress_size) for info in infos)
        if blown or len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise self.too_much()
        if len(self.parts) != len(infos):
            raise BusinessException("the workbook is damaged: it holds a part twice", place=self.name, hint=AGAIN)
        if any(info.flag_bits & ENCRYPTED for info in infos):
            raise protected(self.name)

    def too_much(self) -> BusinessException:
        """What to say about an archive that would fill memory and disks."""
        return BusinessException(
            f"the workbook would unpack to more than {LARGEST_UNPACKED // 2**20} MB, to more than {MOST_TIMES} times "
            f"its size, or to more than {MOST_PARTS} parts; it is not opened",
            place=self.name,
            hint="Split it, or ask the sender what it is.",
        )

    def damaged(self) -> BusinessException:
        """What to say about bytes that are not what they should be."""
        return BusinessException("the workbook is damaged or incomplete", place=self.name, hint=AGAIN)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The bytes of one part, in pieces of some 256 KiB, never more than its declared size.

        `zipfile` trusts the declared size and stops there; here, more or less than that is damage.

        Raises:
            BusinessException: More or less comes out than was declared, or other bytes.
            KeyError: There is no such part.
        """
        info = self.parts[part]
        size = crc = 0
        try:
            for piece in self.inflated(info):
                size, crc = size + len(piece), zlib.crc32(piece, crc)
                if size > info.file_size:
                    break
                yield piece
        except TROUBLE as error:
            raise self.damaged() from error
        if size != info.file_size or crc != info.CRC:
            raise self.damaged()

    def inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Pieces of a stored or deflated part; other ways of packing are in no workbook."""
        self.stream.seek(info.header_offset)
        header = LOCAL_HEADER.unpack(self.stream.read(LOCAL_HEADER.size))
        if header[0] != b"PK\x03\x04" or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(info.filename)
        at = info.header_offset + LOCAL_HEADER.size + header[-2] + header[-1]
        end = at + info.compress_size
        machine = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
        while at < end:
            self.stream.seek(at)  # another part may have been read meanwhile
            packed = self.stream.read(min(PIECE, end - at))
            if not packed:
                raise zipfile.BadZipFile(info.filename)
            at += len(packed)
            if machine is None:
                yield packed
                continue
            piece = machine.decompress(packed, PIECE)
            while piece:
                yield piece
                piece = machine.decompress(machine.unconsumed_tail, PIECE)

    def verify(self, part: str) -> None:
        """Inflate a part once and keep nothing; of XML, refuse declarations that could blow it up."""
        is_xml = part.lower().endswith((".xml", ".rels", ".vml", ".rdf"))
        for _ in self.declared(part) if is_xml else self.pieces(part):
            pass

    def declared(self, part: str) -> Iterator[bytes]:
        """The pieces of an XML part that declares nothing.

        Raises:
            BusinessException: It holds declarations, or is damaged.
        """
        tail = b""
        for piece in self.pieces(part):
            refuse_declarations(tail + piece, self.name, first=not tail)
            tail = piece[-16:] if len(piece) >= 16 else (tail + piece)[-16:]
            yield piece

    def read(self, part: str) -> bytes:
        """A small part as a whole.

        Raises:
            BusinessException: It is too large for what it is, or damaged.
            KeyError: There is no such part.
        """
        if self.parts[part].file_size > LARGEST_SMALL_PART:
            raise BusinessException(
                f"its part {part!r:.80} is larger than {LARGEST_SMALL_PART // 2**20} MB; no office program writes that",
                place=self.name,
                hint=AGAIN,
            )
        return b"".join(self.declared(part) if part.lower().endswith((".xml", ".rels")) else self.pieces(part))

    def tree(self, part: str) -> ET.Element:
        """A small XML part as a tree.

        Raises:
            BusinessException: As for `read`.
            ET.ParseError: It is no XML.
            KeyError: There is no such part.
        """
        text = self.read(part)
        if text.count(b"<") > MOST_TAGS:
            raise self.too_much()
        return ET.fromstring(text)  # noqa: S314 - a part with declarations was refused


def contents_size(stream: BinaryIO) -> int:
    """How many bytes an archive's table of contents has, as its end says; 0 when it has no end.

    `zipfile` would make an object of each entry before anybody could count them.
    """
    start = max(stream.seek(0, os.SEEK_END) - 2**16 - 100, 0)
    stream.seek(start)
    end = stream.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 16:
        return 0
    (size,) = struct.unpack_from("<I", end, at + 12)
    if at >= 76 and end[at - 20 : at - 16] == b"PK\x06\x07":
        size = max(size if size != 0xFFFFFFFF else 0, *struct.unpack_from("<Q", end, at - 76 + 40))
    return int(size)


def protected(name: str) -> BusinessException:
    """What to say about a workbook that needs a password."""
    return BusinessException(
        "the workbook is protected with a password", place=name, hint="Ask for it, or save it, without one."
    )


def refuse_declarations(text: bytes, name: str, *, first: bool) -> None:
    """Refuse entity declarations (billion laughs), and encodings in which they could hide."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or (first and b"\0" in text[:64]):
        raise BusinessException(
            "the workbook holds declarations that no office program writes; it is not opened",
            place=name,
            hint="Do not open it; ask the sender what it is.",
        )
