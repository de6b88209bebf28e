"""`rpa init`, `list`, `show` and `do` in a fresh workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rpa.cli.init import make_workspace
from rpa.drivers.workspace import open_workspace
from rpa.errors import UsageError
from rpa.recipe.library import find_recipe, load_recipe, recipe_files
from tests.unit.cli.test_running import rpa


def tree(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_twice_changes_nothing(tmp_path: Path) -> None:
    first = rpa(tmp_path, "init", "office", "-r", "order-to-invoice")
    assert first.returncode == 0
    assert "rpa.toml" in first.stdout.split()
    assert "The workspace is ready" in first.stderr
    (tmp_path / "office" / "rpa.toml").write_text('timezone = "Europe/Oslo"\n')
    (tmp_path / "office" / "recipes" / "order-to-invoice.yaml").write_text("# mine\n")
    before = tree(tmp_path)
    again = rpa(tmp_path, "init", "office", "-r", "order-to-invoice")
    assert (again.returncode, again.stdout) == (0, "")
    assert "was complete already" in again.stderr
    assert tree(tmp_path) == before


def test_all_recipes_are_copied_and_can_be_loaded(tmp_path: Path) -> None:
    assert rpa(tmp_path, "init", "--all").returncode == 0
    workspace = open_workspace(tmp_path)
    for name, file in recipe_files(workspace).items():
        assert file.parent == tmp_path.resolve() / "recipes"
        assert load_recipe(workspace, name).name == name


@pytest.mark.parametrize(
    ("arguments", "code"), [(["x", "-r", "nothing"], 2), (["file"], 2), (["file/sub", "--all"], 6), (["/proc/foo"], 6)]
)
def test_where_it_cannot_be_made(tmp_path: Path, arguments: list[str], code: int) -> None:
    (tmp_path / "file").write_text("")
    done = rpa(tmp_path, "init", *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_lists_and_shows(tmp_path: Path) -> None:
    make_workspace(tmp_path, ("vat-return",))
    (tmp_path / "recipes" / "broken.yaml").write_text("name: broken\n")
    (tmp_path / "recipes" / "latin.yaml").write_bytes(b"name: \xe9\n")
    listed = rpa(tmp_path, "list", "--json")
    rows = {row["name"]: row for row in json.loads(listed.stdout)}
    assert (rows["vat-return"]["from"], rows["order-to-invoice"]["from"]) == ("workspace", "shipped")
    assert "See: rpa check broken" in rows["broken"]["description"]
    assert "UTF-8" in rows["latin"]["description"]
    assert rpa(tmp_path, "list").stdout.startswith("Recipe\tFrom\tSchedule\tWhat it does\n")
    shown = json.loads(rpa(tmp_path, "show", "vat-return", "--json").stdout)
    assert (shown["name"], shown["items"]) == ("vat-return", "calendar.periods")
    assert {step["effect"] for step in shown["steps"]} >= {"pure", "write"}
    assert "database.query" in rpa(tmp_path, "show", "vat-return").stdout


def test_do_by_hand(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    mail = ("--to", "a@example.org", "--subject", "Hi", "--text", "Hello")
    planned = rpa(tmp_path, "do", "mail.send", *mail, "--plan", "--json")
    assert json.loads(planned.stdout)["planned"][0]["kind"] == "mail"
    assert not (tmp_path / "outbox").exists()
    done = rpa(tmp_path, "do", "mail.send", *mail, "--json")
    assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "done")
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == 1
    wrong = rpa(tmp_path, "do", "mail.send", "--to", "nobody", "--subject", "Hi", "--text", "Hello")
    assert wrong.returncode == 4
    assert "the mail cannot be addressed" in wrong.stderr
    assert rpa(tmp_path, "do", "mail.sned").returncode == 2


def test_finding_recipes(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    workspace = open_workspace(tmp_path)
    assert find_recipe(workspace, "vat-return").name == "vat-return.yaml"
    with pytest.raises(UsageError, match=r"Did you mean vat-return\?"):
        find_recipe(workspace, "vat-retrun")
    with pytest.raises(UsageError, match="there is no such file"):
        find_recipe(workspace, "recipes/nothing.yaml")
