"""Rich text (RTF) as Outlook writes it: unpacked, and as plain text. What cannot be read is passed over."""

from __future__ import annotations

import re
import struct

LARGEST = 8_000_000
"""Bytes of rich text that are read at most."""
DEEPEST = 200
DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
WINDOW = 4096
TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\")
UNSEEN_WORDS = "fonttbl colortbl stylesheet info pict object header footer listtable themedata xmlnstbl"
UNSEEN = frozenset(UNSEEN_WORDS.split())
BREAKS = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "  ", "bullet": "• "}
SIGNS = {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "endash": "–", "emdash": "—"}
ESCAPED = {b"~": "\u00a0", b"-": "", b"_": "-", b"\n": "\n", b"\r": "\n"}


class NotRichText(ValueError):
    """These bytes are no packed rich text, or are cut off."""


def unpacked(content: bytes) -> bytes:
    """Rich text as Outlook keeps it (MS-OXRTFCP), unpacked.

    Raises:
        NotRichText: They are something else.
    """
    if len(content) < 16:
        raise NotRichText("the rich text is cut off")
    size, kind = struct.unpack("<4xI4s", content[:12])
    if kind == b"MELA":
        return content[16 : 16 + min(size, LARGEST)]
    if kind != b"LZFu":
        raise NotRichText("the rich text is packed in an unknown way")
    return _unpacked(content[16:], min(size, LARGEST))


def _unpacked(packed: bytes, size: int) -> bytes:
    window = bytearray(DICTIONARY + bytes(WINDOW - len(DICTIONARY)))
    written, found, at = len(DICTIONARY), bytearray(), 0
    while at < len(packed) and len(found) < size:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 2 > len(packed):
                    return bytes(found)
                pair, at = packed[at] << 8 | packed[at + 1], at + 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == written % WINDOW:  # the sign that it ends
                    return bytes(found)
                piece = range(start, start + length)
            else:
                if at >= len(packed):
                    return bytes(found)
                window[written % WINDOW] = packed[at]
                piece, at = range(written, written + 1), at + 1
            for place in piece:
                byte = window[place % WINDOW]
                window[written % WINDOW] = byte
                found.append(byte)
                written += 1
    return bytes(found[:size])


class RichText:
    """Goes through rich text and collects what a person would see.

    Args:
        keep_tags: The tags of HTML that is packed in it are kept.
    """

    def __init__(self, *, keep_tags: bool) -> None:
        self.keep_tags = keep_tags
        self.pieces: list[str] = []
        self.waiting = bytearray()
        self.encoding = "cp1252"
        self.seen = [True]
        self.alternative = [1]
        self.skip = 0
        self.may_be_unseen = False
        self.is_markup = False

    def read(self, content: bytes) -> str:
        """The text."""
        for token in TOKEN.finditer(content[:LARGEST]):
            word, number, byte, sign, brace, text = token.groups()
            if brace:
                self.brace(brace)
            elif word:
                self.word(word.decode("ascii"), int(number) if number else None)
            elif byte:
                self.bytes(bytes([int(byte, 16)]))
            elif sign == b"*":
                self.may_be_unseen = True
            elif sign:
                self.text(ESCAPED.get(sign, sign.decode("latin-1")))
            elif text:
                self.bytes(text)
        self.flush()
        return "".join(self.pieces)

    def brace(self, brace: bytes) -> None:
        """A group begins or ends."""
        self.flush()
        self.may_be_unseen, self.skip = False, 0
        if brace == b"{":
            if len(self.seen) < DEEPEST:
                self.seen.append(self.seen[-1])
                self.alternative.append(self.alternative[-1])
        elif len(self.seen) > 1:
            self.seen.pop()
            self.alternative.pop()

    def word(self, word: str, number: int | None) -> None:
        """A word of the format."""
        if self.may_be_unseen and word == "htmltag" and self.keep_tags:
            self.may_be_unseen = False
        elif self.may_be_unseen or word in UNSEEN:
            self.may_be_unseen = False
            self.seen[-1] = False
        elif word == "htmlrtf":  # between these stands what HTML has already said
            self.flush()
            self.is_markup = number != 0
        elif word == "ansicpg" and number:
            self.encoding = f"cp{number}"
        elif word == "uc" and number is not None:
            self.alternative[-1] = max(0, min(number, 10))
        elif word == "u" and number is not None:
            self.flush()
            self.character(number & 0xFFFF)
        elif word in BREAKS or word in SIGNS:
            self.text(BREAKS.get(word) or SIGNS[word])

    def character(self, number: int) -> None:
        """A character by its number; what stands behind it is for programs that do not know it."""
        self.text(chr(number))  # may be half of one: halves are joined at the end
        self.skip = self.alternative[-1]

    def bytes(self, content: bytes) -> None:
        """Text in the encoding of the document."""
        skipped, self.skip = min(self.skip, len(content)), max(0, self.skip - len(content))
        if self.seen[-1] and not self.is_markup:
            self.waiting += content[skipped:]

    def text(self, text: str) -> None:
        """Text that needs no encoding."""
        self.flush()
        self.may_be_unseen = False
        if self.seen[-1] and not self.is_markup:
            self.pieces.append(text)

    def flush(self) -> None:
        """Decode what has gathered: letters of some encodings are made of two bytes."""
        if self.waiting:
            try:
                self.pieces.append(self.waiting.decode(self.encoding, "replace"))
            except LookupError:
                self.pieces.append(self.waiting.decode("cp1252", "replace"))
            self.waiting.clear()


def rtf_to_text(content: bytes) -> str:
    """The text of a rich text, without fonts, colours and pictures; of one that HTML is packed in, that HTML."""
    text = RichText(keep_tags=holds_html(content)).read(content)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def holds_html(content: bytes) -> bool:
    """Whether a rich text is HTML in disguise."""
    return b"\\fromhtml1" in content[:4096]
