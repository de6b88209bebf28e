"""`rpa report`: where a run's report is, and writing it anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa.cli.report import command
from rpa.errors import UsageError
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, make_workspace


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(root)], catch_exceptions=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1), arrival(2, reason="no quantity")])
    sample.settle(sample.claim(run))
    sample.finish(run)
    sample.finish(sample.start("vat-return"), "the portal did not answer")
    sample.ledger.close()
    return tmp_path


def test_before_the_first_run_nothing_is_made(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    answer = call(tmp_path)
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "Nothing has run yet." in answer.stderr
    assert json.loads(call(tmp_path, "--json").stdout) is None
    assert not (tmp_path / ".rpa").exists()


def test_the_latest_run_is_told_and_a_missing_report_written(root: Path) -> None:
    answer = call(root)
    report = root / "reports" / "vat-return" / "run-0002" / "report.html"
    assert f"report\t{report}" in answer.stdout
    assert "the portal did not answer" in answer.stderr
    assert "There was nothing to do." in report.read_text()


def test_the_latest_of_a_recipe_or_a_number(root: Path) -> None:
    folder = root / "reports" / RECIPE / "run-0001"
    by_recipe, by_number = call(root, "--recipe", RECIPE).stdout, call(root, "1").stdout
    assert by_recipe == by_number
    assert f"report\t{folder / 'report.html'}" in by_recipe
    assert f"hand-back workbook\t{folder / 'hand-back.xlsx'}" in by_recipe
    assert "done\t1" in by_recipe
    assert "rejected\t1" in by_recipe


def test_a_report_that_is_there_is_left_alone_unless_it_is_to_be_rebuilt(root: Path) -> None:
    report = root / "reports" / RECIPE / "run-0001" / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text("mine")
    call(root, "1")
    assert report.read_text() == "mine"
    call(root, "1", "--rebuild")
    assert "1 of 2 items done" in report.read_text()


def test_json(root: Path) -> None:
    found = json.loads(call(root, "1", "--json").stdout)
    assert found["totals"]["rejected"] == 1
    assert Path(found["report"]).is_file()
    assert Path(found["hand_back"]).is_file()
    assert json.loads(call(root, "--json").stdout)["hand_back"] is None


def test_the_reports_folder_can_be_set(root: Path) -> None:
    (root / "rpa.toml").write_text('[reports]\nfolder = "out"\n')
    assert str(root / "out" / RECIPE / "run-0001" / "report.html") in call(root, "1").stdout


def test_runs_that_are_not_there(root: Path) -> None:
    with pytest.raises(UsageError, match="there is no run 9"):
        call(root, "9")
    with pytest.raises(UsageError, match=f"there is no run 2 of {RECIPE}"):
        call(root, "2", "--recipe", RECIPE)
    with pytest.raises(UsageError, match="no recipe nothing has run here"):
        call(root, "--recipe", "nothing")


def test_a_recipe_can_be_named_as_for_items(root: Path) -> None:
    assert call(root, RECIPE).stdout == call(root, "--recipe", RECIPE).stdout
    with pytest.raises(UsageError, match=f"Did you mean {RECIPE}"):
        call(root, RECIPE[:-1])
    assert call(root, RECIPE, "--recipe", "vat-return").exit_code == 2
