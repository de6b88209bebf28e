"""The boundary between the browser and its target: no write passes it unless a step has armed it.

Requests to the target that may write wait here until `sent` is durable. They are then sent by Playwright rather than by
Chromium, because Chromium quietly sends a POST a second time when a connection it has used before breaks.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rpa.effects.sockets import Sockets
from rpa.errors import WriteRefused

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request, Response, Route

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
BEACONS = frozenset(("ping", "cspviolationreport"))
PAST_US = ("SharedWorker", "fetchLater", "WebTransport")
"""Ways of sending that nobody can hold: they are taken from pages, which do without as in browsers that lack them."""
BEFORE_SENDING = (
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "CERT_",
    "SELF_SIGNED",
    "UNABLE_TO_",
    "self-signed",
    "certificate",
)


@dataclass(frozen=True)
class Refused:
    """A request that was held back: nothing of it left.

    Attributes:
        method: HTTP method.
        path: Path at the target, without the query.
        kind: What caused it: `document`, `xhr`, `fetch`, `ping`, ...
    """

    method: str
    path: str
    kind: str

    def as_error(self, action: str, place: str) -> WriteRefused:
        """Say what was held back and how to write the recipe instead.

        Args:
            action: What the step does: `browser.click`.
            place: Address of the page.
        """
        request = f"{self.method} {self.path}"
        message = f"{action} is no write, but the page tried to send {request}; it was held back, nothing left."
        writing = "make this step a browser.form or browser.submit."
        hint = f'If it only reads, add `reads: ["{request}"]` under `browser:`; if it writes, {writing}'
        if self.kind == "document":
            hint = f"{writing[0].upper()}{writing[1:]}"
        return WriteRefused(message, place=place, hint=hint)


@dataclass
class Armed:
    """A write that is allowed to leave, as soon as `sent` is durable.

    Attributes:
        sent: Makes durable that the write may leave now.
        started: When it was armed, `time.monotonic()`.
        passed: Requests that were let through, `(method, address)`.
        answers: Status of the answer to each; None while it is still to come, 0 when the connection broke.
        messages: How many messages left through WebSockets.
        failure: What `sent` raised; nothing left then.
        broken: Why a connection broke.
    """

    sent: Callable[[], None]
    started: float = field(default_factory=time.monotonic)
    passed: list[tuple[str, str]] = field(default_factory=list)
    answers: list[int | None] = field(default_factory=list)
    messages: int = 0
    failure: BaseException | None = None
    broken: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return None in self.answers

    @property
    def statuses(self) -> list[int]:
        """Status of each answer that has come, in the order of the requests."""
        return [answer for answer in self.answers if answer is not None]

    def expect_answer(self, request: Request) -> int:
        """Note a request that is let through; returns its place in `answers`."""
        self.passed.append((request.method, request.url))
        self.answers.append(None)
        return len(self.answers) - 1


class Boundary:
    """Decides about every request of one browser context.

    Args:
        target: Address of the application.
        reads: Patterns of requests that read although they are no GET: `POST /api/search*`, optionally followed by a
            text that the request's content must hold: `POST /graphql query Orders`.
        plan: Nothing is written anywhere; only the sign-in may.
        timeout: Longest wait for the answer to a write, in seconds.
    """

    def __init__(self, target: str, reads: tuple[str, ...] = (), *, plan: bool = False, timeout: float = 30.0) -> None:
        self.target = target
        self.refused: list[Refused] = []
        self._reads = tuple(pattern.split(None, 2) for pattern in reads)
        self._plan, self._timeout = plan, timeout
        self._armed: Armed | None = None
        self._signing_in = False

    def guard(self, context: BrowserContext) -> None:
        """Stand in the way of everything a context sends."""
        context.add_init_script("".join(f"delete globalThis.{name};" for name in PAST_US))
        context.route("**/*", self._decide)
        Sockets(lambda: self._armed, self.is_target, plan=self._plan).guard(context)

    def wait_for(self, seconds: float) -> None:
        """Wait so long for the answer to a write."""
        self._timeout = seconds

    @contextmanager
    def signing_in(self) -> Iterator[None]:
        """Let the sign-in write."""
        self._signing_in = True
        try:
            yield
        finally:
            self._signing_in = False

    @contextmanager
    def armed(self, sent: Callable[[], None]) -> Iterator[Armed]:
        """Let the writes that follow pass, the first one after `sent` has returned."""
        if self._plan:
            message = "a plan never arms the boundary"
            raise RuntimeError(message)
        self._armed = Armed(sent)
        try:
            yield self._armed
        finally:
            self._armed = None

    @property
    def is_signing_in(self) -> bool:
        """Whether the sign-in is under way."""
        return self._signing_in

    def take_refused(self) -> list[Refused]:
        """What was held back since this was asked last; beacons left out, they are sent for no one's work."""
        taken = [one for one in self.refused if one.kind not in BEACONS]
        self.refused.clear()
        return taken

    def _decide(self, route: Route) -> None:
        from playwright.sync_api import Error

        request = route.request
        try:
            if self._passes_freely(request):
                route.continue_()
            elif self._armed is not None:
                self._pass_armed(route, self._armed)
            elif request.method in SAFE_METHODS:
                route.continue_()
            else:
                path = urlsplit(request.url).path
                self.refused.append(Refused(request.method, path, request.resource_type))
                if request.is_navigation_request():
                    route.fulfill(status=204)  # the page stays as it is
                else:
                    route.abort("blockedbyclient")
        except Error:
            # The page went away while its request was held: there is no one left to answer, and nothing was sent.
            return

    def _passes_freely(self, request: Request) -> bool:
        """Whether a request is none of the boundary's business."""
        if self._signing_in:
            return True
        if request.method in SAFE_METHODS:
            armed = self._armed
            links = armed is not None and not armed.passed and request.is_navigation_request()
            return not links or not self.is_target(request.url)
        if self._is_read(request):
            return True
        if self.is_target(request.url) or self._plan:
            return False
        # Another site: counters and fonts pass; what an armed step sends there may be the write itself.
        return self._armed is None or request.resource_type in BEACONS

    def _is_read(self, request: Request) -> bool:
        parts = urlsplit(request.url)
        paths = (parts.path, f"{parts.path}?{parts.query}", request.url)
        for method, pattern, *content in self._reads:
            fits = request.method == method.upper() and any(fnmatch.fnmatchcase(path, pattern) for path in paths)
            if fits and (not content or content[0].encode() in (request.post_data_buffer or b"")):
                return True
        return False

    def _pass_armed(self, route: Route, armed: Armed) -> None:
        if armed.failure is not None:
            route.abort("blockedbyclient")
            return
        try:
            armed.sent()
        except BaseException as error:  # noqa: BLE001 - raised again by the step that waits; nothing may leave before
            armed.failure = error
            route.abort("blockedbyclient")
            return
        send_once(route, armed, self._timeout)

    def is_target(self, address: str) -> bool:
        """Whether an address belongs to the target: the same registrable domain, or for bare hosts the same port."""
        return site_of(address) == site_of(self.target)


def send_once(route: Route, armed: Armed, timeout: float) -> None:
    """Send a held request exactly once and hand its answer to the page; redirects are the browser's to follow."""
    from playwright.sync_api import Error

    place = armed.expect_answer(route.request)
    try:
        answer = route.fetch(max_redirects=0, max_retries=0, timeout=timeout * 1000)
    except Error as error:
        reason = error.message.splitlines()[0].removeprefix("Route.fetch: ")
        if any(sign in reason for sign in BEFORE_SENDING):
            # No connection was made, so nothing was sent: Chromium may try by its own means (certificates, proxy).
            send_by_browser(route, armed, place)
            return
        armed.answers[place] = 0
        armed.broken = reason
        route.abort("connectionfailed")
        return
    armed.answers[place] = answer.status
    route.fulfill(response=answer)


def send_by_browser(route: Route, armed: Armed, place: int) -> None:
    """Let Chromium send a held request, and note what comes of it."""
    mine = route.request

    def answered(response: Response) -> None:
        if response.request == mine:
            armed.answers[place] = response.status

    def failed(request: Request) -> None:
        if request == mine and armed.answers[place] is None:
            armed.answers[place] = 0
            armed.broken = request.failure or "no answer"

    context = mine.frame.page.context
    context.on("response", answered)
    context.on("requestfailed", failed)
    route.continue_()


def site_of(address: str) -> tuple[str, int | None]:
    """What tells one site from another: the registrable domain, or host and port of a bare host or number."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or {"https": 443, "wss": 443, "http": 80, "ws": 80}.get(parts.scheme)
    labels = host.split(".")
    if len(labels) < 2 or is_number(host):
        return host, port
    short_second = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short_second else labels[-2:]), None


def is_number(host: str) -> bool:
    """Whether a host is an IP address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
