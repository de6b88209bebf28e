"""How a text file is written: found in its bytes, or refused when they could be two things."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from rpa.errors import BusinessException

PIECE = 2**20
KNOWN = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "cp437", "cp1250", "cp1251", "cp1257")
LATIN = ("iso-8859-1", "iso-8859-2", "iso-8859-4", "iso-8859-9", "iso-8859-15", "mac-roman")
DECLARABLE = (*KNOWN, *LATIN)
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Two or three bytes that are one letter in UTF-8, and in Windows-1252 nothing that anybody writes.
UTF8_LETTERS = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
# What the letters of DOS look like in Windows-1252: quotation marks and daggers in the middle of words.
DOS_SIGNS = bytes([0x82, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8B, 0x93, 0x94, 0x95, 0x9B]).decode("cp1252")
DOS_LETTERS = re.compile(rf"\w*[^\W\d_][{DOS_SIGNS}][^\W\d_]\w*")
# The same for other encodings: a capital letter within a word before a small one, a sign that stands in no word, the
# Czech ě (Italian has its ì at the end of words), and letters in a row as only another alphabet gives them.
SMALL = "a-zß-öø-ÿ"
IN_A_ROW = "àáâãçëìíîïðñòóôõùúûýþÿÀÁÂÃÇÈÊËÌÍÎÏÐÑÒÓÔÕÙÚÛÝÞ"
FOREIGN_LETTERS = re.compile(
    rf"\w*(?:[^\W\d_][ŠŽŸŒ][{SMALL}]|[^\W\d_][§¿¾¼³¹£¥][^\W\d_]|[^\W\d_]ì[a-z]|[{IN_A_ROW}]{{3}})\w*"
)
FOREIGN = ("mac-roman", "cp1250", "iso-8859-2", "cp1251")
DECLARE = "Export it again as UTF-8, or say in the recipe how it is written (table.rows has encoding: cp850, ...)."
AGAIN = "Export it again, as UTF-8."


@dataclass
class Survey:
    """What the bytes of a file say, piece by piece.

    Attributes:
        broken: The line of the first byte that is no UTF-8; 0 while there is none.
        letters: Whether there were letters that only UTF-8 writes so.
        gaps: Whether there were bytes that Windows-1252 does not know.
        dos: A word that seems to be written in DOS.
        foreign: A word that seems to be written on a Mac, or for another part of Europe.
    """

    broken: int = 0
    letters: bool = False
    gaps: bool = False
    dos: str = ""
    foreign: str = ""
    line: int = 1
    decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def look_at(self, piece: bytes, *, final: bool) -> None:
        """Take the next piece in."""
        if not self.broken:
            try:
                self.decoder.decode(piece, final)
            except UnicodeDecodeError as error:
                self.broken = self.line + piece.count(b"\n", 0, error.start)
        self.line += piece.count(b"\n")
        if piece.isascii():
            return
        self.letters = self.letters or UTF8_LETTERS.search(piece) is not None
        try:
            text = piece.decode("cp1252")
        except UnicodeDecodeError:
            self.gaps = True
        else:
            found = None if self.dos else DOS_LETTERS.search(text)
            self.dos = found[0][:40] if found else self.dos
            other = None if self.foreign else FOREIGN_LETTERS.search(text)
            self.foreign = other[0][:40] if other else self.foreign


def encoding_of(stream: BinaryIO, name: str) -> str:
    """The encoding of a text file, as Python calls it.

    UTF-8, UTF-16 (also without its mark), else Windows-1252.

    Args:
        stream: The file; read from its beginning to its end.
        name: What to call it in messages.

    Raises:
        BusinessException: It is no text, or could be written in two ways.
    """
    start = stream.read(PIECE)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if zeros := wide_without_mark(start):
        return zeros
    survey = Survey()
    for piece in whole_lines(stream, start):
        if b"\0" in piece:
            raise no_text(name)
        survey.look_at(piece, final=False)
    survey.look_at(b"", final=True)
    return judged(survey, name)


def whole_lines(stream: BinaryIO, start: bytes) -> Iterator[bytes]:
    """A file in pieces that end where a line ends, as far as there are lines."""
    rest = start
    while piece := stream.read(PIECE):
        cut = rest.rfind(b"\n") + 1
        yield rest[: cut or len(rest)]
        rest = (rest[cut:] if cut else b"") + piece
    yield rest


def wide_without_mark(start: bytes) -> str:
    """UTF-16 that does not say so: every other byte of the beginning is zero; else empty."""
    some = start[:2048]
    even, odd = some[::2], some[1::2]
    if len(some) < 8:
        return ""
    if odd.count(0) > 0.8 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return ""


def judged(survey: Survey, name: str) -> str:
    """The encoding, from what was seen.

    Raises:
        BusinessException: It is not clear.
    """
    if not survey.broken:
        return "utf-8"
    if survey.letters:
        raise BusinessException(
            "most of it is UTF-8, but this line is not", place=f"{name}:{survey.broken}", hint=DECLARE
        )
    if survey.gaps:
        raise BusinessException(
            "it is written neither in UTF-8 nor in Windows-1252", place=f"{name}:{survey.broken}", hint=DECLARE
        )
    if survey.dos:
        meant = survey.dos.encode("cp1252").decode("cp850")
        raise BusinessException(
            f"it could be written in Windows-1252 ({survey.dos!r}) or in DOS ({meant!r})", place=name, hint=DECLARE
        )
    if survey.foreign:
        raise BusinessException(
            f"it could be written in cp1252 ({survey.foreign!r}){others(survey.foreign)}", place=name, hint=DECLARE
        )
    return "cp1252"


def others(word: str) -> str:
    """What a word would be in other encodings that make letters of all of it."""
    meant = {encoding: word.encode("cp1252").decode(encoding, "replace") for encoding in FOREIGN}
    return "".join(f" or in {encoding} ({text!r})" for encoding, text in meant.items() if text.isalpha())


def no_text(name: str) -> BusinessException:
    """What to say about a file that is no text."""
    return BusinessException("this is no text file", place=name, hint=AGAIN)
