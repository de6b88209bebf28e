from __future__ import annotations

import os
import time
from pathlib import Path

from rpa.drivers.spool import check_spools, folder_of, set_aside, waiting
from rpa.model.workspace import Workspace


def put(folder: Path, name: str, age: float = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("{}")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_the_oldest_comes_first_and_only_whole_submissions(tmp_path: Path) -> None:
    folder = folder_of(Workspace(tmp_path, tmp_path), "contact")
    assert waiting(folder) == []
    young, old = put(folder, "a.json"), put(folder, "b.json", 60)
    put(folder, ".c.json.x.part")
    put(folder / "done", "d.json")
    (folder / "e.json").symlink_to("/etc/passwd")
    assert waiting(folder) == [old, young]


def test_set_aside_twice_it_is_there_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a.json")
    for _ in range(2):
        set_aside(path, None, "digest")
    assert [one.name for one in (tmp_path / "done").iterdir()] == ["a.json"]
    assert (tmp_path / "seen" / "a").read_text() == "digest"


def test_doctor_tells_of_what_nobody_reads(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path, {"timezone": "Europe/Amsterdam"})
    assert list(check_spools(workspace)) == []
    put(folder_of(workspace, "contact"), "a.json")
    for name in ("a.json", "b.json"):
        put(folder_of(workspace, "orders"), name, 2 * 86400)
    contact, orders = check_spools(workspace)
    assert (contact.state, contact.seen) == ("ok", "contact: 1 waiting")
    assert (orders.state, orders.seen.startswith("orders: 2 waiting, the first since 2")) == ("warn", True)
    assert "form.intake: orders" in orders.remedy
