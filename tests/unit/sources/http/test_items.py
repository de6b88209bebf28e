from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rpa.drivers import http_patience
from rpa.drivers.http_message import HttpAnswer
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.secret import Secret
from rpa.sources.contract import SourceContext
from rpa.sources.http import items
from rpa.sources.http.paging import Pager, Paging, next_link, with_query
from tests.fakes.paged_service import PagedService, orders
from tests.fakes.read_documents import read_all

PATHS: dict[str, Any] = {
    "link": "link",
    "page": {"page": "page", "size": {"per_page": 3}},
    "offset": {"offset": "offset"},
    "cursor": {"cursor": "cursor", "at": "meta.next"},
    "next": {"next": "links.next"},
}


@pytest.fixture
def service() -> Iterator[PagedService]:
    with PagedService(orders(8)) as running:
        yield running


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(http_patience.fetch_patiently, "__defaults__", (found.append,))
    return found


class Reader:
    """Reads as one run after the other does."""

    def __init__(self, ctx: SourceContext, **given: Any) -> None:
        self.kept: dict[str, Mapping[str, Any]] = {}
        self.ctx = replace(ctx, mark=lambda name: self.kept.get(name, {}))
        self.given = given

    def run(self, **more: Any) -> list[str]:
        return [str(item.values["number"]) for item in self.items(**more)]

    def items(self, **more: Any) -> Any:
        (found,) = read_all(items.read, items.Params(**{**self.given, **more}), self.ctx)
        mark = found.document.mark
        assert mark is not None
        self.kept[mark.name] = mark.told()
        return found.items


@pytest.mark.parametrize("kind", PATHS)
def test_every_page_is_read(ctx: SourceContext, service: PagedService, kind: str) -> None:
    at = "" if kind == "link" else "orders"
    reader = Reader(ctx, url=f"{service.url}/{kind}", at=at, paging=PATHS[kind])
    assert reader.run() == [f"N-{number}" for number in range(1, 9)]
    assert len(service.asked) in (3, 4)  # numbers and offsets end with an empty page


def test_fields_lines_and_exact_numbers(ctx: SourceContext, service: PagedService) -> None:
    columns = {"number": "Number", "total": "total", "lines": {"sku": "sku"}}
    reader = Reader(ctx, url=f"{service.url}/whole", columns=columns, lines_at="rows")
    first = reader.items()[0]
    assert first.values == {"number": "N-1", "total": Decimal("12.5"), "lines": [{"sku": "a"}]}
    assert str(first.place).endswith("/whole entry 1")
    bare = Reader(ctx, url=f"{service.url}/whole").items()[0]
    assert bare.values["rows"] == [{"sku": "a"}]


def test_only_what_is_new_is_asked_for(ctx: SourceContext, service: PagedService) -> None:
    since = {"query": "since", "field": "updated_at", "start": "2026-03-01T10:02:00Z"}
    reader = Reader(ctx, url=f"{service.url}/page", at="orders", paging=PATHS["page"], since=since)
    assert reader.run()[0] == "N-2"
    service.orders += orders(9, day="2026-03-02")[8:]
    assert reader.run() == ["N-8", "N-9"]
    assert "since=2026-03-01T10%3A07%3A59Z" in service.asked[-2]
    assert reader.run(since={**since, "overlap": 120}) == ["N-9"]
    service.orders += orders(1, day="2099-01-01")
    assert reader.run() == ["N-9", "N-1"]
    assert reader.run() == ["N-9", "N-1"]  # the future is not believed
    assert reader.run(since={**since, "start": "2026-03-01"})[0] == "N-1"


def test_what_has_not_changed_is_not_sent_again(ctx: SourceContext, service: PagedService) -> None:
    reader = Reader(ctx, url=f"{service.url}/whole")
    assert len(reader.run()) == 8
    assert reader.run() == []
    assert service.headers[-1]["if-none-match"] == '"8"'
    service.orders += orders(9)[8:]
    assert len(reader.run()) == 9


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        ({"bearer": Secret("a", "tok")}, "Bearer tok"),
        ({"user": "me", "password": Secret("a", "pass")}, f"Basic {b64encode(b'me:pass').decode()}"),
    ],
)
def test_it_signs_in(ctx: SourceContext, service: PagedService, auth: Any, sent: str) -> None:
    Reader(ctx, url=f"{service.url}/whole", auth=auth).run()
    assert service.headers[-1]["authorization"] == sent
    Reader(ctx, url=f"{service.url}/whole", auth={"header": {"X-API-Key": Secret("k", "key")}}).run()
    assert service.headers[-1]["x-api-key"] == "key"


@pytest.mark.parametrize("send", ["header", "form"])
def test_a_token_is_asked_for_once_and_renewed_once(ctx: SourceContext, service: PagedService, send: str) -> None:
    oauth = {
        "token_url": f"{service.url}/token",
        "client_id": "me",
        "client_secret": Secret("s", "s:e c"),
        "send": send,
    }
    reader = Reader(ctx, url=f"{service.url}/link", paging="link", auth={"oauth": oauth})
    service.good = "nobody has it yet"
    assert len(reader.run()) == 8
    assert service.tokens == 1
    service.own = lambda _path, query: ended(service, query)
    assert len(reader.run()) == 8
    assert service.tokens == 3
    service.own = lambda _path, _query: (401, {}, b"{}")
    with pytest.raises(EnvironmentNotReady, match="not let in: answer 401") as caught:
        reader.run()
    assert service.tokens == 5
    assert "s:e" not in str(caught.value)


def ended(service: PagedService, query: dict[str, str]) -> Any:
    """The token ends in the middle of the pages."""
    if query.get("start") == "3" and service.tokens == 2:
        return 401, {}, b"{}"
    return None


def test_a_busy_service_is_waited_for(ctx: SourceContext, service: PagedService, slept: list[float]) -> None:
    service.troubles.extend(
        [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b""), (500, {}, b"")]
    )
    assert len(Reader(ctx, url=f"{service.url}/whole").run()) == 8
    assert slept == [7, 0, 4]


def test_a_service_that_stays_busy_is_left_to_the_next_run(
    ctx: SourceContext, service: PagedService, slept: list[float]
) -> None:
    service.troubles.append((429, {"Retry-After": "3600"}, b""))
    with pytest.raises(EnvironmentNotReady, match="left alone for 3600 seconds"):
        Reader(ctx, url=f"{service.url}/whole").run()
    service.troubles.extend([(503, {}, b"")] * 4)
    with pytest.raises(EnvironmentNotReady, match="answer 503, 4 times"):
        Reader(ctx, url=f"{service.url}/whole").run()
    assert slept == [1, 2, 4]


def test_what_fails_in_the_middle_leaves_the_mark_where_it_was(
    ctx: SourceContext, service: PagedService, slept: list[float]
) -> None:
    since = {"query": "since", "field": "updated_at"}
    reader = Reader(ctx, url=f"{service.url}/link", paging="link", since=since)
    service.own = lambda _path, query: (500, {}, b"") if query.get("start") == "6" else None
    with pytest.raises(EnvironmentNotReady, match="answer 500"):
        reader.run()
    assert reader.kept == {}
    service.own = lambda _path, _query: None
    assert len(reader.run()) == 8


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((404, {}, b'{"error": "no such thing"}'), UsageError, 'answer 404: {"error": "no such thing"}'),
        ((403, {}, b"{}"), EnvironmentNotReady, "not let in: answer 403"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), UsageError, "'text/html', not JSON"),
        ((200, {}, b'{"a": NaN}'), EnvironmentNotReady, "NaN is no number"),
        ((200, {}, b"[" * 90 + b"]" * 90), EnvironmentNotReady, "nested more than 64 deep"),
        ((200, {}, b'{"results": []}'), UsageError, "a list of entries was expected"),
        ((302, {"Location": "http://evil.example/"}, b""), UsageError, "another site"),
        ((200, {"Link": '<http://evil.example/>; rel="next"'}, b"[]"), UsageError, "on another site"),
    ],
)
def test_answers_that_help_nobody_are_said(
    ctx: SourceContext, service: PagedService, answer: Any, error: type[Exception], said: str
) -> None:
    service.own = lambda _path, _query: answer
    reader = Reader(ctx, url=f"{service.url}/x", query={"key": Secret("k", "t0ps3cret")}, paging="link")
    with pytest.raises(error) as caught:
        reader.run()
    assert said in str(caught.value)
    assert f"{service.url}/x: " in str(caught.value)
    assert "t0ps3cret" not in str(caught.value)


def test_a_service_that_ignores_the_page_is_noticed(ctx: SourceContext, service: PagedService) -> None:
    content = json.dumps([{"number": 1}]).encode()
    service.own = lambda _path, _query: (200, {"Link": f"<{service.url}/x?p={len(service.asked)}>; rel=next"}, content)
    for paging in ({"page": "p"}, {"offset": "o"}, "link"):
        with pytest.raises(UsageError, match="page 2 is the same as the one before"):
            Reader(ctx, url=f"{service.url}/x", paging=paging).run()
    other = iter(range(100))
    service.own = lambda _path, _query: (200, {}, json.dumps([{"number": next(other)}]).encode())
    with pytest.raises(UsageError, match="more than 5 pages"):
        Reader(ctx, url=f"{service.url}/x", paging={"page": "p", "most": 5}).run()


def test_a_page_behind_the_last_may_be_none(ctx: SourceContext, service: PagedService) -> None:
    service.own = lambda _path, query: (404, {}, b"{}") if query["page"] == "4" else None
    reader = Reader(ctx, url=f"{service.url}/page", at="orders", paging={"page": "page", "end": 404})
    assert len(reader.run()) == 8


def test_entries_that_are_no_objects_are_problems(ctx: SourceContext, service: PagedService) -> None:
    service.own = lambda _path, _query: (200, {}, b"[1]")
    (item,) = Reader(ctx, url=f"{service.url}/x").items()
    assert "an object was expected, not 1" in item.problems[0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": "http://shop.example.org/api"}, "read along"),
        ({"url": "ftp://shop.example.org"}, "no address"),
        ({"url": "https://me:pass@shop.example.org"}, "does not belong"),
        ({"url": "https://a.example", "paging": {"page": "p", "link": True}}, "give one of"),
        ({"url": "https://a.example", "paging": {"cursor": "c"}}, "needs at"),
        ({"url": "https://a.example", "auth": {"bearer": "x", "user": "y", "password": "z"}}, "give one of"),
        ({"url": "https://a.example", "auth": {"bearer": Secret("t", "t0p\ns3cret")}}, "a header cannot"),
        ({"url": "https://a.example", "auth": {"header": {"X Y": "z"}}}, "no name of a header"),
        ({"url": "https://a.example", "headers": {"X": "a\r\nB: c"}}, "what a header cannot"),
        (
            {
                "url": "https://a.example",
                "auth": {"oauth": {"token_url": "http://b.example", "client_id": "a", "client_secret": "b"}},
            },
            "read along",
        ),
    ],
)
def test_contradictions_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as caught:
        items.Params(**given)
    assert "plain_http" in said or caught.value is not None
    assert items.Params(url="http://shop.example.org", plain_http=True).place() == "http://shop.example.org"


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ('<https://a.example/?page=2>; rel="next"', "https://a.example/?page=2"),
        ('</p?a=1,2>; rel="prev", </p?a=3,4>; title="x"; rel="last next"', "/p?a=3,4"),
        ("</p>; rel=next", "/p"),
        ('</p>; rel="nextish"', ""),
        ("", ""),
        ("<", ""),
    ],
)
def test_the_next_link(header: str, address: str) -> None:
    assert next_link(header) == address


@given(st.text(max_size=300) | st.text(alphabet='<>;,="rel next', max_size=300))
def test_no_header_breaks_or_hangs_it(header: str) -> None:
    next_link(header)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("\ud800") | st.just("http://[::1"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b", "next"]), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, st.text(max_size=20), st.integers(0, 3), st.sampled_from(list(PATHS)))
def test_no_answer_leads_the_pages_astray(content: Any, link: str, entries: int, kind: str) -> None:
    paging = {"next": {"next": "next"}, "cursor": {"cursor": "c", "at": "a.b"}, "link": {"link": True}}
    pager = Pager(Paging.model_validate(paging.get(kind, PATHS[kind])), "place")
    answer = HttpAnswer(200, {"link": f'<{link}>; rel="next"'}, b"")
    try:
        following = pager.following("https://a.example/x?q=1", answer, content, entries)
    except UsageError:
        return
    assert following == "" or following.startswith("https://a.example/")


@pytest.mark.parametrize("tag", ["\u00e9", "x" * 600, " "])
def test_a_tag_that_cannot_be_sent_back_is_not_kept(ctx: SourceContext, service: PagedService, tag: str) -> None:
    service.own = lambda _path, _query: (200, {"ETag": tag}, b"[]")
    reader = Reader(ctx, url=f"{service.url}/x")
    reader.run()
    reader.run()
    assert "if-none-match" not in service.headers[-1]


def test_a_query_holds_each_name_once() -> None:
    assert with_query("https://a.example/x?page=1&q=a%20b#f", {"page": "2"}) == "https://a.example/x?q=a+b&page=2"
