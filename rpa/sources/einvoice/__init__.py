"""Sources that read electronic invoices and orders."""
