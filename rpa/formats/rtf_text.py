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
CHARSETS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
"""What a font's charset is in; of the others, what the document is in."""
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


def is_cut(content: bytes) -> bool:
    """Whether packed rich text is shorter than it says it is.

    Raises:
        NotRichText: They are something else.
    """
    text = unpacked(content)
    return len(text) < min(int(struct.unpack_from("<I", content, 4)[0]), LARGEST)


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
        self.font = [0]
        self.usual_font = self.described_font = self.fonts_depth = 0
        self.fonts: dict[int, str] = {}
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
                self.font.append(self.font[-1])
        elif len(self.seen) > 1:
            self.seen.pop()
            self.alternative.pop()
            self.font.pop()
            self.fonts_depth = self.fonts_depth if len(self.seen) >= self.fonts_depth else 0

    def word(self, word: str, number: int | None) -> None:
        """A word of the format."""
        if self.may_be_unseen and word == "htmltag" and self.keep_tags:
            self.may_be_unseen = False
        elif self.may_be_unseen or word in UNSEEN:
            self.may_be_unseen = False
            self.seen[-1] = False
            self.fonts_depth = len(self.seen) if word == "fonttbl" else self.fonts_depth
        elif word in {"f", "deff", "plain", "fcharset", "cpg"}:
            self.font_word(word, number or 0)
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

    def font_word(self, word: str, number: int) -> None:
        """A font is described, or chosen: its letters may be in an encoding of their own."""
        if self.fonts_depth:
            if word == "f":
                self.described_font = number
            elif word == "fcharset" and number in CHARSETS:
                self.fonts[self.described_font] = CHARSETS[number]
            elif word == "cpg" and number:
                self.fonts[self.described_font] = f"cp{number}"
            return
        self.flush()
        if word == "deff":
            self.usual_font = number
        if word in {"f", "plain", "deff"}:
            self.font[-1] = number if word == "f" else self.usual_font

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
                encoding = self.fonts.get(self.font[-1], self.encoding)
                self.pieces.append(self.waiting.decode(encoding, "replace"))
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
