from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import EnvironmentNotReady
from rpa.ledger.opening import open_existing, open_ledger, postgres_settings
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.secret import MASK, Redactor, Secret
from rpa.model.workspace import Workspace

URL = "postgresql://rpa@db.example.com/rpa"


def workspace(folder: Path, **ledger: Any) -> Workspace:
    return Workspace(folder, folder, {"ledger": ledger} if ledger else {})


def on(server: Server, folder: Path) -> Workspace:
    return workspace(folder, url=server.url, schema=server.schema, accept_no_fsync=True)


def no_password() -> Secret | None:
    return None


def never() -> Secret | None:
    raise AssertionError


def test_without_settings_it_is_the_file(tmp_path: Path) -> None:
    here = workspace(tmp_path)
    assert open_existing(here, never) is None
    ledger = open_ledger(here, never)
    assert isinstance(ledger, SqliteLedger)
    ledger.close()
    assert here.ledger_file.is_file()
    found = open_existing(here, never)
    assert found is not None
    found.close()


def test_with_a_url_it_is_the_database(postgres: Server, tmp_path: Path) -> None:
    here = on(postgres, tmp_path)
    assert open_existing(here, no_password) is None
    redactor = Redactor()
    ledger = open_ledger(here, lambda: Secret("ledger.password", "s3cret-word"), redactor)
    assert isinstance(ledger, PostgresLedger)
    ledger.start_run("orders", "o.yaml", "name: orders", {})
    ledger.close()
    assert redactor.redact("with s3cret-word in it") == f"with {MASK} in it"
    found = open_existing(here, no_password)
    assert found is not None
    assert len(found.runs()) == 1
    found.close()
    assert not here.ledger_file.exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"URL": URL}, "no setting 'URL'.*There are url"),
        ({"schema": "rpa"}, "there is no url"),
        ({"url": 5}, "url must be a text"),
        ({"url": "mysql://db/rpa"}, "does not begin with postgresql://"),
        ({"url": "db.example.com"}, "does not begin with postgresql://"),
        ({"url": "postgresql://rpa@[db/rpa"}, "cannot be read"),
        ({"url": URL, "schema": "Robots"}, "no name for a schema"),
        ({"url": URL, "schema": "pg_rpa"}, "no name for a schema"),
        ({"url": URL, "lease": True}, "lease must be a number"),
        ({"url": URL, "lease": 1}, "not between 2 and 3600"),
        ({"url": "postgresql://rpa:s3cret-word@db/rpa"}, "a password stands in the url.*rpa secret set"),
        ({"url": f"{URL}?password=s3cret-word"}, "a password stands in the url.*rpa secret set"),
    ],
)
def test_mistakes_are_named_with_what_to_write(tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(EnvironmentNotReady, match=said) as caught:
        postgres_settings(workspace(tmp_path, **settings))
    assert caught.value.place == "rpa.toml [ledger]"
    assert "s3cret-word" not in str(caught.value)


def test_a_table_is_expected(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match="must be a table"):
        postgres_settings(Workspace(tmp_path, tmp_path, {"ledger": URL}))


def test_a_url_that_the_library_cannot_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match=r"cannot be read.*colour"):
        open_ledger(workspace(tmp_path, url=f"{URL}?colour=red"), no_password)


def test_a_missing_library_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *given: Any) -> Any:
        if name == "psycopg":
            raise ImportError
        return real(name, *given)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EnvironmentNotReady, match=r"pip install 'rpa-backoffice\[postgres\]'"):
        open_ledger(workspace(tmp_path, url=URL), no_password)
