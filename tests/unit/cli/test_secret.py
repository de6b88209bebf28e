"""`rpa secret`: values come in by prompt or stdin and never go out."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa.cli.secret import command
from rpa.errors import UsageError
from tests.waiting import LONGEST

VALUE = "Kn0ckKn0ck-wie-is-daar?"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rpa.toml").write_text('timezone = "Europe/Oslo"\n[secrets]\nkey_file = "keys/key.txt"\n')
    for name in os.environ:
        if name.startswith("RPA_"):
            monkeypatch.delenv(name)
    return tmp_path


def call(workspace: Path, *arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(workspace)], input=stdin)


def test_set_from_stdin_then_list_then_remove(workspace: Path) -> None:
    answer = call(workspace, "set", "backoffice.password", stdin=f"{VALUE}\n")
    assert answer.exit_code == 0, answer.output
    assert VALUE not in answer.output
    assert "keys/key.txt" in answer.stderr
    assert "copy" in answer.stderr

    answer = call(workspace, "list")
    assert answer.stdout == "Name\tFrom\nbackoffice.password\tencrypted file\n"
    answer = call(workspace, "list", "--json")
    assert json.loads(answer.stdout) == [{"name": "backoffice.password", "source": "encrypted file"}]

    assert call(workspace, "remove", "backoffice.password").exit_code == 0
    answer = call(workspace, "list")
    assert answer.stdout == ""
    assert "rpa secret set" in answer.stderr


def test_a_value_on_the_command_line_is_refused_and_not_repeated(workspace: Path) -> None:
    answer = call(workspace, "set", "backoffice.password", VALUE)
    assert answer.exit_code == 2
    assert VALUE not in answer.output
    assert "change it" in answer.output
    assert not (workspace / ".rpa/secrets.age").exists()


def test_a_secret_that_something_else_overrides(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RPA_SECRET_BACKOFFICE_PASSWORD", "from the environment")
    answer = call(workspace, "set", "backoffice.password", stdin=VALUE)
    assert "RPA_SECRET_BACKOFFICE_PASSWORD comes first" in answer.stderr
    assert "from the environment" not in answer.output


@pytest.mark.parametrize("arguments", [("remove", "never.set"), ("set", "Not A Name"), ("set", "a.b")])
def test_what_cannot_be_is_a_usage_error(workspace: Path, arguments: tuple[str, ...]) -> None:
    answer = call(workspace, *arguments)
    assert isinstance(answer.exception, UsageError), answer.output


def test_a_value_that_is_no_text(workspace: Path) -> None:
    answer = call(workspace, "set", "a.b", stdin=b"\xff\xfe")
    assert answer.exit_code == 2
    assert "UTF-8" in answer.output


def test_typed_at_a_terminal_it_is_not_echoed(workspace: Path) -> None:
    ours, theirs = pty.openpty()
    program = "import sys; sys.argv[0] = 'rpa'; from rpa.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "secret", "set", "a.b", "-C", str(workspace)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    try:
        for _ in range(2):
            while not seen.endswith(b": "):
                seen += os.read(ours, 1024)
            os.write(ours, VALUE.encode() + b"\n")
            seen += os.read(ours, 1024)
        while process.poll() is None:
            try:
                seen += os.read(ours, 1024)
            except OSError:
                break
        assert process.wait(LONGEST) == 0, seen
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert VALUE.encode() not in seen
    assert call(workspace, "list").stdout.splitlines()[1] == "a.b\tencrypted file"
