"""The robot, killed by itself with SIGKILL right before or after the Nth call of one of the ledger's verbs.

`killed_robot.py VERB N before|after ARGUMENTS...` runs `rpa ARGUMENTS...`. In place of a verb `module:function` or
`module:Class.function` names any other call.
With `trace FILE -` in their place nobody is killed, and every call is noted in a file.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from rpa.ledger.sqlite import SqliteLedger

VERBS = ("start_run", "record", "claim", "begin", "sent", "finish", "void", "number", "settle", "finish_run")


def die() -> None:
    """As from outside: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch(verb: str, wanted: str, nth: int, when: str, trace: Path | None) -> None:
    """Put a watch before a verb of the ledger."""
    real, seen = getattr(SqliteLedger, verb), Counter[str]()

    def call(self: SqliteLedger, *given: Any, **named: Any) -> Any:
        seen[verb] += 1
        mine = verb == wanted and seen[verb] == nth
        if mine and when == "before":
            die()
        result = real(self, *given, **named)
        if mine:
            die()
        if trace is not None and not (verb == "claim" and result is None):
            with trace.open("a") as stream:
                stream.write(f"{verb} {seen[verb]}\n")
        return result

    setattr(SqliteLedger, verb, call)


def watch_function(name: str, nth: int, when: str) -> None:
    """Put a watch before any function: `package.module:Class.function`."""
    module, _, path = name.partition(":")
    *owners, last = path.split(".")
    owner = reduce(getattr, owners, import_module(module))
    real, seen = getattr(owner, last), Counter[str]()

    def call(*given: Any, **named: Any) -> Any:
        seen[name] += 1
        if seen[name] == nth and when == "before":
            die()
        result = real(*given, **named)
        if seen[name] == nth:
            die()
        return result

    setattr(owner, last, call)


def main() -> None:
    """Install the watches and run."""
    from rpa.cli.main import main as rpa

    what, nth, when, *arguments = sys.argv[1:]
    trace = Path(nth) if what == "trace" else None
    if ":" in what:
        watch_function(what, int(nth), when)
    for verb in VERBS:
        watch(verb, what, 0 if trace else int(nth), when, trace)
    sys.argv = ["rpa", *arguments]
    rpa()


if __name__ == "__main__":
    main()
