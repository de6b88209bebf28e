"""The sample company's inbox: what its front office received by the morning of 5 October 2026.

Everything in it is made from the company's own products and customers, and is the same each time for the same
seed. What must come of it is told beside it, so that a run can be compared with what is right.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rpa.demo.inbox_catalog import Catalog, sample_catalog
from rpa.demo.inbox_forms import write_entries
from rpa.demo.inbox_mails import ExpectedMail, write_mails
from rpa.demo.inbox_orders import make_forms
from rpa.demo.inbox_workbooks import Form, write_form

SEED = 20261005
MORNING = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)  # 7 o'clock in Amsterdam


@dataclass(frozen=True)
class Refused:
    """A work item that must not be done.

    Attributes:
        file: Its file, relative to the workspace.
        key: Its business key; empty when it has none.
        why: What is wrong with it, for a person: no recipe needs to use these words.
    """

    file: str
    key: str
    why: str


@dataclass(frozen=True)
class Expected:
    """What must come of one recipe's inputs.

    Attributes:
        files: Number of files.
        items: Work items read from them, repeats included.
        done: Items that are done.
        rejected: Those that are rejected.
        repeated: Items that come again with the same content: nothing is done for them.
        held: Items that come again with other content: they wait for a person.
        refused: One for each that is rejected, repeated or held.
    """

    files: int
    items: int
    done: int
    rejected: int
    repeated: int = 0
    held: int = 0
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """What was delivered.

    Attributes:
        orders: What must come of `inbox/orders`.
        mails: What must come of `inbox/mails`.
        forms: What must come of `inbox/forms`.
        letters: Each mail that can be read, with its kind and language.
        workbooks: Each order workbook, in the order of arrival.
    """

    orders: Expected
    mails: Expected
    forms: Expected
    letters: tuple[ExpectedMail, ...]
    workbooks: tuple[Form, ...]


def deliver(folder: Path, catalog: Catalog | None = None, seed: int = SEED) -> Delivery:
    """Write the inbox into a workspace.

    Args:
        folder: The workspace; `inbox/orders`, `inbox/mails` and `inbox/forms` are made in it.
        catalog: What the company sells and to whom; the sample data when not given.
        seed: Another seed gives other articles and quantities; the number of orders and their faults stay.

    Returns:
        What must come of it.
    """
    catalog = catalog or sample_catalog()
    inbox = folder / "inbox"
    for name in ("orders", "mails", "forms"):
        (inbox / name).mkdir(parents=True, exist_ok=True)
    workbooks = make_forms(catalog, seed)
    stamp([write_form(form, inbox / "orders") for form in workbooks])
    letters, mail_files = write_mails(inbox / "mails", catalog)
    stamp(mail_files)
    stamp(write_entries(inbox / "forms", catalog))
    return Delivery(
        expected_orders(workbooks),
        Expected(
            len(mail_files),
            len(mail_files),
            len(letters),
            1,
            refused=(Refused("inbox/mails/zonder afzender.eml", "", "neither sender nor Message-ID"),),
        ),
        Expected(5, 12, 10, 2, refused=REFUSED_ENTRIES),
        letters,
        workbooks,
    )


def stamp(files: list[Path]) -> None:
    """Give files the times at which they came in, five minutes apart."""
    for at, path in enumerate(files):
        moment = (MORNING + timedelta(minutes=5 * at)).timestamp()
        os.utime(path, (moment, moment))


REFUSED_ENTRIES = (
    Refused("inbox/forms/website-2026-10-04.json", "W-2026-1043", "an e-mail address without a domain"),
    Refused("inbox/forms/aanmeldingen beurs Utrecht.csv", "BEURS-04", "no company name"),
)
REFUSED_ORDERS = (
    Refused("inbox/orders/Zonnetje bestellingen.xlsx", "KHZ-318", "the date 03/04/2026 could be two days"),
    Refused("inbox/orders/bestelling BN-44.xlsx", "BN-44", "the total is not the sum of the lines"),
    Refused("inbox/orders/nordlicht-orders.xlsx", "NM-3402", "the product FP-9999 does not exist"),
    Refused("inbox/orders/Bestillinger uke 40.xlsx", "BK-2026-322", "more is ordered than there is in stock"),
    Refused("inbox/orders/Ordre ØLF-20957.xlsx", "ØLF-20957", "no customer is named"),
)
REPEATED_ORDERS = (Refused("inbox/orders/bestellijst De Groot nogmaals.xlsx", "DGL-5531", "the same order again"),)
HELD_ORDERS = (
    Refused("inbox/orders/bestelling-VDB-0921 gewijzigd.xlsx", "VDB-0921", "the same number, another quantity"),
)


def expected_orders(workbooks: tuple[Form, ...]) -> Expected:
    """What must come of the orders."""
    items = sum(len(form.orders) for form in workbooks)
    refused = REFUSED_ORDERS + REPEATED_ORDERS + HELD_ORDERS
    return Expected(
        files=len(workbooks),
        items=items,
        done=items - len(refused),
        rejected=len(REFUSED_ORDERS),
        repeated=len(REPEATED_ORDERS),
        held=len(HELD_ORDERS),
        refused=refused,
    )
