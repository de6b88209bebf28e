"""One request on the wire: the instant of `sent`, and what an error before and after it is."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.http import exchange
from rpa.drivers.http_message import HttpRequest, HttpWay, Upload
from rpa.drivers.http_reading import fetch
from rpa.errors import ApplicationException, EnvironmentNotReady, Fenced, StepFailed
from tests.fakes.web_service import WebService

QUICK = HttpWay(timeout=2)
OK = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"


def request(
    method: str, url: str, headers: dict[str, str] | None = None, body: bytes | None = None, **more: Any
) -> HttpRequest:
    return HttpRequest(method, url, url.partition("?")[0], headers or {}, body, **more)


class Wire:
    """A server on one socket that notes what it gets and answers as it is told."""

    def __init__(self, answer: bytes | None, context: ssl.SSLContext | None = None) -> None:
        self.answer, self.context = answer, context
        self.got = bytearray()
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                self.talk(self.context.wrap_socket(connection, server_side=True) if self.context else connection)
            except OSError:
                continue
            finally:
                connection.close()

    def is_whole(self) -> bool:
        """Whether head and body are there: a connection closed before that may lose its answer."""
        head, end, body = bytes(self.got).partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        return bool(end) and len(body) >= (int(length[1]) if length else 0)

    def talk(self, connection: socket.socket) -> None:
        with connection:
            while not self.is_whole():
                chunk = connection.recv(65536)
                if not chunk:
                    return
                self.got += chunk
            if self.answer:
                connection.sendall(self.answer)


@contextmanager
def wire(answer: bytes | None, context: ssl.SSLContext | None = None, kind: type[Wire] = Wire) -> Iterator[Wire]:
    made = kind(answer, context)
    made.thread.start()
    try:
        yield made
    finally:
        made.listener.shutdown(socket.SHUT_RDWR)
        made.listener.close()
        made.thread.join(5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*words.split(), *files], check=True, capture_output=True)
    return folder


def tls(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def note(got: bytearray, seen: list[int]) -> Callable[[], None]:
    return lambda: seen.append(len(got))


def test_sent_comes_when_the_connection_stands_and_before_the_first_byte() -> None:
    seen: list[int] = []
    with wire(OK) as server:
        answer = exchange(
            request("POST", f"http://127.0.0.1:{server.port}/a?b=c", {"X-Key": "1"}, b"x" * 300_000),
            QUICK,
            note(server.got, seen),
        )
        assert (answer.status, answer.content, seen, server.connections) == (201, b"{}", [0], 1)
        assert server.got.startswith(b"POST /a?b=c HTTP/1.1\r\n")


def test_with_tls_sent_comes_after_the_handshake(certificate: Path) -> None:
    seen: list[int] = []
    with wire(OK, tls(certificate)) as server:
        asked = request("POST", f"https://127.0.0.1:{server.port}/", body=b"x")
        with pytest.raises(EnvironmentNotReady, match=r"not trusted.*rpa.toml: \[http\] ca") as caught:
            exchange(asked, QUICK, note(server.got, seen))
        assert (caught.value.exit_code, seen) == (6, [])
        trusting = HttpWay(2, ca=certificate / "cert.pem")
        assert exchange(asked, trusting, note(server.got, seen)).status == 201
        assert seen == [0]


def test_no_connection_is_no_sending() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # nobody listens
        seen: list[int] = []
        with pytest.raises(ApplicationException, match="nothing was sent"):
            exchange(request("POST", f"http://127.0.0.1:{probe.getsockname()[1]}/"), QUICK, note(bytearray(), seen))
        assert seen == []


def test_a_name_that_is_none_is_no_sending() -> None:
    with pytest.raises(ApplicationException, match="nothing was sent"):
        exchange(request("POST", "http://no-such-host.invalid/"), QUICK, lambda: pytest.fail("not sent"))


def test_nothing_leaves_when_sent_fails() -> None:
    def refuse() -> None:
        raise Fenced("taken over")

    with wire(OK) as server:
        with pytest.raises(Fenced):
            exchange(request("POST", f"http://127.0.0.1:{server.port}/", body=b"x"), QUICK, refuse)
        assert server.got == b""


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", b"nonsense\r\n"]
)
def test_a_connection_that_breaks_after_it_is_not_made_again(answer: bytes) -> None:
    seen: list[int] = []
    with wire(answer) as server:
        with pytest.raises(ApplicationException, match="no answer"):
            exchange(request("POST", f"http://127.0.0.1:{server.port}/"), QUICK, note(server.got, seen))
        assert (seen, server.connections) == ([0], 1)


def test_a_server_that_says_nothing() -> None:
    with WebService() as service:
        service.fates.append("store then hang")
        with pytest.raises(ApplicationException, match="no answer: it took too long"):
            exchange(request("POST", f"{service.url}/orders", body=b"x"), HttpWay(0.3))
        assert len(service.stored) == 1


def test_a_redirect_is_an_answer() -> None:
    with WebService() as service:
        service.answers["POST /orders"] = (307, {"Location": "/elsewhere"}, b"")
        assert exchange(request("POST", f"{service.url}/orders"), QUICK).status == 307
        assert len(service.received) == 1


def test_an_answer_without_end() -> None:
    huge = b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + bytes(11 << 20)
    with wire(huge) as server, pytest.raises(ApplicationException, match="more than 10 MB"):
        exchange(request("POST", f"http://127.0.0.1:{server.port}/"), QUICK)


@pytest.mark.parametrize(
    "begins", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["head", "content"]
)
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_an_answer_that_comes_byte_by_byte_is_broken_off(certificate: Path, begins: bytes, secure: bool) -> None:
    class Drip(Wire):
        def talk(self, connection: socket.socket) -> None:
            with connection:
                while not self.is_whole():
                    self.got += connection.recv(65536)
                connection.sendall(begins)
                while True:
                    connection.sendall(b"x")
                    time.sleep(0.05)

    with wire(b"", tls(certificate) if secure else None, Drip) as server:
        way = HttpWay(0.25, ca=certificate / "cert.pem")
        began = time.monotonic()
        with pytest.raises(ApplicationException, match="the answer does not end"):
            exchange(request("GET", f"http{'s' if secure else ''}://127.0.0.1:{server.port}/"), way)
        assert 0.9 < time.monotonic() - began < 20


def test_the_same_upload_is_the_same_bytes() -> None:
    files = (Upload("document", 'a"\r\nb.pdf', b"%PDF", "application/pdf"),)
    with WebService() as service:
        asked = request("PUT", f"{service.url}/a", form={"kind": "æ"}, uploads=files, boundary="rpa-7")
        exchange(asked, QUICK)
        exchange(asked, QUICK)
        one, two = service.received
        assert one == two
        assert b'filename="a%22%0D%0Ab.pdf"' in one.body
        assert "æ".encode() in one.body


def test_a_proxy_is_asked_for_its_tunnel_before_anything_is_sent(certificate: Path) -> None:
    seen: list[int] = []
    with wire(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n") as proxy:
        way = HttpWay(2, proxy=f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(ApplicationException, match="nothing was sent"):
            exchange(request("POST", "https://shop.invalid/", body=b"x"), way, note(proxy.got, seen))
        assert (seen, bytes(proxy.got[:8])) == ([], b"CONNECT ")


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with WebService() as service:
        assert exchange(request("POST", f"{service.url}/a"), QUICK).status == 201


def test_a_setting_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match="Correct ca or proxy"):
        exchange(request("POST", "https://127.0.0.1:1/"), HttpWay(1, ca=tmp_path / "none.pem"))


def test_reading_follows_within_the_site_only() -> None:
    with WebService() as service, WebService() as other:
        service.answers["GET /a"] = (302, {"Location": "/b"}, b"")
        service.answers["GET /b"] = (200, {}, b"[1]")
        service.answers["GET /out"] = (302, {"Location": f"{other.url}/b"}, b"")
        service.answers["GET /nowhere"] = (302, {"Location": "//["}, b"")
        service.answers["GET /round"] = (302, {"Location": "/round"}, b"")
        assert fetch(request("GET", f"{service.url}/a", {"X-Key": "s"}), QUICK).content == b"[1]"
        assert [one.headers["x-key"] for one in service.received] == ["s", "s"]
        with pytest.raises(StepFailed, match="another site, http://127"):
            fetch(request("GET", f"{service.url}/out", {"X-Key": "s"}), QUICK)
        assert other.received == []
        with pytest.raises(StepFailed, match="an address that is none"):
            fetch(request("GET", f"{service.url}/nowhere"), QUICK)
        with pytest.raises(ApplicationException, match="without end"):
            fetch(request("GET", f"{service.url}/round"), QUICK)


def test_reading_only_reads() -> None:
    with pytest.raises(ValueError, match="POST is no reading"):
        fetch(request("POST", "http://x/"), QUICK)
