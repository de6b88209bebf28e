"""What a run that was killed had found out for a person is told by the next one."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from rpa.cli.earlier import check_untold
from rpa.cli.run import command
from rpa.drivers.workspace import open_workspace
from rpa.engine.runs import open_ledger
from rpa.engine.untold import MARK
from rpa.ledger.sqlite import SqliteLedger
from tests.crash.harness import killed_when
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
    assert killed_when(robot, lambda: bool(sent(folder)))


def test_what_a_killed_run_has_rejected_is_told_and_handed_back_by_the_next_one(here: Path) -> None:
    arrive(here, "bad,five,there.txt", *GOOD)
    killed(here)
    assert list((here / "done").iterdir()), "the input is filed away, nobody sees the bad row any more"
    assert not (here / "reports").exists()
    (check,) = check_untold(open_workspace(here))
    assert check.seen.startswith("nobody was told of run 1 of forms (its process was killed): 1 item for a person, ")
    assert (check.state, check.remedy) == ("warn", "To be told, and to go on: rpa run forms")
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
    assert list(check_untold(open_workspace(here))) == []


def test_a_machine_is_told_as_well(here: Path) -> None:
    arrive(here, "bad,five,there.txt", *GOOD)
    killed(here)
    found = json.loads(rpa(here, "run", "forms", "--json").stdout)
    (earlier,) = found["earlier"]
    assert found["exit_code"] == 4
    assert (earlier["run"], [item["key"] for item in earlier["items"]]) == (1, ["bad"])
    assert Path(earlier["hand_back"]).is_file()
    assert "earlier" not in json.loads(rpa(here, "run", "forms", "--json").stdout)


def test_a_report_that_cannot_be_written_is_told_and_tried_again(here: Path) -> None:
    (here / "reports").write_text("no folder")
    arrive(here, "bad,five,there.txt")
    for number, missing in (1, "The report of run 1 is missing: "), (2, "Run 1 had not told of 1 item"):
        done = rpa(here, "run", "forms")
        assert (done.returncode, missing in done.stderr) == (4, True), f"{number}: {done.stderr}"
        assert "What was done is recorded. Once that is mended: rpa report 1" in done.stderr
    (here / "reports").unlink()
    assert "Run 1 had not told of 1 item" in rpa(here, "run", "forms").stderr
    assert [book.parent.name for book in (here / "reports").rglob("hand-back.xlsx")] == ["run-0001"]
    assert rpa(here, "run", "forms").returncode == 0


class TestHowOftenTheLedgerIsOpened:
    """A recipe that looks for work every minute opens it once, and one that has something to tell twice."""

    @pytest.fixture
    def opened(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
        found: list[Path] = []
        real = SqliteLedger.open

        def counted(file: Path, *more: Any) -> SqliteLedger:
            found.append(file)
            return real(file, *more)

        monkeypatch.setattr(SqliteLedger, "open", counted)
        monkeypatch.chdir(here)
        monkeypatch.delenv("RPA_WORKSPACE", raising=False)
        return found

    @staticmethod
    def run() -> int:
        return CliRunner().invoke(command, ["forms", "-q"]).exit_code

    def test_by_a_run_that_finds_nothing(self, opened: list[Path]) -> None:
        assert self.run() == 0
        assert len(opened) == 1

    def test_by_a_run_that_has_done_something(self, here: Path, opened: list[Path]) -> None:
        arrive(here, "bad,five,there.txt", "A1,5,there.txt")
        assert self.run() == 4
        assert len(opened) == 2

    def test_by_a_run_that_finds_nothing_and_has_to_tell_of_another(self, here: Path, opened: list[Path]) -> None:
        arrive(here, "bad,five,there.txt")
        assert self.run() == 4
        with closing(open_ledger(open_workspace(here))) as ledger:
            ledger.keep_mark(1, "forms", MARK, {})  # as if it had been cut off before it could tell
        opened.clear()
        assert (self.run(), len(opened)) == (4, 2)
        opened.clear()
        assert (self.run(), len(opened)) == (0, 1)
