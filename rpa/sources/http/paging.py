"""From one page of an answer to the next: by link, page number, offset, cursor, or an address in the content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rpa.drivers.http_message import HttpAnswer
from rpa.errors import UsageError
from rpa.formats.json_text import NoValue, value_at

LINK = re.compile(r"<([^<>]*)>\s*((?:;[^,;<>]*(?:\"[^\"]*\")?)*)")
NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)(?:\s|;|$)', re.IGNORECASE)


class Paging(BaseModel):
    """How the service gives its pages: one of `link`, `page`, `offset`, `cursor` with `at`, `next`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    link: bool = Field(False, description="By the header Link, rel=next.")
    page: str = Field("", description="The query's name for the page's number.")
    first: int = Field(1, ge=0, description="Number of the first page.")
    offset: str = Field("", description="The query's name for how many entries are passed over.")
    cursor: str = Field("", description="The query's name for the cursor.")
    at: str = Field("", description="Where in the answer the next cursor is, with dots: meta.next_cursor.")
    next: str = Field("", description="Where in the answer the next page's address is, with dots: links.next.")
    size: dict[str, int] = Field(default_factory=dict, description="How many entries a page has: {per_page: 100}.")
    end: int | None = Field(None, description="A status that says that there are no more pages, such as 404.")
    most: int = Field(1000, ge=1, le=100_000, description="Pages of one run; more are an error.")

    @model_validator(mode="after")
    def one(self) -> Self:
        """Refuse none and several."""
        if sum(map(bool, (self.link, self.page, self.offset, self.cursor, self.next))) != 1:
            raise ValueError("give one of link, page, offset, cursor, next")
        if bool(self.cursor) != bool(self.at):
            raise ValueError("cursor needs at: where in the answer the next cursor is")
        return self

    def query(self) -> dict[str, str]:
        """What the first request says of it."""
        found = {name: str(count) for name, count in self.size.items()}
        if self.page:
            found[self.page] = str(self.first)
        return found


@dataclass
class Pager:
    """The way through the pages.

    Attributes:
        paging: How the service gives them; None: there is one page.
        place: The service, for messages.
    """

    paging: Paging | None
    place: str
    count: int = 0
    passed: int = 0

    def following(self, url: str, answer: HttpAnswer, content: Any, entries: int) -> str:
        """The address of the next page; empty when this was the last.

        Args:
            url: Of this page.
            answer: This page.
            content: Its JSON.
            entries: How many it has.

        Raises:
            UsageError: The next page would be on another site.
        """
        paging = self.paging
        self.count += 1
        self.passed += entries
        if paging is None:
            return ""
        if paging.link:
            return self._same_site(url, next_link(answer.headers.get("link", "")))
        if paging.next:
            return self._same_site(url, text_at(content, paging.next))
        if paging.cursor:
            cursor = text_at(content, paging.at)
            return with_query(url, {paging.cursor: cursor}) if cursor else ""
        if not entries:
            return ""
        if paging.page:
            return with_query(url, {paging.page: str(paging.first + self.count)})
        return with_query(url, {paging.offset: str(self.passed)})

    def _same_site(self, url: str, goal: str) -> str:
        if not goal:
            return ""
        try:
            whole = urljoin(url, goal)
            is_same = urlsplit(whole)[:2] == urlsplit(url)[:2]
        except ValueError:
            whole, is_same = "", False
        if not is_same:
            message, hint = "its next page is on another site, which is not asked", "Ask who runs the service."
            raise UsageError(message, place=self.place, hint=hint)
        return whole.partition("#")[0]


def next_link(header: str) -> str:
    """The address of `rel=next` in a header Link; empty when there is none."""
    return next((found[1].strip() for found in LINK.finditer(header[:20_000]) if NEXT.search(found[2])), "")


def text_at(content: Any, path: str) -> str:
    """A text or number at a path; empty when there is none."""
    try:
        value = value_at(content, path)
    except NoValue:
        return ""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text.encode(errors="replace").decode()  # JSON may hold halves of letters, an address may not


def with_query(url: str, values: dict[str, str]) -> str:
    """An address with names of its query set, each once."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values]
    return urlunsplit((*parts[:3], urlencode([*kept, *values.items()]), ""))
