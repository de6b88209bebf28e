"""A world for the engine to write to: it counts what reached it, and fails at the place it is told to."""

from __future__ import annotations

import sys
import types
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from rpa import catalog
from rpa.actions.contract import Action, ActionOutputs, ActionParams, Context, action
from rpa.effects.file import write_document
from rpa.engine.progress import Watcher
from rpa.engine.runs import RunOptions, RunOutcome, open_ledger, run_recipe
from rpa.ledger.protocol import ItemRow, StepRow
from rpa.model.answer import Answer
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Document, ItemState, Place, RawItem
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.recipe.plan import Recipe
from rpa.sources.contract import SourceContext, SourceParams, source


class Killed(BaseException):
    """The process is gone at this very place."""


@dataclass
class Trouble:
    """What goes wrong in a write, and where: `before` the gate, after the `intent`, `sent`, or when it `arrived`."""

    at: str
    error: BaseException


@dataclass
class World:
    """Everything outside of the engine.

    Attributes:
        there: What was written, in order: the truth.
        troubles: What goes wrong in the next writes, one each; None: nothing.
        looks: What the next looks give: an error, or outputs to give instead of the truth.
        asked: What was looked at, in order.
        answers: What `world.known` says about an earlier attempt of it, in turn.
        documents: What the source finds.
    """

    there: list[str] = field(default_factory=list)
    troubles: deque[Trouble | None] = field(default_factory=deque)
    looks: deque[BaseException | dict[str, Any] | None] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    answers: deque[Answer | BaseException | None] = field(default_factory=deque)
    documents: list[Document] = field(default_factory=list)

    def trip(self, trouble: Trouble | None, at: str) -> None:
        if trouble is not None and trouble.at == at:
            raise trouble.error

    def add(self, *keys: str, document: str = "list.txt", **more: Any) -> None:
        """Let the source find items with these keys, in one document."""
        items = tuple(raw(key, document, line, **more) for line, key in enumerate(keys, 1))
        self.documents.append(Document(None, document, items))


def raw(key: str, document: str = "list.txt", line: int = 1, **more: Any) -> RawItem:
    values = {"no": key, **more}
    return RawItem(values, Place(document, f"line {line}"), original=({"No": key},))


class WriteParams(ActionParams):
    shorthand: ClassVar[str | None] = "what"
    what: str = Field(description="What to write.")
    repeatable: bool = Field(False, description="Whether doing it twice changes nothing.")


class WriteOutputs(ActionOutputs):
    number: str | None = Field(description="Which one it was.")


class LookParams(ActionParams):
    shorthand: ClassVar[str | None] = "what"
    what: str = Field(description="What to look for.")


class LookOutputs(ActionOutputs):
    found: bool = Field(description="Whether it is there.")
    number: str | None = Field(description="Which one it is.")


class ValueParams(ActionParams):
    shorthand: ClassVar[str | None] = "value"
    value: Any = Field(description="What to give.")


class ValueOutputs(ActionOutputs):
    value: Any = Field(description="What was given.")


class FileParams(ActionParams):
    to: str = Field(description="File.")
    text: str = Field(description="What it says.")


class FileOutputs(ActionOutputs):
    path: Path = Field(description="The file.")
    number: int = Field(description="Its number.")


class ItemsParams(SourceParams):
    shorthand: ClassVar[str | None] = "path"
    path: str = Field("", description="Nothing.")


def declared(effect: Effect, function: Any, *, uses_browser: bool = False, verify: Any = None) -> Action:
    return action(effect, uses_browser=uses_browser, verify=verify)(function)


def writing(world: World) -> dict[str, Action]:
    """The actions that write."""

    def write(params: WriteParams, ctx: Context) -> WriteOutputs:
        trouble = world.troubles.popleft() if world.troubles else None
        world.trip(trouble, "before")

        def act(sent: Callable[[], None]) -> Receipt:
            world.trip(trouble, "intent")
            sent()
            world.trip(trouble, "sent")
            world.there.append(params.what)
            world.trip(trouble, "arrived")
            return Receipt(f"got {params.what}")

        intent = Intent("world", "here", f"Write {params.what}", (("What", params.what),), params.repeatable)
        ctx.gate.write(intent, act)
        world.trip(trouble, "receipt")
        return WriteOutputs(number=f"N-{params.what}")

    def file(params: FileParams, ctx: Context) -> FileOutputs:
        path, number = ctx.workspace.inside(params.to), ctx.gate.number("papers")
        known = {"path": path, "number": number}
        fields = (("Text", params.text), ("Number", str(number)))
        write_document(ctx.gate, path, params.text.encode, summary=f"Make {path.name}", fields=fields, known=known)
        return FileOutputs(path=path, number=number)

    def skip(params: WriteParams, ctx: Context) -> WriteOutputs:
        return WriteOutputs(number=None)

    def tell(params: WriteParams, ctx: Context) -> Answer | None:
        world.asked.append(f"{params.what} of {ctx.gate.step}")
        answer = world.answers.popleft()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return {
        "world.write": declared(Effect.WRITE, write),
        "world.known": declared(Effect.WRITE, write, verify=tell),
        "world.file": declared(Effect.WRITE, file),
        "world.bypass": declared(Effect.WRITE, skip),
    }


def looking(world: World) -> dict[str, Action]:
    """The actions that only look."""

    def look(params: LookParams, ctx: Context) -> LookOutputs:
        world.asked.append(params.what)
        scripted = world.looks.popleft() if world.looks else None
        if isinstance(scripted, BaseException):
            raise scripted
        found = params.what in world.there
        return LookOutputs(**(scripted or {"found": found, "number": f"N-{params.what}" if found else None}))

    def value(params: ValueParams, ctx: Context) -> ValueOutputs:
        return ValueOutputs(value=params.value)

    def page(params: LookParams, ctx: Context) -> LookOutputs:
        ctx.browser()
        return look(params, ctx)

    return {
        "world.look": declared(Effect.READ, look),
        "world.page": declared(Effect.READ, page, uses_browser=True),
        "world.value": declared(Effect.PURE, value),
    }


def install(world: World, set_attribute: Callable[[Any, str, Any], None], set_item: Callable[..., None]) -> None:
    """Add the world's actions and source to the catalog.

    Args:
        world: What they work on.
        set_attribute: `monkeypatch.setattr`.
        set_item: `monkeypatch.setitem`.
    """

    def items(params: ItemsParams, ctx: SourceContext) -> Iterator[Document]:
        yield from world.documents

    names: dict[str, dict[str, str]] = {}
    for group, made, attribute in (
        (catalog.ACTIONS, {**writing(world), **looking(world)}, "run"),
        (catalog.SOURCES, {"world.items": source(items)}, "read"),
    ):
        names[group] = dict(catalog.files(group))
        for name, spec in made.items():
            module = types.ModuleType(f"fake_{name.replace('.', '_')}")
            vars(module)[attribute] = spec
            set_item(sys.modules, module.__name__, module)
            names[group][name] = module.__name__
    set_attribute(catalog, "files", names.__getitem__)
    set_attribute(catalog, "modules", names.__getitem__)


@dataclass
class Seen(Watcher):
    """Remembers what it was told."""

    ended: list[tuple[str, str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    on_item: Callable[[], None] | None = None

    def document_read(self, name: str, arrivals: int) -> None:
        self.calls.append(f"read {name}: {arrivals}")

    def work_known(self, count: int) -> None:
        self.calls.append(f"known: {count}")

    def item_ended(self, claim: Any, state: ItemState, reason: str) -> None:
        self.ended.append((claim.key, str(state), reason))
        if self.on_item is not None:
            self.on_item()


HEAD = """\
name: chores
items:
  from: {world.items: x}
  key: "{{ item.no }}"
"""


@dataclass
class Desk:
    """Runs recipes in a workspace of its own and looks at what came of them."""

    workspace: Workspace
    world: World

    def recipe(self, steps: str, head: str = HEAD) -> Recipe:
        return check_recipe(Path("chores.yaml"), f"{head}{steps}")

    def run(self, recipe: Recipe | str, watcher: Watcher | None = None, **options: Any) -> RunOutcome:
        made = self.recipe(recipe) if isinstance(recipe, str) else recipe
        return run_recipe(self.workspace, made, RunOptions(**options), watcher)

    def items(self, recipe: str | None = "chores") -> dict[str, ItemRow]:
        ledger = open_ledger(self.workspace)
        try:
            return {row.key: row for row in ledger.items(recipe)}
        finally:
            ledger.close()

    def item(self, key: str) -> ItemRow:
        return self.items()[key]

    def steps(self, key: str, recipe: str = "chores") -> list[StepRow]:
        ledger = open_ledger(self.workspace)
        try:
            return ledger.steps(self.items(recipe)[key].id)
        finally:
            ledger.close()

    def states(self, key: str) -> list[str]:
        """The item's steps and how far they came: `it: done`."""
        return [f"{row.step}: {row.state}" for row in self.steps(key)]
