"""What happened here: the count for machines and for people, and the switch for mischief."""

from __future__ import annotations

import hmac

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from rpa.demo.company.counts import read_counts
from rpa.demo.company.mischief import Mischief
from rpa.demo.company.office import find_office

pages = Blueprint("activity", __name__)
machines = Blueprint("machines", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    """The first page after signing in."""
    with find_office().store.reading() as db:
        totals = {
            name: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of our own
            for name, table in (
                ("Customers", "customers"),
                ("Products", "products"),
                ("Orders", "orders"),
                ("Invoices", "invoices"),
                ("Tickets", "tickets"),
            )
        }
        recent = db.execute(
            "SELECT o.*, c.name AS customer FROM orders o JOIN customers c ON c.no = o.customer_no"
            " ORDER BY o.id DESC LIMIT 6"
        ).fetchall()
    return render_template("home.html", totals=totals, recent=recent)


@pages.get("/activity")
def show() -> ResponseReturnValue:
    """The count, for people."""
    return render_template("activity.html", counts=read_counts(find_office().store))


@pages.get("/favicon.ico")
def icon() -> ResponseReturnValue:
    """The company's icon."""
    return redirect("/static/icon.svg")


@machines.get("/counts")
def counts() -> ResponseReturnValue:
    """The count, for machines."""
    return read_counts(find_office().store)


@machines.get("/mischief")
def show_mischief() -> ResponseReturnValue:
    """The mischief in force."""
    return find_office().maker.current.model_dump(mode="json")


@machines.post("/mischief")
def switch_mischief() -> ResponseReturnValue:
    """Replace the mischief in force by what the JSON body says; ``{}`` ends it."""
    office = find_office()
    token = request.headers.get("X-Company-Token", "")
    if not hmac.compare_digest(token.encode(), office.settings.token.encode()):
        return {"error": "The header X-Company-Token is missing or wrong"}, 403
    try:
        wanted = Mischief.model_validate_json(request.get_data() or b"{}")
    except ValidationError as error:
        found = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()]
        return {"error": "This is no mischief", "found": found, "known": list(Mischief.model_fields)}, 400
    office.maker.replace(wanted)
    return wanted.model_dump(mode="json")
