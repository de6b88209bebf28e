"""`rpa plan`: what would be written, readable, and nothing written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rpa.cli import plan as module
from rpa.cli.plan import command, exit_code, show_plan
from rpa.drivers.workbook_writing import Sheet, write_workbook

RECIPE = """name: greet
description: Greet everybody.
locale: nl-NL
params:
  greeting: {type: text, default: Welcome.}
items:
  from:
    excel.rows: {path: "inbox/*.xlsx", sheet: People, columns: {email: Email, name: Name}}
  key: "{{ item.email }}"
  fields:
    email: email
    name: text
steps:
  - check: "{{ item.name != 'Nobody' }}"
    message: There is nobody to greet
  - mail.send: {to: "{{ item.email }}", subject: "Hello {{ item.name }} on {{ today }}", text: "{{ params.greeting }}"}
"""


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["greet", *arguments, "-C", str(root)], catch_exceptions=False)


def fill(root: Path, *people: tuple[str, str]) -> None:
    file = root / "inbox" / "people.xlsx"
    file.write_bytes(write_workbook([Sheet("People", ("Email", "Name"), people)]))
    os.utime(file, (1, 1))  # a file that was written just now may not be complete yet


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("recipes", "inbox"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rpa.toml").write_text('[mail]\nfrom = "office@example.org"\n')
    (tmp_path / "recipes" / "greet.yaml").write_text(RECIPE)
    fill(tmp_path, ("anna@example.org", "Anna"), ("bo@example.org", "Nobody"))
    return tmp_path


def test_writes_are_listed_field_by_field_and_nothing_is_sent(root: Path) -> None:
    answer = call(root, "-p", "greeting=Velkommen", "--today", "2026-11-23")
    assert answer.exit_code == 4
    lines = answer.stdout.splitlines()
    assert lines[0] == "anna@example.org\tdone\tinbox/people.xlsx People!A2"
    assert lines[1] == "  Send “Hello Anna on 2026-11-23” to anna@example.org"
    assert "    Text:          Velkommen" in lines
    assert lines[-1] == "  Reason:        There is nobody to greet"
    assert not (root / "outbox").exists()
    assert "The next run would do 1 of 2 items, with 1 write." in answer.stderr


def test_what_finally_would_do_is_shown_at_the_end(root: Path) -> None:
    recipe = root / "recipes" / "greet.yaml"
    final = "finally: [{mail.send: {to: a@example.org, subject: 'Greeted {{ run.totals.done }}', text: x}}]\n"
    recipe.write_text(RECIPE + final)
    answer = call(root)
    lines = answer.stdout.splitlines()
    begin = lines.index("finally: run 1\tdone")
    assert lines[begin + 1] == "  Send “Greeted 1” to a@example.org"
    assert "would do 1 of 2 items, with 1 write. At its end (finally) it would do 1 write." in answer.stderr
    page = (root / "reports" / "greet" / "plan.html").read_text()
    assert page.index("At the end of the run") < page.index("Send “Greeted 1”")
    (root / "inbox" / "people.xlsx").unlink()
    answer = call(root)
    assert "The next run would have no item to do. At its end (finally) it would do 1 write." in answer.stderr


def test_a_page_is_written(root: Path) -> None:
    call(root)
    page = (root / "reports" / "greet" / "plan.html").read_text()
    assert "Would not be done" in page
    assert "There is nobody to greet" in page
    assert "Send “Hello Anna on" in page
    call(root, "--html", str(root / "mine.html"))
    assert "Hello Anna" in (root / "mine.html").read_text()


def test_zero_when_all_would_be_done(root: Path) -> None:
    fill(root, ("anna@example.org", "Anna"))
    assert call(root).exit_code == 0


def test_json_writes_no_page_unless_asked(root: Path) -> None:
    answer = call(root, "--json")
    found = json.loads(answer.stdout)
    assert answer.exit_code == 4
    assert [item["outcome"] for item in found["items"]] == ["done", "rejected"]
    assert ["To", "anna@example.org"] in found["items"][0]["writes"][0]["fields"]
    assert Path(found["pictures"]).is_dir()
    Path(found["pictures"]).rmdir()
    assert not (root / "reports").exists()


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((), 0),
        (("done", "done"), 0),
        (("done", "rejected"), 4),
        (("in_review",), 4),
        (("in_doubt", "failed"), 3),
        (("new",), 3),
    ],
)
def test_exit_codes(outcomes: tuple[str, ...], code: int) -> None:
    assert exit_code({"items": [{"outcome": outcome} for outcome in outcomes]}) == code


def item(**changed: Any) -> Mapping[str, Any]:
    write = {
        "step": "order",
        "kind": "browser",
        "target": "http://office.example.org",
        "summary": "Save [red]order[/red] \x1b[2J",
        "fields": [["Note", "one\ntwo"], ["[bold]x", "[/]"]],
        "picture": None,
    }
    return {"key": "[link]K1", "place": "a.xlsx", "outcome": "done", "reason": "", "writes": [write], **changed}


def test_on_a_terminal_it_is_a_tree(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(module, "is_terminal", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    show_plan({"recipe": "r", "skipped": 2, "items": [item(), item(outcome="in_review", reason="other content")]})
    shown = capsys.readouterr()
    assert "[link]K1  done  from a.xlsx" in shown.out
    assert "Save [red]order[/red] �[2J" in shown.out
    assert "[bold]x" in shown.out
    assert "other content" in shown.out
    assert "2 items done before would be skipped." in shown.err


def test_values_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_plan({"recipe": "r", "skipped": 0, "items": [item(key="\x1b]0;x\x07K")]})
    assert not {"\x1b", "\x07"} & set(capsys.readouterr().out)
