"""`rpa run`, killed with SIGKILL at one instant of taking its input in.

Run: python -m tests.contract.killed_run POINT run RECIPE. Points: `inside` (the first portion is recorded, the second
is written and not committed), `portion` (the first portion is recorded), `recorded` (all of a document is recorded,
nothing else has happened), `marked` (its mark is kept, it is not filed away), `during PACKAGE.MODULE:NAME` (behind the
first call of a function while it is filed away), `filed` (it is filed away, and nobody knows it yet).
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from rpa.engine.intake import Intake
from rpa.ledger.arrivals import Recording
from rpa.ledger.conducting import Conducting

PORTION = 2
BEFORE: dict[str, tuple[Any, str]] = {"recorded": (Intake, "_keep_mark"), "marked": (Intake, "_file_away")}
AFTER: dict[str, tuple[Any, str]] = {
    "inside": (Recording, "record"),
    "portion": (Conducting, "record"),
    "filed": (Intake, "_file_away"),
}
is_filing = False


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def watched(
    real: Callable[..., Any], *, before: bool = False, only_filing: bool = False, survives: int = 0
) -> Callable[..., Any]:
    left = survives

    @functools.wraps(real)
    def call(*given: Any, **named: Any) -> Any:
        if before:
            die()
        result = real(*given, **named)
        nonlocal left
        left -= 1
        if left < 0 and (not only_filing or is_filing):
            die()
        return result

    return call


def noting(real: Callable[..., Any]) -> Callable[..., Any]:
    """Knows when a document is being filed away."""

    @functools.wraps(real)
    def call(*given: Any, **named: Any) -> Any:
        global is_filing  # noqa: PLW0603 - one process, one thread
        is_filing = True
        try:
            return real(*given, **named)
        finally:
            is_filing = False

    return call


def watch(point: str) -> None:
    """Die at this point."""
    import rpa.engine.intake

    rpa.engine.intake.AT_ONCE = PORTION
    kind, _, name = point.partition(" ")
    if kind in BEFORE:
        owner, method = BEFORE[kind]
        setattr(owner, method, watched(getattr(owner, method), before=True))
    elif kind in AFTER:
        owner, method = AFTER[kind]
        setattr(owner, method, watched(getattr(owner, method), survives=int(kind == "inside")))
    elif kind == "during":
        module, _, path = name.partition(":")
        *owners, last = path.split(".")
        owner = functools.reduce(getattr, owners, importlib.import_module(module))
        Intake._file_away = noting(Intake._file_away)  # type: ignore[method-assign]
        setattr(owner, last, watched(getattr(owner, last), only_filing=True))


if __name__ == "__main__":
    watch(sys.argv.pop(1))
    from rpa.cli.main import main

    main()
