"""Which runs told nobody: ended in the ledger and cut off before their report, or killed and never ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rpa.drivers.workspace import open_workspace
from rpa.engine.runs import open_ledger
from rpa.engine.untold import LOOKED_BACK, Untold, keep_told, unheard_runs, untold_runs
from rpa.ledger.protocol import Ledger
from rpa.model.item import Arrival, Decision, ItemState
from rpa.model.run import Totals


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    (tmp_path / "rpa.toml").touch()
    with closing(open_ledger(open_workspace(tmp_path))) as opened:
        yield opened


def run(ledger: Ledger, *keys: str, is_ended: bool = True, recipe: str = "forms", owner: str = "me") -> int:
    """A run that rejects items of these keys."""
    number = ledger.start_run(recipe, f"{recipe}.yaml", f"name: {recipe}\n", {}, owner)
    ledger.record(number, recipe, [Arrival(key, key, {}, "list", (), "it is wrong") for key in keys])
    if is_ended:
        ledger.finish_run(number, Totals(rejected=len(keys)))
    return number


def told(found: tuple[Untold, ...]) -> list[tuple[int, list[str]]]:
    return [(one.run.id, [row.key for row in one.rows]) for one in found]


class TestBeforeARun:
    """What the next run of the recipe has to tell."""

    def test_all_runs_since_the_last_that_told(self, ledger: Ledger) -> None:
        run(ledger, "A")
        run(ledger)
        run(ledger, "B", "C")
        run(ledger, "X", recipe="others")
        now = run(ledger)
        assert told(untold_runs(ledger, "forms", now)) == [(1, ["A"]), (3, ["B", "C"])]
        keep_told(ledger, "forms", now)
        later = run(ledger, "D")
        assert told(untold_runs(ledger, "forms", later)) == []
        assert told(untold_runs(ledger, "forms", run(ledger))) == [(later, ["D"])]

    def test_one_that_was_under_way_when_another_told(self, ledger: Ledger) -> None:
        slow = run(ledger, "A", is_ended=False)
        keep_told(ledger, "forms", run(ledger))
        ledger.finish_run(slow, Totals(rejected=1), "its process was killed")
        assert told(untold_runs(ledger, "forms", run(ledger))) == [(slow, ["A"])]

    def test_not_what_a_person_has_decided(self, ledger: Ledger) -> None:
        run(ledger, "A", "B")
        other = ledger.start_run("forms", "forms.yaml", "name: forms\n", {}, "me")
        ledger.record(other, "forms", [Arrival("C", "one", {}, "list"), Arrival("C", "two", {}, "list")])
        ledger.finish_run(other, Totals(in_review=1, left=1))
        (held,) = ledger.items(states=[ItemState.IN_REVIEW])
        assert told(untold_runs(ledger, "forms")) == [(1, ["A", "B"]), (other, ["C"])]
        ledger.resolve(held.id, Decision.REJECT, "Anna")
        assert told(untold_runs(ledger, "forms", run(ledger))) == [(1, ["A", "B"])]

    def test_what_a_worker_elsewhere_ended_after_the_end_of_its_run(self, ledger: Ledger) -> None:
        number = run(ledger, is_ended=False)
        ledger.record(number, "forms", [Arrival("A", "A", {}, "list")])
        claim = ledger.claim("forms", "other", number)
        assert claim is not None
        ledger.finish_run(number, ledger.totals(number), "its process was killed")
        ledger.settle(claim, ItemState.FAILED, "no answer", ())
        assert told(untold_runs(ledger, "forms")) == [(number, ["A"])]

    def test_of_runs_that_are_all_done_only_their_totals_are_read(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(LOOKED_BACK):
            run(ledger)

        def asked(*_words: object, **_more: object) -> list[object]:
            pytest.fail("the items of a run were read")

        monkeypatch.setattr(ledger, "items", asked)
        assert untold_runs(ledger, "forms") == ()


class TestOfAllRecipes:
    """What nobody hears of until one of these recipes runs again."""

    def test_runs_that_were_killed_and_runs_that_were_cut_off(self, ledger: Ledger) -> None:
        cut_off = run(ledger, "A")
        killed = run(ledger, "B", is_ended=False, recipe="orders", owner="dead")
        ledger.record(killed, "orders", [Arrival("C", "C", {}, "list"), Arrival("D", "D", {}, "list")])
        run(ledger, "E", is_ended=False, recipe="slow", owner="alive")
        empty = run(ledger, is_ended=False, recipe="early", owner="dead")
        run(ledger, recipe="fine")
        found = unheard_runs(ledger, "alive".__eq__)
        assert told(found) == [(cut_off, ["A"]), (killed, ["B"]), (empty, [])]
        assert [one.left for one in found] == [0, 2, 0]
        assert [one.why for one in found] == ["it was cut off while it told of them", *["its process was killed"] * 2]

    def test_nothing_once_it_was_told(self, ledger: Ledger) -> None:
        number = run(ledger, "A")
        keep_told(ledger, "forms", number)
        assert unheard_runs(ledger, "alive".__eq__) == ()
