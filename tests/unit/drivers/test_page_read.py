from __future__ import annotations

from typing import Any

import pytest

from rpa.errors import StepFailed
from tests.unit.drivers.conftest import Show

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "html",
    [
        "<dl><dt>Order id</dt><dd>10042</dd></dl>",
        "<table><tr><th>Order id</th><td>10042</td></tr></table>",
        "<table><thead><tr><th>Order id<th>Date</thead><tr><td>10042<td>x</table>",
        "<p>Order id: 10042</p>",
        "<p><b>Order id</b> 10042</p>",
        "<p><b>Order id:</b> <span>10042</span><br><b>Date:</b> x</p>",
        "<div><span>Order id</span></div><div>10042</div>",
        "<label>Order id <input value=10042></label>",
        "<label>Order id <input disabled value=10042></label>",
        "<span title='Order id'>10042</span>",
        "<output id='Order id'>10042</output>",
    ],
)
def test_a_value_is_read_beside_its_caption(show: Show, html: str) -> None:
    page = show(html)
    assert page.read("Order id") == "10042"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ({"css": "#n"}, "B-2"),
        ({"column": "Total", "row": "A-1"}, "12.50"),
        ({"column": "Total", "row": 2}, "13.50"),
    ],
)
def test_a_value_is_read_at_an_explicit_place(show: Show, place: Any, value: str) -> None:
    page = show("<p id=n>B-2</p><table><tr><th>No<th>Total<tr><td>A-1<td>12.50<tr><td>A-2<td>13.50</table>")
    assert page.read(place) == value


def test_a_column_of_several_rows_asks_for_the_row(show: Show) -> None:
    page = show("<table><tr><th>No<th>Total<tr><td>A-1<td>12.50<tr><td>A-2<td>13.50</table>")
    with pytest.raises(StepFailed, match="several rows"):
        page.read("Total")
    assert page.read_row("A-2") == {"No": "A-2", "Total": "13.50"}
    assert page.read_table(["No"]) == [{"No": "A-1"}, {"No": "A-2"}]


def test_two_different_values_are_both_listed(show: Show) -> None:
    page = show("<p>Total: 1</p><p>Total: 2</p>")
    with pytest.raises(StepFailed, match="1; 2"):
        page.read("Total")


def test_a_row_that_fits_twice_is_refused(show: Show) -> None:
    page = show("<table><tr><th>No<th>By<tr><td>A-1<td>Kim<tr><td>A-2<td>Kim</table>")
    with pytest.raises(StepFailed, match=r"2 things.*row"):
        page.read({"column": "No", "row": "Kim"})


def test_passwords_are_never_read(show: Show) -> None:
    assert show("<label>Password<input type=password value=hunter2></label>").read("Password") == ""


def test_the_text_of_a_page_holds_its_frames(show: Show) -> None:
    page = show("<p>outer</p><iframe src=/inner></iframe>", inner="<p>inner</p>")
    page.wait_quiet()
    assert "outer" in page.text()
    assert "inner" in page.text()
