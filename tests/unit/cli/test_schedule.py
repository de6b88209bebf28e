"""`rpa schedule`: from a recipe's line to cron's, and back."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa.cli.schedule import command
from rpa.errors import EnvironmentNotReady, UsageError

RECIPE = """name: {name}
locale: nl-NL
{schedule}
steps:
  - check: "{{{{ 1 < 2 }}}}"
    message: Never
"""
FOREIGN = b"MAILTO=admin@example.nl\r\n0 3 * * * backup"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, and a crontab command that keeps its table in a file beside it."""
    root = tmp_path / "company"
    (root / "recipes").mkdir(parents=True)
    (root / "rpa.toml").write_text('timezone = "Europe/Oslo"\n')
    write(root, "orders", "15 7 * * mon-fri")
    write(root, "stock", "0 6 * * *")
    write(root, "by-hand", "")
    table = shlex.quote(str(tmp_path / "table"))
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\ncase $1 in -l) [ -e {table} ] || {{ echo "no crontab for x" >&2; exit 1; }}; cat {table};;\n'
        f"-) cat > {table}.new && mv {table}.new {table};; esac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in os.environ:
        if name.startswith("RPA_"):
            monkeypatch.delenv(name)
    return root


def write(root: Path, name: str, schedule: str) -> None:
    line = f'schedule: "{schedule}"' if schedule else ""
    (root / "recipes" / f"{name}.yaml").write_text(RECIPE.format(name=name, schedule=line))


def call(workspace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(workspace)])


def table(workspace: Path) -> list[bytes]:
    return (workspace.parent / "table").read_bytes().splitlines()


def states(workspace: Path) -> dict[str, str]:
    answer = call(workspace, "list", "--json")
    assert answer.exit_code == 0, answer.output
    return {row["recipe"]: row["state"].partition(":")[0] for row in json.loads(answer.stdout)}


def test_the_lines_are_shown_and_nothing_is_installed(workspace: Path) -> None:
    answer = call(workspace, "install", "--dry-run")
    assert answer.exit_code == 0, answer.output
    shown = answer.stdout.encode().splitlines()
    assert not (workspace.parent / "table").exists()
    assert set(states(workspace).values()) == {"not installed"}
    call(workspace, "install")
    assert shown == [line for line in table(workspace) if b" run " in line]
    assert len(shown) == 2


def test_install_all_list_and_remove(workspace: Path) -> None:
    (workspace.parent / "table").write_bytes(FOREIGN)
    assert states(workspace) == {"orders": "not installed", "stock": "not installed"}
    answer = call(workspace, "install")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout == ""
    assert "orders: 15 7 * * mon-fri, next " in answer.stderr
    assert table(workspace)[:2] == FOREIGN.splitlines()
    assert len(table(workspace)) == 4
    assert states(workspace) == {"orders": "installed", "stock": "installed"}

    before = table(workspace)
    assert "nothing was changed" in call(workspace, "install").stderr
    assert table(workspace) == before

    assert call(workspace, "remove", "orders").stderr == "orders: removed\n"
    assert states(workspace) == {"orders": "not installed", "stock": "installed"}
    assert call(workspace, "remove", "orders").stderr == "orders: was not installed\n"
    assert call(workspace, "remove", "--all").exit_code == 0
    assert table(workspace) == FOREIGN.splitlines()


def test_install_one(workspace: Path) -> None:
    assert call(workspace, "install", "stock").exit_code == 0
    assert states(workspace) == {"orders": "not installed", "stock": "installed"}


def test_what_has_changed_since(workspace: Path) -> None:
    call(workspace, "install")
    write(workspace, "orders", "30 8 * * mon-fri")
    (workspace / "recipes/stock.yaml").unlink()
    assert states(workspace) == {"orders": "outdated", "stock": "recipe or its schedule gone"}
    call(workspace, "install", "orders")
    assert states(workspace)["orders"] == "installed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("install", "by-hand"), "no schedule"),
        (("install", "ordres"), "orders"),
        (("next", "by-hand"), "no schedule"),
    ],
)
def test_what_cannot_be(workspace: Path, arguments: tuple[str, ...], said: str) -> None:
    answer = call(workspace, *arguments)
    assert isinstance(answer.exception, UsageError)
    assert said in str(answer.exception)
    assert not (workspace.parent / "table").exists()


def test_a_recipe_with_mistakes_stops_the_installation_of_all(workspace: Path) -> None:
    (workspace / "recipes/orders.yaml").write_text("name: orders\nsteps: nothing\n")
    answer = call(workspace, "install")
    assert isinstance(answer.exception, UsageError)
    assert "rpa check orders" in str(answer.exception)
    assert not (workspace.parent / "table").exists()
    assert states(workspace) == {"orders": "not installed", "stock": "not installed"}
    assert call(workspace, "next").exit_code == 0


def test_remove_wants_names_or_all(workspace: Path) -> None:
    assert call(workspace, "remove").exit_code == 2
    assert call(workspace, "remove", "--all", "orders").exit_code == 2


def test_next_is_in_the_workspaces_zone_with_its_offset(workspace: Path) -> None:
    answer = call(workspace, "next", "-n", "3", "orders")
    lines = answer.stdout.splitlines()
    assert lines[0] == "Time\tRecipe"
    assert len(lines) == 4
    for line in lines[1:]:
        assert " 07:15 +0" in line
        assert line.endswith("\torders")
        assert line[:3] in {"Mon", "Tue", "Wed", "Thu", "Fri"}
    rows = json.loads(call(workspace, "next", "--json").stdout)
    assert len(rows) == 5
    assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)


def test_variables_that_cron_will_not_know(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RPA_SECRET_ERP_PASSWORD", "Kn0ckKn0ck")
    answer = call(workspace, "install")
    assert "cron will not know RPA_SECRET_ERP_PASSWORD" in answer.stderr
    assert "Kn0ckKn0ck" not in answer.output


def test_no_crontab(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    assert isinstance(call(workspace, "install").exception, EnvironmentNotReady)
