"""Paths of a workspace."""

from __future__ import annotations

from pathlib import Path

from rpa.model.workspace import Workspace

HERE = Workspace(Path("/srv/robots"), Path("/opt/rpa"))


def test_paths() -> None:
    assert HERE.ledger_file == Path("/srv/robots/.rpa/ledger.sqlite")
    assert HERE.artifacts == Path("/srv/robots/.rpa/artifacts")
    assert HERE.recipe_folders == (Path("/srv/robots/recipes"), Path("/opt/rpa/recipes"))
    assert HERE.template_folders[0] == Path("/srv/robots/templates")
    assert Workspace(HERE.root, HERE.shipped, scratch=Path("/tmp/plan")).artifacts == Path("/tmp/plan")


def test_paths_are_taken_from_the_workspace() -> None:
    assert HERE.inside("a/../b.pdf") == Path("/srv/robots/b.pdf")
    assert HERE.inside("/etc/hosts") == Path("/etc/hosts")


def test_the_time_zone() -> None:
    assert HERE.timezone == "Europe/Amsterdam"
    assert Workspace(HERE.root, HERE.shipped, {"timezone": "Europe/Oslo"}).timezone == "Europe/Oslo"
