"""Why fields were not found, as near as it can be told: labels without a value, numbers that are wrong."""

from __future__ import annotations

from rpa.formats.documents.accounts import accounts_in
from rpa.formats.documents.labels import find_labels
from rpa.formats.documents.layout import Token, lay_out
from rpa.formats.documents.places import Reader
from rpa.formats.documents.tax_numbers import tax_numbers_in
from rpa.model.extraction import Extraction
from rpa.model.page_text import PagedText

CATEGORIES = {
    "supplier_vat_number": ("vat_number",),
    "supplier_registration": ("registration", "supplier_registration"),
    "issued_on": ("issued_on", "issued_on_weak", "ordered_on"),
    "due_on": ("due_on", "due_or_paid_on"),
    "net": ("net", "net_weak"),
    "total": ("total", "total_weak", "payable"),
    "payable": ("asked", "payable"),
}
MOST = 3  # of each field


def near_misses(document: PagedText, found: Extraction) -> dict[str, list[str]]:
    """Field that was not found to what was nearly found: sentences, the nearest first."""
    layout = lay_out(document)
    if not layout.rows:
        return {}
    reader = Reader(layout, find_labels(layout))
    misses: dict[str, list[str]] = {}
    for name in found.missing:
        told = []
        for category in CATEGORIES.get(name, (name,)):
            for label in reader.of(category):
                seen = next((shown(place.tokens) for place in reader.places(label)), "")
                beside = (
                    f", but '{seen}' beside or below it does not fit"
                    if seen
                    else ", and nothing stands beside or below it"
                )
                told.append(f"the label '{label.text}' stands on page {label.row.page}{beside}")
        misses[name] = list(dict.fromkeys(told))[:MOST]
    wrong = [one for one in accounts_in(layout) if not one.is_valid]
    if "iban" in misses:
        misses["iban"] = [f"'{one.text}' on page {one.box.page} has wrong check digits" for one in wrong] + misses[
            "iban"
        ]
    for number in tax_numbers_in(layout):
        if not number.is_valid:
            for name in ("supplier_vat_number", "customer_vat_number"):
                if name in misses:
                    misses[name].insert(0, f"'{number.text}' on page {number.box.page} has wrong check digits")
    return {name: told[:MOST] for name, told in misses.items() if told}


def shown(tokens: tuple[Token, ...]) -> str:
    """Words, shortened."""
    text = " ".join(token.text for token in tokens)
    return text if len(text) <= 40 else text[:40] + "…"
