"""The sample company and a robot, each a process of its own: the robot is killed and run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa.demo.office import Office, prepare
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.item import ItemState
from tests.crash.inbox import DAY
from tests.crash.killing import VARIABLE, Plan, read_log
from tests.crash.ledgers import open_named, settings_of
from tests.crash.machines import Machine
from tests.waiting import LONGEST, wait_until

ROOT = Path(__file__).parents[2]
IN_ROBOT = Path(__file__).with_name("in_robot")
MARK = "RPA_CRASH_CASE"
UNFINISHED = (ItemState.NEW, ItemState.CLAIMED)
MOST_RUNS = 8
LONGEST_RUN = 300.0  # seconds: a crew whose workers die one after another, on two slow processors that others use too
LEASE = 15.0  # seconds
SEED = os.environ.get("RPA_CRASH_SEED", "2026-10-05")
WHOLE = bool(os.environ.get("RPA_CRASH_ALL"))
"""Everything there is, not only a part drawn by the seed."""


@dataclass(frozen=True)
class Ended:
    """How one run of the robot ended: exit code (negative: the signal) and what it printed."""

    code: int
    stdout: str
    stderr: str

    @property
    def reasons(self) -> list[str]:
        """Why items were not done, as the run told it."""
        return [f"{one['state']}: {one['reason']}" for one in json.loads(self.stdout)["items"] if one["reason"]]


@dataclass(frozen=True)
class Site:
    """One case: a company, a workspace, and the processes that are started in it.

    Attributes:
        office: The running company.
        mark: Every process of the case carries it in its environment.
        database: Name of its ledger on PostgreSQL, as it is reached from here; empty: SQLite in the workspace.
    """

    office: Office
    mark: str
    database: str = ""

    @property
    def root(self) -> Path:
        """The workspace."""
        return self.office.folder

    @property
    def kind(self) -> str:
        """Kind of its ledger."""
        return "postgres" if self.database else "sqlite"

    def answers(self) -> bool:
        """Whether the company is up."""
        try:
            self.office.counts()
        except OSError:
            return False
        return True

    def start(
        self, *arguments: str, plan: Plan | None = None, machine: Machine | None = None, host: str = ""
    ) -> subprocess.Popen[str]:
        """Start the robot in a session of its own.

        Args:
            arguments: Of the command `rpa`.
            plan: Where it kills itself.
            machine: Where it runs; None: here.
            host: It takes itself for running on a machine of this name.
        """
        environment = {**os.environ, MARK: self.mark, "PYTHONPATH": str(ROOT)}
        if host := host or (machine.name if machine else ""):
            environment["RPA_HOST_ID"] = host
        if plan is not None:
            environment |= {VARIABLE: plan.as_variable(), "PYTHONPATH": f"{IN_ROBOT}{os.pathsep}{ROOT}"}
        options = ["-C", str(self.root), "--today", DAY.isoformat(), "--json"]
        command = [sys.executable, "-m", "rpa.cli.main", *arguments, *options]
        return subprocess.Popen(
            command if machine is None else machine.command(command),
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, plan: Plan | None = None, machine: Machine | None = None, host: str = "") -> Ended:
        """Run the robot to its end; see `start`."""
        return await_end(self.start(*arguments, plan=plan, machine=machine, host=host))

    def plan(self, *points: str, **more: Any) -> Plan:
        """A plan to kill the robot at these points, with a log of its own."""
        log = self.root.parent / f"points-{uuid.uuid4().hex}.log"
        return Plan(str(log), points, ledger=self.kind, **more)

    def kill_at(self, recipe: str, *points: str) -> None:
        """Run a recipe until the robot dies at one of these points."""
        ended = self.run("run", recipe, plan=self.plan(*points))
        assert ended.code == -signal.SIGKILL, f"not killed: exit {ended.code}\n{ended.stdout}\n{ended.stderr}"

    def ledger(self) -> Ledger:
        """The workspace's ledger."""
        return open_named(self.database or str(self.root / ".rpa/ledger.sqlite"))

    def items(self, recipe: str) -> list[ItemRow]:
        """The recipe's items, as the ledger has them; none before the first run has come that far."""
        if not self.database and not (self.root / ".rpa/ledger.sqlite").exists():
            return []
        with closing(self.ledger()) as ledger:
            return ledger.items(recipe)

    def change_settings(self, old: str, new: str) -> None:
        """Replace a text in `rpa.toml`."""
        settings = self.root / "rpa.toml"
        text = settings.read_text("utf-8")
        assert old in text
        settings.write_text(text.replace(old, new), "utf-8")

    def misbehave(self, **mischief: object) -> None:
        """Make the company misbehave; without arguments it is in order again."""
        request = urllib.request.Request(
            f"{self.office.address}/mischief",
            data=json.dumps(mischief).encode(),
            headers={"X-Company-Token": "mischief", "Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=LONGEST) as answer:
            assert answer.status == 200

    def processes(self) -> list[int]:
        """Processes of this case that are alive: the robot, Playwright's driver, the browser's."""
        sign = f"{MARK}={self.mark}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit() or int(folder.name) == os.getpid():
                continue
            try:
                if sign in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue  # it ended meanwhile, or is not ours
        return found

    def named(self, word: str) -> list[int]:
        """Those whose program has this word in its name."""
        found = []
        for process in self.processes():
            try:
                if word in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0].decode():
                    found.append(process)
            except OSError:
                continue
        return found

    def sweep(self) -> None:
        """Kill what is left of the case."""
        for process in self.processes():
            kill(process)


def kill(process: int, kind: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal; one that has ended already is no trouble."""
    try:
        os.kill(process, kind)
    except ProcessLookupError:
        return


def await_end(process: subprocess.Popen[str], longest: float = LONGEST_RUN) -> Ended:
    """Wait for the robot; one that hangs is killed and fails the test."""
    try:
        stdout, stderr = process.communicate(timeout=longest)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate(timeout=LONGEST)
        raise AssertionError(f"the robot hung for {longest:g} seconds") from None
    return Ended(process.returncode, stdout, stderr)


def await_stop(site: Site, robot: subprocess.Popen[str]) -> None:
    """Wait until the robot has stopped itself at a point of its plan."""
    status: list[int] = []

    def has_changed() -> bool:
        found, what = os.waitpid(robot.pid, os.WUNTRACED | os.WNOHANG)
        status.extend([what] * (found == robot.pid))
        return bool(status)

    with telling(site):
        wait_until(has_changed, "it stops")
        assert os.WIFSTOPPED(status[0]), f"it ended instead: {robot.communicate(timeout=LONGEST)}"


def await_point(site: Site, robot: subprocess.Popen[str], plan: Plan, name: str) -> None:
    """Wait until the robot has come to a point."""
    with telling(site):
        wait_until(lambda: any(one.name == name for one in read_log(Path(plan.log))), name, running=robot)


@contextmanager
def telling(site: Site) -> Iterator[None]:
    """A failure is told with what the robot has noted last."""
    try:
        yield
    except AssertionError as error:
        log = site.root / ".rpa/rpa.log"
        last = log.read_text("utf-8", "replace")[-4000:] if log.exists() else "none"
        raise AssertionError(f"{error}\nthe robot's log:\n{last}") from None


@contextmanager
def open_site(folder: Path, ledger: str = "", lease: float = LEASE) -> Iterator[Site]:
    """Start a company with its workspace; everything is ended at the end.

    Args:
        folder: Of the workspace.
        ledger: Name of the ledger on PostgreSQL; empty: SQLite in the workspace.
        lease: Of a worker on PostgreSQL, in seconds.
    """
    workspace, password = prepare(folder)
    mark = uuid.uuid4().hex
    command = [sys.executable, "-m", "rpa.demo.company", "--database", str(folder / "company/company.sqlite")]
    with (folder / "company/server.log").open("wb") as log:
        company = subprocess.Popen(
            [*command, "--user", "robot"],
            env={**os.environ, "COMPANY_PASSWORD": password, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert company.stdout is not None
    site = Site(
        Office(workspace.root, company.stdout.readline().strip(), company.pid, "robot", password),
        mark,
        ledger if "#" in ledger else "",
    )
    try:
        if site.database:
            site.change_settings("[secrets]", settings_of(ledger, lease) + "\n[secrets]")
        site.change_settings("http://127.0.0.1:0", site.office.address)
        wait_until(site.answers, "the company answers")
        yield site
    finally:
        site.sweep()
        company.kill()
        company.communicate(timeout=LONGEST)


def run_until_settled(site: Site, recipe: str) -> list[Ended]:
    """Run again until nothing of the recipe is left; failed items are taken up by hand, as an operator would.

    Returns:
        The runs it took.
    """
    runs = []
    for _ in range(MOST_RUNS):
        runs.append(site.run("run", recipe))
        states = {row.state for row in site.items(recipe)}
        if ItemState.FAILED in states:
            runs.append(site.run("retry", recipe))
            states = {row.state for row in site.items(recipe)}
        if states and not states & {*UNFINISHED, ItemState.FAILED}:
            return runs
    raise AssertionError(f"not settled after {MOST_RUNS} runs: {_told(runs)}")


def take_over(site: Site, recipe: str, *, machine: Machine | None = None, host: str = "") -> Ended:
    """Run a recipe as soon as the one that holds it counts as gone."""
    until = time.monotonic() + LONGEST
    while (ended := site.run("run", recipe, machine=machine, host=host)).code == 5:
        assert time.monotonic() < until, ended
        time.sleep(0.2)
    return ended


def _told(runs: Sequence[Ended]) -> str:
    return "\n".join(f"exit {run.code}\n{run.stdout[-1500:]}\n{run.stderr[-1500:]}" for run in runs)


def counted(site: Site) -> dict[str, list[str]]:
    """References the company counted, by kind of write, repeats included."""
    found: dict[str, list[str]] = {}
    log: list[dict[str, Any]] = site.office.counts()["log"]
    for entry in log:
        found.setdefault(entry["kind"], []).append(entry["reference"])
    return found


def killed_when(process: subprocess.Popen[Any], condition: Callable[[], bool], later: float = 0.0) -> bool:
    """Kill a process as soon as something is true, or so many seconds later; False when it had ended before.

    What it has done so far says when: an instant by the clock is too late on a fast machine.
    """
    until = time.monotonic() + LONGEST_RUN
    while process.poll() is None and not condition():
        assert time.monotonic() < until, f"not within {LONGEST_RUN:g} seconds"
        time.sleep(0.001)
    time.sleep(later)
    running = process.poll() is None
    process.kill()
    process.communicate(timeout=LONGEST)
    return running


def at_most(folder: Path, files: int) -> bool:
    """Whether no more than so many are left in a folder."""
    return len(list(folder.iterdir())) <= files
