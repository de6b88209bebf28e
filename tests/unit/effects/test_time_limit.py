"""An alarm ends what hangs, and nothing else."""

from __future__ import annotations

import gc
import importlib
import signal
import socket
import sys
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path

import pytest

from rpa.effects.time_limit import Overrun, limited, shielded
from rpa.errors import ApplicationException

MESSAGE = "it took longer than its timeout of 0.1s and was ended"


def test_it_ends_a_wait_for_an_answer_that_never_comes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as asked:
        started = time.monotonic()
        with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
            asked.recv(1)
        assert time.monotonic() - started < 40


def test_it_ends_a_loop_that_passes_over_every_failure() -> None:
    def loop() -> None:
        while True:
            with suppress(Exception):
                time.sleep(60)

    with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
        loop()


def test_what_ends_in_time_is_left_alone() -> None:
    with limited(1):
        pass
    time.sleep(1.2)


def test_an_error_of_its_own_goes_its_way() -> None:
    with pytest.raises(KeyError), limited(1):
        raise KeyError
    time.sleep(1.2)


def test_without_a_limit_there_is_none() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with limited(None):
        assert signal.getsignal(signal.SIGALRM) is before


def test_the_alarm_of_somebody_else_still_rings() -> None:
    rang: list[float] = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(time.monotonic()))
    started = time.monotonic()
    others = signal.setitimer(signal.ITIMER_REAL, 0.4)
    try:
        with pytest.raises(ApplicationException), limited(0.1):
            time.sleep(60)
        while not rang:
            assert time.monotonic() - started < 40
            time.sleep(0.01)
        assert rang[0] - started >= 0.39
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *others)


def test_what_must_not_be_interrupted_is_finished_first() -> None:
    done: list[str] = []

    def work() -> None:
        with shielded(), shielded():
            time.sleep(0.2)
            done.append("shielded")
        time.sleep(60)
        done.append("never")

    with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
        work()
    assert done == ["shielded"]


def test_what_was_open_has_time_to_be_closed() -> None:
    closed: list[bool] = []

    def work() -> None:
        try:
            time.sleep(60)
        finally:
            time.sleep(0.3)
            closed.append(True)

    with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
        work()
    assert closed == [True]


def test_one_who_does_not_end_is_interrupted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.effects.time_limit.TIME_TO_TIDY", 0.1)

    def work() -> None:
        try:
            time.sleep(60)
        except Overrun:
            time.sleep(60)

    with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
        work()


def test_in_another_thread_there_is_no_alarm_and_no_error() -> None:
    seen: list[str] = []

    def work() -> None:
        with limited(0.01):
            time.sleep(0.1)
        seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["done"]


def test_an_import_is_finished_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.3)\nwhole = True\n")
    monkeypatch.syspath_prepend(tmp_path)

    def work() -> None:
        importlib.import_module("slow_to_import")
        time.sleep(60)

    with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
        work()
    assert sys.modules["slow_to_import"].whole


@pytest.mark.parametrize("how", ["given up", "collected"])
def test_it_is_not_lost_where_errors_are_passed_over(how: str) -> None:
    class Given:
        def __init__(self) -> None:
            self.itself = self if how == "collected" else None

        if how == "given up":

            def __del__(self) -> None:
                time.sleep(0.3)

    def work() -> None:
        given: Given | None = Given()
        kept = weakref.ref(given, lambda _: time.sleep(0.3)) if how == "collected" else None
        given = None
        gc.collect()
        time.sleep(60)
        assert given is kept is None

    started = time.monotonic()
    with pytest.raises(ApplicationException, match=MESSAGE), limited(0.1):
        work()
    assert time.monotonic() - started < 40
