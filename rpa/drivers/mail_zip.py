"""Zip archives that came with mails: opened within limits, the names in them never used as paths."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

END = b"PK\x05\x06"
LARGEST_INDEX = 1 << 20
"""Bytes of an archive's table of contents: more is no bundle of documents."""
HIGHEST_RATIO = 250
"""How many times larger than in the archive a file may become; documents stay far below it."""
FREE = 1 << 20
"""Bytes up to which the ratio does not matter."""
CHUNK = 1 << 18
TROUBLE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError, KeyError, IndexError),
)


@dataclass
class Opened:
    """What was found in an archive.

    Attributes:
        files: Name as stated, and content.
        defects: What was left in it, a sentence each.
    """

    files: list[tuple[str, bytes]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def open_zip(content: bytes, name: str, *, most_files: int, most_bytes: int) -> Opened:
    """Open an archive; none of it touches the disk, and nothing raises.

    Args:
        content: The archive.
        name: What to call it in messages.
        most_files: How many files are taken out at most.
        most_bytes: How many bytes are taken out at most, all files together.
    """
    found = Opened()
    if index_size(content) > LARGEST_INDEX:
        found.defects.append(f"{name} is not opened: it is damaged, or holds far too many files")
        return found
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > most_files:
                found.defects.append(f"{name} holds {len(entries)} files; {most_files} of them were taken out")
            for entry in entries[:most_files]:
                taken = _take(archive, entry, name, most_bytes, found.defects)
                if taken is not None:
                    most_bytes -= len(taken)
                    found.files.append((entry.filename, taken))
    except TROUBLE as error:
        found.defects.append(f"{name} is damaged: {_words(error)}")
    return found


def index_size(content: bytes) -> int:
    """Bytes of the table of contents, by what the archive's end says; a huge number when it does not say."""
    at = content.rfind(END, max(0, len(content) - 66_000))
    if at < 0 or len(content) < at + 22:
        return 1 << 62
    return int(struct.unpack_from("<I", content, at + 12)[0])


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, most: int, defects: list[str]) -> bytes | None:
    if entry.flag_bits & 1:
        defects.append(f"{_told(entry)} in {name} is encrypted; ask for it without a password")
        return None
    try:
        content = bytearray()
        for chunk in _chunks(archive, entry):
            content += chunk
            if len(content) > most:
                defects.append(f"{_told(entry)} in {name} is left in it: it would be too much to take out")
                return None
            if len(content) > FREE and len(content) > HIGHEST_RATIO * max(1, entry.compress_size):
                defects.append(f"{_told(entry)} in {name} is left in it: it swells more than any document does")
                return None
        return bytes(content)
    except TROUBLE as error:
        defects.append(f"{_told(entry)} in {name} cannot be read: {_words(error)}")
        return None


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _told(entry: zipfile.ZipInfo) -> str:
    return "".join(char for char in entry.filename if char.isprintable())[-80:]


def _words(error: Exception) -> str:
    return "".join(char for char in str(error) if char.isprintable())[:100] or type(error).__name__
