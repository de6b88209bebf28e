"""What an action is: typed parameters in, typed results out, and the effect it has on the world.

An action is one file, `rpa/actions/<noun>/<verb>.py`, called `noun.verb` in a recipe. It holds, in this order: a
docstring (first line: the short help), `class Params(ActionParams)`, `class Outputs(ActionOutputs)`, `EXAMPLES`
(YAML texts of real steps) and one function decorated with `@action(Effect...)`.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from rpa.model.answer import Answer
from rpa.model.effect import Effect, Intent
from rpa.model.values import content_hash

if TYPE_CHECKING:
    from rpa.drivers.document_template import DocumentTemplates
    from rpa.effects.browser import BrowserSession
    from rpa.effects.gate import Gate
    from rpa.model.clock import Clock
    from rpa.model.workspace import Workspace


class ActionParams(BaseModel):
    """Parameters of an action: the only declaration of them.

    Validation, JSON Schema, documentation and the options of `rpa do` are made from it. Every field carries a
    description.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    shorthand: ClassVar[str | None] = None
    """The field that takes a value written directly behind the action's name (`browser.open: /orders`)."""
    whole: ClassVar[bool] = False
    """True: a mapping behind the action's name is the shorthand field's value, always (`browser.fill: {Name: x}`)."""


class ActionOutputs(BaseModel):
    """What later steps can use as `steps.<id>.<name>`."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    open_ended: ClassVar[str | None] = None
    """The field of `Params` (dotted) whose names become outputs as well (`read` of `browser.form`)."""


class BrowserProvider(Protocol):
    """Starts and signs in the worker's browser when it is first asked for."""

    def __call__(self) -> BrowserSession:
        """The signed-in session, on the page where the item left it."""


@dataclass(frozen=True)
class Context:
    """What an action may use of the world around it.

    Attributes:
        gate: The one way to write.
        workspace: Paths and settings.
        locale: The recipe's locale, BCP 47: `nl-NL`.
        clock: The run's time.
        browser: The worker's browser, started when first called.
        templates: Documents and mails.
        key: What no other item of the recipe is called: the business key; for one of other content beside the first of
            its key, with more behind it.
        item: The item's typed values.
        secrets: Looks up a secret by its dotted name; returns a `Secret`.
        evidence: Folder for this step's pictures, absolute; made when first written to.
    """

    gate: Gate
    workspace: Workspace
    locale: str
    clock: Clock
    browser: BrowserProvider
    templates: DocumentTemplates
    key: str
    item: Mapping[str, Any]
    secrets: Callable[[str], Any]
    evidence: Path
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What a target knows this write by (in a Message-ID, an idempotency key): the same again after a crash.

        No other write is called so: that of a corrected item is another than that of the item as it was before, and
        one that a person wants a second time another than the first.
        """
        return "\0".join((self.extra["recipe"], self.key, content_hash(self.item), self.gate.occasion))

    def evidence_name(self, path: Path) -> str:
        """A picture's path relative to the artifacts folder, as receipts keep it."""
        return path.relative_to(self.workspace.artifacts).as_posix()


P = TypeVar("P", bound=ActionParams)
R = TypeVar("R", bound=ActionOutputs)
Verify = Callable[[Any, Context], Answer | None]
"""Asks about an earlier attempt; None: with these parameters there is nobody to ask."""


@dataclass(frozen=True)
class Action:
    """An action as the catalog hands it out.

    Attributes:
        effect: Pure, read or write.
        params: Model of its parameters.
        outputs: Model of its outputs.
        run: The function itself.
        uses_browser: True when it works on the worker's page.
        describe: For a write: the intent from unvalidated values, when a plan does not know all of them yet.
        verify: For a write: asks whether an earlier attempt with the same parameters happened. It only looks. The
            context's gate names the step, so that what is made from item and step (a Message-ID) is the same again.
    """

    effect: Effect
    params: type[ActionParams]
    outputs: type[ActionOutputs]
    run: Callable[[Any, Context], ActionOutputs]
    uses_browser: bool = False
    describe: Callable[[Mapping[str, Any], Context], Intent] | None = None
    verify: Verify | None = None

    def preview(self, values: Mapping[str, Any], ctx: Context, name: str) -> Intent:
        """What a write would do when some of its values are known only after an earlier write.

        Args:
            values: Parameters by name, not validated; those not known yet are `Pending`.
            ctx: The context.
            name: What the recipe calls the step.
        """
        if self.describe is not None:
            return self.describe(values, ctx)
        return Intent("later", "", name, tuple(_flatten(values)))


def _flatten(values: Any, path: str = "") -> Iterator[tuple[str, str]]:
    match values:
        case Mapping():
            for name, part in values.items():
                yield from _flatten(part, f"{path}.{name}" if path else str(name))
        case list() | tuple():
            for count, part in enumerate(values, 1):
                yield from _flatten(part, f"{path}[{count}]")
        case None:
            return
        case _:
            yield path, str(values)


def action(
    effect: Effect,
    *,
    uses_browser: bool = False,
    describe: Callable[[Mapping[str, Any], Context], Intent] | None = None,
    verify: Verify | None = None,
) -> Callable[[Callable[[P, Context], R]], Action]:
    """Declare the function of an action.

    Args:
        effect: What it does to the world.
        uses_browser: True when it works on the worker's page.
        describe: For a write: the intent from unvalidated values, when a plan does not know all of them yet.
        verify: For a write: asks whether an earlier attempt happened; a recipe's own `verify:` comes first.

    Returns:
        A decorator that turns `run(params: Params, ctx: Context) -> Outputs` into an `Action`.
    """

    def declare(function: Callable[[P, Context], R]) -> Action:
        hints = typing.get_type_hints(function)
        return Action(effect, hints["params"], hints["return"], function, uses_browser, describe, verify)

    return declare
