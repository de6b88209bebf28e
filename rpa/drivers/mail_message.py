"""One mail as read, whatever kind of file or server it came from."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from rpa.drivers.mail_files import Attachment

LARGEST_MAIL = 50 * 2**20


@dataclass(frozen=True)
class Mail:
    """One mail as read.

    Attributes:
        message_id: With its angle brackets; empty when there is none.
        from_name: Name of the sender; may be empty.
        from_address: Address of the sender, domain in small letters; empty when it cannot be read.
        to: Addresses of the recipients.
        subject: One line.
        date: When it was sent, aware; or when a server passed it on, if it does not say; else None.
        text: The text; of a mail that is only HTML, its text without markup, scripts and hidden parts.
        is_html: Whether `text` was made from HTML.
        reply: The text without quoted mails and signature.
        attachments: In order; a mail that is attached is a `.eml`.
        defects: What is wrong with it, a sentence each.
        cc: Addresses of those who got a copy.
        is_automatic: Whether a program wrote it: an answer must not be answered by a robot, nor a list.
        reply_to: Where answers are wanted; the sender's address when the mail names no other.
        in_reply_to: Message-ID of the mail that this one answers; empty when it answers none.
        files: The attachments once more, those that hold files (attached mails, zip archives) opened.
    """

    message_id: str
    from_name: str
    from_address: str
    to: tuple[str, ...]
    subject: str
    date: dt.datetime | None
    text: str
    is_html: bool
    reply: str
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]
    cc: tuple[str, ...] = ()
    is_automatic: bool = False
    reply_to: str = ""
    in_reply_to: str = ""
    files: tuple[Attachment, ...] = ()

    @property
    def identity(self) -> str:
        """Its Message-ID; of a mail without one, a name made of what it says, the same wherever it is met again."""
        if self.message_id:
            return self.message_id
        parts = [self.from_address, *self.to, self.subject, str(self.date), self.text]
        parts += [f"{file.name} {hashlib.sha256(file.content).hexdigest()}" for file in self.attachments]
        return f"<{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:40]}@no-message-id.invalid>"
