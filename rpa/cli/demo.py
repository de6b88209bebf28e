"""Watch the robots do a small company's back office for real."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rpa.cli.options import json_option

if TYPE_CHECKING:
    from rpa.demo.office import Office
    from rpa.engine.runs import RunOutcome
    from rpa.model.workspace import Workspace
    from rpa.reports.files import ReportFiles

RECIPES = ("form-to-customer", "order-to-invoice", "mail-to-ticket", "vat-return")
DAY = date(2026, 10, 5)
"""The day on which the sample company lives."""


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo-company")
@click.option("--keep", is_flag=True, help="Leave the company running afterwards, with its address and password.")
@click.option("--stop", is_flag=True, help="Stop a company that was left running.")
@json_option
@click.pass_context
def command(ctx: click.Context, folder: Path, keep: bool, stop: bool, as_json: bool) -> None:
    """Set up the sample company in FOLDER (default: demo-company) and run its four recipes.

    The company's back office is a real web application on this machine, its inbox holds real workbooks, mails and
    forms. Run it again: the same inbox is delivered again, and nothing is done twice.
    """
    from rpa.demo.office import find_office, open_office

    if stop:
        office = find_office(folder.resolve())
        if office:
            office.stop()
        click.echo("stopped" if office else "it was not running")
        return
    office = open_office(folder.resolve(), detached=keep)
    try:
        ctx.exit(_show_the_work(office, keep=keep, as_json=as_json))
    finally:
        if not keep:
            office.stop()


def _show_the_work(office: Office, *, keep: bool, as_json: bool) -> int:
    from rpa.cli.log_file import open_log
    from rpa.cli.terminal import print_json, say, short
    from rpa.demo.inbox import deliver
    from rpa.drivers.workspace import open_workspace

    workspace = open_workspace(office.folder)
    open_log(workspace)
    deliver(workspace.root)
    if not as_json:
        say(f"The sample company answers at {office.address}; its inbox is in {short(workspace.root / 'inbox')}.")
    results = {name: _run(workspace, name, quiet=as_json) for name in RECIPES}
    counts = office.counts()
    wrong = [kind for kind, number in counts["writes"].items() if number != counts["distinct"][kind]]
    failed = [name for name, (outcome, _) in results.items() if outcome.error or outcome.totals.failed]
    code = 1 if wrong or failed else 0
    if as_json:
        print_json(_as_data(office, workspace, results, counts, code))
    else:
        _closing_screen(office, workspace, results, counts, keep=keep)
        for kind in wrong:
            say(f"{kind}: the company counted a write twice, that must never happen", colour="red")
    _keep_told(workspace, {name: outcome.run for name, (outcome, _) in results.items()})
    return code


def _keep_told(workspace: Workspace, runs: Mapping[str, int]) -> None:
    """What the screen has shown, the next run in this workspace and `rpa doctor` need not tell again."""
    from rpa.engine.runs import open_ledger
    from rpa.engine.untold import keep_told

    with closing(open_ledger(workspace)) as ledger:
        for name, run in runs.items():
            keep_told(ledger, name, run)


def _run(workspace: Workspace, name: str, *, quiet: bool) -> tuple[RunOutcome, ReportFiles]:
    from rpa.cli.progress import watch
    from rpa.engine.runs import RunOptions, open_ledger, run_recipe
    from rpa.recipe.library import load_recipe
    from rpa.reports.files import write_reports

    with watch(quiet=quiet) as watcher:
        outcome = run_recipe(workspace, load_recipe(workspace, name), RunOptions(today=DAY), watcher)
    ledger = open_ledger(workspace)
    try:
        return outcome, write_reports(workspace, ledger, outcome.run)
    finally:
        ledger.close()


def _documents(workspace: Workspace) -> dict[str, list[str]]:
    """The documents that were made, by folder."""
    found = {
        "invoices": sorted((workspace.root / "invoices").glob("*.pdf")),
        "vat": sorted((workspace.root / "vat").rglob("*.*")),
        "mails": sorted((workspace.root / "outbox" / "new").glob("*")),
    }
    return {name: [str(path) for path in paths] for name, paths in found.items()}


def _closing_screen(
    office: Office, workspace: Workspace, results: dict[str, Any], counts: dict[str, Any], *, keep: bool
) -> None:
    from rpa.cli.terminal import called_as, say, short, table

    states = ("done", "skipped", "rejected", "in_review", "in_doubt", "failed")
    rows = [[name, *(getattr(outcome.totals, state) for state in states)] for name, (outcome, _) in results.items()]
    table(["Recipe", *(state.replace("_", " ") for state in states)], rows, title="What the robots did")
    kinds = [kind for kind, number in counts["writes"].items() if number]
    table(
        ["Entered", "Writes received", "Different ones"],
        [[kind.replace("_", " "), counts["writes"][kind], counts["distinct"][kind]] for kind in kinds],
        title="What the company counted itself",
    )
    files = [("report", name, files.report) for name, (_, files) in results.items()]
    files += [("hand-back", name, files.hand_back) for name, (_, files) in results.items() if files.hand_back]
    documents = _documents(workspace)
    files += [("document", kind, Path(paths[-1])) for kind, paths in documents.items() if paths and kind != "mails"]
    table(["Look at", "Of", "File"], [[kind, name, short(path)] for kind, name, path in files], title="Files to open")
    outbox = short(workspace.root / "outbox")
    say(f"{len(documents['invoices'])} invoices, and {len(documents['mails'])} mails in {outbox}/new.")
    say("Each file there is one mail (a Maildir): copy it to a name ending in .eml, and a mail program opens it.")
    say("form-to-customer has done more forms than customers are new: some forms changed a customer that was there.")
    program = called_as()
    if keep:
        say(f"The company is still running: {office.address}  user {office.user}  password {office.password}")
        say(f"Its own count of every write: {office.address}/activity")
        say(f"Stop it: {program} demo --stop {short(office.folder)}")
    else:
        say(f"Run it again and nothing is done twice; {program} demo --keep leaves the company running to look around.")


def _as_data(
    office: Office, workspace: Workspace, results: dict[str, Any], counts: dict[str, Any], code: int
) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "exit_code": code,
        "workspace": str(workspace.root),
        "address": office.address,
        "recipes": {
            name: {
                **asdict(outcome.totals),
                "run": outcome.run,
                "error": outcome.error,
                "report": str(files.report),
                "hand_back": str(files.hand_back) if files.hand_back else None,
            }
            for name, (outcome, files) in results.items()
        },
        "writes": counts["writes"],
        "distinct": counts["distinct"],
        "documents": _documents(workspace),
    }
