"""The `rpa` command: knows its commands by name and loads only the one that is called."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from pathlib import Path

import click

from rpa.errors import MistakesFound, RpaError

GROUPS = {
    "Write": ("init", "check", "show", "list", "actions", "schema", "do", "document"),
    "Run": ("plan", "run", "resume", "retry", "stop", "work", "intake"),
    "Look": ("runs", "items", "review", "report", "audit"),
    "Operate": ("schedule", "secret", "doctor", "prune", "ledger", "demo"),
}
"""Every command, in its place in the help: each is the module of its name beside this one, all others are parts."""
# Pydantic would read what every installed package says of itself, to find plugins of its own; recipes know none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class CommandLine(click.Group):
    """A group whose commands are those in `GROUPS`, each in a file beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, sorted."""
        return sorted(name for members in GROUPS.values() for name in members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of one file, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"rpa.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - a programming error, not an input
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt one is answered with the nearest name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = f" Did you mean: rpa {near[0]}?" if near else " See: rpa --help"
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in their groups, each with the first line of its file."""
        for title, members in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, _summary(name)) for name in members])


def _summary(name: str) -> str:
    head = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")[:300]
    found = re.match(r'"""(.*)', head)
    return found.group(1).strip().rstrip('"') if found else ""


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"rpa {version('rpa-backoffice')}")
        ctx.exit()


@click.command(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version.")
def group() -> None:
    """Robots for the back office: recipes that do every piece of work exactly once."""


def _show(error: RpaError) -> None:
    if isinstance(error, MistakesFound):
        for problem in error.problems:
            click.echo(str(problem), err=True)
            click.echo(err=True)
    click.echo(f"rpa: {error}", err=True)


def _log_unexpected() -> Path | None:
    """Write the traceback to the workspace's log, or to one of the user's own; never to the screen."""
    import logging

    from rpa.cli.log_file import log_unexpected

    try:
        return log_unexpected()
    except OSError as error:
        logging.getLogger(__name__).debug("no log could be written: %s", error)
        return None


def main() -> None:
    """Run a command and end with its exit code.

    0 all done · 1 unexpected · 2 usage or recipe error · 3 some items failed · 4 some items wait for a person ·
    5 already running · 6 environment not ready · 7 the ledger is not whole · 130 interrupted.
    """
    try:
        code = group.main(standalone_mode=False, prog_name="rpa")
    except click.ClickException as error:
        error.show()
        code = error.exit_code if not isinstance(error, click.UsageError) else 2
    except click.exceptions.Abort:
        click.echo("rpa: interrupted", err=True)
        code = 130
    except RpaError as error:
        _show(error)
        code = error.exit_code
    except BrokenPipeError:
        # The reader went away (`rpa items | head`): no error, but stdout must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback on a screen
        file = _log_unexpected()
        where = f" The details are in {file}." if file else ""
        click.echo(f"rpa: unexpected: {type(error).__name__}: {error}.{where}", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
