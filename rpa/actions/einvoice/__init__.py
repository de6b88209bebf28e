"""Electronic invoices and orders."""
