"""A recipe as the engine runs it: checked, immutable, every value in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from rpa.actions.contract import Action
from rpa.model.item import USUAL, Policy
from rpa.model.run import FINALLY, NO_LIMITS, Limits
from rpa.recipe.expression import Expression
from rpa.recipe.fields import Field
from rpa.sources.contract import Source


@dataclass(frozen=True)
class Mark:
    """A place in the recipe's file: line and column, from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Param:
    """A parameter of a recipe (`params:`).

    Attributes:
        name: As used in `params.<name>` and `-p name=value`.
        type: `text integer decimal money date boolean path`.
        default: Typed; None when required.
        required: True when there is no default.
        help: One sentence for a person.
    """

    name: str
    type: str
    default: Any = None
    required: bool = False
    help: str = ""


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        id: As used in `steps.<id>`; the action's name with a number when the recipe gives none (`mail.send`,
            `mail.send-2`).
        name: What a person calls it; the id when not given.
        action: `noun.verb`, or `check`.
        spec: The action; None for `check`.
        params: Field name to value; expressions (also inside lists and mappings) stand as `Expression`. For `check`:
            {}.
        mark: Where it stands.
        condition: The expression of a `check`; None otherwise.
        when: Run only if true; None: always.
        for_each: Name and expression of a list: one pass each, with the name bound; None: once.
        attempts: How often an application exception is tried in all, within the step, for pure and read steps.
        timeout: Longest time for one attempt; None: the action's own.
        verify: Steps that answer whether an earlier attempt happened; empty: nobody can tell.
        on_error: `stop` (the item), or `go_on` (only for pure and read steps).
        message: The reason a failed `check` gives; may hold expressions; None: the condition's own text.
    """

    id: str
    name: str
    action: str
    mark: Mark
    spec: Action | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    condition: Expression | None = None
    when: Expression | None = None
    for_each: tuple[str, Expression] | None = None
    attempts: int = 1
    timeout: timedelta | None = None
    verify: tuple[Step, ...] = ()
    on_error: str = "stop"
    message: str | Expression | None = None


@dataclass(frozen=True)
class Items:
    """Where work comes from.

    Attributes:
        source_name: `noun.kind`.
        source: The source.
        params: Its parameters, expressions standing as `Expression` (only `params`, `settings`, `today` in them).
        key: The business key of an item, over `item`.
        fields: The contract of an item, in order; empty: values are taken as the source gives them.
        locale: Locale of one item's texts, over the raw `item`; None: the recipe's.
        archive: Folder the input is filed away to once recorded, relative to the workspace; None: left where it is.
        mark: Where `items:` stands.
        priority: The higher, the earlier; over `item`.
        deadline: A date (its end, in the company's time zone) or a moment, over `item`; None: no matter.
        after_deadline: `go_on`, or `reject` what was not begun by then.
        policy: What becomes of an arrival whose key is known.
        one_at_a_time: Items for which this gives the same are never done at once, over `item`; None: any beside any.
    """

    source_name: str
    source: Source
    key: Expression
    mark: Mark
    params: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    locale: Expression | None = None
    archive: str | Expression | None = None
    priority: int | Expression = 0
    deadline: Expression | None = None
    after_deadline: str = "go_on"
    policy: Policy = USUAL
    one_at_a_time: Expression | None = None


@dataclass(frozen=True)
class BrowserPlan:
    """The target in the browser (`browser:`).

    Attributes:
        url: Address of the application; relative addresses of steps are relative to it.
        sign_in: Steps that sign in, starting on `url` (or on `sign_in_at`).
        signed_in: Text or control that is visible while the session is alive; None: no sign-in.
        reads: Patterns (`POST /api/search*`) of requests that read although they are no GET.
        may_fail: Patterns (`/api/news*`) of what pages ask in the background: its failure puts nothing in question.
        dates: How dates are written into this target: `dd-mm-yyyy`, `yyyy-mm-dd`, ...
        decimal: Decimal mark of this target: `.` or `,`.
        pages_between: Pages or dialogs that come now and then: (text that tells them, control to click).
        settle: How long after `sent` a "not there" is believed at the earliest.
        timeout: Longest wait for a page or control.
    """

    url: str | Expression
    sign_in: tuple[Step, ...] = ()
    signed_in: str | None = None
    reads: tuple[str, ...] = ()
    may_fail: tuple[str, ...] = ()
    dates: str = "yyyy-mm-dd"
    decimal: str = "."
    pages_between: tuple[tuple[str, str], ...] = ()
    settle: timedelta = timedelta(seconds=3)
    timeout: timedelta = timedelta(seconds=15)


@dataclass(frozen=True)
class Recipe:
    """A checked recipe.

    Attributes:
        name: As in `rpa run <name>`.
        description: One sentence for a person.
        locale: BCP 47.
        file: Where it was read from.
        text: Its text as read.
        params: In order.
        items: Where work comes from; None: one item a run, keyed by the run's day.
        steps: In order.
        final: Steps of `finally:`, once per run.
        browser: The target; None when no step uses a browser.
        schedule: Cron expression; empty when not scheduled.
        attempts: How often an item is tried in all after application exceptions.
        breaker: Application exceptions in a row that stop the run.
        secrets: Dotted names of all secrets it uses.
        timeout: Longest time for one attempt of an item, all its steps together; None: no limit.
        pause: Wait before an item's second attempt; doubled with each further one.
        limits: How fast and how many at once, all workers and runs together.
        overlap: Whether several runs of it may be under way at once.
    """

    name: str
    file: Path
    text: str
    steps: tuple[Step, ...]
    items: Items | None = None
    description: str = ""
    locale: str = "en-GB"
    params: tuple[Param, ...] = ()
    final: tuple[Step, ...] = ()
    browser: BrowserPlan | None = None
    schedule: str = ""
    attempts: int = 3
    breaker: int = 5
    secrets: tuple[str, ...] = ()
    timeout: timedelta | None = None
    pause: timedelta = timedelta(seconds=1)
    limits: Limits = NO_LIMITS
    overlap: bool = False

    @property
    def finale(self) -> Recipe:
        """The steps of `finally:` as a recipe of their own, whose items are the runs."""
        return replace(self, name=self.name + FINALLY, steps=self.final, final=(), items=None)
