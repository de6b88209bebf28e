"""Sending mail: by SMTP, where only the message itself can be in doubt, or into a Maildir outbox, which never is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from rpa.drivers import smtp
from rpa.effects.gate import Gate
from rpa.errors import EnvironmentNotReady
from rpa.model.effect import Intent, Receipt
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace


@dataclass(frozen=True)
class Post:
    """How this workspace sends mail.

    Attributes:
        sender: The From address, with or without a name.
        server: The mail server; None: the outbox.
        outbox: Maildir used without a server, absolute.
    """

    sender: str
    server: smtp.SmtpServer | None
    outbox: Path

    @property
    def target(self) -> str:
        """Where mail goes, for people."""
        return f"smtp://{self.server.host}:{self.server.port}" if self.server else str(self.outbox)


def open_post(workspace: Workspace, secrets: Callable[[str], Secret]) -> Post:
    """Read `[mail]` of the settings.

    Args:
        workspace: The workspace.
        secrets: Looks up `mail.user` and `mail.password` when a server is set with `sign_in = true`.

    Raises:
        EnvironmentNotReady: If the sender is not set, a setting is wrong, or a secret is missing.
    """
    settings = workspace.settings.get("mail", {})
    company = workspace.settings.get("company", {})
    if not isinstance(settings, Mapping) or not isinstance(company, Mapping):
        raise EnvironmentNotReady("mail and company must be tables", place="rpa.toml", hint="Write: [mail]")
    sender = settings.get("from") or company.get("email")
    if not sender:
        raise EnvironmentNotReady(
            "no sender for mails", place="rpa.toml [mail]", hint='Add: from = "Our Company <office@example.org>"'
        )
    server = _server(settings, secrets) if settings.get("host") else None
    return Post(str(sender), server, workspace.inside(str(settings.get("outbox", "outbox"))))


def _server(settings: Mapping[str, Any], secrets: Callable[[str], Secret]) -> smtp.SmtpServer:
    signs_in = bool(settings.get("sign_in", True))
    try:
        return smtp.SmtpServer(
            str(settings["host"]),
            int(settings.get("port", 587)),
            str(settings.get("security", "starttls")),
            secrets("mail.user") if signs_in else None,
            secrets("mail.password") if signs_in else None,
        )
    except (TypeError, ValueError) as error:
        raise EnvironmentNotReady(str(error), place="rpa.toml [mail]", hint="Correct it and run again.") from None


def message_id(recipe_key: str, step: str, domain: str) -> str:
    """The Message-ID of one step of one item: the same again after a crash."""
    digest = hashlib.sha256(f"{recipe_key}\0{step}".encode()).hexdigest()[:40]
    return f"<{digest}@{domain}>"


def send_mail(gate: Gate, post: Post, message: EmailMessage, known: Mapping[str, Any] | None = None) -> Receipt:
    """Send one message through the gate.

    Args:
        gate: The step's gate.
        post: How to send.
        message: Complete, with a Message-ID.
        known: The step's outputs, which a plan goes on with.

    Returns:
        Receipt with the Message-ID as reference.
    """
    body = message.get_body(("plain",))
    fields = [
        ("From", str(message["From"])),
        ("To", str(message["To"])),
        *((name, str(message[name])) for name in ("Cc", "In-Reply-To") if message[name]),
        ("Subject", str(message["Subject"])),
        ("Text", body.get_content().strip() if body else ""),
        *(("Attachment", part.get_filename() or "") for part in message.iter_attachments()),
    ]
    intent = Intent(
        "mail",
        post.target,
        f"Send “{message['Subject']}” to {message['To']}",
        tuple(fields),
        repeatable=post.server is None,
    )

    def act(sent: Callable[[], None]) -> Receipt:
        if post.server is None:
            where = smtp.drop(post.outbox, message)
            return Receipt(str(message["Message-ID"]), {"path": str(where)})
        answer = smtp.send(post.server, message, sent)
        return Receipt(str(message["Message-ID"]), {"answer": answer})

    return gate.write(intent, act, known)
