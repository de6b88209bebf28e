"""A click that would land on something else, because the page moved under the mouse, is held back and tried again."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from rpa.drivers.browser_window import BrowserWindow
from rpa.drivers.page import Page

pytestmark = pytest.mark.browser

# The page moves at the very moment the mouse arrives: the link comes to lie where the button was.
MOVING = """
<style>* {margin: 0} .b {position: absolute; left: 0; width: 200px; height: 40px}</style>
<a id=link class=b style="top: 200px" href="#wrong" onclick="hits.push('link')">Invoices</a>
<button id=button class=b style="top: 0" onclick="hits.push('button')">Continue</button>
<script>
  const hits = [];
  let moves = MOVES;
  addEventListener('pointermove', () => {
    if (moves-- <= 0) return;
    const top = button.style.top;
    button.style.top = link.style.top;
    link.style.top = top;
  }, true);
</script>
"""


@pytest.fixture
def page() -> Iterator[Page]:
    window = BrowserWindow()
    window.start()
    try:
        yield Page(window, 5)
    finally:
        window.close()


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_moving_page_gets_the_click_where_it_was_meant(page: Page, moves: int) -> None:
    page.open("data:text/html," + quote(MOVING.replace("MOVES", str(moves))))
    page.click("Continue")
    assert page.window.tab.evaluate("hits") == ["button"]
    assert "#wrong" not in page.address


def test_a_list_that_closes_on_mouse_down_is_not_clicked_twice(page: Page) -> None:
    html = """<button onmousedown="hits.push('down'); this.remove()">Pick</button><a href="#wrong">Below</a>
    <script>const hits = [];</script>"""
    page.open("data:text/html," + quote(html))
    page.click("Pick")
    assert page.window.tab.evaluate("hits") == ["down"]


def test_a_checkbox_is_clicked_by_its_label(page: Page) -> None:
    page.open("data:text/html," + quote("<label><input type=checkbox id=box> <b>I declare</b></label>"))
    page.click({"css": "label"})
    assert page.window.tab.evaluate("box.checked") is True
