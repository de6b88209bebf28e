"""One write in the browser, as the actions `browser.form` and `browser.submit` do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from rpa.drivers.page_target import FieldJob, TargetValue, target_name
from rpa.effects.browser import BrowserSession
from rpa.effects.browser_reading import read_after
from rpa.effects.expectation import Expectation
from rpa.effects.gate import Gate
from rpa.effects.submission import Submission, Submitted
from rpa.model.effect import Intent

SHORTEST_WAIT = 30.0  # seconds an answer to a write is waited for at least


class Surroundings(Protocol):
    """What a write needs of an action's context."""

    @property
    def gate(self) -> Gate:
        """The step's gate."""

    @property
    def locale(self) -> str:
        """The recipe's locale."""

    @property
    def evidence(self) -> Path:
        """Folder for pictures."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """`timeout`: longest wait of the step, in seconds."""

    def browser(self) -> BrowserSession:
        """The session."""

    def evidence_name(self, path: Path) -> str:
        """A picture's path as receipts keep it."""


@dataclass(frozen=True)
class Writing:
    """What to press, and how to tell that it worked; see the parameters of `browser.submit`."""

    click: TargetValue
    expect: str
    confirm: TargetValue | None = None
    then: tuple[TargetValue, ...] = ()
    dialogs: bool = True
    read: Mapping[str, Any] = field(default_factory=dict)


def write(ctx: Surroundings, writing: Writing, filled: Sequence[FieldJob]) -> dict[str, Any]:
    """Pass one write through the gate.

    Args:
        ctx: The action's context.
        writing: What to press and to expect.
        filled: The fields that were filled before, for the intent.

    Returns:
        Outputs: `confirmation`, `address`, the named groups of `expect`, the values of `read`.
    """
    session = ctx.browser()
    left, own = session.time_left(), ctx.extra.get("timeout")
    timeout = float(own or max(SHORTEST_WAIT, session.settings.timeout)) if left is None else left
    submission = Submission(
        writing.click,
        Expectation(writing.expect),
        timeout,
        writing.confirm,
        writing.then,
        accept_dialogs=writing.dialogs,
    )
    outputs: dict[str, Any] = {}

    def read(submitted: Submitted) -> Mapping[str, str]:
        values = read_after(session, writing.read, ctx.locale) if writing.read else {}
        outputs.update(submitted.groups, **values, confirmation=submitted.text, address=submitted.address)
        return {name: str(value) for name, value in values.items()}

    place = address_without_query(session.address)
    texts = tuple((job.caption, job.shown) for job in filled)
    intent = Intent("browser", place, f"{target_name(writing.click)} at {place}", texts)
    session.submit(ctx.gate, intent, submission, ctx.evidence, ctx.evidence_name, read)
    return outputs


def address_without_query(address: str) -> str:
    """An address without its query and fragment."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
