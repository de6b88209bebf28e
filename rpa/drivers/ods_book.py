"""Reading OpenDocument spreadsheets (`.ods`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from rpa.drivers.ods_rows import OdsScan
from rpa.drivers.workbook import Row, Sheet, Workbook
from rpa.drivers.workbook_archive import AGAIN, Archive, protected
from rpa.errors import BusinessException

SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


def open_ods(stream: BinaryIO, name: str) -> Workbook:
    """Open an `.ods`.

    Raises:
        BusinessException: It is damaged or protected, or would unpack into far too much.
    """
    archive = Archive(stream, name)
    if "META-INF/manifest.xml" in archive.parts and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise protected(name)
    if not archive.read("mimetype").startswith(SPREADSHEET):
        raise BusinessException("this is an OpenDocument file, but no spreadsheet", place=name, hint=AGAIN)
    scan = look_over(archive)

    def opened(title: str) -> Sheet:
        facts = scan.sheets[title]

        def read() -> Iterator[tuple[int, Row]]:
            again = OdsScan(wanted=title)
            for piece in archive.pieces("content.xml"):
                yield from again.feed(piece)
                if again.done:
                    return

        return Sheet(title, facts.visible, tuple(facts.merged), frozenset(facts.hidden_columns), name, read)

    return Workbook(name, tuple(scan.sheets), opened, stream)


def look_over(archive: Archive) -> OdsScan:
    """Inflate all parts once: they are whole and declare nothing; what there is to know of the sheets."""
    for part in archive.parts:
        if part != "content.xml":
            archive.verify(part)
    scan = OdsScan(wanted=None)
    for piece in archive.declared("content.xml"):
        for _ in scan.feed(piece):
            pass
    scan.finish()
    return scan
