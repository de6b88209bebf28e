"""Every source, killed at each instant of taking in, one kill after the other: nothing is lost, and nothing is doubled.

The input is filed away only once its items are recorded. On SQLite it dies at every point, on PostgreSQL at those where
that ledger could differ. A source that is missing here needs a case: see `tests/contract/source_cases.py`.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from rpa import catalog
from tests.contract.examples import dumped
from tests.contract.killed_run import PORTION
from tests.contract.source_cases import CASES, EXEMPT, TODAY, Case, case_of
from tests.crash.harness import LEASE
from tests.crash.ledgers import KINDS, fresh, settings_of
from tests.fakes.web_service import WebService

PROJECT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
OURS = sorted(catalog.files(catalog.SOURCES))
ON_POSTGRES = ("inside", "marked")
"""In the transaction behind the first portion, and between recorded and filed away: the rest is no ledger's matter."""


def test_every_source_has_a_case() -> None:
    missing = [name for name in OURS if name not in CASES and name not in EXEMPT]
    assert missing == [], (
        f"{', '.join(missing)}: no test kills it while it is read. Add a case to tests/contract/source_cases.py, "
        "or, where that cannot be done, the reason to EXEMPT there."
    )
    assert [name for name in (*CASES, *EXEMPT) if name not in OURS] == []
    assert all(reason.strip() for reason in EXEMPT.values())


class Robot:
    """The robot in a workspace, as a process that is killed and run again.

    Args:
        root: The workspace.
        name: Of the source.
        case: What it reads.
        service: Where its items arrive.
        ledger: Name of a ledger on PostgreSQL; empty: SQLite in the workspace.
    """

    def __init__(self, root: Path, name: str, case: Case, service: WebService, ledger: str) -> None:
        self.root, self.case, self.service, self.ledger = root, case, service, ledger
        items: dict[str, Any] = {"from": {name: case.source}, "key": f"{{{{ {case.key} }}}}"}
        if case.archive:
            items["archive"] = case.archive
        write = {"url": f"{service.url}/orders", "json": {"key": f"{{{{ {case.key} }}}}"}}
        recipe = {"name": "reading", "items": items, "steps": [{"http.request": write}]}
        (root / "rpa.toml").write_text(settings_of(ledger, LEASE) if ledger else "")
        (root / "recipes").mkdir()
        (root / "recipes" / "reading.yaml").write_text(dumped(recipe))

    def run(self, point: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.contract.killed_run", point, "run", "reading", "--today", TODAY, "-q"]
        secrets = {f"RPA_SECRET_{name.upper().replace('.', '_')}": value for name, value in self.case.secrets.items()}
        environment = {**os.environ, **secrets, "PYTHONPATH": str(PROJECT), "RPA_WORKSPACE": str(self.root)}
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=120, check=False
        )

    def recorded(self) -> dict[str, str]:
        """Business key to state, of all there is in the ledger."""
        return {str(key): str(state) for key, state in self._asked("select key, state from item")}

    def marks(self) -> int:
        return int(str(self._asked("select count(*) from event where kind = 'source.read'")[0][0]))

    def _asked(self, query: LiteralString) -> list[tuple[object, ...]]:
        if not self.ledger:
            with closing(sqlite3.connect(self.root / ".rpa" / "ledger.sqlite")) as ledger:
                return list(ledger.execute(query))
        assert not (self.root / ".rpa" / "ledger.sqlite").exists(), "it keeps a ledger in the workspace"
        url, _, schema = self.ledger.partition("#")
        with closing(psycopg.connect(url, options=f"-c search_path={schema}")) as server:
            return list(server.execute(query))

    def entered(self) -> Counter[str]:
        """How often each item arrived at the target."""
        return Counter(one["key"] for one in self.service.stored)


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(CASES))
def test_killed_and_run_again_it_loses_nothing_and_doubles_nothing(
    name: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    ledger = fresh(tmp_path, request.getfixturevalue("postgres_url")) if kind == "postgres" else ""
    with WebService() as service, case_of(name, root) as case:
        assert len(case.keys) >= 3
        robot = Robot(root, name, case, service, ledger)
        points = ["portion", "recorded", "marked"]
        points += [f"during {case.during}", "filed"] if case.files_away else []
        for point in points if kind == "sqlite" else ON_POSTGRES:
            ended = robot.run(point)
            assert ended.returncode == KILLED, f"{point}: it was not killed\n{ended.stderr}"
            recorded = robot.recorded()
            lost = case.keys - case.waiting() - set(recorded)
            assert not lost, f"{point}: filed away and not recorded: {lost}"
            if point in ("inside", "portion"):
                assert 0 < len(recorded) <= PORTION, f"{point}: not the first portion, and it alone: {recorded}"
            if point in ("portion", "recorded"):
                assert case.waiting() == case.keys, f"{point}: filed away too early"
                assert robot.marks() == 0, f"{point}: marked too early"
        ended = robot.run("never")
        assert ended.returncode == 0, ended.stderr
        assert robot.recorded() == dict.fromkeys(case.keys, "done")
        assert robot.entered() == Counter(case.keys)
        assert case.waiting() == (set() if case.files_away else case.keys)
        if kind == "postgres":
            return  # that all is known the next time is shown on SQLite, and between these kills
        ended = robot.run("never")
        assert (ended.returncode, robot.entered()) == (0, Counter(case.keys)), ended.stderr
