"""`rpa run`, `resume` and `retry` as a person, a machine and cron call them."""

from __future__ import annotations

import json
import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rpa.drivers.locks import recipe_lock

RECIPE = """name: forms
items:
  from:
    form.exports: {path: inbox/*.csv, settle: 0, columns: {number: No, amount: Amount, file: File}}
  key: "{{ item.number }}"
  fields: {number: text, amount: integer, file: text}
attempts: 1
steps:
- check: "{{ item.amount > 0 }}"
  message: The amount is not above zero
- mail.send:
    to: a@example.org
    subject: "{{ item.number }}"
    text: Hello
    attach: ["{{ item.file }}"]
"""
SETTINGS = '[mail]\nfrom = "Office <office@example.org>"\n'


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "rpa.toml").write_text(SETTINGS)
    (tmp_path / "recipes").mkdir()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "recipes" / "forms.yaml").write_text(RECIPE)
    (tmp_path / "there.txt").write_text("x")
    return tmp_path


def rpa(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if name not in ("TERM", "RPA_WORKSPACE")}
    return subprocess.run(
        [sys.executable, "-m", "rpa.cli.main", *arguments],
        cwd=folder,
        env={**known, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def arrive(folder: Path, *rows: str, name: str = "a.csv") -> None:
    (folder / "inbox" / name).write_text("No,Amount,File\n" + "".join(f"{row}\n" for row in rows))


def sent(folder: Path) -> int:
    return len(list((folder / "outbox").glob("new/*")))


def test_all_is_well_and_cron_hears_nothing(here: Path) -> None:
    arrive(here, "A1,5,there.txt", "A2,6,there.txt")
    done = rpa(here, "run", "forms")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sent(here) == 2
    again = rpa(here, "run", "forms", TERM="xterm")
    assert again.returncode == 0
    assert again.stdout.splitlines()[1].split("\t") == ["forms", "2", "0", "0", "0", "0", "0", "2", "0"]
    assert rpa(here, "run", "forms", "-q", TERM="xterm").stdout == ""
    assert sent(here) == 2


def test_rejected_failed_and_in_what_order_they_count(here: Path) -> None:
    arrive(here, "A1,0,there.txt", "A2,5,there.txt")
    done = rpa(here, "run", "forms")
    assert done.returncode == 4
    assert "rejected\tA1\tinbox/a.csv line 2, column 1\tThe amount is not above zero" in done.stdout
    arrive(here, "A3,5,missing.txt", name="b.csv")
    assert rpa(here, "run", "forms").returncode == 3
    assert sent(here) == 1


def test_json_for_machines(here: Path) -> None:
    arrive(here, "A1,0,there.txt", "A2,5,there.txt")
    done = rpa(here, "run", "forms", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == found["exit_code"] == 4
    assert (found["recipe"], found["run"], found["totals"]["done"], found["totals"]["rejected"]) == ("forms", 1, 1, 1)
    assert [(item["key"], item["state"]) for item in found["items"]] == [("A1", "rejected"), ("A2", "done")]
    assert Path(found["report"]).is_file()
    assert Path(found["hand_back"]).is_file()


def test_retry_does_what_failed_and_only_that(here: Path) -> None:
    arrive(here, "A1,5,later.txt", "A2,5,there.txt")
    assert rpa(here, "run", "forms").returncode == 3
    (here / "later.txt").write_text("x")
    assert rpa(here, "resume", "forms").returncode == 0
    assert sent(here) == 1
    assert rpa(here, "retry", "forms").returncode == 0
    assert sent(here) == 2
    unknown = rpa(here, "retry", "forms", "--item", "A1")
    assert unknown.returncode == 2
    assert "none of these items of forms failed or was rejected: A1. See: rpa items" in unknown.stderr


def test_retry_of_what_was_rejected_on_arrival_says_what_to_do(here: Path) -> None:
    arrive(here, "A1,five,there.txt", "A2,0,there.txt")
    assert rpa(here, "run", "forms").returncode == 4
    alone = rpa(here, "retry", "forms", "--item", "A1")
    assert alone.returncode == 2
    assert "nothing to try again: A1. Correct it at its source and hand it in again." in alone.stderr
    both = rpa(here, "retry", "forms", "--state", "rejected", "--json")
    assert "Correct it at its source and hand it in again." in both.stderr
    assert [item["key"] for item in json.loads(both.stdout)["items"]] == ["A2"]
    arrive(here, "A1,5,there.txt", "A2,7,there.txt")
    assert rpa(here, "run", "forms").returncode == 0
    assert sent(here) == 2


def test_already_running(here: Path) -> None:
    with recipe_lock(here / ".rpa" / "locks", "forms"):
        done = rpa(here, "run", "forms")
    assert done.returncode == 5
    assert f"forms is already running: process {os.getpid()}" in done.stderr
    assert done.stdout == ""


def test_the_environment_is_not_ready(here: Path) -> None:
    text = RECIPE.replace("text: Hello", 'text: "{{ secrets.shop.word }}"')
    (here / "recipes" / "forms.yaml").write_text(text)
    arrive(here, "A1,5,there.txt")
    done = rpa(here, "run", "forms")
    assert done.returncode == 6
    assert "shop.word" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "resume", "retry"])
def test_what_cannot_be_run(here: Path, command: str) -> None:
    assert "Did you mean forms?" in rpa(here, command, "form").stderr
    wrong = rpa(here, command, "forms", "-p", "nothing=1")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert rpa(here, command, "forms", "-p", "nothing").returncode == 2
    (here / "recipes" / "forms.yaml").write_text(RECIPE.replace("name: forms", "name: orders"))
    renamed = rpa(here, command, "forms")
    assert renamed.returncode == 2
    assert "the recipe's name is 'orders', but its file is called 'forms.yaml'" in renamed.stderr
    assert sent(here) == 0


def test_two_files_of_one_name_do_not_share_their_keys(here: Path) -> None:
    (here / "drafts").mkdir()
    (here / "drafts" / "new.yaml").write_text(RECIPE)
    done = rpa(here, "run", "drafts/new.yaml")
    assert done.returncode == 2
    assert "another file is a recipe of the name forms too" in done.stderr
    assert "recipes/forms.yaml" in done.stderr
    (here / "recipes" / "forms.yml").write_text(RECIPE)
    assert "forms.y" in rpa(here, "run", "forms").stderr


def test_due_or_not(here: Path) -> None:
    arrive(here, "A1,5,there.txt")
    assert (rpa(here, "run", "forms", "--due", "0 0 29 2 *").returncode, sent(here)) == (0, 0)
    assert (rpa(here, "run", "forms", "--due", "* * * * *").returncode, sent(here)) == (0, 1)
    wrong = rpa(here, "run", "forms", "--due", "61 * * * *")
    assert wrong.returncode == 2
    assert "--due: '61 * * * *' is not a schedule" in wrong.stderr


def on_terminal(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command with a terminal for everything."""
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.update({"TERM": "xterm", "COLUMNS": "200", **environment})
        os.execv(sys.executable, [sys.executable, "-m", "rpa.cli.main", *arguments])
    shown = b""
    try:
        while part := os.read(handle, 65536):
            shown += part
    except OSError:  # the terminal's other end was closed
        pass
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_on_a_terminal_hostile_keys_are_only_letters(here: Path) -> None:
    arrive(here, "[/]A1,0,there.txt", "x\x1b]0;x\x07,5,there.txt", "[red]A2,5,there.txt")
    code, shown = on_terminal(here, "run", "forms")
    assert code == 4
    assert "The amount is not above zero" in shown
    assert "[/]A1" in shown
    assert "\x1b]0;" not in shown
    assert "Traceback" not in shown
    code, shown = on_terminal(here, "run", "forms", TERM="dumb")
    assert (code, "\x1b" in shown) == (4, False)
    code, shown = on_terminal(here, "run", "forms", NO_COLOR="1")
    assert code == 4
    assert not re.search(r"\x1b\[[39]\d", shown)  # italics are no colour


def test_a_person_who_interrupts_hears_what_is_left(here: Path) -> None:
    arrive(here, *(f"A{number},5,there.txt" for number in range(3000)))
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(here)
        os.environ.update({"TERM": "xterm", "COLUMNS": "80"})
        os.execv(sys.executable, [sys.executable, "-m", "rpa.cli.main", "run", "forms"])
    shown, is_stopped = b"", False
    try:
        while part := os.read(handle, 65536):
            shown += part
            if not is_stopped and b"done" in shown:
                os.write(handle, b"\x03")
                is_stopped = True
    except OSError:  # the terminal's other end was closed
        pass
    finally:
        os.close(handle)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    assert re.search(rb"Interrupted: [\d,]+ items left. The next run goes on with them: rpa run forms", shown)
    assert "interrupted by a person" in rpa(here, "runs").stdout


@pytest.mark.browser
def test_a_run_that_finds_the_environment_not_ready_tells_what_it_did_before(here: Path) -> None:
    """Some items were done: their totals and their report are there, and nobody reads that nothing was done."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        more = f'- when: "{{{{ item.number == \'A2\' }}}}"\n  browser.open: /\nbrowser: {{url: "{url}"}}\n'
        (here / "recipes" / "forms.yaml").write_text(RECIPE + more)
        arrive(here, "A1,5,there.txt", "A2,5,there.txt")
        ended = rpa(here, "run", "forms")
    assert ended.returncode == 6, ended
    assert "the application does not answer" in ended.stderr
    assert "What was done before stands" in ended.stderr
    heads, row = (line.split("\t") for line in ended.stdout.splitlines()[:2])
    assert dict(zip(heads, row, strict=True)) | {"done": "1", "left": "1"} == dict(zip(heads, row, strict=True))
    assert list((here / "reports" / "forms").rglob("report.html"))
