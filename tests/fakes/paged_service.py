"""A small web service on loopback with many orders: in pages of every kind, by token, changed since, at times busy."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class PagedService:
    """The service.

    Attributes:
        orders: What it has, in order.
        size: Orders on a page.
        troubles: Answers that it gives instead of the next ones.
        asked: Paths with query, in order.
        headers: Of each request, names in small letters.
        tokens: How many it has given.
        good: The token that is good now; empty: none is asked for.
    """

    orders: list[dict[str, Any]] = field(default_factory=list)
    size: int = 3
    troubles: deque[Answer] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    tokens: int = 0
    good: str = ""
    own: Callable[[str, dict[str, str]], Answer | None] = lambda _path, _query: None

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def give(self, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer:
        if path == "/token":
            fields = parse_qs(body.decode())
            if fields["grant_type"] != ["client_credentials"]:
                return 400, {}, b"{}"
            self.tokens += 1
            self.good = f"t-{self.tokens}"
            return 200, {}, json.dumps({"access_token": self.good, "expires_in": 3600}).encode()
        if self.troubles:
            return self.troubles.popleft()
        if self.good and headers.get("authorization") != f"Bearer {self.good}":
            return 401, {}, b'{"error": "who are you"}'
        if (own := self.own(path, query)) is not None:
            return own
        return self.page(path, query, headers)

    def page(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Answer:
        found = [one for one in self.orders if one["updated_at"] >= query.get("since", "")]
        start = self.start_of(path, query)
        page = found[start : start + self.size]
        more = start + self.size < len(found)
        headers_out: dict[str, str] = {}
        content: Any = {"orders": page, "meta": {}, "links": {}}
        if path == "/link":
            content = page
            headers_out["Link"] = f'</link?start=0>; rel="first", </link?start={start + self.size}>; rel="next"' * more
        if path == "/cursor" and more:
            content["meta"]["next"] = f"c{start + self.size}"
        if path == "/next":
            content["links"]["next"] = f"/next?start={start + self.size}" if more else None
        if path == "/whole":
            tag = f'"{len(found)}"'
            if headers.get("if-none-match") == tag:
                return 304, {}, b""
            content, headers_out = found, {"ETag": tag}
        return 200, headers_out, json.dumps(content).encode()

    def start_of(self, path: str, query: dict[str, str]) -> int:
        if path == "/page":
            return (int(query.get("page", "1")) - 1) * self.size
        if path == "/offset":
            return int(query.get("offset", "0"))
        return int(query.get("cursor", "c0")[1:]) if path == "/cursor" else int(query.get("start", "0"))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                return

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.asked.append(self.path)
                service.headers.append(headers)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, more, content = service.give(parts.path, query, headers, body)
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **more}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer  # noqa: N815

        return Handler


def orders(count: int, *, day: str = "2026-03-01") -> list[dict[str, Any]]:
    """So many orders, each a minute after the other."""
    return [
        {"number": f"N-{n}", "total": 12.5, "updated_at": f"{day}T10:{n:02}:00Z", "rows": [{"sku": "a"}]}
        for n in range(1, count + 1)
    ]
