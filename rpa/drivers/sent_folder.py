"""The folder of sent mails on an IMAP server: is a message there, and putting a copy into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import TYPE_CHECKING

from rpa.drivers.imap_account import ImapAccount, hang_up, imap_errors, sign_in
from rpa.errors import EnvironmentNotReady

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

SETTING = "rpa.toml [mail] sent"


@dataclass(frozen=True)
class SentFolder:
    """Where sent mails are kept.

    Attributes:
        account: The mailbox.
        folder: Name of the folder; empty: the one that the server marks as the one for sent mails.
    """

    account: ImapAccount
    folder: str = ""

    @property
    def place(self) -> str:
        """The server, for messages."""
        return self.account.place


class OpenFolder:
    """The folder, signed in to; every verb raises as `open_folder` does."""

    def __init__(self, box: BaseMailBox, where: SentFolder) -> None:
        self._box, self._where = box, where
        self._name = where.folder or _marked_folder(box, where)

    def find(self, text: str) -> str | None:
        """The subject of the message in whose Message-ID a text stands; None: there is none."""
        from imap_tools import AND, H

        with _errors(self._where):
            self._box.folder.set(self._name, readonly=True)
            wanted = AND(header=H("Message-ID", text))
            for found in self._box.fetch(wanted, mark_seen=False, headers_only=True, bulk=False):
                ids: tuple[str, ...] = dict(found.headers).get("message-id", ())
                if any(text in one for one in ids):
                    return found.subject
        return None

    def keep(self, message: EmailMessage) -> None:
        """Put a copy of a message into it, as read."""
        from imap_tools import MailMessageFlags

        with _errors(self._where):
            self._box.append(message.as_bytes(policy=SMTP_POLICY), self._name, flag_set=[MailMessageFlags.SEEN])

    def close(self) -> None:
        """End the connection without waiting for the server's good-bye."""
        hang_up(self._box)


def open_folder(where: SentFolder) -> OpenFolder:
    """Sign in.

    Raises:
        EnvironmentNotReady: The sign-in is refused, the certificate is not trusted, or there is no such folder.
        ApplicationException: The server does not answer.
    """
    box = sign_in(where.account)
    try:
        with _errors(where):
            return OpenFolder(box, where)
    except BaseException:
        hang_up(box)
        raise


@contextmanager
def _errors(where: SentFolder) -> Iterator[None]:
    from imap_tools import MailboxFolderSelectError

    with imap_errors(where.account):
        try:
            yield
        except MailboxFolderSelectError as error:
            message, hint = f"there is no folder {where.folder!r}", f"Correct folder in {SETTING}."
            raise EnvironmentNotReady(message, place=where.place, hint=hint) from error


def _marked_folder(box: BaseMailBox, where: SentFolder) -> str:
    for found in box.folder.list():
        if any(flag.lower() == "\\sent" for flag in found.flags):
            return found.name
    raise EnvironmentNotReady(
        "the server does not say which folder is for sent mails",
        place=where.place,
        hint=f'Name it in {SETTING}: folder = "Sent".',
    )
