"""What a user would pick instead, in an environment of its own: Robot Framework and robocorp-workitems."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.spending import Spent, spent_by

PACKAGES = ("robotframework", "robocorp-workitems")
SUITE = """\
*** Test Cases ***
Keywords
"""
KEYWORD = "    No Operation\n"
"""Written out, one line for each: a loop would cost more than the keyword."""
ITEMS = """\
import json, os, sys
folder, count = sys.argv[1], int(sys.argv[2])
made = [{"payload": {"order_no": f"A-{n}", "customer": "Jansen BV"}} for n in range(count)]
with open(f"{folder}/in.json", "w") as stream:
    json.dump(made, stream)
os.environ.update(
    RC_WORKITEM_ADAPTER="FileAdapter",
    RC_WORKITEM_INPUT_PATH=f"{folder}/in.json",
    RC_WORKITEM_OUTPUT_PATH=f"{folder}/out.json",
)
from robocorp import workitems
for item in workitems.inputs:
    workitems.outputs.create(payload=dict(item.payload))
    item.done()
"""


def peers() -> Path | str:
    """The Python of an environment with the peers of a step; or why there is none."""
    return environment("rpa-bench", PACKAGES)


def environment(name: str, packages: tuple[str, ...]) -> Path | str:
    """The Python of an environment of its own, made in the cache folder when it is not there; or why not.

    Args:
        name: Of the environment.
        packages: What is in it.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / name
    python, ready = cache / "bin" / "python", cache / "ready"
    if ready.exists():
        return python
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(cache)], check=True, capture_output=True, timeout=120
        )
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        return said[-1] if said else str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    ready.touch()
    return python


def robot_keywords(python: Path, folder: Path, count: int) -> Spent:
    """Robot Framework on that many of its cheapest keyword; nothing of it is durable but the log at the end."""
    suite = folder / f"keywords-{count}.robot"
    suite.write_text(SUITE + KEYWORD * count)
    return spent_by([str(python), "-m", "robot", "--outputdir", str(folder / "robot"), "--console", "none", str(suite)])


def work_items(python: Path, folder: Path, count: int) -> Spent:
    """`robocorp-workitems` with its file adapter: that many items read, answered with an output, and done."""
    return spent_by([str(python), "-c", ITEMS, str(folder), str(count)])
