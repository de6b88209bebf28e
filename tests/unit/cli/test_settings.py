"""Mistakes in rpa.toml, as every command tells them before anything runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rpa.cli.settings import check_settings, refuse_mistakes, settings_problems
from rpa.demo.office import SETTINGS as DEMO
from rpa.drivers.workspace import open_workspace
from rpa.errors import SettingsError

RECIPE = "name: good\nsteps:\n- mail.send: {to: a@example.org, subject: Hello, text: Hello}\n"
WRONG = """timezon = "Europe/Oslo"

[mail]
from = "office@example.org"
hots = "127.0.0.1"
outbx = "uit"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "good.yaml").write_text(RECIPE)
    (tmp_path / "rpa.toml").write_text(WRONG)
    return tmp_path


def rpa(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RPA_")}
    command = [sys.executable, "-m", "rpa.cli.main", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_check_tells_all_of_them_with_their_lines(root: Path) -> None:
    done = rpa(root, "check", "good")
    assert (done.returncode, done.stdout) == (2, "OK good (1 step)\n")
    assert "rpa.toml:1:1: nothing uses timezon\n    Did you mean timezone?" in done.stderr
    assert "rpa.toml:5:1: [mail] has no setting 'hots'\n    Did you mean 'host'?\n" in done.stderr
    assert "rpa.toml:6:1: [mail] has no setting 'outbx'\n    Did you mean 'outbox'?\n" in done.stderr
    assert done.stderr.rstrip().endswith("3 mistakes found; nothing ran.")
    found = json.loads(rpa(root, "check", "--json", "good").stdout)
    assert [(one["recipe"], one["ok"], len(one["problems"])) for one in found] == [("", False, 3), ("good", True, 0)]


@pytest.mark.parametrize(
    "words",
    [
        ("run", "good"),
        ("run", "good", "--detach"),
        ("plan", "good"),
        ("resume", "good"),
        ("retry", "good"),
        ("do", "mail.send", "--to", "a@example.org", "--subject", "Hello", "--text", "Hello"),
        ("work", "--idle", "1"),
    ],
    ids=" ".join,
)
def test_nothing_runs(root: Path, words: tuple[str, ...]) -> None:
    done = rpa(root, *words)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "rpa.toml:5:1: [mail] has no setting 'hots'" in done.stderr
    assert "3 mistakes found; nothing ran." in done.stderr
    assert not (root / ".rpa").exists()
    assert not (root / "outbox").exists()


def test_without_mistakes_it_runs(root: Path) -> None:
    (root / "rpa.toml").write_text(
        WRONG.replace("timezon ", "timezone ").replace("hots", "# hots").replace("bx", "box")
    )
    done = rpa(root, "run", "good")
    assert done.returncode == 0, done.stderr
    assert list((root / "uit" / "new").iterdir())


def test_the_ledger_and_the_retention_say_what_they_want(root: Path) -> None:
    (root / "rpa.toml").write_text('[retention]\ndetials = "1 year"\nlogs = "soon"\n[ledger]\nurll = "x"\n')
    found = [(one.line, one.message) for one in settings_problems(open_workspace(root))]
    assert [line for line, _ in found] == [2, 3, 4]
    assert "nothing called detials" in found[0][1]
    assert "no length of time" in found[1][1]
    assert "there is no setting 'urll'" in found[2][1]


def test_the_ledger_alone_is_an_environment_that_is_not_ready(root: Path) -> None:
    (root / "rpa.toml").write_text('[mail]\nfrom = "o@x.nl"\n[ledger]\nurll = "x"\n')
    refuse_mistakes(open_workspace(root))
    done = rpa(root, "run", "good")
    assert done.returncode == 6
    assert "there is no setting 'urll'" in done.stderr


def test_a_part_of_ones_own_may_have_any_name_once_a_recipe_uses_it(root: Path, tmp_path: Path) -> None:
    (root / "rpa.toml").write_text('[mails]\nto = "a@x.nl"\n')
    with pytest.raises(SettingsError, match="1 mistake found"):
        refuse_mistakes(open_workspace(root))
    other = tmp_path / "elsewhere.yaml"
    other.write_text(RECIPE.replace("a@example.org", '"{{ settings.mails.to }}"'))
    refuse_mistakes(open_workspace(root), str(other))
    other.rename(root / "recipes" / "elsewhere.yaml")
    refuse_mistakes(open_workspace(root))


@pytest.mark.parametrize("part", ["mail", "company", "browser", "reports", "secrets", "retention", "http", "ledger"])
def test_a_part_that_is_no_table_is_told_and_breaks_nothing(root: Path, part: str) -> None:
    (root / "rpa.toml").write_text(f'{part} = "x"\n')
    ((problem),) = settings_problems(open_workspace(root))
    assert problem.line == 1
    assert f'{part} = "x": expected a table' in problem.message


def test_doctor_names_each_and_is_not_ready(root: Path) -> None:
    checks = list(check_settings(open_workspace(root)))
    assert [check.state for check in checks] == ["missing"] * 3
    assert checks[1].seen == "rpa.toml line 5: [mail] has no setting 'hots'"
    (root / "rpa.toml").write_text(DEMO)
    ((check),) = check_settings(open_workspace(root))
    assert (check.name, check.state) == ("settings", "ok")
