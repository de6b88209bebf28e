"""Make a workspace: settings, folders, and copies of the shipped recipes one names."""

from __future__ import annotations

import json
from pathlib import Path

import click

SETTINGS = """\
# Settings of this workspace. Recipes use them as {{ settings.<part>.<name> }}.

timezone = "Europe/Amsterdam"

[company]                         # seller on invoices, sender of mails
name = "Our Company B.V."
street = "Hoofdstraat 1"
postal_code = "1234 AB"
city = "Amsterdam"
country = "NL"
email = "office@example.org"
# vat_number = "NL..."
# registration = "KvK ..."
# iban = "NL.."
# phone = ""
# website = ""
# logo = "invoice/logo.svg"       # a file below templates/

[backoffice]                      # the web application that robots type into
url = "http://127.0.0.1:8080"
user = "robot"                    # who the robot signs in as; its password: rpa secret set backoffice.password
database = "sqlite:///backoffice.sqlite"   # read by vat-return

[mail]
from = "Our Company <office@example.org>"
outbox = "outbox"                 # a Maildir, used while no host is set
# host = "smtp.example.org"       # then: rpa secret set mail.user, rpa secret set mail.password
# port = 587
# security = "starttls"           # or "tls", "none"

# [retention]                     # what is older, rpa prune removes; without it, everything is kept
# details = "8 years"
# pictures = "90 days"
"""
FOLDERS = ("recipes", "templates", "inbox/orders", "inbox/mails", "inbox/forms", "reports")
IGNORED = ".rpa/\noutbox/\nreports/\narchive/\n"


def make_workspace(folder: Path, recipes: tuple[str, ...] = (), settings: str = SETTINGS) -> list[Path]:
    """Make a workspace; nothing that is there already is changed.

    Args:
        folder: Where; made when missing.
        recipes: Names of shipped recipes to copy.
        settings: Text of `rpa.toml`.

    Returns:
        What was made, in order.

    Raises:
        UsageError: If a named recipe does not exist.
        EnvironmentNotReady: If the folder cannot be written.
    """
    from rpa.describe.json_schema import recipe_schema
    from rpa.drivers.files import make_folder, write_file
    from rpa.drivers.workspace import SETTINGS_FILE, open_workspace
    from rpa.errors import ApplicationException, EnvironmentNotReady
    from rpa.recipe.library import find_recipe, read_recipe

    try:
        make_folder(folder)
    except ApplicationException as error:
        hint = "Name a folder that can be made."
        raise EnvironmentNotReady("no folder can be made there", place=str(folder), hint=hint) from error
    workspace = open_workspace(folder)
    chosen = [find_recipe(workspace, name) for name in recipes]
    made: list[Path] = []
    for name in FOLDERS:
        if not (workspace.root / name).is_dir():
            make_folder(workspace.root / name)
            made.append(workspace.root / name)
    texts = {workspace.root / SETTINGS_FILE: settings, workspace.root / ".gitignore": IGNORED}
    texts |= {workspace.root / "recipes" / "recipe.schema.json": json.dumps(recipe_schema(), indent=1)}
    texts |= {workspace.root / "recipes" / file.name: read_recipe(file) for file in chosen}
    for path, text in texts.items():
        if not path.exists():
            write_file(path, text.encode())
            made.append(path)
    return made


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--recipe",
    "-r",
    "recipes",
    multiple=True,
    metavar="NAME",
    help="Copy this shipped recipe to change it; repeatable.",
)
@click.option("--all", "everything", is_flag=True, help="Copy all shipped recipes.")
def command(folder: Path, recipes: tuple[str, ...], everything: bool) -> None:
    """Make a workspace in FOLDER (default: here). What is there already stays as it is.

    Shipped recipes can be run without copying them; copy those you want to change.
    """
    from rpa.cli.terminal import say
    from rpa.drivers.workspace import open_workspace
    from rpa.recipe.library import recipe_files

    made: list[Path] = []
    if everything:
        made = make_workspace(folder)
        shipped = recipe_files(open_workspace(folder))
        recipes = tuple(dict.fromkeys((*recipes, *shipped)))
    made += make_workspace(folder, recipes)
    for path in made:
        click.echo(path.relative_to(folder.resolve()))
    say(
        f"{'The workspace is ready' if made else 'The workspace was complete already'}: {folder.resolve()}",
        colour="green",
    )
    say("Next: describe your company in rpa.toml, then: rpa list, rpa show order-to-invoice, rpa doctor")
