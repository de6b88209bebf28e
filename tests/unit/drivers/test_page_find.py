"""Controls are found by the names a person sees, one and only one."""

from __future__ import annotations

from typing import Any

import pytest

from rpa.drivers.page import Page
from rpa.errors import StepFailed
from tests.fakes.browser_target import BrowserTarget
from tests.unit.drivers.conftest import Fill, Show

pytestmark = pytest.mark.browser


def field_id(page: Page, target: Any) -> str:
    return str(page.element(target, "field").get_attribute("id"))


def button_id(page: Page, target: Any) -> str:
    return str(page.element(target, "button").get_attribute("id"))


@pytest.mark.parametrize(
    "html",
    [
        "<label for=x>Last name</label><input id=x>",
        "<label>Last name <input id=x></label>",
        "<label>Last name<span class=star> *</span> <select id=x><option>Last name</select></label>",
        "<input id=x aria-label='Last name'>",
        "<span id=l>Last name</span><b>and</b><p><input id=x aria-labelledby=l></p>",
        "<div><label>Last name </label><input id=x></div>",
        "<div>Last name:</div><div><input id=x></div>",
        "<table><tr><td>Last name</td><td><input id=x></td><td>City</td><td><input></td></tr></table>",
        "<table><tr><td><b>Last name</b> *</td></tr></table><input id=x placeholder='Last name'>",
        "<p>Last name<br><input id=x></p>",
        "<p>First name <input> Last name <input id=x> City <input></p>",
        "<input id=x title='Last name'>",
        "<input id=x name='Last name'>",
        "<div><i>&#xE001;</i> Last name</div><div><span><input id=x></span></div>",
        "<table><tr><th>First name<th>Last name<tr><td><input><td><input id=x></table>",
    ],
)
def test_fields_are_found_by_what_a_person_sees(show: Show, html: str) -> None:
    assert field_id(show(html), "Last name") == "x"


def test_exact_names_come_before_parts(show: Show) -> None:
    page = show(
        "<label>Name of the wife<input id=y></label><label>Name<input id=x></label><label>Surname<input></label>"
    )
    assert field_id(page, "Name") == "x"


def test_a_part_of_a_name_is_whole_words(show: Show) -> None:
    page = show("<label>Surname<input></label><label>Contact name<input id=x></label>")
    assert field_id(page, "name") == "x"


def test_a_hidden_exact_name_is_not_replaced_by_a_similar_one(show: Show) -> None:
    page = show("<label hidden>Name<input></label><label>Company name<input id=x></label>", 0.1)
    with pytest.raises(StepFailed, match="not visible"):
        page.element("Name", "field")


def test_hidden_doubles_do_not_disturb(show: Show) -> None:
    page = show("<div hidden><label>City<input id=y></label></div><label>City<input id=x></label>")
    assert field_id(page, "City") == "x"


def test_two_of_one_name_are_both_listed(show: Show) -> None:
    html = "<fieldset><legend>Billing</legend><label>City<input id=a></label></fieldset>"
    html += "<fieldset><legend>Delivery</legend><label>City<input id=b></label></fieldset>"
    page = show(html, 0.1)
    with pytest.raises(StepFailed, match=r'2 things.*"Billing".*"Delivery"'):
        page.element("City", "field")
    assert field_id(page, {"label": "City", "inside": "Delivery"}) == "b"


def test_nothing_lists_what_is_there_and_the_nearest_name(show: Show) -> None:
    page = show("<h1>Orders</h1><label>Order number<input></label><button>Save order</button>", 0.1)
    with pytest.raises(StepFailed) as caught:
        page.element("Order numbr", "field")
    text = str(caught.value)
    assert "did you mean 'Order number'" in text
    assert "Save order" in text
    assert "Orders" in text


def test_disabled_fields_are_waited_for_and_then_named(show: Show) -> None:
    page = show("<label>City<input disabled></label>", 0.1)
    with pytest.raises(StepFailed, match="disabled"):
        page.element("City", "field")


def test_open_shadow_roots_are_looked_into(show: Show) -> None:
    script = "document.querySelector('div').attachShadow({mode: 'open'}).innerHTML = '<label>City<input id=x></label>'"
    assert field_id(show(f"<div></div><script>{script}</script>"), "City") == "x"


def test_frames_of_a_frameset_are_looked_into(show: Show) -> None:
    page = show(
        "<script>document.documentElement.innerHTML = \"<frameset cols='50%,50%'><frame name=menu src=/menu>"
        '<frame name=main src=/main></frameset>"</script>',
        menu="<a id=m href=/x>City list</a><label>Find<input id=f></label>",
        main="<label>City<input id=x></label><label>Find<input id=g></label>",
    )
    assert field_id(page, "City") == "x"
    assert field_id(page, {"label": "Find", "frame": "main"}) == "g"


def test_a_frame_of_another_site_is_entered_when_named(show: Show, fill: Fill) -> None:
    with BrowserTarget() as other:
        other.pages["GET /pay"] = "<p>Payment</p><label>Card<input id=x></label><button onclick='x.value=7'>Go</button>"
        page = show(f"<p>Shop</p><label>Name<input></label><iframe title=Payment src={other.url}/pay></iframe>")
        card = {"label": "Card", "frame": "Payment"}
        fill(page, {"Name": "Kim", "Card": {"value": "4", "frame": "Payment"}})
        assert page.read(card) == "4"
        page.click({"text": "Go", "frame": "Payment"})
        assert page.read(card) == "7"
        with pytest.raises(StepFailed, match="Frames of other sites"):
            page.element("Card", "field", 0.1)


def test_cells_by_column_and_row(show: Show) -> None:
    page = show(
        "<table><thead><tr><th>Product<th>Price<tbody>"
        "<tr><td>Apple<td><input id=a><tr><td>Apple pie<td><input id=b></table>"
    )
    assert field_id(page, {"column": "Price", "row": "Apple pie"}) == "b"
    assert field_id(page, {"column": "Price", "row": "Apple"}) == "a"
    assert field_id(page, {"column": "Price", "row": 2}) == "b"
    with pytest.raises(StepFailed, match=r"'Prise'.*did you mean 'Price'"):
        page.element({"column": "Prise", "row": 1}, "field", 0.1)


@pytest.mark.parametrize(
    "html",
    [
        "<button id=x>Save</button>",
        "<input type=submit id=x value=Save>",
        "<a href=/s id=x>Save</a>",
        "<div role=button id=x>Save</div>",
        "<button id=x title=Save>&#xE002;</button>",
        "<button id=x><img alt=Save></button>",
        "<button id=x style='text-transform: uppercase'><i>&#xE002;</i> Save</button>",
        "<button>Save and close</button><button id=x>Save</button>",
        "<ul><li id=x>Save</li><li>Close</li></ul>",
    ],
)
def test_buttons_are_found_by_their_text(show: Show, html: str) -> None:
    assert button_id(show(html), "Save") == "x"


def test_a_modal_dialog_comes_before_what_it_covers(show: Show) -> None:
    page = show("<button id=y>Save</button><div role=dialog aria-modal=true><button id=x>Save</button></div>")
    assert button_id(page, "Save") == "x"


def test_links_to_one_address_are_one(show: Show) -> None:
    page = show("<a id=x href=/new>New order</a><p><a href=/new>New order</a></p>")
    assert button_id(page, "New order") == "x"


def test_two_buttons_of_one_name_are_told_apart_by_row(show: Show) -> None:
    page = show("<table><tr><td>A-1<td><button id=a>Edit</button><tr><td>A-2<td><button id=b>Edit</button></table>")
    with pytest.raises(StepFailed, match=r'2 things.*"A-1".*"A-2"'):
        page.element("Edit", "button", 0.1)
    assert button_id(page, {"text": "Edit", "row": "A-2"}) == "b"


def test_a_click_waits_for_what_lies_over_it(show: Show) -> None:
    page = show(
        "<button onclick='document.title=1'>Go</button><div id=c style='position:fixed;inset:0'></div>"
        "<script>setTimeout(() => document.getElementById('c').remove(), 200)</script>"
    )
    page.click("Go")
    assert page.window.tab.title() == "1"
