"""Sending mail: by SMTP, where the folder of sent mails can settle a doubt, or into a Maildir, where there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from rpa.drivers import smtp
from rpa.drivers.outbox import drop
from rpa.effects.gate import Gate
from rpa.effects.sent_mail import SentMail, filing, read_settings
from rpa.errors import EnvironmentNotReady
from rpa.ledger.protocol import StepState
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
        collected: Where collectors of the outbox put mails.
        sent: Where it is looked up whether a mail was sent; None: nowhere.
    """

    sender: str
    server: smtp.SmtpServer | None
    outbox: Path
    collected: tuple[Path, ...] = ()
    sent: SentMail | None = None

    @property
    def target(self) -> str:
        """Where mail goes, for people."""
        return f"smtp://{self.server.host}:{self.server.port}" if self.server else str(self.outbox)


def open_post(workspace: Workspace, secrets: Callable[[str], Secret]) -> Post:
    """Read `[mail]` of the settings.

    Args:
        workspace: The workspace.
        secrets: Looks up `mail.user` and `mail.password` when a server is set with `sign_in = true`, or `sent` is set.

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
    outbox = workspace.inside(str(settings.get("outbox", "outbox")))
    return Post(
        str(sender),
        server,
        outbox,
        (outbox / ".Sent", *(workspace.inside(folder) for folder in _folders(settings.get("collected", [])))),
        read_settings(settings.get("sent"), secrets, workspace) if server else None,
    )


def _folders(given: Any) -> list[str]:
    """`collected` of the settings: one folder, or a list of them."""
    folders = [given] if isinstance(given, str) else given
    if not isinstance(folders, list) or not all(isinstance(folder, str) and folder for folder in folders):
        raise EnvironmentNotReady("collected must be a folder or a list of folders", place="rpa.toml [mail]")
    return folders


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


def message_id(mark: str, domain: str) -> str:
    """The Message-ID of what is marked so: the same again after a crash."""
    return f"<{hashlib.sha256(mark.encode()).hexdigest()[:40]}@{domain}>"


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
        ("Message-ID", str(message["Message-ID"])),
    ]
    intent = Intent(
        "mail",
        post.target,
        f"Send “{message['Subject']}” to {message['To']}",
        tuple(fields),
        repeatable=post.server is None,
    )

    def act(sent: Callable[[], None]) -> Receipt:
        reference = str(message["Message-ID"])
        if post.server is None:
            where = drop(post.outbox, message, post.collected, _begun_before(gate))
            return Receipt(reference, {"path": str(where)})
        with filing(post.sent, message) as keep:
            answer = smtp.send(post.server, message, sent)
            return Receipt(reference, {"answer": answer, **keep()})

    return gate.write(intent, act, known)


def _begun_before(gate: Gate) -> datetime | None:
    """When the first of the earlier attempts of this step began; None: there was none."""
    rows = gate.ledger.steps(gate.claim.item)
    return min((row.started_at for row in rows if row.step == gate.step and row.state is StepState.VOID), default=None)
