"""One work item through its steps, from wherever an earlier attempt left it."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from rpa.engine.names import run_names
from rpa.engine.outputs import base, no_outputs, standing
from rpa.engine.steps import Bench, Doubt, run_pass, verified, verified_receipt
from rpa.engine.urgency import refuse_late
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    Fenced,
    InDoubt,
    LedgerError,
    Parked,
    RpaError,
    StepFailed,
)
from rpa.ledger.protocol import Claim, StepRow, StepState
from rpa.model.effect import Effect
from rpa.model.item import ItemState
from rpa.model.pending import Pending, PendingText, is_pending
from rpa.model.run import FINALLY
from rpa.recipe.plan import Step

_log = logging.getLogger(__name__)
_FIRST_WAIT = 1.0  # seconds before the target is asked a second time; doubled with each further one
LONGEST_PAUSE = 600.0  # seconds between two attempts of an item, at most
MOST_DEATHS = 8
"""Workers that may die on an item, with none of its writes done between, before a person has to look at it."""


def item_names(bench: Bench, before: str = "") -> dict[str, Any]:
    """The names this item's expressions can use, with the outputs of the steps that are done.

    Args:
        bench: The item in hand.
        before: A step known to have been reached: the ones in front of it were done or left out.
    """
    worker, claim = bench.worker, bench.claim
    secrets = worker.secret_tree(bench.recipe)
    names = run_names(
        claim.params["values"], worker.workspace.settings, secrets, worker.clock, claim.params["today"], claim.run
    )
    names |= {"item": claim.values, "steps": {}}
    if "totals" in claim.values and bench.recipe.name.endswith(FINALLY):
        names["run"] = {**names["run"], "totals": claim.values["totals"]}
    steps = bench.recipe.steps
    begun = {base(key) for key in bench.done}
    reached = max((n for n, step in enumerate(steps) if step.id in begun or step.id == before), default=0)
    for number, step in enumerate(steps):
        # One in between without outputs was left out: `when`, or `on_error: go_on`.
        if number < reached or step.id in begun:
            gathered = [bench.done.get(key, no_outputs(step)) for key, _ in passes(step, names)]
            names["steps"][step.id] = gathered if step.for_each else gathered[0]
    return names


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
        _resolve_leftovers(bench)
        _refuse_hopeless(bench)
        while not _run_steps(bench, item_names(bench)):
            pass
    except (Fenced, LedgerError):
        raise
    except Parked:
        return _settle(bench, ItemState.NEW, "")
    except InDoubt as error:
        return _settle(bench, ItemState.IN_DOUBT, str(error))
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
    reason = bench.worker.redactor.redact(reason)
    # An item that is tried again looks at everything again.
    finished = () if state is ItemState.NEW else tuple(bench.finished)
    bench.worker.ledger.settle(bench.claim, state, reason, finished, not_before)
    return state, reason


def _again(bench: Bench, error: ApplicationException) -> tuple[ItemState, str, datetime | None]:
    """Another attempt with a fresh session, or the end of them."""
    bench.worker.browsing.discard()
    attempt = bench.claim.attempts
    if attempt >= bench.recipe.attempts:
        tries = f"after {attempt} attempt{'s' if attempt > 1 else ''}: "
        return ItemState.FAILED, tries + str(error), None
    return ItemState.NEW, str(error), bench.worker.clock.now() + _pause(bench.recipe.pause, attempt)


def _pause(first: timedelta, attempt: int) -> timedelta:
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
            _clear_up(bench, doubt)
            return False
    return True


def _run_step(bench: Bench, step: Step, names: dict[str, Any]) -> Any:
    gathered: list[Any] = []
    for key, local in passes(step, names):
        if key not in bench.done:
            wanted = step.when is None or _wanted(step, local)
            bench.done[key] = _run_pass(bench, step, key, local) if wanted else no_outputs(step)
        gathered.append(bench.done[key])
    return gathered if step.for_each else gathered[0]


def _wanted(step: Step, names: Mapping[str, Any]) -> bool:
    assert step.when is not None  # noqa: S101
    wanted = step.when.evaluate(names)
    return is_pending(wanted) or bool(wanted)


def _run_pass(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Mapping[str, Any]:
    try:
        return run_pass(bench, step, key, names)
    except (BusinessException, ApplicationException) as error:
        if step.on_error != "go_on":
            raise
        _log.warning("step %s failed and the recipe goes on: %s", key, error)
        return no_outputs(step)


def passes(step: Step, names: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The passes of a step: its key and its names, once, or once for each element of its `for_each`."""
    if step.for_each is None:
        yield step.id, names
        return
    name, expression = step.for_each
    values = expression.evaluate(names)
    if isinstance(values, Pending | PendingText):
        # How many there will be is not known: a plan shows one, with nothing known about it.
        yield f"{step.id}[0]", {**names, name: Pending(name)}
        return
    if not isinstance(values, list | tuple):
        raise BusinessException(f"{step.name}: for_each needs a list, it got {values!r}")
    for count, value in enumerate(values):
        yield f"{step.id}[{count}]", {**names, name: value}


def _open_rows(claim: Claim) -> list[StepRow]:
    return [row for row in claim.steps if row.state in (StepState.STARTED, StepState.SENT)]


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


def _resolve_leftovers(bench: Bench) -> None:
    """Judge the writes that an earlier attempt began and did not finish.

    Without `sent`, nothing left: done again. Repeatable: done again. Otherwise the target is asked.
    """
    rows = _open_rows(bench.claim)
    for row in rows:
        repeatable = row.intent is not None and row.intent.repeatable
        if row.state is StepState.STARTED or repeatable:
            why = "repeatable" if repeatable else "the process ended before anything left"
            bench.worker.ledger.void(bench.claim, row.step, why)
            continue
        late = bench.worker.ledger.accept(bench.claim, row.step)
        if late is not None:
            bench.done[row.step] = late
            continue
        step, names = _find_pass(bench, row.step)
        why = "the process ended between sending and the receipt"
        suspect = bench.claim.suspect if row.epoch <= bench.claim.suspect_epoch else ""
        if not _ask(bench, step, row.step, names, why, row.sent_at, suspect):
            bench.done = standing(bench.recipe, bench.claim, is_open_kept=False)


def _find_pass(bench: Bench, key: str) -> tuple[Step, dict[str, Any]]:
    why = "the recipe does not know it any more"
    try:
        names = item_names(bench, before=base(key))
        for step in bench.recipe.steps:
            for found, local in passes(step, names) if base(key) == step.id else ():
                if found == key:
                    return step, local
    except (BusinessException, StepFailed) as error:
        why = f"what it was sent with cannot be worked out again: {error}"
    raise InDoubt(f"step {key} was sent, and {why}", hint="Look at the target yourself.")


def _clear_up(bench: Bench, doubt: Doubt) -> None:
    """An error came after `sent`: ask the target with a fresh session.

    Raises:
        ApplicationException: It did not happen: to be tried again.
        InDoubt: Nobody can tell.
    """
    bench.worker.browsing.discard()
    if not _ask(bench, doubt.step, doubt.key, dict(doubt.names), doubt.cause, bench.worker.clock.now()):
        raise ApplicationException(doubt.cause)


def _ask(
    bench: Bench, step: Step, key: str, names: dict[str, Any], cause: str, sent_at: datetime | None, suspect: str = ""
) -> bool:
    """Ask the target whether a sent write happened, and make its answer durable.

    With a suspect, a worker that may still be alive and let it leave, "not there" is no answer.

    Raises:
        InDoubt: Nobody can tell.
    """
    if not step.verify:
        message = f"{step.name}: {cause}. It may have happened, and the recipe has no verify for this step."
        raise InDoubt(message, hint="Look at the target.")
    ledger, claim = bench.worker.ledger, bench.claim
    for attempt in range(3):
        try:
            happened, outputs = verified(bench, step, names)
            if not happened and not _is_settled(bench, sent_at):
                # The target may still be at it: a "not there" counts only when it has had its time.
                _wait_until_settled(bench, sent_at)
                happened, outputs = verified(bench, step, names)
        except ApplicationException as error:
            bench.worker.browsing.discard()
            _log.info("verify of %s, attempt %s: %s", key, attempt + 1, error)
            answer = str(error)
            time.sleep(_FIRST_WAIT * 2**attempt)
            continue
        except EnvironmentNotReady:
            raise  # no answer at all: what was sent stays open, and the next run asks
        except RpaError as error:
            answer = str(error)
            break
        if happened:
            bench.page = bench.worker.browsing.address() or bench.page
            ledger.finish(claim, key, outputs, verified_receipt(step), bench.page)
            bench.done[key] = outputs
        elif suspect:
            raise InDoubt(
                f"{step.name}: not there when asked, but worker {suspect} had sent it and is not proven dead: "
                "paused or cut off, it may still let it leave.",
                hint="Make sure that this worker has ended, look at the target, then decide: rpa review",
            )
        else:
            ledger.void(claim, key, f"not there when asked afterwards ({cause})")
        return happened
    message = f"{step.name}: {cause}. It may have happened; asking the target gave no clear answer: {answer}"
    raise InDoubt(message, hint="Look at the target.")


def _settle_time(bench: Bench) -> timedelta:
    return bench.recipe.browser.settle if bench.recipe.browser else timedelta(seconds=3)


def _is_settled(bench: Bench, sent_at: datetime | None) -> bool:
    return sent_at is not None and bench.worker.clock.now() - sent_at >= _settle_time(bench)


def _wait_until_settled(bench: Bench, sent_at: datetime | None) -> None:
    since = bench.worker.clock.now() - sent_at if sent_at else timedelta(0)
    since = max(since, timedelta(0))  # the clock may have been set back
    time.sleep(max(0.0, (_settle_time(bench) - since).total_seconds()))
