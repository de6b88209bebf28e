"""One worker process of a crew, as its conductor knows it."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from rpa.errors import EnvironmentNotReady, RpaError
from rpa.ledger.protocol import Claim

_log = logging.getLogger(__name__)


@dataclass
class Member:
    """One worker process, as its conductor knows it.

    Attributes:
        process: The process, leader of a session of its own.
        errors: What it writes to stderr.
        owner: Its name in the ledger; empty until it says so.
        claim: The item in hand; None between two.
        since: When that was claimed, `time.monotonic()`.
        reason: Why it ended early; None until it has said that it ends.
        trouble: The error it ended with; None when it ended in good order.
        rest: The beginning of a line that is not there in full yet.
    """

    process: subprocess.Popen[bytes]
    errors: IO[bytes]
    owner: str = ""
    claim: Claim | None = None
    since: float = 0.0
    reason: str | None = None
    trouble: RpaError | None = None
    rest: bytes = b""

    def end(self) -> None:
        """Kill it with all it has started: driver and browser."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Give back the pipes of one that has ended."""
        for pipe in (self.process.stdin, self.process.stdout, self.errors):
            if pipe is not None:
                pipe.close()

    @property
    def voice(self) -> IO[bytes]:
        """Where it tells what it does, one JSON document a line."""
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        return self.process.stdout

    def hear(self) -> Iterator[Mapping[str, Any]]:
        """What it has said since it was heard last."""
        *lines, self.rest = (self.rest + (self.voice.read() or b"")).split(b"\n")
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:
                said = None
            if isinstance(said, dict) and "event" in said:
                yield said
            else:
                # An action, or a library below it, has printed something.
                _log.info("worker %s printed: %s", self.process.pid, line.decode("utf-8", "replace")[:500])

    @property
    def death(self) -> str:
        """How it ended, in words."""
        code = self.process.returncode
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def last_words(self) -> str:
        """The last lines it wrote to stderr, for the log."""
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - 2000))
        return self.errors.read().decode("utf-8", "replace").strip()


def start_member(root: Path, run: int, today: date | None) -> Member:
    """Start a worker process.

    Args:
        root: The workspace.
        run: Number of the run it joins.
        today: Business day given instead of today; None: today.
    """
    command = [sys.executable, "-m", "rpa.cli.main", "work", "--run", str(run), "--events", "-C", str(root)]
    command += ["--today", today.isoformat()] if today else []
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the member
    # A member whose stdin ends knows that its conductor has died, and puts its item down.
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
    )
    member = Member(process, errors)
    os.set_blocking(member.voice.fileno(), False)
    return member


def told_claim(said: Mapping[str, Any], run: int) -> Claim:
    """A member's claim, as far as its conductor has to know it."""
    return Claim(
        item=said["item"],
        run=run,
        epoch=said["epoch"],
        key=said["key"],
        attempts=said["attempts"],
        values={},
        state={},
        steps=(),
        place=said["place"],
        recipe_file="",
        recipe_text="",
        params={},
    )


def told_error(said: Mapping[str, Any]) -> RpaError:
    """The error a member ended with."""
    kind = EnvironmentNotReady if EnvironmentNotReady.__name__ in said["kinds"] else RpaError
    return kind(said["message"], place=said["place"], hint=said["hint"])
