"""The report of a run: complete, honest, escaped, self-contained, and small enough to send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from rpa.errors import EnvironmentNotReady
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, ItemState
from rpa.reports import html as report
from rpa.reports.html import render_report
from rpa.reports.places import report_folder
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, fill_every_state, make_workspace, save_picture

EVIL = '<script>alert("x")</script>'


class Page(HTMLParser):
    """Counts tags, keeps attributes and the text people see."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [found for _, attrs in self.tags if (found := attrs.get(name)) is not None]


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    made = Sample(make_workspace(tmp_path))
    yield made
    made.ledger.close()


def render(sample: Sample, run: int, recipe: str = RECIPE) -> str:
    row = sample.ledger.run(run)
    assert row is not None
    return render_report(sample.workspace, sample.ledger, row, sample.ledger.items(recipe, run=run))


def test_every_state_is_told_and_what_needs_a_person_comes_first(sample: Sample) -> None:
    run = fill_every_state(sample, orders=20)
    page = Page(render(sample, run))
    text = " ".join(page.text.split())
    assert "9 of 19 items done, 6 need a person, 1 failed, 3 left." in text
    assert "stopped on request" in text
    text = text[text.index("For a person to look at") :]
    order = [text.index(f"{word} SO-2026-") for word in ("in doubt", "failed", "in review", "rejected")]
    assert order == sorted(order)
    assert order[-1] < text.index("Done and left")
    assert "orders-2026-47.xlsx Orders!A12" in text
    assert "Look in http://office.example.org/orders/new whether it is there" in text
    assert f"rpa retry {RECIPE} --item 12" in text
    assert "Order 8006 saved" in text
    assert "Hierbij uw factuur." in text
    assert "Skipped: done before, with the same content (3)" in text


def test_attempts_that_did_not_count_are_shown(sample: Sample) -> None:
    text = " ".join(Page(render(sample, fill_every_state(sample, orders=20))).text.split())
    assert "Sent, then asked the target: not there (the process ended between sending and the receipt)." in text
    assert "It was done again." in text
    assert "The target answered and refused it, so nothing was written: Customer is blocked" in text
    assert "Begun, and it has provably not happened: http://office.example.org/orders/new: no answer" in text
    assert "Sent, and no answer came: nobody knows whether it happened." in text


def test_a_write_found_at_the_target_afterwards_says_so(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    claim = sample.claim(run)
    sample.send_order(claim)
    sample.ledger.finish(claim, "order", {}, Receipt("found at the target by browser.read"))
    sample.settle(claim)
    text = Page(render(sample, run)).text
    assert "Sent, and no answer came. Asked the target afterwards (browser.read): it is there." in text


def test_it_is_one_file_without_scripts_and_without_anything_from_elsewhere(sample: Sample) -> None:
    page = Page(render(sample, fill_every_state(sample, orders=12)))
    assert page.open == []
    assert {"script", "link", "iframe", "form", "object", "base"}.isdisjoint(tag for tag, _ in page.tags)
    assert all(source.startswith("data:image/jpeg;base64,") for source in page.values("src"))
    assert page.values("src")
    policy = page.values("content")[0]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert all(link.startswith(("./", "../", "#")) for link in page.values("href"))
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_links_lead_from_the_report_to_files_that_are_there(sample: Sample) -> None:
    run = fill_every_state(sample, orders=8)
    folder = report_folder(sample.workspace, RECIPE, run)
    links = [link for link in Page(render(sample, run)).values("href") if not link.startswith("#")]
    assert any(link.startswith("../../../invoices/2026-") for link in links)
    assert all((folder / unquote(link)).resolve().is_file() for link in links)


def test_hostile_values_stay_text(sample: Sample) -> None:
    run = sample.start(inbox=EVIL)
    values = {"customer": EVIL, "lines": [{EVIL: EVIL}]}
    sample.ledger.record(
        run, RECIPE, [Arrival(EVIL, "c", values, EVIL, ({EVIL: EVIL},)), Arrival("b", "d", values, EVIL, (), EVIL)]
    )
    claim = sample.claim(run)
    path = sample.workspace.root / EVIL.replace("/", "_")
    path.write_bytes(b"x")
    intent = Intent("file", str(path), EVIL, ((EVIL, EVIL),), repeatable=True)
    sample.ledger.begin(claim, EVIL, intent, ())
    picture = save_picture(sample.workspace, 'a"><img src=x onerror=alert(1)>.png')
    sample.ledger.finish(claim, EVIL, {EVIL: path}, Receipt(EVIL, {EVIL: EVIL}, (picture, f"{EVIL}.png")))
    sample.settle(claim, ItemState.FAILED, EVIL)
    sample.finish(run, EVIL)
    source = render(sample, run)
    page = Page(source)
    assert "<script" not in source.lower()
    assert page.open == []
    assert not [attrs for _, attrs in page.tags if "onerror" in attrs]
    assert page.text.count(EVIL) >= 10


def test_pictures_that_are_gone_broken_or_outside_are_said(sample: Sample, tmp_path: Path) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    (tmp_path / "secret.png").write_bytes(b"secret")
    broken = sample.workspace.artifacts / "broken.png"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no picture")
    claim = sample.claim(run)
    sample.enter(claim, ("gone.png", "broken.png", "../../secret.png"))
    sample.settle(claim)
    text = " ".join(Page(render(sample, run)).text.split())
    assert "gone.png is not there any more." in text
    assert "broken.png cannot be read as a picture." in text
    assert "secret.png lies outside the folder of pictures and is not shown." in text
    assert "3 pictures could not be shown" in text


def test_two_hundred_pictures_stay_below_fifteen_megabytes(sample: Sample) -> None:
    from PIL import Image

    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(number) for number in range(200)])
    # Noise is the worst that can be compressed.
    noise = Image.effect_noise((640, 480), 90).convert("RGB")
    sample.workspace.artifacts.mkdir(parents=True)
    noise.save(sample.workspace.artifacts / "noise.png")
    for claim in sample.claims(run):
        sample.enter(claim, ("noise.png",))
        sample.settle(claim)
    source = render(sample, run)
    assert len(source) < 15_000_000
    left_out = re.search(r"(\d+) pictures were left out to keep this file small; they lie in (\S+)", source)
    assert left_out is not None
    assert int(left_out[1]) + source.count("data:image/jpeg") == 200
    assert str(sample.workspace.artifacts) in left_out[2]


def test_many_items_are_listed_without_their_steps_and_it_says_so(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "DETAILED", 5)
    run = fill_every_state(sample, orders=20)
    text = " ".join(Page(render(sample, run)).text.split())
    assert "The first 5 are told in full. 2 further items" in text
    assert "only the first 5 items are told step by step" in text
    assert f"rpa items {RECIPE} --key KEY" in text
    assert all(f"SO-2026-{number:04}" in text for number in range(1, 21))


def test_ten_thousand_items(sample: Sample) -> None:
    run = sample.start()
    rejected = [arrival(number, reason="the quantity is missing") for number in range(9_990)]
    sample.ledger.record(run, RECIPE, [*rejected, *(arrival(number) for number in range(9_990, 10_000))])
    for claim in sample.claims(run):
        sample.settle(claim)
    sample.finish(run)
    source = render(sample, run)
    assert len(source) < 12_000_000
    assert "10 of 10,000 items done, 9,990 need a person." in source
    assert "When the items ended" in source
    assert source.count("<tr>") > 9_500


def test_a_run_with_nothing_to_do(sample: Sample) -> None:
    run = sample.start()
    sample.finish(run)
    source = render(sample, run)
    assert "There was nothing to do." in source
    assert "<svg" not in source


def test_one_item_done(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    claim = sample.claim(run)
    sample.enter(claim)
    sample.settle(claim)
    sample.finish(run)
    source = render(sample, run)
    assert "It is done." in source
    assert "For a person to look at" not in source
    assert "Mon 23 Nov 2026, 07:15" in source  # 06:15 UTC in Amsterdam
    assert "Europe/Amsterdam" in source


def test_a_killed_run_is_called_unfinished(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    sample.claim(run)
    text = Page(render(sample, run)).text
    assert "This run has no end in the ledger" in text
    assert "1 left" in text


def test_items_that_moved_on_since_are_told_apart(sample: Sample) -> None:
    first = sample.start()
    sample.ledger.record(first, RECIPE, [arrival(1)])
    sample.settle(sample.claim(first), ItemState.FAILED, "no answer")
    sample.finish(first)
    sample.clock.wait(3600)
    second = sample.start()
    sample.ledger.take_up([1], second)
    claim = sample.claim(second)
    sample.enter(claim)
    sample.settle(claim)
    sample.finish(second)
    before = " ".join(Page(render(sample, first)).text.split())
    assert "This is how the items stand now. When the run ended: 1 failed." in before
    assert f"Run {second} has worked on it since." in before
    assert "When the run ended" not in Page(render(sample, second)).text


def test_steps_of_an_earlier_run_are_marked(sample: Sample) -> None:
    first = sample.start()
    sample.ledger.record(first, RECIPE, [arrival(1)])
    claim = sample.claim(first)
    sample.enter(claim)
    sample.ledger.reap(RECIPE, lambda owner: False)
    sample.clock.wait(60)
    second = sample.start()
    claim = sample.claim(second)
    sample.invoice(claim)
    sample.settle(claim)
    text = Page(render(sample, second)).text
    assert text.count("by an earlier run") == 2  # the look and the order, not the invoice


def test_steps_at_the_end_of_the_run_are_told(sample: Sample) -> None:
    run = fill_every_state(sample, orders=10)
    assert "At the end of the run" in Page(render(sample, run)).text


def test_a_broken_template_of_the_workspace_is_named(sample: Sample) -> None:
    own = sample.workspace.root / "templates" / "report"
    own.mkdir(parents=True)
    (own / "run.html.j2").write_text("{{ nobody }}")
    run = sample.start()
    with pytest.raises(EnvironmentNotReady, match=r"run\.html\.j2:1: 'nobody' is undefined"):
        render(sample, run)


def test_time_spent_is_the_run_s_own(sample: Sample) -> None:
    run = sample.start()
    sample.clock.tick = timedelta(0)
    sample.ledger.record(run, RECIPE, [arrival(1), arrival(2)])
    for seconds, claim in zip((3, 72), sample.claims(run), strict=False):
        sample.clock.wait(seconds)
        sample.settle(claim)
    text = Page(render(sample, run)).text
    assert "3.0 s" in text
    assert "the slowest, SO-2026-0002, took 1 min 12 s" in text


def test_a_scratch_folder_takes_the_place_of_the_artifacts(sample: Sample, tmp_path: Path) -> None:
    run = sample.start()
    scratch = replace(sample.workspace, scratch=tmp_path / "scratch")
    sample.ledger.record(run, RECIPE, [arrival(1)])
    claim = sample.claim(run)
    sample.enter(claim, (save_picture(scratch, "a.png"),))
    sample.settle(claim)
    row = sample.ledger.run(run)
    assert row is not None
    assert "data:image/jpeg" in render_report(scratch, sample.ledger, row, sample.ledger.items(RECIPE, run=run))
