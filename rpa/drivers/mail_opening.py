"""The files a mail came with, those that hold files opened: attached mails, zip archives, winmail.dat in them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import replace

from rpa.drivers import outlook_msg, tnef
from rpa.drivers.mail_files import Attachment, free_name, safe_name
from rpa.drivers.mail_message import Mail
from rpa.drivers.mail_zip import open_zip
from rpa.errors import BusinessException

MOST_FILES = 500
MOST_BYTES = 200 << 20
DEEPEST = 4
ZIP = b"PK\x03\x04"
DOCUMENTS = (
    *(".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".xlsb", ".odt", ".ods", ".odp", ".odg"),
    *(".epub", ".jar", ".apk", ".kmz", ".xps", ".oxps", ".dwfx", ".pages", ".numbers", ".key", ".vsdx", ".asice"),
)
"""Documents that are zip archives themselves."""
INSIDES = (b"[Content_Types].xml", b"mimetypeapplication/")
ReadMail = Callable[[bytes], Mail]


def opened(mail: Mail, read: ReadMail) -> Mail:
    """A mail with its `files`, and what could not be opened among its defects.

    Args:
        mail: The mail.
        read: Reads an attached mail, without opening what is attached to that.
    """
    opening = Opening(mail, read)
    for file in mail.attachments:
        opening.take(file, 0)
    return replace(mail, files=tuple(opening.files), defects=tuple(dict.fromkeys((*mail.defects, *opening.defects))))


class Opening:
    """Opens the attachments of one mail, within limits for all of them together."""

    def __init__(self, mail: Mail, read: ReadMail) -> None:
        self.read = read
        self.files: list[Attachment] = []
        self.defects: list[str] = []
        self.taken = {file.name.casefold() for file in mail.attachments}
        self.bytes_left = MOST_BYTES

    def take(self, file: Attachment, depth: int) -> None:
        """Take a file, or what is in it."""
        if len(self.files) >= MOST_FILES:
            self.defects.append(
                f"there are more than {MOST_FILES} files in its attachments; the rest was not taken out"
            )
            return
        inside = self.inside(file, depth)
        if inside is None:
            self.files.append(file)
            return
        where = f"{file.inside}/{file.name}" if file.inside else file.name
        for stated, kind, content in inside:
            if len(content) > self.bytes_left:
                self.defects.append(f"{where} holds more than is taken out of one mail")
                return
            self.bytes_left -= len(content)
            name = free_name(safe_name(stated, kind, len(self.taken) + 1), self.taken)
            self.taken.add(name.casefold())
            self.take(Attachment(name, kind or kind_of(name), content, where), depth + 1)

    def inside(self, file: Attachment, depth: int) -> list[tuple[str, str, bytes]] | None:
        """What a file holds: name, kind and content; None when it is a document itself. A mail is kept as well."""
        name = file.name.lower()
        if is_archive(file):
            return self.of_archive(file, depth)
        if file.content.startswith(tnef.MAGIC):
            return self.of_parcel(file, depth)
        is_msg = file.content.startswith(outlook_msg.MAGIC) and (
            name.endswith(".msg") or "outlook" in file.content_type
        )
        if is_msg or name.endswith(".eml") or file.content_type == "message/rfc822":
            return self.of_mail(file, depth)
        return None

    def too_deep(self, file: Attachment, depth: int) -> bool:
        """Whether a file lies in too many others to be opened."""
        if depth >= DEEPEST:
            self.defects.append(f"{file.name} lies in too many others and is not opened")
        return depth >= DEEPEST

    def of_archive(self, file: Attachment, depth: int) -> list[tuple[str, str, bytes]] | None:
        """The files of a zip archive; the archive too when something was left in it."""
        if self.too_deep(file, depth):
            return None
        found = open_zip(file.content, file.name, most_files=MOST_FILES, most_bytes=self.bytes_left)
        self.defects += found.defects
        if found.defects:
            self.files.append(file)
        return [(name, "", content) for name, content in found.files]

    def of_parcel(self, file: Attachment, depth: int) -> list[tuple[str, str, bytes]] | None:
        """The files of a winmail.dat, and its text as a file, lest it be lost."""
        if self.too_deep(file, depth):
            return None
        parcel = tnef.read_tnef(file.content)
        self.defects += parcel.defects
        text = [("text.txt", "text/plain", parcel.text.encode())] if parcel.text else []
        return [*text, *parcel.files] or None

    def of_mail(self, file: Attachment, depth: int) -> list[tuple[str, str, bytes]] | None:
        """The attachments of an attached mail, which is kept itself."""
        try:
            mail = self.read(file.content)
        except BusinessException as error:
            self.defects.append(f"{file.name}: {error.message}")
            return None
        if not mail.attachments or self.too_deep(file, depth):
            return None
        self.files.append(file)
        return [(one.name, one.content_type, one.content) for one in mail.attachments]


def kind_of(name: str) -> str:
    """The media type that goes with a name, the same on every machine."""
    return mimetypes.MimeTypes().guess_type(name)[0] or "application/octet-stream"


def is_archive(file: Attachment) -> bool:
    """Whether a file is a zip archive, and not a document that is made like one."""
    if not file.content.startswith(ZIP) or file.name.lower().endswith(DOCUMENTS):
        return False
    return not any(word in file.content[:200] for word in INSIDES)
