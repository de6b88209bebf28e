"""The worker's browser: started when first needed, signed in, renewed after trouble."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from rpa.effects.gate import Mode
from rpa.engine.names import evaluate
from rpa.errors import ApplicationException, EnvironmentNotReady, StepFailed
from rpa.model.clock import Clock
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace
from rpa.recipe.plan import BrowserPlan, Recipe, Step

if TYPE_CHECKING:
    from rpa.effects.browser import BrowserSession

_log = logging.getLogger(__name__)
UNREACHABLE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_NAME_NOT_RESOLVED",
    "ERR_ADDRESS_UNREACHABLE",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_TIMED_OUT",
)
PATIENCE = (1.0, 3.0)
"""Seconds between attempts to reach an application: a restart takes as long."""
RunSignInStep = Callable[[Step, "BrowserSession"], None]


class Browsing:
    """At most one browser at a time, for one recipe.

    Args:
        workspace: Settings and artifacts.
        redactor: Knows the secrets.
        clock: For the browser's time zone.
        mode: In a plan nothing may write.
    """

    def __init__(self, workspace: Workspace, redactor: Redactor, clock: Clock, mode: Mode) -> None:
        self._workspace = workspace
        self._redactor = redactor
        self._clock = clock
        self._mode = mode
        self._session: BrowserSession | None = None
        self._stale = False

    def address(self) -> str:
        """Address of the page in front, relative to the application where it is inside; empty without a browser."""
        if self._session is None or self._stale:
            return ""
        here, home = urlsplit(self._session.address), urlsplit(self._session.settings.url)
        if (here.scheme, here.netloc) != (home.scheme, home.netloc):
            return self._session.address
        return urlunsplit(("", "", here.path, here.query, here.fragment))

    def current(self) -> BrowserSession | None:
        """The session there is; None before it is first needed."""
        return self._session

    def session(self, recipe: Recipe, names: Mapping[str, Any], run_step: RunSignInStep) -> tuple[BrowserSession, bool]:
        """The signed-in session.

        Args:
            recipe: Says where to and how to sign in.
            names: For the expressions in it.
            run_step: Runs one step of the sign-in.

        Returns:
            The session, and whether it has only now been signed in.

        Raises:
            EnvironmentNotReady: There is no browser.
            ApplicationException: It does not start, or the sign-in does not work.
        """
        if recipe.browser is None:
            message = f"the recipe {recipe.name} has no browser: part"
            raise StepFailed(message, place=str(recipe.file), hint="Add browser: with the url of the application.")
        if self._session is not None and not self._stale:
            return self._session, False
        session = self._start(recipe.browser, recipe.locale, names)

        def sign_in() -> None:
            assert recipe.browser is not None  # noqa: S101
            for step in recipe.browser.sign_in:
                run_step(step, session)

        self._stale = True  # until the sign-in has worked, whatever ends it
        self._reach(session, lambda: session.sign_in(sign_in))
        self._stale = False
        return session, True

    def _start(self, plan: BrowserPlan, locale: str, names: Mapping[str, Any]) -> BrowserSession:
        if self._session is not None:
            try:
                self._session.renew()
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the old browser, a new one replaces it
                _log.info("the browser cannot be renewed and is started again: %s", error)
                self._session.kill()
                self._session = None
            else:
                return self._session
        from rpa.effects.browser import BrowserSession, BrowserSettings

        settings = BrowserSettings(
            url=str(evaluate(plan.url, names)),
            signed_in=plan.signed_in,
            reads=plan.reads,
            may_fail=plan.may_fail,
            dates=plan.dates,
            decimal=plan.decimal,
            pages_between=plan.pages_between,
            timeout=plan.timeout.total_seconds(),
            locale=locale,
            timezone=str(self._clock.zone),
            browser=self._workspace.settings.get("browser", {}).get("program"),
            headed=bool(self._workspace.settings.get("browser", {}).get("headed", False)),
        )
        session = BrowserSession(settings, self._workspace, self._redactor, self._mode)
        session.start()
        self._session = session
        return session

    def _reach(self, session: BrowserSession, sign_in: Callable[[], None]) -> None:
        """Sign in; an application that does not answer at all is no trouble of an item's."""
        for wait in (*PATIENCE, None):
            try:
                sign_in()
            except ApplicationException as error:
                if not any(sign in error.message for sign in UNREACHABLE):
                    raise
                if wait is None:
                    raise EnvironmentNotReady(
                        f"the application does not answer: {error.message}",
                        place=session.settings.url,
                        hint="What was done before stands; the next run goes on with the rest.",
                    ) from error
                time.sleep(wait)
            else:
                return

    def discard(self) -> None:
        """After an application exception: the next step gets a fresh session."""
        self._stale = True

    def close(self) -> None:
        """End the browser."""
        if self._session is None:
            return
        try:
            self._session.close()
        except ApplicationException as error:
            _log.info("the browser did not close in good order: %s", error)
            self._session.kill()
        self._session = None
