"""Runs recipes on a disk that is full or read-only; started by test_disks.py in a mount namespace of its own.

Prints one JSON document with what it saw.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rpa.engine import items as engine_items
from rpa.engine import steps as engine_steps
from rpa.errors import RpaError
from rpa.ledger import sqlite
from rpa.ledger.auditing import Audit
from rpa.model.item import Document
from rpa.model.workspace import Workspace
from tests.fakes.world import Desk, World, install, raw

PROJECT = Path(__file__).resolve().parents[2]
STEPS = """
steps:
  - id: note
    world.value: "{{ item.text }}"
  - id: order
    world.write: "{{ item.no }}"
    verify:
      - world.look: "{{ item.no }}"
  - id: mail
    world.write: "mail {{ item.no }}"
    verify:
      - world.look: "mail {{ item.no }}"
"""
KEYS = [f"A-{number}" for number in range(8)]


def mount(folder: Path, size: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Leave so many bytes free."""
    ballast = folder / "ballast"
    state = os.statvfs(folder)
    with ballast.open("wb") as stream:
        left = state.f_bavail * state.f_frsize - leave
        while left > 0:
            left -= stream.write(b"\1" * min(left, 65536))
    return ballast


def quiet_engine() -> None:
    quick: Any = SimpleNamespace(sleep=lambda _seconds: None)
    for module in (engine_items, engine_steps):
        setting(module, "time", quick)
    setting(engine_items, "_FIRST_WAIT", 0.001)


def setting(target: Any, name: str, value: Any) -> None:
    setattr(target, name, value)


def putting(target: Any, name: str, value: Any) -> None:
    target[name] = value


def full_at(root: Path, leave: int) -> dict[str, Any]:
    """Run out of room after so many bytes, then go on with room."""
    mount(root, "4m")
    (root / "rpa.toml").write_text('timezone = "Europe/Amsterdam"\n')
    world = World(documents=[])
    install(world, setting, putting)
    # Something for the write-ahead log to grow by.
    world.documents = [Document(None, "list.txt", tuple(raw(key, text="x" * 3000) for key in KEYS))]
    desk = Desk(Workspace(root, PROJECT, {"timezone": "Europe/Amsterdam"}), world)
    sqlite.SqliteLedger.open(desk.workspace.ledger_file).close()
    ballast = fill(root, leave)
    said, code = "", 0
    try:
        desk.run(STEPS)
    except RpaError as error:
        said, code = str(error), error.exit_code
    first = list(world.there)
    ballast.unlink()
    desk.run(STEPS)
    desk.run(STEPS)
    ledger = sqlite.SqliteLedger.open(desk.workspace.ledger_file)
    verdict = Audit(ledger.database, ledger.journal).run()
    states = Counter(str(item.state) for item in ledger.items("chores"))
    ledger.close()
    unmount(root)
    return {
        "leave": leave,
        "said": said,
        "code": code,
        "first": len(first),
        "there": sorted(world.there),
        "states": dict(states),
        "whole": verdict.is_whole,
    }


def command(root: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "rpa.cli.main", *words, "-C", str(root)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "TERM": "dumb"},
    )
    return {"code": done.returncode, "out": done.stdout, "err": done.stderr}


def make(root: Path) -> None:
    (root / "recipes").mkdir(parents=True)
    (root / "rpa.toml").write_text("")
    sheet = '{name: List, columns: {What: what}, rows: [{what: "a"}]}'
    steps = f"\nsteps:\n  - excel.create: {{to: out/list.xlsx, sheets: [{sheet}]}}\n"
    (root / "recipes" / "daily.yaml").write_text(f"name: daily{steps}")
    (root / "recipes" / "easy.yaml").write_text('name: easy\nsteps:\n  - check: "{{ 1 < 2 }}"\n')


def scarce(root: Path) -> dict[str, Any]:
    """Little room is left: nothing is begun whose receipt may not fit."""
    mount(root, "24m")
    make(root)
    command(root, "run", "easy")
    ballast = fill(root, 6 << 20)
    found = {"scarce": command(root, "run", "daily"), "out": (root / "out").exists()}
    ballast.unlink()
    found["after"] = command(root, "run", "daily", "--json")
    unmount(root)
    return found


def no_report(root: Path) -> dict[str, Any]:
    """The reports lie on a disk of their own, which is full."""
    make(root)
    mount(root / "reports", "64k")
    ballast = fill(root / "reports", 0)
    found = {"text": command(root, "run", "easy"), "json": command(root, "run", "easy", "--json")}
    ballast.unlink()
    unmount(root / "reports")
    found["report"] = command(root, "report", "1")
    return found


def no_log(root: Path) -> dict[str, Any]:
    """The log cannot grow."""
    make(root)
    (root / ".rpa").mkdir()
    (root / ".rpa" / "rpa.log").symlink_to("/dev/full")
    return {"run": command(root, "run", "easy", "--json")}


def read_only(root: Path) -> dict[str, Any]:
    """The disk is read-only from one run to the next."""
    make(root)
    (root / "rpa.toml").write_text('[retention]\ndetails = "1 day"\n')
    command(root, "run", "easy")
    subprocess.run(["mount", "--bind", str(root), str(root)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(root)], check=True)
    words = {"run": ("run", "easy"), "items": ("items",), "audit": ("audit",), "prune": ("prune", "--yes")}
    found = {name: command(root, *some) for name, some in words.items()}
    unmount(root)
    found["after"] = command(root, "run", "easy", "--json")
    found["whole"] = command(root, "audit", "-q")
    return found


def main(what: str, root: Path) -> None:
    quiet_engine()
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    match what:
        case "full":
            setting(sqlite, "RESERVE", 0)
            found: Any = [full_at(root / str(leave), leave) for leave in range(0, 3_000_000, 81_000)]
        case "scarce":
            found = scarce(root)
        case "no report":
            found = no_report(root)
        case "no log":
            found = no_log(root)
        case _:
            found = read_only(root)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
