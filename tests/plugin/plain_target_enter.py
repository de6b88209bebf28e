"""Enter a line into a plain target: a file of the workspace to which every write adds a line.

A target that needs no browser, for tests and measurements with many processes. It is found by its entry point, as the
actions of any other package are, so that worker processes know it too: put this folder on PYTHONPATH.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.errors import ApplicationException
from rpa.model.effect import Effect, Intent, Receipt


class Params(ActionParams):
    """What to enter, and what goes wrong with it."""

    shorthand: ClassVar[str | None] = "key"
    key: str = Field(description="What to enter.")
    before: float = Field(0.0, description="Seconds before it is sent.")
    after: float = Field(0.0, description="Seconds between its arrival and the answer.")
    prints: str = Field("", description="What it prints, which no action should.")
    away: bool = Field(False, description="Whether the target does not answer.")
    dies: int = Field(0, description="How often the process is killed instead, before anything is sent.")
    dies_after: int = Field(0, description="How often the process is killed after it has arrived.")


class Outputs(ActionOutputs):
    """What the target said."""

    number: str = Field(description="Number of the entry.")


EXAMPLES = ("target.enter: A-1",)


def target_file(ctx: Context) -> Path:
    """Where the target keeps what was entered."""
    return ctx.workspace.root / "target.txt"


def add_line(file: Path, line: str) -> None:
    """Add a line in one piece, whoever else writes."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


def rest(ctx: Context, seconds: float) -> None:
    """Wait so long, or until there is a file `hurry.txt` in the workspace: a test has then seen what it waited for."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not (ctx.workspace.root / "hurry.txt").exists():
        time.sleep(min(left, 0.05))


def die(ctx: Context, word: str, key: str, times: int) -> None:
    """Be killed, unless that has happened often enough."""
    file = ctx.workspace.root / "deaths.txt"
    line = f"{word} {key}"
    before = file.read_text().splitlines().count(line) if file.exists() else 0
    if before < times:
        add_line(file, line)
        os.kill(os.getpid(), signal.SIGKILL)


@action(Effect.WRITE)
def run(params: Params, ctx: Context) -> Outputs:
    """Enter it."""
    file = target_file(ctx)

    def act(sent: Callable[[], None]) -> Receipt:
        rest(ctx, params.before)
        if params.prints:
            sys.stdout.write(f"{params.prints}\n")
        if params.away:
            raise ApplicationException("the target does not answer")
        die(ctx, "before", params.key, params.dies)
        sent()
        add_line(file, params.key)
        die(ctx, "after", params.key, params.dies_after)
        rest(ctx, params.after)
        return Receipt(f"entered {params.key}", {"worker": str(os.getpid())})

    ctx.gate.write(Intent("target", str(file), f"Enter {params.key}", (("Key", params.key),)), act)
    return Outputs(number=f"N-{params.key}")
