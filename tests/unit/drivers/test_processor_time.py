"""Patience is counted in what a process computes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from rpa.drivers import processor_time as module
from rpa.drivers.processor_time import Patience, Starved, TooLong, processor_time

COMPUTE, SLEEP = "while True: pass", "import time; time.sleep(600)"


@pytest.fixture
def started(request: pytest.FixtureRequest) -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-S", "-c", request.param]) as process:
        yield process.pid
        process.kill()


def patiently(patience: Patience, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        patience.check()
        time.sleep(0.02)


@pytest.mark.parametrize("started", [COMPUTE], indirect=True)
def test_what_computes_uses_its_time_up(started: int) -> None:
    with pytest.raises(TooLong):
        patiently(Patience(started, 0.3), 120)


@pytest.mark.parametrize("started", [SLEEP], indirect=True)
def test_what_waits_has_more_by_the_clock_and_not_without_end(started: int) -> None:
    time.sleep(0.2)
    patience = Patience(started, 0.3)
    patiently(patience, 1.0)
    with pytest.raises(Starved):
        patiently(patience, 120)


@pytest.mark.parametrize("started", [SLEEP], indirect=True)
def test_where_the_system_does_not_tell_the_clock_counts(started: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "processor_time", lambda _process: None)
    with pytest.raises(TooLong):
        patiently(Patience(started, 0.3), 120)


def test_our_own_time_and_nobodys() -> None:
    used = processor_time(os.getpid())
    assert used is not None
    assert used > 0
    assert processor_time(2**22 + 1) is None
