"""Reading by HTTP: a GET that follows redirects within its site."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from rpa.drivers.http import exchange
from rpa.drivers.http_message import HttpAnswer, HttpRequest, HttpWay
from rpa.errors import ApplicationException, StepFailed

MOST_REDIRECTS = 5


def fetch(url: str, headers: Mapping[str, str], way: HttpWay) -> HttpAnswer:
    """Get an address, and follow redirects within the same site.

    Args:
        url: Absolute, with its query.
        headers: Names and values; may hold revealed secrets.
        way: How.

    Raises:
        StepFailed: It leads to another site, whom the request's headers are none of the business of.
        RpaError: As `exchange` does.
    """
    request = HttpRequest("GET", url, headers)
    for _ in range(MOST_REDIRECTS):
        answer = exchange(request, way)
        where = answer.headers.get("location")
        if answer.status not in (301, 302, 303, 307, 308) or not where:
            return answer
        goal = urljoin(request.url, where)
        if urlsplit(goal)[:2] != urlsplit(request.url)[:2]:
            raise StepFailed(f"it leads to {goal.partition('?')[0]}", place=request.place, hint="Correct the address.")
        request = HttpRequest("GET", goal, headers)
    raise ApplicationException("redirects without end", place=request.place)
