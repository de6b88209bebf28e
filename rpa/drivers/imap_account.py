"""An account on an IMAP server: reaching it over a safe line, signing in, and what its refusals mean."""

from __future__ import annotations

import imaplib
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rpa.errors import ApplicationException, EnvironmentNotReady, RpaError
from rpa.model.secret import Redactor, Secret

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

SECURITY = ("tls", "starttls", "none")
BUSY = ("[UNAVAILABLE]", "[INUSE]", "[SERVERBUG]", "[LIMIT]", "THROTTL", "BANDWIDTH")
"""What a server says when it could do what it is asked, but not now."""
LONGEST_WORDS = 200


@dataclass(frozen=True)
class ImapAccount:
    """One account.

    Attributes:
        host: Name of the server.
        user: Name to sign in with.
        credential: Gives the password, or the access token, at the moment it is needed.
        is_token: Whether it is an access token (OAuth 2.0) instead of a password.
        port: The server's port; None: the usual one.
        security: `tls`, `starttls` or `none`.
        in_the_clear: Whether `none` is meant, although the server is another machine.
        ca: A file with a further certificate to trust.
        setting: Where it is set, for messages: `rpa.toml [mail.inbox]`.
        remedy: What to do when it is refused: the commands that set its secrets.
        timeout: Seconds for each answer.
    """

    host: str
    user: Secret
    credential: Callable[[], Secret]
    is_token: bool = False
    port: int | None = None
    security: str = "tls"
    in_the_clear: bool = False
    ca: Path | None = None
    setting: str = "rpa.toml [mail]"
    remedy: str = "See: rpa secret set mail.password"
    timeout: float = 20

    def __post_init__(self) -> None:
        """Refuse what is not known, lest a slip of the pen sends a password in the clear."""
        if self.security not in SECURITY:
            raise ValueError(f"security is {self.security!r}; expected one of {', '.join(SECURITY)}")
        if self.security == "none" and not self.in_the_clear and not is_this_machine(self.host):
            raise ValueError(
                f'with security = "none" anybody on the way to {self.host} reads the password and the mails; '
                'write security = "tls" or "starttls", or in_the_clear = true if the line is safe'
            )

    @property
    def listens(self) -> int:
        """The server's port."""
        return self.port or (993 if self.security == "tls" else 143)

    @property
    def place(self) -> str:
        """The server, for messages."""
        return f"imap://{self.host}:{self.listens}"


def is_this_machine(host: str) -> bool:
    """Whether a name stands for the machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def sign_in(account: ImapAccount) -> BaseMailBox:
    """Connect and sign in; no folder is opened.

    Raises:
        EnvironmentNotReady: The sign-in is refused, the certificate is not trusted, or the server cannot encrypt.
        ApplicationException: The server does not answer.
    """
    credential = account.credential()
    with imap_errors(account):
        box = _connected(account)
        try:
            with _refusals(account, credential):
                _show(box, account, credential)
            # What a server can do is often told only after the sign-in: imaplib keeps what was told before it.
            box.client._get_capabilities()
        except BaseException:
            hang_up(box)
            raise
    return box


def is_busy(said: str) -> bool:
    """Whether a server's no means: not now."""
    return any(word in said.upper() for word in BUSY)


def hang_up(box: BaseMailBox) -> None:
    """End a connection without waiting for the server's good-bye."""
    with suppress(OSError):
        box.client.shutdown()


@contextmanager
def imap_errors(account: ImapAccount) -> Iterator[None]:
    """What goes wrong with a connection, as errors for a person."""
    from imap_tools.errors import ImapToolsError

    try:
        yield
    except ssl.SSLCertVerificationError as error:
        message = f"the IMAP server's certificate: {error.verify_message}"
        hint = f'If it is your company\'s own, add to {account.setting}: ca = "company.pem"'
        raise EnvironmentNotReady(message, place=account.place, hint=hint) from error
    except (OSError, EOFError, imaplib.IMAP4.error, ImapToolsError) as error:
        words = " ".join(str(error).split())[:LONGEST_WORDS] or type(error).__name__
        raise ApplicationException(f"the IMAP server does not answer: {words}", place=account.place) from error
    except (ValueError, IndexError, KeyError) as error:  # names and numbers that no standard knows
        message = f"the IMAP server's answer cannot be understood: {str(error)[:LONGEST_WORDS]}"
        raise ApplicationException(message, place=account.place) from error


def _connected(account: ImapAccount) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxUnencrypted

    host, port, timeout = account.host, account.listens, account.timeout
    if account.security == "tls":
        return MailBox(host, port, timeout=timeout, ssl_context=_trusted(account))
    box = MailBoxUnencrypted(host, port, timeout=timeout)
    if account.security == "starttls":
        try:
            _encrypt(box, account)
        except BaseException:
            hang_up(box)
            raise
    return box


def _encrypt(box: BaseMailBox, account: ImapAccount) -> None:
    if "STARTTLS" not in box.client.capabilities:
        message = "the IMAP server cannot encrypt a connection that began without (STARTTLS)"
        hint = f'Try security = "tls" and its port, usually 993, in {account.setting}.'
        raise EnvironmentNotReady(message, place=account.place, hint=hint)
    box.client.starttls(_trusted(account))


def _trusted(account: ImapAccount) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if account.ca is not None:
        try:
            context.load_verify_locations(account.ca)
        except OSError as error:
            message = f"the certificate {account.ca} cannot be read: {error.strerror or error}"
            raise EnvironmentNotReady(message, place=account.setting, hint="Correct ca.") from error
    return context


def _show(box: BaseMailBox, account: ImapAccount, credential: Secret) -> None:
    user, shown = account.user.reveal(), credential.reveal()
    if account.is_token:
        box.xoauth2(user, shown, initial_folder=None)
    elif user.isascii() and shown.isascii():
        box.login(user, shown, initial_folder=None)
    else:
        box.login_utf8(user, shown, initial_folder=None)


@contextmanager
def _refusals(account: ImapAccount, credential: Secret) -> Iterator[None]:
    """A sign-in that is answered with no, apart from a line that breaks."""
    from imap_tools.errors import MailboxLoginError

    try:
        yield
    except imaplib.IMAP4.abort:
        raise
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        said = _words(error, account, credential)
        if is_busy(said):
            message = f"the IMAP server does not let anybody in now: {said}"
            raise ApplicationException(message, place=account.place) from error
        raise _refused(account, said) from error


def _refused(account: ImapAccount, said: str) -> RpaError:
    what = "access token" if account.is_token else "password"
    message = f"the IMAP server refuses the {what}{f' ({said})' if said else ''}"
    hint = account.remedy
    if not account.is_token and "office365" in account.host.lower():
        hint = f"Microsoft 365 takes no passwords: set sign_in in {account.setting}, see docs/operate.md."
    return EnvironmentNotReady(message, place=account.place, hint=hint)


def _words(error: Exception, account: ImapAccount, credential: Secret) -> str:
    """What the server said, without what it was told."""
    data = getattr(error, "command_result", None)
    answer = data[1][-1] if data and data[1] else str(error)
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    text = "".join(char for char in " ".join(text.split()) if char.isprintable())[:LONGEST_WORDS]
    return Redactor([credential, account.user]).redact(text)
