"""A person's word about an order in doubt or held, with the company's own count of what came of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from rpa.ledger.protocol import ItemRow
from rpa.model.item import ItemState
from tests.crash.harness import MARK, ROOT, Ended, Site, await_end, counted, open_site
from tests.crash.inbox import STRANGER, Expected, deliver, write_orders
from tests.crash.reckoning import differences

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
RECIPE = "order-to-invoice"
CLEAR = "fields: {number: Order id, customer: Customer}\n          absent: No orders found"
UNCLEAR = "fields: {number: Order identity, customer: Customer}\n          absent: No such order"
"""A column and a text that the list of orders does not have: the question about the order gets no clear answer."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path) as opened:
        yield opened


def start(site: Site, *words: str) -> subprocess.Popen[str]:
    """Start a command as a person would, with nobody to be asked."""
    return subprocess.Popen(
        [sys.executable, "-m", "rpa.cli.main", *words, "-C", str(site.root)],
        env={**os.environ, MARK: site.mark, "PYTHONPATH": str(ROOT), "SUDO_USER": "anna"},
        cwd=site.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rpa(site: Site, *words: str) -> Ended:
    return await_end(start(site, *words))


def doubt(site: Site, fate: str) -> Expected:
    """One order whose saving was not answered, asked about in vain."""
    text = (ROOT / f"recipes/{RECIPE}.yaml").read_text("utf-8")
    assert CLEAR in text
    (site.root / f"recipes/{RECIPE}.yaml").write_text(text.replace(CLEAR, UNCLEAR), "utf-8")
    expected = deliver(site.root, "one order")
    site.misbehave(next=["ok", fate])  # the customer, then the order
    ended = site.run("run", RECIPE)
    assert ended.code == 4, ended
    assert item(site).state is ItemState.IN_DOUBT
    return expected


def item(site: Site) -> ItemRow:
    (row,) = site.items(RECIPE)
    return row


def order_id(site: Site) -> str:
    """The number of the order, as a person who has signed in reads it in the list."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(f"{site.office.address}/sign-in", timeout=30) as answer:
        page = answer.read().decode()
    token = re.search(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    assert token
    given = {token[1]: token[2], "user": site.office.user, "password": site.office.password}
    with opener.open(f"{site.office.address}/sign-in", urllib.parse.urlencode(given).encode(), timeout=30):
        pass
    with opener.open(f"{site.office.address}/orders?q=B-1", timeout=30) as answer:
        found = re.search(r'href="/orders/(\d+)"', answer.read().decode())
    assert found
    return found[1]


def test_it_has_happened(site: Site) -> None:
    """The order is there: entered once, and everything behind it follows."""
    expected = doubt(site, "drop_after_store")
    told = json.loads(rpa(site, "review", "show", "1", "--json").stdout)
    assert (told["step"], told["outputs_used"].keys()) == ("order", {"number"})
    assert ["Customer order no", "B-1"] in told["intent"]["fields"]
    assert "no column 'Order identity'" in told["reason"]
    pictures = {Path(one["path"]).relative_to(site.root).as_posix(): one["shows"] for one in told["pictures"]}
    assert pictures[".rpa/artifacts/item-1/order/before-submit.png"] == "Before it was sent"
    assert pictures[".rpa/artifacts/item-1/order.verify-1/failure.png"] == "When the target was asked"

    ended = rpa(site, "review", "resolve", "1", "--happened", "--output", f"number={order_id(site)}", "--run")
    assert ended.code == 0, ended
    assert counted(site)["order"] == ["B-1"]
    assert differences(site, RECIPE, expected) == []


def test_it_has_not_happened(site: Site) -> None:
    """The order is not there: entered now, once, and everything behind it follows."""
    expected = doubt(site, "drop_before_store")
    assert "order" not in counted(site)
    ended = rpa(site, "review", "resolve", "1", "--repeat", "--yes", "--note", "not in the list", "--run")
    assert ended.code == 0, ended
    assert counted(site)["order"] == ["B-1"]
    assert differences(site, RECIPE, expected) == []


def test_nothing_more_is_to_be_done(site: Site) -> None:
    doubt(site, "drop_after_store")
    before = counted(site)
    ended = rpa(site, "review", "resolve", "1", "--reject", "--note", "the customer cancelled", "--run")
    assert ended.code == 0, ended
    deliver(site.root, "one order")  # the same input again
    ended = site.run("run", RECIPE)
    assert ended.code == 0, "a person has decided: nobody has to look again"
    assert counted(site) == before
    assert not list((site.root / "invoices").glob("*")), "no invoice"
    assert item(site).reason == "nothing more is to be done, says anna: the customer cancelled"


def test_two_people_at_once(site: Site) -> None:
    """One wins, the other is told; the order is entered once."""
    expected = doubt(site, "drop_before_store")
    both = [start(site, "review", "resolve", "1", "--repeat", "--yes", "--as", name) for name in ("Anna", "Ben")]
    ended = [await_end(one) for one in both]
    assert sorted(one.code for one in ended) == [0, 2], ended
    (refused,) = [one for one in ended if one.code == 2]
    assert "item 1 (B-1" in refused.stderr
    assert "decided" in refused.stderr.casefold()
    assert rpa(site, "resume", RECIPE).code == 0
    assert counted(site)["order"] == ["B-1"]
    assert differences(site, RECIPE, expected) == []


@pytest.mark.parametrize("word", ["repeat", "happened"])
def test_a_held_order(site: Site, word: str) -> None:
    """The same number came again with another quantity: entered beside the first, or taken care of by hand."""
    deliver(site.root, "one order")
    assert site.run("run", RECIPE).code == 0
    write_orders(site.root / "inbox/orders", "changed.xlsx", STRANGER, ("B-1",), lines=2)
    assert site.run("run", RECIPE).code == 4
    held = json.loads(rpa(site, "review", RECIPE, "--json").stdout)
    assert [(one["item"], one["first"], bool(one["differences"])) for one in held] == [(2, 1, True)]
    ended = rpa(site, "review", "resolve", "2", f"--{word}", "--yes", "--run")
    assert ended.code == 0, ended
    assert counted(site)["order"] == (["B-1", "B-1"] if word == "repeat" else ["B-1"])
    assert counted(site)["customer"] == [STRANGER.email]
    assert {row.state for row in site.items(RECIPE)} == {ItemState.DONE}
    assert len(list((site.root / "invoices").glob("*.pdf"))) == (2 if word == "repeat" else 1)
