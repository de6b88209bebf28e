"""What every command keeps to: help that is quick and says something, errors on stderr, exit codes."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rpa.cli import main
from rpa.cli.main import group

CONTEXT = click.Context(group, info_name="rpa")
assert isinstance(group, click.Group)
NAMES = group.list_commands(CONTEXT)
HEAVY = ("playwright", "openpyxl", "weasyprint", "pydantic", "sqlalchemy", "rich", "flask", "pdfplumber")


def rpa(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    environment.pop("RPA_WORKSPACE", None)
    command = [sys.executable, "-m", "rpa.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=60, check=False)


def leaves(command: click.Command, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The command and the commands below it, those of single actions excepted."""
    if not isinstance(command, click.Group) or words == ("do",):
        return [words]
    context = click.Context(command, info_name=words[-1])
    below = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [words, *(leaf for name, inner in below if inner for leaf in leaves(inner, (*words, name)))]


ALL = [leaf for name in NAMES if (top := group.get_command(CONTEXT, name)) for leaf in leaves(top, (name,))]


def test_there_are_commands() -> None:
    assert {"run", "plan", "check", "items", "do"} <= set(NAMES)
    assert len(NAMES) == len(set(NAMES)), "each has one place in the help"


def defines_a_command(file: Path) -> bool:
    """Whether a module has `command` among its own names, without importing it."""
    names: list[str] = []
    for one in ast.parse(file.read_text(encoding="utf-8")).body:
        match one:
            case ast.FunctionDef():
                names.append(one.name)
            case ast.Assign():
                names += [target.id for target in one.targets if isinstance(target, ast.Name)]
    return "command" in names


def test_a_module_is_a_command_or_a_part() -> None:
    """One that defines a command and stands in no group would not be there; one without would be no command."""
    defining = {file.stem for file in Path(main.__file__).parent.glob("*.py") if defines_a_command(file)}
    assert defining == set(NAMES), "GROUPS in rpa/cli/main.py names every module that defines `command`, and no other"


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_says_what_it_does_and_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    program = (
        f"import sys\nsys.argv = ['rpa', *{words!r}, '--help']\n"
        "from rpa.cli.main import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    code = end.code\n"
        f"print([one for one in {HEAVY!r} if one in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    loaded, _, code = done.stderr.strip().rpartition(" ")
    assert code == "0"
    # The actions are the commands of `do`: to list them it reads the catalog.
    assert loaded == "[]" or words[0] == "do", loaded
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    assert lines[0].startswith(f"Usage: rpa {' '.join(words)}")
    assert len(lines[1]) > 15
    assert lines[1][0].isupper()


LOOKS_FOR_WORK = """name: look
items:
  from:
    folder.files: inbox/*.pdf
  key: "{{ item.sha256 }}"
steps:
- check: "{{ item.size > 0 }}"
  message: The file is empty
"""
FAR_OFF = "0 0 29 2 *"
LANGUAGE = ("pydantic", "jinja2", "ruamel", "rpa.recipe.checker")
LIBRARIES = (
    *("playwright", "weasyprint", "openpyxl", "xlsxwriter", "python_calamine", "xlrd", "lxml", "babel", "rich"),
    *("pdfplumber", "pypdfium2", "pikepdf", "PIL", "saxonche", "rapidfuzz", "regex", "phonenumbers", "stdnum"),
    *("sqlalchemy", "psycopg", "procrastinate", "httpx", "requests", "urllib.request", "smtplib", "imaplib", "ssl"),
    *("flask", "waitress", "keyring", "pyrage", "subprocess", "multiprocessing", "asyncio"),
)
UNUSED = (
    *("rpa.effects.browser", "rpa.drivers.page", "rpa.drivers.document_template", "rpa.drivers.html_pdf"),
    *("rpa.engine.crew", "rpa.cli.detaching", "rpa.reports.html", "rpa.drivers.workbook_writing", "rpa.formats.cron"),
    "cronsim",
)
"""What a run without work has no use for, parts of our own first."""


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which a recipe has looked for work once, and found none."""
    folder = tmp_path_factory.mktemp("looked")
    (folder / "rpa.toml").touch()
    (folder / "recipes").mkdir()
    (folder / "inbox").mkdir()
    (folder / "recipes/look.yaml").write_text(LOOKS_FOR_WORK)
    assert rpa("run", "look", cwd=folder).returncode == 0
    return folder


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (("run", "look"), (*LIBRARIES, *UNUSED)),
        (("plan", "look"), (*LIBRARIES, "rpa.effects.browser", "rpa.drivers.page", "rpa.engine.crew")),
        (("check", "look"), (*LIBRARIES, *UNUSED, "rpa.engine.runs", "sqlite3", "logging.handlers")),
        (("run", "look", "--due", FAR_OFF), (*LANGUAGE, *LIBRARIES, "rpa.engine.runs", "sqlite3")),
        (("review",), (*LANGUAGE, *LIBRARIES, *UNUSED)),
        (("runs",), (*LANGUAGE, *LIBRARIES, *UNUSED)),
        (("items",), (*LANGUAGE, *LIBRARIES, *UNUSED)),
    ],
    ids=lambda words: " ".join(words) if "look" in words or len(words) == 1 else "",
)
def test_a_command_imports_only_what_it_uses(looked: Path, words: tuple[str, ...], unwanted: tuple[str, ...]) -> None:
    program = (
        f"import sys\nsys.argv = ['rpa', *{words!r}]\n"
        "from rpa.cli.main import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    code = end.code\n"
        f"print([one for one in {unwanted!r} if one in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=looked
    )
    loaded, _, code = done.stderr.strip().splitlines()[-1].rpartition(" ")
    assert (loaded, code) == ("[]", "0")


def test_a_run_that_found_nothing_to_do_leaves_no_report_and_it_is_made_when_asked_for(looked: Path) -> None:
    done = rpa("run", "look", cwd=looked)
    assert done.returncode == 0
    assert not list(looked.rglob("report.html"))
    told = json.loads(rpa("run", "look", "--json", cwd=looked).stdout)
    assert (told["report"], told["exit_code"]) == (None, 0)
    asked = rpa("report", "look", cwd=looked)
    assert asked.returncode == 0
    assert list(looked.rglob("report.html"))


@pytest.mark.parametrize("words", ["--help", "-h"])
def test_the_help_names_every_command_with_a_summary(words: str) -> None:
    done = rpa(words)
    assert done.returncode == 0
    lines = {line.split()[0]: line.split(maxsplit=1)[1:] for line in done.stdout.splitlines() if line.startswith("  ")}
    for name in NAMES:
        assert lines.get(name), name


@pytest.mark.parametrize(("wrong", "right"), [("rnu", "run"), ("chek", "check"), ("item", "items")])
def test_a_slip_of_the_pen_is_answered_with_the_nearest_command(wrong: str, right: str) -> None:
    done = rpa(wrong)
    assert done.returncode == 2
    assert f"Did you mean: rpa {right}?" in done.stderr
    assert done.stdout == ""


def test_nothing_like_it_points_to_the_help() -> None:
    done = rpa("xyzzy")
    assert (done.returncode, done.stdout) == (2, "")
    assert "See: rpa --help" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run",), 2, "Missing argument"),
        (("run", "nothing"), 2, "no workspace"),
        (("run", "nothing", "-C", "."), 2, "no workspace"),
        (("items", "--nonsense"), 2, "No such option"),
        (("check", "nothing.yaml"), 2, "no workspace"),
        (("do", "browser.opn", "--help"), 2, "browser.opn"),
    ],
)
def test_errors_go_to_stderr_with_their_exit_code(words: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    done = rpa(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "rpa.toml").write_text("")
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "wrong.yaml").write_text("name: wrong\nsteps:\n  - browser.opn: /\n")
    (tmp_path / "recipes" / "late.yaml").write_text(
        'name: late\nsteps:\n  - {check: "{{ 1 > 2 }}", message: It is too late}\n'
    )
    (tmp_path / "recipes" / "secret.yaml").write_text(
        'name: secret\nsteps:\n  - database.query: {url: "{{ secrets.base.url }}", sql: SELECT 1}\n'
    )
    return tmp_path


def test_a_recipe_with_a_mistake_runs_nothing(workspace: Path) -> None:
    for command in ("run", "plan", "check", "show"):
        done = rpa(command, "wrong", cwd=workspace)
        assert done.returncode == 2
        assert "wrong.yaml:3:5" in done.stderr
        assert "browser.open" in done.stderr
    assert not (workspace / ".rpa" / "ledger.sqlite").exists()


def test_a_rejected_item_ends_with_4_and_results_go_to_stdout(workspace: Path) -> None:
    done = rpa("run", "late", "--json", cwd=workspace)
    assert done.returncode == 4, done.stderr
    found = json.loads(done.stdout)
    assert (found["exit_code"], found["totals"]["rejected"]) == (4, 1)
    assert found["items"][0]["reason"] == "It is too late"
    assert rpa("plan", "late", "--json", cwd=workspace).returncode == 4


def test_a_missing_secret_ends_with_6(workspace: Path) -> None:
    done = rpa("run", "secret", cwd=workspace)
    assert done.returncode == 6
    assert "rpa secret set base.url" in done.stderr
    assert done.stdout == ""


def test_a_run_at_the_same_time_ends_with_5(workspace: Path) -> None:
    from rpa.drivers.locks import recipe_lock

    with recipe_lock(workspace / ".rpa" / "locks", "late"):
        done = rpa("run", "late", cwd=workspace)
    assert done.returncode == 5
    assert "late is already running: process" in done.stderr
