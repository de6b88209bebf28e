"""The end of patience with an answer that comes byte by byte, each just in time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

CONNECTED = ("connect_tcp.complete", "start_tls.complete")
WAITING = "http11.receive_response_headers.started"
"""What httpcore says when the request has left and its answer is waited for."""


class Deadline:
    """Breaks a connection off when an answer is not complete in time.

    The limits that httpx knows begin anew with every byte.

    Args:
        seconds: From the moment at which the whole request has left.

    Attributes:
        is_over: Whether it has broken the connection off.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._stream: Any = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Take in what httpcore tells of a request (its extension `trace`)."""
        if event.endswith(CONNECTED):
            self._stream = info["return_value"]
        elif event == WAITING and info["request"].method != b"CONNECT":
            self._timer.start()

    def __enter__(self) -> Self:
        """Nothing runs before the request has left."""
        return self

    def __exit__(self, *_: object) -> None:
        """The answer is there, or never will be."""
        self._timer.cancel()

    def _end(self) -> None:
        self.is_over = True
        with suppress(OSError):  # it has ended by itself in this very moment
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
