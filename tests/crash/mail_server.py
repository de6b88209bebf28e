"""A mail server on the loopback that answers as a test wants."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


class Answers:
    """Takes, refuses, or dies.

    Args:
        rcpt: Answers to the coming RCPT commands, in order; afterwards each is taken.
        data: Answers to the coming messages; `die` takes the message and breaks off without an answer.
    """

    def __init__(self, rcpt: tuple[str, ...] = (), data: tuple[str, ...] = ()) -> None:
        self.rcpt, self.data = list(rcpt), list(data)
        self.received: list[str] = []
        self.asked = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """Take or refuse a receiver."""
        self.asked += 1
        answer = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take, refuse or swallow a message."""
        answer = self.data.pop(0) if self.data else "250 taken"
        if answer.startswith(("250", "die")):
            self.received.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        if answer == "die":
            server.transport.abort()
        return answer


@contextmanager
def mail_server(answers: Answers) -> Iterator[int]:
    """Run it on a free port; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(answers, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
