"""One work item through its steps, from wherever an earlier attempt left it."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rpa.engine.bench import Bench
from rpa.engine.doubts import clear_up, resolve_leftovers, still_open
from rpa.engine.outputs import base, no_outputs
from rpa.engine.passes import is_wanted, item_names, passes
from rpa.engine.steps import Doubt, run_pass
from rpa.engine.urgency import refuse_late
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    Fenced,
    InDoubt,
    LedgerError,
    Parked,
    ReviewNeeded,
    RpaError,
    StepFailed,
)
from rpa.ledger.protocol import Finished, StepState
from rpa.model.effect import Effect
from rpa.model.item import ItemState
from rpa.model.question import Question
from rpa.recipe.plan import Step

_log = logging.getLogger(__name__)
LONGEST_PAUSE = 600.0  # seconds between two attempts of an item, at most
MOST_DEATHS = 8
"""Workers that may die on an item, with none of its writes done between, before a person has to look at it."""


def run_item(bench: Bench) -> tuple[ItemState, str]:
    """Do what is left to do for a claimed item and settle it.

    Args:
        bench: The item in hand.

    Returns:
        Its state afterwards (`new` when it will be tried again) and the reason.

    Raises:
        EnvironmentNotReady: Nothing can be done on this machine; the item is given back.
        Fenced: Somebody else has the item now.
        LedgerError: What happened could not be recorded; the item stays claimed, and the next run judges it.
    """
    try:
        refuse_late(bench)
        _refuse_changed_steps(bench)
        _refuse_deadly(bench)
        resolve_leftovers(bench)
        _refuse_hopeless(bench)
        while not _run_steps(bench, item_names(bench)):
            pass
    except (Fenced, LedgerError):
        raise
    except Parked:
        return _settle(bench, ItemState.NEW, "")
    except InDoubt as error:
        return _settle(bench, ItemState.IN_DOUBT, str(error))
    except ReviewNeeded as error:
        return _ask(bench, error)
    except BusinessException as error:
        return _settle(bench, ItemState.REJECTED, str(error))
    except EnvironmentNotReady:
        bench.worker.ledger.settle(bench.claim, ItemState.NEW)
        raise
    except ApplicationException as error:
        return _settle(bench, *_again(bench, error))
    except RpaError as error:
        return _settle(bench, ItemState.FAILED, str(error))
    return _settle(bench, ItemState.DONE, "")


def _settle(bench: Bench, state: ItemState, reason: str, not_before: datetime | None = None) -> tuple[ItemState, str]:
    if state in (ItemState.FAILED, ItemState.REJECTED) and (steps := still_open(bench)):
        # What may have happened is never called a failure.
        reason = (
            f"{reason.rstrip('.')}. Besides, it was sent and may have happened: {', '.join(steps)}. Look at the target."
        )
        state = ItemState.IN_DOUBT
    reason = bench.worker.redactor.redact(reason)
    # An item that is tried again looks at everything again.
    finished = () if state is ItemState.NEW else tuple(bench.finished)
    onward = bench.onward()
    if onward is None or state is ItemState.NEW:
        bench.worker.ledger.settle(bench.claim, state, reason, finished, not_before)
    else:
        bench.next = bench.worker.ledger.settle_and_claim(bench.claim, state, reason, finished, onward)
    return state, reason


def _ask(bench: Bench, error: ReviewNeeded) -> tuple[ItemState, str]:
    """Put the item before a person with what was read."""
    # Doubt comes first; what was read is asked about once that is decided.
    if not isinstance(error.question, Question) or not error.step or still_open(bench):
        return _settle(bench, ItemState.FAILED, str(error))
    reason = bench.worker.redactor.redact(str(error))
    bench.worker.ledger.ask(bench.claim, error.step, error.question, reason, tuple(bench.finished))
    return ItemState.IN_REVIEW, reason


def _again(bench: Bench, error: ApplicationException) -> tuple[ItemState, str, datetime | None]:
    """Another attempt with a fresh session, or the end of them."""
    bench.worker.browsing.discard()
    attempt = bench.claim.attempts
    if attempt >= bench.recipe.attempts:
        tries = f"after {attempt} attempt{'s' if attempt > 1 else ''}: "
        return ItemState.FAILED, tries + str(error), None
    return ItemState.NEW, str(error), bench.worker.clock.now() + pause_behind(bench.recipe.pause, attempt)


def pause_behind(first: timedelta, attempt: int) -> timedelta:
    """The wait behind an attempt (from 1): doubled with each; a little more or less, so that not all come at once."""
    seconds = min(first.total_seconds() * 2.0 ** (attempt - 1), LONGEST_PAUSE / 1.2)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret


def _run_steps(bench: Bench, names: dict[str, Any]) -> bool:
    """Do the steps that are not done; False when a doubt was cleared up and they have to be gone through again."""
    for step in bench.recipe.steps:
        if bench.worker.is_parking():
            raise Parked("the run is to stop")
        bench.worker.watcher.step_started(bench.claim, step)
        try:
            names["steps"][step.id] = _run_step(bench, step, names)
        except Doubt as doubt:
            clear_up(bench, doubt)
            return False
    return True


def _run_step(bench: Bench, step: Step, names: dict[str, Any]) -> Any:
    gathered: list[Any] = []
    for key, local in passes(step, names):
        if key in bench.answers:
            bench.done[key] = _answered(bench, step, key)
        if key not in bench.done and (key in bench.left_out or not is_wanted(step, local)):
            bench.left_out.add(key)
            continue
        if key not in bench.done:
            bench.done[key] = _run_pass(bench, step, key, local)
        gathered.append(bench.done[key])
    if step.for_each:
        return gathered
    return gathered[0] if gathered else no_outputs(step)


def _answered(bench: Bench, step: Step, key: str) -> Mapping[str, Any]:
    """What a person has confirmed stands for the step: it is not read again."""
    outputs, now = bench.answers.pop(key), bench.worker.clock.now()
    assert step.spec is not None  # noqa: S101 - only a step with an action can have asked
    bench.finished.append(Finished(key, step.spec.effect, outputs, now, now))
    return outputs


def _run_pass(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Mapping[str, Any]:
    try:
        return run_pass(bench, step, key, names)
    except (BusinessException, ApplicationException) as error:
        if step.on_error != "go_on":
            raise
        _log.warning("step %s failed and the recipe goes on: %s", key, error)
        return no_outputs(step)


def _refuse_changed_steps(bench: Bench) -> None:
    """Stop where a write is done under an id that the recipe no longer has: under its new one it would happen again.

    A file may be made again: it replaces itself.

    Raises:
        StepFailed: If there is such a write.
    """
    is_repeated = {step.id: step.for_each is not None for step in bench.recipe.steps}
    for row in bench.claim.steps:
        is_write = row.state is StepState.DONE and row.effect is Effect.WRITE
        is_file = row.intent is not None and row.intent.repeatable and row.intent.kind == "file"
        if is_write and not is_file and is_repeated.get(base(row.step)) is not ("[" in row.step):
            raise StepFailed(
                f"an earlier attempt did the step {row.step}, and the recipe has no such step any more: "
                "under another id it would be done twice",
                hint="Give the step its id (and its for_each) back; `when` leaves out what is no longer wanted.",
            )


def _refuse_deadly(bench: Bench) -> None:
    """Stop asking about an item that may have been written when workers die of the question itself.

    Raises:
        InDoubt: If it is one.
    """
    claim = bench.claim
    if claim.deaths >= 2 * MOST_DEATHS and any(row.state is StepState.SENT for row in claim.steps):
        raise InDoubt(
            f"{claim.deaths} workers died while they worked on it, the last ones when they asked for it at the target",
            hint="The log may say why. Look at the target.",
        )


def _refuse_hopeless(bench: Bench) -> None:
    """Stop with an item on which worker after worker dies, or which was over its time at its last attempt.

    Raises:
        StepFailed: If it is one.
    """
    claim = bench.claim
    if claim.deaths >= MOST_DEATHS:
        raise StepFailed(
            f"{claim.deaths} workers died while they worked on it",
            hint=f"The log may say why. Once the cause is gone: rpa retry {bench.recipe.name} --item {claim.item}",
        )
    if claim.attempts > bench.recipe.attempts:
        row = bench.worker.ledger.item(claim.item)
        raise StepFailed(f"after {claim.attempts - 1} attempts: {row.reason if row else ''}")
