"""Opening a workspace's ledger to look at it: it is never made by looking."""

from __future__ import annotations

from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.sqlite_file import refuse_missing
from rpa.model.workspace import Workspace


def open_existing(workspace: Workspace) -> SqliteLedger | None:
    """The workspace's ledger; None when nothing has run yet.

    Raises:
        LedgerError: It is damaged, of a newer program, may not be read, or is missing though there was one.
    """
    refuse_missing(workspace.ledger_file)
    return SqliteLedger.open(workspace.ledger_file) if workspace.ledger_file.is_file() else None
