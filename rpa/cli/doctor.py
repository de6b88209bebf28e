"""See whether this machine can run recipes; --fix installs what is missing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rpa.cli.options import json_option
from rpa.cli.terminal import print_json, say
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.drivers.machine import Check
    from rpa.drivers.packages import Installer

MARKS = {"ok": ("ok", "green"), "warn": ("warn", "yellow"), "missing": ("MISSING", "red")}


@click.command()
@click.option("--fix", is_flag=True, help="Install what is missing with the system's package manager.")
@click.option("--for-tests", is_flag=True, help="Check what the project's own tests need, too.")
@click.option(
    "--workspace",
    "-C",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the workspace (default: the one around the current folder, if there is one).",
)
@json_option
def command(fix: bool, for_tests: bool, folder: Path | None, as_json: bool) -> None:
    """See whether this machine can run recipes: browser, PDF, fonts, time, cron, disk, secrets.

    In a workspace also whether its own and its scheduled recipes have every secret they use. Ends with exit code 6
    when something required is missing. With --fix, missing things are installed first (apt, dnf or brew; with sudo
    when needed). It never waits for an answer.
    """
    workspace = _workspace(folder)
    checks = _look(workspace, for_tests=for_tests)
    if fix and any(check.part for check in checks):
        _install(checks)
        checks = _look(workspace, for_tests=for_tests)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            _show(check)
    missing = list(dict.fromkeys(check.name for check in checks if check.state == "missing"))
    if missing:
        raise EnvironmentNotReady(f"not ready: {', '.join(missing)}.", hint=_what_next(checks, fixed=fix))
    if not as_json:
        _say_ready(checks)


def _look(workspace: Workspace | None, *, for_tests: bool) -> list[Check]:
    from rpa.cli.earlier import check_untold
    from rpa.cli.needs import check_ledger, check_mailboxes, check_needs
    from rpa.cli.settings import check_settings
    from rpa.drivers.alarms import check_alarms
    from rpa.drivers.machine import check_machine
    from rpa.drivers.spool import check_spools

    checks = list(check_machine(workspace, for_tests=for_tests))
    if workspace is None:
        return checks
    ledger = list(check_ledger(workspace))
    if all(check.state != "missing" for check in ledger):
        ledger += check_untold(workspace)
    needs = [check_alarms(), *check_settings(workspace), *ledger, *check_needs(workspace)]
    needs += check_mailboxes(workspace)
    needs += check_spools(workspace)
    if any(check.name == "secrets" and check.state == "missing" for check in needs):
        # "2 set" beside what is not set would read as if all were well.
        checks = [check for check in checks if check.name != "secrets" or check.state != "ok"]
    return checks + needs


def _say_ready(checks: list[Check]) -> None:
    warnings = sum(check.state == "warn" for check in checks)
    if warnings:
        noun = "a warning" if warnings == 1 else f"{warnings} warnings"
        say(f"This machine is ready, with {noun}: see above.", colour="yellow")
    else:
        say("This machine is ready.")


def _workspace(folder: Path | None) -> Workspace | None:
    from rpa.drivers.workspace import find_workspace

    try:
        return find_workspace(folder)
    except UsageError as error:
        # Before `rpa init` there is none, and the machine can be looked at all the same.
        if folder is None and error.message.startswith("no workspace"):
            return None
        raise


def _install(checks: list[Check]) -> None:
    from rpa.drivers.packages import find_installer, install

    installer = find_installer()
    if installer.reason:
        say(f"Nothing can be installed: {installer.reason}.", colour="yellow")
        return
    if refresh := installer.refresh():
        say(f"$ {' '.join(refresh)}")
        if trouble := install(installer, refresh):
            say(f"  did not work ({trouble}); going on with the list there is", colour="yellow")
    for check in checks:
        if check.part:
            _install_part(installer, check.part)


def _install_part(installer: Installer, part: str) -> None:
    from rpa.drivers.packages import install

    if first := installer.first(part):
        say(f"$ {' '.join(first)}")
        if trouble := install(installer, first):
            say(f"  did not work ({trouble}); {part} is not installed: it would start a server", colour="yellow")
            return
    for way in installer.ways(part):
        say(f"$ {' '.join(way)}")
        trouble = install(installer, way)
        if not trouble and _now_there(part):
            return
        say(f"  did not help{f' ({trouble})' if trouble else ''}", colour="yellow")


def _now_there(part: str) -> bool:
    from rpa.drivers import machine
    from rpa.drivers.browser_driver import check_driver
    from rpa.drivers.postgres_programs import check_postgres

    again = {
        "driver": check_driver,
        "browser": lambda: machine.check_browser(None),
        "pdf": machine.check_pdf,
        "fonts": machine.check_fonts,
        "cron": machine.check_cron,
        "postgres": check_postgres,
    }
    return not (again[part]() if part in again else machine.check_program(part)).part


def _show(check: Check) -> None:
    word, colour = MARKS[check.state]
    click.echo(f"{click.style(f'{word:8}', fg=colour)}{check.name:11}{check.seen}")
    if check.remedy:
        click.echo(f"{'':19}{check.remedy}")


def _what_next(checks: list[Check], *, fixed: bool) -> str:
    from rpa.drivers.packages import describe, find_installer

    parts = [check.part for check in checks if check.state == "missing" and check.part]
    if not parts:
        return "Each line above says what to do."
    if not fixed:
        return "Install it with: rpa doctor --fix"
    return "\n  ".join(("Install it by hand, as root:", *describe(find_installer(), parts)))
