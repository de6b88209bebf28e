"""`rpa items`: the list, and all about one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa.cli import items as module
from rpa.cli.items import command
from rpa.errors import UsageError
from rpa.model.item import Arrival
from tests.fakes.sample_ledger import RECIPE, Sample, fill_every_state, make_workspace


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(root)], catch_exceptions=False)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    sample = Sample(make_workspace(folder))
    fill_every_state(sample, orders=20)
    sample.ledger.close()
    return folder


def keys(answer: Result) -> list[str]:
    return [line.split("\t")[2] for line in answer.stdout.splitlines()[1:]]


def test_before_the_first_run_nothing_is_made(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    for arguments in ((), ("7",), (RECIPE,)):
        answer = call(tmp_path, *arguments)
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert "Nothing has run yet." in answer.stderr
    assert json.loads(call(tmp_path, "--json").stdout) == []
    assert not (tmp_path / ".rpa").exists()


def test_states_run_and_key_choose(root: Path) -> None:
    assert keys(call(root, "--state", "in_doubt", "--state", "failed")) == ["SO-2026-0010", "SO-2026-0012"]
    assert keys(call(root, RECIPE, "--run", "1")) == [f"SO-2026-000{number}" for number in range(1, 5)]
    assert len(keys(call(root, RECIPE, "--key", "SO-2026-0002"))) == 2  # the one done, and the one held beside it
    assert keys(call(root, f"{RECIPE}/finally")) == ["run 2"]
    answer = call(root, "--key", "SO-1")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "No items fit." in answer.stderr


def test_the_list_says_why(root: Path) -> None:
    lines = call(root, "--state", "rejected").stdout.splitlines()
    assert lines[0].split("\t") == ["Item", "Recipe", "Key", "State", "Changed", "From", "Reason"]
    assert "only 1 in stock" in lines[1]


def test_the_list_as_json(root: Path) -> None:
    found = json.loads(call(root, "--state", "failed", "--json").stdout)
    assert [(item["key"], item["state"], item["attempts"]) for item in found] == [("SO-2026-0012", "failed", 1)]
    assert found[0]["changed"].endswith("+01:00")


def test_all_about_one(root: Path) -> None:
    text = call(root, "14").stdout
    assert text.startswith("SO-2026-0014: done\n")
    for part in (
        "From:          orders-2026-47.xlsx Orders!A16",
        "lines 1:       description: Kantoorstoel",
        "Sent, then asked the target: not there",
        "It was done again.",
        "Order number:  SO-2026-0014",
        "Receipt:       Order 8014 saved",
        "Picture:       item-14/order/before-submit.png",
        "item.claimed",
        "step.void",
    ):
        assert part in text


def test_all_about_one_as_json(root: Path) -> None:
    found = json.loads(call(root, "14", "--json").stdout)
    assert [step["state"] for step in found["steps"] if step["step"] == "order"] == ["void", "done"]
    assert found["steps"][1]["intent"]["fields"][0] == ["Order number", "SO-2026-0014"]
    assert found["values"]["order_no"] == "SO-2026-0014"
    assert found["events"][0]["kind"] == "item.new"


def test_what_to_do_is_said(root: Path) -> None:
    assert "To do:         Look in http://office.example.org/orders/new" in call(root, "10").stdout


def test_an_item_that_is_not_there(root: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no item 999\. See: rpa items"):
        call(root, "999")


def test_a_recipe_that_never_ran(root: Path) -> None:
    with pytest.raises(UsageError, match=f"Did you mean {RECIPE}"):
        call(root, "order-to-invoices")


def test_a_terminal_shows_the_first_ones(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_terminal", lambda: True)
    monkeypatch.setattr(module, "SHOWN", 3)
    answer = call(root, RECIPE)
    assert [key in answer.stdout for key in ("SO-2026-0003", "SO-2026-0004")] == [True, False]
    assert "Only the first 3 are shown" in answer.stderr
    assert len(json.loads(call(root, "--json").stdout)) > 20


def test_values_cannot_drive_the_terminal(tmp_path: Path) -> None:
    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    evil = "\x1b[2J\x9b31m\rdone"
    sample.ledger.record(run, RECIPE, [Arrival(evil, "c", {"name": evil}, evil, ({evil: evil},), evil)])
    sample.ledger.close()
    for arguments in ((), ("1",)):
        assert not {"\x1b", "\x9b", "\r"} & set(call(tmp_path, *arguments).stdout)
