from __future__ import annotations

import pytest

from rpa.actions.browser import click, fill, read, wait
from rpa.actions.browser import open as open_page
from rpa.errors import ApplicationException, WriteRefused
from tests.unit.actions.browser.conftest import OpenOffice

pytestmark = pytest.mark.browser


def test_search_and_read(open_office: OpenOffice) -> None:
    office = open_office()
    number, customer = office.ask(
        "SELECT customer_order_no, c.name FROM orders o JOIN customers c ON c.no = o.customer_no LIMIT 1"
    )[0]
    assert office.run(open_page.run, address=f"/orders?q={number}")["status"] == 200
    fields = {"who": "Customer", "id": {"target": "Order id", "as": "integer"}}
    outputs = office.run(read.run, fields=fields, row=number)
    assert outputs["who"] == customer
    assert isinstance(outputs["id"], int)
    office.run(open_page.run, address="/orders?q=nothing-of-the-kind")
    outputs = office.run(read.run, fields=fields, row="nothing-of-the-kind", absent="No orders found")
    assert outputs == {"found": False, "who": None, "id": None}


def test_clicking_filling_and_waiting(open_office: OpenOffice) -> None:
    office = open_office()
    office.run(click.run, on="Orders")
    assert office.run(fill.run, fields={"Search orders": "none"})["filled"] == 1
    assert "q=none" in office.run(click.run, on="Search")["address"]
    office.run(wait.run, text="No orders found")
    with pytest.raises(ApplicationException, match="'Nonsense' is not shown"):
        office.run(wait.run, text="Nonsense", seconds=0.2)


def test_a_click_that_saves_is_refused(open_office: OpenOffice) -> None:
    office = open_office()
    before = office.ask("SELECT count(*) FROM customers")
    office.run(open_page.run, address="/customers/new")
    with pytest.raises(WriteRefused, match="POST /customers/new"):
        office.run(click.run, on="Save customer")
    assert office.ask("SELECT count(*) FROM customers") == before
