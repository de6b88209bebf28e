"""The tax office's portal: file a VAT return, confirm it, and take the receipt home.

A second return for a period is accepted, as a supplementary one, just as a tax office does.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from rpa.demo.company.counts import record
from rpa.demo.company.downloads import send
from rpa.demo.company.forms import Field, Form
from rpa.demo.company.office import find_office, rename
from rpa.demo.company.receipt import print_receipt
from rpa.demo.company.settings import COMPANY_NAME

pages = Blueprint("vat_portal", __name__, url_prefix="/vat")

TOLERANCE_EUROS = 1


def check_euros(text: str) -> str | None:
    """Complain about a text that is no whole number of euros."""
    return None if re.fullmatch(r"-?\d{1,9}", text) else "must be in whole euros, such as 12345"


def declare_box(name: str, caption: str) -> Field:
    """A box of the return; left empty it is nought."""
    return Field(name, caption, required=False, check=check_euros)


BOXES = (
    declare_box("high_turnover", "1a Supplies at high rate - turnover"),
    declare_box("high_vat", "1a Supplies at high rate - VAT"),
    declare_box("low_turnover", "1b Supplies at low rate - turnover"),
    declare_box("low_vat", "1b Supplies at low rate - VAT"),
    declare_box("zero_turnover", "1e Supplies at 0 % or not taxed by you"),
    declare_box("export_turnover", "3a Supplies to countries outside the EU"),
    declare_box("eu_turnover", "3b Supplies to EU countries"),
    declare_box("input_tax", "5b Input tax"),
    declare_box("total", "Total to pay"),
)
DECLARATION = Field("declared", "I declare that this return is complete and correct", "checkbox", required=False)
COLUMNS = tuple(box.name for box in BOXES)


@pages.get("")
def show_periods() -> ResponseReturnValue:
    """The list of periods."""
    with find_office().store.reading() as db:
        periods = db.execute(
            "SELECT p.*, count(r.id) AS filed FROM vat_periods p"
            " LEFT JOIN vat_returns r ON r.period = p.period GROUP BY p.period ORDER BY p.period DESC"
        ).fetchall()
    return render_template("vat/periods.html", periods=periods)


@pages.route("/<period>/file", methods=["GET", "POST"])
def file_return(period: str) -> ResponseReturnValue:
    """The return to fill in; posting it stores nothing, it leads to the page that asks for confirmation."""
    known = fetch_period(period)
    form = Form((*BOXES, DECLARATION), {}, named=rename)
    if request.method == "POST":
        form = read_return()
        if not form.errors:
            return render_template("vat/confirm.html", form=form, boxes=BOXES, period=known)
    return render_template("vat/file.html", form=form, boxes=BOXES, declaration=DECLARATION, period=known)


@pages.route("/<period>/confirm", methods=["GET", "POST"])
def confirm(period: str) -> ResponseReturnValue:
    """Store the return that was confirmed."""
    known = fetch_period(period)
    if request.method == "GET":
        return redirect(f"/vat/{period}/file")
    form = read_return()
    if form.errors:
        return render_template("vat/file.html", form=form, boxes=BOXES, declaration=DECLARATION, period=known)
    number = store_new(form, period)
    flash("Your return has been received", "done")
    return redirect(f"/vat/returns/{number}")


@pages.get("/returns")
def show_returns() -> ResponseReturnValue:
    """The returns filed, of one period or of all."""
    period = request.args.get("period", "").strip()
    with find_office().store.reading() as db:
        found = db.execute(
            "SELECT * FROM vat_returns WHERE ? = '' OR period = ? ORDER BY id DESC", (period, period)
        ).fetchall()
    return render_template("vat/returns.html", found=found, period=period)


@pages.get("/returns/<number>")
def show_receipt(number: str) -> ResponseReturnValue:
    """The receipt of one return."""
    return render_template("vat/receipt.html", filed=fetch_return(number), boxes=BOXES)


@pages.get("/files/<number>.pdf")
def download_receipt(number: str) -> ResponseReturnValue:
    """The receipt as a PDF."""
    filed = fetch_return(number)
    lines = [
        COMPANY_NAME,
        f"Receipt number: {filed['receipt_number']}",
        f"Period: {filed['period']}",
        f"Filed at: {filed['filed_at']}",
        f"Kind: {filed['kind']}",
        "",
        *(f"{box.caption}: EUR {filed[box.name]}" for box in BOXES),
    ]
    return send(print_receipt("VAT return - receipt", lines), f"{number}.pdf", "application/pdf")


def read_return() -> Form:
    """Read and check a posted return as the tax office does: the rates, and the sum.

    Returns:
        The form; an empty box is nought.
    """
    form = Form.read((*BOXES, DECLARATION), request.form, rename)
    if form.errors:
        return form
    amounts = {name: int(form.values[name] or 0) for name in COLUMNS}
    form.values.update({name: str(amount) for name, amount in amounts.items()})
    for rate, turnover, vat in ((21, "high_turnover", "high_vat"), (9, "low_turnover", "low_vat")):
        expected = amounts[turnover] * rate / 100
        if abs(amounts[vat] - expected) > TOLERANCE_EUROS:
            form.fail(vat, f"must be {rate} % of the turnover, which is {expected:.2f}, within 1 euro")
    total = amounts["high_vat"] + amounts["low_vat"] - amounts["input_tax"]
    if amounts["total"] != total:
        form.fail("total", f"must be 1a VAT + 1b VAT - 5b, which is {total}")
    if not form.values["declared"]:
        form.errors["declared"] = "Tick the box with which you declare that the return is complete and correct"
    return form


def store_new(form: Form, period: str) -> str:
    """Store a return, the first of its period or a supplementary one.

    Args:
        form: A form without errors.
        period: Such as ``2026-Q3``.

    Returns:
        The receipt number.
    """
    day = find_office().settings.business_date
    filed_at = f"{day} {datetime.now().astimezone():%H:%M}"
    boxes = [int(form.values[name]) for name in COLUMNS]
    with find_office().store.writing() as db:
        earlier = db.execute("SELECT count(*) FROM vat_returns WHERE period = ?", (period,)).fetchone()[0]
        kind = "Supplementary return" if earlier else "Return"
        number = number_receipt(period, earlier)
        db.execute(
            f"INSERT INTO vat_returns (period, receipt_number, kind, filed_at, {', '.join(COLUMNS)})"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (period, number, kind, filed_at, *boxes),
        )
        record(db, "vat_return", period)
    return number


def number_receipt(period: str, earlier: int) -> str:
    """The receipt number of a return.

    Args:
        period: Such as ``2026-Q3``.
        earlier: How many returns of that period came before.

    Returns:
        Such as ``VAT-2026Q3-7F3KQ2MX``.
    """
    digest = hashlib.sha256(f"{period}/{earlier}".encode()).digest()
    return f"VAT-{period.replace('-', '')}-{base64.b32encode(digest)[:8].decode()}"


def fetch_period(period: str) -> sqlite3.Row:
    """One period; the page is not found when there is none."""
    with find_office().store.reading() as db:
        row: sqlite3.Row | None = db.execute("SELECT * FROM vat_periods WHERE period = ?", (period,)).fetchone()
    if row is None:
        abort(404)
    return row


def fetch_return(number: str) -> sqlite3.Row:
    """One filed return by receipt number; the page is not found when there is none."""
    with find_office().store.reading() as db:
        row: sqlite3.Row | None = db.execute("SELECT * FROM vat_returns WHERE receipt_number = ?", (number,)).fetchone()
    if row is None:
        abort(404)
    return row
