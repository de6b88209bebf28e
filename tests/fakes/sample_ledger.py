"""A ledger with items in every state, as a few weeks in a small company leave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.ledger.protocol import Claim, Finished
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Arrival, ItemState
from rpa.model.values import content_hash
from rpa.model.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[2]
RECIPE = "order-to-invoice"
NAMES = ("Bakkerij De Vries", "Müller GmbH", "Fjordvik AS", "Jansen & Zonen", "Kaffee Krämer", "Nordlys Handel")
TEXT = """name: order-to-invoice
description: Enter every new order in the back office and send the customer its invoice.
"""


@dataclass
class Ticking:
    """A clock that moves on by itself, a little at each look."""

    at: datetime = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
    tick: timedelta = timedelta(milliseconds=37)

    def __call__(self) -> datetime:
        self.at += self.tick
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def make_workspace(root: Path, **settings: Any) -> Workspace:
    """A workspace of its own; reports come from the project's templates."""
    (root / "rpa.toml").write_text('timezone = "Europe/Amsterdam"\n')
    named = {"timezone": "Europe/Amsterdam", "company": {"name": "Van Dijk Groothandel B.V."}}
    return Workspace(root, PROJECT, {**named, **settings})


def arrival(number: int, key: str = "", **more: Any) -> Arrival:
    """An order as it came from a workbook."""
    key = key or f"SO-2026-{number:04}"
    lines = [
        {"sku": "CH-001", "description": "Kantoorstoel", "quantity": Decimal(2), "unit_price": Decimal("149.50")},
        {
            "sku": "DK-204",
            "description": "Zit-stabureau",
            "quantity": Decimal(number % 5 + 1),
            "unit_price": Decimal("612.00"),
        },
    ]
    values = {
        "order_no": key,
        "customer": NAMES[number % len(NAMES)],
        "ordered_on": date(2026, 11, 20),
        "email": f"inkoop{number}@example.org",
        "lines": lines,
    }
    original = ({"Order no": key, "Customer": values["customer"], "Qty": "2", "Price": "149,50"},)
    kept = {"values": values, "place": f"orders-2026-47.xlsx Orders!A{number + 2}", "original": original, **more}
    return Arrival(key=key, content=content_hash(kept["values"]), **kept)


@dataclass
class Sample:
    """Fills a ledger the way the engine does."""

    workspace: Workspace
    clock: Ticking = field(default_factory=Ticking)

    def __post_init__(self) -> None:
        self.ledger = SqliteLedger.open(self.workspace.ledger_file, self.clock)

    def start(self, recipe: str = RECIPE, **values: Any) -> int:
        kept = {"values": values or {"inbox": Path("inbox/orders"), "due_days": 14}, "today": date(2026, 11, 23)}
        return self.ledger.start_run(recipe, f"recipes/{recipe}.yaml", TEXT, kept)

    def finish(self, run: int, error: str = "") -> None:
        self.ledger.finish_run(run, self.ledger.totals(run), error)

    def claim(self, run: int, recipe: str = RECIPE) -> Claim:
        claim = self.ledger.claim(recipe, "worker-1", run)
        assert claim is not None
        return claim

    def claims(self, run: int, recipe: str = RECIPE) -> Iterator[Claim]:
        while claim := self.ledger.claim(recipe, "worker-1", run):
            yield claim

    def look(self, seconds: float = 0.4) -> Finished:
        since = self.clock()
        self.clock.wait(seconds)
        return Finished("stock", Effect.READ, {"available": Decimal(40), "found": True}, since, self.clock())

    def begin_order(self, claim: Claim, seconds: float = 2.0) -> None:
        values = claim.values
        fields = (
            ("Order number", str(values["order_no"])),
            ("Customer", str(values["customer"])),
            ("Order date", "20-11-2026"),
            *((f"Line {n}", f"{line['quantity']} × {line['sku']}") for n, line in enumerate(values["lines"], 1)),
        )
        intent = Intent("browser", "http://office.example.org/orders/new", "Save order " + claim.key, fields)
        self.ledger.begin(claim, "order", intent, (self.look(),), "http://office.example.org/orders/new")
        self.clock.wait(seconds)

    def send_order(self, claim: Claim) -> None:
        self.begin_order(claim)
        self.ledger.sent(claim, "order")

    def finish_order(self, claim: Claim, pictures: tuple[str, ...] = ()) -> None:
        number = 8000 + claim.item
        receipt = Receipt(f"Order {number} saved", {"answer": "200 http://office.example.org/orders"}, pictures)
        self.ledger.finish(
            claim, "order", {"number": str(number)}, receipt, f"http://office.example.org/orders/{number}"
        )

    def enter(self, claim: Claim, pictures: tuple[str, ...] = ()) -> None:
        self.send_order(claim)
        self.clock.wait(0.3)
        self.finish_order(claim, pictures)

    def invoice(self, claim: Claim) -> Path:
        number = f"2026-{self.ledger.number(claim, 'sales-2026'):04}"
        path = self.workspace.root / "invoices" / f"{number}.pdf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%PDF-1.7")
        fields = (("Number", number), ("To", str(claim.values["customer"])), ("Total", "€ 1.102,31"))
        intent = Intent("file", str(path), f"Make invoice {number}", fields, repeatable=True)
        self.ledger.begin(claim, "invoice", intent, ())
        self.clock.wait(0.2)
        self.ledger.finish(
            claim, "invoice", {"number": number, "pdf": path}, Receipt("sha256:9f2c", {"path": str(path)})
        )
        return path

    def mail(self, claim: Claim) -> None:
        to = str(claim.values["email"])
        fields = (("To", to), ("Subject", "Uw factuur"), ("Text", "Geachte heer, mevrouw,\n\nHierbij uw factuur."))
        self.ledger.begin(
            claim, "mail.send", Intent("mail", "smtp://mail.example.org:587", f"Send “Uw factuur” to {to}", fields), ()
        )
        self.ledger.sent(claim, "mail.send")
        self.clock.wait(0.2)
        self.ledger.finish(claim, "mail.send", {}, Receipt("<f00@example.org>", {"answer": "250 queued"}))

    def settle(self, claim: Claim, state: ItemState = ItemState.DONE, reason: str = "") -> None:
        self.ledger.settle(claim, state, reason)


def save_picture(workspace: Workspace, name: str, size: tuple[int, int] = (1280, 900)) -> str:
    """A picture of a page that looks like one; returns its name."""
    from PIL import Image, ImageDraw

    path = workspace.artifacts / name
    path.parent.mkdir(parents=True, exist_ok=True)
    page = Image.new("RGB", size, "#f6f7f8")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, size[0], 60), fill="#0f4c5c")
    for row in range(8):
        pen.rectangle((80, 110 + row * 80, size[0] - 80, 150 + row * 80), fill="white", outline="#9aa4ad")
        pen.text((95, 122 + row * 80), f"{name} row {row}: Bakkerij De Vries, 2 x CH-001", fill="#1d2430", font_size=22)
    page.save(path, "PNG")
    return name


def fill_every_state(sample: Sample, orders: int = 40) -> int:
    """Two runs: the first does four orders; the second, returned, ends with items in every state."""
    first = sample.start()
    sample.ledger.record(first, RECIPE, [arrival(number) for number in range(1, 5)])
    for claim in sample.claims(first):
        sample.enter(claim)
        sample.invoice(claim)
        sample.mail(claim)
        sample.settle(claim)
    sample.finish(first)
    sample.clock.wait(24 * 3600)
    run = sample.start()
    changed = arrival(2, key="SO-2026-0002", values={**arrival(2).values, "customer": "De Vries B.V."})
    bad = [
        arrival(
            41,
            reason="orders-2026-47.xlsx Orders!D43: quantity: “1.250” could be 1250 or 1.25. Write it without a point.",
        ),
        arrival(42, reason="orders-2026-47.xlsx Orders!E44: email is empty; expected an e-mail address."),
    ]
    batch = [arrival(n) for n in (1, 3, 4)] + [changed, *(arrival(n) for n in range(5, orders + 1)), *bad]
    sample.ledger.record(run, RECIPE, batch)
    for number, claim in enumerate(sample.claims(run)):
        _work(sample, claim, number)
        if number == orders - 8:
            break
    sample.ledger.record(run, f"{RECIPE}/finally", [Arrival(f"run {run}", "f", {"run": run}, f"run {run}")])
    claim = sample.claim(run, f"{RECIPE}/finally")
    sample.settle(claim)
    sample.finish(run, "stopped on request; the rest was left untouched")
    return run


def _work(sample: Sample, claim: Claim, number: int) -> None:
    picture = save_picture(sample.workspace, f"item-{claim.item}/order/before-submit.png")
    match number:
        case 3:
            sample.ledger.settle(
                claim, ItemState.REJECTED, "DK-204: only 1 in stock, 4 ordered. Ask the customer.", (sample.look(),)
            )
        case 5:
            sample.send_order(claim)
            sample.clock.wait(4)
            where = "It may have happened; asking the target gave no clear answer: 2 orders fit SO-2026-0010."
            sample.settle(
                claim,
                ItemState.IN_DOUBT,
                f"Enter the order: the connection broke after sending. {where} Look at the target.",
            )
        case 7:
            sample.begin_order(claim)
            sample.ledger.void(claim, "order", "http://office.example.org/orders/new: no answer for 30 seconds")
            sample.clock.wait(30)
            sample.settle(
                claim,
                ItemState.FAILED,
                "after 3 attempts: http://office.example.org/orders/new: no answer for 30 seconds",
            )
        case 9:
            sample.send_order(claim)
            sample.clock.wait(5)
            sample.ledger.void(
                claim, "order", "not there when asked afterwards (the process ended between sending and the receipt)"
            )
            sample.enter(claim, (picture,))
            sample.invoice(claim)
            sample.settle(claim)
        case 11:
            sample.send_order(claim)
            sample.ledger.void(claim, "order", "Customer is blocked: talk to Finance.", refused=True)
            sample.settle(claim, ItemState.REJECTED, "Customer is blocked: talk to Finance.")
        case _:
            sample.clock.wait(number % 6 * 0.3)
            sample.enter(claim, (picture,) if number != 12 else ("item-0/order/gone.png",))
            sample.invoice(claim)
            sample.mail(claim)
            sample.settle(claim)
