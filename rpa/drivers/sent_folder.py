"""The folder of sent mails on an IMAP server: is a message there, and putting a copy into it."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import TYPE_CHECKING

from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.secret import Secret

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

SECURITY = ("tls", "starttls", "none")
SETTING = "rpa.toml [mail] sent"


@dataclass(frozen=True)
class SentFolder:
    """Where sent mails are kept.

    Attributes:
        host: Name of the IMAP server.
        user: Name to sign in with.
        password: Password.
        port: Its port.
        security: `tls`, `starttls` or `none` (only sensible on this machine).
        folder: Name of the folder; empty: the one that the server marks as the one for sent mails.
        timeout: Seconds for each answer.
    """

    host: str
    user: Secret
    password: Secret
    port: int = 993
    security: str = "tls"
    folder: str = ""
    timeout: float = 20

    def __post_init__(self) -> None:
        """Refuse what is not known, lest a slip of the pen sends a password in the clear."""
        if self.security not in SECURITY:
            raise ValueError(f"security is {self.security!r}; expected one of {', '.join(SECURITY)}")

    @property
    def place(self) -> str:
        """The server, for messages."""
        return f"imap://{self.host}:{self.port}"


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
        self._box.client.shutdown()


def open_folder(where: SentFolder) -> OpenFolder:
    """Sign in.

    Raises:
        EnvironmentNotReady: The password is refused, the certificate is not trusted, or there is no such folder.
        ApplicationException: The server does not answer.
    """
    with _errors(where):
        box = _connected(where)
        try:
            box.login(where.user.reveal(), where.password.reveal(), initial_folder=None)
            return OpenFolder(box, where)
        except BaseException:
            box.client.shutdown()
            raise


@contextmanager
def _errors(where: SentFolder) -> Iterator[None]:
    from imap_tools import MailboxFolderSelectError, MailboxLoginError
    from imap_tools.errors import ImapToolsError

    try:
        yield
    except MailboxLoginError as error:
        hint = "See: rpa secret set mail.password"
        raise EnvironmentNotReady("the IMAP server refuses the password", place=where.place, hint=hint) from error
    except MailboxFolderSelectError as error:
        message, hint = f"there is no folder {where.folder!r}", f"Correct folder in {SETTING}."
        raise EnvironmentNotReady(message, place=where.place, hint=hint) from error
    except ssl.SSLCertVerificationError as error:
        message = f"the IMAP server's certificate: {error.verify_message}"
        raise EnvironmentNotReady(message, place=where.place) from error
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        message = f"the IMAP server does not answer: {error}"
        raise ApplicationException(message, place=where.place) from error


def _connected(where: SentFolder) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    if where.security == "none":
        return MailBoxUnencrypted(where.host, where.port, timeout=where.timeout)
    kind = MailBox if where.security == "tls" else MailBoxStartTls
    return kind(where.host, where.port, timeout=where.timeout, ssl_context=ssl.create_default_context())


def _marked_folder(box: BaseMailBox, where: SentFolder) -> str:
    for found in box.folder.list():
        if any(flag.lower() == "\\sent" for flag in found.flags):
            return found.name
    raise EnvironmentNotReady(
        "the server does not say which folder is for sent mails",
        place=where.place,
        hint=f'Name it in {SETTING}: folder = "Sent".',
    )
