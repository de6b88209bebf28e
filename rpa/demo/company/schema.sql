CREATE TABLE IF NOT EXISTS customers (
    no TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    vat_number TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    payment_terms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS products (
    sku TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    price_cents INTEGER NOT NULL,
    vat_rate INTEGER NOT NULL,
    stock INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_no TEXT NOT NULL REFERENCES customers (no),
    customer_order_no TEXT NOT NULL,
    ordered_on TEXT NOT NULL,
    reference TEXT NOT NULL DEFAULT '',
    total_cents INTEGER NOT NULL,
    status TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS orders_by_number ON orders (customer_order_no COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    line INTEGER NOT NULL,
    sku TEXT NOT NULL REFERENCES products (sku),
    quantity INTEGER NOT NULL,
    unit_price_cents INTEGER NOT NULL,
    total_cents INTEGER NOT NULL,
    PRIMARY KEY (order_id, line)
);
CREATE TABLE IF NOT EXISTS invoices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL,
    order_id INTEGER REFERENCES orders (id),
    customer_no TEXT NOT NULL REFERENCES customers (no),
    invoiced_on TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    pdf_name TEXT,
    pdf BLOB
);
CREATE INDEX IF NOT EXISTS invoices_by_number ON invoices (number);
CREATE TABLE IF NOT EXISTS invoice_lines (
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    line INTEGER NOT NULL,
    sku TEXT NOT NULL REFERENCES products (sku),
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price_cents INTEGER NOT NULL,
    vat_treatment TEXT NOT NULL CHECK (vat_treatment IN ('domestic', 'eu', 'export')),
    vat_rate INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, line)
);
CREATE TABLE IF NOT EXISTS purchases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL,
    supplier TEXT NOT NULL,
    country TEXT NOT NULL,
    description TEXT NOT NULL,
    invoiced_on TEXT NOT NULL,
    vat_rate INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sender TEXT NOT NULL,
    customer_no TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    reference TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS tickets_by_reference ON tickets (reference);
CREATE TABLE IF NOT EXISTS ticket_files (
    ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    n INTEGER NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (ticket_id, n)
);
CREATE TABLE IF NOT EXISTS vat_periods (
    period TEXT PRIMARY KEY,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    deadline TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS vat_returns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    period TEXT NOT NULL REFERENCES vat_periods (period),
    receipt_number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('Return', 'Supplementary return')),
    filed_at TEXT NOT NULL,
    high_turnover INTEGER NOT NULL,
    high_vat INTEGER NOT NULL,
    low_turnover INTEGER NOT NULL,
    low_vat INTEGER NOT NULL,
    zero_turnover INTEGER NOT NULL,
    export_turnover INTEGER NOT NULL,
    eu_turnover INTEGER NOT NULL,
    input_tax INTEGER NOT NULL,
    total INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS stored_writes (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    path TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS received_requests (
    method TEXT PRIMARY KEY,
    n INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS house_settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
