"""A workspace with the plain target, where `rpa` runs as it does for a user: as processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rpa.drivers.workspace import open_workspace
from rpa.engine.runs import open_ledger
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.item import ItemState
from tests.waiting import LONGEST

ROOT = Path(__file__).parents[2]
RECIPE = """\
name: chores
params: {{count: {{type: integer, default: 8}}}}
{head}
items:
  from: {{target.keys: {{count: "{{{{ params.count }}}}"}}}}
  key: "{{{{ item.no }}}}"
{items}
steps:
{steps}
"""
ENTER = """\
  - id: it
    target.enter: {{key: "{{{{ item.no }}}}"{more}}}
    verify:
      - target.look: "{{{{ item.no }}}}"
"""


@dataclass
class PlainOffice:
    """A workspace and the processes started in it.

    Attributes:
        root: The workspace.
        environment: Variables of every process.
        started: Processes that are to be ended with the test.
    """

    root: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def write_recipe(self, more: str = "", *, head: str = "", items: str = "", steps: str = "") -> None:
        """Write the recipe `chores`: enter every key, with further parameters of `target.enter`."""
        body = steps or ENTER.format(more=f", {more}" if more else "")
        (self.root / "recipes/chores.yaml").write_text(RECIPE.format(head=head, items=items, steps=body))

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `rpa`, in a session of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "rpa.cli.main", *arguments, "-C", str(self.root)],
            cwd=self.root,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, longest: float = 120, **environment: str) -> Ended:
        """Run `rpa` to its end."""
        process = self.start(*arguments, **environment)
        stdout, stderr = process.communicate(timeout=longest)
        return Ended(process.returncode, stdout, stderr)

    def hurry(self) -> None:
        """Let every write that waits (`before:`, `after:`) go on at once, from now on."""
        (self.root / "hurry.txt").touch()

    def target(self) -> Counter[str]:
        """How often each key was entered."""
        file = self.root / "target.txt"
        return Counter(file.read_text().splitlines()) if file.exists() else Counter()

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The workspace's ledger."""
        with closing(open_ledger(open_workspace(self.root))) as ledger:
            yield ledger

    def items(self) -> dict[str, ItemRow]:
        """The items of `chores` by key."""
        with self.ledger() as ledger:
            return {row.key: row for row in ledger.items("chores")}

    def states(self) -> Counter[ItemState]:
        """How many items stand where."""
        return Counter(row.state for row in self.items().values())

    def end(self) -> None:
        """Kill what is left."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=LONGEST)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def data(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.stdout)


@contextmanager
def plain_office(root: Path, settings: str = "") -> Iterator[PlainOffice]:
    """Make the workspace; whatever runs in it is ended at the end."""
    (root / "recipes").mkdir(parents=True)
    (root / "rpa.toml").write_text(f'timezone = "Europe/Amsterdam"\n{settings}')
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests/plugin")))
    office = PlainOffice(root, {**os.environ, "PYTHONPATH": path})
    try:
        yield office
    finally:
        office.end()
