"""Properties as Outlook keeps them (MAPI), the same in `.msg` files and in winmail.dat."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from rpa.drivers.mail_text import html_to_text, tidy
from rpa.formats.rtf_text import NotRichText, holds_html, is_cut, rtf_to_text, unpacked

SUBJECT, SUBMITTED, RECEIVED = 0x0037, 0x0039, 0x0E06
HEADERS, MESSAGE_ID, BODY, RTF, HTML = 0x007D, 0x1035, 0x1000, 0x1009, 0x1013
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
FOR_NAME, FOR_ADDRESS, FOR_SMTP = 0x0042, 0x0065, 0x5D02
DISPLAY_NAME, ADDRESS, SMTP, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
FILE_DATA, FILE_SHORT, FILE_LONG, FILE_KIND, FILE_ID, FILE_METHOD = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3705
INTERNET_CODEPAGE, MESSAGE_CODEPAGE = 0x3FDE, 0x3FFD
STRING8, UNICODE, BINARY, OBJECT, TIME = 0x1E, 0x1F, 0x102, 0x0D, 0x40
SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
CODEPAGES = {
    **{28590 + part: f"iso8859-{part}" for part in range(1, 17)},
    1200: "utf-16-le",
    1201: "utf-16-be",
    65000: "utf-7",
    65001: "utf-8",
    20127: "ascii",
    38598: "iso8859-8",
    20866: "koi8-r",
    21866: "koi8-u",
    10000: "mac-roman",
    10029: "mac-latin2",
    54936: "gb18030",
    52936: "hz",
    50220: "iso2022-jp",
    50221: "iso2022-jp",
    50222: "iso2022-jp",
    50225: "iso2022-kr",
    51932: "euc-jp",
    51936: "gb2312",
    51949: "euc-kr",
}
MOST = 5000  # properties of one thing
EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


@dataclass
class Properties:
    """The properties of a message, a recipient or a file.

    Attributes:
        values: By number and type: the bytes as they are kept.
        codepage: In which texts are that are not Unicode; 0: not said.
        is_whole: Whether all of them could be read.
    """

    values: dict[tuple[int, int], bytes] = field(default_factory=dict)
    codepage: int = 0
    is_whole: bool = True

    def text(self, *numbers: int) -> str:
        """The first of these texts that is there, in whatever encoding; empty when none is."""
        for number in numbers:
            for kind in (UNICODE, STRING8):
                if (value := self.values.get((number, kind))) is not None:
                    text = decoded(value, 1200 if kind == UNICODE else self.codepage)
                    if text := text.partition("\0")[0].strip():
                        return text
        return ""

    def binary(self, number: int) -> bytes | None:
        """Bytes; None when they are not there."""
        return self.values.get((number, BINARY))

    def number(self, number: int) -> int:
        """A whole number; 0 when it is not there."""
        value = self.values.get((number, 3), b"")
        return int(struct.unpack("<i", value[:4])[0]) if len(value) >= 4 else 0

    def time(self, *numbers: int) -> dt.datetime | None:
        """The first of these points in time that is there, aware."""
        for number in numbers:
            value = self.values.get((number, TIME), b"")
            if len(value) >= 8 and (ticks := struct.unpack("<Q", value[:8])[0]):
                try:
                    return (EPOCH + dt.timedelta(microseconds=ticks // 10)).replace(microsecond=0)
                except OverflowError:
                    continue
        return None

    def body(self) -> tuple[str, bool, str]:
        """The text of a message, whether it comes from HTML, and its HTML; from rich text when there is no other."""
        plain = tidy(self.text(BODY))
        html = self.binary(HTML)
        markup = decoded(html, self.number(INTERNET_CODEPAGE) or self.codepage) if html else self.text(HTML)
        if plain:
            return plain, False, markup
        if markup:
            return html_to_text(markup), True, markup
        try:
            rich = unpacked(self.binary(RTF) or b"")
        except NotRichText:
            return "", False, ""
        text = rtf_to_text(rich)
        return (html_to_text(text), True, text) if holds_html(rich) else (tidy(text), False, "")

    @property
    def trouble_with_rtf(self) -> str:
        """What is wrong with its rich text, as the end of a sentence; empty when nothing is."""
        packed = self.binary(RTF)
        if packed is None:
            return ""
        try:
            return "is cut off" if is_cut(packed) else "" if unpacked(packed) else "cannot be read"
        except NotRichText:
            return "cannot be read"


def decoded(content: bytes, codepage: int) -> str:
    """A text in the encoding it states, else in UTF-8, else in Windows-1252."""
    stated = CODEPAGES.get(codepage, f"cp{codepage}" if codepage else "utf-8")
    for encoding in (stated, "utf-8"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("utf-16-le" if stated == "utf-16-le" else "cp1252", "replace")


def read_properties(content: bytes, codepage: int) -> Properties:
    """Properties one behind another, as winmail.dat has them; what is cut off is left out, and `is_whole` says so."""
    found = Properties({}, codepage)
    try:
        for number, kind, value in _walk(content):
            found.values.setdefault((number, kind), value)
    except (struct.error, IndexError):
        found.is_whole = False  # what came before is kept
    return found


def _walk(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,), at = struct.unpack_from("<I", content), 4
    for _ in range(min(count, MOST)):
        kind, number = struct.unpack_from("<HH", content, at)
        at += 4
        if number >= 0x8000:  # a property with a name of its own
            (by_name,) = struct.unpack_from("<I", content, at + 16)
            at += 20
            at += 4 + _padded(struct.unpack_from("<I", content, at)[0]) if by_name else 4
        several, kind = kind & 0x1000, kind & 0x0FFF
        is_long = kind in {STRING8, UNICODE, BINARY, OBJECT}
        values = 1
        if several or is_long:
            (values,) = struct.unpack_from("<I", content, at)
            at += 4
        for _value in range(min(values, MOST)):
            if is_long:
                (size,) = struct.unpack_from("<I", content, at)
                at += 4
                yield number, kind, content[at : at + size]
                if at + size > len(content):
                    raise IndexError("the value is cut off")
                at += _padded(size)
            else:
                size = SIZES.get(kind, 4)
                yield number, kind, content[at : at + size]
                at += size


def _padded(size: int) -> int:
    return size + -size % 4
