"""Mail out by SMTP: what the server has said of a message, and what that means."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import getaddresses

from rpa.errors import ApplicationException, BusinessException, EnvironmentNotReady, RpaError, TargetBusy, TargetRefusal
from rpa.model.secret import Secret

SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True)
class SmtpServer:
    """A mail server for sending.

    Attributes:
        host: Its name.
        port: Its port.
        security: `starttls`, `tls` or `none` (only sensible on this machine).
        user: Name to sign in with; None: no sign-in.
        password: Password; None: no sign-in.
        timeout: Seconds for each answer.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: Secret | None = None
    password: Secret | None = None
    timeout: float = 60

    def __post_init__(self) -> None:
        """Refuse what is not known, lest a slip of the pen sends a password in the clear."""
        if self.security not in SECURITY:
            raise ValueError(f"security is {self.security!r}; expected one of {', '.join(SECURITY)}")


def _recipients(message: EmailMessage) -> list[str]:
    headers = [str(value) for name in ("To", "Cc", "Bcc") for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(headers) if address]


class _Plain(smtplib.SMTP):
    """Closes its connection when a greeting is waited for in vain and the step's time is up."""

    def connect(  # the address to connect from is never given here
        self,
        host: str = "localhost",
        port: int = 0,
        source_address: object = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """See `smtplib.SMTP.connect`."""
        try:
            return super().connect(host, port)
        except BaseException:
            self.close()
            raise


class _Encrypted(_Plain, smtplib.SMTP_SSL):
    """The same, encrypted from the first word."""


def _connect(server: SmtpServer) -> smtplib.SMTP:
    place = f"{server.host}:{server.port}"
    smtp: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            context = ssl.create_default_context()
            smtp = _Encrypted(server.host, server.port, timeout=server.timeout, context=context)
        else:
            smtp = _Plain(server.host, server.port, timeout=server.timeout)
        _sign_in(smtp, server)
    except (OSError, smtplib.SMTPException) as error:
        if smtp is not None:
            smtp.close()
        raise _no_connection(error, place) from error
    return smtp


def _sign_in(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    if server.user and server.password:
        smtp.login(server.user.reveal(), server.password.reveal())


def _no_connection(error: Exception, place: str) -> RpaError:
    """What a failing connection means: a setting is wrong, or the server cannot be reached now."""
    match error:
        case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:
            hint = "See: rpa secret set mail.password"
            return EnvironmentNotReady("the mail server refuses the user name or password", place=place, hint=hint)
        case smtplib.SMTPNotSupportedError():
            return EnvironmentNotReady(str(error), place=place, hint="See security and sign_in in rpa.toml [mail].")
        case ssl.SSLCertVerificationError():
            return EnvironmentNotReady(f"the mail server's certificate: {error.verify_message}", place=place)
    return ApplicationException(f"the mail server does not answer: {error}", place=place)


def _judge(code: int, answer: bytes, what: str, place: str, refusal: type[RpaError]) -> None:
    """Raise what a refusing answer before the message itself means."""
    if 200 <= code < 300:
        return
    text = f"{what} was refused: {code} {answer.decode(errors='replace')}"
    raise refusal(text, place=place) if code >= 500 else ApplicationException(text, place=place)


def send(server: SmtpServer, message: EmailMessage, sent: Callable[[], None]) -> str:
    """Hand a message to the server.

    Args:
        server: The server.
        message: With From, To and Message-ID.
        sent: Called after the server has taken sender and recipients, immediately before the message itself leaves.

    Returns:
        The server's answer.

    Raises:
        BusinessException: A receiver's address is refused for good (5xx); nothing was sent.
        EnvironmentNotReady: The server refuses the sender, the password or the way of signing in; nothing was sent.
        ApplicationException: No connection, or a passing refusal (4xx) before the message left.
        TargetRefusal: The message was refused for good after it left: not delivered.
        TargetBusy: The message was refused for now after it left: not delivered.
        smtplib.SMTPException: The connection broke after the message had begun to leave: in doubt.
    """
    place = f"{server.host}:{server.port}"
    smtp = _connect(server)
    try:
        (_, sender) = getaddresses([str(message["From"])])[0]
        try:
            smtp.ehlo_or_helo_if_needed()
            eight_bit = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
            _judge(*smtp.mail(sender, eight_bit), f"the sender {sender}", place, EnvironmentNotReady)
            for address in _recipients(message):
                _judge(*smtp.rcpt(address), f"the address {address}", place, BusinessException)
        except (OSError, smtplib.SMTPException) as error:
            raise ApplicationException(f"the mail server broke off: {error}", place=place) from error
        content = message.as_bytes(policy=SMTP_POLICY)
        sent()
        try:
            code, answer = smtp.data(content)
        except smtplib.SMTPDataError as error:  # the server said no to DATA itself
            code, answer = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
            if 200 <= code < 400:  # instead of 354, so the message never left
                raise TargetBusy(f"the server did not ask for the message: {code}", place=place) from error
        text = f"{code} {answer.decode(errors='replace')}"
        if code >= 500:
            raise TargetRefusal(f"the message was refused: {text}", place=place)
        if code >= 400:
            raise TargetBusy(f"the message was not taken now: {text}", place=place)
        if not 200 <= code < 300:
            raise smtplib.SMTPException(f"the server's answer to the message cannot be understood: {text}")
        return text
    finally:
        smtp.close()
