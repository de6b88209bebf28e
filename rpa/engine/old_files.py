"""Which files of a workspace are old enough to go: by kind, and never what open work refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from rpa.drivers.old_files import Lying, inside, lying
from rpa.ledger.deciding import Deciding
from rpa.ledger.pruning import Pruning
from rpa.model.item import ItemState
from rpa.model.retention import Kind
from rpa.model.workspace import Workspace

ENDED = (ItemState.DONE, ItemState.REJECTED)
_INPUT = re.compile(r'/artifacts/inputs/([^/"\\]+)/')
REPORT_FILES = ("report.html", "hand-back.xlsx")


class OldFiles:
    """Finds files by kind and age.

    Args:
        workspace: Where.
        ledger: Tells which items and runs they belong to; None when nothing has run.
    """

    def __init__(self, workspace: Workspace, ledger: Deciding | None) -> None:
        self.workspace = workspace
        self.ledger = ledger

    def find(self, kind: Kind, before: datetime) -> Iterator[Lying]:
        """The files and folders of a kind that are older than a moment and that nothing open needs."""
        find: dict[Kind, Callable[[datetime], Iterator[Lying]]] = {
            Kind.PICTURES: self._pictures,
            Kind.INPUTS: self._inputs,
            Kind.REPORTS: self._reports,
            Kind.PLANS: lambda moment: _older(inside(self.workspace.reports, "*/plan.html"), moment),
            Kind.LOGS: lambda moment: _older(inside(self.workspace.state, "rpa.log.*"), moment),
            Kind.BACKUPS: lambda moment: _older(inside(self.workspace.backups, "ledger-*.sqlite"), moment),
        }
        return find[kind](before)

    def _pictures(self, before: datetime) -> Iterator[Lying]:
        """Pictures are as old as their item: one that is open keeps them all."""
        for folder in inside(self.workspace.artifacts, "item-*"):
            number = folder.name.removeprefix("item-")
            item = self.ledger.item(int(number)) if self.ledger is not None and number.isdecimal() else None
            if item is not None and (item.state not in ENDED or item.changed_at >= before):
                continue
            yield from _older([folder], before)

    def _inputs(self, before: datetime) -> Iterator[Lying]:
        """Kept attachments; the same one may have come again since, so its own age alone does not tell."""
        old = {one.path.name: one for one in _older(inside(self.workspace.artifacts / "inputs", "*"), before)}
        if old and self.ledger is not None:
            for text in Pruning(self.ledger).needed(before):
                for name in _INPUT.findall(text):
                    old.pop(name, None)
        yield from old.values()
        # Submissions of web forms, once recorded: their values are in the ledger, their files among the inputs.
        yield from _older(inside(self.workspace.state / "intake", "*/done/*.json"), before)

    def _reports(self, before: datetime) -> Iterator[Lying]:
        """Reports are as old as their run; what others have put beside them stays."""
        for folder in inside(self.workspace.reports, "*/run-*"):
            number = folder.name.removeprefix("run-")
            run = self.ledger.run(int(number)) if self.ledger is not None and number.isdecimal() else None
            mine = run if run is not None and run.recipe == folder.parent.name else None
            if mine is not None and (mine.finished is None or mine.finished >= before):
                continue
            yield from _older([folder / name for name in REPORT_FILES], before)


def _older(paths: Iterator[Path] | list[Path], before: datetime) -> Iterator[Lying]:
    for path in paths:
        found = lying(path)
        if found is not None and found.changed < before:
            yield found
