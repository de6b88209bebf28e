"""The sample data of an empty database; the same every time."""

from __future__ import annotations

import sqlite3

from rpa.demo.company import history

FIRST_ORDER = 10001
FIRST_CUSTOMER = 1001

# name, street, postal code, city, country, e-mail, phone, VAT number, language, payment terms in days
CUSTOMERS: tuple[tuple[str, str, str, str, str, str, str, str, str, int], ...] = (
    ("Bakkerij Van den Berg", "Voorstraat 18", "3512 AN", "Utrecht", "Netherlands",
     "inkoop@bakkerijvandenberg.test", "+31 30 555 01 12", "NL805888718B01", "Dutch", 14),
    ("De Groot Logistiek B.V.", "Waalhaven Oostzijde 77", "3087 BM", "Rotterdam", "Netherlands",
     "administratie@degrootlogistiek.test", "+31 10 555 02 40", "NL850273900B01", "Dutch", 30),
    ("Jansen & Zonen Installaties", "Parallelweg 4", "7411 KJ", "Deventer", "Netherlands",
     "bestellingen@jansenenzonen.test", "+31 570 55 03 71", "NL837399610B01", "Dutch", 30),
    ("Kwekerij Het Zonnetje", "Lierweg 112", "2678 CW", "De Lier", "Netherlands",
     "info@kwekerijhetzonnetje.test", "+31 174 55 04 08", "NL806109749B01", "Dutch", 14),
    ("Stichting Buurthuis Noord", "Meeuwenlaan 41", "1021 HS", "Amsterdam", "Netherlands",
     "beheer@buurthuisnoord.test", "+31 20 555 05 66", "NL864901161B01", "Dutch", 30),
    ("Müller Bürobedarf GmbH", "Lindenstraße 23", "50674", "Köln", "Germany",
     "einkauf@mueller-buerobedarf.test", "+49 221 5550 610", "DE291979335", "German", 30),
    ("Schäfer Lagertechnik KG", "Hafenring 9", "47119", "Duisburg", "Germany",
     "bestellung@schaefer-lagertechnik.test", "+49 203 5550 722", "DE332720370", "German", 14),
    ("Praxis Dr. Weiß", "Marktplatz 2", "26122", "Oldenburg", "Germany",
     "praxis@dr-weiss.test", "+49 441 5550 83", "DE172091869", "German", 14),
    ("Nordlicht Medien GmbH", "Große Elbstraße 145", "22767", "Hamburg", "Germany",
     "buchhaltung@nordlicht-medien.test", "+49 40 5550 914", "DE297168391", "English", 30),
    ("Bergen Kontor AS", "Strandgaten 59", "5004", "Bergen", "Norway",
     "innkjop@bergenkontor.test", "+47 55 50 10 20", "NO947429604MVA", "Norwegian", 30),
    ("Østlandet Lager og Frakt AS", "Alnabruveien 8", "0668", "Oslo", "Norway",
     "ordre@ostlandetlager.test", "+47 22 50 11 37", "NO932828014MVA", "Norwegian", 30),
    ("Fjellstua Hotell AS", "Hovdenveien 201", "4755", "Hovden", "Norway",
     "drift@fjellstuahotell.test", "+47 37 50 12 54", "NO937430590MVA", "Norwegian", 14),
)  # fmt: skip

# sku, name, price in cents, VAT rate, stock
PRODUCTS: tuple[tuple[str, str, int, int, int], ...] = (
    ("FP-1001", "Copy paper A4 80 g, box of 5", 2495, 21, 340),
    ("FP-1002", "Copy paper A3 80 g, box of 3", 3250, 21, 62),
    ("FP-1003", "Lever arch file A4, blue", 315, 21, 780),
    ("FP-1004", "Ring binder A4, white", 289, 21, 415),
    ("FP-1005", "Ballpoint pen blue, 50 pieces", 1190, 21, 210),
    ("FP-1006", "Whiteboard markers, set of 4", 675, 21, 180),
    ("FP-1007", "Whiteboard 120 x 90 cm", 8950, 21, 14),
    ("FP-1008", "Desk lamp LED", 4450, 21, 38),
    ("FP-1009", "Office chair Fjord", 24900, 21, 21),
    ("FP-1010", "Sit-stand desk 160 x 80 cm", 54900, 21, 9),
    ("FP-1011", "Monitor arm, single", 7990, 21, 33),
    ("FP-1012", "Toner black, universal", 6875, 21, 57),
    ("FP-2001", "Shipping box 400 x 300 x 250, 25 pieces", 2875, 21, 260),
    ("FP-2002", "Shipping box 600 x 400 x 400, 15 pieces", 3390, 21, 145),
    ("FP-2003", "Packing tape clear, 36 rolls", 4195, 21, 96),
    ("FP-2004", "Stretch film 500 mm, 6 rolls", 5240, 21, 72),
    ("FP-2005", "Pallet truck 2,500 kg", 32900, 21, 6),
    ("FP-2006", "Shelving unit 200 x 100 x 40 cm", 11950, 21, 27),
    ("FP-2007", "Thermal labels 100 x 150, 12 rolls", 3960, 21, 118),
    ("FP-2008", "Work gloves size 9, 12 pairs", 2340, 21, 84),
    ("FP-2009", "Safety shoes S3 size 43", 6495, 21, 18),
    ("FP-3001", "Coffee beans, 6 x 1 kg", 7950, 9, 65),
    ("FP-3002", "Tea assortment, 200 bags", 1890, 9, 90),
    ("FP-3003", "Mineral water, 24 x 0.5 l", 1245, 9, 130),
    ("FP-3004", "Fruit box, seasonal", 2650, 9, 25),
    ("FP-3005", "Handbook warehouse safety", 3495, 9, 40),
)

# customer no, customer order no, ordered on, reference, status, lines of (sku, quantity)
ORDERS: tuple[tuple[str, str, str, str, str, tuple[tuple[str, int], ...]], ...] = (
    ("C-1002", "DGL-5518", "2026-09-21", "Loading bay 3", "Invoiced", (("FP-2004", 4), ("FP-2003", 2))),
    ("C-1006", "4500078123", "2026-09-23", "", "Invoiced", (("FP-1003", 40), ("FP-1001", 10))),
    ("C-1010", "BK-2026-311", "2026-09-24", "Att: Ingrid", "Delivered", (("FP-1009", 2),)),
    ("C-1001", "VDB-0914", "2026-09-25", "", "Delivered", (("FP-3001", 3), ("FP-3003", 5))),
    ("C-1007", "ST-77012", "2026-09-28", "Projekt Halle 2", "Delivered", (("FP-2006", 6),)),
    ("C-1005", "BN-41", "2026-09-29", "", "Open", (("FP-3002", 2), ("FP-1006", 3))),
    ("C-1011", "ØLF-20931", "2026-10-01", "Terminal B", "Open", (("FP-2007", 10), ("FP-2001", 8))),
    ("C-1009", "NM-3389", "2026-10-02", "", "Open", (("FP-1010", 1), ("FP-1011", 2), ("FP-1008", 1))),
)

# sender, customer no, kind, language, subject, message, reference
TICKETS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("administratie@degrootlogistiek.test", "C-1002", "Invoice question", "Dutch",
     "Factuur dubbel ontvangen?", "Wij hebben de factuur van 21 september twee keer gekregen. Klopt dat?",
     "<20260928.0814@degrootlogistiek.test>"),
    ("praxis@dr-weiss.test", "C-1008", "Complaint", "German", "Lampe defekt geliefert",
     "Die Schreibtischlampe flackert. Bitte um Ersatz.", "<20260930.1142@dr-weiss.test>"),
    ("drift@fjellstuahotell.test", "C-1012", "Order question", "Norwegian", "Når kommer kaffen?",
     "Vi venter på 10 kartonger kaffebønner. Når kan vi vente levering?",
     "<20261001.0705@fjellstuahotell.test>"),
)  # fmt: skip

# period, first day, last day, deadline
VAT_PERIODS: tuple[tuple[str, str, str, str], ...] = (
    ("2025-Q4", "2025-10-01", "2025-12-31", "2026-01-31"),
    ("2026-Q1", "2026-01-01", "2026-03-31", "2026-04-30"),
    ("2026-Q2", "2026-04-01", "2026-06-30", "2026-07-31"),
    ("2026-Q3", "2026-07-01", "2026-09-30", "2026-10-31"),
)

# period, receipt number, filed at, then the boxes 1a 1a-VAT 1b 1b-VAT 1e 3a 3b 5b total, in whole euros
VAT_RETURNS: tuple[tuple[str, str, str, int, int, int, int, int, int, int, int, int], ...] = (
    (
        "2025-Q4",
        "VAT-2025Q4-4JQ2M7XA",
        "2026-01-22 09:14",
        48210,
        10124,
        5120,
        461,
        0,
        14850,
        22410,
        6233,
        4352,
    ),
    (
        "2026-Q1",
        "VAT-2026Q1-B6T3WNZE",
        "2026-04-20 10:02",
        45775,
        9613,
        4890,
        440,
        0,
        16320,
        19985,
        5871,
        4182,
    ),
    (
        "2026-Q2",
        "VAT-2026Q2-HK5R2DVC",
        "2026-07-23 08:47",
        51340,
        10781,
        5475,
        493,
        0,
        15110,
        24060,
        6604,
        4670,
    ),
)


def sow(db: sqlite3.Connection) -> None:
    """Put the sample data into empty tables.

    Args:
        db: A connection inside a transaction.
    """
    for offset, customer in enumerate(CUSTOMERS):
        number = f"C-{FIRST_CUSTOMER + offset}"
        db.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (number, *customer))
    db.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?)", PRODUCTS)
    sow_orders(db)
    db.executemany(
        "INSERT INTO tickets (sender, customer_no, kind, language, subject, message, reference)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        TICKETS,
    )
    db.executemany("INSERT INTO vat_periods VALUES (?, ?, ?, ?)", VAT_PERIODS)
    db.executemany(
        "INSERT INTO vat_returns (period, receipt_number, kind, filed_at, high_turnover, high_vat,"
        " low_turnover, low_vat, zero_turnover, export_turnover, eu_turnover, input_tax, total)"
        " VALUES (?, ?, 'Return', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        VAT_RETURNS,
    )
    countries = {f"C-{FIRST_CUSTOMER + offset}": customer[4] for offset, customer in enumerate(CUSTOMERS)}
    history.write_quarter(db, countries, PRODUCTS)


def sow_orders(db: sqlite3.Connection) -> None:
    """Put the orders of the last two weeks into the tables.

    Args:
        db: A connection inside a transaction, products already there.
    """
    prices = {sku: price for sku, _, price, _, _ in PRODUCTS}
    for order_id, (customer, number, day, reference, status, lines) in enumerate(ORDERS, FIRST_ORDER):
        total = sum(prices[sku] * quantity for sku, quantity in lines)
        db.execute(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)",
            (order_id, customer, number, day, reference, total, status),
        )
        db.executemany(
            "INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?)",
            [
                (order_id, n, sku, quantity, prices[sku], prices[sku] * quantity)
                for n, (sku, quantity) in enumerate(lines, 1)
            ],
        )
