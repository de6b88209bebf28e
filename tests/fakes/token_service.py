"""A service on loopback that gives out access tokens (OAuth 2.0), and tells a mail server whose they are."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLIENT, CLIENT_SECRET, REFRESH_TOKEN = "robot-app", "client-secret-1", "refresh-token-1"


@dataclass
class TokenService:
    """The running service.

    Attributes:
        user: Whose tokens it gives out.
        port: Where it listens.
        asked: The forms in which tokens were asked for.
        given: Tokens that are good.
        answer: Status and content instead of a token; None: a token.
        life: Seconds a token is good for, as the answer says.
    """

    user: str
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    answer: tuple[int, bytes] | None = None
    life: object = 3600

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def respond(self, path: str, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(path)
        if parts.path == "/tokeninfo":
            good = parse_qs(parts.query).get("token", [""])[0] in self.given
            return (200, json.dumps({"email": self.user}).encode()) if good else (401, b"{}")
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.asked.append(form)
        if self.answer is not None:
            return self.answer
        known = form.get("client_id") == CLIENT and form.get("client_secret", CLIENT_SECRET) == CLIENT_SECRET
        if not known or form.get("refresh_token", REFRESH_TOKEN) != REFRESH_TOKEN:
            told = {"error": "invalid_client", "error_description": f"{form.get('client_secret')} is wrong\r\nTrace: 1"}
            return 401, json.dumps(told).encode()
        self.given.append(f"token-{len(self.given)}-{'x' * 20}")
        return 200, json.dumps({"access_token": self.given[-1], "expires_in": self.life}).encode()


@contextmanager
def token_service(user: str) -> Iterator[TokenService]:
    """Run it until the end."""
    service = TokenService(user)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, content = service.respond(self.path, self.rfile.read(length))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *given: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
