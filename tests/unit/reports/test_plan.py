"""The page of a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rpa.reports import plan as module
from rpa.reports.plan import plan_file, render_plan, write_plan
from tests.fakes.sample_ledger import make_workspace, save_picture

EVIL = "<script>alert(1)</script>"


def write(**changed: Any) -> dict[str, Any]:
    plain = {"step": "order", "kind": "browser", "target": "http://o.example.org", "summary": "Save", "picture": None}
    return {**plain, "fields": [["Customer", "Müller"]], **changed}


def planned(*writes: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"key": "SO-1", "place": "o.xlsx", "outcome": "done", "reason": "", "writes": list(writes), **changed}


def plan(folder: Path, *items: dict[str, Any]) -> dict[str, Any]:
    return {"recipe": "orders", "skipped": 2, "pictures": str(folder), "items": list(items)}


def test_writes_pictures_and_reasons(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    scratch = replace(workspace, scratch=tmp_path / "scratch")
    picture = tmp_path / "scratch" / save_picture(scratch, "item-1/order/before-submit.png")
    items = [planned(write(picture=str(picture))), planned(key="SO-2", outcome="rejected", reason="no quantity")]
    path = plan_file(workspace, "orders")
    assert write_plan(workspace, plan(tmp_path / "scratch", *items), path) == 0
    assert path == tmp_path / "reports" / "orders" / "plan.html"
    page = path.read_text()
    assert "The next run would do 1 of 2 items, with 1 write. 2 items done before would be skipped." in page
    assert page.index("no quantity") < page.index("Müller")
    assert page.count("data:image/jpeg") == 1
    assert "before-submit.png" not in page  # the original is removed afterwards: no link to it
    assert "Content-Security-Policy" in page


def test_hostile_values_stay_text(tmp_path: Path) -> None:
    evil = write(step=EVIL, target=EVIL, summary=EVIL, fields=[[EVIL, EVIL]], picture=EVIL)
    items = [planned(evil, key=EVIL, place=EVIL, reason=EVIL, outcome=outcome) for outcome in ("done", "failed")]
    page = render_plan(make_workspace(tmp_path), plan(tmp_path, *items) | {"recipe": EVIL}, tmp_path)
    assert "<script" not in page.html
    assert page.html.count("&lt;script&gt;") > 10


def test_pictures_beyond_the_budget_are_counted(tmp_path: Path, monkeypatch: Any) -> None:
    workspace = make_workspace(tmp_path)
    picture = workspace.artifacts / save_picture(workspace, "a.png")
    monkeypatch.setattr("rpa.reports.pictures.CAP", 10_000_000_000)
    page = render_plan(workspace, plan(workspace.artifacts, planned(write(picture=str(picture)))), tmp_path)
    assert page.left_out == 1
    assert "1 picture was left out" in page.html
    assert 'href="./.rpa/artifacts/a.png"' in page.html


def test_many_items_are_listed(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "DETAILED", 2)
    items = [planned(write(), key=f"SO-{number}") for number in range(5)]
    page = render_plan(make_workspace(tmp_path), plan(tmp_path, *items), tmp_path).html
    assert page.count("Müller") == 2
    assert all(f"SO-{number}" in page for number in range(5))
    assert "Listed without their writes" in page


def test_nothing_to_do(tmp_path: Path) -> None:
    page = render_plan(make_workspace(tmp_path), plan(tmp_path), tmp_path).html
    assert "The next run would have nothing to do." in page
