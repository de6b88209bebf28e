"""One step of one item: its values, its action, and what an error in it means."""

from __future__ import annotations

import errno
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from rpa.actions.contract import Context
from rpa.effects.gate import Gate, Mode, Planned
from rpa.engine.names import evaluate, plain
from rpa.engine.outputs import base, no_outputs, pending_outputs, standing
from rpa.engine.step_time import in_time, seconds_of
from rpa.engine.worker import Worker
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    Fenced,
    NotThere,
    ReviewNeeded,
    RpaError,
    SessionLost,
    StepFailed,
    TargetBusy,
    TargetLocked,
    TargetRefusal,
)
from rpa.ledger.protocol import Claim, Finished, Onward
from rpa.model.answer import Answer, Happened, Repeat
from rpa.model.effect import Effect, Receipt
from rpa.model.pending import is_pending
from rpa.model.secret import MASK
from rpa.recipe.expression import Expression
from rpa.recipe.following import output_names
from rpa.recipe.plan import Recipe, Step

if TYPE_CHECKING:
    from rpa.effects.browser import BrowserSession

_log = logging.getLogger(__name__)
DISK_TROUBLE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk is read-only",
}
_FIRST_WAIT = 0.5  # seconds before a step is looked at a second time; doubled with each further one
_LONGEST_LOOK = 5.0  # seconds for the pictures of a failure


class Doubt(Exception):
    """A write was sent and no receipt came: only the target or a person can tell."""

    def __init__(self, step: Step, key: str, names: Mapping[str, Any], cause: str) -> None:
        super().__init__(cause)
        self.step = step
        self.key = key
        self.names = names
        self.cause = cause


@dataclass
class Bench:
    """The place one item is worked on.

    Attributes:
        worker: Shared things.
        claim: The item in hand.
        recipe: The recipe it runs on.
        finished: Pure and read steps since the last durable commit.
        planned: In a plan: what would have been written, as (step, Planned).
        done: Outputs of the passes that need not be done again, by the pass's key.
        left_out: Keys of the passes that `when` left out.
        answers: Outputs of passes as a person has confirmed them, until they are passed.
        page: Address to reopen when the browser has to be started afresh.
        placed: Whether the browser has been brought to this item's page.
        onward: Which item is wanted after this one; None: this is the last, or nobody knows yet.
        next: The item after this one, claimed when this one was settled.
        limit: Seconds that the step in hand may take once it has its page; None: as long as its waits take.
    """

    worker: Worker
    claim: Claim
    recipe: Recipe
    finished: list[Finished] = field(default_factory=list)
    planned: list[tuple[Step, Planned]] = field(default_factory=list)
    done: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    page: str = ""
    placed: bool = False
    limit: float | None = None
    onward: Callable[[], Onward | None] = lambda: None
    next: Claim | None = None

    def __post_init__(self) -> None:
        known = {step.id for step in self.recipe.steps}
        self.done = standing(self.recipe, self.claim)
        given = self.claim.answers.items()
        self.answers = {key: outputs for key, outputs in given if base(key) in known and key not in self.done}
        self.page = str(self.claim.state.get("page") or "")

    def _browser(self, names: dict[str, Any]) -> BrowserSession:
        """The signed-in browser, on the page where this item left it."""

        def run_step(step: Step, session: BrowserSession) -> None:
            _sign_in_step(self, step, names, session)

        session, is_fresh = self.worker.browsing.session(self.recipe, names, run_step)
        if self.page and (is_fresh or not self.placed):
            session.reopen(self.page)
        self.placed = True
        if self.limit is not None:
            session.limit(self.limit)
            self.limit = None
        return session

    def evidence(self, key: str) -> Path:
        """Folder for the pictures of one pass of a step."""
        folder = re.sub(r"[^A-Za-z0-9._-]+", "-", key)
        return self.worker.workspace.artifacts / f"item-{self.claim.item}" / folder

    def context(self, step: Step, key: str, names: dict[str, Any]) -> Context:
        """Everything one pass of a step may use."""
        worker = self.worker
        gate = Gate(worker.ledger, self.claim, key, worker.mode, self.finished)

        return Context(
            gate=gate,
            workspace=worker.workspace,
            locale=self.recipe.locale,
            clock=worker.clock,
            browser=lambda: self._browser(names),
            templates=worker.templates,
            key=self.claim.work,
            item=self.claim.values,
            secrets=worker.secret,
            evidence=self.evidence(key),
            extra={
                "timeout": seconds_of(step),
                "today": names["today"],
                "recipe": self.recipe.name,
            },
        )


def _sign_in_step(bench: Bench, step: Step, names: dict[str, Any], session: BrowserSession) -> None:
    if step.spec is None or step.spec.effect is Effect.WRITE:
        raise StepFailed(
            f"{step.action} cannot sign in", place=_place(step), hint="Use browser.fill and browser.click."
        )
    if step.when is not None and not step.when.evaluate(names):
        return
    _, params = _params(step, names)
    session.limit(seconds_of(step))
    try:
        step.spec.run(params, replace(bench.context(step, "sign-in", names), browser=lambda: session))
    finally:
        session.limit(None)


def run_pass(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Mapping[str, Any]:
    """Do one pass of a step and make its outcome known to the ledger.

    Args:
        bench: The item in hand.
        step: The step.
        key: Its id, with `[n]` inside a `for_each`.
        names: For its expressions.

    Returns:
        Its outputs.

    Raises:
        Doubt: A write may have happened.
        RpaError: What the runner does next depends on its class.
    """
    if step.condition is not None:
        _check(step, step.condition, names)
        return {}
    spec = step.spec
    assert spec is not None  # noqa: S101 - the checker made it so
    if spec.effect is Effect.WRITE:
        return _write(bench, step, key, names)
    for attempt in range(1, step.attempts + 1):
        started = bench.worker.clock.now()
        try:
            outputs = _look(bench, step, key, names)
        except SessionLost:
            raise  # only the item as a whole finds its way back to the page
        except ReviewNeeded as error:
            error.step = key
            raise
        except ApplicationException as error:
            if attempt == step.attempts:
                raise
            _log.info("step %s, attempt %s: %s", key, attempt, error)
            time.sleep(_FIRST_WAIT * 2 ** (attempt - 1))
            continue
        if not is_pending(outputs):
            bench.finished.append(Finished(key, spec.effect, outputs, started, bench.worker.clock.now()))
        return outputs
    return {}


def _keep_evidence(bench: Bench, step: Step, key: str) -> None:
    """Keep how the page looked when a step failed on it."""
    session = bench.worker.browsing.current()
    if step.spec is None or not step.spec.uses_browser or session is None or bench.worker.mode is Mode.PLAN:
        return
    from rpa.effects.browser_evidence import keep_evidence

    session.limit(_LONGEST_LOOK)
    try:
        keep_evidence(session, bench.evidence(key))
    except (OSError, RpaError) as error:
        # The failure itself is what counts; without a picture it is told all the same.
        _log.info("no evidence of the failure of %s: %s", key, error)
    finally:
        session.limit(None)


def _check(step: Step, condition: Expression, names: Mapping[str, Any]) -> None:
    met = condition.evaluate(names)
    if is_pending(met) or met is True:
        return
    if met is not False:
        message = f"a check must give true or false, this one gives {met!r}"
        raise StepFailed(message, place=_place(step), hint="Compare something: {{ item.total > 0 }}")
    raise BusinessException(_message(step, names) or f"the check {condition.source} is not met")


def _message(step: Step, names: Mapping[str, Any]) -> str:
    return str(evaluate(step.message, names)) if step.message is not None else ""


def _place(step: Step) -> str:
    return f"step {step.id} (line {step.mark.line})"


def _params(step: Step, names: Mapping[str, Any]) -> tuple[dict[str, Any], BaseModel | None]:
    """The step's values, and its parameters when they are all known."""
    assert step.spec is not None  # noqa: S101
    values = evaluate(step.params, names)
    if step.spec.effect is Effect.WRITE and _is_masked(values):
        message = (
            f"{step.name}: a value held the text of a secret; that is masked wherever it is kept, so it is not whole"
        )
        raise BusinessException(message, place=_place(step), hint="Take it out of the input, or change the secret.")
    if is_pending(values):
        return values, None
    try:
        return values, step.spec.params.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BusinessException(f"{step.name}: {wrong}", place=_place(step)) from None


def _is_masked(value: Any) -> bool:
    match value:
        case str():
            return MASK in value
        case Mapping():
            return any(_is_masked(part) for part in value.values())
        case list() | tuple():
            return any(_is_masked(part) for part in value)
    return False


def _look(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> dict[str, Any]:
    assert step.spec is not None  # noqa: S101
    _, params = _params(step, names)
    if params is None:
        return pending_outputs(step)
    try:
        with in_time(bench, step):
            outputs = plain(step.spec.run(params, bench.context(step, key, names)))
    except RpaError:
        if bench.worker.mode is Mode.PLAN and bench.planned and step.spec.uses_browser:
            # The page this step looks at is the answer to a write that a plan does not do.
            return pending_outputs(step)
        _keep_evidence(bench, step, key)
        raise
    except Exception as error:
        _keep_evidence(bench, step, key)
        raise _unexpected(step, error) from error
    if outputs.get("found") is False and (message := _message(step, names)):
        raise BusinessException(message)
    return outputs


def _write(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> dict[str, Any]:
    assert step.spec is not None  # noqa: S101
    values, params = _params(step, names)
    ctx = bench.context(step, key, names)
    if params is None:
        bench.planned.append((step, Planned(step.spec.preview(values, ctx, step.name))))
        return pending_outputs(step)
    try:
        with in_time(bench, step):
            outputs = plain(step.spec.run(params, ctx))
    except Planned as planned:
        bench.planned.append((step, planned))
        return {**pending_outputs(step), **planned.outputs}
    except Exception as error:
        _keep_evidence(bench, step, key)
        raise _after_error(bench, step, key, names, ctx.gate, error) from error
    if ctx.gate.receipt is None:
        message = "the action ended without passing the gate"
        raise StepFailed(message, place=_place(step))
    bench.page = bench.worker.browsing.address() or bench.page
    bench.worker.ledger.finish(bench.claim, key, outputs, ctx.gate.receipt, bench.page)
    return outputs


def _after_error(bench: Bench, step: Step, key: str, names: dict[str, Any], gate: Gate, error: Exception) -> Exception:
    """What an error in a write means: provably nothing happened, or doubt."""
    told = error if isinstance(error, RpaError | Fenced) else _unexpected(step, error)
    if gate.intent is None or isinstance(error, Fenced):
        return told
    ledger = bench.worker.ledger
    if isinstance(error, TargetRefusal | TargetBusy | TargetLocked):
        ledger.void(bench.claim, key, str(error), refused=True)
        return told
    if not gate.is_sent or gate.intent.repeatable:
        ledger.void(bench.claim, key, str(told))
        return told
    return Doubt(step, key, names, str(told))


def _unexpected(step: Step, error: Exception) -> RpaError:
    """An error nobody foresaw: the traceback goes to the log, the kind and text to the person."""
    _log.error("step %s: unexpected", step.id, exc_info=error)
    kind = type(error)
    if isinstance(error, OSError) and error.errno in DISK_TROUBLE:
        # No other item would fare better: the run stops, and this one is given back.
        return EnvironmentNotReady(
            f"{DISK_TROUBLE[error.errno]} ({error.filename or 'no file named'})",
            place=_place(step),
            hint="Make room, or have the disk mended, and run again.",
        )
    text = f"{kind.__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}"
    if kind.__module__.split(".")[0] in ("playwright", "smtplib", "sqlalchemy") or isinstance(error, OSError):
        return ApplicationException(text, place=_place(step))
    return StepFailed(text, place=_place(step), hint="The details are in the log.")


def verified(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Answer | None:
    """Ask the target whether an earlier attempt of a step happened: by the recipe's `verify`, else as the action knows.

    Of a recipe's questions the answer is no when one finds nothing, or when a `check` among them is not met.

    Returns:
        What it said; None when nobody can be asked.

    Raises:
        RpaError: The answer is not clear.
    """
    if not step.verify:
        return _ask_action(bench, step, key, names)
    found: dict[str, Any] = {}
    names = {**names, "steps": dict(names["steps"])}
    for number, question in enumerate(step.verify):
        if question.condition is not None:
            if question.condition.evaluate(names) is not True:
                return Repeat("not there when asked afterwards")
            continue
        try:
            outputs = _look(bench, question, f"{key}.verify-{number + 1}", names)
        except NotThere:
            return Repeat("not there when asked afterwards")
        if outputs.get("found") is False:
            return Repeat("not there when asked afterwards")
        found.update(outputs)
        names["steps"][question.id] = outputs
    asked = ", ".join(question.action for question in step.verify)
    return Happened(Receipt(f"found at the target by {asked}"), _known_outputs(step, found))


def _ask_action(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Answer | None:
    if step.spec is None or step.spec.verify is None:
        return None
    _, params = _params(step, names)
    try:
        answer = step.spec.verify(params, bench.context(step, key, names)) if params is not None else None
    except RpaError:
        raise
    except Exception as error:
        raise _unexpected(step, error) from error
    return replace(answer, outputs=_known_outputs(step, answer.outputs)) if isinstance(answer, Happened) else answer


def _known_outputs(step: Step, found: Mapping[str, Any]) -> dict[str, Any]:
    return {**no_outputs(step), **{name: found[name] for name in output_names(step) if name in found}}
