"""`rpa show`: what a recipe does to the world, those steps included that end its run."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from rpa.cli.show import command

RECIPE = """name: greet
steps:
  - {name: Greet, mail.send: {to: a@example.org, subject: Hello, text: x}}
finally:
  - {id: seen, name: Look, database.query: {url: "sqlite:///a.sqlite", sql: SELECT 1 AS one}}
  - {name: Tell the office, mail.send: {to: b@example.org, subject: Done, text: x}}
"""


def show(root: Path, *arguments: str) -> str:
    (root / "recipes").mkdir()
    (root / "rpa.toml").touch()
    (root / "recipes" / "greet.yaml").write_text(RECIPE)
    answer = CliRunner().invoke(command, ["greet", *arguments, "-C", str(root)], catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.stdout


def test_the_steps_at_the_end_of_a_run_are_shown_with_what_they_do(tmp_path: Path) -> None:
    lines = [line.split("\t") for line in show(tmp_path).splitlines()]
    assert lines[0] == ["What", "Value"]
    assert ["Items from", "one a day"] in lines
    assert ["1", "Greet", "mail.send", "write", "", ""] in lines
    begin = next(number for number, line in enumerate(lines) if line[0] == "Finally")
    assert lines[begin + 1][:4] == ["1", "Look", "database.query", "read"]
    assert lines[begin + 2][:4] == ["2", "Tell the office", "mail.send", "write"]


def test_they_are_there_for_machines_too(tmp_path: Path) -> None:
    found = json.loads(show(tmp_path, "--json"))
    assert [step["effect"] for step in found["steps"]] == ["write"]
    assert [(step["name"], step["effect"]) for step in found["finally"]] == [
        ("Look", "read"),
        ("Tell the office", "write"),
    ]
