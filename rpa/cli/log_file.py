"""The workspace's log: what happens, and tracebacks of what nobody foresaw."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

import click

from rpa.errors import EnvironmentNotReady
from rpa.model.workspace import Workspace

_log: list[Path] = []


class LogFile(logging.handlers.RotatingFileHandler):
    """The log in its files; when it cannot be written, that is said once, and the work goes on."""

    is_told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say that the log cannot be written; no traceback on a screen."""
        error = sys.exception()
        if isinstance(error, OSError) and not self.is_told:
            self.is_told = True
            click.echo(
                f"rpa: the log {self.baseFilename} cannot be written: {error.strerror}. The work goes on.", err=True
            )
        elif not isinstance(error, OSError):
            super().handleError(record)


def open_log(workspace: Workspace) -> None:
    """Send the log to the workspace's file: 5 files of 2 MiB each, readable by its owner only.

    Raises:
        EnvironmentNotReady: If it cannot be written.
    """
    if workspace.log_file in _log:
        return
    try:
        workspace.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = LogFile(
            workspace.log_file, maxBytes=2 << 20, backupCount=4, encoding="utf-8", errors="backslashreplace"
        )
        workspace.log_file.chmod(0o600)
    except OSError as error:
        message = f"the log cannot be written: {error.strerror}"
        raise EnvironmentNotReady(message, place=str(workspace.log_file), hint="See: rpa doctor") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("rpa")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    # What Playwright's loop has to say when its driver is ended under it belongs into the log, not on the screen.
    loop = logging.getLogger("asyncio")
    loop.addHandler(handler)
    loop.propagate = False
    _log.append(workspace.log_file)


def log_unexpected() -> Path | None:
    """Log the exception in hand with its traceback; returns the log's file, None when no log is open."""
    if not _log:
        return None
    logging.getLogger("rpa.cli").error("unexpected", exc_info=sys.exception())
    return _log[-1]
