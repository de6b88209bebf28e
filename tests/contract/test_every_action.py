"""What every action keeps to, whoever writes it."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from rpa import catalog
from rpa.cli.do import command
from rpa.describe.json_schema import parameter_schema
from rpa.describe.markdown import describe_action
from rpa.model.effect import Effect
from rpa.recipe.checker import check_recipe
from tests.contract.examples import recipe_around

NAMES = catalog.action_names()
HEAVY = (
    "playwright",
    "openpyxl",
    "weasyprint",
    "xlsxwriter",
    "sqlalchemy",
    "pdfplumber",
    "pypdfium2",
    "rich",
    "flask",
    "httpx",
    "imap_tools",
    "lxml",
    "pikepdf",
    "saxonche",
)
EXAMPLES = [
    pytest.param(name, text, id=f"{name}-{number}")
    for name in NAMES
    for number, text in enumerate(catalog.examples(name), 1)
]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_in_one_line_what_it_does(name: str) -> None:
    line = catalog.summary(name)
    assert line.endswith(".")
    assert 10 < len(line) <= 120
    assert line[0].isupper()


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_and_output_is_described(name: str) -> None:
    spec = catalog.action(name)
    for model in (spec.params, spec.outputs):
        missing = [field for field, info in model.model_fields.items() if not info.description]
        assert missing == [], model
    assert catalog.examples(name), "an example is worth more than a description"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_its_examples_pass_the_checker(name: str, example: str) -> None:
    recipe = check_recipe(Path("example.yaml"), recipe_around(example))
    assert name in [step.action for step in recipe.steps]


@pytest.mark.parametrize("name", NAMES)
def test_its_schema_builds(name: str) -> None:
    schema = parameter_schema(catalog.action(name).params)
    assert json.loads(json.dumps(schema))["properties"]


@pytest.mark.parametrize("name", NAMES)
def test_its_page_tells_each_parameter(name: str) -> None:
    page = describe_action(name)
    for field, info in catalog.action(name).params.model_fields.items():
        assert f"`{info.alias or field}`" in page, field


@pytest.mark.parametrize("name", NAMES)
def test_its_command_has_help(name: str) -> None:
    result = CliRunner().invoke(command, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert catalog.summary(name)[:40] in " ".join(result.output.split())


@pytest.mark.parametrize("name", NAMES)
def test_no_output_is_a_float(name: str) -> None:
    def kinds(annotation: Any) -> set[Any]:
        inner = getattr(annotation, "__args__", ())
        return {annotation}.union(*(kinds(part) for part in inner)) if inner else {annotation}

    def all_kinds(model: type[BaseModel]) -> set[Any]:
        found: set[Any] = set()
        for info in model.model_fields.values():
            for kind in kinds(info.annotation):
                found |= all_kinds(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else {kind}
        return found

    assert float not in all_kinds(catalog.action(name).outputs)


def test_importing_them_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom rpa import catalog\n"
        "for name in catalog.action_names(): catalog.action(name)\n"
        f"print([one for one in {HEAVY!r} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SAMPLES: dict[str, dict[str, Any]] = {
    "database.execute": {"url": "sqlite:///shop.db", "sql": "DELETE FROM orders WHERE number = 'A'"},
    "document.create": {"template": "letter.html.j2", "values": {}, "to": "made/letter.pdf"},
    "excel.create": {
        "to": "made/book.xlsx",
        "sheets": [{"name": "One", "columns": {"A": "a"}, "rows": [{"a": 1}]}],
    },
    "http.request": {"url": "http://127.0.0.1:9/orders", "json": {"number": "A"}},
    "invoice.create": {
        "sequence": "sales",
        "buyer": {"name": "B", "street": "S 1", "postal_code": "1011 AB", "city": "Amsterdam", "country": "NL"},
        "lines": [
            {"sku": "A", "description": "Thing", "quantity": 1, "unit_price": Decimal("10.00"), "vat_rate": 21},
        ],
        "issued_on": "2026-10-05",
        "due_on": "2026-11-04",
        "locale": "nl-NL",
    },
    "mail.send": {"to": "a@example.org", "subject": "S", "text": "T"},
}
WRITES = [
    name for name in NAMES if catalog.action(name).effect is Effect.WRITE and not catalog.action(name).uses_browser
]


@pytest.mark.parametrize("name", WRITES)
def test_a_plan_stops_it_at_the_gate(name: str, tmp_path: Path) -> None:
    from rpa.demo.office import SETTINGS
    from rpa.drivers.workspace import open_workspace
    from rpa.engine.hand import do_once
    from rpa.model.item import ItemState

    assert name in SAMPLES, "add values with which it can be planned"
    (tmp_path / "rpa.toml").write_text(SETTINGS)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "letter.html.j2").write_text("<p>Hello</p>")
    workspace = open_workspace(tmp_path)
    before = {path for path in tmp_path.rglob("*") if ".rpa" not in path.parts}
    state, reason, _, intents = do_once(workspace, name, SAMPLES[name], today=None, plan=True)
    assert (state, reason) == (ItemState.DONE, "")
    (intent,) = intents
    assert intent.summary
    assert intent.target
    assert intent.fields
    assert {path for path in tmp_path.rglob("*") if ".rpa" not in path.parts} == before
