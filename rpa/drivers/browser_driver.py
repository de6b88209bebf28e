"""Whether the program between Playwright and the browser starts: a Node.js that Playwright brings along."""

from __future__ import annotations

import sys

from rpa.drivers.machine import Check, answer_of

COMMAND = (sys.executable, "-m", "playwright", "--version")


def check_driver(command: tuple[str, ...] = COMMAND) -> Check:
    """It is there and finds the system's libraries (a minimal Debian lacks libatomic)."""
    worked, said = answer_of(command)
    if worked:
        return Check("driver", "ok", f"Playwright {said.removeprefix('Version ')}")
    remedy = "Recipes that use a browser will not run. Install what it lacks: rpa doctor --fix"
    return Check("driver", "missing", said, remedy, part="driver")
