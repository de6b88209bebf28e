"""Writes that may have happened: judged by the ledger, by late evidence, by asking the target, or left to a person."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rpa.engine.asking import verified
from rpa.engine.bench import Bench
from rpa.engine.outputs import base, standing
from rpa.engine.passes import item_names, passes
from rpa.engine.steps import Doubt
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    InDoubt,
    RpaError,
    StepFailed,
)
from rpa.ledger.protocol import Claim, Ledger, StepRow, StepState
from rpa.model.answer import Answer, Happened, Repeat, Unclear
from rpa.recipe.plan import Step

_log = logging.getLogger(__name__)
_STANDING = (StepState.STARTED, StepState.SENT, StepState.DONE)
_UNPROVEN = "it may have happened, a repetition does no harm: "
_FIRST_WAIT = 1.0  # seconds before the target is asked a second time; doubled with each further one


def _open_rows(claim: Claim) -> list[StepRow]:
    return [row for row in claim.steps if row.state in (StepState.STARTED, StepState.SENT)]


def unproven(ledger: Ledger, item: int) -> list[StepRow]:
    """Sent writes that were to be repeated because that does no harm for now, and were not sent again since.

    Nobody knows whether they have happened. To repeat them does no harm only as long as the target remembers them.
    """
    newest = {row.step: row for row in ledger.steps(item) if row.sent_at is not None or row.state is StepState.LATE}
    return [row for row in newest.values() if row.state is StepState.VOID and row.reason.startswith(_UNPROVEN)]


def still_open(bench: Bench) -> list[str]:
    """Ids of the steps that were sent and may have happened; from now on they stand as sent."""
    _put_back(bench)
    rows = bench.worker.ledger.steps(bench.claim.item)
    done = {row.step for row in rows if row.state is StepState.DONE}
    return [row.step for row in rows if row.state in (StepState.SENT, StepState.LATE) and row.step not in done]


def _put_back(bench: Bench) -> None:
    """Let the writes that nobody has repeated stand as sent again, so that the target, or a person, is asked."""
    ledger, claim = bench.worker.ledger, bench.claim
    rows = unproven(ledger, claim.item) if claim.epoch > 1 else []
    for row in rows:
        assert row.intent is not None  # noqa: S101 - it was sent
        if any(other.step == row.step and other.state is StepState.STARTED for other in ledger.steps(claim.item)):
            ledger.void(claim, row.step, "the process ended before anything left")
        ledger.begin(claim, row.step, row.intent, ())
        ledger.sent(claim, row.step)
    if rows:
        standing_rows = [row for row in ledger.steps(claim.item) if row.state in _STANDING]
        bench.claim = replace(claim, steps=tuple({row.step: row for row in standing_rows}.values()))
        bench.done = standing(bench.recipe, bench.claim)


def resolve_leftovers(bench: Bench) -> None:
    """Judge the writes that an earlier attempt began and did not finish.

    Without `sent`, nothing left: done again. Repeatable: done again. Otherwise the target is asked.
    """
    _put_back(bench)
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
        if repeat := _ask(bench, step, row.step, names, why, row.sent_at, suspect=suspect):
            _void(bench, row.step, repeat, why)
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


def clear_up(bench: Bench, doubt: Doubt) -> None:
    """An error came after `sent`: ask the target with a fresh session.

    Raises:
        ApplicationException: It did not happen: to be tried again.
        InDoubt: Nobody can tell.
    """
    bench.worker.browsing.discard()
    is_last = bench.claim.attempts >= bench.recipe.attempts
    now = bench.worker.clock.now()
    if repeat := _ask(bench, doubt.step, doubt.key, dict(doubt.names), doubt.cause, now, is_last=is_last):
        if repeat.is_proof:
            # Otherwise it stays open: the next attempt asks again whether it may still be repeated.
            _void(bench, doubt.key, repeat, doubt.cause)
        raise ApplicationException(doubt.cause)


def _ask(
    bench: Bench,
    step: Step,
    key: str,
    names: dict[str, Any],
    cause: str,
    sent_at: datetime | None,
    *,
    is_last: bool = False,
    suspect: str = "",
) -> Repeat | None:
    """Ask the target whether a sent write happened, and make its answer durable.

    Args:
        bench: The item in hand.
        step: The step.
        key: The pass.
        names: For its expressions.
        cause: Why nobody knows.
        sent_at: When it was sent.
        is_last: There will be no further attempt: what may have happened then stays open, and is not called a failure.
        suspect: A worker that had sent it and may still be alive: until it lets it leave, "not there" is no answer.

    Returns:
        How it may be repeated; None: it happened.

    Raises:
        InDoubt: Nobody can tell.
    """
    ledger, claim = bench.worker.ledger, bench.claim
    match _answer(bench, step, key, names, sent_at):
        case Happened() as found:
            bench.page = bench.worker.browsing.address() or bench.page
            ledger.finish(claim, key, found.outputs, found.receipt, bench.page)
            bench.done[key] = found.outputs
            return None
        case Repeat() as answer if suspect and answer.is_proof:
            raise InDoubt(
                f"{step.name}: not there when asked, but worker {suspect} had sent it and is not proven dead: "
                "paused or cut off, it may still let it leave.",
                hint="Make sure that this worker has ended, look at the target, then decide: rpa review",
            )
        case Repeat() as answer if answer.is_proof or not is_last:
            return answer
        case Repeat():
            message = f"{step.name}: {cause}. It may have happened, and there are no attempts left to repeat it."
        case Unclear(reason):
            message = f"{step.name}: {cause}. It may have happened; asking the target gave no clear answer: {reason}"
        case None:
            message = f"{step.name}: {cause}. It may have happened, and the recipe has no verify for this step."
    raise InDoubt(message, hint="Look at the target.")


def _void(bench: Bench, key: str, repeat: Repeat, cause: str) -> None:
    said = repeat.reason if repeat.is_proof else _UNPROVEN + repeat.reason
    bench.worker.ledger.void(bench.claim, key, f"{said} ({cause})")


def _answer(bench: Bench, step: Step, key: str, names: dict[str, Any], sent_at: datetime | None) -> Answer | None:
    """What the target says, asked again where it does not answer; an error that is none of the machine's is unclear."""
    said = ""
    for attempt in range(3):
        try:
            answer = verified(bench, step, key, names)
            if isinstance(answer, Repeat) and (rest := _rest(bench, answer, sent_at)) > 0:
                # The target may still be at it: a "not there" counts only when it has had its time.
                time.sleep(rest)
                answer = verified(bench, step, key, names)
        except ApplicationException as error:
            bench.worker.browsing.discard()
            _log.info("verify of %s, attempt %s: %s", key, attempt + 1, error)
            said = str(error)
            time.sleep(_FIRST_WAIT * 2**attempt)
            continue
        except EnvironmentNotReady:
            raise  # no answer at all: what was sent stays open, and the next run asks
        except RpaError as error:
            return Unclear(str(error))
        return answer
    return Unclear(said)


def _rest(bench: Bench, answer: Repeat, sent_at: datetime | None) -> float:
    """Seconds until a "not there" is believed."""
    usual = bench.recipe.browser.settle if bench.recipe.browser else timedelta(seconds=3)
    settle = usual if answer.settle is None else answer.settle
    since = bench.worker.clock.now() - sent_at if sent_at else timedelta(0)
    since = max(since, timedelta(0))  # the clock may have been set back
    return (settle - since).total_seconds()
