"""Actions and sources, found by path and entry point."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from rpa import catalog
from rpa.actions.contract import Action
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.sources.contract import Source


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    catalog.modules.cache_clear()
    yield
    catalog.modules.cache_clear()


def test_every_action_and_source_is_found_and_loads() -> None:
    assert "mail.send" in catalog.action_names()
    assert "excel.rows" in catalog.source_names()
    assert catalog.action_names() == tuple(sorted(catalog.action_names()))
    for name in catalog.action_names():
        assert isinstance(catalog.action(name), Action)
        assert catalog.summary(name)
        assert catalog.examples(name)
    for name in catalog.source_names():
        assert isinstance(catalog.source(name), Source)
        assert catalog.summary(name)
        assert catalog.examples(name, catalog.SOURCES)


def test_an_unknown_name_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"there is no action 'mail\.sned'"):
        catalog.action("mail.sned")
    with pytest.raises(UsageError, match="there is no source"):
        catalog.source("mail.send")
    assert catalog.summary("mail.sned") == ""


def entry_point(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    points = (EntryPoint(name, value, "rpa.actions"),)
    monkeypatch.setattr(metadata, "entry_points", lambda group: points if group == "rpa.actions" else ())


def test_another_package_adds_an_action(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "acme_print.py").write_text(
        '"""Print a label."""\n'
        "from rpa.actions.contract import ActionOutputs, ActionParams, Context, action\n"
        "from rpa.model.effect import Effect\n"
        "class Params(ActionParams):\n    pass\n"
        "class Outputs(ActionOutputs):\n    pass\n"
        "@action(Effect.PURE)\ndef run(params: Params, ctx: Context) -> Outputs:\n    return Outputs()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    entry_point(monkeypatch, "label.print", "acme_print")
    assert "label.print" in catalog.action_names()
    assert catalog.summary("label.print") == "Print a label."
    assert isinstance(catalog.action("label.print"), Action)
    sys.modules.pop("acme_print", None)


def test_another_package_cannot_take_the_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    entry_point(monkeypatch, "mail.send", "acme_mail")
    assert catalog.modules(catalog.ACTIONS)["mail.send"] == "rpa.actions.mail.send"


@pytest.mark.parametrize(
    ("value", "message"), [("nowhere_at_all", "cannot be loaded"), ("json", "is not declared with @action")]
)
def test_a_broken_entry_point_says_so(monkeypatch: pytest.MonkeyPatch, value: str, message: str) -> None:
    entry_point(monkeypatch, "label.print", value)
    with pytest.raises(EnvironmentNotReady, match=message):
        catalog.action("label.print")


def test_nothing_heavy_is_imported_to_check_recipes() -> None:
    program = (
        "import sys\nfrom rpa import catalog\nfrom rpa.recipe.checker import check_recipe\n"
        "for name in catalog.action_names(): catalog.action(name)\n"
        "for name in catalog.source_names(): catalog.source(name)\n"
        "heavy = {'playwright', 'weasyprint', 'openpyxl', 'pdfplumber', 'sqlalchemy', 'babel', 'rich', 'rapidfuzz'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
