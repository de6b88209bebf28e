"""Products: search, price and stock."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from rpa.demo.company.forms import write_cents
from rpa.demo.company.office import find_office

pages = Blueprint("products", __name__)


def find_products(db: sqlite3.Connection, wanted: str) -> list[sqlite3.Row]:
    """Search products.

    Args:
        db: A connection.
        wanted: Part of a SKU or name; empty for all.

    Returns:
        Rows of ``products``, by SKU.
    """
    query = "SELECT * FROM products WHERE contains(sku || ' ' || name, ?) ORDER BY sku LIMIT 200"
    return db.execute(query, (wanted,)).fetchall()


@pages.get("/products")
def search() -> ResponseReturnValue:
    """The list of products."""
    wanted = request.args.get("q", "").strip()
    with find_office().store.reading() as db:
        found = find_products(db, wanted)
    return render_template("products.html", found=found, q=wanted)


@pages.get("/api/products")
def suggest() -> ResponseReturnValue:
    """The products for the look-up of an order line, as JSON; prices are texts such as ``24.95``."""
    with find_office().store.reading() as db:
        found = find_products(db, request.args.get("q", "").strip())
    return [
        {
            "sku": row["sku"],
            "name": row["name"],
            "price": write_cents(row["price_cents"]),
            "stock": row["stock"],
        }
        for row in found
    ]


@pages.get("/products/<sku>")
def show(sku: str) -> ResponseReturnValue:
    """One product."""
    with find_office().store.reading() as db:
        row = db.execute("SELECT * FROM products WHERE sku = ?", (sku,)).fetchone()
    if row is None:
        abort(404)
    return render_template("product.html", product=row)
