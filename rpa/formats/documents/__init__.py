"""Finding the fields of invoices, receipts and orders on their pages, without a template."""
