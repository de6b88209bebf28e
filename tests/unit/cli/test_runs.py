"""`rpa runs`: what ran and what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa.cli.runs import command
from rpa.errors import UsageError
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, make_workspace


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(root)], catch_exceptions=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1), arrival(2, reason="no quantity")])
    for claim in sample.claims(run):
        sample.enter(claim)
        sample.settle(claim)
    sample.finish(run)
    sample.clock.wait(3600)
    sample.finish(sample.start("vat-return"), "the portal did not answer")
    sample.ledger.record(sample.start(), RECIPE, [arrival(3)])
    sample.ledger.close()
    return tmp_path


def test_before_the_first_run_nothing_is_made(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    answer = call(tmp_path)
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "Nothing has run yet." in answer.stderr
    assert not (tmp_path / ".rpa").exists()
    assert json.loads(call(tmp_path, "--json").stdout) == []


def test_runs_newest_first(root: Path) -> None:
    lines = [line.split("\t") for line in call(root).stdout.splitlines()]
    assert lines[0][:5] == ["Run", "Recipe", "Started", "Took", "Done"]
    assert [line[0] for line in lines[1:]] == ["3", "2", "1"]
    assert lines[1][1:5] == [RECIPE, "2026-11-23 08:15", "not finished", "0"]
    assert lines[1][10] == "1"  # left
    assert lines[2][-1] == "the portal did not answer"
    assert lines[3][2:8] == ["2026-11-23 07:15", "3.1 s", "1", "1", "0", "0"]


def test_one_recipe_and_a_number(root: Path) -> None:
    answer = call(root, RECIPE, "-n", "1").stdout.splitlines()
    assert len(answer) == 2
    assert answer[1].startswith("3\t")
    assert "Error" not in answer[0]


def test_json(root: Path) -> None:
    found = json.loads(call(root, "--json", "vat-return").stdout)
    assert found[0]["run"] == 2
    assert found[0]["error"] == "the portal did not answer"
    assert found[0]["started"].endswith("+01:00")
    assert found[0]["totals"]["done"] == 0
    assert json.loads(call(root, "--json", "-n", "1").stdout)[0]["finished"] is None


def test_a_recipe_that_never_ran_is_refused_with_the_nearest(root: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean vat-return"):
        call(root, "vat-retur")
