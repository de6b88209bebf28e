"""Whether the program between Playwright and the browser starts: a Node.js that Playwright brings along."""

from __future__ import annotations

import subprocess
import sys

from rpa.drivers.machine import Check

COMMAND = (sys.executable, "-m", "playwright", "--version")
TIME_LIMIT = 60  # seconds


def check_driver(command: tuple[str, ...] = COMMAND) -> Check:
    """It is there and finds the system's libraries (a minimal Debian lacks libatomic)."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return _missing(f"no answer within {TIME_LIMIT} seconds")
    except OSError as error:
        return _missing(str(error))
    if answer.returncode:
        said = answer.stderr.strip().splitlines()
        return _missing(said[-1] if said else f"exit code {answer.returncode}")
    return Check("driver", "ok", f"Playwright {answer.stdout.strip().removeprefix('Version ')}")


def _missing(seen: str) -> Check:
    remedy = "Recipes that use a browser will not run. Install what it lacks: rpa doctor --fix"
    return Check("driver", "missing", seen, remedy, part="driver")
