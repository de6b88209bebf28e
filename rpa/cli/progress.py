"""Shows a run while it is under way: a bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import logging
import os
import sys
from types import TracebackType
from typing import Any

from rpa.cli.terminal import harmless, say
from rpa.engine.progress import Watcher
from rpa.ledger.protocol import Claim
from rpa.model.item import ItemState
from rpa.recipe.plan import Recipe, Step

ROOMY = 110
"""Columns of a screen that has room for a bar beside all counts."""
_log = logging.getLogger("rpa.run")


class Logged(Watcher):
    """Writes what happens to the log."""

    def run_started(self, recipe: Recipe, run: int) -> None:
        """Log it."""
        _log.info("run %s of %s started", run, recipe.name)

    def document_read(self, name: str, arrivals: int) -> None:
        """Log it."""
        _log.info("read %s: %s items", name, arrivals)

    def item_ended(self, claim: Claim, state: ItemState, reason: str) -> None:
        """Log it."""
        _log.info("item %s (%s): %s %s", claim.item, claim.key, state, reason)

    def run_ended(self, run: int) -> None:
        """Log it."""
        _log.info("run %s ended", run)


class Bar(Logged):
    """A progress bar with done, rejected, failed and the time left, on stderr."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.table import Column

        self._counts: dict[str, int] = {}
        console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
        # The description takes what room is left: on a narrow screen it is cut, never the counts.
        rest = Column(ratio=1, no_wrap=True, overflow="ellipsis")
        self._progress = Progress(
            SpinnerColumn(),
            # Keys and names are not ours: no [tags] in them.
            TextColumn("{task.description}", markup=False, table_column=rest),
            *([BarColumn(bar_width=24)] if console.width >= ROOMY else []),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            expand=True,
        )
        self._task: Any = None

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar off the screen."""
        if not self._counts and self._task is not None:
            self._progress.update(self._task, visible=False)  # an empty run leaves no spinner standing
        self._progress.stop()

    def run_started(self, recipe: Recipe, run: int) -> None:
        """Begin the bar."""
        super().run_started(recipe, run)
        self._name = recipe.name
        self._task = self._progress.add_task(f"{recipe.name}: reading", total=None, counts="")

    def document_read(self, name: str, arrivals: int) -> None:
        """Show the document's name."""
        super().document_read(name, arrivals)
        self._progress.update(self._task, description=harmless(f"{self._name}: {name[:40]}"))

    def work_known(self, count: int) -> None:
        """Now the bar has a length."""
        self._progress.update(self._task, description=self._name, total=max(count, 1), completed=0)

    def step_started(self, claim: Claim, step: Step) -> None:
        """Show what is being done."""
        doing = harmless(f"{self._name} {claim.key[:24]}: {step.name[:32]}")
        self._progress.update(self._task, description=doing.replace("\n", " "))

    def item_ended(self, claim: Claim, state: ItemState, reason: str) -> None:
        """Count it."""
        super().item_ended(claim, state, reason)
        if state is ItemState.NEW:
            return
        self._counts[state] = self._counts.get(state, 0) + 1
        words = {"done": "green", "rejected": "yellow", "failed": "red", "in_doubt": "magenta", "in_review": "yellow"}
        counts = " ".join(
            f"[{words.get(name, 'white')}]{number} {name.replace('_', ' ')}[/]" for name, number in self._counts.items()
        )
        self._progress.update(self._task, advance=1, counts=counts)


class Silent(Logged):
    """Shows nothing, logs everything."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def stop(self) -> None:
        """There is nothing to take off the screen."""


def watch(*, quiet: bool = False) -> Bar | Silent:
    """A bar when a person sits at the terminal, otherwise nothing."""
    return Bar() if sys.stderr.isatty() and not quiet and os.environ.get("TERM") != "dumb" else Silent()


class Counting(Logged):
    """Counts what a machine that helps has done; on a terminal it says so item by item."""

    def __init__(self, *, is_loud: bool) -> None:
        self._is_loud = is_loud
        self._counts: dict[str, int] = {}

    def __enter__(self) -> Counting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def shift_started(self, owner: str) -> None:
        """Log it."""
        _log.info("%s waits for runs to help with", owner)
        self._say("Waiting for runs to help with; Ctrl-C ends it.")

    def item_ended(self, claim: Claim, state: ItemState, reason: str) -> None:
        """Count it."""
        super().item_ended(claim, state, reason)
        if state is not ItemState.NEW:
            self._counts[state] = self._counts.get(state, 0) + 1
        self._say(f"run {claim.run}  {claim.key}  {state.replace('_', ' ')}{'  ' + reason if reason else ''}")

    def _say(self, text: str) -> None:
        if self._is_loud:
            say(text)

    @property
    def summary(self) -> str:
        """What was done, in words."""
        return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in self._counts.items()) or "no items"


def watch_service() -> Counting:
    """Tells a person at the terminal what is done; under a service manager the log has it."""
    return Counting(is_loud=sys.stderr.isatty())
