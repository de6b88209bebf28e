"""A small inbox for each recipe, and what must come of it: little work, so that many kills fit into a minute."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from email import policy
from email.message import EmailMessage
from pathlib import Path

from openpyxl import Workbook

DAY = date(2026, 10, 5)
RECIPES = ("order-to-invoice", "mail-to-ticket", "form-to-customer", "vat-return")


@dataclass(frozen=True)
class Expected:
    """What must have happened in the end, once.

    Attributes:
        items: Work items.
        writes: Kind of write, as the company names it, to the references it must have counted.
        mails: Mails in the outbox.
        invoices: Invoices, numbered from 1.
        archive: Folder of the inputs that were done, with how many files it must hold.
        documents: Further files that must be there.
    """

    items: int
    writes: Mapping[str, frozenset[str]]
    mails: int = 0
    invoices: int = 0
    archive: tuple[str, int] = ("", 0)
    documents: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Customer:
    name: str
    country: str
    email: str
    address: tuple[str, str, str] = ("", "", "")


BAKERY = Customer("Bakkerij Van den Berg", "NL", "inkoop@bakkerijvandenberg.test")
STRANGER = Customer(
    "Fietsenmaker Overtoom", "NL", "info@fietsenmakerovertoom.test", ("Overtoom 301", "1054 JL", "Amsterdam")
)
PRACTICE = Customer("Praxis Dr. Weiß", "DE", "praxis@dr-weiss.test")
SKUS = (("FP-1003", 3.15), ("FP-1004", 2.89))


def write_orders(folder: Path, name: str, customer: Customer, numbers: tuple[str, ...], lines: int = 1) -> Path:
    """A workbook of orders from one customer."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    head = [("Klant", customer.name), ("Land", customer.country), ("E-mail", customer.email)]
    if customer.address[0]:
        head += list(zip(("Straat", "Postcode", "Plaats"), customer.address, strict=True))
    for row in head:
        sheet.append(row)
    sheet.append([])
    sheet.append(["Bestelnummer", "Besteldatum", "Artikelnummer", "Aantal", "Prijs per stuk"])
    for at, number in enumerate(numbers):
        for sku, price in SKUS[:lines]:
            sheet.append([number, date(2026, 10, 1), sku, at + 1, price])
    path = folder / name
    book.save(path)
    return path


def deliver_orders(root: Path) -> Expected:
    """Four orders in two workbooks; the second customer is new."""
    folder = root / "inbox/orders"
    write_orders(folder, "bakery.xlsx", BAKERY, ("A-1", "A-2"), lines=2)
    write_orders(folder, "cycles.xlsx", STRANGER, ("B-1", "B-2"))
    writes = {
        "order": frozenset(("A-1", "A-2", "B-1", "B-2")),
        "invoice": frozenset(f"2026-{n:05}" for n in range(1, 5)),
        "customer": frozenset((STRANGER.email,)),
    }
    return Expected(4, writes, mails=4, invoices=4, archive=("archive/orders", 2))


def deliver_one_order(root: Path) -> Expected:
    """One order of a new customer: every kind of write the recipe knows."""
    write_orders(root / "inbox/orders", "cycles.xlsx", STRANGER, ("B-1",))
    writes = {
        "order": frozenset(("B-1",)),
        "invoice": frozenset(("2026-00001",)),
        "customer": frozenset((STRANGER.email,)),
    }
    return Expected(1, writes, mails=1, invoices=1, archive=("archive/orders", 1))


LETTERS = (
    ("nl", "inkoop@bakkerijvandenberg.test", "Levering", "Goedemorgen, wanneer komt de levering van onze bestelling?"),
    ("de", "einkauf@mueller-buerobedarf.test", "Rechnung", "Guten Tag, auf der Rechnung fehlt unsere Bestellnummer."),
    ("nb", "post@ukjent.test", "Reklamasjon", "Hei, kassen kom fram skadet. Hva gjør vi nå?"),
    ("en", "info@elsewhere.test", "Question", "Good morning, do you also deliver to Belgium? Thank you."),
)


def deliver_mails(root: Path) -> Expected:
    """Four mails, one of them with a file."""
    ids = []
    for at, (language, sender, subject, text) in enumerate(LETTERS):
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = f"Somebody <{sender}>"
        message["To"] = "info@fjordpolder.test"
        message["Subject"] = subject
        message["Date"] = f"Fri, 02 Oct 2026 08:{at:02d}:00 +0200"
        message["Message-ID"] = f"<crash.{at}@{sender.rpartition('@')[2]}>"
        message.set_content(text)
        if at == 2:
            message.add_attachment(b"%PDF-1.4\n", maintype="application", subtype="pdf", filename="skade.pdf")
        (root / "inbox/mails" / f"{at} {language}.eml").write_bytes(message.as_bytes())
        ids.append(str(message["Message-ID"]))
    return Expected(4, {"ticket": frozenset(ids)}, mails=4, archive=("archive/mails", 4))


def entry(number: str, customer: Customer, address: tuple[str, str, str], *rest: object) -> dict[str, object]:
    """One form as a website exports it."""
    names = ("submission_id", "name", "email", "street", "postal_code", "city")
    more = ("country", "language", "payment_terms", "phone", "vat_number")
    values = (number, customer.name, customer.email, *address)
    return dict(zip(names, values, strict=True)) | dict(zip(more, rest, strict=True))


def deliver_forms(root: Path) -> Expected:
    """Three forms: one somebody new, two known customers who moved."""
    forms = [
        entry("F-1", STRANGER, STRANGER.address, "Netherlands", "Dutch", 14, "+31 20 555 07 11", "NL894641177B01"),
        entry("F-2", BAKERY, ("Nieuwstraat 1", "3512 AA", "Utrecht"), "Netherlands", "Dutch", 21, None, None),
        entry("F-3", PRACTICE, ("Lange Straße 14", "26122", "Oldenburg"), "Germany", "German", 30, "", ""),
    ]
    (root / "inbox/forms/one.json").write_text(json.dumps(forms[0]), "utf-8")
    (root / "inbox/forms/two.json").write_text(json.dumps(forms[1:], ensure_ascii=False), "utf-8")
    writes = {"customer": frozenset((STRANGER.email,)), "customer_update": frozenset(("C-1001", "C-1008"))}
    return Expected(3, writes, archive=("archive/forms", 2))


def deliver_nothing(_root: Path) -> Expected:
    """The quarter that has ended needs no file."""
    documents = ("vat/2026-Q3/vat-report-2026-Q3.pdf", "vat/2026-Q3/vat-report-2026-Q3.xlsx")
    return Expected(1, {"vat_return": frozenset(("2026-Q3",))}, documents=documents)


DELIVERIES = {
    "order-to-invoice": deliver_orders,
    "mail-to-ticket": deliver_mails,
    "form-to-customer": deliver_forms,
    "vat-return": deliver_nothing,
    "one order": deliver_one_order,
}


def deliver(root: Path, what: str) -> Expected:
    """Put a small inbox into a workspace, as if it had come an hour ago."""
    expected = DELIVERIES[what](root)
    hour_ago = time.time() - 3600
    for path in (root / "inbox").rglob("*.*"):
        os.utime(path, (hour_ago, hour_ago))
    return expected
