"""Mail out: against a real server on loopback, and against one that answers as it is told."""

from __future__ import annotations

import smtplib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from rpa.drivers.smtp import SmtpServer, send
from rpa.errors import ApplicationException, BusinessException, EnvironmentNotReady, RpaError, TargetBusy, TargetRefusal
from rpa.model.secret import Secret


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    known = {"From": "Office <office@example.org>", "To": "kari@firma.no", "Message-ID": "<1@example.org>"}
    for name, value in {**known, "Subject": "Faktura – æøå", **headers}.items():
        message[name] = value
    message.set_content("Hei Kari\n.\n.. zwei Punkte\nGrüße\n")
    return message


class Handler:
    """Keeps what arrives, and answers as told."""

    def __init__(self, answer: str = "250 taken as 42") -> None:
        self.taken: list[Envelope] = []
        self.answer = answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("later"):
            return "451 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("stranger"):
            return "553 not your address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return self.answer


@contextmanager
def server(handler: Handler, **settings: Any) -> Iterator[SmtpServer]:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    try:
        yield SmtpServer("127.0.0.1", controller.port, "none", timeout=5)
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scripted(*answers: bytes) -> Iterator[tuple[SmtpServer, list[bytes]]]:
    """A server that greets, answers line by line, and hangs up when it runs out of answers."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            for answer in answers:
                line = lines.readline()
                heard.append(line)
                if heard[-2:-1] == [b"data\r\n"]:
                    while line not in (b".\r\n", b""):
                        line = lines.readline()
                connection.sendall(answer)
            if heard[-1] == b"data\r\n":
                while lines.readline() not in (b".\r\n", b""):
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield SmtpServer("127.0.0.1", listener.getsockname()[1], "none", timeout=5), heard
    finally:
        thread.join(10)
        listener.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert)),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


def never() -> None:
    raise AssertionError("sent was called although nothing could leave")


def test_a_mail_arrives_whole() -> None:
    handler, sent = Handler(), list[int]()
    with server(handler) as there:
        answer = send(there, mail(Cc="a@b.nl, Jansen & Zonen <c@d.de>"), lambda: sent.append(len(handler.taken)))
    assert answer == "250 taken as 42"
    assert sent == [0]
    (envelope,) = handler.taken
    assert envelope.mail_from == "office@example.org"
    assert envelope.rcpt_tos == ["kari@firma.no", "a@b.nl", "c@d.de"]
    assert envelope.mail_options == ["BODY=8BITMIME"]
    assert isinstance(envelope.content, bytes)
    found = message_from_bytes(envelope.content, policy=policy.default)
    assert found["Subject"] == "Faktura – æøå"
    assert found.get_content().splitlines() == ["Hei Kari", ".", ".. zwei Punkte", "Grüße"]


@pytest.mark.parametrize(
    ("headers", "error", "message"),
    [
        ({"Cc": "nobody@firma.no"}, BusinessException, "the address nobody@firma.no was refused: 550 no such user"),
        ({"To": "later@firma.no"}, ApplicationException, "the address later@firma.no was refused: 451 greylisted"),
        ({"From": "stranger@x.nl"}, EnvironmentNotReady, "the sender stranger@x.nl was refused: 553"),
    ],
)
def test_refusals_before_the_message(headers: dict[str, str], error: type[RpaError], message: str) -> None:
    handler = Handler()
    with server(handler) as there, pytest.raises(error, match=message):
        send(there, mail(**headers), never)
    assert handler.taken == []


@pytest.mark.parametrize(
    ("answer", "error"), [("554 spam", TargetRefusal), ("451 try later", TargetBusy), ("421 going down", TargetBusy)]
)
def test_refusals_after_the_message_are_provably_no_delivery(answer: str, error: type[RpaError]) -> None:
    sent: list[bool] = []
    with server(Handler(answer)) as there, pytest.raises(error, match=answer):
        send(there, mail(), lambda: sent.append(True))
    assert sent == [True]


def test_what_sent_raises_keeps_the_message_here() -> None:
    handler = Handler()

    def fenced() -> None:
        raise ValueError("fenced")

    with server(handler) as there, pytest.raises(ValueError, match="fenced"):
        send(there, mail(), fenced)
    assert handler.taken == []


BEFORE_DATA = (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n")


def test_a_server_that_dies_after_the_message_leaves_doubt() -> None:
    sent: list[bool] = []
    with scripted(*BEFORE_DATA, b"354 go on\r\n") as (there, heard), pytest.raises(smtplib.SMTPServerDisconnected):
        send(there, mail(), lambda: sent.append(True))
    assert sent == [True]
    assert heard[-1] == b"data\r\n"


@pytest.mark.parametrize("answer", [b"what?\r\n", b"354 go on and on\r\n", b"100 hm\r\n"])
def test_an_answer_that_says_nothing_leaves_doubt(answer: bytes) -> None:
    with scripted(*BEFORE_DATA, b"354 go on\r\n", answer) as (there, _), pytest.raises(smtplib.SMTPException):
        send(there, mail(), lambda: None)


@pytest.mark.parametrize("answer", [b"250 OK\r\n", b"200 fine\r\n"])
def test_a_server_that_does_not_ask_for_the_message_has_not_taken_it(answer: bytes) -> None:
    with scripted(*BEFORE_DATA, answer) as (there, _), pytest.raises(TargetBusy):
        send(there, mail(), lambda: None)


def test_no_to_data_itself_is_a_refusal() -> None:
    with scripted(*BEFORE_DATA, b"554 no valid recipients\r\n") as (there, _), pytest.raises(TargetRefusal):
        send(there, mail(), lambda: None)


@pytest.mark.parametrize("answers", [(), BEFORE_DATA[:1], BEFORE_DATA[:2], (b"250 hello\r\n", b"nonsense\r\n")])
def test_a_server_that_dies_before_the_message_is_tried_again(answers: tuple[bytes, ...]) -> None:
    with scripted(*answers, *([b""] if not answers else [])) as (there, _), pytest.raises(ApplicationException):
        send(there, mail(), never)


def test_nobody_there() -> None:
    with pytest.raises(ApplicationException, match="the mail server does not answer"):
        send(SmtpServer("127.0.0.1", free_port(), "none"), mail(), never)


def signed_in(there: SmtpServer, security: str = "starttls", password: str = "hunter22", host: str = "") -> SmtpServer:
    return SmtpServer(
        host or "localhost", there.port, security, Secret("mail.user", "me"), Secret("mail.password", password), 5
    )


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> dict[str, Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"me", b"hunter22"), handled=False)

    return {"tls_context": context, "require_starttls": True, "authenticator": check, "auth_required": True}


def test_starttls_and_signing_in(
    secure: dict[str, Any], certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    handler = Handler()
    with server(handler, **secure) as there:
        assert send(signed_in(there), mail(), lambda: None) == "250 taken as 42"
        with pytest.raises(EnvironmentNotReady, match="refuses the user name or password") as caught:
            send(signed_in(there, password="hunter23"), mail(), never)
        assert "hunter" not in str(caught.value)
    assert len(handler.taken) == 1


def test_a_certificate_of_nobodys(secure: dict[str, Any]) -> None:
    handler = Handler()
    with server(handler, **secure) as there, pytest.raises(EnvironmentNotReady, match="certificate: self-signed"):
        send(signed_in(there), mail(), never)
    assert handler.taken == []


def test_tls_from_the_start(
    secure: dict[str, Any], certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    handler = Handler()
    with server(handler, ssl_context=secure["tls_context"]) as there:
        assert send(SmtpServer("localhost", there.port, "tls", timeout=5), mail(), lambda: None)
    assert len(handler.taken) == 1


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_no_password_goes_to_a_server_that_cannot(security: str) -> None:
    with server(Handler()) as there, pytest.raises(EnvironmentNotReady, match=r"See security and sign_in"):
        send(signed_in(there, security), mail(), never)


def test_the_server_refuses_to_check_the_password_now() -> None:
    answers = (b"250-hello\r\n250 AUTH PLAIN\r\n", b"454 later\r\n", b"454 later\r\n")
    with scripted(*answers) as (there, _), pytest.raises(ApplicationException):
        send(signed_in(there, "none", host="127.0.0.1"), mail(), never)


@pytest.mark.parametrize("security", ["ssl", "STARTTLS", "", "None"])
def test_a_slip_of_the_pen_never_sends_in_the_clear(security: str) -> None:
    with pytest.raises(ValueError, match="expected one of starttls, tls, none"):
        SmtpServer("mail.example.org", security=security)
