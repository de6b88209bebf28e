"""Serve the back office: in a thread of this process, or as a process of its own."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Any, Self

import waitress
from waitress import wasyncore

from rpa.demo.company.app import create_app
from rpa.demo.company.settings import CompanySettings

CLOSING_SECONDS = 10


class CompanyServer:
    """The back office on a port, while the ``with`` block lasts.

    Args:
        settings: Database, address, users.

    Raises:
        OSError: When the port is taken.
    """

    def __init__(self, settings: CompanySettings) -> None:
        self.settings = settings
        self._server: Any = open_server(settings)
        self._thread = threading.Thread(target=self._serve, name="company", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.effective_port)

    @property
    def address(self) -> str:
        """Where it answers, such as ``http://127.0.0.1:41233``."""
        return f"http://{self.settings.host}:{self.port}"

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and free the port."""
        # The sockets belong to the serving thread's loop: it closes them, and then has nothing left to do.
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._server._map))
        self._thread.join(CLOSING_SECONDS)

    def _serve(self) -> None:
        self._server.run()
        self._server.task_dispatcher.shutdown()


def open_server(settings: CompanySettings) -> Any:
    """Listen on the port, without serving yet.

    Args:
        settings: Database, address, users.

    Returns:
        A waitress server; ``run()`` serves until the process ends.

    Raises:
        OSError: When the port is taken.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return waitress.create_server(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        log_socket_errors=False,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=64 * 1024 * 1024,
    )


def serve(settings: CompanySettings) -> None:
    """Serve until the process is told to end, saying on standard output where.

    Args:
        settings: Database, address, users.

    Raises:
        OSError: When the port is taken.
    """
    server = open_server(settings)
    print(f"http://{settings.host}:{server.effective_port}", flush=True)  # noqa: T201 - the command's result
    server.run()
