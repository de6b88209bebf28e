"""Fetching what a link of the page leads to, as the signed-in person."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from rpa.drivers.page_target import TargetValue, target_name
from rpa.effects.browser import BrowserSession
from rpa.errors import ApplicationException, SessionLost, StepFailed

LARGEST = 200 << 20  # bytes


def fetch_link(session: BrowserSession, link: TargetValue) -> bytes:
    """Fetch the file behind a link of the page in front, by GET, with the session's cookies.

    Args:
        session: The browser.
        link: The link as a person sees it.

    Returns:
        The file's content.

    Raises:
        StepFailed: The link leads nowhere or to another site.
        SessionLost: The sign-in page comes instead of the file.
        ApplicationException: The server does not give it.
    """
    from playwright.sync_api import Error

    with session.working("browser.download"):
        href = session.page.element(link, "button").get_attribute("href")
    name = target_name(link)
    if not href:
        raise StepFailed(f"{name!r} is no link to a file", place=session.address)
    address = urljoin(session.address, href)
    if urlsplit(address).netloc != urlsplit(session.address).netloc:
        raise StepFailed(f"{name!r} leads to another site: {address}", place=session.address)
    try:
        answer = session.window.context.request.get(
            address, timeout=session.settings.timeout * 1000, headers={"Referer": session.address}
        )
        content = answer.body()
    except Error as error:
        raise ApplicationException(
            f"{name!r} cannot be fetched: {error.message.splitlines()[0]}", place=address
        ) from error
    if answer.status >= 400:
        raise ApplicationException(f"{name!r} cannot be fetched: the server answers {answer.status}", place=address)
    if urlsplit(answer.url).path != urlsplit(address).path and "html" in answer.headers.get("content-type", ""):
        raise SessionLost(f"{name!r} gave another page instead of a file", place=answer.url)
    if not content or len(content) > LARGEST:
        raise ApplicationException(f"{name!r} has {len(content)} bytes", place=address)
    return content
