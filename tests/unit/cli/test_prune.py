"""`rpa prune`: what it shows, what it removes, and what it leaves alone."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa.cli.audit import command as audit
from rpa.cli.items import command as items
from rpa.cli.prune import command
from rpa.drivers.locks import OwnerLock
from rpa.errors import UsageError
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Arrival, ItemState
from rpa.reports.files import write_reports
from tests.fakes.sample_ledger import RECIPE, Sample, fill_every_state, make_workspace

EVERYTHING = "".join(
    f'{kind} = "30 days"\n'
    for kind in ("details", "events", "pictures", "inputs", "reports", "plans", "logs", "backups")
)
LONG_AGO = datetime.now(UTC) - timedelta(days=100)


def settings(root: Path, retention: str) -> None:
    (root / "rpa.toml").write_text(f'timezone = "Europe/Amsterdam"\n[retention]\n{retention}')


def age(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text("x" * 1000)
    os.utime(path, (LONG_AGO.timestamp(),) * 2)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sample = Sample(make_workspace(tmp_path))
    sample.clock.at = LONG_AGO
    run = fill_every_state(sample, orders=20)
    write_reports(sample.workspace, sample.ledger, run)
    kept = tmp_path / ".rpa" / "artifacts" / "inputs"
    needed, old = age(kept / ("a" * 32) / "order.pdf"), age(kept / ("b" * 32) / "order.pdf")
    run = sample.start()
    sample.ledger.record(
        run, RECIPE, [Arrival("open", "c", {"file": needed}, "p"), Arrival("over", "c", {"file": old}, "p")]
    )
    for claim in sample.claims(run):
        if claim.key == "over":
            sample.settle(claim)
    sample.finish(run)
    sample.ledger.close()
    for file in [*(tmp_path / "reports").rglob("*"), *(tmp_path / ".rpa" / "artifacts").rglob("*")]:
        if file.is_file():
            age(file)
    age(tmp_path / "reports" / RECIPE / "plan.html")
    age(tmp_path / "reports" / RECIPE / "run-0001" / "note.txt")
    age(tmp_path / ".rpa" / "rpa.log.1")
    age(tmp_path / ".rpa" / "backups" / "ledger-1-20250101T000000Z.sqlite")
    settings(tmp_path, EVERYTHING)
    return tmp_path


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(root)], catch_exceptions=False)


def table(answer: Result) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in (line.split("\t") for line in answer.stdout.splitlines()[1:])}


def files(root: Path) -> set[str]:
    return {
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and "ledger.sqlite" not in path.name
    }


def test_without_a_word_in_the_settings_everything_is_kept(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    answer = call(tmp_path, "--yes")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "Everything is kept" in answer.stderr
    assert not (tmp_path / ".rpa").exists()


def test_it_only_says_what_it_would_remove(root: Path) -> None:
    before = files(root)
    answer = call(root)
    assert answer.exit_code == 0
    rows = table(answer)
    day = f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-}"
    assert rows["details of ended items"][0] == "30 days"
    assert rows["details of ended items"][1].startswith(day)
    assert int(rows["details of ended items"][2]) > 15
    assert rows["events"][2] == rows["events"][2]
    assert rows["pages of plans, files"][2:] == ["1", "1.0 kB"]
    assert rows["copies of the ledger"][2:] == ["1", "1.0 kB"]
    assert "To remove it for good: rpa prune --yes" in answer.stderr
    assert files(root) == before
    assert call(root).stdout == answer.stdout
    data = {row["kind"]: row for row in json.loads(call(root, "--json").stdout)}
    assert data["plans"]["bytes"] == 1000


def test_what_it_removes_and_what_it_leaves(root: Path) -> None:
    ledger = SqliteLedger.open(root / ".rpa" / "ledger.sqlite")
    open_items = [item.id for item in ledger.items() if item.state not in (ItemState.DONE, ItemState.REJECTED)]
    ledger.close()
    pictures = {name for name in files(root) if name.startswith(".rpa/artifacts/item-")}
    needed = {name for name in pictures if int(name.split("/")[2].removeprefix("item-")) in open_items}
    assert needed
    assert pictures - needed
    answer = call(root, "--yes")
    assert answer.exit_code == 0, answer.output
    left = files(root)
    assert {name for name in left if name.startswith(".rpa/artifacts/item-")} == needed
    assert {name for name in left if "inputs" in name} == {f".rpa/artifacts/inputs/{'a' * 32}/order.pdf"}
    assert {name for name in left if name.startswith("reports")} == {f"reports/{RECIPE}/run-0001/note.txt"}
    assert not {name for name in left if "backups" in name or "rpa.log." in name}
    assert {name for name in left if name.startswith("invoices")}  # documents are the company's books, not ours
    again = call(root, "--yes")
    assert "There was nothing to remove." in again.stderr
    assert CliRunner().invoke(audit, ["-C", str(root)]).exit_code == 0


def test_submissions_go_once_they_are_recorded_and_those_that_wait_stay(root: Path) -> None:
    spool = root / ".rpa" / "intake" / "contact"
    waits, noted, done = (age(spool / name) for name in ("r1.json", "seen/r2", "done/r2.json"))
    call(root, "--yes")
    assert (waits.exists(), noted.exists(), done.exists()) == (True, True, False)


def test_an_item_that_was_pruned_is_still_shown_and_says_so(root: Path) -> None:
    call(root, "--yes")
    shown = CliRunner().invoke(items, ["1", "-C", str(root)], catch_exceptions=False)
    assert "SO-2026-0001: done" in shown.stdout
    assert "Its details were removed on " in shown.stdout
    assert "Order 8001 saved" in shown.stdout
    assert "order (written" in shown.stdout
    assert "Bakkerij" not in shown.stdout
    assert json.loads(CliRunner().invoke(items, ["1", "--json", "-C", str(root)]).stdout)["pruned"]


def test_a_report_of_pruned_items_can_be_written(root: Path) -> None:
    call(root, "--yes")
    ledger = SqliteLedger.open(root / ".rpa" / "ledger.sqlite")
    made = write_reports(make_workspace(root), ledger, 2)
    ledger.close()
    page = made.report.read_text()
    assert "Its details were removed on" in page
    assert made.hand_back is not None


def test_links_are_not_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    precious = age(elsewhere / "precious.txt")
    (root / ".rpa" / "artifacts" / "item-9999").symlink_to(elsewhere)
    ended = next((root / ".rpa" / "artifacts").glob("item-*/order"))
    (ended / "link").symlink_to(elsewhere)
    call(root, "--yes")
    assert precious.is_file()


def test_under_cron_it_is_silent(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.cli.terminal.is_under_cron", lambda: True)
    answer = call(root, "--yes")
    assert (answer.exit_code, answer.output) == (0, "")


def test_a_clock_far_ahead_removes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.model.clock.Clock.now", lambda _self: datetime.now(UTC) + timedelta(days=4000))
    with pytest.raises(UsageError, match=r"the clock says 20.*--clock-is-right"):
        call(root, "--yes")
    assert call(root, "--clock-is-right").exit_code == 0


def test_a_slip_of_the_pen_removes_nothing(root: Path) -> None:
    settings(root, 'pictres = "1 day"\n')
    with pytest.raises(UsageError, match="Did you mean pictures"):
        call(root, "--yes")


class TestSpace:
    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        sample = Sample(make_workspace(tmp_path))
        sample.clock.at = LONG_AGO
        run = sample.start()
        values = [{"text": f"{number:x>20000}"} for number in range(300)]
        sample.ledger.record(run, RECIPE, [Arrival(f"K-{n}", "c", value, "p") for n, value in enumerate(values)])
        for claim in sample.claims(run):
            sample.settle(claim)
        sample.ledger.close()
        settings(tmp_path, 'details = "30 days"\n')
        return tmp_path

    def test_it_is_given_back_and_nothing_of_the_text_is_left(self, large: Path) -> None:
        file = large / ".rpa" / "ledger.sqlite"
        before = file.stat().st_size
        assert b"xxxxxxxx150" in file.read_bytes()
        answer = call(large, "--yes")
        assert "The ledger's file is 5" in answer.stderr or "The ledger's file is 6" in answer.stderr
        assert file.stat().st_size < before / 5
        assert b"xxxxxxxx" not in file.read_bytes()
        assert CliRunner().invoke(audit, ["-C", str(large)]).exit_code == 0

    def test_while_somebody_works_the_file_stays_as_large(self, large: Path) -> None:
        file = large / ".rpa" / "ledger.sqlite"
        before = file.stat().st_size
        with OwnerLock(large / ".rpa" / "locks" / "owners"):
            answer = call(large, "--yes")
        assert "A recipe is running" in answer.stderr
        assert file.stat().st_size >= before
        assert b"xxxxxxxx150" not in file.read_bytes()  # overwritten all the same
        assert "smaller" in call(large, "--yes").stderr

    def test_without_room_for_it_the_file_stays_as_large(self, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import shutil

        usage = shutil.disk_usage(large)._replace(free=1000)
        monkeypatch.setattr("rpa.ledger.space.shutil.disk_usage", lambda _folder: usage)
        answer = call(large, "--yes")
        assert answer.exit_code == 0
        assert "no room to write the ledger anew" in answer.stderr
