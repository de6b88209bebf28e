"""Orders: search, enter, look at. A second order of the same number is not refused."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from rpa.demo.company.counts import record
from rpa.demo.company.forms import Field, Form, check_date, read_cents, read_date
from rpa.demo.company.office import find_office, rename

pages = Blueprint("orders", __name__)

FIELDS = (
    Field("customer", "Customer"),
    Field("customer_order_no", "Customer order no"),
    Field("ordered_on", "Order date", check=check_date, placeholder="dd-mm-yyyy"),
    Field("reference", "Reference", required=False),
)
LIST_QUERY = (
    "SELECT o.*, c.name AS customer FROM orders o JOIN customers c ON c.no = o.customer_no"
    " WHERE ? = '' OR o.customer_order_no = ? COLLATE NOCASE OR CAST(o.id AS TEXT) = ?"
    " ORDER BY o.id DESC LIMIT 200"
)


@dataclass(frozen=True)
class Line:
    """One line of an order as typed: texts, and what they mean once they are checked."""

    sku: str
    quantity: str
    unit_price: str

    @property
    def is_empty(self) -> bool:
        """Whether nobody typed anything."""
        return not (self.sku or self.quantity or self.unit_price)

    def find_faults(self, known: dict[str, int]) -> list[str]:
        """Say what is wrong.

        Args:
            known: Prices by SKU.

        Returns:
            Complaints, without the line number.
        """
        faults = []
        if self.sku not in known:
            faults.append(f"Product {self.sku or '(empty)'} does not exist")
        if not re.fullmatch(r"[1-9]\d{0,5}", self.quantity):
            faults.append("Quantity must be a whole number from 1")
        if read_cents(self.unit_price) is None:
            faults.append("Unit price must be an amount like 1234.50")
        return faults


EMPTY = Line("", "", "")


@pages.get("/orders")
def search() -> ResponseReturnValue:
    """The list of orders; a number is compared whole."""
    wanted = request.args.get("q", "").strip()
    with find_office().store.reading() as db:
        found = db.execute(LIST_QUERY, (wanted, wanted, wanted)).fetchall()
    return render_template("orders.html", found=found, q=wanted)


@pages.route("/orders/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """The form for a new order."""
    today = find_office().settings.business_date
    form = Form(FIELDS, {"ordered_on": today.strftime("%d-%m-%Y")}, named=rename)
    lines: list[Line] = []
    if request.method == "POST":
        form = Form.read(FIELDS, request.form, rename)
        lines = read_lines()
        check_order(form, lines)
        if not form.errors:
            order_id = store_new(form, lines)
            flash(f"Order {order_id} saved", "done")
            return redirect(f"/orders/{order_id}")
    customer_no = request.form.get("customer_no", "")
    return render_template("order_form.html", form=form, lines=lines or [EMPTY], customer_no=customer_no)


def read_lines() -> list[Line]:
    """The lines that were posted, without the empty ones.

    Returns:
        The lines in the order of the page.
    """
    columns = (request.form.getlist(name) for name in ("product", "quantity", "unit_price"))
    lines = [Line(*(text.strip() for text in texts)) for texts in zip(*columns, strict=False)]
    return [line for line in lines if not line.is_empty]


def check_order(form: Form, lines: list[Line]) -> None:
    """Check what only the database knows.

    Args:
        form: The head of the order; its errors are added to.
        lines: The lines.
    """
    number = request.form.get("customer_no", "")
    with find_office().store.reading() as db:
        known = {row["sku"]: row["price_cents"] for row in db.execute("SELECT sku, price_cents FROM products")}
        customer = db.execute("SELECT 1 FROM customers WHERE no = ?", (number,)).fetchone()
    if customer is None and "customer" not in form.errors:
        form.fail("customer", "must be chosen from the list")
    if not lines:
        form.errors["lines"] = "An order needs at least one line"
    for n, line in enumerate(lines, 1):
        for fault in line.find_faults(known):
            form.errors[f"line {n} {fault}"] = f"Line {n}: {fault}"


def store_new(form: Form, lines: list[Line]) -> int:
    """Store an order.

    Args:
        form: A form without errors.
        lines: Lines without faults.

    Returns:
        The order id.
    """
    priced = [(line.sku, int(line.quantity), read_cents(line.unit_price) or 0) for line in lines]
    values = form.values
    ordered_on = read_date(values["ordered_on"])
    with find_office().store.writing() as db:
        cursor = db.execute(
            "INSERT INTO orders (customer_no, customer_order_no, ordered_on, reference, total_cents, status)"
            " VALUES (?, ?, ?, ?, ?, 'Open')",
            (
                request.form["customer_no"],
                values["customer_order_no"],
                str(ordered_on),
                values["reference"],
                sum(quantity * price for _, quantity, price in priced),
            ),
        )
        order_id = cursor.lastrowid or 0
        db.executemany(
            "INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?)",
            [(order_id, n, sku, qty, price, qty * price) for n, (sku, qty, price) in enumerate(priced, 1)],
        )
        record(db, "order", values["customer_order_no"])
    return order_id


@pages.get("/orders/<int:order_id>")
def show(order_id: int) -> ResponseReturnValue:
    """One order."""
    order = fetch(order_id)
    with find_office().store.reading() as db:
        lines = db.execute(
            "SELECT l.*, p.name FROM order_lines l JOIN products p ON p.sku = l.sku WHERE order_id = ? ORDER BY line",
            (order_id,),
        ).fetchall()
        invoices = db.execute("SELECT * FROM invoices WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()
    return render_template("order.html", order=order, lines=lines, invoices=invoices)


def fetch(order_id: int) -> sqlite3.Row:
    """One order by id; the page is not found when there is none.

    Args:
        order_id: The order id.

    Returns:
        The row of ``orders``, and the name of the ``customer``.
    """
    with find_office().store.reading() as db:
        row: sqlite3.Row | None = db.execute(
            "SELECT o.*, c.name AS customer FROM orders o JOIN customers c ON c.no = o.customer_no WHERE o.id = ?",
            (order_id,),
        ).fetchone()
    if row is None:
        abort(404)
    return row
