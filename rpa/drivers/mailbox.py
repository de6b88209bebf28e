"""Reading mails: whatever arrives, what can be read of it is read, and what is wrong with it is said."""

from __future__ import annotations

import datetime as dt
import email
import email.errors
import email.header
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import Message

from rpa.drivers import outlook_msg, tnef
from rpa.drivers.mail_cms import unsealed
from rpa.drivers.mail_files import Attachment, free_name, safe_name
from rpa.drivers.mail_message import LARGEST_MAIL, Mail
from rpa.drivers.mail_opening import opened
from rpa.drivers.mail_parts import (
    LONGEST_HEADER,
    children,
    disposition,
    in_the_text,
    is_automatic,
    printable,
    raw_header,
    unescaped,
    words_for,
)
from rpa.drivers.mail_reply import without_quotes
from rpa.drivers.mail_sealed import is_envelope, is_signature, why_closed
from rpa.drivers.mail_text import html_to_text, tidy
from rpa.errors import BusinessException

MOST_PARTS = 500
MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


def read_mail(content: bytes) -> Mail:
    """Read a mail from the bytes it was sent as (`.eml`) or saved as by Outlook (`.msg`), its attachments opened.

    Raises:
        BusinessException: It is empty, larger than `LARGEST_MAIL`, or an Outlook file that is no mail. Anything else is
            read as far as it goes.
    """
    return opened(read_closed(content), read_closed)


def read_closed(content: bytes) -> Mail:
    """The same, its attachments left closed."""
    if not content.strip(b"\0\r\n\t "):
        raise BusinessException("the mail is empty", hint="Ask for it again.")
    if len(content) > LARGEST_MAIL:
        raise BusinessException(
            f"the mail is larger than the {LARGEST_MAIL // 2**20} MB that are read",
            hint="Handle it by hand, or ask for a link instead of the attachment.",
        )
    if content.startswith(outlook_msg.MAGIC):
        return outlook_msg.read_msg(content, read_headers)
    return MailReader(content).read()


def read_headers(content: bytes) -> Mail:
    """What the headers of a mail say."""
    return MailReader(content, headers_only=True).read()


def read_sent(content: bytes) -> dt.datetime | None:
    """When a mail was sent, by its first 64 kB; None when it does not say."""
    reader = MailReader(content[: 64 * 1024], headers_only=True)
    return reader.sent()


class MailReader:
    """Reads one mail and collects its defects.

    Args:
        content: The mail.
        headers_only: Whether its parts are left alone.
    """

    def __init__(self, content: bytes, *, headers_only: bool = False) -> None:
        self.defects: list[str] = []
        self.attachments: list[Attachment] = []
        self.plain: list[str] = []
        self.html: list[str] = []
        self.is_signed = False
        self.parcels: list[str] = []
        self.message = self.parse(content, headers_only=headers_only)

    def parse(self, content: bytes, *, headers_only: bool) -> Message:
        """The mail as a tree of parts; only its headers when the tree is too deep."""
        if not headers_only:
            try:
                return email.message_from_bytes(content, policy=email.policy.compat32)
            except (RecursionError, ValueError, TypeError, LookupError, AssertionError, AttributeError):
                # The parser of the standard library is not made for nesting a thousand deep.
                self.defects.append("its parts cannot be told apart; only its headers were read")
        head = content.partition(b"\r\n\r\n" if b"\r\n\r\n" in content[:64000] else b"\n\n")[0]
        lines = [line for line in head[: 64 * 1024].splitlines() if not line.lower().startswith(b"content-")]
        return email.message_from_bytes(b"\n".join(lines) + b"\n\n", policy=email.policy.compat32)

    def read(self) -> Mail:
        """The whole mail."""
        names = self.addresses("From") or self.addresses("Sender") or self.addresses("Reply-To")
        name, address = names[0] if names else ("", "")
        if not address:
            self.defects.append("the sender cannot be read")
        found = MESSAGE_ID.search(self.header("Message-ID"))
        if not found:
            self.defects.append("it has no Message-ID")
        date = self.sent()
        if date is None:
            self.defects.append("it does not say when it was sent")
        self.read_parts()
        text = tidy("\n".join(self.plain))
        is_html = not text and any(self.html)
        if is_html:
            text = "\n".join(map(html_to_text, self.html)).strip()
        return Mail(
            message_id=found[0] if found else "",
            from_name=name,
            from_address=address,
            to=tuple(address for _, address in self.addresses("To")),
            subject=self.header("Subject"),
            date=date,
            text=text,
            is_html=is_html,
            reply=without_quotes(text),
            attachments=tuple(self.attachments),
            defects=tuple(dict.fromkeys(self.defects)),
            cc=tuple(address for _, address in self.addresses("Cc")),
            is_automatic=is_automatic(self.header),
            reply_to=answers[0][1] if (answers := self.addresses("Reply-To")) else address,
            in_reply_to=answered[0] if (answered := MESSAGE_ID.search(self.header("In-Reply-To"))) else "",
        )

    def header(self, name: str) -> str:
        """A header as one line of text; empty when it is not there."""
        return " ".join(self.decoded(self.raw(name)).split())

    def raw(self, name: str) -> str:
        """A header as written."""
        return raw_header(self.message, name)

    def decoded(self, value: str) -> str:
        """A header with its encoded words (`=?utf-8?q?...?=`) as text."""
        pieces: list[str] = []
        try:
            for piece, charset in email.header.decode_header(value):
                pieces.append(piece if isinstance(piece, str) else self.to_text(piece, charset))
        except (email.errors.HeaderParseError, ValueError):
            self.defects.append("a header is encoded wrongly")
            return printable(value)
        return printable("".join(pieces))

    def to_text(self, content: bytes, charset: str | None) -> str:
        """Bytes as text: in the stated encoding, else as UTF-8, else as Windows-1252."""
        for encoding in (charset or "utf-8", "utf-8"):
            try:
                return content.decode(encoding)
            except (LookupError, UnicodeError, ValueError):
                self.defects.append(f"part of it is not in the encoding it states ({printable(encoding)[:40]})")
        return content.decode("cp1252", "replace")

    def addresses(self, name: str) -> list[tuple[str, str]]:
        """Names and addresses of a header; what is no address is left out."""
        try:
            pairs = email.utils.getaddresses([self.raw(name)])
        except (ValueError, IndexError, TypeError, AttributeError):
            pairs = []
        if not any(ADDRESS.fullmatch(address.strip()) for _, address in pairs):
            # Not as the standard asks (`Jansen, Piet <p@x>` without quotes): the address itself may still be plain.
            text = self.decoded(self.raw(name))
            pairs = [(text.partition("<")[0].strip(' "'), found[0]) for found in ADDRESS.finditer(text)]
        result: list[tuple[str, str]] = []
        for written, address in pairs:
            local, _, domain = address.strip().rpartition("@")
            if ADDRESS.fullmatch(f"{local}@{domain}"):
                result.append((" ".join(self.decoded(written).split()), printable(f"{local}@{domain.lower()}")))
        return result

    def sent(self) -> dt.datetime | None:
        """When it was sent; the time a server received it when the mail does not say."""
        received = self.raw("Received").rpartition(";")[2]
        for text in (self.raw("Date"), received):
            try:
                found = email.utils.parsedate_to_datetime(text.strip())
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            try:
                return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                continue
        return None

    def read_parts(self) -> None:
        """Sort the parts into texts and attachments."""
        parts = list(self.leaves(self.message))
        referenced = "".join(self.html_source(part) for part in parts if part.get_content_type() == "text/html")
        for part in parts:
            self.defects += [words_for(defect) for defect in part.defects]
            kind = part.get_content_type()
            if part.get_content_maintype() == "multipart":  # its parts could not be told apart: better raw than lost
                self.plain.append(self.to_text(self.payload(part), None))
            elif kind in {"text/plain", "text/html"} and not self.is_attached(part):
                text = self.to_text(self.payload(part), part.get_content_charset())
                (self.plain if kind == "text/plain" else self.html).append(text)
            elif not in_the_text(part, referenced) and not (self.is_signed and is_signature(part)):
                self.defects += [why] if (why := why_closed(part)) else []
                self.attach(part)
        if not any(self.plain) and not any(self.html) and self.parcels:
            self.plain.append("\n".join(self.parcels))

    def html_source(self, part: Message) -> str:
        """The markup of a part, for the pictures it refers to."""
        return self.payload(part).decode("latin-1") if not self.is_attached(part) else ""

    def leaves(self, part: Message) -> Iterator[Message]:
        """The parts that hold something, in order; an attached mail is one of them."""
        stack, count = [part], 0
        while stack:
            current = stack.pop()
            count += 1
            if count > MOST_PARTS:
                self.defects.append(f"it has more than {MOST_PARTS} parts; the rest was not read")
                return
            inside = children(current)
            self.is_signed = self.is_signed or current.get_content_type() == "multipart/signed"
            if is_envelope(current) and (sealed := unsealed(self.payload(current))):
                stack.append(self.parse(sealed, headers_only=False))
                continue
            if inside and current.get_content_maintype() != "message":
                self.defects += [words_for(defect) for defect in current.defects]
                stack.extend(reversed(inside))
            else:
                yield current

    def is_attached(self, part: Message) -> bool:
        """Whether a part is a file rather than text to read."""
        return bool(self.file_name(part)) or "attachment" in disposition(part)

    def file_name(self, part: Message) -> str:
        """The name a part states for itself; empty when it states none."""
        try:
            found = part.get_filename()
        except (ValueError, LookupError, TypeError, IndexError, AttributeError):
            self.defects.append("the name of an attachment cannot be read")
            return "attachment"
        return self.decoded(unescaped(str(found))[:LONGEST_HEADER]) if found else ""

    def payload(self, part: Message) -> bytes:
        """The content of a part, decoded."""
        try:
            content = part.get_payload(decode=True)
        except (ValueError, TypeError, LookupError, AssertionError, IndexError, UnicodeError):
            self.defects.append("an attachment cannot be decoded")
            return b""
        return content if isinstance(content, bytes) else b""

    def attach(self, part: Message) -> None:
        """Take a part as a file."""
        kind, name = part.get_content_type(), self.file_name(part)
        inside = children(part)
        if part.get_content_maintype() == "message" and inside:
            content = self.nested(inside[0])
            subject = self.decoded(raw_header(inside[0], "Subject"))
            name = f"{(name or subject or 'mail').removesuffix('.eml')}.eml"
        else:
            content = self.payload(part)
        if content.startswith(tnef.MAGIC) and (name.lower().endswith(".dat") or "tnef" in kind):
            parcel = tnef.read_tnef(content)
            self.defects += parcel.defects
            self.parcels += [parcel.text] if parcel.text else []
            for file in parcel.files:
                self.keep(*file)
            if parcel.files or parcel.text:
                return
        if content or name:
            self.keep(name, kind, content)

    def keep(self, name: str, kind: str, content: bytes) -> None:
        """Keep a file under a name that is safe, and free."""
        safe = safe_name(name, kind, len(self.attachments) + 1)
        taken = {attachment.name.casefold() for attachment in self.attachments}
        self.attachments.append(Attachment(free_name(safe, taken), kind, content))

    def nested(self, inner: Message) -> bytes:
        """An attached mail as bytes."""
        try:
            return inner.as_bytes()
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, IndexError, AssertionError):
            self.defects.append("an attached mail cannot be decoded")
            return b""
