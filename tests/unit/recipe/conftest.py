"""Small actions and sources, so that recipes can be checked whatever the toolkit ships."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict, Field

from rpa import catalog
from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.model.effect import Effect
from rpa.model.item import Document
from rpa.sources.contract import SourceContext, SourceParams, source


class OpenParams(ActionParams):
    shorthand: ClassVar[str | None] = "address"
    address: str = Field(description="Where to go.")


class Nothing(ActionOutputs):
    pass


class FormParams(ActionParams):
    open: str | None = Field(None, description="Address of the form.")
    fill: dict[str, Any] = Field(description="Caption to value.")
    submit: str = Field(description="The button that sends it.")
    expect: str | None = Field(None, description="Text that tells it was saved.")
    read: dict[str, str] = Field(default_factory=dict, description="Name to caption of what is read afterwards.")


class FormOutputs(ActionOutputs):
    model_config = ConfigDict(extra="allow", frozen=True)
    open_ended: ClassVar[str | None] = "read"
    confirmation: str = Field("", description="What the page said.")


class FillParams(ActionParams):
    shorthand: ClassVar[str | None] = "fields"
    whole: ClassVar[bool] = True
    fields: dict[str, Any] = Field(description="Caption to value.")


class ReadParams(ActionParams):
    shorthand: ClassVar[str | None] = "read"
    whole: ClassVar[bool] = True
    read: dict[str, str] = Field(description="Name to caption.")


class ReadOutputs(ActionOutputs):
    open_ended: ClassVar[str | None] = "read"


class ClickParams(ActionParams):
    shorthand: ClassVar[str | None] = "control"
    control: str = Field(description="What to click.")
    wait: bool = Field(True, description="Wait for the page.")
    times: int = Field(1, description="How often.")


class InvoiceParams(ActionParams):
    template: str = Field(description="Template.")
    sequence: str = Field(description="Number sequence.")
    due: Any = Field(None, description="Due date.")


class InvoiceOutputs(ActionOutputs):
    number: str = Field(description="Number.")
    pdf: Path = Field(description="File.")


class Attachment(BaseModel):
    path: str
    inline: bool = False


class MailParams(ActionParams):
    to: str | list[str] = Field(description="Who gets it.")
    template: str = Field(description="What it says.")
    attach: list[str | Attachment] = Field(default_factory=list, description="Files.")
    urgent: bool = Field(False, description="Marked as urgent.")
    importance: int = Field(0, ge=0, le=5, description="0 to 5.")


class RowsParams(SourceParams):
    path: str = Field(description="Files.")
    sheet: str | list[str] = Field(default_factory=list, description="Sheet.")
    group_by: str | None = Field(None, description="Column.")


def _run(params: Any, ctx: Context) -> Nothing:
    return Nothing()


def declared(effect: Effect, params: type[ActionParams], outputs: type[ActionOutputs], *, browser: bool = False) -> Any:
    def run(params: Any, ctx: Context) -> Any:
        return outputs()

    run.__annotations__ = {"params": params, "ctx": Context, "return": outputs}
    return action(effect, uses_browser=browser)(run)


ACTIONS = {
    "browser.open": declared(Effect.READ, OpenParams, Nothing, browser=True),
    "browser.fill": declared(Effect.READ, FillParams, Nothing, browser=True),
    "browser.click": declared(Effect.READ, ClickParams, Nothing, browser=True),
    "browser.read": declared(Effect.READ, ReadParams, ReadOutputs, browser=True),
    "browser.form": declared(Effect.WRITE, FormParams, FormOutputs, browser=True),
    "invoice.create": declared(Effect.WRITE, InvoiceParams, InvoiceOutputs),
    "mail.send": declared(Effect.WRITE, MailParams, Nothing),
}


def read_rows(params: RowsParams, ctx: SourceContext) -> Iterator[Document]:
    return iter(())


@pytest.fixture(autouse=True)
def small_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalog holds the actions above and nothing else."""
    names: dict[str, dict[str, str]] = {catalog.ACTIONS: {}, catalog.SOURCES: {}}
    for name, made in ACTIONS.items():
        module = types.ModuleType(f"small_{name.replace('.', '_')}")
        vars(module)["run"] = made
        monkeypatch.setitem(sys.modules, module.__name__, module)
        names[catalog.ACTIONS][name] = module.__name__
    module = types.ModuleType("small_excel_rows")
    vars(module)["read"] = source(read_rows)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    names[catalog.SOURCES]["excel.rows"] = module.__name__
    monkeypatch.setattr(catalog, "files", names.__getitem__)
    monkeypatch.setattr(catalog, "modules", names.__getitem__)
