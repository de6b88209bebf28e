"""A worker's browser: signed in at one target, honest about what it sends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from rpa.drivers.browser_window import BrowserWindow
from rpa.drivers.page import Page, playwright_errors
from rpa.drivers.page_form import fill_form
from rpa.drivers.page_target import FieldJob, TargetFormats, TargetValue, field_job
from rpa.effects.boundary import Boundary
from rpa.effects.browser_paint import await_paint
from rpa.effects.browser_settings import BrowserSettings
from rpa.effects.file import file_to_read
from rpa.effects.gate import Gate, Mode, Planned
from rpa.effects.hang_watch import HangWatch
from rpa.effects.submission import Submission, Submitted
from rpa.errors import ApplicationException, RpaError, SessionLost, StepFailed
from rpa.model.effect import Intent, Receipt
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace

__all__ = ("BrowserSession", "BrowserSettings")
SIGNED_OUT = frozenset((401, 419, 440))
SHORTEST_ANSWER = 30.0  # seconds the answer to a write is waited for at least
GRACE = 5.0  # seconds beyond a step's timeout before the browser is ended: its own waits say better what is missing


class BrowserSession:
    """One browser, from its start to its end; used from one thread only (except `kill`).

    Args:
        settings: How to deal with the target.
        workspace: Where uploads are looked up.
        redactor: Knows the secrets, for texts of pages that end up in messages.
        mode: In a plan nothing may write, the sign-in excepted.
    """

    def __init__(
        self, settings: BrowserSettings, workspace: Workspace, redactor: Redactor, mode: Mode = Mode.RUN
    ) -> None:
        if not urlsplit(settings.url).hostname:
            message = f"the browser's url {settings.url!r} is no address; expected https://... ."
            raise StepFailed(message)
        self.settings = settings
        self.formats = TargetFormats(settings.dates, settings.decimal)
        self._workspace, self._redactor, self._mode = workspace, redactor, mode
        self.window = BrowserWindow(
            setting=settings.browser, headed=settings.headed, locale=settings.locale, timezone=settings.timezone
        )
        self.page = Page(self.window, settings.timeout, settings.may_fail)
        self.boundary = Boundary(
            settings.url, settings.reads, plan=mode is Mode.PLAN, timeout=max(settings.timeout, SHORTEST_ANSWER)
        )
        self._sign_in_path: str | None = None
        self._watch = HangWatch(self.kill)
        self._usual = settings
        self._until: float | None = None

    def start(self) -> None:
        """Start the browser; no page is opened yet.

        Raises:
            EnvironmentNotReady: If there is no browser, or it does not start.
        """
        self.window.start()
        self.boundary.guard(self.window.context)
        self._watch.start()

    @property
    def address(self) -> str:
        """Where the page stands: what `reopen` takes; empty before the first page."""
        return self.page.address

    def sign_in(self, run_steps: Callable[[], None]) -> None:
        """Sign in, unless the session is alive.

        Args:
            run_steps: Runs the recipe's sign-in steps on the opened start page.

        Raises:
            ApplicationException: If the mark of a living session does not appear.
        """
        with self.boundary.signing_in():
            self.open(self.settings.url, check_session=False)
            if self.settings.signed_in is None or self._shows_mark():
                return
            self._sign_in_path = urlsplit(self.page.address).path
            run_steps()
            until = time.monotonic() + self.settings.timeout
            while not self._shows_mark():
                self.pass_pages_between()
                if time.monotonic() > until:
                    raise ApplicationException(self._not_signed_in(), place=self.page.address)
                self.page.pause(0.05)
            if urlsplit(self.page.address).path == self._sign_in_path:
                self._sign_in_path = None
        self.pass_pages_between()

    def _not_signed_in(self) -> str:
        said = "; ".join(self.page.ask("complaints"))
        mark = self.settings.signed_in
        return self.readable(
            f"signing in did not work: {mark!r} does not appear{'; the page says: ' + said if said else ''}"
        )

    def is_signed_in(self) -> bool:
        """Whether the page in front belongs to a living session; true for a target without sign-in."""
        return self.settings.signed_in is None or (self.address != "" and self._shows_mark())

    def _shows_mark(self) -> bool:
        mark = self.settings.signed_in or ""
        return bool(self.page.ask("shows", mark))

    def reopen(self, address: str) -> None:
        """Open the page a resumed item stood on (an empty address: the start page)."""
        self.open(address or self.settings.url)

    def renew(self) -> None:
        """Begin anew, signed out and with an empty page: what an application exception asks for.

        A browser that has ended, was killed or hangs is replaced by a new one.

        Raises:
            EnvironmentNotReady: If it does not start.
        """
        try:
            with self.watched(0), playwright_errors(self.page):
                self.window.renew()
        except ApplicationException:
            self.kill()
            self.close()
            self.start()
        else:
            self.boundary.guard(self.window.context)

    def close(self) -> None:
        """End the browser in good order."""
        self._watch.stop()
        self.window.close()

    def kill(self) -> None:
        """End the browser at once, from any thread; the step inside it gets an application exception."""
        self._watch.stop()
        self.window.kill()

    # what actions do

    def open(self, address: str, *, check_session: bool = True) -> int:
        """Open an address, absolute or relative to the target's; returns the HTTP status.

        Raises:
            ApplicationException: If the page does not open, or the server fails.
            SessionLost: If the sign-in page comes instead.
        """
        self.window.close_popups()
        status = self.page.open(self.absolute(address))
        self.pass_pages_between()
        if check_session:
            self._check_session(status)
        if status >= 500 or status == 429:
            said = self.readable(self.page.text().strip()[:200])
            raise ApplicationException(f"the server answers {status}: {said}", place=self.page.address)
        return status

    def absolute(self, address: str) -> str:
        """An address relative to the application's: `/orders` and `orders` both lie below its own path's host."""
        base = self.settings.url
        return urljoin(base, address) if address else base

    def fill(self, fields: Mapping[str, Any]) -> list[FieldJob]:
        """Fill fields and prove that they hold; returns what was filled, in order.

        A field whose value is none, or an empty list of files, is left as it is.
        """
        wanted = {caption: value for caption, value in fields.items() if value is not None and value != []}
        jobs = [self._job(caption, value) for caption, value in wanted.items()]
        with self.working("browser.fill"):
            fill_form(self.page, jobs)
        return jobs

    def _job(self, caption: str, value: Any) -> FieldJob:
        job = field_job(caption, value, self.formats)
        if job.files:
            return FieldJob(
                **{**job.__dict__, "files": tuple(file_to_read(self._workspace, path) for path in job.files)}
            )
        return job

    def click(self, target: TargetValue, *, accept_dialogs: bool = False) -> None:
        """Click something that does not write, and wait until the page has come to rest."""
        usual = self.window.answer_dialog
        self.window.answer_dialog = lambda kind, _message: accept_dialogs or kind == "alert"
        try:
            with self.working("browser.click"):
                await_paint(self.page)
                self.page.click(target)
                self.settle()
        finally:
            self.window.answer_dialog = usual

    def settle(self) -> None:
        """Wait for what a click has set off, interstitial pages included."""
        self.page.pause(0.02)
        self.page.wait_quiet(min(self.settings.timeout, 5))
        self.pass_pages_between()

    def read(self, target: TargetValue) -> str:
        """The value or text of a target, waiting for it."""
        with self.working("browser.read"):
            return self.page.read(target, self.settings.timeout)

    @contextmanager
    def working(self, action: str, seconds: float | None = None) -> Iterator[None]:
        """Do something on the page that is no write: what it tried to write is an error afterwards.

        Raises:
            WriteRefused: If the page tried to write.
            SessionLost: If the page is signed out.
        """
        self.boundary.take_refused()
        try:
            with self.watched(seconds or self.settings.timeout), playwright_errors(self.page):
                yield
        except RpaError as error:
            self._raise_refused(action)
            if isinstance(error, StepFailed) and self.window.is_alive:
                self._check_session(0)
            raise
        self._raise_refused(action)
        self._check_session(0)

    def limit(self, seconds: float | None) -> None:
        """Give a step so many seconds from now on, in all and for each wait; None: the target's own waits.

        A step that takes longer ends when its wait does; when nothing answers any more, the browser is ended.
        """
        self._until = None if seconds is None else time.monotonic() + seconds
        wait = self._usual.timeout if seconds is None else seconds
        self.settings = replace(self._usual, timeout=wait)
        self.page.timeout = wait
        self.boundary.wait_for(max(wait, SHORTEST_ANSWER))
        self._watch.limit(None if seconds is None else seconds + GRACE)

    def time_left(self) -> float | None:
        """Seconds that the step in hand still has; None: it has no limit."""
        return None if self._until is None else max(0.0, self._until - time.monotonic())

    def watched(self, seconds: float) -> AbstractContextManager[None]:
        """Let the browser be ended when what is done takes far longer than `seconds`."""
        return self._watch.within(seconds)

    def readable(self, text: str) -> str:
        """A text of a page without the secrets in it."""
        return self._redactor.redact(text)

    def _raise_refused(self, action: str) -> None:
        refused = self.boundary.take_refused()
        if refused:
            raise refused[0].as_error(action, self.address)

    def _check_session(self, status: int) -> None:
        """Raise when the page in front says that the target no longer knows us."""
        if self.settings.signed_in is None or self.boundary.is_signing_in or not self.page.address:
            return
        if status in SIGNED_OUT or self._is_signed_out():
            raise SessionLost("the session has ended: the page asks to sign in", place=self.page.address)

    def _is_signed_out(self) -> bool:
        on_sign_in = self._sign_in_path is not None and urlsplit(self.page.address).path == self._sign_in_path
        if not on_sign_in and not self.page.ask("asksPassword"):
            return False
        return not self._shows_mark()

    def pass_pages_between(self) -> bool:
        """Click away the pages that come now and then; says whether there was one.

        Raises:
            ApplicationException: If they do not end.
        """
        passed = False
        for _ in range(5):
            text = self.page.text() if self.settings.pages_between else ""
            found = next(((sign, control) for sign, control in self.settings.pages_between if sign in text), None)
            if found is None:
                return passed
            sign, control = found
            await_paint(self.page)
            self.page.click(control)
            # Never a second click before the first has had its effect: it would hit whatever comes next.
            until = time.monotonic() + self.settings.timeout
            while sign in self.page.text():
                if time.monotonic() > until:
                    raise ApplicationException(f"the page {sign!r} does not go away", place=self.page.address)
                self.page.pause(0.03)
            self.page.wait_loaded()
            self.page.wait_quiet(2)
            passed = True
        raise ApplicationException("a page between comes again and again", place=self.page.address)

    def submit(
        self,
        gate: Gate,
        intent: Intent,
        submission: Submission,
        evidence: Path,
        evidence_name: Callable[[Path], str],
        read: Callable[[Submitted], Mapping[str, str]] = lambda _submitted: {},
    ) -> Receipt:
        """Write: press the button of a filled form, through the gate, and wait for the target's answer.

        A picture is taken before. The write requests that follow are held until `sent` is durable; that covers all
        clicks of the submission, dialogs and pages on the way included: the first request marks it sent.

        Args:
            gate: The step's gate.
            intent: What is about to be written.
            submission: What to click and what to expect.
            evidence: Folder for the picture.
            evidence_name: Path relative to the artifacts, as receipts keep it.
            read: Reads further details of the answer, for the receipt.

        Returns:
            The receipt: the expected text, as details its named groups and what was read.

        Raises:
            Planned: In a plan, with the picture.
            TargetRefusal: The target clearly refused; nothing was written.
            BusinessException: The page itself refused before anything left.
            StepFailed: The click sent nothing, or the expected text was there before.
            ApplicationException: No clear answer; when `gate.is_sent`, the write is in doubt.
            SessionLost: The sign-in page came instead of the answer.
        """
        self._check_session(0)
        self._raise_refused("browser.fill")
        submission.check_before(self.page)
        picture = evidence_name(self.page.picture(evidence / "before-submit"))

        def act(sent: Callable[[], None]) -> Receipt:
            with self.watched(submission.timeout):
                with self.boundary.armed(sent) as armed, playwright_errors(self.page):
                    submitted = submission.carry_out(self.page, armed, self.pass_pages_between, self._is_signed_out)
                details = {**submitted.groups, **read(submitted)}
            return Receipt(self.readable(submitted.text), details, (picture,))

        try:
            return gate.write(intent, act)
        except Planned as planned:
            raise Planned(planned.intent, picture, planned.outputs) from None
