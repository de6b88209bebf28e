"""Keep passwords and tokens where recipes find them and nobody else does."""

from __future__ import annotations

import sys

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import print_json, say, table
from rpa.model.workspace import Workspace


@click.group()
def command() -> None:
    """Keep passwords and tokens where recipes find them and nobody else does.

    A recipe says `secrets.backoffice.password`; the value comes from the environment
    (RPA_SECRET_BACKOFFICE_PASSWORD), a file of systemd or Docker, or the workspace's encrypted
    file, in this order.
    """


@command.command(name="set")
@click.argument("name")
@click.argument("rest", nargs=-1)
@workspace_option
def set_secret(name: str, rest: tuple[str, ...], workspace: Workspace) -> None:
    """Store a secret; asks for its value, or reads it from stdin when that is no terminal."""
    from rpa.drivers.secret_store import SecretStore, check_name

    if rest:
        raise click.UsageError(
            "A value does not belong on a command line: the shell's history and other users can read it. "
            f"What was typed there is no secret any more: change it, and run: rpa secret set {name}"
        )
    check_name(name)
    store = SecretStore(workspace)
    made = store.set(name, _ask(name))
    say(f"{name} is stored, encrypted, in {workspace.state / 'secrets.age'}")
    if made:
        say(f"A key was made: {store.key_file}")
        say("Keep a copy of it in a safe place; without it the secrets cannot be read.")
    winner = store.source(name)
    if winner != "encrypted file":
        say(f"Mind: the {winner} comes first and is used instead.", colour="yellow")


@command.command(name="list")
@json_option
@workspace_option
def list_secrets(as_json: bool, workspace: Workspace) -> None:
    """List the names of secrets and where they come from, never their values; also those that recipes lack."""
    from rpa.cli.needs import load_all, missing_secrets, own_recipes
    from rpa.drivers.secret_store import SecretStore

    known = {secret.name: secret.source for secret in SecretStore(workspace).names()}
    recipes, _ = load_all(workspace, own_recipes(workspace))
    lacking = {need.name: need.users for need in missing_secrets(workspace, recipes, mail=True)}
    if as_json:
        rows: list[dict[str, object]] = [{"name": name, "source": source} for name, source in known.items()]
        print_json(rows + [{"name": name, "source": None, "used_by": users} for name, users in lacking.items()])
    elif known or lacking:
        missing = [(name, f"not set; used by {', '.join(users)}") for name, users in lacking.items()]
        table(("Name", "From"), sorted((*known.items(), *missing)))
    else:
        say("No secrets are set. Set one with: rpa secret set NAME")


@command.command(name="remove")
@click.argument("name")
@workspace_option
def remove_secret(name: str, workspace: Workspace) -> None:
    """Remove a secret from the workspace's encrypted file."""
    from rpa.drivers.secret_store import SecretStore
    from rpa.errors import UsageError

    store = SecretStore(workspace)
    if not store.remove(name):
        elsewhere = store.source(name)
        raise UsageError(
            f"{name} is not in the encrypted file",
            hint=f"It comes from the {elsewhere}: remove it there." if elsewhere else "See: rpa secret list",
        )
    say(f"{name} is removed.")


def _ask(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(f"Value of {name}", hide_input=True, confirmation_prompt=True, err=True))
    try:
        return sys.stdin.buffer.read().decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise click.UsageError(f"The value of {name} on stdin is no text in UTF-8.") from None
