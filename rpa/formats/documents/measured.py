"""Field and kind of evidence to how often it was right and how often it occurred; written by a tool, not by hand.

`python -m tests.documents.calibrate`: 165 documents of the calibrating half.
"""

from __future__ import annotations

MEASURED: dict[tuple[str, str], tuple[int, int]] = {
    ("currency", "labelled"): (139, 139),
    ("currency", "labelled.totals"): (6, 6),
    ("currency", "only"): (4, 4),
    ("customer", "one"): (1, 1),
    ("customer", "only.window"): (54, 54),
    ("customer", "two"): (95, 95),
    ("customer_vat_number", "checked"): (43, 43),
    ("delivered_on", "labelled"): (72, 72),
    ("due_on", "labelled"): (120, 120),
    ("iban", "checked"): (135, 135),
    ("issued_on", "labelled"): (77, 77),
    ("issued_on", "only"): (58, 58),
    ("issued_on", "only.city"): (30, 30),
    ("net", "proven"): (135, 135),
    ("net", "proven.partly"): (6, 6),
    ("net", "two"): (24, 24),
    ("number", "labelled"): (132, 132),
    ("number", "only"): (6, 6),
    ("number", "title"): (27, 27),
    ("order_number", "labelled"): (74, 74),
    ("reference", "labelled"): (77, 77),
    ("supplier", "labelled"): (9, 9),
    ("supplier", "one"): (4, 4),
    ("supplier", "only.window"): (6, 6),
    ("supplier", "two"): (146, 146),
    ("supplier_registration", "labelled"): (138, 138),
    ("supplier_vat_number", "checked"): (150, 150),
    ("total", "proven"): (135, 135),
    ("total", "proven.partly"): (6, 6),
    ("total", "two"): (24, 24),
    ("vat", "proven"): (135, 135),
    ("vat", "proven.partly"): (6, 6),
    ("vat", "two"): (24, 24),
    ("vat_rates", "proven"): (135, 135),
    ("vat_rates", "proven.partly"): (6, 6),
    ("vat_rates", "two"): (9, 9),
}
