"""A workspace with one recipe of one write, and a robot in it that is killed at chosen instants and run again."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from rpa.ledger.protocol import ItemRow, Ledger, StepRow
from rpa.model.item import ItemState
from tests.crash.harness import IN_ROBOT, LEASE, ROOT, Ended, await_end
from tests.crash.killing import VARIABLE, Plan
from tests.crash.ledgers import open_named, settings_of

Point = tuple[str, str]
"""A verb of the ledger or `module:function`, and `before` or `after` its first call."""


@dataclass(frozen=True)
class Bench:
    """One workspace.

    Attributes:
        root: Its folder.
        secrets: What the robot finds in its environment: `MAIL_USER` is `mail.user`.
        ledger: Name of its ledger on PostgreSQL; empty: SQLite in the workspace.
    """

    root: Path
    secrets: Mapping[str, str] = field(default_factory=dict)
    ledger: str = ""

    def prepare(self, steps: str, settings: str = "", head: str = "") -> None:
        """Write the settings and the recipe: one item a day."""
        (self.root / "recipes").mkdir(parents=True, exist_ok=True)
        ledger = settings_of(self.ledger, LEASE) if self.ledger else ""
        (self.root / "rpa.toml").write_text(f'timezone = "Europe/Amsterdam"\n{settings}{ledger}', "utf-8")
        (self.root / "recipes/one.yaml").write_text(f"name: one\n{head}steps:\n{steps}", "utf-8")

    def run(self, *arguments: str, kill: Point | None = None) -> Ended:
        """Run the robot; with `kill` it has to die there."""
        secrets = {f"RPA_SECRET_{name}": value for name, value in self.secrets.items()}
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **secrets}
        if kill is not None:
            kind = "postgres" if self.ledger else "sqlite"
            plan = Plan(str(self.root / f"points-{uuid.uuid4().hex}.log"), (", ".join(kill),), ledger=kind)
            environment |= {VARIABLE: plan.as_variable(), "PYTHONPATH": f"{IN_ROBOT}{os.pathsep}{ROOT}"}
        process = subprocess.Popen(
            [sys.executable, "-m", "rpa.cli.main", *(arguments or ("run", "one")), "-C", str(self.root), "--json"],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ended = await_end(process)
        assert (ended.code == -9) is (kill is not None), ended
        return ended

    @property
    def item(self) -> ItemRow:
        """The one item."""
        with closing(self._ledger()) as ledger:
            (row,) = ledger.items("one")
            return row

    @property
    def steps(self) -> list[StepRow]:
        """What became of its steps."""
        with closing(self._ledger()) as ledger:
            return ledger.steps(self.item.id)

    def _ledger(self) -> Ledger:
        return open_named(self.ledger or str(self.root / ".rpa/ledger.sqlite"))

    def judged(self, count: int) -> str:
        """`done`, `in doubt` or another state, with what the target counts."""
        state = self.item.state
        words = {ItemState.DONE: "done", ItemState.IN_DOUBT: "in doubt"}
        return f"{words.get(state, str(state))}, {count}"

    def row(self, way: str, point: Point, count: int) -> tuple[str, tuple[str | int, ...]]:
        """One line of the table of kills."""
        done = self.item.state is ItemState.DONE
        found = any(step.receipt is not None and "found" in str(step.receipt) for step in self.steps)
        doubt = self.item.state is ItemState.IN_DOUBT
        false = doubt and not any(step.sent_at for step in self.steps)
        numbers = (1, 1, done, doubt, found, max(0, count - 1), done and count == 0, false)
        name = f"{way}: {point[1]} {point[0].rpartition(':')[2]}"
        return "kills", (name, *map(int, numbers))
