"""Locks between real processes, ended in every way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rpa.drivers.locks import OwnerLock, is_alive, recipe_lock
from rpa.errors import AlreadyRunning
from tests.waiting import LONGEST

HOLDER = """
import sys, time
from pathlib import Path
from rpa.drivers.locks import OwnerLock, recipe_lock
folder = Path(sys.argv[1])
with recipe_lock(folder, "orders"), OwnerLock(folder / "owners") as owner:
    print(owner.name, flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(LONGEST)


def test_two_processes_do_not_run_one_recipe(tmp_path: Path) -> None:
    with holder(tmp_path) as (process, _):
        with pytest.raises(AlreadyRunning) as caught, recipe_lock(tmp_path, "orders"):
            pass
        assert caught.value.exit_code == 5
        assert f"orders is already running: process {process.pid} on " in str(caught.value)
        with recipe_lock(tmp_path, "invoices"):
            pass
    with recipe_lock(tmp_path, "orders"):
        pass


@pytest.mark.crash
def test_a_killed_holder_frees_everything_at_once(tmp_path: Path) -> None:
    with holder(tmp_path) as (process, owner):
        assert is_alive(tmp_path / "owners", owner)
        process.send_signal(signal.SIGKILL)
        process.wait(LONGEST)
        with recipe_lock(tmp_path, "orders"):
            pass
        assert not is_alive(tmp_path / "owners", owner)
        assert list((tmp_path / "owners").iterdir()) == []


def test_a_stopped_holder_lives(tmp_path: Path) -> None:
    with holder(tmp_path) as (process, owner):
        process.send_signal(signal.SIGSTOP)
        assert is_alive(tmp_path / "owners", owner)
        with pytest.raises(AlreadyRunning), recipe_lock(tmp_path, "orders"):
            pass
        process.send_signal(signal.SIGCONT)


def test_an_owner_that_ended_well_leaves_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as (_, owner):
        pass
    assert not is_alive(tmp_path / "owners", owner)
    assert list((tmp_path / "owners").iterdir()) == []


def test_a_child_does_not_inherit_the_lock(tmp_path: Path) -> None:
    with recipe_lock(tmp_path, "orders"):
        child = subprocess.Popen(["sleep", "30"])
    try:
        with recipe_lock(tmp_path, "orders"):
            pass
    finally:
        child.kill()
        child.wait()


def test_owners_of_one_process_are_told_apart(tmp_path: Path) -> None:
    with OwnerLock(tmp_path) as one, OwnerLock(tmp_path) as other:
        assert one.name != other.name
        assert f":{os.getpid()}:" in one.name
        assert is_alive(tmp_path, one.name)
        assert is_alive(tmp_path, other.name)
    assert not is_alive(tmp_path, "nobody:1:x")


def test_a_holder_that_has_not_signed_yet_is_believed(tmp_path: Path) -> None:
    with recipe_lock(tmp_path, "orders"):
        (tmp_path / "orders.run").write_text("{")
        with pytest.raises(AlreadyRunning, match=r"^orders is already running\. Wait"), recipe_lock(tmp_path, "orders"):
            pass
