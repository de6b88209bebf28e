"""A folder of hostile files for every source that reads files, taken in by the real robot, under limits.

Each file is refused with a reason, or reads as it should; the good ones beside them are done; and nothing outside of
the workspace is read, changed or made. What each reader makes of such files one by one is tested beside it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.examples import dumped
from tests.fakes.hostile_files import Files, Outside, put
from tests.fakes.hostile_mails import mails
from tests.fakes.hostile_papers import documents, invoices, pdf, plain_files
from tests.fakes.hostile_tables import book, books, forms, tables

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "Kanarienvogel-8d1f"
MEMORY = 1400 << 10  # KiB of address space, for each process of a run
LONGEST = 240  # seconds for one run, on a machine that does other work at the same time
WAITS = 4
YESTERDAY = 1_600_000_000
WITH_SLACK = {"xls", "pdf"}
"""Endings of files whose last bytes may say nothing."""
PRIVATE = {"home", "scratch"}
"""Where programs may put what they remove again."""
OURS = {".rpa", "archive", "reports"}
COLUMNS = {"number": "Number", "text": "Text", "amount": "Amount"}
ROWS = {"number": "text", "text": "text", "amount": {"type": "decimal", "decimal": ","}}
MAIL = {
    "message_id": "text",
    "from_address": "email",
    "defects": ["text"],
    "files": [{"name": "text", "path": "path"}],
}


@dataclass(frozen=True)
class Inbox:
    """What a source is given.

    Attributes:
        source: Its name.
        files: Makes the files.
        params: What the recipe says of it, besides the path.
        key: Of an item.
        fields: Its contract; none: the values as they come.
    """

    source: str
    files: Callable[[Outside], Files]
    params: dict[str, Any]
    key: str
    fields: dict[str, Any] | None = None


ENDINGS = {"mails": "", "files": "/**/*"}
INBOXES = {
    "books": Inbox("excel.rows", books, {"columns": COLUMNS}, "number", ROWS),
    "tables": Inbox("table.rows", tables, {"columns": COLUMNS}, "number", ROWS),
    "forms": Inbox("form.exports", forms, {"columns": COLUMNS}, "number", ROWS),
    "mails": Inbox("mail.folder", mails, {}, "message_id", MAIL),
    "documents": Inbox("document.files", documents, {"ocr": False}, "digest"),
    "invoices": Inbox("einvoice.files", invoices, {}, "number"),
    "files": Inbox("folder.files", plain_files, {}, "name"),
}


@dataclass(frozen=True)
class Robot:
    """A workspace with all inboxes, and what lies beside it."""

    base: Path
    outside: Outside

    @property
    def root(self) -> Path:
        return self.base / "workspace"

    def furnish(self) -> None:
        """Lay out the canaries, the workspace and the recipes."""
        for name in ("outside", "home", "scratch", "workspace"):
            (self.base / name).mkdir()
        for ending in ("csv", "json", "eml", "msg", "mbox", "txt", "xml"):
            self.outside.canary(ending).write_text(f"Number;Text;Amount\n{SECRET};{SECRET};1\n")
        self.outside.canary("pdf").write_bytes(pdf(f"BT /F 9 Tf 9 9 Td ({SECRET}) Tj ET".encode()))
        for kind in ("xlsx", "xls", "xlsb", "ods"):
            self.outside.canary(kind).write_bytes(book(kind, SECRET, SECRET, 1))
        for path in self.outside.folder.iterdir():
            unread(path)
        (self.root / "recipes").mkdir()
        (self.root / "rpa.toml").write_text("")
        for name, inbox in INBOXES.items():
            (self.root / "recipes" / f"{name}.yaml").write_text(dumped(recipe(name, inbox)))

    def run(self, name: str, **secrets: str) -> subprocess.CompletedProcess[str]:
        """`rpa run`, with no more than so much memory and time."""
        rpa = [sys.executable, "-m", "rpa.cli.main", "run", name, "--today", "2026-10-05", "-q"]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("RPA_", "XDG_"))},
            **{f"RPA_SECRET_{name.upper()}": value for name, value in secrets.items()},
            "PYTHONPATH": str(PROJECT),
            "RPA_WORKSPACE": str(self.root),
            "HOME": str(self.base / "home"),
            "TMPDIR": str(self.base / "scratch"),
        }
        limited = ["sh", "-c", f'ulimit -v {MEMORY}; exec "$@"', "sh", *rpa]
        return subprocess.run(
            limited, capture_output=True, text=True, env=environment, cwd=self.root, timeout=LONGEST, check=False
        )

    def items(self, recipe: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.root / ".rpa" / "ledger.sqlite")) as ledger:
            ledger.row_factory = sqlite3.Row
            found = ledger.execute("select * from item where recipe = ?", (recipe,)).fetchall()
        return [dict(row) for row in found]

    def by_file(self, recipe: str, files: Files) -> dict[str, list[dict[str, Any]]]:
        """The items of each file; of one that was never sent, under where it lies."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for item in self.items(recipe):
            place = str(item["place"]).removeprefix(f"inbox/{recipe}/")
            file = next((file for file in files if place == file or place.startswith(f"{file} ")), place)
            found[file].append(item)
        return found

    def says_nothing(self, file: str) -> bool:
        """Whether a mail has neither sender nor Message-ID: all such mails are one, and it is rejected."""
        content = (self.root / "archive" / "mails" / file).read_bytes()
        keys = {item["key"]: item["state"] for item in self.items("mails")}
        nameless = {state for key, state in keys.items() if key.endswith("@no-message-id.invalid>")}
        return b"Message-ID: <" not in content[:-20] and nameless == {"rejected"}

    def whole_is_done(self, recipe: str, file: str) -> bool:
        """Whether the item of a file that was cut off, and still read, says what the whole file does."""
        ending = file.rpartition(".")[2]
        items = {item["key"]: json.loads(item["fields"]) for item in self.items(recipe) if item["state"] == "done"}
        if recipe == "invoices":
            cut, whole = items["K-88"], items["good-facturx"]
            return {**cut, "number": ""} == {**whole, "number": ""}
        cut, whole = items[f"CUT-{ending}"], items[f"good-{ending}"]
        return cut.keys() == whole.keys() and cut["text"] == "whole" and "7.5" in str(cut["amount"])


def recipe(name: str, inbox: Inbox) -> dict[str, Any]:
    """A recipe that reads an inbox and does something harmless with what it finds."""
    path = f"inbox/{name}{ENDINGS.get(name, '/*.*')}"
    items: dict[str, Any] = {
        "from": {inbox.source: {"path": path, "settle": 0, **inbox.params}},
        "key": f"{{{{ item.{inbox.key} }}}}",
        "archive": f"archive/{name}",
    }
    if inbox.fields:
        items["fields"] = inbox.fields
    look = {"text": f"{{{{ item.{inbox.key} }}}}", "rules": {"Good": ["good"]}, "otherwise": "Other"}
    return {"name": name, "locale": "nl-NL", "items": items, "steps": [{"text.classify": look}]}


@pytest.fixture(scope="module")
def robot(tmp_path_factory: pytest.TempPathFactory) -> Robot:
    base = tmp_path_factory.mktemp("hostile")
    made = Robot(base, Outside(base / "outside", SECRET))
    made.furnish()
    return made


@pytest.mark.parametrize("name", INBOXES)
def test_each_hostile_file_is_refused_and_the_good_ones_are_done(robot: Robot, name: str) -> None:
    files = INBOXES[name].files(robot.outside)
    put(robot.root / "inbox" / name, files)
    before = seen(robot)
    ended = robot.run(name)
    assert ended.returncode == WAITS, ended.stderr[-3000:]
    assert "Traceback" not in ended.stderr + ended.stdout
    after = seen(robot)
    touched = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    assert touched == [], f"{name}: outside of the workspace, these were read, changed or made"
    found = robot.by_file(name, files)
    wrong = [wrong for file in files if (wrong := mistaken(name, file, found.get(file, []), robot))]
    assert wrong == []
    assert set(found) <= set(files), f"{name}: {sorted(set(found) - set(files))} were never sent"
    assert_kept_inside(robot, name)
    assert_harmless(robot, name)


def mistaken(name: str, file: str, items: list[dict[str, Any]], robot: Robot) -> str:
    """What is wrong with what became of a file; nothing, when it is as it should be."""
    states = {item["state"] for item in items}
    if not items:
        cut = file.startswith("cut-") and file.rpartition(".")[2] in WITH_SLACK
        known = robot.whole_is_done(name, file) if cut else name == "mails" and robot.says_nothing(file)
        return "" if known else f"{file}: nothing became of it"
    if file.startswith(("good", "below")):
        return "" if states == {"done"} else f"{file}: is good, and was not done: {items[0]['reason']}"
    for item in items:
        if item["state"] == "rejected":
            if not is_clear(item):
                return f"{file}: the reason does not say where and what to do: {item['reason']!r}"
        elif item["state"] != "done":
            return f"{file}: {item['state']}: {item['reason']}"
    if (
        states == {"rejected"}
        or file.startswith("any")
        or any(json.loads(one["fields"]).get("defects") for one in items)
    ):
        return ""
    if file.startswith("cut-"):
        return (
            "" if robot.whole_is_done(name, file) else f"{file}: read, and not as the whole: {items[0]['fields']:.300}"
        )
    return f"{file}: was taken for good"


def is_clear(item: dict[str, Any]) -> bool:
    """Whether a refusal names its file, and says what to do or what was expected."""
    reason, place = str(item["reason"]), str(item["place"])
    if not item["key"].startswith("unreadable: ") or place.endswith(")"):  # an item of its own, with its place
        return bool(reason) and "/" in place
    return reason.startswith(place) and ". " in reason


def seen(robot: Robot) -> dict[str, tuple[object, ...]]:
    """All that lies beside the workspace: what it holds, when it was changed, and when it was last read."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(robot.base.rglob("*")):
        if path.is_relative_to(robot.root):
            continue
        state = path.lstat()
        if path.is_file():
            found[str(path)] = (path.read_bytes(), state.st_ino, state.st_nlink, state.st_atime, state.st_mtime)
            unread(path)
        else:
            found[str(path)] = () if path.name in PRIVATE else (state.st_mtime,)
    found["workspace"] = tuple(sorted(path.name for path in robot.root.iterdir() if path.name not in OURS))
    return found


def unread(path: Path) -> None:
    """Date a file so that the next one who reads it is noted, also by file systems that note it rarely."""
    os.utime(path, (YESTERDAY, YESTERDAY + 1))


def assert_kept_inside(robot: Robot, name: str) -> None:
    """What was taken out of mails, PDFs and invoices lies in the workspace's own folder."""
    kept = [Path(path) for item in robot.items(name) for path in paths_in(json.loads(item["fields"]))]
    assert bool(kept) == (name in ("mails", "documents", "invoices", "files"))
    inputs = (robot.root / ".rpa" / "artifacts" / "inputs").resolve()
    wrong = [str(path) for path in kept if not (path.is_file() and path.resolve().parent.parent == inputs)]
    assert wrong == []
    assert [
        str(path) for path in inputs.rglob("*") if path.is_symlink() or (path.stat().st_mode & 0o111 and path.is_file())
    ] == []


def paths_in(value: Any) -> Iterator[str]:
    """All values called `path`."""
    if isinstance(value, list):
        for one in value:
            yield from paths_in(one)
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "path":
                yield from [one["$path"] if isinstance(one, dict) else one] if one else []
            else:
                yield from paths_in(one)


def assert_harmless(robot: Robot, name: str) -> None:
    """Nothing of a canary came in; what people open is no trap."""
    (report,) = (robot.root / "reports" / name).glob("run-*")
    assert "<script>alert" not in (report / "report.html").read_text("utf-8")
    with zipfile.ZipFile(report / "hand-back.xlsx") as archive:
        texts = {part: archive.read(part) for part in archive.namelist()}
    live = [part for part, text in texts.items() if any(word in text for word in (b"<f>", b"<f ", b"<hyperlink"))]
    assert live == [], "a cell of the hand-back workbook is a formula or a link"
    assert [part for part, text in texts.items() if SECRET.encode() in text] == []
    assert [str(path) for path in written(robot) if SECRET.encode() in path.read_bytes()] == []


def written(robot: Robot) -> Iterator[Path]:
    """All files of the workspace, besides links and the large ones that were sent."""
    for path in robot.root.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 30:
            yield path
