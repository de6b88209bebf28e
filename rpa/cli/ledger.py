"""See where the ledger is and how large; move it to PostgreSQL when one machine is not enough."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import print_json, say
from rpa.errors import AlreadyRunning, UsageError
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.moving import Told


@click.group()
def command() -> None:
    """See where the ledger is and how large; move it to PostgreSQL when one machine is not enough.

    A workspace begins with a SQLite file, .rpa/ledger.sqlite. When recipes are to run on several
    machines, the same ledger goes into a PostgreSQL database that all of them reach.
    """


@command.command()
@json_option
@workspace_option
def show(as_json: bool, workspace: Workspace) -> None:
    """Show where the ledger is, how much is in it, and on PostgreSQL who works with it."""
    from rpa.ledger.conducting import Conducting
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    if ledger is None:
        raise UsageError("there is no ledger yet: nothing has run here.", place=str(workspace.ledger_file))
    try:
        assert isinstance(ledger, Conducting)  # noqa: S101 - both kinds are
        found: dict[str, Any] = {"ledger": ledger.name, **ledger.sizes()}
    finally:
        ledger.close()
    workers = _workers(workspace)
    if as_json:
        print_json(found | ({} if workers is None else {"workers": workers}))
        return
    click.echo(found["ledger"])
    click.echo("{runs} runs, {items} items, {steps} steps, {events} events; format {format}".format(**found))
    for worker in workers or ():
        heard = "" if worker["is_heard"] else ", not heard of"
        click.echo(f"worker {worker['name']} since {worker['since']}{heard}")


def _workers(workspace: Workspace) -> list[dict[str, Any]] | None:
    """Who works with a PostgreSQL ledger; None for a file."""
    from rpa.drivers.locks import lock_state
    from rpa.drivers.secret_store import ledger_password
    from rpa.ledger.opening import postgres_settings

    settings = postgres_settings(workspace)
    if settings is None:
        return None
    from rpa.ledger.presence import Register

    register = Register(settings.server(ledger_password(workspace)), settings.lease, lock_state, gives_up=False)
    try:
        rows = register.rows("select_living_workers", lease=settings.lease)
    finally:
        register.close()
    return [
        {
            "name": row["name"],
            "since": row["started_at"].astimezone().isoformat(" ", "seconds"),
            "is_heard": row["is_heard"],
        }
        for row in rows
    ]


@command.command()
@click.option("--to", "url", required=True, metavar="URL", help="postgresql://USER@HOST/DATABASE, without a password.")
@click.option("--schema", default="rpa", show_default=True, help="Schema for its tables; empty, or not there yet.")
@click.option("--accept-no-fsync", is_flag=True, hidden=True, help="For tests.")
@workspace_option
def move(url: str, schema: str, accept_no_fsync: bool, workspace: Workspace) -> None:
    """Move the SQLite ledger into an empty schema of a PostgreSQL database, and write that into rpa.toml.

    The database's password comes from the secret ledger.password, or from PGPASSWORD or a passfile. Nothing
    may run meanwhile. Until everything has arrived and was compared, the file is the ledger: when the move is
    interrupted, say it again. The file stays beside, renamed.
    """
    from rpa.cli.log_file import open_log
    from rpa.drivers.secret_store import ledger_password
    from rpa.ledger.moved import moved_to
    from rpa.ledger.opening import postgres_server

    open_log(workspace)
    if workspace.settings.get("ledger"):
        raise UsageError("rpa.toml names a PostgreSQL ledger already.", place=str(workspace.root / "rpa.toml"))
    table = {"url": url, "schema": schema, **({"accept_no_fsync": True} if accept_no_fsync else {})}
    there = replace(workspace, settings={**workspace.settings, "ledger": table})
    server = postgres_server(there, partial(ledger_password, workspace))
    assert server is not None  # noqa: S101 - there is a table
    from rpa.ledger.moving import move_ledger  # needs psycopg; that it is there has just been found out

    file = workspace.ledger_file
    if (target := moved_to(file)) and target != server.name:
        raise UsageError(f"it was moved to {target} already.", place=str(file))
    if not target:
        if not file.is_file():
            raise UsageError("there is no ledger to move: nothing has run here.", place=str(file))
        _refuse_running(workspace)
        with _bar() as told:
            moved = move_ledger(file, server, told)
        say(f"The ledger is in {server.name} now; its file stays beside: {moved.name}")
    _write_settings(workspace.root / "rpa.toml", table)


def _refuse_running(workspace: Workspace) -> None:
    from rpa.drivers.locks import living_owners

    if owners := living_owners(workspace.locks / "owners"):
        names = ", ".join("process {1} on {0}".format(*owner.split(":")) for owner in owners)
        raise AlreadyRunning(f"something runs in this workspace: {names}.", hint="Let it end, or stop it: rpa stop")


def _write_settings(file: Path, table: dict[str, Any]) -> None:
    """Put `[ledger]` at the end of rpa.toml, when what comes out reads as it should."""
    from rpa.drivers.files import write_file

    lines = "[ledger]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items())
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    after = f"{before.rstrip()}\n\n{lines}".lstrip()
    if tomllib.loads(after) != {**tomllib.loads(before), "ledger": table}:
        say(f"Write these lines into {file} before anything runs:", colour="yellow")
    else:
        write_file(file, after.encode(), mode=file.stat().st_mode & 0o777 if file.is_file() else 0o640)
        say(f"Written into {file}:")
    click.echo(lines.rstrip())


@contextmanager
def _bar() -> Iterator[Told]:
    """A progress bar on a terminal, nothing elsewhere."""
    import os
    import sys

    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True, no_color="NO_COLOR" in os.environ), transient=True) as progress:
        task = progress.add_task("moving rows", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
