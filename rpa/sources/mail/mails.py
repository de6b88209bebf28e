"""One mail as a work item, wherever it was found."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from rpa.drivers.mail_files import Attachment
from rpa.drivers.mail_message import Mail
from rpa.formats.languages import guess_language
from rpa.model.item import Place, RawItem
from rpa.sources.contract import SourceContext


def item(mail: Mail, content: bytes, name: str, ctx: SourceContext, *, problems: tuple[str, ...] = ()) -> RawItem:
    """A mail as an item.

    Args:
        mail: What was read.
        content: What it was read from: its attachments are kept under the digest of it.
        name: Where it lies, for messages.
        ctx: Keeps the attachments.
        problems: Why it is rejected, a sentence each.
    """
    return RawItem(values(mail, content, ctx), Place(name), problems=problems, original=(original(mail),))


def values(mail: Mail, content: bytes, ctx: SourceContext) -> Mapping[str, Any]:
    """The values of a mail; its attachments are kept where they outlive the mail."""
    digest = hashlib.sha256(content).hexdigest()
    return {
        "message_id": mail.identity,
        "from_name": mail.from_name,
        "from_address": mail.from_address,
        "to": list(mail.to),
        "cc": list(mail.cc),
        "reply_to": mail.reply_to,
        "in_reply_to": mail.in_reply_to,
        "subject": mail.subject,
        "date": mail.date,
        "text": mail.text,
        "reply": mail.reply,
        "attachments": [kept(file, digest, ctx) for file in mail.attachments],
        "files": [{**kept(file, digest, ctx), "inside": file.inside} for file in mail.files],
        "language": guess_language(f"{mail.subject}\n{mail.reply}"),
        "automatic": mail.is_automatic,
        "defects": list(mail.defects),
    }


def kept(file: Attachment, digest: str, ctx: SourceContext) -> dict[str, Any]:
    """A file as recipes see it."""
    return {
        "name": file.name,
        "path": ctx.keep(digest, file.name, file.content),
        "size": len(file.content),
        "content_type": file.content_type,
    }


def original(mail: Mail) -> dict[str, str]:
    """What a person finds the mail by."""
    sender = f"{mail.from_name} <{mail.from_address}>" if mail.from_name else mail.from_address
    date = mail.date.isoformat(" ", "minutes") if mail.date else ""
    return {"From": sender, "Subject": mail.subject, "Date": date, "Message-ID": mail.message_id}
