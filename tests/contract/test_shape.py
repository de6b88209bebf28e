"""The shape of the house: imports one way, names that say something, recipes that pass their own check."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rpa.recipe.checker import check_recipe

PROJECT = Path(__file__).resolve().parents[2]
MODULES = sorted((PROJECT / "rpa").rglob("*.py"))
RECIPES = sorted((PROJECT / "recipes").glob("*.yaml"))
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "shared", "core"}


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_imports_run_one_way() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-cache"], cwd=PROJECT, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_no_exemptions() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert settings["contracts"]
    assert all("ignore_imports" not in contract for contract in settings["contracts"])
    layers = {
        name.strip("() ") for layer in settings["contracts"][0]["layers"] for name in layer.replace(":", "|").split("|")
    }
    parts = {path.parts[0].removesuffix(".py") for path in ((m.relative_to(PROJECT / "rpa")) for m in MODULES)}
    assert parts - {"__init__"} <= layers


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=name_of)
def test_a_package_is_a_docstring(path: Path) -> None:
    body = ast.parse(path.read_text()).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


def test_every_package_has_one() -> None:
    folders = {path.parent for path in MODULES}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_module_says_what_it_is() -> None:
    missing = [name_of(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert missing == []


def test_names_say_something() -> None:
    empty = [name_of(path) for path in MODULES if {path.stem, path.parent.name} & EMPTY_NAMES]
    assert empty == []
    private = [name_of(path) for path in MODULES if path.stem.startswith("_") and not path.stem.startswith("__")]
    assert private == []


def test_modules_stay_readable() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in MODULES if path.name != "__init__.py")
    assert lengths[len(lengths) // 2] <= 200


@pytest.mark.parametrize("path", RECIPES, ids=name_of)
def test_shipped_recipes_pass_the_check(path: Path) -> None:
    recipe = check_recipe(path, path.read_text(encoding="utf-8"), is_new=True)
    assert recipe.name == path.stem
    assert recipe.description
    assert recipe.schedule


def test_rpa_check_says_so_too() -> None:
    assert RECIPES
    words = [sys.executable, "-m", "rpa.cli.main", "check", *map(str, RECIPES)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("OK ") == len(RECIPES)
