"""`rpa check`, `rpa actions`, `rpa schema` as a person calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

GOOD = "name: good\nsteps:\n- check: '{{ today }}'\n"
BAD = "name: bad\nlocale: NO\nstpes: []\nsteps:\n- check: '{{ todya }}'\n"


def rpa(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rpa.cli.main", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def workspace(folder: Path) -> Path:
    (folder / "rpa.toml").write_text("")
    (folder / "recipes").mkdir()
    (folder / "recipes" / "good.yaml").write_text(GOOD)
    (folder / "recipes" / "bad.yaml").write_text(BAD)
    return folder


def test_a_good_file_is_told_on_stdout_without_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    done = rpa(tmp_path, "check", "good.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "OK good.yaml (1 step)\n", "")


def test_all_mistakes_of_all_recipes_go_to_stderr(tmp_path: Path) -> None:
    done = rpa(workspace(tmp_path), "check", "good", "bad")
    assert done.returncode == 2
    assert done.stdout == "OK good (1 step)\n"
    assert (
        "recipes/bad.yaml:2:9: NO is a country\n    locale: NO\n            ^\n    Write: locale: nb-NO\n"
        in done.stderr
    )
    assert "recipes/bad.yaml:3:1: a recipe has no 'stpes'" in done.stderr
    assert "recipes/bad.yaml:5:14: 'todya' is not known here" in done.stderr
    assert done.stderr.rstrip().endswith("3 mistakes found; nothing ran.")


def test_json_for_machines(tmp_path: Path) -> None:
    done = rpa(workspace(tmp_path), "check", "--json", "bad", "good")
    assert done.returncode == 2
    bad, good = json.loads(done.stdout)
    assert (good["ok"], good["problems"]) == (True, [])
    assert (bad["ok"], [problem["line"] for problem in bad["problems"]]) == (False, [2, 3, 5])


def test_what_is_not_there_says_so(tmp_path: Path) -> None:
    done = rpa(workspace(tmp_path), "check", "goood")
    assert done.returncode == 2
    assert "Did you mean good?" in done.stderr
    (tmp_path / "recipes" / "latin.yaml").write_bytes(b"name: \xe9\n")
    assert "recipes/latin.yaml:1:0" in rpa(tmp_path, "check", "latin").stderr


def test_actions_are_listed_and_described(tmp_path: Path) -> None:
    listed = rpa(tmp_path, "actions")
    assert "action\tmail.send\tSend one mail" in listed.stdout
    assert "source\texcel.rows\t" in listed.stdout
    assert rpa(tmp_path, "actions", "mail.send").stdout.startswith("## mail.send")
    assert rpa(tmp_path, "actions", "excel.rows").stdout.startswith("## excel.rows")
    assert rpa(tmp_path, "actions", "--markdown").stdout.startswith("# Actions")
    assert json.loads(rpa(tmp_path, "actions", "mail.send", "--json").stdout)["name"] == "mail.send"
    wrong = rpa(tmp_path, "actions", "mail.sned")
    assert wrong.returncode == 2
    assert "Did you mean 'mail.send'?" in wrong.stderr


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    printed = json.loads(rpa(tmp_path, "schema").stdout)
    assert printed["title"] == "Recipe"
    assert rpa(tmp_path, "schema", "-o", "recipe.schema.json").returncode == 0
    assert json.loads((tmp_path / "recipe.schema.json").read_text()) == printed
    assert rpa(tmp_path, "schema", "-o", "nowhere/x.json").returncode == 6


def test_two_writes_without_an_id_are_refused_before_anything_runs(tmp_path: Path) -> None:
    send = "- mail.send: {to: a@example.org, subject: Hello, text: Hello}\n"
    (workspace(tmp_path) / "recipes" / "two.yaml").write_text(f"name: two\nsteps:\n{send}{send}")
    for words in (["check", "two"], ["plan", "two"], ["run", "two"]):
        done = rpa(tmp_path, *words)
        assert done.returncode == 2, words
        assert "two.yaml:3:3" in done.stderr
        assert "Give each its own id, and keep it: id: mail_send" in done.stderr
