"""Serving until told to stop: what is being received is finished and answered, then the port is free."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import waitress
from waitress import wasyncore

from rpa.errors import EnvironmentNotReady

GRACE = 20.0
"""Seconds that requests under way have to end after a stop."""
IDLE = 30
"""Seconds of silence after which a connection is closed: who sends a byte a minute does not hold it."""
CONNECTIONS = 200
THREADS = 8


class Server:
    """A web application on a port.

    Args:
        app: The application (WSGI).
        host: IP address to listen on.
        port: 0 takes a free one.
        largest: Bytes of a request that are read at most.
        trusted_proxy: IP address of the reverse proxy whose word on the sender's address counts; empty: none.

    Raises:
        EnvironmentNotReady: The port cannot be had.
    """

    def __init__(self, app: Any, host: str, port: int, *, largest: int, trusted_proxy: str = "") -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        proxy: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
        if trusted_proxy:
            proxy |= {
                "trusted_proxy": trusted_proxy,
                "trusted_proxy_count": 1,
                "trusted_proxy_headers": "x-forwarded-for",
            }
        try:
            self._server: Any = waitress.create_server(
                app,
                host=host,
                port=port,
                threads=THREADS,
                ident="",
                channel_timeout=IDLE,
                cleanup_interval=10,
                connection_limit=CONNECTIONS,
                max_request_body_size=largest,
                max_request_header_size=32 << 10,
                log_socket_errors=False,
                asyncore_use_poll=True,
                **proxy,
            )
        except OSError as error:
            message = f"cannot listen on {host} port {port}: {error.strerror}"
            raise EnvironmentNotReady(message, hint="Is it running already? Else take another --port.") from error
        self._is_stopping = False

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.effective_port)

    def stop(self) -> None:
        """Stop soon; may be called from a signal or another thread."""
        self._is_stopping = True
        self._server.trigger.pull_trigger()

    def run(self) -> None:
        """Serve until `stop`, then finish what is under way."""
        while not self._is_stopping:
            self._turn(1.0)
        wasyncore.dispatcher.close(self._server)  # no new connections; the port is free
        until = time.monotonic() + GRACE
        while self._is_busy() and time.monotonic() < until:
            self._turn(0.05)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._server._map)

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._server._map, use_poll=True, count=1)

    def _is_busy(self) -> bool:
        return any(
            channel.requests or channel.request is not None or channel.total_outbufs_len
            for channel in list(self._server.active_channels.values())
        )


@contextmanager
def stopped_by_signals(server: Server) -> Iterator[None]:
    """SIGTERM and SIGINT stop the server while the block lasts."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
