"""The program between Playwright and the browser: whether it starts, and what it lacks when it does not."""

from __future__ import annotations

import pytest

from rpa.drivers import machine
from rpa.drivers.browser_driver import check_driver
from rpa.drivers.packages import Installer, describe


def test_it_really_starts() -> None:
    check = check_driver()
    assert (check.state, check.part) == ("ok", "")
    assert check.seen.startswith("Playwright 1.")


@pytest.mark.parametrize(
    ("program", "seen"),
    [
        ("echo 'node: error while loading shared libraries: libatomic.so.1' >&2; exit 127", "libatomic.so.1"),
        ("exit 3", "exit code 3"),
    ],
)
def test_one_that_does_not_start_says_what_it_lacks(program: str, seen: str) -> None:
    check = check_driver(("/bin/sh", "-c", program))
    assert (check.state, check.part) == ("missing", "driver")
    assert check.seen.endswith(seen)
    assert "rpa doctor --fix" in check.remedy


def test_one_that_is_not_there_or_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/nowhere/python" in check_driver(("/nowhere/python",)).seen
    monkeypatch.setattr(machine, "TIME_LIMIT", 0.2)
    assert check_driver(("/bin/sh", "-c", "exec sleep 60")).seen == "no answer within 0.2 seconds"


def test_its_library_is_a_package_of_the_system() -> None:
    assert describe(Installer("apt-get", "debian"), ["driver"]) == [
        "driver: apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends libatomic1"
    ]
    assert next(Installer("dnf", "fedora").ways("driver"))[-1] == "libatomic"
