"""The sample company in a thread of this process, and a workspace that works for it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rpa.demo.company.server import CompanyServer
from rpa.demo.company.settings import CompanySettings
from rpa.demo.office import SETTINGS
from rpa.drivers.workspace import open_workspace
from rpa.engine.plans import Plan, plan_recipe
from rpa.engine.runs import RunOptions, RunOutcome, open_ledger, run_recipe
from rpa.ledger.protocol import ItemRow, StepRow
from rpa.model.workspace import Workspace
from rpa.recipe.library import load_recipe
from rpa.reports.files import ReportFiles, write_reports

DAY = date(2026, 10, 5)
"""The day on which the sample company lives."""
PASSWORD = "polder-2026"


@dataclass
class CompanyOffice:
    """A workspace beside the running company.

    Attributes:
        workspace: Its settings name the company's address.
        address: Where the company answers.
    """

    workspace: Workspace
    address: str

    def counts(self) -> dict[str, Any]:
        """The company's own count of every write it received."""
        with urllib.request.urlopen(f"{self.address}/counts", timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def requests_that_write(self) -> int:
        """How many requests other than GET reached the company, the sign-in excepted."""
        return sum(n for method, n in self.counts()["requests"].items() if method not in ("GET", "HEAD"))

    def plan(self, recipe: str) -> Plan:
        return plan_recipe(self.workspace, load_recipe(self.workspace, recipe), RunOptions(today=DAY))

    def run(self, recipe: str, **options: Any) -> RunOutcome:
        return run_recipe(self.workspace, load_recipe(self.workspace, recipe), RunOptions(today=DAY, **options))

    def reports(self, run: int) -> ReportFiles:
        ledger = open_ledger(self.workspace)
        try:
            return write_reports(self.workspace, ledger, run)
        finally:
            ledger.close()

    def items(self, recipe: str) -> list[ItemRow]:
        ledger = open_ledger(self.workspace)
        try:
            return ledger.items(recipe)
        finally:
            ledger.close()

    def steps(self, item: int) -> list[StepRow]:
        ledger = open_ledger(self.workspace)
        try:
            return ledger.steps(item)
        finally:
            ledger.close()


@contextmanager
def company_office(
    folder: Path, set_variable: Any, password: str = PASSWORD, **settings: Any
) -> Iterator[CompanyOffice]:
    """Run the company while the block lasts.

    Args:
        folder: The workspace; its database goes there too.
        set_variable: `monkeypatch.setenv`: the secrets are set by variables.
        password: The robot's.
        settings: Further settings of the company.
    """
    (folder / "company").mkdir(parents=True)
    database = folder / "company" / "company.sqlite"
    with CompanyServer(CompanySettings(database, password=password, **settings)) as server:
        (folder / "rpa.toml").write_text(SETTINGS.replace("http://127.0.0.1:0", server.address))
        set_variable("RPA_SECRET_BACKOFFICE_USER", "robot")
        set_variable("RPA_SECRET_BACKOFFICE_PASSWORD", password)
        yield CompanyOffice(open_workspace(folder), server.address)
