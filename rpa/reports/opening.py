"""Opening a workspace's ledger to look at it: it is never made by looking."""

from __future__ import annotations

from functools import partial

from rpa.drivers.secret_store import ledger_password
from rpa.ledger import opening
from rpa.ledger.conducting import Conducting
from rpa.model.workspace import Workspace


def open_existing(workspace: Workspace) -> Conducting | None:
    """The workspace's ledger; None when nothing has run yet.

    Raises:
        EnvironmentNotReady: A setting of it is wrong.
        LedgerError: It is damaged, of a newer program, may not be read, cannot be reached, or is missing though there
            was one.
    """
    return opening.open_existing(workspace, partial(ledger_password, workspace))
