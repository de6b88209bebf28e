from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rpa.engine.presence import FilePresence, LeasePresence, open_presence, sight_of_others
from rpa.errors import AlreadyRunning
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.model.workspace import Workspace


@pytest.fixture(params=["file", "lease"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    settings: dict[str, Any] = {}
    if request.param == "lease":
        server: Server = request.getfixturevalue("postgres")
        settings = {"ledger": {"url": server.url, "schema": server.schema, "lease": 2, "accept_no_fsync": True}}
    return Workspace(tmp_path, tmp_path, settings)


def test_the_ledger_decides_the_kind(workspace: Workspace) -> None:
    presence = open_presence(workspace)
    assert isinstance(presence, LeasePresence if "ledger" in workspace.settings else FilePresence)
    presence.close()


def test_two_of_one_workspace_see_each_other(workspace: Workspace) -> None:
    first, second = open_presence(workspace), open_presence(workspace)
    assert first.name != second.name
    assert first.is_alive(first.name)
    assert first.is_alive(second.name)
    assert not first.is_proven_dead(second.name)
    with first.hold_recipe("orders"), pytest.raises(AlreadyRunning, match="orders is already running"):
        second.hold_recipe("orders").__enter__()
    with second.hold_recipe("orders"):
        pass
    second.close()
    assert not first.is_alive(second.name)
    assert first.is_proven_dead(second.name)
    first.close()
    assert list((workspace.locks / "owners").iterdir()) == []


def test_a_plan_sees_who_lives_and_leaves_no_trace(workspace: Workspace) -> None:
    presence = open_presence(workspace)
    with sight_of_others(workspace) as is_alive:
        assert is_alive(presence.name)
        assert not is_alive("somebody:1:else")
    if isinstance(presence, LeasePresence):
        ledger = PostgresLedger.open(_server(workspace))
        count = ledger.database.connection.execute("select count(*) as n from worker").fetchone()
        assert count == {"n": 1}
        ledger.close()
    presence.close()


def _server(workspace: Workspace) -> Server:
    table = workspace.settings["ledger"]
    return Server(table["url"], table["schema"], accept_no_fsync=True)
