"""A form whose fields change places, ten rounds of seven, beside hand-written Playwright.

Run by hand: `python -m tests.bench.bench_forms [rounds of measurement]`. Prints medians in ms and ratios; the first
measurement is not counted. Every way has to get all seventy values right.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from rpa.drivers.browser_window import BrowserWindow
from rpa.drivers.page import Page
from rpa.drivers.page_form import fill_form
from rpa.drivers.page_target import TargetFormats, field_job
from rpa.effects.boundary import Boundary
from tests.fakes.browser_target import BrowserTarget

NAMES = ("First Name", "Last Name ", "Company Name", "Role in Company", "Address", "Email", "Phone Number")
ROUNDS = 10
PAGE = """<!doctype html><title>Challenge</title><style>div{display:inline-block;width:20em;margin:1em}</style>
<h1>Round <b id=n>1</b></h1><form id=f></form><script>
const names = %s; let round = 1; const got = [];
function draw() {
  const form = document.getElementById('f'); form.replaceChildren();
  for (const name of [...names].sort(() => Math.random() - .5))
    form.insertAdjacentHTML('beforeend', `<div><label>${name}</label><input data-name="${name}"></div>`);
  form.insertAdjacentHTML('beforeend', '<button>Submit</button>');
}
f.onsubmit = event => {
  event.preventDefault();
  got.push(Object.fromEntries([...f.querySelectorAll('input')].map(i => [i.dataset.name, i.value])));
  n.textContent = ++round; draw();
};
draw();</script>"""
FORMATS = TargetFormats()


def values(number: int) -> dict[str, str]:
    return {name: f"{name.strip()} of {number}" for name in NAMES}


def by_toolkit(page: Page) -> None:
    """One call for each form, a real mouse click to submit."""
    for number in range(ROUNDS):
        fill_form(page, [field_job(name.strip(), text, FORMATS) for name, text in values(number).items()])
        page.click("Submit")


def by_toolkit_calls_only(page: Page) -> None:
    """The forms alone: submitted from inside the page."""
    for number in range(ROUNDS):
        fill_form(page, [field_job(name.strip(), text, FORMATS) for name, text in values(number).items()])
        page.window.tab.evaluate("f.requestSubmit()")


def by_playwright(page: Page) -> None:
    """What a careful person writes by hand."""
    tab = page.window.tab
    for number in range(ROUNDS):
        for name, text in values(number).items():
            tab.locator(f"label:text-is('{name.strip()}') + input").fill(text)
        tab.get_by_role("button", name="Submit").click()


def measure(page: Page, address: str, way: Callable[[Page], None]) -> float:
    page.open(address)
    started = time.perf_counter()
    way(page)
    took = (time.perf_counter() - started) * 1000
    got = page.window.tab.evaluate("got")
    expected = [values(number) for number in range(ROUNDS)]
    if got != expected:
        raise SystemExit(f"{way.__name__} got values wrong: {got}")
    return took


def main(repeats: int) -> None:
    ways = (by_playwright, by_toolkit, by_toolkit_calls_only)
    took: dict[str, list[float]] = {way.__name__: [] for way in ways}
    with BrowserTarget() as target, TemporaryDirectory() as folder:
        target.pages["GET /"] = PAGE % list(NAMES)
        window = BrowserWindow(downloads=Path(folder))
        window.start()
        Boundary(target.url).guard(window.context)
        try:
            page = Page(window)
            for repeat in range(repeats + 1):
                for way in ways:
                    duration = measure(page, target.url + "/", way)
                    if repeat:
                        took[way.__name__].append(duration)
        finally:
            window.close()
    base = statistics.median(took["by_playwright"])
    for name, durations in took.items():
        median = statistics.median(durations)
        spread = f"{min(durations):.0f}-{max(durations):.0f}"
        sys.stdout.write(f"{name:24} {median:7.0f} ms ({spread})  x{median / base:.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
