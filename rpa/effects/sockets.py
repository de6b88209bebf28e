"""WebSockets of the target: what a page sends through one while a write is armed waits until `sent` is durable.

While nothing is armed messages pass: applications talk through their sockets all the time, and what a message does
cannot be seen from outside. In a plan the target's and all other sockets are closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, WebSocketRoute

    from rpa.effects.boundary import Armed

LONGEST_BEAT = 64  # letters of a message that may be a sign of life
MOST_BEATS = 500
DIGITS = re.compile(r"\d+")


class Sockets:
    """Decides about every message of one browser context's sockets to the target.

    Args:
        armed: The write that is armed; None: none is.
        is_target: Whether an address belongs to the target.
        plan: Nothing is written anywhere.
    """

    def __init__(
        self, armed: Callable[[], Armed | None], is_target: Callable[[str], bool], *, plan: bool = False
    ) -> None:
        self._armed, self._is_target, self._plan = armed, is_target, plan
        self._beats: set[str | bytes] = set()

    def guard(self, context: BrowserContext) -> None:
        """Stand between the pages of a context and their sockets; other sites' are left alone in a run."""
        if self._plan:
            context.route_web_socket("**/*", _close)
        else:
            context.route_web_socket(self._is_target, self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            if self._may_leave(message):
                server.send(message)

        # What the server says, and either side's good-bye, Playwright passes on by itself.
        socket.on_message(from_page)

    def _may_leave(self, message: str | bytes) -> bool:
        """Whether a message of a page may go to the target; the first one of an armed write makes `sent` durable."""
        armed = self._armed()
        beat = _beat(message)
        if armed is None:
            if beat is not None and len(self._beats) < MOST_BEATS:
                self._beats.add(beat)
            return True
        if beat in self._beats:
            return True  # the page said the same while nothing was written: a sign of life
        if armed.failure is not None:
            return False
        try:
            armed.sent()
        except BaseException as error:  # noqa: BLE001 - raised again by the step that waits; nothing may leave before
            armed.failure = error
            return False
        armed.messages += 1
        return True


def _beat(message: str | bytes) -> str | bytes | None:
    """A short message without its numbers, which count up; None: it is too long for a sign of life."""
    if len(message) > LONGEST_BEAT:
        return None
    return message if isinstance(message, bytes) else DIGITS.sub("0", message)


def _close(socket: WebSocketRoute) -> None:
    socket.close(code=1011, reason="a plan sends nothing")
