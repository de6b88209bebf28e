"""HTTP: one request, one answer, and the exact instant at which the request begins to leave."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.drivers.http_deadline import Deadline
from rpa.drivers.http_message import HttpAnswer, HttpRequest, HttpWay
from rpa.errors import ApplicationException, EnvironmentNotReady, RpaError, StepFailed

if TYPE_CHECKING:
    import httpx

LARGEST = 10 << 20
"""Bytes of an answer that are read at most."""
FOR_ALL = 4
"""How many times its `timeout` a whole answer may take."""
LEAVING = "http11.send_request_headers.started"
"""What httpcore says when the connection stands, TLS included, and no byte of the request has left."""


def exchange(request: HttpRequest, way: HttpWay, sent: Callable[[], None] = lambda: None) -> HttpAnswer:
    """Send one request, once, and read its answer; a redirect is an answer.

    HTTP/2 is off and every request has a connection of its own: a kept connection that breaks would leave open whether
    the request was read.

    Args:
        request: What to send.
        way: How.
        sent: Called when the connection stands and nothing of the request has left.

    Raises:
        EnvironmentNotReady: The server's certificate is not trusted, or a setting is wrong; nothing was sent.
        StepFailed: The address cannot be understood; nothing was sent.
        ApplicationException: No connection; or it broke, or took too long, after `sent` was called.
    """
    import httpx

    is_leaving, deadline = False, Deadline(FOR_ALL * way.timeout)

    def trace(event: str, info: Mapping[str, Any]) -> None:
        nonlocal is_leaving
        deadline.note(event, info)
        # A proxy is asked for its tunnel first: that request carries nothing of ours.
        if event == LEAVING and not is_leaving and info["request"].method != b"CONNECT":
            sent()
            is_leaving = True

    words = {**_words(request), "extensions": {"trace": trace}}
    try:
        with deadline, _client(request, way) as client, client.stream(**words) as answer:
            found = HttpAnswer(answer.status_code, dict(answer.headers), _content(answer, request.place))
        if not deadline.is_over:  # of an answer without a stated length, the end of the line looks like its end
            return found
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        if not is_leaving:
            raise _not_sent(error, request.place) from error
        if not deadline.is_over:
            raise ApplicationException(f"no answer: {_reason(error)}", place=request.place) from error
    raise ApplicationException("the answer does not end", place=request.place)


def _client(request: HttpRequest, way: HttpWay) -> httpx.Client:
    import httpx

    try:
        verify = _trusted(way.ca) if request.url.startswith("https:") or way.proxy.startswith("https:") else False
        transport = httpx.HTTPTransport(
            verify=verify, http2=False, retries=0, trust_env=False, proxy=httpx.Proxy(way.proxy) if way.proxy else None
        )
    except (OSError, ValueError, httpx.InvalidURL) as error:
        raise EnvironmentNotReady(str(error), place="rpa.toml [http]", hint="Correct ca or proxy.") from error
    return httpx.Client(transport=transport, timeout=way.timeout, follow_redirects=False, trust_env=False)


def _trusted(ca: Path | None) -> ssl.SSLContext:
    """The system's certificates, where admins put their company's, and those of one more file."""
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(ca)
    return context


def _words(request: HttpRequest) -> dict[str, Any]:
    """The request as httpx takes it."""
    # No compression: a small answer that becomes a huge one is not looked for.
    usual = {"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "rpa"}
    given = {name.lower() for name in request.headers}
    headers = {name: value for name, value in usual.items() if name.lower() not in given} | dict(request.headers)
    words: dict[str, Any] = {"method": request.method, "url": request.url, "headers": headers}
    if request.uploads:
        words["files"] = [(one.part, (one.name, one.content, one.kind)) for one in request.uploads]
        words["data"] = dict(request.form)
        headers["Content-Type"] = f"multipart/form-data; boundary={request.boundary}"
    elif request.body is not None:
        words["content"] = request.body
    return words


def _content(answer: httpx.Response, place: str) -> bytes:
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > LARGEST:
            raise ApplicationException(f"answer {answer.status_code} has more than {LARGEST >> 20} MB", place=place)
    return bytes(content)


def _reason(error: Exception) -> str:
    import httpx

    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "it took too long" if isinstance(error, httpx.TimeoutException | TimeoutError) else text


def _not_sent(error: Exception, place: str) -> RpaError:
    """What an error before anything left means."""
    import httpx

    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return StepFailed(f"the request cannot be sent: {_reason(error)}", place=place)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return EnvironmentNotReady(
                f"the server's certificate is not trusted: {cause.verify_message}",
                place=place,
                hint='If it is your company\'s own, add to rpa.toml: [http] ca = "company.pem"',
            )
        cause = cause.__cause__ or cause.__context__
    return ApplicationException(f"cannot be reached, nothing was sent: {_reason(error)}", place=place)
