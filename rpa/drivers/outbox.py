"""A Maildir as outbox: the same message again changes nothing, also when somebody has collected it meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from rpa.drivers.files import make_folder, write_file

HEAD = 1 << 16  # bytes of a mail in which its Message-ID is looked for
SLACK = 2.0  # seconds by which a file system's clock may be behind


def drop(outbox: Path, message: EmailMessage, collected: Sequence[Path] = (), begun_at: datetime | None = None) -> Path:
    """Put a message into a Maildir, under a name made of its Message-ID, unless it is there or was collected.

    It is looked up by that name in `new` and `cur` and wherever collectors put mails; after an earlier attempt also by
    the Message-ID inside the mails that came since, for collectors give names of their own. What remains: a collector
    that hands a mail on and deletes it, or moves it to a folder that is not named, between the instant in which the
    mail appears and the one in which its receipt is durable. A process killed right there puts it there again.

    Args:
        outbox: Maildir folder; made when missing.
        message: With a Message-ID.
        collected: Further folders, Maildirs or plain ones, to which collectors move mails.
        begun_at: When an earlier attempt began; None: there was none.

    Returns:
        Where it lies.
    """
    for part in ("tmp", "new", "cur"):
        make_folder(outbox / part)
    reference = str(message["Message-ID"])
    name = hashlib.sha256(reference.encode()).hexdigest()[:32]
    folders = [folder for root in (outbox, *collected) for folder in (root, root / "new", root / "cur")]
    for found in (file for folder in folders if folder.is_dir() for file in folder.glob(f"{name}*")):
        return found
    if begun_at is not None:
        for file in _since(folders, begun_at.timestamp() - SLACK):
            if _message_id(file) == reference:
                return file
    path = outbox / "new" / f"{name}.rpa"
    write_file(path, message.as_bytes(), mode=0o600)
    return path


def _since(folders: Sequence[Path], moment: float) -> Iterator[Path]:
    """Files that were written since; being moved leaves a file's time as it is."""
    for folder in folders:
        for file in folder.iterdir() if folder.is_dir() else ():
            try:
                if file.is_file() and file.stat().st_mtime >= moment:
                    yield file
            except FileNotFoundError:
                continue  # collected while we looked


def _message_id(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
    except FileNotFoundError:
        return ""
    return str(message_from_bytes(head, policy=policy.compat32).get("Message-ID", "")).strip()
