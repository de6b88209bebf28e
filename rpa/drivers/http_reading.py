"""Reading by HTTP: a GET that follows redirects within its site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from rpa.drivers.http import exchange
from rpa.drivers.http_message import HttpAnswer, HttpRequest, HttpWay
from rpa.errors import ApplicationException, StepFailed

MOST_REDIRECTS = 5


def fetch(request: HttpRequest, way: HttpWay) -> HttpAnswer:
    """Get an address, and follow redirects within the same site.

    Args:
        request: A GET; its headers may hold revealed secrets.
        way: How.

    Raises:
        StepFailed: It leads nowhere, or to another site, whom the request's headers are none of the business of.
        RpaError: As `exchange` does.
    """
    if request.method != "GET":
        message = f"{request.method} is no reading"
        raise ValueError(message)
    for _ in range(MOST_REDIRECTS):
        answer = exchange(request, way)
        where = answer.headers.get("location")
        if answer.status not in (301, 302, 303, 307, 308) or not where:
            return answer
        try:
            goal = urljoin(request.url, where)
            is_same = urlsplit(goal)[:2] == urlsplit(request.url)[:2]
        except ValueError:
            message = "it leads to an address that is none"
            raise StepFailed(message, place=request.place, hint="Correct the address.") from None
        if not is_same:
            site = "://".join(urlsplit(goal)[:2])
            raise StepFailed(f"it leads to another site, {site}", place=request.place, hint="Correct the address.")
        request = HttpRequest("GET", goal, request.place, request.headers)
    raise ApplicationException("redirects without end", place=request.place)
