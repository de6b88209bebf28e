"""The company's database: one SQLite file.

Amounts are whole cents (``*_cents``), dates are ISO texts (``2026-07-01``), VAT rates are whole per cent.

- ``customers``: no (C-1001), name, street, postal_code, city, country, email, phone, vat_number, language,
  payment_terms (days)
- ``products``: sku (FP-1001), name, price_cents, vat_rate (21 or 9), stock
- ``orders``: id (10001), customer_no, customer_order_no, ordered_on, reference, total_cents, status
- ``order_lines``: order_id, line, sku, quantity, unit_price_cents, total_cents
- ``invoices``: id, number, order_id (null in the history), customer_no, invoiced_on, total_cents (with VAT),
  vat_cents, pdf_name, pdf
- ``invoice_lines``: invoice_id, line, sku, description, quantity, unit_price_cents, vat_treatment
  (domestic, eu, export), vat_rate (21, 9, 0), net_cents, vat_cents; only the history has them
- ``purchases``: id, number, supplier, country, description, invoiced_on, vat_rate, net_cents, vat_cents (the
  input tax that may be deducted)
- ``tickets``: id (T-0001 is 1), sender, customer_no, kind, language, subject, message, reference
- ``ticket_files``: ticket_id, n, name, content
- ``vat_periods``: period (2026-Q3), starts_on, ends_on, deadline
- ``vat_returns``: id, period, receipt_number, kind, filed_at, and a column of whole euros for each box:
  high_turnover, high_vat, low_turnover, low_vat, zero_turnover, export_turnover, eu_turnover, input_tax,
  total
- ``stored_writes``: n, kind, reference, who, at, path, request_id: the company's own count
- ``received_requests``: method, n: requests that could write, and ``sign-in``
- ``house_settings``: name, value: the session key and the mischief in force

The VAT return of a quarter is sums over ``invoice_lines`` joined to ``invoices``, by ``vat_treatment`` and
``vat_rate`` (domestic 21: box 1a; domestic 9: 1b; export: 3a; eu: 3b), and over ``purchases.vat_cents``
(box 5b), both by ``invoiced_on``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from rpa.demo.company import seed


def contains(text: str | None, part: str) -> bool:
    """Whether a text contains another, for SQL; SQLite's LIKE knows only ASCII letters as small and capital.

    Args:
        text: Where to look.
        part: What to look for.

    Returns:
        Whether it is there, whatever the case.
    """
    return part.casefold() in (text or "").casefold()


@dataclass(frozen=True)
class Store:
    """The database file, opened anew for each use, so that threads share nothing.

    Attributes:
        path: The SQLite file.
    """

    path: Path

    def connect(self) -> sqlite3.Connection:
        """Open the file in autocommit mode, rows by name.

        Returns:
            A connection that the caller closes.
        """
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.create_function("contains", 2, contains, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        # In WAL mode NORMAL survives the death of the process; only a power cut could take the last writes.
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def create(self, *, seeded: bool) -> None:
        """Create the tables, and the sample data when there are none; all of it or nothing.

        Args:
            seeded: Whether an empty database gets the sample data.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = self.connect()
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
        schema = resources.files("rpa.demo.company").joinpath("schema.sql").read_text(encoding="utf-8")
        with self.writing() as db:
            for statement in schema.split(";"):
                if statement.strip():
                    db.execute(statement)
            if seeded and db.execute("SELECT count(*) FROM customers").fetchone()[0] == 0:
                seed.sow(db)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for queries.

        Yields:
            The open connection.
        """
        connection = self.connect()
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back on any error.

        Yields:
            The connection, with the write lock already taken.
        """
        connection = self.connect()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()
