"""What a run that was killed had found out for a person is told by the next one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from rpa.cli.earlier import keep_told, untold
from rpa.drivers.workspace import open_workspace
from rpa.engine.runs import open_ledger
from rpa.model.item import Arrival, Decision, ItemState
from rpa.model.run import Totals
from tests.unit.cli.test_running import RECIPE, SETTINGS, arrive, rpa, sent

GOOD = tuple(f"A{number},5,there.txt" for number in range(150))


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "rpa.toml").write_text(SETTINGS)
    (tmp_path / "recipes").mkdir()
    (tmp_path / "inbox").mkdir()
    recipe = RECIPE.replace("  key:", "  archive: done\n  key:")
    (tmp_path / "recipes" / "forms.yaml").write_text(recipe)
    (tmp_path / "there.txt").write_text("x")
    return tmp_path


def killed(folder: Path) -> None:
    """A run that is killed after its first mails."""
    command = [sys.executable, "-m", "rpa.cli.main", "run", "forms"]
    robot = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not sent(folder) and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(robot.pid, signal.SIGKILL)
    assert robot.wait(30) == -signal.SIGKILL


def test_what_a_killed_run_has_rejected_is_told_and_handed_back_by_the_next_one(here: Path) -> None:
    arrive(here, "bad,five,there.txt", *GOOD)
    killed(here)
    assert list((here / "done").iterdir()), "the input is filed away, nobody sees the bad row any more"
    assert not (here / "reports").exists()
    done = rpa(here, "run", "forms", "-q")
    assert done.returncode == 4, "cron hears of it"
    assert "Run 1 had not told of 1 item (its process was killed)" in done.stderr
    assert "rejected\tbad\tinbox/a.csv line 2" in done.stdout
    (book,) = (here / "reports").rglob("hand-back.xlsx")
    assert book.parent.name == "run-0001"
    cells = [cell for row in openpyxl.load_workbook(book).active.iter_rows(values_only=True) for cell in row]
    assert "bad" in cells
    assert sent(here) == len(GOOD)
    again = rpa(here, "run", "forms")
    assert (again.returncode, again.stdout) == (0, ""), "it is told once"


def test_a_machine_is_told_as_well(here: Path) -> None:
    arrive(here, "bad,five,there.txt", *GOOD)
    killed(here)
    found = json.loads(rpa(here, "run", "forms", "--json").stdout)
    (earlier,) = found["earlier"]
    assert found["exit_code"] == 4
    assert (earlier["run"], [item["key"] for item in earlier["items"]]) == (1, ["bad"])
    assert Path(earlier["hand_back"]).is_file()
    assert "earlier" not in json.loads(rpa(here, "run", "forms", "--json").stdout)


class TestWhatIsUntold:
    """Runs that ended in the ledger and never told: cut off between their end and their report."""

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        (tmp_path / "rpa.toml").write_text("")
        return tmp_path

    @staticmethod
    def run(root: Path, *keys: str, is_ended: bool = True) -> int:
        ledger = open_ledger(open_workspace(root))
        run = ledger.start_run("forms", "forms.yaml", "name: forms\n", {}, "me")
        ledger.record(run, "forms", [Arrival(key, key, {}, "list", (), "it is wrong") for key in keys])
        if is_ended:
            ledger.finish_run(run, Totals(rejected=len(keys)))
        ledger.close()
        return run

    @staticmethod
    def found(root: Path, run: int) -> list[tuple[int, list[str]]]:
        return [(one.run.id, [row.key for row in one.rows]) for one in untold(open_workspace(root), "forms", run)]

    def test_all_runs_since_the_last_that_told(self, root: Path) -> None:
        self.run(root, "A")
        self.run(root)
        self.run(root, "B", "C")
        now = self.run(root)
        assert self.found(root, now) == [(1, ["A"]), (3, ["B", "C"])]
        keep_told(open_workspace(root), "forms", now)
        later = self.run(root, "D")
        assert self.found(root, later) == []
        assert self.found(root, self.run(root)) == [(later, ["D"])]

    def test_one_that_was_under_way_when_another_told(self, root: Path) -> None:
        slow = self.run(root, "A", is_ended=False)
        keep_told(open_workspace(root), "forms", self.run(root))
        ledger = open_ledger(open_workspace(root))
        ledger.finish_run(slow, Totals(rejected=1), "its process was killed")
        ledger.close()
        assert self.found(root, self.run(root)) == [(slow, ["A"])]

    def test_not_what_a_person_has_decided(self, root: Path) -> None:
        self.run(root, "A", "B")
        ledger = open_ledger(open_workspace(root))
        other = ledger.start_run("forms", "forms.yaml", "name: forms\n", {}, "me")
        ledger.record(other, "forms", [Arrival("C", "one", {}, "list"), Arrival("C", "two", {}, "list")])
        ledger.finish_run(other, Totals(in_review=1))
        (held,) = ledger.items(states=[ItemState.IN_REVIEW])
        ledger.resolve(held.id, Decision.REJECT, "Anna")
        ledger.close()
        assert self.found(root, self.run(root)) == [(1, ["A", "B"])]

    def test_a_report_that_cannot_be_written_is_told_and_tried_again(self, root: Path) -> None:
        self.run(root, "A")
        (root / "reports").write_text("no folder")
        (one,) = untold(open_workspace(root), "forms", 2)
        assert one.files is None
        assert one.trouble.startswith("The report of run 1 is missing: ")
