"""Mails as Outlook saves them (`.msg`)."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import partial
from typing import TYPE_CHECKING

from rpa.drivers import mapi
from rpa.drivers.mail_files import Attachment, free_name, safe_name
from rpa.drivers.mail_message import Mail
from rpa.drivers.mail_parts import shows
from rpa.drivers.mail_reply import without_quotes
from rpa.drivers.mapi import Properties
from rpa.errors import BusinessException

if TYPE_CHECKING:
    from olefile import OleFileIO
    from olefile.olefile import OleDirectoryEntry

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROOT_HEADER, EMBEDDED_HEADER, PART_HEADER = 32, 24, 8
"""Bytes before the properties of a message, of a message inside, of a recipient or file."""
STREAM, ROOT = 2, 5  # kinds of entries
MOST_STREAMS = 20_000
MOST_FILES = 500
DEEPEST = 3
EMBEDDED = f"__substg1.0_{mapi.FILE_DATA:04X}{mapi.OBJECT:04X}"
TROUBLE = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    RecursionError,
    OverflowError,
)
"""What the library ends with on a file that is not whole."""
ReadHeaders = Callable[[bytes], Mail]


TAGGED = re.compile(r"__substg1\.0_([0-9A-Fa-f]{8})")
"""Name of a property's stream: number and kind, in hex."""


@dataclass
class Store:
    """A part of the file: a message, a recipient, an attachment.

    Attributes:
        streams: By name.
        stores: By name.
    """

    streams: dict[str, bytes] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)

    def parts(self, kind: str) -> list[Store]:
        """The recipients (`recip`) or attachments (`attach`), in order."""
        return [self.stores[name] for name in sorted(self.stores) if name.startswith(f"__{kind}_version1.0_#")]

    def properties(self, header: int, codepage: int = 0) -> Properties:
        """What it says of itself."""
        found = Properties({}, codepage)
        fixed = self.streams.get("__properties_version1.0", b"")[header:]
        for at in range(0, min(len(fixed), 16 * mapi.MOST) - 15, 16):
            kind, number, value = struct.unpack_from("<HH4x8s", fixed, at)
            if kind in mapi.SIZES:
                found.values[number, kind] = value
        for name, content in self.streams.items():
            if tagged := TAGGED.fullmatch(name):
                tag = int(tagged[1], 16)
                found.values[tag >> 16, tag & 0xFFFF] = content
        found.codepage = codepage or found.number(mapi.MESSAGE_CODEPAGE) or found.number(mapi.INTERNET_CODEPAGE)
        return found


def read_msg(content: bytes, read_headers: ReadHeaders) -> Mail:
    """Read a mail as Outlook saved it.

    Args:
        content: The file.
        read_headers: Reads the headers of a mail.

    Raises:
        BusinessException: It is no mail, or damaged.
    """
    import olefile

    try:
        with olefile.OleFileIO(content) as ole:
            root = _store(ole, 2 * len(content))
    except TROUBLE as error:
        raise BusinessException(f"the Outlook file is damaged: {error}", hint="Ask for it again.") from error
    if "__properties_version1.0" not in root.streams:
        raise BusinessException("the file is no Outlook mail", hint="A document of Office has the wrong ending.")
    return _message(root, ROOT_HEADER, read_headers, 0)[0]


def _store(ole: OleFileIO, most: int) -> Store:
    """Everything in the file, which is never more than the file itself unless it was made to do harm."""
    root = Store()
    paths = ole.listdir(streams=True, storages=False)
    if len(paths) > MOST_STREAMS or sum(map(ole.get_size, paths)) > most:
        raise ValueError("it claims to hold more than it can")
    for path in paths:
        store = root
        for name in path[:-1]:
            store = store.stores.setdefault(name, Store())
        with ole.openstream(path) as stream:
            content = stream.read()
        if len(content) < ole.get_size(path):  # the library gives what is there
            raise ValueError("a part of it is cut off")
        store.streams[path[-1]] = content
    if any(map(partial(_goes_round, ole), ole.direntries)):
        raise ValueError("its sectors go round in a circle")
    return root


def _goes_round(ole: OleFileIO, entry: OleDirectoryEntry | None) -> bool:
    """Whether a stream comes to the same sector twice: then its content is wrong, and as long as it should be."""
    if entry is None or entry.entry_type not in (STREAM, ROOT):
        return False
    is_small = entry.entry_type == STREAM and entry.size < ole.mini_stream_cutoff_size
    table, size = (ole.minifat, ole.mini_sector_size) if is_small else (ole.fat, ole.sector_size)
    at, seen = entry.isectStart, set[int]()
    for _ in range(-(-entry.size // size)):
        if at in seen:
            return True
        seen.add(at)
        at = table[at]
    return False


def _message(store: Store, header: int, read_headers: ReadHeaders, depth: int) -> tuple[Mail, list[str]]:
    """A mail, and what of its text and files is not in it, a sentence each."""
    said = store.properties(header)
    mail = read_headers(_headers(store, said))
    text, is_html, markup = said.body()
    defects = list[str]()
    if trouble := said.trouble_with_rtf:
        defects.append(f"its rich text {trouble}")
    files = list[Attachment]()
    stored = store.parts("attach")
    if len(stored) > MOST_FILES:
        defects.append(f"it has more than {MOST_FILES} files; the rest was not read")
    for part in stored[:MOST_FILES]:
        file, missing = _attachment(part, said.codepage, markup, len(files) + 1, read_headers, depth)
        defects += missing
        if file is not None:
            files.append(replace(file, name=free_name(file.name, {one.name.casefold() for one in files})))
    whole = replace(
        mail,
        text=text,
        is_html=is_html,
        reply=without_quotes(text),
        attachments=tuple(files),
        defects=tuple(dict.fromkeys((*mail.defects, *defects))),
    )
    return whole, defects


def _headers(store: Store, said: Properties) -> bytes:
    """The headers of a mail: as a server wrote them; what they lack as Outlook says it."""
    written = said.text(mapi.HEADERS)
    lines = [line for line in written.replace("\r\n", "\n").split("\n") if ":" in line or line[:1] in {" ", "\t"}]
    there = {line.partition(":")[0].strip().lower() for line in lines if line[:1] not in {" ", "\t"}}
    made = b""
    for name, value in _made(store, said):
        if name.lower() not in there and value:
            one = EmailMessage()
            try:
                one[name] = value
                made += bytes(one).strip(b"\n") + b"\n"
            except (ValueError, IndexError, TypeError, AttributeError):  # what no header can carry
                lines.append(f"{name}: {value}")
    parts = ("\n".join(lines).encode("utf-8", "replace"), made)
    return b"".join(part.strip(b"\n") + b"\n" for part in parts if part.strip(b"\n")) + b"\n"


def _made(store: Store, said: Properties) -> list[tuple[str, str]]:
    address = _address(said.text(mapi.SENDER_SMTP, mapi.FOR_SMTP), said.text(mapi.SENDER_ADDRESS, mapi.FOR_ADDRESS))
    people: dict[int, list[str]] = {1: [], 2: []}
    for part in store.parts("recip")[:MOST_FILES]:
        one = part.properties(PART_HEADER, said.codepage)
        found = _address(one.text(mapi.SMTP), one.text(mapi.ADDRESS))
        # The upper bits only say how far it was sent.
        if found and (kind := one.number(mapi.RECIPIENT_KIND) & 0xF) in people:
            people[kind].append(found)
    sent = said.time(mapi.SUBMITTED, mapi.RECEIVED)
    name = _line(said.text(mapi.SENDER_NAME, mapi.FOR_NAME))
    return [
        ("From", formataddr((name, address)) if address else ""),
        ("To", ", ".join(people[1])),
        ("Cc", ", ".join(people[2])),
        ("Subject", _line(said.text(mapi.SUBJECT))),
        ("Date", format_datetime(sent) if sent else ""),
        ("Message-ID", _line(said.text(mapi.MESSAGE_ID))),
    ]


def _address(*given: str) -> str:
    """The first of these that is a mail address: inside a company, Outlook keeps names of its own instead."""
    return next((_line(one) for one in given if "@" in one and one.isascii() and " " not in one.strip()), "")


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _attachment(
    part: Store, codepage: int, markup: str, position: int, read_headers: ReadHeaders, depth: int
) -> tuple[Attachment | None, list[str]]:
    """A file, None when it is a picture in the text or cannot be read; and what is missing in it, a sentence each."""
    said = part.properties(PART_HEADER, codepage)
    stated, kind = said.text(mapi.FILE_LONG, mapi.FILE_SHORT, mapi.DISPLAY_NAME), said.text(mapi.FILE_KIND)
    inside = part.stores.get(EMBEDDED)
    if inside is not None and "__properties_version1.0" in inside.streams:
        if depth == DEEPEST:
            return None, ["a mail in a mail in a mail was not opened"]
        mail, missing = _message(inside, EMBEDDED_HEADER, read_headers, depth + 1)
        name = f"{(stated or mail.subject or 'mail').removesuffix('.msg')}.eml"
        file = Attachment(safe_name(name, "message/rfc822", position), "message/rfc822", as_eml(mail))
        return file, [f"{file.name}: {one}" for one in missing]
    content = said.binary(mapi.FILE_DATA)
    if content is None:
        name = _line(stated) or f"attachment {position}"
        return None, [f"{name} is not in the mail: only a link to it, or an object of a program that is not read here"]
    named = _line(said.text(mapi.FILE_ID)).strip("<>")
    if named and kind.startswith("image/") and shows(markup, named):
        return None, []
    return Attachment(safe_name(stated, kind, position), kind or "application/octet-stream", content), []


def as_eml(mail: Mail) -> bytes:
    """A mail that was read, written as other programs understand it."""
    made = EmailMessage()
    date = format_datetime(mail.date) if mail.date else ""
    sender = formataddr((mail.from_name, mail.from_address)) if mail.from_address else ""
    heads = [("From", sender), ("To", ", ".join(mail.to)), ("Cc", ", ".join(mail.cc)), ("Subject", mail.subject)]
    for name, value in (*heads, ("Date", date), ("Message-ID", mail.message_id)):
        if value:
            try:
                made[name] = value
            except (ValueError, IndexError, TypeError, AttributeError):
                made[f"X-{name}"] = value.encode("ascii", "replace").decode()
    made.set_content(mail.text.encode("utf-8", "replace").decode())
    for file in mail.attachments:
        made.add_attachment(file.content, maintype="application", subtype="octet-stream", filename=file.name)
    return made.as_bytes()
