"""Recipes whose writes nobody can be asked about, and the person who decides in their stead."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

from ruamel.yaml import YAML

from rpa.ledger.protocol import StepState
from rpa.model.item import Decision, ItemState
from tests.crash.harness import ROOT, Site
from tests.waiting import wait_until

GREETING = """
name: greeting
steps:
  - id: greet
    name: Greet the customer
    mail.send: {to: someone@example.test, subject: Hello, text: Hello there.}
"""
SETTLE = 0.3
"""Seconds after the last process of a robot has ended until the company is done with what it had sent."""
NUMBERS = {
    "created": ("select no from customers where email = 'info@fietsenmakerovertoom.test'", "number"),
    "order": ("select cast(id as text) from orders where customer_order_no = 'B-1'", "number"),
    "browser.form": ("select cast(order_id as text) from invoices where number = '2026-00001'", ""),
}
"""How the person finds the outcome of a step of one order in the company's books, and which output it is."""


def without_verify(site: Site, shipped: str, *steps: str) -> str:
    """A recipe of the workspace: a shipped one without the `verify` of these steps, or of all; returns its name."""
    yaml = YAML()
    yaml.width = 10_000
    recipe = yaml.load((ROOT / f"recipes/{shipped}.yaml").read_text("utf-8"))
    recipe["name"] = "unverified"
    for step in recipe["steps"]:
        if "verify" in step and (not steps or step.get("id") in steps):
            del step["verify"]
    with (site.root / "recipes/unverified.yaml").open("w", encoding="utf-8") as stream:
        yaml.dump(recipe, stream)
    return "unverified"


def open_post(site: Site, port: int) -> None:
    """Let the workspace send by the server on this port, with a recipe of one mail a day."""
    server = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsign_in = false\n'
    site.change_settings("[mail]\n", server)
    (site.root / "recipes/greeting.yaml").write_text(GREETING, "utf-8")


Look = Callable[[Site, str], tuple[bool, dict[str, str]]]
"""Looks at the target for a step: whether it is there, and its outputs."""


def in_the_books(site: Site, step: str) -> tuple[bool, dict[str, str]]:
    """What the company has of a step of one order."""
    query, output = NUMBERS[step]
    with closing(sqlite3.connect(site.root / "company/company.sqlite")) as company:
        row = company.execute(query).fetchone()
    return row is not None, {output: row[0]} if row and output else {}


def decides(look: Look) -> Callable[[Site, str], int]:
    """A person who looks at the target and says truthfully what is there."""

    def decide(site: Site, recipe: str) -> int:
        waiting = [row.id for row in site.items(recipe) if row.state is ItemState.IN_DOUBT]
        if not waiting:
            return 0
        wait_until(lambda: not site.processes(), "nobody can be sending any more")
        time.sleep(SETTLE)
        with closing(site.ledger()) as ledger:
            for item in waiting:
                (step,) = {row.step for row in ledger.steps(item) if row.state in (StepState.SENT, StepState.LATE)}
                happened, outputs = look(site, step)
                decision = Decision.HAPPENED if happened else Decision.REPEAT
                assert ledger.resolve(item, decision, "the test", outputs=outputs) is ItemState.NEW
        return len(waiting)

    return decide
