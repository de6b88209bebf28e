"""A small web service on loopback: it stores orders, counts them, and loses answers when told to."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

FATES = ("ok", "store then drop", "drop", "store then 500", "500", "store then hang", "503")


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class WebService:
    """The service.

    Attributes:
        fates: What becomes of the next writes; `ok` when there is none.
        stored: Every order that was stored, in order.
        received: Every request.
        keys: Idempotency keys that are honoured, with the answer given.
        honours_keys: Whether it does requests with the same key once.
        answers: Fixed answers by "GET /path": status, headers, body.
    """

    fates: deque[str] = field(default_factory=deque)
    stored: list[Any] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)
    honours_keys: bool = False
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def writes(self) -> list[Received]:
        return [one for one in self.received if one.method != "GET"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def write(self, received: Received) -> tuple[int, dict[str, str], bytes] | None:
        """Deal with one write; None: break the connection off."""
        fate = self.fates.popleft() if self.fates else "ok"
        key = received.headers.get("idempotency-key", "")
        if self.honours_keys and key in self.keys:
            return 201, {}, self.keys[key]
        if fate in ("500", "503"):
            return int(fate), {}, b'{"error": "not now"}'
        if fate == "drop":
            return None
        kind = received.headers.get("content-type", "")
        self.stored.append(json.loads(received.body) if kind == "application/json" else received.body)
        number = f"N-{len(self.stored)}"
        answer = json.dumps({"order": {"number": number}}).encode()
        self.keys[key] = answer
        if fate == "store then drop":
            return None
        if fate == "store then hang":
            self._over.wait(60)
            return None
        if fate == "store then 500":
            return 500, {}, b"oops"
        return 201, {"Location": f"/orders/{number}"}, answer

    def look(self, received: Received) -> tuple[int, dict[str, str], bytes]:
        """The orders with a reference."""
        wanted = received.query.get("reference", [""])[0]
        found = [
            {"number": f"N-{count}"}
            for count, order in enumerate(self.stored, 1)
            if isinstance(order, dict) and order.get("reference") == wanted
        ]
        return 200, {}, json.dumps({"orders": found}).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                return

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                received = Received(self.command, parts.path, parse_qs(parts.query), headers, body)
                service.received.append(received)
                fixed = service.answers.get(f"{self.command} {parts.path}")
                found = fixed or (service.look(received) if self.command == "GET" else service.write(received))
                if found is None:
                    self.close_connection = True
                    return
                status, more, content = found
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **more}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        return Handler
