"""Invoices: registered for an order, with the PDF that went to the customer."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from rpa.demo.company import orders
from rpa.demo.company.counts import record
from rpa.demo.company.downloads import send
from rpa.demo.company.forms import Field, Form, check_date, check_money, read_cents, read_date
from rpa.demo.company.office import find_office, rename

pages = Blueprint("invoices", __name__)

FIELDS = (
    Field("number", "Invoice number"),
    Field("invoiced_on", "Invoice date", check=check_date, placeholder="dd-mm-yyyy"),
    Field("total", "Total including VAT", check=check_money),
    Field("vat", "VAT amount", check=check_money),
    Field("pdf", "Invoice PDF", "file"),
)
LIST_QUERY = (
    "SELECT i.id, i.number, i.order_id, i.invoiced_on, i.total_cents, i.vat_cents, i.pdf_name,"
    " c.name AS customer FROM invoices i JOIN customers c ON c.no = i.customer_no"
    " WHERE ? = '' OR i.number = ? COLLATE NOCASE OR CAST(i.order_id AS TEXT) = ? OR contains(c.name, ?)"
    " ORDER BY i.id DESC LIMIT 200"
)


@pages.get("/invoices")
def search() -> ResponseReturnValue:
    """The list of invoices; an invoice number or order id is compared whole."""
    wanted = request.args.get("q", "").strip()
    with find_office().store.reading() as db:
        found = db.execute(LIST_QUERY, (wanted,) * 4).fetchall()
    return render_template("invoices.html", found=found, q=wanted)


@pages.route("/orders/<int:order_id>/invoice", methods=["GET", "POST"])
def register(order_id: int) -> ResponseReturnValue:
    """The form that registers the invoice of an order."""
    order = orders.fetch(order_id)
    form = Form(FIELDS, {}, named=rename)
    if request.method == "POST":
        form = Form.read(FIELDS, request.form, rename)
        name, content = read_pdf(form)
        if not form.errors:
            store_new(form, order_id, order["customer_no"], name, content)
            flash(f"Invoice {form.values['number']} registered", "done")
            return redirect(f"/orders/{order_id}")
    return render_template("invoice_form.html", form=form, order=order)


def read_pdf(form: Form) -> tuple[str, bytes]:
    """The uploaded PDF.

    Args:
        form: The form; its errors are added to.

    Returns:
        The file's name, and its bytes.
    """
    upload = request.files.get("pdf")
    if upload is None or not upload.filename:
        form.fail("pdf", "is missing")
        return "", b""
    content = upload.read()
    if not content.startswith(b"%PDF-"):
        form.fail("pdf", "must be a PDF file")
    return secure_filename(upload.filename) or "invoice.pdf", content


def store_new(form: Form, order_id: int, customer_no: str, name: str, content: bytes) -> None:
    """Store an invoice, and mark its order.

    Args:
        form: A form without errors.
        order_id: The order.
        customer_no: The customer of the order.
        name: The name of the PDF.
        content: The PDF.
    """
    values = form.values
    invoiced_on = str(read_date(values["invoiced_on"]))
    amounts = (read_cents(values["total"]), read_cents(values["vat"]))
    with find_office().store.writing() as db:
        db.execute(
            "INSERT INTO invoices (number, order_id, customer_no, invoiced_on, total_cents, vat_cents,"
            " pdf_name, pdf) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (values["number"], order_id, customer_no, invoiced_on, *amounts, name, content),
        )
        db.execute("UPDATE orders SET status = 'Invoiced' WHERE id = ?", (order_id,))
        record(db, "invoice", values["number"])


@pages.get("/files/invoices/<int:invoice_id>")
def download(invoice_id: int) -> ResponseReturnValue:
    """The PDF of a registered invoice."""
    with find_office().store.reading() as db:
        row = db.execute(
            "SELECT pdf_name, pdf FROM invoices WHERE id = ? AND pdf IS NOT NULL", (invoice_id,)
        ).fetchone()
    if row is None:
        abort(404)
    return send(row["pdf"], row["pdf_name"], "application/pdf")
