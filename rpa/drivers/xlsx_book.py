"""Reading `.xlsx` workbooks and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from rpa.drivers.serials import Shown, shown_as
from rpa.drivers.text_store import LONGEST, TextStore
from rpa.drivers.workbook import MOST_COLUMNS, Merged, Row, Sheet, Workbook
from rpa.drivers.workbook_archive import AGAIN, Archive
from rpa.drivers.workbook_cells import cell_place
from rpa.drivers.xlsx_exact import DEEPEST, LONGEST_TAG, SLICE
from rpa.drivers.xlsx_rows import LONGEST_ROW, SheetRows
from rpa.drivers.xlsx_values import Values, plain, unescaped
from rpa.errors import BusinessException

MOST_MERGED = 200_000
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Za-z0-9:$]{2,30})"')
COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*?)/?>")
NUMBERS = re.compile(rb'(min|max|hidden)="(\w+)"')
TEXT = re.compile(r'<si><t(?: xml:space="preserve")?>([^<\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*)</t></si>')
TAIL = 2**12


def open_xlsx(stream: BinaryIO, name: str) -> Workbook:
    """Open an `.xlsx`, `.xlsm`, `.xltx` or `.xltm`.

    Raises:
        BusinessException: It is damaged or protected, or would unpack into far too much.
    """
    archive = Archive(stream, name)
    if "xl/workbook.xml" not in archive.parts:
        raise BusinessException("this is an archive without a workbook in it", place=name, hint=AGAIN)
    book = archive.tree("xl/workbook.xml")
    links = relations(archive, "xl/_rels/workbook.xml.rels")
    paths, hidden = sheets(book, links)
    if missing := [path for path in paths.values() if path not in archive.parts]:
        raise KeyError(missing[0])
    for part in archive.parts:
        if part not in paths.values():
            archive.verify(part)
    texts = next((path for path, kind in links.values() if kind.endswith("/sharedStrings")), "")
    styles = next((path for path, kind in links.values() if kind.endswith("/styles")), "")
    values = Values(
        read_texts(archive, texts) if texts in archive.parts else TextStore(),
        read_styles(archive.tree(styles)) if styles in archive.parts else [],
        since_1904=any(
            node.get("date1904") in ("1", "true") for node in book.iter() if node.tag.endswith("}workbookPr")
        ),
        stale=any(node.get("fullCalcOnLoad") in ("1", "true") for node in book.iter() if node.tag.endswith("}calcPr")),
    )

    def opened(title: str) -> Sheet:
        path = paths[title]
        merged, columns = look_over(archive, path)

        def read() -> Iterator[tuple[int, Row]]:
            return iter(SheetRows(archive.pieces(path), values))

        return Sheet(title, title not in hidden, merged, columns, name, read, values.since_1904)

    return Workbook(name, tuple(paths), opened, stream)


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Id to path in the archive and kind, of what a part refers to."""
    return {
        node.attrib["Id"]: (part_name(node.attrib["Target"]), node.attrib.get("Type", ""))
        for node in archive.tree(part).iter()
        if node.tag.endswith("}Relationship") and node.get("TargetMode") != "External"
    }


def part_name(target: str) -> str:
    """A relationship's target as a name in the archive."""
    if target.startswith("/"):
        return target.lstrip("/")
    return str(PurePosixPath("xl") / target)


def sheets(book: ET.Element, links: dict[str, tuple[str, str]]) -> tuple[dict[str, str], frozenset[str]]:
    """Sheet name to its part, in order, chart sheets left out; and the names of hidden sheets."""
    found: dict[str, str] = {}
    hidden: set[str] = set()
    for node in book.iter():
        if not node.tag.endswith("}sheet"):
            continue
        link = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        path, kind = links.get(link, ("", ""))
        if not kind.endswith("/worksheet"):
            continue
        title = node.attrib["name"]
        if title in found:
            raise ValueError(f"two sheets are called {title!r:.40}")
        found[title] = path
        if node.get("state", "visible") != "visible":
            hidden.add(title)
    return found, frozenset(hidden)


def read_styles(styles: ET.Element) -> list[Shown]:
    """What each style of cells shows a number as."""
    codes = {
        int(node.attrib["numFmtId"]): node.attrib.get("formatCode", "")
        for node in styles.iter()
        if node.tag.endswith("}numFmt") and "numFmtId" in node.attrib
    }
    wanted = [node for part in styles if part.tag.endswith("}cellXfs") for node in part]
    numbers = [int(node.get("numFmtId", "0")) for node in wanted if node.tag.endswith("}xf")]
    return [shown_as(number, codes.get(number)) for number in numbers]


def look_over(archive: Archive, path: str) -> tuple[tuple[Merged, ...], frozenset[int]]:
    """Inflate a sheet once: it is whole, declares nothing; its merged areas and hidden columns."""
    merged: list[Merged] = []
    columns: set[int] = set()
    before, begun, carry = True, False, b""
    for piece in archive.declared(path):
        text = carry + piece
        if before:
            begun = begun or b"sheetData" in text
            columns.update(hidden_columns(text))
            before = not begun
        if b"mergeCell" in text:
            merged += areas(text)
            if len(merged) > MOST_MERGED:
                raise BusinessException("there are too many merged cells", place=archive.name, hint="Undo the merging.")
        carry = text[max(text.rfind(b"<"), len(text) - TAIL, 0) :]
    return tuple(merged), frozenset(columns)


def areas(text: bytes) -> Iterator[Merged]:
    """The merged areas of which the whole element stands in a piece of XML."""
    for match in MERGED.finditer(text):
        first, _, last = match[1].decode().partition(":")
        (top, left), (bottom, right) = cell_place(first), cell_place(last or first)
        yield Merged(top, left, bottom, right)


def hidden_columns(text: bytes) -> Iterator[int]:
    """The columns that a piece of XML says are hidden, from 0."""
    for match in COLUMN.finditer(text):
        found = dict(NUMBERS.findall(match[1]))
        if found.get(b"hidden") in (b"1", b"true"):
            yield from range(int(found[b"min"]) - 1, min(int(found[b"max"]), MOST_COLUMNS))


def read_texts(archive: Archive, path: str) -> TextStore:
    """The shared texts of a workbook."""
    store = TextStore()
    preamble, rest = b"", b""
    for piece in archive.pieces(path):
        rest += piece
        if len(rest) > LONGEST_ROW or b"<!" in rest:
            return exact_texts(archive.pieces(path))
        if not preamble:
            at = rest.find(b"<si>")
            if at < 0:
                continue
            preamble, rest = rest[:at], rest[at:]
        cut = rest.rfind(b"</si>") + len(b"</si>")
        if cut >= len(b"</si>"):
            add_texts(rest[:cut], preamble, store)
            rest = rest[cut:]
    if not preamble or b"<" in rest.replace(b"</sst>", b""):
        return exact_texts(archive.pieces(path))
    return store


def add_texts(text: bytes, preamble: bytes, store: TextStore) -> None:
    """Keep the texts of a stretch of XML."""
    parts = TEXT.split(text.decode())
    if any(parts[::2]) or (b"encoding" in preamble and b"utf-8" not in preamble.lower()):
        ExactTexts(store).feed(preamble + text)
        return
    for one in parts[1::2]:
        store.add(unescaped(one))


def exact_texts(pieces: Iterator[bytes]) -> TextStore:
    """The shared texts by the exact look."""
    exact = ExactTexts(TextStore())
    for piece in pieces:
        exact.feed(piece)
    exact.parser.Parse(b"", True)
    return exact.store


class ExactTexts:
    """Reads shared texts of any form: in parts with fonts, with hints how to say them (which are left out).

    Args:
        store: Where they are kept.
    """

    def __init__(self, store: TextStore) -> None:
        self.store = store
        self.found: list[str] = []
        self.phonetic = False
        self.length = self.depth = self.fed = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def feed(self, piece: bytes) -> None:
        """Read on."""
        for at in range(0, len(piece), SLICE):
            self.parser.Parse(piece[at : at + SLICE], False)
            self.fed += SLICE
            if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                raise ValueError("a tag is too long")

    def characters(self, text: str) -> None:
        """Collect a text."""
        self.found.append(text)
        self.length += len(text)
        if self.length > LONGEST:
            raise ValueError("a text is too long for a cell")

    def start(self, tag: str, _: dict[str, str]) -> None:
        """Note what begins."""
        local = tag.rpartition("}")[2]
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("its tags are nested too deep")
        if local == "si":
            self.found, self.length = [], 0
        elif local == "rPh":
            self.phonetic = True
        elif local == "t" and not self.phonetic:
            self.parser.CharacterDataHandler = self.characters

    def end(self, tag: str) -> None:
        """Keep what has ended."""
        local = tag.rpartition("}")[2]
        self.depth -= 1
        if local == "t":
            self.parser.CharacterDataHandler = None
        elif local == "rPh":
            self.phonetic = False
        elif local == "si":
            self.store.add(plain("".join(self.found)))
