"""One step of one item: its values, its action, and what an error in it means."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Mapping
from typing import Any

from rpa.effects.gate import Gate, Mode, Planned
from rpa.engine.bench import Bench
from rpa.engine.names import plain
from rpa.engine.outputs import pending_outputs
from rpa.engine.step_time import in_time
from rpa.engine.step_values import check, message_of, params_of, place_of
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    Fenced,
    ReviewNeeded,
    RpaError,
    SessionLost,
    StepFailed,
    TargetBusy,
    TargetLocked,
    TargetRefusal,
)
from rpa.ledger.protocol import Finished
from rpa.model.effect import Effect
from rpa.model.pending import is_pending
from rpa.recipe.plan import Step

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
        check(step, step.condition, names)
        return {}
    spec = step.spec
    assert spec is not None  # noqa: S101 - the checker made it so
    if spec.effect is Effect.WRITE:
        return _write(bench, step, key, names)
    for attempt in range(1, step.attempts + 1):
        started = bench.worker.clock.now()
        try:
            outputs = look(bench, step, key, names)
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


def look(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> dict[str, Any]:
    """Do a step that changes nothing, once; returns its outputs.

    Raises:
        RpaError: It failed; how the page looked is kept.
    """
    assert step.spec is not None  # noqa: S101
    _, params = params_of(step, names)
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
        raise unexpected(step, error) from error
    if outputs.get("found") is False and (message := message_of(step, names)):
        raise BusinessException(message)
    return outputs


def _write(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> dict[str, Any]:
    assert step.spec is not None  # noqa: S101
    values, params = params_of(step, names)
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
        raise StepFailed(message, place=place_of(step))
    bench.page = bench.worker.browsing.address() or bench.page
    bench.worker.ledger.finish(bench.claim, key, outputs, ctx.gate.receipt, bench.page)
    return outputs


def _after_error(bench: Bench, step: Step, key: str, names: dict[str, Any], gate: Gate, error: Exception) -> Exception:
    """What an error in a write means: provably nothing happened, or doubt."""
    told = error if isinstance(error, RpaError | Fenced) else unexpected(step, error)
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


def unexpected(step: Step, error: Exception) -> RpaError:
    """An error nobody foresaw: the traceback goes to the log, the kind and text to the person."""
    _log.error("step %s: unexpected", step.id, exc_info=error)
    kind = type(error)
    if isinstance(error, OSError) and error.errno in DISK_TROUBLE:
        # No other item would fare better: the run stops, and this one is given back.
        return EnvironmentNotReady(
            f"{DISK_TROUBLE[error.errno]} ({error.filename or 'no file named'})",
            place=place_of(step),
            hint="Make room, or have the disk mended, and run again.",
        )
    text = f"{kind.__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}"
    if kind.__module__.split(".")[0] in ("playwright", "smtplib", "sqlalchemy") or isinstance(error, OSError):
        return ApplicationException(text, place=place_of(step))
    return StepFailed(text, place=place_of(step), hint="The details are in the log.")
