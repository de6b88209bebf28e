"""The layer between server and application: it counts each request and does the mischief drawn for it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from rpa.demo.company import counts
from rpa.demo.company.mischief import Fate, MischiefMaker
from rpa.demo.company.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOSE_SESSION_FLAG = "company.lose_session"
UNTROUBLED = ("/static/", "/counts", "/mischief", "/favicon.ico")
SESSION_PATHS = ("/sign-in", "/sign-out")
ERROR_PAGE = (
    "<!doctype html><html lang=en><title>Server error</title>"
    "<h1>Server error</h1><p>Something went wrong on our side. Please try again later.</p></html>"
)


class ConnectionDroppedError(ConnectionAbortedError):
    """The connection is to be closed without an answer, as the server does for any OSError."""


class TroubledApplication:
    """A WSGI application around another one.

    Args:
        inner: The application that answers.
        store: Where requests are counted.
        maker: Draws the trouble.
    """

    def __init__(self, inner: WSGIApplication, store: Store, maker: MischiefMaker) -> None:
        self._inner = inner
        self._store = store
        self._maker = maker

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, or fail to, as drawn.

        Raises:
            ConnectionDroppedError: When the client is to get no answer at all.
        """
        response = self._answer(environ, self._draw(environ))
        if self._maker.current.close_connections:
            return self._send_and_close(response, environ, start_response)
        return response(environ, start_response)

    def _draw(self, environ: WSGIEnvironment) -> Fate:
        path = environ.get("PATH_INFO", "/")
        if path.startswith(UNTROUBLED):
            return "ok"
        fate = self._draw_fate(path, environ["REQUEST_METHOD"])
        time.sleep(self._maker.draw_pause())
        return fate

    def _draw_fate(self, path: str, method: str) -> Fate:
        writes = method not in ("GET", "HEAD", "OPTIONS")
        if path.startswith(SESSION_PATHS):
            if writes and path == "/sign-in":
                counts.count_request(self._store, counts.SIGN_IN)
            return "ok"
        if not writes:
            return self._maker.draw_page_fate()
        counts.count_request(self._store, method)
        return self._maker.draw_write_fate()

    def _answer(self, environ: WSGIEnvironment, fate: Fate) -> Response:
        if fate == "drop_before_store":
            raise ConnectionDroppedError
        if fate == "error_before_store":
            return Response(ERROR_PAGE, 500, mimetype="text/html")
        environ[LOSE_SESSION_FLAG] = fate == "lose_session"
        # A list, because the application works on a copy of the environment.
        stored: list[str] = []
        environ[counts.STORED_LIST] = stored
        response = Response.from_app(self._inner, environ, buffered=True)
        if stored:
            if fate == "drop_after_store":
                raise ConnectionDroppedError
            if fate == "error_after_store":
                return Response(ERROR_PAGE, 500, mimetype="text/html")
        return response

    @staticmethod
    def _send_and_close(response: Response, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # An application may not send "Connection: close" itself (PEP 3333); the server adds it when it cannot
        # know the length of the answer, which is the case for a generator without Content-Length.
        body = list(response(environ, start_response_without_length(start_response)))

        def pieces() -> Iterator[bytes]:
            yield from body

        return pieces()


def start_response_without_length(start_response: StartResponse) -> StartResponse:
    """Leave Content-Length out of an answer.

    Args:
        start_response: The server's.

    Returns:
        A callable with the same signature.
    """

    def start(status, headers, exc_info=None):  # type: ignore[no-untyped-def]
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        return start_response(status, kept, exc_info)

    return start
