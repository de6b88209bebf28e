"""A tiny web application on loopback that counts every request it gets, and misbehaves when told to."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}


@dataclass(frozen=True)
class Reply:
    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    """Close the connection without an answer."""


Page = str | Reply | Callable[[Asked], "str | Reply"]


def socket_headers(key: str) -> dict[str, str]:
    """The answer to a WebSocket's handshake (RFC 6455)."""
    digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode(), usedforsecurity=False).digest()
    return {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": base64.b64encode(digest).decode()}


def read_message(stream: BufferedIOBase) -> str | bytes | None:
    """One message of a browser, in one frame of at most 64 kB; None: good-bye."""
    head = stream.read(2)
    if len(head) < 2 or head[0] & 0x0F == 8:
        return None
    length = head[1] & 0x7F
    if length == 126:
        length = int.from_bytes(stream.read(2), "big")
    mask = stream.read(4)
    content = bytes(byte ^ mask[at % 4] for at, byte in enumerate(stream.read(length)))
    return content.decode() if head[0] & 0x0F == 1 else content


def as_frame(message: str | bytes) -> bytes:
    """A message of the server, short."""
    content = message.encode() if isinstance(message, str) else message
    return bytes((0x81 if isinstance(message, str) else 0x82, len(content))) + content


class BrowserTarget:
    """The application: `pages` by "GET /path", answers 404 for the rest."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.messages: list[str | bytes] = []
        self.reply: Callable[[str | bytes], str | bytes | None] = lambda message: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def writes(self) -> list[Asked]:
        return [one for one in self.asked if one.method not in ("GET", "HEAD", "OPTIONS")]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def reset(self) -> None:
        self.pages.clear()
        self.asked.clear()
        self.messages.clear()
        self.reply = lambda message: None

    def talk(self, page: BaseHTTPRequestHandler) -> None:
        """A WebSocket: what comes is noted, and answered as `reply` says."""
        page.send_response(101)
        for name, value in socket_headers(page.headers["Sec-WebSocket-Key"]).items():
            page.send_header(name, value)
        page.end_headers()
        page.close_connection = True
        while (message := read_message(page.rfile)) is not None:
            self.messages.append(message)
            answer = self.reply(message)
            if answer is not None:
                page.wfile.write(as_frame(answer))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        target = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                return

            def answer(self) -> None:
                if self.headers.get("Upgrade", "").lower() == "websocket":
                    target.talk(self)
                    return
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                parts = urlsplit(self.path)
                asked = Asked(self.command, parts.path, parts.query, body, dict(self.headers))
                if parts.path != "/favicon.ico":
                    target.asked.append(asked)
                page = target.pages.get(f"{self.command} {parts.path}", Reply("<h1>Not found</h1>", 404))
                reply = page(asked) if callable(page) else page
                reply = Reply(reply) if isinstance(reply, str) else reply
                if reply.drop:
                    self.close_connection = True
                    return
                content = reply.body.encode()
                self.send_response(reply.status)
                headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        return Handler
