"""The help desk: an old screen whose captions are no labels, and mails entered as tickets."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from rpa.demo.company.counts import record
from rpa.demo.company.customers import LANGUAGES
from rpa.demo.company.downloads import send
from rpa.demo.company.forms import Field, Form, check_email
from rpa.demo.company.office import find_office, rename

pages = Blueprint("tickets", __name__)

KINDS = ("Order question", "Complaint", "Invoice question", "Other")
FIELDS = (
    Field("f1", "From", check=check_email),
    Field("f2", "Customer no", required=False),
    Field("f4", "Kind", "select", KINDS),
    Field("f5", "Language", "select", LANGUAGES),
    Field("f3", "Subject"),
    Field("f6", "Message", "textarea"),
    Field("f7", "Reference", required=False),
    Field("f8", "Attachments", "files", required=False),
)
LIST_QUERY = (
    "SELECT *, printf('T-%04d', id) AS no FROM tickets"
    " WHERE ? = '' OR reference = ? OR printf('T-%04d', id) = ? OR contains(subject || ' ' || customer_no, ?)"
    " ORDER BY id DESC LIMIT 200"
)


@pages.get("/tickets")
def search() -> ResponseReturnValue:
    """The list of tickets; a reference or ticket number is compared whole."""
    wanted = request.args.get("q", "").strip()
    with find_office().store.reading() as db:
        found = db.execute(LIST_QUERY, (wanted,) * 4).fetchall()
    return render_template("tickets.html", found=found, q=wanted)


@pages.route("/tickets/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """The old form for a new ticket."""
    form = Form(FIELDS, {}, named=rename)
    if request.method == "POST":
        form = Form.read(FIELDS, request.form, rename)
        check_customer(form)
        if not form.errors:
            ticket_id = store_new(form)
            flash(f"Ticket T-{ticket_id:04} entered", "done")
            return redirect(f"/tickets/T-{ticket_id:04}")
    return render_template("ticket_form.html", form=form)


def check_customer(form: Form) -> None:
    """Check that the customer, where one is given, exists.

    Args:
        form: The form; its errors are added to.
    """
    number = form.values["f2"]
    if number:
        with find_office().store.reading() as db:
            if db.execute("SELECT 1 FROM customers WHERE no = ?", (number,)).fetchone() is None:
                form.fail("f2", f"{number} does not exist")


def store_new(form: Form) -> int:
    """Store a ticket and its files.

    Args:
        form: A form without errors.

    Returns:
        The number of the ticket, without ``T-``.
    """
    uploads = [(each.filename, each.read()) for each in request.files.getlist("f8") if each.filename]
    with find_office().store.writing() as db:
        cursor = db.execute(
            "INSERT INTO tickets (sender, customer_no, kind, language, subject, message, reference)"
            " VALUES (:f1, :f2, :f4, :f5, :f3, :f6, :f7)",
            form.values,
        )
        ticket_id = cursor.lastrowid or 0
        db.executemany(
            "INSERT INTO ticket_files VALUES (?, ?, ?, ?)",
            [(ticket_id, n, name, content) for n, (name, content) in enumerate(uploads, 1)],
        )
        record(db, "ticket", form.values["f7"])
    return ticket_id


@pages.get("/tickets/T-<int:ticket_id>")
def show(ticket_id: int) -> ResponseReturnValue:
    """One ticket."""
    with find_office().store.reading() as db:
        ticket = db.execute("SELECT *, printf('T-%04d', id) AS no FROM tickets WHERE id = ?", (ticket_id,)).fetchone()
        files = db.execute(
            "SELECT n, name, length(content) AS size FROM ticket_files WHERE ticket_id = ? ORDER BY n",
            (ticket_id,),
        ).fetchall()
    if ticket is None:
        abort(404)
    return render_template("ticket.html", ticket=ticket, files=files)


@pages.get("/files/tickets/<int:ticket_id>/<int:n>")
def download(ticket_id: int, n: int) -> ResponseReturnValue:
    """A file that came with a ticket."""
    with find_office().store.reading() as db:
        row = db.execute(
            "SELECT name, content FROM ticket_files WHERE ticket_id = ? AND n = ?", (ticket_id, n)
        ).fetchone()
    if row is None:
        abort(404)
    return send(row["content"], row["name"])
