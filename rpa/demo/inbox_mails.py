"""The mails in the sample company's inbox, written as mail programs write them."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from rpa.demo.inbox_catalog import Catalog
from rpa.demo.inbox_letters import LETTERS, Letter

FIRST = datetime(2026, 10, 2, 8, 12, tzinfo=timezone(timedelta(hours=2)))
US = "Fjord & Polder Trading <info@fjordpolder.test>"
BROKEN = "zonder afzender.eml"


@dataclass(frozen=True)
class ExpectedMail:
    """What a mail is.

    Attributes:
        message_id: With its angle brackets.
        kind: `Order question`, `Complaint`, `Invoice question` or `Other`.
        language: nl, de, nb or en.
        customer: Number of the customer it is from; empty when the sender is none.
        attachments: How many files come with it.
    """

    message_id: str
    kind: str
    language: str
    customer: str
    attachments: int


def write_mails(folder: Path, catalog: Catalog) -> tuple[tuple[ExpectedMail, ...], list[Path]]:
    """Write the mails: most as `.eml` files, the ones to support in a Maildir.

    Args:
        folder: Where to.
        catalog: Gives the customers.

    Returns:
        What can be read of them, and all files in the order of arrival.
    """
    for part in ("cur", "new", "tmp"):
        (folder / "support" / part).mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    expected: list[ExpectedMail] = []
    for at, letter in enumerate(LETTERS):
        moment = FIRST + timedelta(hours=3 * at, minutes=7 * at)
        message = compose(letter, at, moment, catalog)
        path = place(folder, letter, at, moment)
        path.write_bytes(message.as_bytes(policy=policy.SMTP))
        files.append(path)
        customer = catalog.customers[letter.customer].number if letter.customer is not None else ""
        expected.append(
            ExpectedMail(str(message["Message-ID"]), letter.kind, letter.language, customer, len(letter.files))
        )
    broken = folder / BROKEN
    broken.write_bytes(BROKEN_MAIL)
    return tuple(expected), [*files, broken]


def place(folder: Path, letter: Letter, at: int, moment: datetime) -> Path:
    """Where a mail lies."""
    if letter.support:
        name = f"{int(moment.timestamp())}.M{at}P77.fjordpolder"
        return folder / "support" / ("new" if at % 2 else "cur") / (name if at % 2 else f"{name}:2,S")
    return folder / f"{at + 1:02d} {letter.language}.eml"


def compose(letter: Letter, at: int, moment: datetime, catalog: Catalog) -> EmailMessage:
    """A mail with its texts and files; always the same bytes."""
    message = EmailMessage(policy=policy.SMTP)
    address = letter.sender if letter.customer is None else catalog.customers[letter.customer].email
    message["From"] = f"{letter.name} <{address}>"
    message["To"] = US
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = f"<{moment.astimezone(UTC):%Y%m%d.%H%M}.{at + 1}@{address.rpartition('@')[2]}>"
    if letter.html:
        if not letter.html_only:
            message.set_content(letter.text)
            message.add_alternative(letter.html, subtype="html")
        else:
            message.set_content(letter.html, subtype="html")
    else:
        message.set_content(letter.text)
    for name in letter.files:
        attach(message, name, moment)
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_fp_{at + 1}_{number}")
    return message


def attach(message: EmailMessage, name: str, moment: datetime) -> None:
    """Add a file: a document, a picture, or a mail."""
    if name.endswith(".pdf"):
        message.add_attachment(document(name), maintype="application", subtype="pdf", filename=name)
    elif name.endswith(".png"):
        message.add_attachment(picture(), maintype="image", subtype="png", filename=name)
    else:
        inner = EmailMessage(policy=policy.SMTP)
        inner["From"], inner["To"] = US, "kunde@example.test"
        inner["Subject"], inner["Message-ID"] = name.removesuffix(".eml"), "<20260921.0900@fjordpolder.test>"
        inner["Date"] = format_datetime(moment - timedelta(days=9))
        inner.set_content("Please find your invoice enclosed.\n\nFjord & Polder Trading B.V.")
        message.add_attachment(inner)


def document(title: str) -> bytes:
    """A PDF of one page with its title on it."""
    text = f"BT /F1 18 Tf 72 770 Td ({title}) Tj ET".encode("ascii", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def picture(width: int = 64, height: int = 48) -> bytes:
    """A PNG: a grey parcel with a torn corner."""
    rows = b"".join(
        b"\0" + b"".join(b"\xff\xff\xff" if x + y < 24 else b"\xb4\x8c\x64" for x in range(width))
        for y in range(height)
    )
    parts = (
        (b"IHDR", struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


BROKEN_MAIL = (
    b"Received: from unknown by mx.fjordpolder.test; Sun, 4 Oct 2026 23:58:01 +0200\r\n"
    b"Subject: =?utf-8?q?Bestelling_niet_compleet=\r\n"
    b'Content-Type: multipart/mixed; boundary="grens\r\n'
    b"\r\n"
    b"--grens\r\nContent-Type: text/plain; charset=x-onbekend\r\n\r\nEr ontbreken twee dozen, graag bellen.\r\n"
)
