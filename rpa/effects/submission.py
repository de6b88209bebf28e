"""Press the button, and tell what the target made of it: done, refused, or not clear."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rpa.drivers.page import Page
from rpa.drivers.page_target import TargetValue, target_name
from rpa.effects.boundary import Armed
from rpa.effects.browser_paint import await_paint
from rpa.effects.expectation import Expectation, shown
from rpa.errors import (
    ApplicationException,
    BusinessException,
    RpaError,
    SessionLost,
    StepFailed,
    TargetBusy,
    TargetRefusal,
)

REFUSALS = frozenset(
    (400, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 422, 423, 424, 428, 431, 451)
)
SIGNED_OUT = frozenset((401, 407, 419, 440))
FORM_AGAIN = frozenset((200, 302, 303))  # answers that may bring the same form back
LATE = 1.5  # seconds a page that says it is done, and has sent nothing, may stay busy
SETTLING = 0.4  # seconds of rest before a page that sent nothing is believed to send nothing
BUSINESS_BOX = "An error occurred"


@dataclass(frozen=True)
class Submitted:
    """What came of a submission.

    Attributes:
        text: The text that fitted the expectation.
        groups: Named groups of the expectation.
        address: Where the page stands.
    """

    text: str
    groups: Mapping[str, str]
    address: str


@dataclass
class Submission:
    """One write by one or several clicks.

    Attributes:
        click: The button that submits.
        expect: What the target shows when it is done.
        timeout: Longest wait for it, in seconds.
        confirm: A button in a dialog that comes after the click.
        then: Further buttons on pages or dialogs in between, in order; each is clicked when it is there.
        accept_dialogs: Whether the browser's own confirm boxes are accepted.
    """

    click: TargetValue
    expect: Expectation
    timeout: float = 30.0
    confirm: TargetValue | None = None
    then: Sequence[TargetValue] = ()
    accept_dialogs: bool = True
    before: Counter[str] = field(default_factory=Counter)
    look: Mapping[str, Any] = field(default_factory=dict)

    def check_before(self, page: Page) -> None:
        """Remember how the page looks before the click, and see that there is something to click.

        Raises:
            StepFailed: If the button is not there, or is ambiguous or disabled.
        """
        page.element(self.click, "button")
        self.look = page.look()
        self.before = self.expect.matches(self.look["text"])

    def carry_out(
        self, page: Page, armed: Armed, pass_pages_between: Callable[[], bool], is_signed_out: Callable[[], bool]
    ) -> Submitted:
        """Click, and wait for a clear answer (see `BrowserSession.submit` for what is raised)."""
        usual = page.window.answer_dialog
        page.window.answer_dialog = lambda _kind, _message: self.accept_dialogs
        page.window.dialogs.clear()
        try:
            page.click_once(self.click)
            return self._await_answer(page, armed, pass_pages_between, is_signed_out)
        finally:
            page.window.answer_dialog = usual

    def _await_answer(
        self, page: Page, armed: Armed, pass_pages_between: Callable[[], bool], is_signed_out: Callable[[], bool]
    ) -> Submitted:
        until = time.monotonic() + self.timeout
        rest = [*([self.confirm] if self.confirm else []), *self.then]
        calm_since: float | None = None
        said_since: float | None = None
        while True:
            if armed.failure is not None:
                raise armed.failure
            look = page.look()
            text = self._new_match(look)
            if not text or armed.is_waiting or is_bad(armed.statuses[-1:]):
                said_since = None
            else:
                said_since = said_since or time.monotonic()
                if self._is_over(armed, look, time.monotonic() - said_since):
                    if not armed.passed:
                        armed.sent()
                    return Submitted(text, self.expect.groups(text), page.address)
                page.pause(0.005)
                continue
            if rest and not armed.is_waiting and self._click_next(page, rest[0]):
                rest.pop(0)
                calm_since = None
                continue
            calm = not armed.is_waiting and not look["busy"]
            calm_since = (calm_since or time.monotonic()) if calm else None
            if calm_since and time.monotonic() - calm_since > SETTLING:
                if pass_pages_between():
                    calm_since = None
                    continue
                self._judge(page, armed, look, is_signed_out)
            if time.monotonic() > until:
                raise self._unclear(page, armed, look)
            page.pause(0.005 if armed.passed else 0.015)

    def _is_over(self, armed: Armed, look: Mapping[str, Any], seconds: float) -> bool:
        """Whether the success that a page has shown for some seconds is believed: it may say so and send only then."""
        if armed.passed:
            return not look["busy"] or seconds > SETTLING
        return seconds > (LATE if look["busy"] else SETTLING)

    def _new_match(self, look: Mapping[str, Any]) -> str:
        """The expected text, if it was not there before the click."""
        now = self.expect.matches(look["text"])
        same = look["document"] == self.look["document"]
        fresh = [text for text, count in now.items() if not same or count > self.before[text]]
        return max(fresh, key=len) if fresh else ""

    def _click_next(self, page: Page, target: TargetValue) -> bool:
        """Click the next button on the way, if it is there."""
        await_paint(page)
        try:
            page.click_once(target, again=True)
        except StepFailed:
            return False
        return True

    def _judge(self, page: Page, armed: Armed, look: Mapping[str, Any], is_signed_out: Callable[[], bool]) -> None:
        """Raise if the page at rest says clearly that it is over without success."""
        said = self._complaints(page, look)
        if not armed.passed:
            invalid = [*said, *[one for one in page.ask("invalidFields") if one not in said]]
            if invalid:
                raise BusinessException(f"the page refuses the form: {'; '.join(invalid)}", place=page.address)
            return
        statuses = armed.statuses
        if statuses and not is_open(statuses) and any(status in SIGNED_OUT for status in statuses):
            raise TargetBusy("signed out: the target has not taken it", place=page.address)
        if any(status in SIGNED_OUT for status in statuses) or is_signed_out():
            raise SessionLost("the sign-in page came instead of an answer", place=page.address)
        if armed.broken:
            message = f"the connection broke before {target_name(self.click)!r} was answered: {armed.broken}"
            raise ApplicationException(message, place=page.address)
        if statuses and statuses[-1] >= 500:
            message = f"the server answers {statuses[-1]}: {self._words(look)}"
            raise ApplicationException(message, place=page.address)
        if self._is_refusal(armed, look, said):
            reason = "; ".join(said) or f"answer {statuses[-1]}: {self._words(look)}"
            raise TargetRefusal(f"the target refuses: {reason}", place=page.address)

    def _is_refusal(self, armed: Armed, look: Mapping[str, Any], said: Sequence[str]) -> bool:
        """Whether clearly nothing was written: each request was refused, or the form came back with complaints."""
        if not is_open(armed.statuses):
            return True
        new_document = look["document"] != self.look["document"]
        same_form = any(form in look["forms"] for form in self.look["forms"])
        return len(armed.passed) == 1 and armed.statuses[0] in FORM_AGAIN and new_document and same_form and bool(said)

    def _complaints(self, page: Page, look: Mapping[str, Any]) -> list[str]:
        """What the page complains about that it did not before."""
        new_document = look["document"] != self.look["document"]
        said = [one for one in look["complaints"] if new_document or one not in self.look["complaints"]]
        if not said and BUSINESS_BOX in look["text"] and BUSINESS_BOX not in self.look["text"]:
            line = next(line for line in look["text"].splitlines() if BUSINESS_BOX in line)
            said = [shown(line)]
        return [*said, *page.window.dialogs]

    def _unclear(self, page: Page, armed: Armed, look: Mapping[str, Any]) -> RpaError:
        """The error for a time that ran out."""
        seconds = f"{self.timeout:g} seconds"
        wanted, said = self.expect.pattern, "; ".join(self._complaints(page, look))
        suffix = f"; the page says: {said}" if said else ""
        if armed.passed or armed.messages:
            message = f"sent, but {wanted!r} did not appear within {seconds}{suffix}"
            return ApplicationException(message, place=page.address)
        if self.before:
            message = f"{wanted!r} was on the page before the click and nothing new of it is shown"
            return StepFailed(message, place=page.address, hint="Expect a text that only success brings.")
        message = f"{target_name(self.click)!r} was clicked, but nothing was sent within {seconds}{suffix}"
        return StepFailed(message, place=page.address, hint="Is another click needed? Name it under confirm: or then:.")

    def _words(self, look: Mapping[str, Any]) -> str:
        return shown(look["text"])[:200]


def is_bad(statuses: Sequence[int]) -> bool:
    """Whether an answer among these says that something went wrong; 0: the connection broke."""
    return any(status >= 400 or status == 0 for status in statuses)


def is_open(statuses: Sequence[int]) -> bool:
    """Whether something may have been written: not every answer is a refusal."""
    return not all(status in REFUSALS or status in SIGNED_OUT for status in statuses)
