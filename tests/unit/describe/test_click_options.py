"""Options of `rpa do`, made from models."""
# ruff: noqa: E501 - data reads best on one line

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import click
import pytest
from click.testing import CliRunner
from pydantic import Field

from rpa import catalog
from rpa.actions.contract import ActionParams
from rpa.describe.click_options import options_for, values_from


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Sample(ActionParams):
    to: str | list[str] = Field(description="Who.")
    amount: Decimal = Field(Decimal("1.50"), description="How much.")
    urgent: bool = Field(False, description="At once.")
    attach: list[Path] = Field(default_factory=list, description="Files.")
    fill: dict[str, Any] = Field({}, description="Fields.")
    rows: list[dict[str, Any]] = Field([], description="Rows.")
    control: str | dict[str, Any] | None = Field(None, description="What.")
    kind: Literal["a", "b"] = Field("a", description="Which.")
    size: Size | None = Field(None, description="How big.")
    today: str = Field("", description="A name that is taken.")
    other: str = Field("", alias="with", description="By another name.")


def run(*arguments: str) -> tuple[dict[str, Any], str, int]:
    seen: dict[str, Any] = {}

    def callback(**given: Any) -> None:
        seen.update(values_from(Sample, given))

    result = CliRunner().invoke(click.Command("sample", params=[*options_for(Sample)], callback=callback), arguments)
    return seen, result.output, result.exit_code


def test_only_what_was_given_arrives_and_fits_the_model() -> None:
    values, _, code = run(
        "--to", "a@x.test", "--amount", "2.10", "--urgent", "--attach", "a.pdf", "--attach", "b.pdf", "--fill", "Name=Kari = K",
        "--rows", "[{a: 1}, {a: NO}]", "--control", "Save: now", "--kind", "b", "--size", "large", "--param-today", "x", "--with", "y",
    )  # fmt: skip
    assert code == 0
    assert values == {
        "to": "a@x.test",
        "amount": "2.10",
        "urgent": True,
        "attach": ["a.pdf", "b.pdf"],
        "fill": {"Name": "Kari = K"},
        "rows": [{"a": 1}, {"a": "NO"}],
        "control": "Save: now",
        "kind": "b",
        "size": "large",
        "today": "x",
        "with": "y",
    }
    made = Sample.model_validate(values)
    assert made.amount == Decimal("2.10")
    assert made.attach == [Path("a.pdf"), Path("b.pdf")]
    assert run("--to", "a")[0] == {"to": "a"}
    assert run("--to", "a", "--to", "b", "--control", "{css: x}")[0] == {"to": ["a", "b"], "control": {"css": "x"}}
    assert run("--to", "a", "--no-urgent")[0] == {"to": "a", "urgent": False}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing option '--to'"),
        (["--to", "a", "--fill", "Name"], "'Name' is not of the form NAME=VALUE"),
        (["--to", "a", "--rows", "[{a: 1"], "is opened here and not closed"),
        (["--to", "a", "--kind", "c"], "'c' is not one of"),
    ],
)
def test_what_does_not_fit_is_a_usage_error(arguments: list[str], message: str) -> None:
    _, output, code = run(*arguments)
    assert code == 2
    assert message in output


def test_help_tells_descriptions_and_defaults() -> None:
    _, output, _ = run("--help")
    assert "How much. [default: 1.50]" in output
    assert "Who.  [required]" in output
    assert "--fill NAME=VALUE" in output


def test_every_action_has_options() -> None:
    for name in catalog.action_names():
        command = click.Command(name, params=[*options_for(catalog.action(name).params)])
        assert command.get_help(click.Context(command))
