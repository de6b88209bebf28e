"""The project's own set of made documents: one half to calibrate with, one half held out, and documents that lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tests.documents import layouts_a, layouts_b
from tests.documents.paper import Paper, paper

LANGUAGES = ("nl", "de", "nb", "en", "fr")
ENGINES = ("weasyprint", "chromium")


@dataclass(frozen=True)
class Made:
    """A document as HTML with its truth.

    Attributes:
        name: Unique.
        language: Of the document.
        layout: Name of the layout.
        html: The page.
        truth: Field to value as text; None for what is not on the page.
        engine: Who prints it.
        doubted: Fields that must not be sure, because the document contradicts itself.
        problem: A part of the sentence that must be among the problems.
        labels: What it calls its number, its date and its total: for whoever writes a template.
    """

    name: str
    language: str
    layout: str
    html: str
    truth: dict[str, Any]
    engine: str
    doubted: tuple[str, ...] = ()
    problem: str = ""
    labels: tuple[str, str, str] = ("", "", "")


def made(one: Paper, layout: str, render: Callable[[Paper], str], engine: str, **more: Any) -> Made:
    """A document of a layout."""
    truth = one.truth
    if one.style.sign == "none" and layout != "two_columns":
        truth["currency"] = None
    labels = (one.number_label, one.date_label, one.say("total"))
    return Made(one.name, one.language, layout, render(one), truth, engine, labels=labels, **more)


def of_half(half: int, layouts: Mapping[str, Callable[[Paper], str]], roll: str, seeds: range) -> Iterator[Made]:
    """Every language in every layout, as invoices, receipts, credit notes, orders and more (see `special`)."""
    count = 0
    for seed in seeds:
        for language in LANGUAGES:
            for place, (layout, render) in enumerate(layouts.items()):
                count += 1
                engine = ENGINES[count % 2]
                name = f"{layout}-{language}-{seed}"
                unique = seed * 100 + place
                if layout == roll:
                    one = paper(name, language, half, unique, "receipt")
                    yield made(one, layout, render, engine)
                    continue
                many: dict[str, Any] = {"lines": 10} if layout == "pages" else {}
                one = paper(name, language, half, unique, **many)
                if layout == "pages":
                    one = replace(one, goods=one.goods * 2)
                yield made(one, layout, render, engine)
            names = [layout for layout in layouts if layout not in (roll, "pages")]
            yield from special(half, layouts, names, language, seed)


def special(
    half: int, layouts: Mapping[str, Callable[[Paper], str]], names: list[str], language: str, seed: int
) -> Iterator[Made]:
    """A credit note, an order, an invoice without VAT, one with discount and freight, one that is paid in part."""
    start = LANGUAGES.index(language) + seed
    kinds: list[tuple[str, str, dict[str, Any]]] = [
        ("credit", "credit_note", {"original": "2025-4471", "changes": {"negative": bool((start + seed) % 2)}}),
        ("order", "purchase_order", {}),
        ("reverse", "invoice", {"is_reverse": True, "shows_customer_vat": True}),
        ("freight", "invoice", {"freight": Decimal("12.50"), "discount": Decimal("20.00")}),
        ("both-vat", "invoice", {"shows_customer_vat": True}),
        ("paid", "invoice", {"paid": Decimal("12.50")}),
    ]
    for place, (what, kind, wanted) in enumerate(kinds):
        layout = names[(start + place) % len(names)]
        name = f"{what}-{layout}-{language}-{seed}"
        one = paper(name, language, half, seed * 100 + 50 + place, kind, **wanted)
        if kind == "purchase_order":
            one = replace(one, order_number="")
        yield made(one, layout, layouts[layout], ENGINES[(start + place) % 2])


def calibrating(seeds: range = range(3)) -> list[Made]:
    """The half that confidences are measured on."""
    return list(of_half(0, layouts_a.LAYOUTS, "receipt", seeds))


def held_out(seeds: range = range(1)) -> list[Made]:
    """The half that nothing was fitted to: other layouts, other wordings."""
    return [*of_half(1, layouts_b.LAYOUTS, "till", seeds), *foreign()]


def foreign() -> Iterator[Made]:
    """Invoices in another currency, and in American English."""
    style = paper("x", "en", 1, 0).style
    dollars = replace(
        paper("dollar-din-en", "en", 1, 901),
        currency="USD",
        style=replace(style, sign="code before", day=lambda day: f"{day:%B} {day.day}, {day.year}"),
    )
    yield made(dollars, "din", layouts_b.din, "chromium")
    pounds = replace(paper("pound-slip-nl", "nl", 1, 902), currency="GBP")
    yield made(replace(pounds, style=replace(pounds.style, sign="before")), "slip", layouts_b.slip, "weasyprint")
    crowns = replace(paper("crown-pairs-de", "de", 1, 903), currency="NOK")
    yield made(replace(crowns, style=replace(crowns.style, sign="code after")), "pairs", layouts_b.pairs, "chromium")


def lying() -> list[Made]:
    """Documents that contradict themselves or leave out what matters: nothing of it may be mended or guessed."""
    found: list[Made] = []

    def add(what: str, language: str, layout: str, doubted: tuple[str, ...], problem: str, **changes: Any) -> None:
        one = paper(f"lie-{what}-{language}", language, 1, 700 + len(found), several_rates=False)
        truth = changes.pop("truth", {})
        html_change = changes.pop("html", None)
        one = replace(one, changes={"truth": truth, **changes})
        document = made(
            one, layout, layouts_b.LAYOUTS[layout], ENGINES[len(found) % 2], doubted=doubted, problem=problem
        )
        if html_change:
            document = replace(document, html=html_change(document.html, one))
        found.append(document)

    add("sum", "nl", "din", ("net", "vat", "total"), "do not add up", total=Decimal("4999.99"))
    add("sum", "de", "slip", ("total",), "more than one total", total=Decimal("4999.99"))
    add("vat", "en", "sidebar", ("vat", "net", "total"), "", vat=Decimal("1.23"))
    add(
        "two-totals",
        "nl",
        "slip",
        ("total",),
        "more than one total",
        html=lambda html, one: html.replace(
            "</table></div>", f"<tr><td>{one.say('total')}</td><td>{one.money(one.total + 100)}</td></tr></table></div>"
        ),
    )
    add(
        "two-numbers",
        "de",
        "din",
        ("number",),
        "",
        html=lambda html, one: html.replace("</h2>", f"</h2><p>{one.number_label}: 9-{one.number}</p>", 1),
    )
    add(
        "no-number",
        "fr",
        "sidebar",
        (),
        "",
        html=lambda html, one: html.replace(one.number, "").replace(one.number_label, ""),
        truth={"number": None},
    )
    add(
        "iban",
        "nl",
        "pairs",
        (),
        "wrong check digits",
        html=lambda html, one: html.replace(in_print(one.supplier.iban), in_print(broken(one.supplier.iban))),
        truth={"iban": None},
    )
    add(
        "two-ibans",
        "de",
        "sidebar",
        ("iban",),
        "",
        html=lambda html, one: html.replace("</body>", f"<p>IBAN {in_print(one.customer.iban)}</p></body>"),
    )
    add(
        "due-before",
        "nb",
        "din",
        ("due_on", "issued_on"),
        "before it was issued",
        html=lambda html, one: html.replace(one.day(due(one)), one.day(one.issued_on - dt.timedelta(days=40))),
        truth={"due_on": "doubted"},
    )
    return found  # fmt: skip


def due(one: Paper) -> dt.date:
    """The day it is due."""
    assert one.due_on is not None
    return one.due_on


def in_print(number: str) -> str:
    """An account number in groups of four."""
    from tests.documents.companies import in_groups

    return in_groups(number)


def broken(number: str) -> str:
    """An account number with one wrong digit."""
    last = number[-1]
    return number[:-1] + ("1" if last != "1" else "2")
