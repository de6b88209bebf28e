"""Try what is read of a document, with every place marked on its picture, and check templates."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rpa.cli.options import json_option, workspace_around
from rpa.cli.terminal import print_json, say, short
from rpa.errors import BusinessException, MistakesFound, UsageError

if TYPE_CHECKING:
    from rpa.model.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])
KINDS = ("invoice", "credit_note", "receipt", "purchase_order")
MOST_BYTES = 50_000_000


HELP = """Try what is read of a document, with every place marked on its picture, and check templates.

\b
rpa document try invoice.pdf                   each field, its value, why it is this one
rpa document try invoice.pdf --template FILE   the same with one template, whether or not it fits
rpa document check                             the mistakes of all templates
"""


@click.group("document", help=HELP)
def command() -> None:
    """Try what is read of a document, with every place marked on its picture, and check templates."""


def _workspace_option(function: F) -> F:
    """`-C`: a workspace, if there is one."""
    return click.option(
        "--workspace",
        "-C",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the workspace (default: the one around the current folder, if there is one).",
    )(function)


@command.command("try")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--template", "-t", metavar="FILE", help="Only this template: a file, or a name.")
@click.option("--kind", type=click.Choice(KINDS), help="What it is, when its title does not say it.")
@click.option("--threshold", type=float, default=0.9, show_default=True, help="Below this a person is asked.")
@click.option("--ocr/--no-ocr", default=None, help="Recognise the text of scanned pages (default: when that is there).")
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False), help="Folder for them (default: beside).")
@click.option("--no-pictures", is_flag=True, help="Draw none.")
@click.option("--open", "is_opened", is_flag=True, help="Open the pictures.")
@json_option
@_workspace_option
@click.pass_context
def try_document(
    ctx: click.Context,
    file: Path,
    template: str | None,
    kind: str | None,
    threshold: float,
    ocr: bool | None,
    pictures: Path | None,
    no_pictures: bool,
    is_opened: bool,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Show what is read of FILE (a PDF or a picture): each field, its value, why it is this one, and its place.

    For what was not found it says what was nearly found. On pictures of the pages every place is marked: green what
    is sure, red what a person would be asked about. Nothing is written but these pictures.
    """
    from rpa.cli.document_telling import as_data, tell
    from rpa.cli.document_trying import Trial, draw, opened, read

    workspace = workspace_around(folder)
    limit = Decimal(str(threshold))
    content = _content(file)
    trial: Trial = read(file.name, content, workspace, template, kind or "", ocr)
    drawn = [] if no_pictures else draw(trial, pictures or file.parent, limit)
    if as_json:
        print_json(as_data(trial, drawn, limit))
    else:
        tell(trial, limit)
        for path in drawn:
            say(f"Picture: {short(path)}")
    if is_opened:
        opened(drawn)


@command.command("check")
@click.argument("templates", nargs=-1, metavar="TEMPLATE...")
@json_option
@_workspace_option
@click.pass_context
def check_templates(ctx: click.Context, templates: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Check TEMPLATE (files or names; all of the workspace when none is named): every mistake at once, with its place.

    Of a template of invoice2data it also says what is not supported. Ends with 2 when there is a mistake.
    """
    from rpa.drivers.template_folder import find_template, template_files

    workspace = workspace_around(folder)
    if not templates and workspace is None:
        raise UsageError("no template is named, and there is no workspace here")
    paths = [find_template(workspace, one) for one in templates]
    if not templates and workspace is not None:
        paths = list(template_files(workspace).values())
        if not paths:
            say("There are no templates: they lie in templates/documents/.")
    results = [_checked(path, workspace) for path in paths]
    wrong = sum(len(one["problems"]) for one in results)
    if as_json:
        print_json([{**one, "problems": [vars(problem) for problem in one["problems"]]} for one in results])
    else:
        _tell_checked(results)
        if wrong:
            say(f"{wrong} mistake{'s' if wrong != 1 else ''} found.")
    ctx.exit(2 if wrong else 0)


def _checked(path: Path, workspace: Workspace | None) -> dict[str, Any]:
    """What is to be said of one template."""
    from rpa.drivers.template_folder import as_named, load_template

    shown = as_named(path.resolve() if workspace else path, workspace)
    try:
        found = load_template(path, workspace)
    except MistakesFound as error:
        return {"template": shown, "ok": False, "problems": error.problems, "remarks": []}
    rows = len(found.fields)
    told = f"{rows} field{'s' if rows != 1 else ''}{', of invoice2data' if found.is_foreign else ''}"
    return {"template": shown, "ok": True, "problems": (), "remarks": list(found.remarks), "told": told}


def _tell_checked(results: list[dict[str, Any]]) -> None:
    """Tell a person what was found in templates."""
    for one in results:
        for problem in one["problems"]:
            say(f"{problem}\n")
        if one["ok"]:
            click.echo(f"OK {one['template']} ({one['told']})")
        for remark in one["remarks"]:
            say(f"   not supported: {remark}")


def _content(file: Path) -> bytes:
    """The file's bytes.

    Raises:
        BusinessException: It cannot be read, or is far larger than any document.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BusinessException(f"the file has more than {MOST_BYTES} bytes", place=str(file))
        return file.read_bytes()
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=str(file)) from None
