"""What every source keeps to, whoever writes it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rpa import catalog
from rpa.describe.json_schema import parameter_schema
from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.sources.contract import SourceContext
from tests.contract.examples import loaded, recipe_from
from tests.contract.test_every_action import HEAVY

NAMES = catalog.source_names()
EXAMPLES = [
    pytest.param(name, text, id=f"{name}-{number}")
    for name in NAMES
    for number, text in enumerate(catalog.examples(name, catalog.SOURCES), 1)
]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_in_one_line_what_it_reads(name: str) -> None:
    line = catalog.summary(name)
    assert line.endswith(".")
    assert 10 < len(line) <= 120


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_described(name: str) -> None:
    fields = catalog.source(name).params.model_fields
    assert [field for field, info in fields.items() if not info.description] == []
    assert catalog.examples(name, catalog.SOURCES)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_its_examples_pass_the_checker(name: str, example: str) -> None:
    recipe = check_recipe(Path("example.yaml"), recipe_from(example))
    assert recipe.items is not None
    assert recipe.items.source_name == name
    assert list(loaded(example)) == [name]


@pytest.mark.parametrize("name", NAMES)
def test_its_schema_builds(name: str) -> None:
    assert json.loads(json.dumps(parameter_schema(catalog.source(name).params)))["properties"]


@pytest.mark.parametrize("name", [name for name in NAMES if "path" in catalog.source(name).params.model_fields])
def test_an_empty_inbox_is_no_error_and_is_left_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    spec = catalog.source(name)
    required = {field for field, info in spec.params.model_fields.items() if info.is_required()} - {"path"}
    path = "inbox" if name.startswith("mail.") else "inbox/*.*"
    values = {"path": path, **{field: {"key": "Key"} for field in required}}
    kept: list[str] = []
    workspace = Workspace(tmp_path, tmp_path)
    context = SourceContext(workspace, "nl-NL", Clock(ZoneInfo("UTC")), lambda *_: kept.append("kept") or tmp_path)  # type: ignore[func-returns-value]
    assert list(spec.read(spec.params.model_validate(values), context)) == []
    assert kept == []
    assert [path.name for path in tmp_path.rglob("*")] == ["inbox"]


def test_importing_them_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom rpa import catalog\n"
        "for name in catalog.source_names(): catalog.source(name)\n"
        f"print([one for one in {HEAVY!r} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
