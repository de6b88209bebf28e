"""Whether a mail was sent, as the folder of sent mails tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from rpa.drivers.mail_accounts import WORDS, read_account
from rpa.drivers.sent_folder import SETTING, OpenFolder, SentFolder, open_folder
from rpa.effects.gate import Gate
from rpa.errors import EnvironmentNotReady, RpaError
from rpa.ledger.protocol import StepState
from rpa.model.answer import Answer, Happened, Repeat, Unclear
from rpa.model.effect import Receipt
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace

_log = logging.getLogger(__name__)
KNOWN = WORDS | {"folder", "server_files_sent", "settle"}
SETTLE = 60  # seconds a server may take to file what it has sent, unless the settings say otherwise
PROVING = timedelta(hours=24)
"""How long the absence of a mail proves something: later somebody may have tidied the folder."""


@dataclass(frozen=True)
class SentMail:
    """Where it is looked up whether a mail was sent.

    Attributes:
        where: The folder.
        server_files_sent: Whether the mail server itself puts each mail it sends into the folder; otherwise we put a
            copy there.
        settle: How long the server may take for it.
    """

    where: SentFolder
    server_files_sent: bool = False
    settle: timedelta = timedelta(seconds=SETTLE)


def read_settings(table: Any, secrets: Callable[[str], Secret], workspace: Workspace) -> SentMail | None:
    """Read `sent` of `[mail]`.

    Args:
        table: What stands there; None: nothing.
        secrets: Looks up `mail.user`, `mail.password` and what else signs in.
        workspace: For paths, and the way to web services.

    Raises:
        EnvironmentNotReady: It is wrong, or a secret is missing.
    """
    if table is None:
        return None
    if not isinstance(table, Mapping) or not table.get("host") or set(table) - KNOWN:
        known = ", ".join(sorted(KNOWN))
        raise EnvironmentNotReady(f"sent must be a table with host, and of {known} at most", place="rpa.toml [mail]")
    account = read_account(table, SETTING, "mail", secrets, workspace)
    try:
        settle = timedelta(seconds=int(table.get("settle", SETTLE)))
    except (TypeError, ValueError) as error:
        raise EnvironmentNotReady(str(error), place=SETTING, hint="Correct it and run again.") from None
    where = SentFolder(account, str(table.get("folder", "")))
    return SentMail(where, table.get("server_files_sent") is True, settle)


@contextmanager
def filing(sent_mail: SentMail | None, message: EmailMessage) -> Iterator[Callable[[], Mapping[str, str]]]:
    """Prepare to put a copy of a message into the folder; gives the function that does it, after the mail was sent.

    The copy is made between the server's answer and the receipt. It belongs there: from the moment it lies in the
    folder, a process that dies before its receipt has left a proof, where without it there would be doubt in any case.
    The connection is made before the mail leaves, so that signing in does not take up any of that time. A copy that
    fails is no error: the mail is sent, the receipt says so, and only the folder lacks it.
    """
    with ExitStack() as stack:
        folder: OpenFolder | None = None
        problem = ""
        if sent_mail is not None and not sent_mail.server_files_sent:
            try:
                folder = open_folder(sent_mail.where)
                stack.callback(folder.close)
            except RpaError as error:
                problem = str(error)

        def keep() -> Mapping[str, str]:
            nonlocal problem
            if folder is not None:
                try:
                    folder.keep(message)
                except RpaError as error:
                    problem = str(error)
                else:
                    return {"copy": "in the folder of sent mails"}
            if problem:
                _log.warning("%s was sent, but no copy was filed: %s", message["Message-ID"], problem)
                return {"copy": f"not filed: {problem}"}
            return {}

        yield keep


def ask_folder(gate: Gate, sent_mail: SentMail, reference: str, now: datetime) -> Answer:
    """Whether a mail was sent.

    Found is done: the server puts there only what it sends, and so do we. Not found is a proof only if the server
    itself files everything, had its time for it, and nobody had time to tidy up.

    Args:
        gate: The gate of the step in doubt.
        sent_mail: Where to look.
        reference: The mail's Message-ID.
        now: Aware.

    Raises:
        RpaError: The folder cannot be looked at.
    """
    # Only what is ours of it: the sender's domain may have been changed in the settings since.
    own = reference.strip("<>").partition("@")[0]
    with closing(open_folder(sent_mail.where)) as folder:
        subject = folder.find(f"<{own}@")
    if subject is not None:
        receipt = Receipt(reference, {"found": f"in the folder of sent mails at {sent_mail.where.place}"})
        return Happened(receipt, {"message_id": reference, "subject": subject})
    if not sent_mail.server_files_sent:
        return Unclear(
            f"no mail {reference} is in the folder of sent mails, which proves nothing: the copy there is made by this "
            f"program, after the sending (server_files_sent is not set in {SETTING})"
        )
    rows = [row for row in gate.ledger.steps(gate.claim.item) if row.step == gate.step]
    latest = max((row.sent_at for row in rows if row.state is StepState.SENT and row.sent_at), default=now)
    if not timedelta(0) <= now - latest < PROVING:
        return Unclear(
            f"no mail {reference} is in the folder of sent mails, but it would have been put there on "
            f"{latest:%Y-%m-%d %H:%M %Z}, and somebody may have moved it since"
        )
    return Repeat("not in the folder of sent mails", sent_mail.settle)
