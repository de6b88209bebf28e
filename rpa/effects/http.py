"""Writing by HTTP: the request waits, connected, until `sent` is durable, and leaves once; what its answer means."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rpa.drivers.http import exchange
from rpa.drivers.http_message import HttpAnswer, HttpRequest, HttpWay
from rpa.effects.gate import Gate
from rpa.errors import ApplicationException, EnvironmentNotReady, RpaError, TargetBusy, TargetLocked, TargetRefusal
from rpa.ledger.protocol import StepRow, StepState
from rpa.model.answer import Answer, Repeat, Unclear
from rpa.model.effect import Intent, Receipt
from rpa.model.workspace import Workspace

REFUSALS = frozenset(
    (400, 402, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 428, 431, 451)
)
"""Answers by which a target says clearly that it has not done it, and will not do it this way."""
MOVED = frozenset((307, 308))
"""The request has to be sent to another address: this one has not dealt with it."""
NOT_NOW = frozenset((403, 425, 429))
"""Not done, and not for the item's sake: the robot lacks a right, or asks too often."""
# 408 and 503 are not among them: proxies give them, too, when they lost sight of a request that they had passed on.


@dataclass(frozen=True)
class Rules:
    """How a target is to be understood.

    Attributes:
        expect: Statuses that mean success.
        not_taken: Further statuses by which it says that it has not taken the request.
        key: The idempotency key it honours; empty: none.
    """

    expect: frozenset[int]
    not_taken: frozenset[int] = field(default_factory=frozenset)
    key: str = ""


def open_way(workspace: Workspace, timeout: float | None) -> HttpWay:
    """Read `[http]` of the settings.

    Args:
        workspace: The workspace.
        timeout: Longest wait of the step, in seconds; None: the usual one.

    Raises:
        EnvironmentNotReady: A setting is wrong.
    """
    settings = workspace.settings.get("http", {})
    unknown = set(settings) - {"proxy", "ca"} if isinstance(settings, Mapping) else {"http"}
    if unknown:
        message = f"{', '.join(sorted(unknown))} is not known here; expected a table with proxy and ca"
        raise EnvironmentNotReady(message, place="rpa.toml [http]")
    ca = settings.get("ca")
    return HttpWay(timeout or HttpWay.timeout, str(settings.get("proxy", "")), workspace.inside(ca) if ca else None)


def idempotency_key(mark: str) -> str:
    """The key of what is marked so: the same again after a crash."""
    return hashlib.sha256(mark.encode()).hexdigest()[:40]


def send_request(
    gate: Gate, intent: Intent, request: HttpRequest, way: HttpWay, rules: Rules, read: Callable[[HttpAnswer], Any]
) -> Any:
    """Send one request through the gate.

    Args:
        gate: The step's gate.
        intent: What is about to be written.
        request: The request.
        way: How it is sent.
        rules: What its answer means.
        read: Takes from a successful answer what is needed; what it cannot find leaves the step in doubt: done, but a
            person has to say with what.

    Returns:
        What `read` gave.

    Raises:
        TargetRefusal: The target clearly refused; nothing was done.
        TargetBusy: The target clearly did not take it.
        TargetLocked: The target does not know the robot; nothing was done.
        ApplicationException: Nothing was sent; or, when `gate.is_sent`, it is in doubt.
    """
    taken: list[Any] = []

    def act(sent: Callable[[], None]) -> Receipt:
        is_again = bool(rules.key) and bool(_sendings(gate, (StepState.VOID,)))
        answer = exchange(request, way, sent)
        if answer.status not in rules.expect:
            raise judge(answer, request.place, rules, is_again=is_again)
        taken.append(read(answer))
        location = answer.headers.get("location", "")
        details = {"location": location} if location else {}
        return Receipt(f"answer {answer.status}" + (f": {location}" if location else ""), details)

    gate.write(intent, act)
    return taken[0]


def judge(answer: HttpAnswer, place: str, rules: Rules, *, is_again: bool = False) -> RpaError:
    """What an answer means that is no success.

    Args:
        answer: The answer.
        place: The address.
        rules: What is known of the target.
        is_again: The request repeats one that may have been done: a refusal of it proves nothing about the first.
    """
    said = f"answer {answer.status}{words_of(answer)}"
    if is_again:
        return ApplicationException(f"a repetition was not taken ({said}); the first may have been done", place=place)
    if answer.status in rules.not_taken | NOT_NOW:
        return TargetBusy(f"not taken: {said}", place=place)
    if answer.status in (401, 407):
        return TargetLocked(f"not let in: {said}", place=place, hint="See auth: of the step, and: rpa secret set")
    if answer.status in MOVED:
        goal = answer.headers.get("location", "another address").partition("?")[0]
        return TargetRefusal(f"it leads to {goal}; a write is not sent on", place=place, hint="Correct the address.")
    if answer.status in REFUSALS:
        return TargetRefusal(f"the target refuses: {said}", place=place)
    return ApplicationException(f"the target does not say that it was done: {said}", place=place)


def words_of(answer: HttpAnswer) -> str:
    """The beginning of what an answer says, with a colon in front; empty when it says nothing readable."""
    kind = answer.headers.get("content-type", "")
    if not (answer.is_json or kind.startswith("text/")):
        return ""
    text = " ".join(answer.content[:2000].decode(errors="replace").split())[:300]
    return f": {text}" if text else ""


def may_repeat(gate: Gate, now: datetime, within: timedelta) -> Answer:
    """Whether a request with an idempotency key may be sent again: as long as the target remembers the key.

    Args:
        gate: The gate of the step in doubt.
        now: Aware.
        within: How long the target remembers a key, from its first use.
    """
    first = min((row.sent_at for row in _sendings(gate, (StepState.VOID, StepState.SENT)) if row.sent_at), default=now)
    if timedelta(0) <= now - first < within:
        return Repeat("the target honours the idempotency key", timedelta(0), is_proof=False)
    hours = f"{within.total_seconds() / 3600:g} hours"
    return Unclear(f"it was first sent at {first:%Y-%m-%d %H:%M %Z}, and the target remembers its key for {hours} only")


def _sendings(gate: Gate, states: tuple[StepState, ...]) -> list[StepRow]:
    """Earlier and present attempts of this step that may have left."""
    rows = gate.ledger.steps(gate.claim.item)
    return [row for row in rows if row.step == gate.step and row.sent_at is not None and row.state in states]
