"""What a run shows while it is under way."""

from __future__ import annotations

import io
import re
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cli.progress import Bar, Silent, watch
from rpa.model.item import ItemState


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def go_through(watcher: Bar | Silent, count: int) -> None:
    recipe: Any = SimpleNamespace(name="orders")
    step: Any = SimpleNamespace(name="[/x] Save")
    with watcher:
        watcher.run_started(recipe, 1)
        watcher.document_read("[/b]\x1b[2J.xlsx", count)
        watcher.work_known(count)
        for number in range(count):
            claim: Any = SimpleNamespace(item=number, key=f"[/]{number}\x1b[31m")
            watcher.item_started(claim)
            watcher.step_started(claim, step)
            watcher.item_ended(claim, ItemState.DONE if number % 3 else ItemState.REJECTED, "")
        watcher.run_ended(1)


def test_ten_thousand_items_do_not_flood_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    watcher = watch()
    assert isinstance(watcher, Bar)
    go_through(watcher, 10_000)
    shown = screen.getvalue()
    assert len(shown) < 500_000
    assert "10000/10000" in shown
    assert "6666 done" in shown
    assert "\x1b[2J" not in shown


@pytest.mark.parametrize(
    ("terminal", "term", "quiet"), [(False, "xterm", False), (True, "dumb", False), (True, "xterm", True)]
)
def test_where_nobody_watches_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, term: str, quiet: bool
) -> None:
    screen = Screen() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", term)
    watcher = watch(quiet=quiet)
    assert isinstance(watcher, Silent)
    go_through(watcher, 3)
    assert screen.getvalue() == ""


def test_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    go_through(watch(), 3)
    assert "\x1b[3" not in screen.getvalue()
    assert "3/3" in screen.getvalue()


def test_on_80_columns_the_counts_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with watch() as watcher:
        recipe: Any = SimpleNamespace(name="an-order-with-a-very-long-name-to-invoice")
        watcher.run_started(recipe, 1)
        watcher.work_known(1200)
        for number, state in enumerate((ItemState.DONE, ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT)):
            claim: Any = SimpleNamespace(item=number, key="SO-2026-0001")
            step: Any = SimpleNamespace(name="Enter the order into the back office")
            watcher.step_started(claim, step)
            watcher.item_ended(claim, state, "")
        assert isinstance(watcher, Bar)
        watcher._progress.refresh()
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert "1 done 1 rejected 1 failed 1 in doubt" in shown
    assert "4/1200" in shown
