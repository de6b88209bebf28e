"""A line to a server that can be cut at a chosen moment: before or after what the client said has arrived."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType
from typing import Self


class Cut(Enum):
    """When the line breaks, once a word comes by."""

    NEVER = auto()
    BEFORE = auto()
    """The server never hears it."""
    AFTER = auto()
    """The server hears it and answers; the answer is lost."""
    FOR_GOOD = auto()
    """As after, and nobody gets through any more."""


class CutLine:
    """Passes on whatever comes, between any number of clients and one server.

    Args:
        port: Of the server, on 127.0.0.1.
        word: What cuts the line when a client says it.

    Attributes:
        trips: How often a client said something after the server's last answer: round trips, of one client.
    """

    def __init__(self, port: int, word: bytes = b"commit\0") -> None:
        self.server, self.word, self.cut = port, word, Cut.NEVER
        self.cuts = 0
        self.trips = 0
        self._is_asked = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._close_lines()
        for thread in self._threads:
            thread.join()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.cut is Cut.FOR_GOOD and self.cuts:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.server))
            self._lines += [client, server]
            for source, target, is_client in ((client, server, True), (server, client, False)):
                thread = threading.Thread(target=self._pass_on, args=(source, target, is_client), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_client: bool) -> None:
        with suppress(OSError):
            while words := source.recv(65536):
                if is_client and self.word in words and self.cut is not Cut.NEVER:
                    self._break(target, words)
                    return
                self.trips += is_client and not self._is_asked
                self._is_asked = is_client
                target.sendall(words)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _break(self, server: socket.socket, words: bytes) -> None:
        self.cuts += 1
        if self.cut is Cut.BEFORE:
            self.cut = Cut.NEVER
        else:
            # The client's side first: whatever the server answers finds nobody.
            for line in self._lines:
                if line is not server:
                    with suppress(OSError):
                        line.shutdown(socket.SHUT_RDWR)
            server.sendall(words)
            if self.cut is Cut.AFTER:
                self.cut = Cut.NEVER
        self._close_lines()

    def _close_lines(self) -> None:
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._lines.clear()
