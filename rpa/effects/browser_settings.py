"""How a recipe wants one application in the browser to be dealt with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BrowserSettings:
    """How to deal with one target: the typed `browser:` part of a recipe.

    Attributes:
        url: Address of the application, absolute.
        signed_in: Text or control that is visible while the session is alive; None: no sign-in.
        reads: Patterns of requests that read although they are no GET (see `Boundary`).
        may_fail: Patterns of paths that pages ask in the background: their failures prove nothing.
        dates: How the target writes dates: `dd-mm-yyyy`.
        decimal: The target's decimal mark.
        pages_between: (text that tells such a page, control to click on it).
        timeout: Longest wait for a page or control, in seconds.
        locale: BCP 47, for the browser.
        timezone: IANA name, for the browser.
        browser: Path or name of the browser's program; None: found (see `find_browser`).
        headed: Show the browser.
    """

    url: str
    signed_in: str | None = None
    reads: tuple[str, ...] = ()
    may_fail: tuple[str, ...] = ()
    dates: str = "yyyy-mm-dd"
    decimal: str = "."
    pages_between: tuple[tuple[str, str], ...] = ()
    timeout: float = 15.0
    locale: str = "en-GB"
    timezone: str = "Europe/Amsterdam"
    browser: str | None = None
    headed: bool = False
