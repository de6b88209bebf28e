"""Customers: search, enter, change. Nobody refuses a second customer of the same name or address."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from rpa.demo.company.counts import record
from rpa.demo.company.forms import Field, Form, check_days, check_email
from rpa.demo.company.office import find_office, rename
from rpa.demo.company.seed import FIRST_CUSTOMER

pages = Blueprint("customers", __name__)

COUNTRIES = ("Netherlands", "Germany", "Norway", "Belgium", "Denmark", "Sweden", "Other")
LANGUAGES = ("Dutch", "German", "Norwegian", "English")

FIELDS = (
    Field("name", "Name"),
    Field("street", "Street"),
    Field("postal_code", "Postal code"),
    Field("city", "City"),
    Field("country", "Country", "select", COUNTRIES),
    Field("email", "E-mail", "email", check=check_email),
    Field("phone", "Phone", required=False),
    Field("vat_number", "VAT number", required=False),
    Field("language", "Language", "select", LANGUAGES),
    Field("payment_terms", "Payment terms (days)", "number", check=check_days),
)
COLUMNS = tuple(each.name for each in FIELDS)


def find_customers(db: sqlite3.Connection, wanted: str) -> list[sqlite3.Row]:
    """Search customers; an e-mail address is compared whole.

    Args:
        db: A connection.
        wanted: Part of a name, number or city, or a whole e-mail address; empty for all.

    Returns:
        At most 100 rows of ``customers``, by number.
    """
    query = "SELECT * FROM customers WHERE contains(no || ' ' || name || ' ' || city, ?) ORDER BY no LIMIT 100"
    if "@" in wanted:
        query = "SELECT * FROM customers WHERE lower(email) = lower(?) ORDER BY no LIMIT 100"
    return db.execute(query, (wanted,)).fetchall()


@pages.get("/customers")
def search() -> ResponseReturnValue:
    """The list of customers."""
    wanted = request.args.get("q", "").strip()
    with find_office().store.reading() as db:
        found = find_customers(db, wanted)
    return render_template("customers.html", found=found, q=wanted)


@pages.get("/api/customers")
def suggest() -> ResponseReturnValue:
    """Suggestions for the customer box of an order, as JSON."""
    with find_office().store.reading() as db:
        found = find_customers(db, request.args.get("q", "").strip())
    return [{"no": row["no"], "name": row["name"], "city": row["city"]} for row in found[:8]]


@pages.get("/customers/<no>")
def show(no: str) -> ResponseReturnValue:
    """One customer."""
    return render_template("customer.html", customer=fetch(no), fields=FIELDS)


@pages.route("/customers/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """The form for a new customer."""
    form = Form(FIELDS, {"payment_terms": "30"})
    if request.method == "POST":
        form = Form.read(FIELDS, request.form, rename)
        if not form.errors:
            no = store_new(form)
            flash(f"Customer {no} saved", "done")
            return redirect(f"/customers/{no}")
    return render_template("customer_form.html", form=form, title="New customer")


@pages.route("/customers/<no>/edit", methods=["GET", "POST"])
def change(no: str) -> ResponseReturnValue:
    """The form for a known customer."""
    customer = fetch(no)
    form = Form(FIELDS, {name: str(customer[name]) for name in COLUMNS})
    if request.method == "POST":
        form = Form.read(FIELDS, request.form, rename)
        if not form.errors:
            assignments = ", ".join(f"{name} = :{name}" for name in COLUMNS)
            with find_office().store.writing() as db:
                db.execute(f"UPDATE customers SET {assignments} WHERE no = :no", {**form.values, "no": no})  # noqa: S608
                record(db, "customer_update", no)
            flash(f"Customer {no} saved", "done")
            return redirect(f"/customers/{no}")
    return render_template("customer_form.html", form=form, title=f"Customer {no}")


def store_new(form: Form) -> str:
    """Store a new customer under the next number.

    Args:
        form: A form without errors.

    Returns:
        The customer number.
    """
    with find_office().store.writing() as db:
        last = db.execute("SELECT max(CAST(substr(no, 3) AS INTEGER)) FROM customers").fetchone()[0]
        no = f"C-{(last or FIRST_CUSTOMER - 1) + 1}"
        values = [form.values[name] for name in COLUMNS]
        db.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (no, *values))
        record(db, "customer", form.values["email"].lower())
    return no


def fetch(no: str) -> sqlite3.Row:
    """One customer by number; the page is not found when there is none.

    Args:
        no: The customer number.

    Returns:
        The row of ``customers``.
    """
    with find_office().store.reading() as db:
        row: sqlite3.Row | None = db.execute("SELECT * FROM customers WHERE no = ?", (no,)).fetchone()
    if row is None:
        abort(404)
    return row
