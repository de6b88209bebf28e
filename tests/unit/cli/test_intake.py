"""`rpa intake`: what it serves, what it refuses to start with, and whom it believes who a sender is."""

from __future__ import annotations

import http.client
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from rpa.cli.intake import command
from rpa.errors import EnvironmentNotReady, MistakesFound, RpaError, UsageError
from tests.fakes.intake_process import Serving, start
from tests.waiting import LONGEST

RECIPE = """\
name: {name}
items:
  from:
    form.intake: {{name: {intake}{more}}}
  key: "{{{{ item.receipt }}}}"
steps:
  - check: "{{{{ item.receipt is not none }}}}"
"""
SIGNED = ', signature: {secret: "{{ secrets.hook.key }}"}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "recipes").mkdir()
    (tmp_path / "rpa.toml").write_text("")
    return tmp_path


def write(root: Path, name: str, intake: str, more: str = "") -> None:
    text = RECIPE.format(name=name, intake=intake, more=more)
    (root / "recipes" / f"{name}.yaml").write_text(text)


def refused(root: Path, *words: str) -> RpaError:
    result = CliRunner().invoke(command, ["-C", str(root), "--port", "0", *words])
    assert isinstance(result.exception, RpaError), result.output
    return result.exception


def test_it_does_not_start_without_anything_to_serve(root: Path) -> None:
    assert "no recipe takes anything in" in str(refused(root))
    (root / "recipes" / "other.yaml").write_text('name: other\nsteps:\n  - check: "{{ 1 == 1 }}"\n')
    assert "other takes nothing in" in str(refused(root, "other"))


def test_a_recipe_with_a_mistake_is_not_left_out_in_silence(root: Path) -> None:
    write(root, "good", "contact")
    write(root, "bad", "orders", ", largets: 5")
    error = refused(root)
    assert isinstance(error, MistakesFound)
    assert "largets" in str(error.problems[0])


def test_two_recipes_cannot_have_one_intake(root: Path) -> None:
    write(root, "one", "contact")
    write(root, "two", "contact")
    assert "one and two both take in /intake/contact" in str(refused(root))


def test_a_secret_has_to_be_set_and_long_enough(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, "hook", "hook", SIGNED)
    assert isinstance(refused(root), EnvironmentNotReady)
    monkeypatch.setenv("RPA_SECRET_HOOK_KEY", "short")
    error = refused(root)
    assert isinstance(error, UsageError)
    assert "fewer than 8 characters" in str(error)
    assert "short" not in str(error)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[intake]\nhost = "localhost"', "an IP address"),
        ("[intake]\nport = 70000", "a number from 1 to 65535"),
        ('[intake]\nproxy = "127.0.0.1"', "no setting 'proxy'"),
    ],
)
def test_settings_are_checked(root: Path, settings: str, said: str) -> None:
    write(root, "contact", "contact")
    (root / "rpa.toml").write_text(settings)
    error = refused(root)
    assert isinstance(error, MistakesFound)
    assert said in str(error.problems[0])
    assert "is no IP address" in str(refused_host(root))


def refused_host(root: Path) -> RpaError:
    (root / "rpa.toml").write_text("")
    return refused(root, "--host", "localhost")


def post(serving: Serving, forwarded: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=LONGEST)
    kind = "application/x-www-form-urlencoded"
    line.request("POST", "/intake/contact", "a=1", {"Content-Type": kind, "X-Forwarded-For": forwarded})
    status = line.getresponse().status
    line.close()
    return status


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ("", ["127.0.0.1", "127.0.0.1"]),
        ('[intake]\ntrusted_proxy = "127.0.0.1"\n', ["192.0.2.7", "192.0.2.8"]),
        ('[intake]\ntrusted_proxy = "192.0.2.1"\n', ["127.0.0.1", "127.0.0.1"]),
    ],
)
def test_only_the_proxy_that_is_named_says_who_sends(root: Path, settings: str, seen: list[str]) -> None:
    write(root, "contact", "contact")
    (root / "rpa.toml").write_text(settings)
    serving = start(root)
    try:
        assert [post(serving, address) for address in ("192.0.2.7", "9.9.9.9, 192.0.2.8")] == [202, 202]
    finally:
        serving.process.send_signal(signal.SIGTERM)
    lines = serving.process.communicate(timeout=LONGEST)[1].splitlines()
    assert serving.process.returncode == 0
    assert [line.split()[0] for line in lines] == seen
    assert all(" POST /intake/contact 202 3B " in line for line in lines)


def test_it_says_what_it_serves(root: Path) -> None:
    write(root, "contact", "contact")
    write(root, "orders", "orders")
    serving = start(root, "orders")
    serving.process.send_signal(signal.SIGINT)
    serving.process.communicate(timeout=LONGEST)
    assert serving.process.returncode == 0
    assert list((root / ".rpa" / "intake").iterdir()) == [root / ".rpa" / "intake" / "orders"]
