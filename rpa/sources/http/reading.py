"""One reading of a web service: page after page to items, and how far it has come."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rpa.drivers.http_message import HttpAnswer, HttpRequest
from rpa.drivers.http_patience import fetch_patiently
from rpa.drivers.http_token import TokenKeeper
from rpa.effects.http import open_way, words_of
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.formats.json_text import BadJson, NoValue, bounded, read_json, value_at
from rpa.model.item import Mark, Place, RawItem
from rpa.sources.contract import SourceContext
from rpa.sources.entries import as_sent, from_entry, step_down
from rpa.sources.http.paging import Pager, with_query
from rpa.sources.http.sign_in import plain
from rpa.sources.watermark import Watermark, believed, moment_of, moved_back

if TYPE_CHECKING:
    from rpa.sources.http.items import Params

GOOD = 200
SENDABLE = re.compile(r"[!-~](?:[ -~]{0,498}[!-~])?")
UNCHANGED = 304
NOT_LET_IN = (401, 403, 407)


@dataclass
class Reading:
    """What is known while the pages come.

    Attributes:
        params: What the recipe asks.
        ctx: Gives time, settings and the mark.
        told: What the mark will say.
    """

    params: Params
    ctx: SourceContext
    told: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._way = open_way(self.ctx.workspace, float(self.params.timeout))
        oauth = self.params.auth.oauth if self.params.auth else None
        self._tokens = TokenKeeper(oauth.client(), self._way) if oauth else None
        self._before = dict(self.ctx.mark(self.params.mark_name()))
        self._place = self.params.place()
        self.told = self._before

    def mark(self) -> Mark:
        """How far it was read."""
        return Mark(self.params.mark_name(), lambda: self.told)

    def items(self) -> Iterator[RawItem]:
        """The items of all pages, while they are asked for."""
        pager, url, seen = Pager(self.params.pages(), self._place), self._first(), ""
        layout = self.params.layout()
        while url:
            answer = self._ask(url, is_first=pager.count == 0)
            if answer.status == UNCHANGED or self._is_end(answer, pager):
                return
            content = self._content(answer)
            digest = hashlib.sha256(answer.content).hexdigest()
            entries = self._entries(content)
            if entries and digest == seen:
                message = f"page {pager.count + 1} is the same as the one before"
                raise UsageError(message, place=self._place, hint="See paging: is the name in the query right?")
            seen = digest
            for number, entry in enumerate(entries, 1):
                where = f"page {pager.count + 1}, entry {number}" if self.params.paging else f"entry {number}"
                yield self._item(entry, layout, Place(self._place, where))
            url = self._following(pager, url, answer, content, len(entries))
            self._note_state(answer)

    def _following(self, pager: Pager, url: str, answer: HttpAnswer, content: Any, entries: int) -> str:
        """The next page; empty behind the last."""
        following = pager.following(url, answer, content, entries)
        if following == url:
            raise UsageError("its next page is the same page again", place=self._place, hint="See paging:.")
        if following and pager.paging is not None and pager.count >= pager.paging.most:
            message = f"there are more than {pager.count} pages"
            raise UsageError(message, place=self._place, hint="Narrow the query, or raise most: under paging:.")
        return following

    def _first(self) -> str:
        """The address of the first page."""
        url, since = self.params.address(), self.params.since
        start: Any = self._before.get("since", since.start) if since else None
        if since is None or start is None:
            return url
        value = moved_back(start, since.overlap if "since" in self._before else 0)
        return with_query(url, {since.query: in_query(value)})

    def _ask(self, url: str, *, is_first: bool) -> HttpAnswer:
        """One page; a token that the service does not take any more is renewed once."""
        answer = fetch_patiently(self._request(url, is_first=is_first), self._way)
        if answer.status == 401 and self._tokens is not None:
            self._tokens.forget()
            answer = fetch_patiently(self._request(url, is_first=is_first), self._way)
        return answer

    def _request(self, url: str, *, is_first: bool) -> HttpRequest:
        headers = {name: plain(value) for name, value in self.params.headers.items()}
        headers["Accept"] = "application/json"
        if self.params.auth:
            headers |= self.params.auth.headers()
        if self._tokens is not None:
            headers["Authorization"] = f"Bearer {self._tokens.token()}"
        if is_first and self._is_conditional:
            headers |= {"If-None-Match": self._before["etag"]} if self._before.get("etag") else {}
            headers |= {"If-Modified-Since": self._before["modified"]} if self._before.get("modified") else {}
        return HttpRequest("GET", url, self._place, headers)

    @property
    def _is_conditional(self) -> bool:
        """Whether one answer is all there is, so that "not changed" is said of everything."""
        return self.params.paging is None and self.params.since is None

    def _note_state(self, answer: HttpAnswer) -> None:
        if self._is_conditional:
            found = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
            self.told = {name: value for name, value in found.items() if SENDABLE.fullmatch(value)}

    def _is_end(self, answer: HttpAnswer, pager: Pager) -> bool:
        return pager.paging is not None and pager.count > 0 and answer.status == pager.paging.end

    def _content(self, answer: HttpAnswer) -> Any:
        said = f"answer {answer.status}{words_of(answer)}"
        if answer.status in NOT_LET_IN:
            hint = "See auth: of the recipe, and: rpa secret set"
            raise EnvironmentNotReady(f"not let in: {said}", place=self._place, hint=hint)
        if answer.status != GOOD:
            hint = "Correct url: or query: of the recipe, or ask who runs the service."
            raise UsageError(said, place=self._place, hint=hint)
        if not answer.is_json:
            kind = answer.headers.get("content-type", "")[:60]
            raise UsageError(f"the answer is {kind!r}, not JSON", place=self._place, hint="Correct url: of the recipe.")
        try:
            return bounded(read_json(answer.content))
        except BadJson as error:
            message, hint = f"the answer is no JSON that can be taken: {error}", "Ask who runs the service."
            raise EnvironmentNotReady(message, place=self._place, hint=hint) from None

    def _entries(self, content: Any) -> list[Any]:
        if self.params.at:
            try:
                content = value_at(content, self.params.at)
            except NoValue as error:
                raise UsageError(str(error), place=self._place, hint="Correct at: of the recipe.") from None
        if content is None:
            return []
        if not isinstance(content, list):
            names = ", ".join(list(content)[:12]) if isinstance(content, dict) else type(content).__name__
            hint = f"Say where it is: at: ... (there is {names})"
            raise UsageError("a list of entries was expected", place=self._place, hint=hint)
        return content

    def _item(self, entry: Any, layout: Any, place: Place) -> RawItem:
        if not isinstance(entry, Mapping):
            return RawItem({}, place, problems=(f"{place}: an object was expected, not {entry!r:.60}",))
        self._note(entry)
        if layout is not None:
            return from_entry(entry, layout, place, self.params.lines_at)
        return RawItem(dict(entry), place, original=(as_sent(entry),))

    def _note(self, entry: Mapping[str, Any]) -> None:
        """Note how far an entry is; entries may come in any order."""
        if self.params.since is None:
            return
        # Two names that fit tell nothing: then the mark does not go on, and what follows is asked for again.
        value = believed(
            step_down(entry, self.params.since.field), self.ctx.clock.now().astimezone(self.ctx.clock.zone)
        )
        if value is not None and is_further(value, self.told.get("since")):
            self.told = {"since": value}


def in_query(value: Watermark) -> str:
    """A mark as the query says it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, str | int) else value.isoformat()


def is_further(value: Watermark, last: Any) -> bool:
    """Whether a time or number is greater than the last; anything else cannot be told."""
    if last is None:
        return moment_of(value) is not None or isinstance(value, int | Decimal)
    if isinstance(value, int | Decimal) and isinstance(last, int | Decimal):
        return value > last
    one, other = moment_of(value), moment_of(last)
    return one is not None and other is not None and one > other
